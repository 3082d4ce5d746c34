"""Telling which form a file is in, and what must hold of all of them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as marked

from warreader.importers.archives import unpack
from warreader.importers.drafts import Received, Unreadable
from warreader.importers.telling import is_archive

from . import complete, doccano, jsonld, labelstudio, tags
from .brought import Brought
from .labels import meaning
from .nodes import Node, parsed

#: bytes of a file
MOST_BYTES = 20_000_000
#: and of what is read in an archive
MOST_UNPACKED = 60_000_000
#: judgements in a file
MOST_SAID = 100_000
#: sentences, pieces of evidence, reports and people: more of these than of judgements is no work of anybody's
MOST_OF: Mapping[str, int] = {
    marked("sentences"): 100_000,
    marked("pieces of evidence"): 100_000,
    marked("reports"): 1_000,
    marked("people"): 1_000,
}
#: how our own table for research begins, which has no form to be read back
RESEARCH = re.compile(r'\s*\{"article":"[^"]*","title":')


class TooLarge(Unreadable):
    """The file is larger than is read."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of files."""

    name: str
    label: str | Promise
    #: says whether parsed JSON is of this form
    told: Callable[[Node], bool]
    read: Callable[[Node], Brought]


_FORMS = (
    Form(complete.FORM, _("Everything (JSON), also several in a zip"), lambda one: one.has("format"), complete.read),
    Form(jsonld.FORM, _("W3C Web Annotations (JSON-LD), also out of our web page"), jsonld.told, jsonld.read),
    Form(labelstudio.FORM, _("Label Studio (JSON)"), labelstudio.told, labelstudio.read),
    Form(doccano.FORM, _("doccano (JSON lines)"), doccano.told, doccano.read),
    Form(tags.FORM, _("Table of tags (CSV)"), lambda one: one.where == tags.ROW, tags.read),
)
FORMS: Mapping[str, Form] = {one.name: one for one in _FORMS}


def read(content: bytes, meanings: Mapping[str, str] | None = None, *, most_said: int = MOST_SAID) -> Brought:
    """Return what a file says, in this process: what is hostile is for ``read_safely``.

    ``meanings`` are the tags that other tools' labels mean; empty: it is left out. Raises ``UnknownLabels`` where some
    are missing, :class:`TooLarge`, and ``Unreadable`` where it is in no form that is known, or something is wrong.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge(marked("It is larger than %(most)s MB."), {"most": MOST_BYTES // 1_000_000})
    with meaning(meanings or {}):
        brought = _out_of_archive(content) if is_archive(content) else _one(_found(content))
    _bound(brought, most_said)
    _check(brought)
    return brought


def _one(found: Node) -> Brought:
    form = next((one for one in _FORMS if one.told(found)), None)
    if form is None:
        raise Unreadable(marked("It is in no form that can be read back."))
    return form.read(found)


def _out_of_archive(content: bytes) -> Brought:
    """Return what the files of our complete form in an archive say; others in it are left out."""
    parts: list[Brought] = []
    size = 0
    for file in unpack(Received(content)):
        if file.filename.endswith(".json") and f'"{complete.FORM}"'.encode() in file.content:
            size += len(file.content)
            if size > MOST_UNPACKED:
                raise TooLarge(
                    marked("Unpacked it is larger than %(most)s MB."), {"most": MOST_UNPACKED // 1_000_000}
                )
            parts.append(_in(file.filename, file.content))
    if not parts:
        raise Unreadable(marked("There is no file in this archive that is complete JSON."))
    reports = tuple(report for one in parts for report in one.reports)
    remarks = tuple(dict.fromkeys(remark for one in parts for remark in one.remarks))
    return Brought(complete.FORM, reports, team=parts[0].team, remarks=remarks)


def _in(name: str, content: bytes) -> Brought:
    try:
        return _one(_found(content))
    except Unreadable as error:
        raise Unreadable(marked("%(name)s: %(why)s"), {"name": name, "why": error}) from error


def _found(content: bytes) -> Node:
    """Return what is in a file: JSON, lines of it, that in a web page, or the rows of a table."""
    try:
        text = content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(marked("It is not in UTF-8. Spreadsheets have that among the kinds of CSV.")) from error
    begins = text.lstrip()[:1]
    if begins == "<":
        return jsonld.out_of_page(text)
    if begins not in {"{", "["}:
        return tags.table(text)
    if begins == "{" and RESEARCH.match(text):
        raise Unreadable(
            marked("The table for research is not read back: take complete JSON, JSON-LD or the CSV table.")
        )
    return parsed(doccano.lines_of(text)) if begins == "{" and doccano.in_lines(text) else parsed(text)


def _bound(brought: Brought, most_said: int) -> None:
    """Refuse what has more than is stored at once."""
    passages = list(brought.passages())
    sources = sum(len(one.sources) for one in passages)
    found = (len(passages), sources, len(brought.reports), len(brought.people()))
    counted = [(marked("judgements"), most_said, sum(len(one.said) + one.remarks for one in passages))]
    counted += [(what, most, number) for (what, most), number in zip(MOST_OF.items(), found, strict=True)]
    for what, most, number in counted:
        if number > most:
            words = {"most": f"{most:,}", "what": _(what)}
            raise TooLarge(marked("There are more than %(most)s %(what)s in it."), words)


def _check(brought: Brought) -> None:
    """Refuse what says something twice."""
    passages = list(brought.passages())
    said = [one for passage in passages for one in passage.said]
    _refuse_twice(one.id for one in said if one.id)
    _refuse_twice(one.id for passage in passages for one in passage.sources if one.id)
    _refuse_twice(passage.settled.id for passage in passages if passage.settled and passage.settled.id)
    talk = [thread for passage in passages for thread in passage.threads]
    _refuse_twice(one.id for thread in talk for one in thread.remarks if one.id)
    for report in brought.reports:
        for passage in report.passages:
            keys = Counter((one.author, one.round) for one in passage.said)
            if keys and max(keys.values()) > 1:
                words = {"words": passage.text[:60] or str(passage.ordinal)}
                raise Unreadable(marked("Somebody judges the same sentence twice: %(words)s"), words)


def _refuse_twice(ids: Iterable[str]) -> None:
    twice = [one for one, number in Counter(ids).items() if number > 1]
    if twice:
        raise Unreadable(marked("The id %(id)s stands there twice."), {"id": twice[0]})
