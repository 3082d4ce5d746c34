"""What the labels of other tools mean here, and one report out of many small pieces."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as marked

from warreader import text as texts
from warreader.importers.drafts import Unreadable
from warreader.models import Flag, Outcome, Tag

from .brought import End, Passage, Person, Report, Said, Session, Source
from .nodes import Node, is_address

#: labels that have no tag: flags, a note or a source alone
UNTAGGED = "open"
#: what people write for the tags
WORDS: dict[str, str] = {one: one for one in Tag.values} | {"nothing to assess": Tag.NOTHING, UNTAGGED: "", "": ""}
#: labels without a meaning that are named in a message, and that can be given one
SHOWN, MOST_LABELS = 10, 50
OUTCOMES = [one for one in Outcome.values if one != Outcome.WANTED]


class UnknownLabels(Unreadable):
    """Some labels are none of ours, and nobody has said what they mean."""

    def __init__(self, message: str, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, values)
        #: how often each stands there
        self.labels: Mapping[str, int] = self.values["found"]


def unknown_labels(found: Counter[str]) -> UnknownLabels:
    """Return the error that these labels have no meaning; it names the most frequent."""
    named = ", ".join(f"{label[:40]} ({number:,})" for label, number in found.most_common(SHOWN))
    words = {"labels": named + (", …" if len(found) > SHOWN else ""), "found": dict(found.most_common(MOST_LABELS))}
    return UnknownLabels(marked("Say what these labels mean: %(labels)s"), words)


@dataclass(frozen=True)
class _Reading:
    meanings: Mapping[str, str]
    unknown: Counter[str] = field(default_factory=Counter)


_reading: ContextVar[_Reading] = ContextVar("reading")


@contextmanager
def meaning(meanings: Mapping[str, str]) -> Iterator[None]:
    """Have labels mean these tags, beside our own; empty: it is left out.

    Raises :class:`UnknownLabels` in the end where some have had no meaning.
    """
    reading = _Reading({" ".join(label.split()).casefold(): tag for label, tag in meanings.items()})
    before = _reading.set(reading)
    try:
        yield
    finally:
        _reading.reset(before)
    if reading.unknown:
        raise unknown_labels(reading.unknown)


def tag_of(label: Node) -> str:
    """Return the tag that a label means; empty where that is none, or is not known: it is noted then."""
    # On one line: browsers write the ends of lines in the name of a field in their own way.
    said = " ".join(label.text(200).split())
    reading, word = _reading.get(), said.casefold()
    tag = reading.meanings.get(word, WORDS.get(word))
    if tag is None:
        reading.unknown[said] += 1
    return str(tag or "")


def is_flag(label: str) -> bool:
    """Say whether a label is a flag."""
    return label.strip().casefold() in Flag.values


def flags_of(labels: list[str]) -> tuple[str, ...]:
    """Return the flags among labels, in the codebook's order."""
    words = {label.strip().casefold() for label in labels}
    return tuple(flag for flag in Flag.values if flag in words)


Key = tuple[int | None, int | None, int | None, str]


@dataclass
class Builder:
    """Collects what is said about one report, sentence by sentence."""

    about: Report
    said: dict[Key, list[Said]] = field(default_factory=lambda: defaultdict(list))
    sources: dict[Key, list[Source]] = field(default_factory=lambda: defaultdict(list))
    settled: dict[Key, End] = field(default_factory=dict)
    places: dict[Key, Passage] = field(default_factory=dict)

    def at(self, place: Passage) -> Key:
        """Take in a sentence; return what it is known by here."""
        key = (place.start, place.end, place.ordinal, place.text)
        self.places.setdefault(key, place)
        return key

    def report(self) -> Report:
        """Return the report with all of it."""
        passages = [
            replace(
                place,
                said=tuple(self.said.get(key, ())),
                sources=tuple(dict.fromkeys(self.sources.get(key, ()))),
                settled=self.settled.get(key),
            )
            for key, place in self.places.items()
        ]
        return replace(self.about, passages=tuple(passages))


def about(found: Node, text: str = "") -> Report:
    """Return the report that the fields of a task or line name, with nothing said about it.

    ``text`` is the whole of it, where there is that.
    """
    known = found.value.get("article")
    named = isinstance(known, str) and len(known) == len(str(UUID(int=0)))
    digest = hashlib.sha256(text.encode()).hexdigest() if text else ""
    spans = tuple((one.start, one.end) for one in texts.sentences(text)) if text else ()
    said = one.text(100).removeprefix("sha256:") if (one := found.maybe("digest")) else ""
    url = one.text(2000) if (one := found.maybe("url")) else ""
    session = None
    if one := found.maybe("session_id"):
        session = Session(one.identity(), found.get("session").text(200) if found.has("session") else "")
    return Report(
        passages=(),
        id=found.get("article").identity() if named else "",
        title=one.text(2000)[:500] if (one := found.maybe("title")) else "",
        url=url if is_address(url) else "",
        digest=digest or said,
        text=text,
        spans=spans,
        session=session,
    )


class Cleaned:
    """A text as it is stored here, and where in it that is what offsets in the file's text mean."""

    def __init__(self, text: str) -> None:
        self.text = texts.clean(text)
        self.length = len(text)
        self.places: list[int] | None = None
        if self.text != text:
            # What is dropped: marks of the byte order at the start, and the first half of CRLF.
            start = len(text) - len(text.lstrip("\ufeff"))
            kept = (at >= start and text[at : at + 2] != "\r\n" for at in range(len(text)))
            self.places = list(accumulate(kept, initial=0))

    def at(self, offset: int) -> int:
        """Return the offset in the text as it is stored."""
        return self.places[offset] if self.places else offset


def flat_source(words: str, author: Person) -> Source:
    """Return a piece of evidence of which the file has one line of text."""
    address = words if is_address(words) else ""
    return Source("", author, address, "" if address else words[:1000], "", None, "", None, None, flat=words)
