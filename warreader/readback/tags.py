"""A table of tags (CSV, UTF-8): ours, as ``exports/csv_.py`` writes it, and a simple one.

Columns, in any order, by these names (or those in brackets); others are left out:

* which report: ``article`` (its id), ``revision_sha256`` (``digest``), ``url``, ``title``;
* which sentence: ``sentence`` (``ordinal``), its number; ``start`` and ``end``, in code points; ``text``, its words;
* who: ``author`` (``annotator``), ``author_id`` (``annotator_id``);
* what: ``tag`` (``label``), ``flags`` with spaces between, ``note``, and ours: ``annotation``, ``round``,
  ``look_again``, ``evidence`` with a source a line, ``created``, ``updated``, ``settled``, ``settled_by``,
  ``settled_by_id``, ``settled_rule``, ``reason``;
* ``session_id`` and ``session``, without which it is the reading room's; ``settled_in_id`` and ``settled_in``, where
  another session settled it.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain

from django.utils.translation import gettext_noop as marked

from warreader.exports.csv_ import guarded
from warreader.importers.drafts import Unreadable
from warreader.models import Flag, Round

from .brought import Brought, End, Passage, Person, Report, Said, Session
from .jsonld import RULE
from .labels import OUTCOMES, Builder, about, flat_source, tag_of
from .nodes import Node

FORM = "csv"
ROW = "row"
NUMBER = re.compile(r"([0-9]+)(?:[.,]0+)?")
#: whoever made a table that names nobody
SOMEBODY = "CSV"
#: columns of which a table has one or more
NAMES = ("tag", "label", "flags", "note")
#: what has fewer columns in its first line may be any text
FEW = 2
NO_FORM = marked("It is in no form that can be read back.")
NO_TAGS = marked("There is no column of tags in it: a table has one called tag (or label), flags or note.")
OTHERS = {
    "digest": "revision_sha256",
    "ordinal": "sentence",
    "annotator": "author",
    "annotator_id": "author_id",
    "label": "tag",
}
#: letters of a cell
LONGEST = 1_000_000


def table(text: str) -> Node:
    """Return the rows of a table. Raises ``Unreadable`` where it is none of tags."""
    csv.field_size_limit(LONGEST)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), dialect=_dialect(text), strict=True)
        if text.startswith("sep="):
            next(reader, None)
        header = [name.strip().casefold() for name in next(reader, [])]
        ours = {"revision_sha256", "notice"} <= set(header)
        names = [OTHERS.get(name, name) for name in header]
        if not set(header) & set(NAMES):
            raise Unreadable(NO_FORM if len(header) < FEW else NO_TAGS)
        return Node([_row(names, cells, ours=ours) for cells in reader if any(cells)], ROW)
    except csv.Error as error:
        raise Unreadable(marked("It is no table: %(why)s"), {"why": str(error)}) from error


def _dialect(text: str) -> type[csv.Dialect]:
    """Return how cells are parted: by what parts the most in the first line, which may be only about that."""
    first = text.split("\n", 1)[0]

    class Found(csv.excel):
        delimiter = max(",;\t", key=first.count)

    return Found


def _row(names: list[str], cells: list[str], *, ours: bool) -> dict[str, str]:
    plain = (_unguarded(cell) for cell in cells) if ours else cells
    return {name: cell for name, cell in zip(names, plain, strict=False) if name and cell != ""}


def _unguarded(cell: str) -> str:
    """Take the apostrophe away that our table guards a cell with against spreadsheets."""
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell


def read(found: Node) -> Brought:
    """Return what the rows say. Raises ``Unreadable`` with the row that is wrong, counted as spreadsheets do."""
    builders: dict[tuple[str, ...], Builder] = {}
    seen: set[tuple[str, ...]] = set()
    for number, value in enumerate(found.value, 2):
        row = Node(value, f"{ROW} {number}")
        # Copied twice: once is enough.
        if (key := tuple(chain.from_iterable(value.items()))) in seen:
            continue
        seen.add(key)
        report = _about(row)
        key = (report.id, report.digest, report.url, report.title, report.session.id if report.session else "")
        builder = builders.setdefault(key, Builder(report))
        if row.has("sentence") or row.has("start") or row.has("text"):
            _take(builder, row)
    return Brought(FORM, tuple(one.report() for one in builders.values()))


def _about(row: Node) -> Report:
    value = dict(row.value)
    if "revision_sha256" in value:
        value["digest"] = value["revision_sha256"]
    if len(value.get("article", "")) != len("01234567-0123-0123-0123-0123456789ab"):
        title = value.pop("article", "")
        value.setdefault("title", title)
    found = about(Node(value, row.where))
    settled_in = row.maybe("settled_in_id")
    verdict = Session(settled_in.identity(), _text(row, "settled_in")) if settled_in else None
    return replace(found, verdict=None if found.session == verdict else verdict)


def _take(builder: Builder, row: Node) -> None:
    number = _number(row, "sentence")
    start, end = _number(row, "start"), _number(row, "end")
    if (start is None) != (end is None) or (start is not None and end is not None and start >= end):
        raise row.wrong("should have a start and an end behind it")
    key = builder.at(Passage(text=_text(row, "text"), start=start, end=end, ordinal=number))
    author = _person(row, "author", "author_id")
    if row.has("settled"):
        builder.settled[key] = _settled(row)
    if author is None and not any(row.has(name) for name in ("tag", "flags", "note")):
        return
    author = author or Person(name=SOMEBODY)
    said = Said(
        id=row.get("annotation").identity() if row.has("annotation") else "",
        author=author,
        round=row.get("round").word(Round.values) if row.has("round") else Round.INDEPENDENT,
        tag=tag_of(row.get("tag")) if row.has("tag") else "",
        flags=_flags(row),
        note=_text(row, "note"),
        look_again=row.has("look_again"),
        **_times(row),
    )
    builder.said[key] += [] if said.empty else [said]
    builder.sources[key] += [flat_source(line, author) for line in _text(row, "evidence").split("\n") if line]


def _times(row: Node) -> dict[str, datetime | None]:
    """Return when it was judged: neither where a spreadsheet has written a time in its own way."""
    try:
        created, updated = (row.get(name).moment() if row.has(name) else None for name in ("created", "updated"))
    except Unreadable:
        return {}
    return {"created": created, "updated": max(filter(None, (created, updated)), default=None)}


def _flags(row: Node) -> tuple[str, ...]:
    words = set(_text(row, "flags").replace(",", " ").replace(";", " ").split())
    if unknown := words - set(Flag.values):
        raise Node(min(unknown), f"{row.where}.flags").wrong(f"should be some of {', '.join(Flag.values)}, is")
    return tuple(flag for flag in Flag.values if flag in words)


def _settled(row: Node) -> End:
    return End(
        id="",
        outcome=row.get("settled").word(OUTCOMES),
        reason=_text(row, "reason"),
        by=_person(row, "settled_by", "settled_by_id") or Person(name=SOMEBODY),
        rule=_rule(_text(row, "settled_rule")),
        votes=None,
        supported=None,
        created=None,
        updated=None,
    )


def _rule(words: str) -> Mapping[str, int] | None:
    found = RULE.fullmatch(words)
    return {"votes": int(found[1]), "share": int(found[2])} if found else None


def _person(row: Node, name: str, identity: str) -> Person | None:
    known = row.get(identity).identity() if row.has(identity) else ""
    said = row.get(name).text(200) if row.has(name) else ""
    # Our table does not say whether names are real: there, ids say who it is.
    return Person(known, said, real=bool(said) and not known) if known or said else None


def _number(row: Node, name: str) -> int | None:
    if not row.has(name):
        return None
    value = row.get(name)
    # Some spreadsheets write 3.0, or 3,0.
    found = NUMBER.fullmatch(value.text(20))
    if not found:
        raise value.wrong("should be a whole number")
    return Node(int(found[1]), value.where).number()


def _text(row: Node, name: str) -> str:
    return row.get(name).text() if row.has(name) else ""
