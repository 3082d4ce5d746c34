"""What the articles of a bundle come to, counted one after the other: the figures of a data sheet."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from warreader.places import Place

from .document import AnnotationItem, Document, Person, SentenceItem


@dataclass
class Span:
    """From the first to the last of some days or moments; None before there is one."""

    first: date | datetime | None = None
    last: date | datetime | None = None

    def add(self, time: date | datetime) -> None:
        """Take one in."""
        self.first = time if self.first is None or time < self.first else self.first
        self.last = time if self.last is None or time > self.last else self.last


@dataclass
class Tally:
    """Counts over documents; what a document does not hold is not counted."""

    articles: int = 0
    sentences: int = 0
    in_scope: int = 0
    left_out: int = 0
    undated: int = 0
    #: articles on which the reader sees their own work only
    own_only: int = 0
    sources: set[str] = field(default_factory=set)
    languages: Counter[str] = field(default_factory=Counter)
    segmenters: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    #: how many sentences in scope, of those that the filter shows, so many people have judged
    judged_by: Counter[int] = field(default_factory=Counter)
    #: by round and tag
    tags: Counter[tuple[str, str]] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    again: int = 0
    evidence: int = 0
    #: what was said, and not deleted
    remarks: int = 0
    #: who judged, by id
    judges: dict[str, Person] = field(default_factory=dict)
    #: who settled, by id
    settlers: dict[str, Person] = field(default_factory=dict)
    published: Span = field(default_factory=Span)
    captured: Span = field(default_factory=Span)
    judged: Span = field(default_factory=Span)

    def add(self, place: Place, document: Document) -> None:
        """Take an article in."""
        self.articles += 1
        self.own_only += place.withheld or place.session.concealed
        self.sources |= {document.source} - {""}
        self.languages[document.revision.language] += 1
        self.segmenters[document.revision.segmenter] += 1
        self.captured.add(document.revision.captured)
        if document.published:
            self.published.add(document.published)
        self.undated += not document.published
        self.left_out += document.left_out
        for sentence in document.sentences:
            self._sentence(sentence, in_scope=sentence.kind in document.setting.kinds)

    def _sentence(self, sentence: SentenceItem, *, in_scope: bool) -> None:
        self.sentences += 1
        self.kinds[sentence.kind] += 1
        self.evidence += len(set(_evidence(sentence)))
        self.remarks += sum(not one.deleted for thread in sentence.threads for one in thread.remarks)
        if sentence.settled:
            self.outcomes[sentence.settled.outcome] += 1
            self.settlers[sentence.settled.by.id] = sentence.settled.by
        for item in sentence.annotations:
            self._annotation(item)
        if in_scope:
            self.in_scope += 1
            if sentence.state:
                self.judged_by[len({item.author.id for item in sentence.annotations if item.tag})] += 1
                self.states[str(sentence.state)] += 1

    def _annotation(self, item: AnnotationItem) -> None:
        if item.tag:
            self.tags[item.round, item.tag] += 1
            self.judges[item.author.id] = item.author
        self.flags.update(item.flags)
        self.again += item.look_again
        self.judged.add(item.updated)


def _evidence(sentence: SentenceItem) -> Iterator[str]:
    yield from (one.id for one in sentence.evidence)
    yield from (one.id for item in sentence.annotations for one in item.evidence or ())
