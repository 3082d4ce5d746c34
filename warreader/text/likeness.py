"""How alike two sentences are, and which of many come into question at all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from rapidfuzz.distance import Indel

from .words import plain, words

COMMON: Final = 24
"""Sentences of one text that may have a word, or two in a row, before it says nothing about which is meant."""

CLOSE: Final = 6
"""Sentences that are looked at closely, of those that have the most in common with one."""

LONGEST: Final = 4_000
"""Code points, and words, of either sentence that are compared; no sentence of prose has as many."""

SHORTEST: Final = 0.35
"""Share of the longer sentence's length below which two are not compared."""


class Worded(NamedTuple):
    """A sentence as it is compared."""

    plain: str
    words: list[str]


def worded(text: str) -> Worded:
    """Return a sentence as it is compared."""
    return Worded(plain(text), words(text))


def joined(parts: Sequence[Worded]) -> Worded:
    """Return sentences that follow one another as if they were one."""
    return Worded(" ".join(part.plain for part in parts), [word for part in parts for word in part.words])


def likeness(one: Worded, other: Worded) -> float:
    """Return how alike two sentences are, from 0 to 1: the mean of what their letters and their words have in common.

    Each is 2 L / (m + n), L being the longest common subsequence (the normalised indel similarity). Letters alone
    make any two sentences of a language half alike, words alone make a typing error a new word.
    """
    shorter, longer = sorted((len(one.plain), len(other.plain)))
    if shorter < longer * SHORTEST:
        return 0.0
    letters = Indel.normalized_similarity(one.plain[:LONGEST], other.plain[:LONGEST])
    return (letters + Indel.normalized_similarity(one.words[:LONGEST], other.words[:LONGEST])) / 2


class Finder:
    """Finds the sentences of a text that have rare words in common with a given one."""

    def __init__(self, sentences: Sequence[Worded]) -> None:
        self._found: dict[object, list[int]] = defaultdict(list)
        for number, sentence in enumerate(sentences):
            for feature in _features(sentence.words):
                self._found[feature].append(number)

    def nearest(self, sentence: Worded) -> list[int]:
        """Return the numbers of the few that come into question, the most promising first."""
        votes: Counter[int] = Counter()
        for feature in _features(sentence.words):
            numbers = self._found.get(feature, ())
            if len(numbers) <= COMMON:
                votes.update(numbers)
        return [number for number, _ in votes.most_common(CLOSE)]


def _features(found: Sequence[str]) -> Iterable[object]:
    return {*found, *pairwise(found)}
