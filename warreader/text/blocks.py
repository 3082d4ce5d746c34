"""Blocks: the paragraphs, lines and list items of a text, whatever its line breaks mean.

A blank line always parts two blocks. A single line break parts two blocks too, unless the text was
wrapped at a fixed width, or a line plainly runs on into the next.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

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


Span = tuple[int, int]


def blocks(text: str) -> list[Span]:
    """Return the spans of the blocks of the flat ``text``, in order, without outer spaces."""
    found: list[Span] = []
    for group in _groups(text):
        found.extend(group if len(group) == 1 else _joined(text, group))
    return found


def _groups(text: str) -> Iterator[list[Span]]:
    """Yield the lines that hold more than spaces, without their outer ones, as blank lines part them."""
    pattern = _LINE_OR_PARAGRAPH if "\u2029" in text else _LINE
    group: list[Span] = []
    last = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        if text[end - 1] == " ":
            end = start + len(match[0].rstrip())
        gap = text[last:start]
        if group and gap != "\n" and (gap.count("\n") > 1 or "\u2029" in gap):
            yield group
            group = []
        group.append((start, end))
        last = end
    if group:
        yield group


def _joined(text: str, group: list[Span]) -> list[Span]:
    """Return the blocks of lines that have no blank line between them."""
    found = group[:1]
    width = _wrap_width(text, group)
    for last, line in pairwise(group):
        if _runs_on(text, found[-1][0], last, line, width):
            found[-1] = (found[-1][0], line[1])
        else:
            found.append(line)
    return found


def _wrap_width(text: str, group: list[Span]) -> int:
    """Return the width at which the lines were wrapped, or 0 if they were not.

    Wrapped lines are filled greedily: each but a paragraph's last is so full that the first word of
    the next would not have fitted, and most break off inside a sentence.
    """
    width = max(end - start for start, end in group)
    if width > WIDEST or (width < NARROWEST and not _WIDE.search(text, *group[0])):
        return 0
    pairs = list(pairwise(group))
    full = sum(_is_full(text, last, line, width) for last, line in pairs)
    within = sum(not _TERMINAL.search(text, max(start, end - 4), end) for (start, end), _ in pairs)
    return width if full * 10 >= len(pairs) * 7 and within * 2 >= len(pairs) else 0


def _is_full(text: str, last: Span, line: Span, width: int) -> bool:
    word = text[line[0] : min(line[1], line[0] + width)].split(None, 1)[0]
    room = 2 if _WIDE.search(word) else len(word) + 1
    return last[1] - last[0] + room > width * 0.92


def _runs_on(text: str, block: int, last: Span, line: Span, width: int) -> bool:
    """Whether the line break between two lines is only a space."""
    start, end = last
    full = width > 0 and _is_full(text, last, line, width)
    if not full and (end - start < NARROWEST or not text[line[0]].islower()):
        return False
    if is_item(text[line[0] : line[0] + 12]):
        return False
    if full:
        return True
    ending = text[end - 1]
    if not (ending.isalpha() or ending in _CLAUSE) or text[block].islower():
        return False
    return not is_item(text[start : start + 12])
