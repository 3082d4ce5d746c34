"""One linear pass over a block's quotation marks and brackets.

Says which stretches are balanced, so that no sentence ends inside them, and which marks close.
"""

import re
from dataclasses import dataclass, field
from typing import Final

LONGEST: Final = 3_000
"""Code points of a pair; a longer one is two marks that do not belong together."""
LONGEST_BRACKET: Final = 600

_FAMILY: Final = {
    "“": '"', "”": '"', "„": '"', "‟": '"', '"': '"', "＂": '"', "«": "«", "»": "«", "‹": "‹", "›": "‹",
    "‘": "'", "’": "'", "‚": "'", "'": "'", "「": "「", "」": "「", "『": "『", "』": "『", "《": "《",
    "》": "《", "〈": "〈", "〉": "〈", "(": "(", ")": "(", "[": "[", "]": "[", "（": "(", "）": "(",
    "【": "【", "】": "【", "〔": "〔", "〕": "〔", "״": '"', "″": '"',
}  # fmt: skip
_OPEN: Final = frozenset("„‟‚「『《〈([（【〔")
_CLOSE: Final = frozenset("」』》〉)]）】〕")
_BRACKETS: Final = frozenset("([【〔")
_MARKS = re.compile(rf"[{re.escape(''.join(_FAMILY))}](?<!\w['’](?=\w))")
"""All of them but apostrophes between two letters."""
_BEFORE_OPEN: Final = frozenset(" \n\u2029([{（【「“„«‹‘'\"—–-/:¿¡=|>…")
_AFTER_CLOSE: Final = frozenset(" \n\u2029.,;:!?)]}）】」』”»›’'\"“—–-/…。，、；：！？؟،؛।۔|<")
_WIDE = re.compile("[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")
"""Scripts that put no spaces around a mark, so that every other one closes."""
_STOPS: Final = frozenset(".,!?…。，！？؟،।۔")


@dataclass(slots=True)
class Marks:
    """The quotation marks of one block."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    """Outermost balanced pairs, as offsets of the opening mark and just after the closing one."""
    closers: dict[int, int] = field(default_factory=dict)
    """Offset of each closing mark, with that of the mark that it closes."""


def marks(text: str, start: int, end: int) -> Marks:
    """Return the balanced pairs and closing marks of ``text[start:end]``, in linear time.

    Each mark is pushed once and popped at most once; a closing mark whose family has nothing open
    is passed over without a search.
    """
    found = Marks()
    stack: list[tuple[str, int]] = []
    waiting: dict[str, int] = {}
    for match in _MARKS.finditer(text, start, end):
        at = match.start()
        family = _FAMILY[match[0]]
        role = _role(text, at, start, end, waiting.get(family, 0) > 0)
        if role > 0:
            stack.append((family, at))
            waiting[family] = waiting.get(family, 0) + 1
        elif role < 0 and waiting.get(family, 0):
            opened = _pop(stack, waiting, family)
            found.closers[at] = opened
            _keep(found.pairs, family, opened, at + 1)
        elif role < 0 and family == '"' and waiting.get("«", 0):
            found.closers[at] = _pop(stack, waiting, "«")
        elif role < 0 and family == "«" and waiting.get('"', 0):
            opened = _pop(stack, waiting, '"')
            found.closers[at] = opened
            _keep(found.pairs, family, opened, at + 1)
    return found


def _pop(stack: list[tuple[str, int]], waiting: dict[str, int], family: str) -> int:
    while True:
        popped, at = stack.pop()
        waiting[popped] -= 1
        if popped == family:
            return at


def _keep(pairs: list[tuple[int, int]], family: str, opened: int, closed: int) -> None:
    """Add a pair, in place of those that lie inside it."""
    if closed - opened > (LONGEST_BRACKET if family in _BRACKETS else LONGEST):
        return
    while pairs and pairs[-1][0] > opened:
        pairs.pop()
    pairs.append((opened, closed))


def _role(text: str, at: int, start: int, end: int, waiting: bool) -> int:
    """Return 1 for a mark that opens, -1 for one that closes, 0 for neither (an apostrophe, inches)."""
    mark = text[at]
    if mark in _OPEN:
        return 1
    if mark in _CLOSE:
        return -1
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if mark in "'’‘":
        return _single(mark, before, after, waiting)
    opens, closes = before in _BEFORE_OPEN, after in _AFTER_CLOSE
    if mark in "“”":
        return _curly(mark, before, after, waiting)
    if mark in "«»‹›":
        return _angle(mark, before, after, waiting)
    if opens and not closes:
        return 1
    if closes and not opens:
        return -1
    if _WIDE.match(before) or _WIDE.match(after):
        return -1 if waiting else 1
    if opens and closes:
        return -1 if waiting else 0
    return 0 if before.isalnum() and after.isalnum() else (-1 if waiting else 0)


def _curly(mark: str, before: str, after: str, waiting: bool) -> int:
    """“ opens in English and closes in German, ” closes in English and opens in Swedish."""
    if mark == "“":
        return -1 if waiting and after in _AFTER_CLOSE and after != "“" else 1
    if not waiting and before in _BEFORE_OPEN and after.isalnum():
        return 1
    return -1


def _angle(mark: str, before: str, after: str, waiting: bool) -> int:
    """« opens in French and closes in Danish; a mark that leans the wrong way is taken at its place."""
    if mark in "«‹":
        return -1 if waiting and after in _AFTER_CLOSE and before.isalnum() else 1
    if not waiting and before in _BEFORE_OPEN and after.isalnum():
        return 1
    return -1


def _single(mark: str, before: str, after: str, waiting: bool) -> int:
    """Single marks double as apostrophes: count only those that stand like quotation marks."""
    if mark != "’" and not before.isalnum() and before in _BEFORE_OPEN and after.isalpha():
        return 1
    if mark == "‘":
        return -1 if waiting and after in _AFTER_CLOSE else 0
    if waiting and after in _AFTER_CLOSE and (before in _STOPS or (before != "s" and before.isalnum())):
        return -1
    return 0
