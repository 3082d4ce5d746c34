"""List items: the marks that begin them, at the start of a line and inside one."""

import re
from typing import Final

BULLETS: Final = "•‣⁃◦▪▫■□●○➤►✔✅🔹🔸◾◆◇"

_ITEM = re.compile(rf"\s*(?:[{BULLETS}]|[-*–—](?=\s)|\(?\d{{1,3}}[.)](?:\))?(?=\s)|\(?[a-zа-яіїєґ]\)(?=\s)|[①-⑳])")
_NUMBERED = re.compile(r"(?:^|(?<=\s))\(?(\d{1,3})(\.\)|[.)])(?=\s)")
_BULLETED = re.compile(rf"(?<=\s)(?=[{BULLETS}⁃]\s?\S)")


def is_item(line: str) -> bool:
    """Whether a line begins with the mark of a list item: "1.", "2)", "-", "•"."""
    return _ITEM.match(line) is not None


def inline_items(text: str, start: int, end: int) -> list[int]:
    """Return where the second and later items of a list written in one line begin, in order.

    The block must itself begin with the first item, and numbers must count on by one, or bullets
    repeat: "1. Tanks 2. Guns" gives the offset of "2.".
    """
    if text[start] in BULLETS:
        return [match.start() for match in _BULLETED.finditer(text, start + 1, end)]
    if text[start] != "(" and not text[start].isdigit():
        return []
    first = _NUMBERED.match(text, start, end)
    if first is None:
        return []
    found, number, mark = [], int(first[1]), first[2]
    for match in _NUMBERED.finditer(text, first.end(), end):
        if match[2] == mark and int(match[1]) == number + 1:
            found.append(match.start())
            number += 1
    return found
