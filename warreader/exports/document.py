"""An annotated article as plain data: what every export format is written from.

It holds only what the options ask for and what the viewer may see, so that a format cannot leak anything else.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from warreader.marks import State


@dataclass(frozen=True, slots=True)
class Options:
    """What a file is asked to hold."""

    #: "mine", "team", or a member's public id
    whose: str = "team"
    #: real names instead of stable pseudonyms
    names: bool = False
    #: notes; only those whose author marked them for export
    notes: bool = False
    evidence: bool = True
    #: the page's filter as a query string; sentences that it leaves out carry no annotation
    filter: str = ""
    #: a byte order mark before CSV, for spreadsheets
    bom: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """An author: ``id`` is stable within the team, ``name`` the real one or a pseudonym."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A source recorded for a sentence."""

    id: str
    author: Person
    url: str
    citation: str
    quotation: str
    seen_on: date | None
    note: str
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class AnnotationItem:
    """One person's judgement; ``tag`` is empty where only flags or a note stand."""

    id: str
    author: Person
    round: str
    tag: str
    flags: tuple[str, ...]
    #: empty unless notes are asked for and the author lets it go out
    note: str
    #: None where evidence was not asked for
    evidence: tuple[EvidenceItem, ...] | None
    created: datetime
    updated: datetime

    @property
    def hollow(self) -> bool | None:
        """Whether this is "verified" without evidence; None where that was not asked for."""
        return None if self.evidence is None else self.tag == State.VERIFIED and not self.evidence


@dataclass(frozen=True, slots=True)
class SentenceItem:
    """A sentence: its span in code points, its kind, and what the people shown made of it."""

    ordinal: int
    start: int
    end: int
    paragraph: int
    kind: str
    text: str
    #: the mark for ``Document.whose``
    state: State
    flags: tuple[str, ...]
    #: False where the filter leaves the sentence out
    matches: bool = True
    annotations: tuple[AnnotationItem, ...] = ()
    #: evidence of people who recorded a source and no judgement
    evidence: tuple[EvidenceItem, ...] = ()


@dataclass(frozen=True, slots=True)
class RevisionItem:
    """The text's identity."""

    id: str
    number: int
    digest: str
    language: str
    segmenter: str
    captured: datetime
    capture_digest: str


@dataclass(frozen=True, slots=True)
class Document:
    """An annotated article, and what its reader must know about it."""

    id: str
    url: str
    #: where the article stands in this installation
    address: str
    title: str
    source: str
    author: str
    published: date | None
    team: str
    session: str
    session_id: str
    revision: RevisionItem
    text: str
    sentences: tuple[SentenceItem, ...]
    people: tuple[Person, ...]
    options: Options
    #: whose tags these are, in words: "the team’s", "by Annotator 1"
    whose: str
    #: the filter in words, empty where there is none
    filter: str
    exported: datetime
    generator: str
    counts: dict[State, int] = field(default_factory=dict)
