"""An annotated article as plain data: what every export format is written from.

It holds only what the options ask for and what the viewer may see, so that a format cannot leak anything else. What
there are thousands of in an article is a named tuple: frozen dataclasses take five times as long to make.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, Self

from warreader.marks import State

#: the value of ``Options.whose`` that asks for nobody's judgements, only for how sentences were settled
SETTLED = "settled"


class Part(StrEnum):
    """What a file may be asked to hold that not every format can."""

    DISCUSSION = "discussion"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Options:
    """What a file is asked to hold."""

    #: "mine", "team", ``SETTLED``, or a member's public id
    whose: str = "team"
    #: real names instead of stable pseudonyms
    names: bool = False
    #: notes; only those whose author marked them for export. The note of a piece of evidence needs both
    notes: bool = False
    #: without it a file does not tell either which "verified" has evidence: all of them show as verified
    evidence: bool = True
    #: the page's filter as a query string; sentences that it leaves out carry no annotation. What it says of
    #: whose tags gives way to ``whose``
    filter: str = ""
    #: a byte order mark before CSV, for spreadsheets
    bom: bool = False
    #: what was said about the sentences
    discussion: bool = False
    #: who did what to them, when
    history: bool = False

    @property
    def parts(self) -> list[Part]:
        """What is asked for that not every format can hold."""
        return [part for part in Part if getattr(self, part)]

    def without(self, parts: Collection[Part]) -> Self:
        """Return the options as if these had not been asked for."""
        discussion, history = (getattr(self, part) and part not in parts for part in Part)
        return replace(self, discussion=discussion, history=history)


class Person(NamedTuple):
    """An author: ``id`` is stable within the team, ``name`` the real one or a pseudonym.

    ``number`` is that of the pseudonym, whichever stands there: tables name people by it in every language.
    """

    id: str
    name: str
    number: int = 0


class EvidenceItem(NamedTuple):
    """A source recorded for a sentence."""

    id: str
    author: Person
    url: str
    citation: str
    quotation: str
    seen_on: date | None
    #: empty unless notes are asked for
    note: str
    created: datetime
    updated: datetime


class AnnotationItem(NamedTuple):
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
    #: the sentence has changed since, and the author has not looked at it again
    look_again: bool = False

    @property
    def state(self) -> State:
        """What this annotation alone makes of the sentence, as far as the file may tell."""
        if self.tag == State.VERIFIED and self.evidence == ():
            return State.HOLLOW
        return State(self.tag) if self.tag else State.OPEN


class SettledItem(NamedTuple):
    """How the session settled a sentence; in the reading room, the session that is the article's verdict."""

    id: str
    #: a tag, or "none" where none of them fits
    outcome: str
    #: empty unless notes are asked for
    reason: str
    by: Person
    #: what the rule asked for that settled it; None: somebody did it by hand
    rule: Mapping[str, int] | None
    #: tag -> how many people say so
    votes: Mapping[str, int]
    created: datetime
    updated: datetime

    @property
    def minority(self) -> int:
        """How many people say something else."""
        return sum(self.votes.values()) - self.votes.get(self.outcome, 0)


class RemarkItem(NamedTuple):
    """Something said about a sentence; where its author has deleted it, ``text`` and ``mentions`` are empty."""

    id: str
    author: Person
    #: where people have pseudonyms, with these in place of the names that it mentions
    text: str
    #: whom it mentions, in the order of the people's ids
    mentions: tuple[Person, ...]
    created: datetime
    edited: datetime | None
    deleted: datetime | None


class ThreadItem(NamedTuple):
    """A discussion: the remark that began it, and those that followed. One person's file has only theirs."""

    remarks: tuple[RemarkItem, ...]
    #: when somebody said that it has come to its end; None: nobody has, or nobody whose work the file shows
    resolved: datetime | None
    resolved_by: Person | None

    def people(self) -> Iterator[Person]:
        """Yield who speaks, whom they mention, and who resolved it."""
        for remark in self.remarks:
            yield remark.author
            yield from remark.mentions
        if self.resolved_by:
            yield self.resolved_by


class Change(NamedTuple):
    """What a step changed: values of a closed list before and after, never what somebody wrote.

    ``what`` is "tag", "flags", "look_again", "evidence", "outcome", "kind" or "key". Where there was nothing, or
    where it is nothing now, the side is empty.
    """

    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class HistoryItem(NamedTuple):
    """A step of the history: who did what, when."""

    id: str
    at: datetime
    by: Person
    #: a value of ``EventKind``
    kind: str
    #: None where it was done to the article as a whole
    ordinal: int | None
    changes: tuple[Change, ...] = ()
    #: it takes back an earlier step
    undo: bool = False
    #: who brought it in out of a file; None: it was done here
    brought: Person | None = None


