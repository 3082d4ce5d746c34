"""Where sentences end inside one block of text.

Candidates are runs of terminal punctuation with the closing marks after them. Rules of ours decide
most of them; the rest goes to sentencex. The rule above all: a quotation stays with the clause that
reports it, and is not split inside.
"""

import re
from typing import Final

from .lists import inline_items
from .marks import BRACKETS, CLOSERS, DASHES, DOTS, FIRM, GOES_ON, TERMINALS, WIDE, WORD, first_of
from .quotations import marks
from .reported import is_reported
from .stops import Block, begins, ends_at, is_abbreviated, token_before

Span = tuple[int, int]

_TERMINAL: Final = re.escape("".join(sorted(TERMINALS)))
_CANDIDATE = re.compile(
    rf"[{_TERMINAL}](?<![{_TERMINAL}][{_TERMINAL}])[{_TERMINAL}]*+"
    rf"(?:(?= ?[\"'”’“»›)\]}}」』》）\]\s\u2029])|(?=[^\W\d_a-z])|(?=\[\d|[¹²³⁰⁴-⁹])|(?<=[{WIDE}{FIRM}]))"
)
_SURE: Final = frozenset(FIRM + WIDE) - frozenset(DOTS)
"""Marks that always end a sentence."""
_NAMED = re.compile(r"[a-z]{1,3}-?[A-Z]")
"""A name that keeps its small letter at the head of a sentence: "al-Shifa", "iPhone"."""
_NOTE = re.compile(r"\[\d{1,3}\]|[¹²³⁰⁴-⁹]+")
_HOST = re.compile(r"(?:ru|ua|com|net|org|info|io|tv|me|eu|uk|by|fm|news|press)\b", re.IGNORECASE)


def split(text: str, start: int, end: int, language: str) -> list[Span]:
    """Return the spans of the sentences of the block ``text[start:end]``, in order.

    ``text`` is the flat copy; the block begins and ends with non-spaces. Each span does too, and
    nothing but spaces lies between two of them. Linear in the length of the block.
    """
    items = inline_items(text, start, end)
    candidate = _CANDIDATE.search(text, start, end)
    if not items and candidate is None:
        return [(start, end)]
    block = Block(text, start, end, language, marks(text, start, end), _is_lower(text, start, end))
    block.begin(start)
    spans = []
    for cut in _cuts(block, items, candidate.start() if candidate else end):
        stop = cut
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        if stop > start:
            spans.append((start, stop))
            start = cut
    spans.append((start, end))
    return _with_wordless(text, spans) if len(spans) > 1 else spans


def _with_wordless(text: str, spans: list[Span]) -> list[Span]:
    """Join spans that hold no letter or digit to their neighbour: stray marks, dots, emoji."""
    joined: list[Span] = []
    pending: int | None = None
    for start, end in spans:
        begin = start if pending is None else pending
        pending = None
        if text[start].isalnum() or WORD.search(text, start, end):
            joined.append((begin, end))
        elif joined:
            joined[-1] = (joined[-1][0], end)
        else:
            pending = begin
    if pending is not None:
        joined.append((pending, spans[-1][1]))
    return joined


def _cuts(block: Block, items: list[int], candidate: int) -> list[int]:
    """Return the offsets at which new sentences begin, those of inline list items among them.

    No sentence ends before the first ``candidate``.
    """
    found: list[int] = []
    waiting = items[::-1]
    text, end, closers = block.text, block.end, block.marks.closers
    pairs, at, reached = block.marks.pairs, 0, block.start
    for match in _CANDIDATE.finditer(text, candidate, end):
        begun, after = match.span()
        if begun < reached:
            continue
        while waiting and waiting[-1] <= begun:
            found.append(waiting.pop())
            block.begin(found[-1])
        closed: int | None = None
        if after < end and text[after] == " " and after + 1 not in closers:
            reached = after
        else:
            reached, closed = _past_closers(block, after)
        if reached >= end:
            break
        while at < len(pairs) and pairs[at][1] <= begun:
            at += 1
        if at < len(pairs) and pairs[at][0] < reached < pairs[at][1]:
            continue
        following = _next(text, reached, end)
        if closed is not None and _is_aside(block, following, closed):
            continue
        if _ends(block, match, reached, following, closed):
            found.append(following)
            block.begin(following)
    return sorted({*found, *waiting}) if items else found


