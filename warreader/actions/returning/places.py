"""Which sentence of a text a passage of a file is: by its span, by its words, then by what is like enough."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from warreader.models import Revision, Sentence
from warreader.readback import Passage, Report
from warreader.text.anchoring import Fit, align


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence, and whether its words are others than those that were judged."""

    sentence: Sentence
    changed: bool = False


@dataclass
class Finder:
    """Finds the passages of a report in one text of an article."""

    report: Report
    revision: Revision
    rows: Sequence[Sentence]
    #: by the passage's place in the report
    found: dict[int, Found] = field(default_factory=dict)

    def find(self) -> Mapping[int, Found]:
        """Return where passages are, by their place in the report; those that are nowhere are left out."""
        self._by_span()
        self._by_words()
        self._by_likeness()
        partly = [one.partly for one in self.report.passages]
        return {number: Found(one.sentence, one.changed or partly[number]) for number, one in self.found.items()}

    def _left(self) -> list[int]:
        return [number for number in range(len(self.report.passages)) if number not in self.found]

    def _words(self, row: Sentence) -> str:
        return self.revision.text[row.start : row.end]

    def _by_span(self) -> None:
        """Take the sentences that begin and end at the same letters of the same text, or have the same number."""
        by_span = {(row.start, row.end): row for row in self.rows}
        by_ordinal = {row.ordinal: row for row in self.rows}
        same = self.report.digest == self.revision.digest
        for number, one in enumerate(self.report.passages):
            row = by_span.get((one.start or 0, one.end)) if same and one.end is not None else None
            if row is None and one.end is None and one.ordinal and (same or not self.report.digest):
                row = by_ordinal.get(one.ordinal)
            if row and one.text.split() in ([], self._words(row).split()):
                self.found[number] = Found(row)

    def _by_words(self) -> None:
        """Take the sentences of the very words; of several, the one between the words that the file names."""
        by_words = defaultdict(list)
        for row in self._free():
            by_words[self._words(row)].append(row)
        for number in self._left():
            one = self.report.passages[number]
            rows = by_words.get(one.text, [])
            if len(rows) > 1:
                rows = [row for row in rows if self._beside(one, row)]
            if len(rows) == 1 and (self.report.whole is False or self._alone(one)):
                self.found[number] = Found(rows[0])

    def _alone(self, passage: Passage) -> bool:
        return sum(one.text == passage.text for one in self.report.passages) == 1

    def _beside(self, passage: Passage, row: Sentence) -> bool:
        text = self.revision.text
        if not (passage.prefix or passage.suffix):
            return False
        return text[: row.start].endswith(passage.prefix) and text[row.end :].startswith(passage.suffix)

    def _by_likeness(self) -> None:
        """Take what continues the sentences as it would in a later text; what was split or merged has no place."""
        if not self._left():
            return
        text, spans = self._text()
        alignment = align(text, spans, self.revision.text, self.rows)
        taken = {found.sentence.pk for found in self.found.values()}
        for link in alignment.links:
            row = self.rows[link.later]
            if link.earlier not in self.found and link.fit in {Fit.SAME, Fit.CHANGED} and row.pk not in taken:
                changed = self.report.passages[link.earlier].text.split() != self._words(row).split()
                self.found[link.earlier] = Found(row, changed=changed)
                taken.add(row.pk)

    def _free(self) -> Iterable[Sentence]:
        taken = {found.sentence.pk for found in self.found.values()}
        return [row for row in self.rows if row.pk not in taken]

    def _text(self) -> tuple[str, list["_Span"]]:
        """Return the text that the passages are of; where the file has only them, one of them alone."""
        if self.report.whole:
            return self.report.text, [_Span(one.start or 0, one.end or 0) for one in self.report.passages]
        parts, spans, start = [], [], 0
        for one in self.report.passages:
            parts.append(one.text or "\0")
            spans.append(_Span(start, start + len(parts[-1])))
            start += len(parts[-1]) + 2
        return "\n\n".join(parts), spans


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
