"""Tables of sentences, annotators and labels, as annotation studies publish them, told as work that can be brought in.

A row is one judgement (``annotator`` names the column that says whose), or a sentence with a column for each annotator,
who is called like it. What is the same file gets the same ids each time, so that it can be brought in again to go on.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext_noop as marked

from warreader import text as texts
from warreader.importers.drafts import Unreadable

from .brought import Brought, Passage, Person, Report, Said, Session
from .labels import unknown_labels

FORM = "dataset"
#: sentences of an article where no column says which article they are of
PER_ARTICLE = 50
#: letters of a title
LONGEST_TITLE = 500
#: what leaves a label out, beside the tags
LEFT_OUT = ""
#: between two sentences: nothing is known of paragraphs
BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what; without ``annotator``, each of ``label`` is an annotator's."""

    sentence: str
    label: Sequence[str]
    annotator: str = ""
    article: str = ""
    #: tells sentences of one article apart that have the same words
    id: str = ""
    note: str = ""

    def named(self) -> list[str]:
        """Return all that must be there."""
        one = (self.sentence, self.annotator, self.article, self.id, self.note)
        return [name for name in (*one, *self.label) if name]


@dataclass(slots=True)
class Judged:
    """A sentence of the table: its words, and annotator -> tag and note."""

    text: str
    said: dict[str, tuple[str, str]] = field(default_factory=dict)
    kind: str = "body"


@dataclass
class Table:
    """What a table says: article -> sentence -> what was said of it, in the order of its rows."""

    articles: dict[str, dict[str, Judged]] = field(default_factory=dict)
    rows: int = 0
    #: how often somebody had said something of the sentence already: the first stays
    twice: int = 0
    #: labels and cells that are left out
    left_out: int = 0

    @property
    def judgements(self) -> int:
        """How many judgements there are."""
        return sum(len(one.said) for article in self.articles.values() for one in article.values())

    @property
    def annotators(self) -> list[str]:
        """Return who judged something."""
        every = (name for article in self.articles.values() for one in article.values() for name in one.said)
        return list(dict.fromkeys(every))


def table_of(rows: Iterable[Mapping[str, str | None]], columns: Columns, meanings: Mapping[str, str]) -> Table:
    """Read rows. Raises ``Unreadable`` where a column is missing, or a label has no meaning; it names them."""
    reading = _Reading(columns, meanings)
    for row in rows:
        reading.take(row)
    if reading.unknown:
        raise unknown_labels(reading.unknown)
    return reading.table


@dataclass
class _Reading:
    """A table that is being read."""

    columns: Columns
    meanings: Mapping[str, str]
    table: Table = field(default_factory=Table)
    unknown: Counter[str] = field(default_factory=Counter)

    def take(self, row: Mapping[str, str | None]) -> None:
        """Take in a row."""
        columns = self.columns
        if not self.table.rows:
            _refuse_missing(row, columns)
        self.table.rows += 1
        words = texts.one_line(row.get(columns.sentence) or "")
        if not words:
            self.table.left_out += 1
            return
        article = texts.one_line(row.get(columns.article) or "") if columns.article else ""
        sentence = (row.get(columns.id) or words) if columns.id else words
        judged = self.table.articles.setdefault(article, {}).setdefault(sentence, Judged(words))
        note = texts.clean(row.get(columns.note) or "").strip() if columns.note else ""
        for name in columns.label:
            annotator = (row.get(columns.annotator) or "") if columns.annotator else name
            self._judge(judged, texts.one_line(annotator), (row.get(name) or "").strip(), note)

    def _judge(self, judged: Judged, annotator: str, label: str, note: str) -> None:
        if label and label not in self.meanings:
            self.unknown[label] += 1
        elif not (label and annotator and self.meanings[label]):
            self.table.left_out += 1
        elif annotator in judged.said:
            self.table.twice += 1
        else:
            judged.said[annotator] = (self.meanings[label], note)


def _refuse_missing(row: Mapping[str, object], columns: Columns) -> None:
    missing = [name for name in columns.named() if name not in row]
    if missing:
        there = ", ".join(str(name) for name in row if name)
        raise Unreadable(
            marked("It has no column %(missing)s. It has: %(there)s."),
            {"missing": ", ".join(missing), "there": there},
        )


@dataclass(frozen=True, slots=True)
class Study:
    """A table that is brought in: its name, the file's SHA-256, and how its session is."""

    name: str
    digest: str
    revealed: datetime
    phase: str
    language: str = ""

    def batches(self, table: Table, size: int) -> Iterator[Brought]:
        """Yield the table in parts of about so many judgements, each article in one of them."""
        part: list[Report] = []
        count = 0
        for report in self.reports(table):
            part.append(report)
            count += sum(len(one.said) for one in report.passages)
            if count >= size:
                yield Brought(FORM, tuple(part))
                part, count = [], 0
        if part:
            yield Brought(FORM, tuple(part))

    def reports(self, table: Table) -> Iterator[Report]:
        """Yield the articles. A team has a text once: of one that was there, the name goes before its sentences."""
        there: set[str] = set()
        for name, judged in self._articles(table):
            text = BETWEEN.join(one.text for one in judged)
            yield self._report(name, [Judged(name, kind="title"), *judged] if text in there else judged)
            there.add(text)

    def _articles(self, table: Table) -> Iterator[tuple[str, Sequence[Judged]]]:
        for name, sentences in table.articles.items():
            judged = list(sentences.values())
            if name:
                yield name, judged
                continue
            for start in range(0, len(judged), PER_ARTICLE):
                some = judged[start : start + PER_ARTICLE]
                yield f"{self.name} {start + 1}–{start + len(some)}", some

    def _report(self, name: str, judged: Sequence[Judged]) -> Report:
        text = BETWEEN.join(one.text for one in judged)
        return Report(
            passages=tuple(self._passages(judged)),
            id=self._id("article", name),
            title=name[:LONGEST_TITLE],
            source=self.name[:200],
            revision=self._id("revision", name),
            digest=hashlib.sha256(text.encode()).hexdigest(),
            text=text,
            whole=True,
            language=self.language or texts.language(text) or "",
            segmenter=FORM,
            capture_digest=self.digest,
            session=self._session(),
        )

    def _passages(self, judged: Sequence[Judged]) -> Iterator[Passage]:
        start = 0
        for number, one in enumerate(judged, 1):
            end = start + len(one.text)
            said = tuple(Said("", self._person(name), tag=tag, note=note) for name, (tag, note) in one.said.items())
            place = Passage(text=one.text, start=start, end=end, ordinal=number, paragraph=number - 1)
            yield replace(place, kind=one.kind, said=said)
            start = end + len(BETWEEN)

    def _person(self, name: str) -> Person:
        shown = f"Annotator {name}" if name.isdecimal() else name
        return Person(self._id("annotator", name), shown[:200])

    def _session(self) -> Session:
        """Return the session: its people judged apart from each other, and all is seen now."""
        return Session(self._id("session", ""), self.name, mode="blind", phase=self.phase, revealed=self.revealed)

    def _id(self, kind: str, name: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"sha256:{self.digest} {kind} {name}"))
