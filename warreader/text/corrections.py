"""Corrections of where sentences begin and end, by hand."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from .spans import Sentence

_JOINERS: Final = frozenset("\u200c\u200d\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""What belongs to the sign before it without being a combining mark."""


def split(text: str, spans: Sequence[Sentence], index: int, at: int) -> list[Sentence]:
    """Return the spans with number ``index`` (from 0) parted in two at ``at``, a code point of the text.

    Both parts keep kind and paragraph, and lose their outer white space. Raises ValueError where there is no such
    sentence, where a part would be empty, or where ``at`` is inside a letter and the signs upon it.
    """
    _require(text, spans, index, index)
    whole = spans[index]
    if not whole.start < at < whole.end:
        message = f"{at} is not inside the sentence, which goes from {whole.start} to {whole.end}"
        raise ValueError(message)
    if unicodedata.category(text[at]).startswith("M") or text[at] in _JOINERS or text[at - 1] == "\u200d":
        message = f"{at} is inside a character"
        raise ValueError(message)
    parts = [_trimmed(text, whole, whole.start, at), _trimmed(text, whole, at, whole.end)]
    return [*spans[:index], *parts, *spans[index + 1 :]]


def merge(text: str, spans: Sequence[Sentence], first: int, last: int) -> list[Sentence]:
    """Return the spans with those from ``first`` to ``last`` (numbers from 0, both included) made one.

    The one has the kind of the longest of them, of equals the first: what stands apart by mistake is mostly a scrap,
    and a scrap is easily taken for what it is not. It has the paragraph of the first, also across paragraphs: a text
    is often broken where it should not be. All other spans stay as they are. Raises ValueError where there are no
    such sentences, or only one.
    """
    _require(text, spans, first, last)
    if first == last:
        message = "one sentence alone cannot be merged"
        raise ValueError(message)
    parts = spans[first : last + 1]
    longest = max(parts, key=lambda part: part.end - part.start)
    whole = parts[0]._replace(end=parts[-1].end, kind=longest.kind)
    return [*spans[:first], whole, *spans[last + 1 :]]


def _require(text: str, spans: Sequence[Sentence], first: int, last: int) -> None:
    if not 0 <= first <= last < len(spans):
        message = f"there are no sentences {first} to {last} among {len(spans)}"
        raise ValueError(message)
    if spans[-1].end > len(text):
        message = f"the sentences go on to {spans[-1].end}, the text ends at {len(text)}"
        raise ValueError(message)


def _trimmed(text: str, whole: Sentence, start: int, end: int) -> Sentence:
    part = text[start:end]
    trimmed = part.strip()
    if not trimmed:
        message = "nothing would be left of one part"
        raise ValueError(message)
    start += len(part) - len(part.lstrip())
    return whole._replace(start=start, end=start + len(trimmed))
