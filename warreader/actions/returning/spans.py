"""Spans that people marked as they liked, made those of the sentences that they mean."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from warreader.models import Revision, Sentence
from warreader.readback import Passage, Report

#: of a sentence's letters, how many must be marked where the span is of several sentences
MOST_OF = 0.5
#: letters that are kept of what stands before and behind
AROUND = 32

Span = tuple[int, int]


def by_sentence(report: Report, revision: Revision, rows: Sequence[Sentence]) -> Report:
    """Return a report whose spans are sentences: of the very text, those that it has here, else its own.

    A span that is within a sentence means all of it, and one over several each of those that it has half of; where some
    of the words are not marked, that is told (``partly``).
    """
    if not report.spans:
        return report
    same = report.digest == revision.digest
    meant = _Meant(report.text, [(row.start, row.end) for row in rows] if same else report.spans)
    return replace(report, passages=tuple(piece for one in report.passages for piece in meant.pieces(one)))


class _Meant:
    """The sentences of one text."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self.text = text
        self.spans = spans
        self.starts = [start for start, _end in spans]
        self.ends = [end for _start, end in spans]

    def pieces(self, one: Passage) -> Iterator[Passage]:
        """Yield what is said of a span for each sentence that it means; itself where it means none."""
        if one.start is None or one.end is None:
            yield one
            return
        touched = self.spans[bisect_right(self.ends, one.start) : bisect_left(self.starts, one.end)]
        shares = [_share((one.start, one.end), self._core(span)) for span in touched]
        least = MOST_OF if len(touched) > 1 else 0
        meant = [(span, share) for span, share in zip(touched, shares, strict=True) if share >= least]
        for span, share in meant:
            yield self._piece(one, span, partly=share < 1)
        if not meant:
            yield one

    def _piece(self, one: Passage, span: Span, *, partly: bool) -> Passage:
        start, end = span
        return replace(
            one,
            start=start,
            end=end,
            text=self.text[start:end],
            prefix=self.text[max(start - AROUND, 0) : start],
            suffix=self.text[end : end + AROUND],
            partly=partly,
        )

    def _core(self, span: Span) -> Span:
        """Return a span without signs and spaces at its ends."""
        start, end = span
        while start < end - 1 and not self.text[start].isalnum():
            start += 1
        while end > start + 1 and not self.text[end - 1].isalnum():
            end -= 1
        return start, end


def _share(marked: Span, core: Span) -> float:
    """Return how much of a sentence is marked."""
    return max(min(marked[1], core[1]) - max(marked[0], core[0]), 0) / (core[1] - core[0])
