"""Lines that run from right to left, out of letters that know only where they stand.

Producers of PDFs put the letters of a word, or the words, in whichever order they are drawn.
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

#: a letter, and where it stands: its left and right edge
Glyph = tuple[str, float, float]
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
#: Unicode's classes of direction: what runs from left to right, and what may stand inside a number or address
_CLASSES: Final = {"L": "l", "EN": "l", "AN": "l", "CS": "c", "ES": "c", "ET": "c"}
_RUN = re.compile("l[lc]*l")


def is_leftward(text: str) -> bool:
    """Whether a line runs from right to left: more of its letters do than do not."""
    if text.isascii():
        return False
    classes = [unicodedata.bidirectional(letter) for letter in text]
    return sum(one in _RIGHT_TO_LEFT for one in classes) > classes.count("L")


def logical(glyphs: Iterable[Glyph]) -> str:
    """Return a line that runs from right to left in the order in which it is read, one space between words."""
    words = [list(group) for space, group in groupby(glyphs, lambda one: one[0].isspace()) if not space]
    words.sort(key=lambda word: max(right for _, _, right in word), reverse=True)
    shown: list[str] = []
    for foreign, group in groupby(words, _is_foreign):
        run = list(group)
        shown += ["".join(letter for letter, _, _ in word) for word in reversed(run)] if foreign else map(_word, run)
    return " ".join(shown)


def _is_foreign(word: Sequence[Glyph]) -> bool:
    """Whether a word runs from left to right."""
    classes = {unicodedata.bidirectional(letter) for letter, _, _ in word}
    return "L" in classes and not classes & _RIGHT_TO_LEFT


def _word(word: Sequence[Glyph]) -> str:
    """Return a word's letters from the right to the left; figures in it the other way."""
    letters = _from_the_right(word)
    classes = "".join(_CLASSES.get(unicodedata.bidirectional(letter[0]), "r") for letter in letters)
    for run in _RUN.finditer(classes):
        letters[run.start() : run.end()] = reversed(letters[run.start() : run.end()])
    return "".join(letters)


def _from_the_right(word: Sequence[Glyph]) -> list[str]:
    """Return the letters from right to left, each with the marks that stand nearest to it."""
    bases = sorted((one for one in word if not unicodedata.combining(one[0])), key=_middle)
    if not bases:
        return [letter for letter, _, _ in word]
    places = [_middle(one) for one in bases]
    letters = [letter for letter, _, _ in bases]
    for mark in word:
        if unicodedata.combining(mark[0]):
            after = min(bisect(places, _middle(mark)), len(bases) - 1)
            before = max(after - 1, 0)
            nearer = after if places[after] - _middle(mark) < _middle(mark) - places[before] else before
            letters[nearer] += mark[0]
    return letters[::-1]


def _middle(glyph: Glyph) -> float:
    return (glyph[1] + glyph[2]) / 2
