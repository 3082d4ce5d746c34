"""Which sentence of a later text continues which of an earlier one.

Three selectors, in this order: the exact words, wherever they moved; where the same words stand there several times,
those beside the same neighbours; then other words that are like enough, more so the less their place speaks for them.
What none of them finds is lost: a wrong place is worse than none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple, Protocol

from .likeness import Finder, Worded, joined, likeness, worded

IN_PLACE: Final = 0.5
BESIDE: Final = 0.65
MOVED: Final = 0.75
"""How alike a changed sentence must be: between the same two neighbours, beside one of them, or anywhere."""

AHEAD: Final = 0.1
"""How much more alike than any other that comes into question."""

BEHIND: Final = 0.1
"""How much less alike than any elsewhere, where both neighbours speak for it: reports say much in set phrases."""

PARTED: Final = 0.85
"""How alike a sentence must be to the several that it was made into, or made of."""

LARGEST: Final = 2_500
"""Pairs of sentences between two known ones that are all compared; where there are more, known ones come first."""

_ROUNDS: Final = 4


class Fit(StrEnum):
    """How a sentence of the later text continues one of the earlier."""

    SAME = "same"
    CHANGED = "changed"
    #: the earlier one has become several
    SPLIT = "split"
    #: several earlier ones have become one
    MERGED = "merged"


class Span(Protocol):
    """Whatever lies somewhere in a text."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


class Link(NamedTuple):
    """That a later sentence continues an earlier one; their numbers, from 0."""

    earlier: int
    later: int
    fit: Fit


@dataclass(frozen=True, slots=True)
class Alignment:
    """What became of every sentence of an earlier text, and where every one of the later came from.

    A sentence is in one link, but that a SPLIT one is in a link for each later part, and what was made of several in
    a MERGED link for each earlier part.
    """

    #: in the order of the earlier text, then of the later
    links: tuple[Link, ...]
    #: numbers of earlier sentences that nothing continues
    lost: tuple[int, ...]
    #: numbers of later sentences that continue nothing
    new: tuple[int, ...]


def align(
    earlier_text: str, earlier_spans: Sequence[Span], later_text: str, later_spans: Sequence[Span]
) -> Alignment:
    """Say which sentence of the later text continues which of the earlier; about linear in their number.

    Spans lie in their texts in order and do not overlap. Where both texts are the same, only where their sentences
    begin and end counts, as after a correction by hand. SAME are words that differ in white space and composed
    letters (NFC) at most.
    """
    if earlier_text == later_text:
        return _finished(_overlaps(earlier_spans, later_spans), len(earlier_spans), len(later_spans))
    one = [worded(earlier_text[span.start : span.end]) for span in earlier_spans]
    other = [worded(later_text[span.start : span.end]) for span in later_spans]
    matching = _Matching(one, other)
    matching.run()
    return _finished(matching.links, len(one), len(other))


def _finished(links: list[Link], earlier: int, later: int) -> Alignment:
    continued = {link.earlier for link in links}
    known = {link.later for link in links}
    return Alignment(
        links=tuple(sorted(links)),
        lost=tuple(number for number in range(earlier) if number not in continued),
        new=tuple(number for number in range(later) if number not in known),
    )


def _overlaps(earlier: Sequence[Span], later: Sequence[Span]) -> list[Link]:
    """Return a link for each two spans of one text that overlap."""
    pairs = []
    first = 0
    for number, span in enumerate(earlier):
        while first < len(later) and later[first].end <= span.start:
            first += 1
        at = first
        while at < len(later) and later[at].start < span.end:
            pairs.append((number, at))
            at += 1
    parts = Counter(number for number, _ in pairs)
    sources = Counter(at for _, at in pairs)
    return [Link(number, at, _overlap(parts[number], sources[at])) for number, at in pairs]


def _overlap(parts: int, sources: int) -> Fit:
    if parts > 1:
        return Fit.SPLIT
    return Fit.MERGED if sources > 1 else Fit.SAME


class _Gap(NamedTuple):
    """Sentences that are not placed yet, and where they may belong: ranges of both texts."""

    earlier: range
    later: range
    #: whether both neighbours say so, not one alone
    firm: bool


