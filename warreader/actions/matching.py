"""Which sentence of a later text continues which of an earlier one: the same words, where they stand once in both."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from warreader.models import Fit


class Span(Protocol):
    """Whatever lies somewhere in a text."""

    start: int
    end: int


class Link(NamedTuple):
    """That a later sentence continues an earlier one; their numbers, from 0."""

    earlier: int
    later: int
    fit: Fit


@dataclass(frozen=True, slots=True)
class Alignment:
    """What became of every sentence of an earlier text, and where every one of the later came from."""

    links: tuple[Link, ...]
    lost: tuple[int, ...]
    new: tuple[int, ...]


def align(earlier_text: str, earlier_spans: Sequence, later_text: str, later_spans: Sequence) -> Alignment:
    """Say which sentence of the later text continues which of the earlier."""
    if earlier_text == later_text:
        links = _overlaps(earlier_spans, later_spans)
    else:
        one = [earlier_text[span.start : span.end] for span in earlier_spans]
        other = [later_text[span.start : span.end] for span in later_spans]
        links = [
            Link(number, other.index(words), Fit.SAME)
            for number, words in enumerate(one)
            if one.count(words) == other.count(words) == 1
        ]
    known, reached = {link.earlier for link in links}, {link.later for link in links}
    return Alignment(
        tuple(links),
        tuple(number for number in range(len(earlier_spans)) if number not in known),
        tuple(number for number in range(len(later_spans)) if number not in reached),
    )


def _overlaps(earlier: Sequence, later: Sequence) -> list[Link]:
    pairs = [
        (i, j)
        for i, one in enumerate(earlier)
        for j, other in enumerate(later)
        if one.start < other.end and other.start < one.end
    ]
    parts = [i for i, _j in pairs]
    sources = [j for _i, j in pairs]

    def fit(i: int, j: int) -> Fit:
        if parts.count(i) > 1:
            return Fit.SPLIT
        return Fit.MERGED if sources.count(j) > 1 else Fit.SAME

    return [Link(i, j, fit(i, j)) for i, j in pairs]