def _past_closers(block: Block, at: int) -> tuple[int, int | None]:
    """Return the offset after the marks that close at ``at``, and where the last of them opened.

    A full stop after them ends the sentence by itself, so that what they closed matters no more.
    """
    text, closers, end = block.text, block.marks.closers, block.end
    opened: int | None = None
    while at < end:
        if at in closers:
            opened = closers[at]
            at += 1
        elif text[at] == " " and at + 1 in closers:
            opened = closers[at + 1]
            at += 2
        elif text[at] in TERMINALS:
            opened = None
            at += 1
        elif text[at] in CLOSERS:
            at += 1
        elif note := _NOTE.match(text, at, end):
            at = note.end()
        else:
            break
    return at, opened


def _is_aside(block: Block, following: int, opened: int) -> bool:
    """Whether a bracket with its own mark closes in mid-sentence, in a script without capitals."""
    if block.text[opened] not in BRACKETS or block.first_word >= opened:
        return False
    first = block.text[first_of(block.text, following, block.end - 1)]
    return first.isalpha() and first.lower() == first.upper()


def _next(text: str, at: int, end: int) -> int:
    """Return the offset of the first non-space from ``at``, or ``end``."""
    while at < end and text[at].isspace():
        at += 1
    return at


def _is_lower(text: str, start: int, end: int) -> bool:
    return text[first_of(text, start, end - 1)].islower()


def _ends(block: Block, match: re.Match[str], after: int, following: int, quoted: int | None) -> bool:
    """Whether the sentence ends at ``after`` and the next begins at ``following``."""
    text, mark = block.text, match[0]
    if block.first_word >= match.start():
        return False
    quoted = quoted if quoted is not None and text[quoted] not in BRACKETS else None
    lead, first = following, text[following]
    if not first.isalnum():
        if first in GOES_ON or (first in DASHES and _goes_on_after_dash(block, match, following, quoted)):
            return False
        lead = first_of(text, following, block.end)
        first = text[lead] if lead < block.end else ""
    if quoted is not None and is_reported(
        text, following, block.end, block.language, opens=block.first_word > quoted
    ):
        return False
    if mark[-1] in _SURE:
        return True
    if first.islower() and not block.lower and _NAMED.match(text, lead) is None:
        return False
    if following == after:
        return _ends_glued(block, match, following, first)
    if len(mark) == 1 and mark in DOTS and after == match.end():
        return ends_at(block, match.start(), lead, first)
    if quoted is None and mark in DOTS and is_abbreviated(block, match.start()):
        return begins(block, lead)
    return True


def _goes_on_after_dash(block: Block, match: re.Match[str], following: int, quoted: int | None) -> bool:
    """Whether a dash after the mark leads to who said it, not to a new sentence."""
    text = block.text
    if text[following : following + 2].strip() != text[following]:
        return False
    if quoted is not None or text[block.start] in DASHES or text[block.begins] in DASHES:
        return True
    return match[0] == "." and len(token_before(text, block.start, match.start())) < 5


def _ends_glued(block: Block, match: re.Match[str], following: int, first: str) -> bool:
    """Whether a mark without a space after it ends a sentence: “they fled.The army”."""
    text = block.text
    token = token_before(text, block.start, match.start())
    if not first.isalpha() or len(token) < 2 or any(sign in token for sign in "./@_=&?#"):
        return False
    word = WORD.match(text, following)
    if match.end() < following:
        return word is None or first.isupper()
    if word is None or len(word[0]) < 2 or len(token) < 3 or _HOST.match(text, following):
        return False
    if first.isupper():
        return token[-1].islower() and not word[0].isupper()
    return not first.islower() and len(word[0]) > 2 and token[-1].isalpha()