class _Matching:
    """What is known so far of two texts."""

    def __init__(self, earlier: Sequence[Worded], later: Sequence[Worded]) -> None:
        self.earlier = earlier
        self.later = later
        self.links: list[Link] = []
        #: for each earlier sentence the first and the last of its later ones; None: not known
        self._heads: list[int | None] = [None] * len(earlier)
        self._tails: list[int | None] = [None] * len(earlier)
        self._taken = [False] * len(later)

    @cached_property
    def _here(self) -> Finder:
        return Finder(self.earlier)

    @cached_property
    def _there(self) -> Finder:
        return Finder(self.later)

    def run(self) -> None:
        """Find all that can be found."""
        self._unique()
        self._settle()
        self._moved()
        self._settle()

    def _settle(self) -> None:
        """Place what its neighbours place, as long as that makes new neighbours known."""
        for _ in range(_ROUNDS):
            before = len(self.links)
            for gap in self._gaps():
                self._repeated(gap)
            self._beside()
            for gap in self._gaps():
                self._changed(gap)
            if len(self.links) == before:
                return

    def _link(self, earlier: range, later: range, fit: Fit) -> None:
        for number in earlier:
            self._heads[number], self._tails[number] = later[0], later[-1]
        for number in later:
            self._taken[number] = True
        self.links += [Link(number, at, fit) for number in earlier for at in later]

    def _pair(self, number: int, at: int, fit: Fit) -> None:
        self._link(range(number, number + 1), range(at, at + 1), fit)

    def _free(self, earlier: range, later: range) -> bool:
        return all(self._heads[number] is None for number in earlier) and not any(self._taken[at] for at in later)

    def _unique(self) -> None:
        """Pair the sentences whose words stand once in either text."""
        for numbers, places in _alike(self.earlier, range(len(self.earlier)), self.later, range(len(self.later))):
            if len(numbers) == len(places) == 1:
                self._pair(numbers[0], places[0], Fit.SAME)

    def _gaps(self) -> Iterator[_Gap]:
        """Yield what is not placed yet, with the places that its neighbours leave for it."""
        number = 0
        while number < len(self.earlier):
            if self._heads[number] is not None:
                number += 1
                continue
            run = range(number, self._end_of_run(number))
            yield from self._gaps_for(run)
            number = run.stop

    def _end_of_run(self, number: int) -> int:
        while number < len(self.earlier) and self._heads[number] is None:
            number += 1
        return number

    def _gaps_for(self, run: range) -> Iterator[_Gap]:
        left = self._tails[run.start - 1] if run.start else -1
        right = self._heads[run.stop] if run.stop < len(self.earlier) else len(self.later)
        after = self._free_after(left)
        before = self._free_before(right)
        if after and after == before:
            yield _Gap(run, after, firm=True)
            return
        if after:
            yield _Gap(run, after, firm=False)
        if before:
            yield _Gap(run, before, firm=False)

    def _free_after(self, left: int | None) -> range:
        start = end = 0 if left is None else left + 1
        while end < len(self.later) and not self._taken[end]:
            end += 1
        return range(start, end)

    def _free_before(self, right: int | None) -> range:
        start = end = len(self.later) if right is None else right
        while start > 0 and not self._taken[start - 1]:
            start -= 1
        return range(start, end)

    def _repeated(self, gap: _Gap) -> None:
        """Pair in order what has the same words as often on either side of a gap that both neighbours make."""
        if not gap.firm:
            return
        for numbers, places in _alike(self.earlier, gap.earlier, self.later, gap.later):
            if len(numbers) == len(places):
                for number, at in zip(numbers, places, strict=True):
                    self._pair(number, at, Fit.SAME)

    def _beside(self) -> None:
        """Pair the same words beside the same neighbour, where no other place has as much for it."""
        proposed = [(number, at) for number in range(len(self.earlier)) for at in self._places_beside(number)]
        by_number = Counter(number for number, _ in proposed)
        by_place = Counter(at for _, at in proposed)
        for number, at in proposed:
            if by_number[number] == by_place[at] == 1:
                self._pair(number, at, Fit.SAME)

    def _places_beside(self, number: int) -> set[int]:
        if self._heads[number] is not None:
            return set()
        left = self._tails[number - 1] if number else -1
        right = self._heads[number + 1] if number + 1 < len(self.earlier) else len(self.later)
        places = {left + 1 if left is not None else -1, right - 1 if right is not None else -1}
        return {
            at
            for at in places
            if 0 <= at < len(self.later)
            and not self._taken[at]
            and self.later[at].plain == self.earlier[number].plain
        }

    def _changed(self, gap: _Gap) -> None:
        """Pair what is like enough in a gap, the most alike first."""
        if len(gap.earlier) * len(gap.later) > LARGEST:
            return
        for _, earlier, later, fit in sorted(self._offers(gap), key=lambda offer: -offer[0]):
            if self._free(earlier, later):
                self._link(earlier, later, fit)

    def _offers(self, gap: _Gap) -> Iterator[tuple[float, range, range, Fit]]:
        """Yield what may be paired in a gap: how alike it is, the earlier and the later sentences, and how they fit."""
        scores = {
            (number, at): likeness(self.earlier[number], self.later[at]) for number in gap.earlier for at in gap.later
        }
        least = IN_PLACE if gap.firm else BESIDE
        for (number, at), score in scores.items():
            rivals = [scores[number, place] for place in gap.later if place != at]
            rivals += [scores[other, at] for other in gap.earlier if other != number]
            if self.earlier[number].plain == self.later[at].plain:
                continue  # which of several is meant, its neighbours have not said
            if score < least or score < max(rivals, default=0.0) + AHEAD:
                continue
            if score >= self._likest(number, at) + (-BEHIND if gap.firm else AHEAD):
                yield score, range(number, number + 1), range(at, at + 1), Fit.CHANGED
        yield from self._partings(gap, scores)

    def _partings(self, gap: _Gap, scores: dict[tuple[int, int], float]) -> Iterator[tuple[float, range, range, Fit]]:
        """Yield the sentences that have become two, or one of two."""
        for number in gap.earlier:
            for at in gap.later[:-1]:
                score = likeness(self.earlier[number], joined(self.later[at : at + 2]))
                if score >= max(PARTED, max(scores[number, at], scores[number, at + 1]) + AHEAD):
                    yield score, range(number, number + 1), range(at, at + 2), Fit.SPLIT
        for number in gap.earlier[:-1]:
            for at in gap.later:
                score = likeness(joined(self.earlier[number : number + 2]), self.later[at])
                if score >= max(PARTED, max(scores[number, at], scores[number + 1, at]) + AHEAD):
                    yield score, range(number, number + 2), range(at, at + 1), Fit.MERGED

    def _likest(self, number: int, at: int) -> float:
        """Return how alike either of the two is, at most, to any other sentence of the other's text."""
        return max(
            _most(self.earlier[number], self.later, self._there, at),
            _most(self.later[at], self.earlier, self._here, number),
        )

    def _moved(self) -> None:
        """Pair what was both changed and moved, where each is by far the most alike to the other in all the text."""
        for number in [number for number, head in enumerate(self._heads) if head is None]:
            at = _best(self.earlier[number], self.later, self._there)
            if at is None or self._taken[at] or _best(self.later[at], self.earlier, self._here) != number:
                continue
            self._pair(number, at, Fit.SAME if self.earlier[number].plain == self.later[at].plain else Fit.CHANGED)


def _most(sentence: Worded, among: Sequence[Worded], finder: Finder, but: int) -> float:
    return max((likeness(sentence, among[at]) for at in finder.nearest(sentence) if at != but), default=0.0)


def _best(sentence: Worded, among: Sequence[Worded], finder: Finder) -> int | None:
    """Return the number of the one that is like enough, and by far the most alike; None where there is none."""
    scores = sorted(((likeness(sentence, among[at]), at) for at in finder.nearest(sentence)), reverse=True)
    if not scores or scores[0][0] < MOVED:
        return None
    return scores[0][1] if len(scores) == 1 or scores[0][0] >= scores[1][0] + AHEAD else None


def _alike(
    earlier: Sequence[Worded], numbers: range, later: Sequence[Worded], places: range
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield, for all words that stand in both ranges, the numbers of the sentences there."""
    here: dict[str, list[int]] = defaultdict(list)
    there: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        here[earlier[number].plain].append(number)
    for at in places:
        there[later[at].plain].append(at)
    for plain, found in here.items():
        if plain in there:
            yield found, there[plain]
