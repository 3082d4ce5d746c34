"""Blocks: the paragraphs, lines and list items of a text, whatever its line breaks mean.

A blank line always parts two blocks. A single line break parts two blocks too, unless the text was
wrapped at a fixed width, or a line plainly runs on into the next.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from .lists import is_item

NARROWEST: Final = 30
WIDEST: Final = 130
"""Code points of a line: outside these, lines are paragraphs and not wrapped."""

_LINE = re.compile(r"\S.*")
_LINE_OR_PARAGRAPH = re.compile(r"\S[^\n\u2029]*")
"""The same for a text that has paragraph separators; slower."""
_TERMINAL = re.compile(r"[.!?…。！？｡؟۔।॥։:;：；][\"'”’“»›)\]}」』》）\s]*\Z")
_WIDE = re.compile("[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")
_CLAUSE: Final = frozenset(",،、，;–—-")


class Line(NamedTuple):
    """One line without its outer spaces."""

    start: int
    end: int
    after_blank: bool
    """Whether a blank line, or the start of the text, comes before it."""


def lines(text: str) -> Iterator[Line]:
    """Yield the lines of the flat ``text`` that hold more than spaces."""
    last = 0
    pattern = _LINE_OR_PARAGRAPH if "\u2029" in text else _LINE
    for match in pattern.finditer(text):
        start, end = match.span()
        if text[end - 1] == " ":
            end = start + len(match[0].rstrip())
        gap = text[last:start]
        yield Line(start, end, last == 0 or (gap != "\n" and (gap.count("\n") > 1 or "\u2029" in gap)))
        last = end


def blocks(text: str) -> list[tuple[int, int]]:
    """Return the spans of the blocks of the flat ``text``, in order, without outer spaces."""
    found: list[tuple[int, int]] = []
    group: list[Line] = []
    for line in lines(text):
        if line.after_blank and group:
            found.extend(_joined(text, group))
            group = []
        group.append(line)
    if group:
        found.extend(_joined(text, group))
    return found


def _joined(text: str, group: list[Line]) -> list[tuple[int, int]]:
    """Return the blocks of lines that have no blank line between them."""
    found = [(group[0].start, group[0].end)]
    if len(group) == 1:
        return found
    width = _wrap_width(text, group)
    for last, line in pairwise(group):
        if _runs_on(text, found[-1][0], last, line, width):
            found[-1] = (found[-1][0], line.end)
        else:
            found.append((line.start, line.end))
    return found


def _wrap_width(text: str, group: list[Line]) -> int:
    """Return the width at which the lines were wrapped, or 0 if they were not.

    Wrapped lines are filled greedily: each but a paragraph's last is so full that the first word of
    the next would not have fitted, and most break off inside a sentence.
    """
    width = max(line.end - line.start for line in group)
    if width > WIDEST or (width < NARROWEST and not _WIDE.search(text, group[0].start, group[0].end)):
        return 0
    pairs = list(pairwise(group))
    full = sum(_is_full(text, last, line, width) for last, line in pairs)
    within = sum(not _TERMINAL.search(text, max(last.start, last.end - 4), last.end) for last, _ in pairs)
    return width if full * 10 >= len(pairs) * 7 and within * 2 >= len(pairs) else 0


def _is_full(text: str, last: Line, line: Line, width: int) -> bool:
    word = text[line.start : min(line.end, line.start + width)].split(None, 1)[0]
    room = 2 if _WIDE.search(word) else len(word) + 1
    return last.end - last.start + room > width * 0.92


def _runs_on(text: str, block: int, last: Line, line: Line, width: int) -> bool:
    """Whether the line break between two lines is only a space."""
    full = width > 0 and _is_full(text, last, line, width)
    if not full and (last.end - last.start < NARROWEST or not text[line.start].islower()):
        return False
    if is_item(text[line.start : line.start + 12]):
        return False
    if full:
        return True
    ending = text[last.end - 1]
    if not (ending.isalpha() or ending in _CLAUSE) or text[block].islower():
        return False
    return not is_item(text[last.start : last.start + 12])
