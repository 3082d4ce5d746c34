"""What a file of annotations says, as plain data: every form is read into this, and nothing of it is stored yet."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose work is in the file; ``id`` is empty where it names people only, ``name`` where it hides them."""

    id: str = ""
    name: str = ""
    #: the name is their own, no pseudonym: people may be known by it
    real: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of evidence."""

    id: str
    author: Person
    url: str
    citation: str
    quotation: str
    seen_on: date | None
    note: str
    created: datetime | None
    updated: datetime | None
    #: all of it in one line of text, where the file has no more
    flat: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One person's judgement. An empty note says nothing of whether there is one."""

    id: str
    author: Person
    round: str = "independent"
    tag: str = ""
    flags: tuple[str, ...] = ()
    note: str = ""
    look_again: bool = False
    created: datetime | None = None
    updated: datetime | None = None

    @property
    def empty(self) -> bool:
        """Whether it says nothing that can be stored."""
        return not (self.tag or self.flags or self.note)


@dataclass(frozen=True, slots=True)
class End:
    """How a sentence was settled; ``votes`` and ``supported`` are None where the file does not tell."""

    id: str
    outcome: str
    reason: str
    by: Person
    rule: Mapping[str, int] | None
    votes: Mapping[str, int] | None
    supported: bool | None
    created: datetime | None
    updated: datetime | None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about a sentence; without text where it is deleted."""

    id: str
    author: Person
    text: str
    mentions: tuple[Person, ...] = ()
    created: datetime | None = None
    edited: datetime | None = None
    deleted: datetime | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """A discussion: what began it, and what followed."""

    remarks: tuple[Remark, ...]
    resolved: datetime | None = None
    resolved_by: Person | None = None

    def people(self) -> Iterator[Person]:
        """Yield everybody who is in it."""
        for one in self.remarks:
            yield one.author
            yield from one.mentions
        if self.resolved_by:
            yield self.resolved_by


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, and what is said of it. It is found again by its span, its number or its words."""

    text: str = ""
    #: in code points of the report's text; None where the file does not tell
    start: int | None = None
    end: int | None = None
    ordinal: int | None = None
    #: what stands before and behind it
    prefix: str = ""
    suffix: str = ""
    paragraph: int = 0
    kind: str = "body"
    said: tuple[Said, ...] = ()
    sources: tuple[Source, ...] = ()
    settled: End | None = None
    threads: tuple[Thread, ...] = ()
    #: only some of its words were marked
    partly: bool = False

    @property
    def bare(self) -> bool:
        """Whether nothing is said of it."""
        return not (self.said or self.sources or self.settled or self.threads)

    @property
    def remarks(self) -> int:
        """How much is said in its discussions."""
        return sum(len(one.remarks) for one in self.threads)


def people_of(passages: Iterable[Passage], *, settled: bool = True) -> list[Person]:
    """Return everybody with work on some sentences, in the order of their first; who settled them where told to."""
    found: dict[Person, None] = {}
    for passage in passages:
        found |= dict.fromkeys(one.author for one in passage.said if not one.empty)
        found |= dict.fromkeys(one.author for one in passage.sources)
        found |= {passage.settled.by: None} if settled and passage.settled else {}
        found |= {person: None for thread in passage.threads for person in thread.people()}
    return list(found)


@dataclass(frozen=True, slots=True)
class Session:
    """A session of the file; ``standing`` is None where it does not say whether it is the reading room."""

    id: str
    name: str
    standing: bool | None = None
    mode: str = "open"
    phase: str = "closed"
    revealed: datetime | None = None
    kinds: tuple[str, ...] = ()
    needs_second: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """An article in one session; ``text`` is empty where the file does not have all of it."""

    passages: tuple[Passage, ...]
    id: str = ""
    title: str = ""
    url: str = ""
    source: str = ""
    author: str = ""
    published: date | None = None
    revision: str = ""
    number: int = 1
    digest: str = ""
    text: str = ""
    #: ``passages`` are all its sentences, and with ``text`` enough to make it
    whole: bool = False
    #: where sentences of ``text`` most likely begin and end, if people marked what they liked in it
    spans: tuple[tuple[int, int], ...] = ()
    language: str = ""
    segmenter: str = ""
    captured: datetime | None = None
    capture_digest: str = ""
    session: Session | None = None
    #: the session that settled what is settled, where it is another
    verdict: Session | None = None
    #: the judgements that this rests on are not in the file
    judged_elsewhere: bool = False

    def people(self) -> list[Person]:
        """Return everybody with work on it, in the order of their first."""
        return people_of(self.passages)

    @property
    def named(self) -> str:
        """What it is called in a list."""
        first = self.passages[0].text[:60] if self.passages else ""
        return self.title or self.url or (f"{first}…" if first else self.id or self.digest[:12])


@dataclass(frozen=True)
class Brought:
    """What a file holds."""

    #: the name of its form
    form: str
    reports: tuple[Report, ...]
    #: the team that it is from
    team: str = ""
    #: what the form cannot tell, or was not read, in words
    remarks: tuple[str, ...] = field(default=())

    def passages(self) -> Iterator[Passage]:
        """Yield all sentences."""
        for report in self.reports:
            yield from report.passages

    @property
    def homeless(self) -> bool:
        """Whether some of its reports name no session."""
        return any(report.session is None for report in self.reports)

    def people(self) -> list[Person]:
        """Return everybody with work in the file, in the order of their first."""
        return list(dict.fromkeys(person for report in self.reports for person in report.people()))