class SentenceItem(NamedTuple):
    """A sentence: its span in code points, its kind, and what the people shown made of it."""

    ordinal: int
    start: int
    end: int
    paragraph: int
    kind: str
    text: str
    #: the mark for ``Document.whose``; None where the filter leaves the sentence out
    state: State | None
    flags: tuple[str, ...] = ()
    annotations: tuple[AnnotationItem, ...] = ()
    #: of people who recorded a source and no judgement
    evidence: tuple[EvidenceItem, ...] = ()
    #: how it was settled, unless the file is somebody else's than the reader's
    settled: SettledItem | None = None
    #: somebody marked it as one that matters, in the session that is read; where ``settled`` counts
    key: bool = False
    #: what was said about it, where that was asked for and the viewer may hear it; the oldest thread first
    threads: tuple[ThreadItem, ...] = ()

    @property
    def told(self) -> bool:
        """Whether there is more to tell of it than its mark."""
        return bool(self.annotations or self.evidence or self.settled or self.threads)

    @property
    def matches(self) -> bool:
        """Whether the filter lets the sentence stand out."""
        return self.state is not None


@dataclass(frozen=True, slots=True)
class RevisionItem:
    """The text, and its identity."""

    id: str
    number: int
    #: SHA-256 of the text's UTF-8, in hexadecimal
    digest: str
    language: str
    segmenter: str
    text: str
    captured: datetime
    #: SHA-256 of the bytes as received, in hexadecimal
    capture_digest: str


@dataclass(frozen=True, slots=True)
class SessionItem:
    """A session: what it takes to make it again elsewhere, so that the same work shows the same there."""

    id: str
    name: str
    #: it is the team's reading room
    standing: bool
    mode: str
    phase: str
    revealed: datetime | None
    #: the kinds of sentences that are there to be judged
    kinds: tuple[str, ...]
    needs_second: bool


@dataclass(frozen=True)
class Document:
    """An annotated article, and what its reader must know about it."""

    id: str
    title: str
    url: str
    source: str
    author: str
    published: date | None
    team: str
    session: str
    session_id: str
    revision: RevisionItem
    sentences: tuple[SentenceItem, ...]
    #: those with work in the file, in the order of their first
    people: tuple[Person, ...]
    #: as asked for, but with the person's id for "mine"
    options: Options
    #: whose tags these are, in words: "the team’s", "Annotator 417’s", "only what is settled"
    whose: str
    #: the filter in words, empty where there is none
    filter: str
    exported: datetime
    #: the session that is read
    setting: SessionItem
    #: in the reading room, the session that settled what is settled; None: nothing is, or the one that is read did
    verdict: SessionItem | None = None
    #: what was done, in order; None where it was not asked for
    history: tuple[HistoryItem, ...] | None = None

    @cached_property
    def counts(self) -> Mapping[State, int]:
        """How many sentences show each state, as on the reading page: without ``outside`` and ``left_out``."""
        states = [sentence.state for sentence in self.sentences if not self.is_outside(sentence)]
        return {state: states.count(state) for state in State}

    def is_outside(self, sentence: SentenceItem) -> bool:
        """Whether a sentence is of a kind that is not to be judged, and nobody has."""
        return sentence.state == State.OPEN and sentence.kind not in self.setting.kinds

    @property
    def outside(self) -> int:
        """How many sentences are not there to be judged, as boilerplate."""
        return sum(self.is_outside(sentence) for sentence in self.sentences)

    def holding(self, parts: Collection[Part]) -> Self:
        """Return the document without what is not among ``parts``, as if it had not been asked for."""
        gone = [part for part in self.options.parts if part not in parts]
        if not gone:
            return self
        sentences, history = self.sentences, self.history
        if Part.DISCUSSION in gone:
            sentences = tuple(one._replace(threads=()) for one in sentences)
        if Part.HISTORY in gone:
            history = None
        return replace(
            self,
            options=self.options.without(gone),
            sentences=sentences,
            history=history,
            people=people_in(sentences, history),
        )

    @property
    def left_out(self) -> int:
        """How many sentences the filter leaves out."""
        return sum(not sentence.matches for sentence in self.sentences)


def people_in(sentences: Iterable[SentenceItem], history: Iterable[HistoryItem] | None) -> tuple[Person, ...]:
    """Return those with work in a file, in the order of their first."""
    # By id: a person's own hash is worked out anew for each annotation.
    found: dict[str, Person] = {}
    for sentence in sentences:
        found |= {item.author.id: item.author for item in sentence.annotations}
        found |= {source.author.id: source.author for source in sentence.evidence}
        found |= {sentence.settled.by.id: sentence.settled.by} if sentence.settled else {}
        found |= {person.id: person for thread in sentence.threads for person in thread.people()}
    found |= {one.id: one for step in history or () for one in (step.by, step.brought) if one}
    return tuple(found.values())
