"""What differs between two texts, word by word, so that people can read it.

The words that both have in the same order are a longest common subsequence; scripts without spaces are compared
character by character. A few words alone that stand between two longer changes count as changed with them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from rapidfuzz.distance import LCSseq

from .words import MARKS, WORD

LARGEST: Final = 200_000_000
"""Pairs of words that are compared at once: 25 MB and some 50 ms. Larger texts go line by line first."""

_WORDS = re.compile(
    rf"""(?:\d+(?:[.,:]\d+)*(?!{WORD})|{WORD}(?:['’]{WORD})*|\S(?:[{MARKS}\ufe0f]|\u200d\S)*)\s*""", re.VERBOSE
)
_LINES = re.compile(r"[^\n]*\n\s*|[^\n]+")


class Change(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Piece(NamedTuple):
    """Some words in a row, with the white space after them."""

    change: Change
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """Return the pieces of two texts in order, what is gone before what is new in its place.

    Those that are the same and new are ``after``, those that are the same and gone are ``before`` but for white
    space and composed letters, which are no difference. Texts of any length: what is too long for a comparison word
    by word goes line by line first, and lines that go on too long are told apart as wholes.
    """
    lead = after[: len(after) - len(after.lstrip())]
    return _readable(_merged(lead, _compared(before.lstrip(), after.lstrip())))


def _compared(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) <= LARGEST:
        yield from _by(old, new)
        return
    gone: list[str] = []
    fresh: list[str] = []
    for change, text in [*_by(_LINES.findall(before), _LINES.findall(after)), Piece(Change.SAME, "")]:
        if change == Change.SAME:
            yield from _within("".join(gone), "".join(fresh))
            yield Piece(change, text)
            gone, fresh = [], []
        else:
            (gone if change == Change.GONE else fresh).append(text)


def _within(before: str, after: str) -> Iterator[Piece]:
    """Compare lines that differ word by word, if that can be done."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) <= LARGEST:
        yield from _by(old, new)
    else:
        yield Piece(Change.GONE, before)
        yield Piece(Change.NEW, after)


def _by(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Compare two rows of words or lines; what is in the middle of too many is told apart as a whole."""
    numbers: dict[str, int] = {}
    one, other = ([numbers.setdefault(_key(word), len(numbers)) for word in row] for row in (old, new))
    head, tail = _ends(one, other)
    yield Piece(Change.SAME, "".join(new[:head]))
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail], one[head:], other[head:])
    yield Piece(Change.SAME, "".join(new[len(new) - tail :]))


def _middle(old: Sequence[str], new: Sequence[str], one: Sequence[int], other: Sequence[int]) -> Iterator[Piece]:
    if len(old) * len(new) > LARGEST:
        yield Piece(Change.GONE, "".join(old))
        yield Piece(Change.NEW, "".join(new))
        return
    for step in LCSseq.opcodes(one[: len(old)], other[: len(new)]):
        if step.tag == "equal":
            yield Piece(Change.SAME, "".join(new[step.dest_start : step.dest_end]))
        else:
            yield Piece(Change.GONE, "".join(old[step.src_start : step.src_end]))
            yield Piece(Change.NEW, "".join(new[step.dest_start : step.dest_end]))


def _ends(one: Sequence[int], other: Sequence[int]) -> tuple[int, int]:
    """Return how many are the same at the beginning, and after these at the end."""
    shorter = min(len(one), len(other))
    head = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    rest = shorter - head
    return head, next((at for at in range(rest) if one[-1 - at] != other[-1 - at]), rest)


def _key(word: str) -> str:
    return unicodedata.normalize("NFC", " ".join(word.split()))


def _merged(lead: str, pieces: Iterator[Piece]) -> list[tuple[str, str, str]]:
    """Return what is the same, and what is gone and new after it, in turns."""
    turns = [(lead, "", "")]
    for change, text in pieces:
        same, gone, new = turns[-1]
        if not text:
            continue
        if change == Change.GONE:
            turns[-1] = (same, gone + text, new)
        elif change == Change.NEW:
            turns[-1] = (same, gone, new + text)
        elif gone or new:
            turns.append((text, "", ""))
        else:
            turns[-1] = (same + text, gone, new)
    return turns


def _readable(turns: list[tuple[str, str, str]]) -> list[Piece]:
    """Return the pieces, with words that are the same by chance between two longer changes counted as changed."""
    kept = turns[:1]
    for same, gone, new in turns[1:]:
        size = len(same.strip())
        around = kept[-1]
        if (
            (gone or new)
            and size <= max(len(around[1]), len(around[2])) // 2
            and size <= max(len(gone), len(new)) // 2
        ):
            kept[-1] = (around[0], around[1] + same + gone, around[2] + same + new)
        else:
            kept.append((same, gone, new))
    found = []
    for same, gone, new in kept:
        found += [Piece(Change.SAME, same), Piece(Change.GONE, gone), Piece(Change.NEW, new)]
    return [piece for piece in found if piece.text]
