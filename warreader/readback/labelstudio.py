"""Label Studio's JSON of annotated tasks: https://labelstud.io/guide/task_format and /guide/export.

A task is a report (``data.text``) with regions, or a sentence with choices about all of it. A region's labels, or its
choices, that are one of the tags are the judgement; choices that are flags, rounds or "look again" are these, whatever
their controls are called; the text area ``note`` is the note, each text of ``evidence`` a source. Who it was, the text
area ``annotator`` of the whole annotation says, which ``exports/labelstudio.py`` writes: its id is theirs. Where there
is none, and in a copy that somebody made there of another annotation, ``completed_by`` does: a number, or somebody with
a name; an address at warreader.invalid has their id. Cancelled annotations and predictions are not read: a machine is
nobody here. Offsets are code points.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from warreader.models import Flag, Round

from .brought import Brought, End, Passage, Person, Said
from .labels import OUTCOMES, Builder, Cleaned, about, flags_of, flat_source, tag_of
from .nodes import Node

FORM = "labelstudio"
NOWHERE = "@warreader.invalid"
LOOK_AGAIN, SETTLED = "look again", ("settled by hand", "settled by rule")


def told(found: Node) -> bool:
    """Say whether these are tasks of Label Studio."""
    first = found.value[0] if isinstance(found.value, list) and found.value else None
    return isinstance(first, dict) and isinstance(first.get("data"), dict)


def read(found: Node) -> Brought:
    """Return what tasks say. Raises ``Unreadable`` with the place that is wrong."""
    builders: dict[tuple[str, ...], Builder] = {}
    guesses = 0
    for task in found.items():
        data = task.get("data")
        cleaned = Cleaned(_text(data).text(5_000_000))
        works = [
            one for one in _annotations(task) if not (one.has("was_cancelled") and one.get("was_cancelled").yes())
        ]
        spans = any(part.has("value") and part.get("value").has("start") for one in works for part in _results(one))
        report = about(data, cleaned.text if spans else "")
        key = (report.id, report.digest, report.url, report.title, report.session.id if report.session else "")
        builder = builders.setdefault(key, Builder(report))
        for one in works:
            _Work(builder, one, cleaned, real=data.value.get("names") != "pseudonyms").take()
        guesses += len(list(task.get("predictions").items())) if task.has("predictions") else 0
    remarks = (_("Predictions were left out: %(number)s") % {"number": guesses},) if guesses else ()
    reports = (one.report() for one in builders.values() if one.places or one.about.session)
    return Brought(FORM, tuple(reports), remarks=remarks)


def _text(data: Node) -> Node:
    """Return the text of a task: ``text``, else the longest there is, since a project may call it as it likes."""
    if isinstance(data.value, dict) and not data.has("text"):
        texts = [(len(value), name) for name, value in data.value.items() if isinstance(value, str)]
        return data.get(max(texts)[1]) if texts else data.get("text")
    return data.get("text")


def _annotations(task: Node) -> Iterator[Node]:
    for name in ("annotations", "completions"):
        yield from task.get(name).items() if task.has(name) else ()


def _results(work: Node) -> Iterator[Node]:
    yield from work.get("result").items() if work.has("result") else ()


class _Work:
    """One person's annotation of a task."""

    def __init__(self, builder: Builder, work: Node, cleaned: Cleaned, *, real: bool) -> None:
        self.builder = builder
        self.work = work
        self.cleaned = cleaned
        #: of another annotation: its regions may have the ids of those there
        self.copied = work.has("parent_annotation")
        self.created = self._moment("created_at")
        self.updated = max(filter(None, (self.created, self._moment("updated_at"))), default=None)
        self.author = self._person(real=real)

    def take(self) -> None:
        """Give the builder what it says, region by region."""
        regions: dict[str, list[Node]] = defaultdict(list)
        for part in _results(self.work):
            span = part.get("value").has("start")
            words = self._words(part)
            if span or words:
                name = part.get("id").text(100) if part.has("id") else part.where
                regions[name if span else ""].append(part)
        for name, parts in regions.items():
            self._say(name, parts)

    def _words(self, part: Node) -> list[str]:
        value = part.get("value")
        names = [name for name in ("labels", "choices") if value.has(name)]
        return [one.text(200).strip() for name in names for one in value.get(name).items()]

    def _say(self, name: str, parts: list[Node]) -> None:
        key = self.builder.at(self._passage(parts[0]))
        labels = [label for part in parts for label in self._words(part)]
        words = [label.casefold() for label in labels]
        if any(word in SETTLED for word in words):
            self.builder.settled[key] = self._settled(name, parts, words)
            return
        known = {*Flag.values, *Round.values, LOOK_AGAIN}
        named = [label for label, word in zip(labels, words, strict=True) if word not in known]
        tags = {tag_of(Node(label, parts[0].where)) for label in named} - {""}
        if len(tags) > 1:
            raise parts[0].wrong("has several tags")
        said = Said(
            id="" if self.copied else _identity(name),
            author=self.author,
            round=next((word for word in words if word in Round.values), Round.INDEPENDENT),
            tag=tags.pop() if tags else "",
            flags=flags_of(words),
            note="\n\n".join(self._texts(parts, "note")),
            look_again=LOOK_AGAIN in words,
            created=self.created,
            updated=self.updated,
        )
        self.builder.said[key] += [] if said.empty else [said]
        self.builder.sources[key] += [flat_source(one, self.author) for one in self._texts(parts, "evidence")]

    def _passage(self, part: Node) -> Passage:
        value = part.get("value")
        if not value.has("start"):
            return Passage(text=self.cleaned.text)
        start = value.get("start").number(0, max(self.cleaned.length - 1, 0))
        end = value.get("end").number(start + 1, self.cleaned.length)
        start, end = self.cleaned.at(start), self.cleaned.at(end)
        return Passage(text=self.cleaned.text[start:end], start=start, end=end)

    def _settled(self, name: str, parts: list[Node], words: list[str]) -> End:
        outcomes = [word for word in words if word in OUTCOMES]
        if len(outcomes) != 1:
            raise parts[0].wrong("should have one outcome")
        return End(
            id="" if self.copied else _identity(name),
            outcome=outcomes[0],
            reason="\n\n".join(self._texts(parts, "note")),
            by=self.author,
            rule=None,
            votes=None,
            supported=None,
            created=self.created,
            updated=self.updated,
        )

    def _texts(self, parts: list[Node], name: str) -> list[str]:
        found = [part.get("value").get("text") for part in parts if part.value.get("from_name") == name]
        return [text for one in found for text in _strings(one) if text]

    def _moment(self, name: str) -> datetime | None:
        return self.work.get(name).moment() if self.work.has(name) else None

    def _person(self, *, real: bool) -> Person:
        return self._named(real=real) or self._completer(real=real)

    def _named(self, *, real: bool) -> Person | None:
        """Return whom the annotation names; nobody in a copy, which has the name of whom it was copied from."""
        areas = [one for one in _results(self.work) if one.has("from_name") and one.value["from_name"] == "annotator"]
        if self.copied or not areas:
            return None
        name = " ".join(self._texts(areas[:1], "annotator")).strip()[:200]
        identity = _identity(areas[0].get("id").text(100)) if areas[0].has("id") else ""
        return Person(identity, name, real=real and bool(name)) if name or identity else None

    def _completer(self, *, real: bool) -> Person:
        by = self.work.maybe("completed_by")
        if by is None:
            return Person(name="Label Studio")
        if not isinstance(by.value, dict):
            return Person(name=f"Label Studio {by.number()}")
        names = [by.get(name).text(200).strip() for name in ("first_name", "last_name") if by.has(name)]
        name = " ".join(filter(None, names))
        mail = by.get("email").text(320) if by.has("email") else ""
        identity = _identity(mail.removesuffix(NOWHERE)) if mail.endswith(NOWHERE) else ""
        number = by.get("id").number() if by.has("id") else ""
        # An address of somebody's own is not taken in: nobody needs it here.
        return Person(identity, name or f"Label Studio {number}".strip(), real=real and bool(name))


def _strings(found: Node) -> list[str]:
    return [one.text() for one in found.items()] if isinstance(found.value, list) else [found.text()]


def _identity(name: str) -> str:
    """Return the public id that a region's name is; empty where it is Label Studio's own."""
    try:
        return str(UUID(name))
    except ValueError:
        return ""
