"""Texts that have much in common: what of a text is compared, what is kept of it to be found by, and the measures.

A shingle is a row of words that follow one another; a text is compared as the set of its shingles, with resemblance
and containment as in A. Broder, “On the resemblance and containment of documents” (1997). To be found by, every text
keeps the same fraction of its shingles, those whose hash has a certain remainder, his sample “mod m”, from which both
measures can be told even where one text is much longer. Hashes are the same in every process and on every machine.
"""

import re
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import Final, NamedTuple

from .anchoring import Fit, Span, align
from .likeness import likeness, worded
from .words import UNSPACED, words

WIDTH: Final = 7
WIDTH_UNSPACED: Final = 12
"""Words in a shingle; characters, where most of a text is written without spaces."""

SAMPLED: Final = 16
"""One shingle in so many is kept to find a text by, ..."""

LEAST: Final = 12
"""... but so many of a short text: those with the smallest hashes (Broder's other sample)."""

ECHOING: Final = 5
ECHOING_UNSPACED: Final = 10
"""Words, or characters without spaces, from which on a sentence is not found elsewhere by chance."""

IN_COMMON: Final = 0.35
FEWEST: Final = 30
"""Share of the shorter text's shingles, and their number, that copies have in common; ..."""

IN_COMMON_SHORT: Final = 0.7
FEWEST_SHORT: Final = 15
"""... or these: few shingles only where they are most of a short text."""

_PRIME: Final = (1 << 61) - 1
_BASE: Final = 1_315_423_911_287_654_321 % _PRIME
_UNSPACED = re.compile(f"[{UNSPACED}]")


def echo(sentence: str) -> int | None:
    """Return a hash of 63 bits that sentences with the same words have, whatever their case and punctuation.

    None for sentences of so few words that the same may be said anywhere.
    """
    found = words(sentence)
    if len(found) < (ECHOING_UNSPACED if _is_unspaced(found) else ECHOING):
        return None
    return int.from_bytes(blake2b(" ".join(found).encode(), digest_size=8).digest()) >> 1


def shingles(sentences: Iterable[str]) -> frozenset[int]:
    """Return the hashes (61 bits) of all rows of words that follow one another in the sentences.

    Of fewer words than a row has, they are one row; of none, there is none.
    """
    found = list(chain.from_iterable(map(words, sentences)))
    width = min(len(found), WIDTH_UNSPACED if _is_unspaced(found) else WIDTH)
    if not width:
        return frozenset()
    values = [_value(word) for word in found]
    return frozenset(_rolling(values, width))


def sample(of: Set[int]) -> frozenset[int]:
    """Return those of a text's shingles that it is found by."""
    kept = frozenset(value for value in of if value % SAMPLED == 0)
    return kept if len(kept) >= LEAST else kept | frozenset(sorted(of)[:LEAST])


def resemblance(one: Set[int], other: Set[int]) -> float:
    """Return the share of all shingles of two texts that both have: |A ∩ B| / |A ∪ B|; 0 of nothing."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def containment(one: Set[int], other: Set[int]) -> float:
    """Return the share of one text's shingles that another has, too: |A ∩ B| / |A|; 0 of nothing."""
    return len(one & other) / len(one) if one else 0.0


def are_copies(one: Set[int], other: Set[int]) -> bool:
    """Whether so much of one of two texts is in the other that they have a source in common.

    Of a short text more is asked, since reports of one kind are often made of the same set phrases.
    """
    both = len(one & other)
    share = both / (min(len(one), len(other)) or 1)
    return (both >= FEWEST and share >= IN_COMMON) or (both >= FEWEST_SHORT and share >= IN_COMMON_SHORT)


class Pair(NamedTuple):
    """That a sentence of one text has its like in another; their numbers, from 0."""

    one: int
    other: int
    #: the same words, or how they differ
    fit: Fit
    #: from 0 to 1, as :func:`warreader.text.likeness.likeness` has it
    alike: float


def pairs(one: str, one_spans: Sequence[Span], other: str, other_spans: Sequence[Span]) -> list[Pair]:
    """Return which sentences of two texts are the same or like enough, as if one were the other, edited."""
    return [
        Pair(link.earlier, link.later, link.fit, _alike(one, one_spans[link.earlier], other, other_spans[link.later]))
        for link in align(one, one_spans, other, other_spans).links
    ]


def _alike(one: str, span: Span, other: str, place: Span) -> float:
    return likeness(worded(one[span.start : span.end]), worded(other[place.start : place.end]))


def _is_unspaced(found: Sequence[str]) -> bool:
    """Whether most of the words are characters of a script without spaces."""
    return sum(len(word) < 3 and _UNSPACED.match(word) is not None for word in found) * 2 > len(found)


def _rolling(values: Sequence[int], width: int) -> Iterable[int]:
    """Yield the hash of each row of ``width`` words: a polynomial of their hashes, as Karp and Rabin have it."""
    top = pow(_BASE, width, _PRIME)
    now = 0
    for at, value in enumerate(values):
        now = (now * _BASE + value) % _PRIME
        if at >= width:
            now = (now - values[at - width] * top) % _PRIME
        if at >= width - 1:
            yield now


@lru_cache(maxsize=65_536)
def _value(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest()) % _PRIME
