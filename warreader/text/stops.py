"""Whether a single full stop ends a sentence, by the word before it and the word after."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from .abbreviations import Abbreviations, abbreviations
from .marks import WORD
from .oracle import proposals
from .quotations import Marks
from .starters import CAPITAL_ORDINALS, ORDINALS, starters

_ROMAN = re.compile(r"[IVXLC]+\Z")
_MONEY: Final = frozenset("$€£¥₴₽₺₹₪#")
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}\. ?\d{1,2}\. ?\d{4}(?!\d)|\d{4}\. ?\d{1,2}\. ?\d{1,2}\.(?= ?[\uac00-\ud7af(]))"
)
_ELISION = re.compile(r"[^\W\d_]{1,3}['’](?=[^\W\d_]{2})")
_EDGES: Final = "\"'“”„«»‹›‘’‚¿¡([{（【*_—–-"
_LONGEST: Final = 30
_LONG: Final = 8
"""Letters from which on a word is no abbreviation."""
_SHORT: Final = 5
"""Letters of a word that may be an abbreviation that none of our tables knows."""


@dataclass(slots=True)
class Block:
    """What deciding about one block needs; ``text`` is the flat copy of the whole text."""

    text: str
    start: int
    end: int
    language: str
    marks: Marks
    lower: bool
    """The block begins with a lowercase letter, so that its sentences may as well."""
    proposed: list[int] | None = None
    asked: bool = False
    begins: int = 0
    """Where the sentence under the hand begins."""
    first_word: int = 0
    """Where its first word does; the end of the block if it has none."""

    def begin(self, at: int) -> None:
        """Begin the next sentence at ``at``."""
        self.begins = self.first_word = at
        if not self.text[at].isalnum():
            word = WORD.search(self.text, at, self.end)
            self.first_word = word.start() if word else self.end


def token_before(text: str, start: int, at: int) -> str:
    """Return the word that ends at ``at``, without the marks and hyphens before it.

    A single letter takes the one before it along: "т. д" gives "т.д".
    """
    if at <= start or text[at - 1].isspace():
        return ""
    words = text[max(start, at - _LONGEST) : at].rsplit(None, 1)
    token = words[-1].lstrip(_EDGES)
    if len(token) <= 2 and len(words) > 1:
        before = words[0].rsplit(None, 1)[-1].lstrip(_EDGES)
        if len(before) <= 3 and before.endswith(".") and before[:1].islower():
            return before + token
    return token


def ends_at(block: Block, at: int, lead: int, first: str) -> bool:
    """Whether the full stop at ``at`` ends a sentence.

    ``lead`` is where the next one's first letter or figure is, and ``first`` that letter, or "".
    """
    if first.isupper() and block.text[at - _LONG : at].isalpha():
        return True
    token = token_before(block.text, block.start, at)
    if token[-1:].isdigit() and not first.isupper() and _is_inside_date(block, at):
        return False
    sort = _sort(token, block.language)
    if sort is _Sort.END or sort is _Sort.TITLE:
        return sort is _Sort.END
    if sort is _Sort.FIGURE or sort is _Sort.ROMAN:
        return _ends_after_figure(block, token, at, lead, first)
    if sort is _Sort.MAYBE:
        return begins(block, lead)
    if sort is _Sort.NUMBER and (first.isdigit() or first in _MONEY):
        return False
    return begins(block, lead) or _proposed(block, at, lead)


def is_abbreviated(block: Block, at: int) -> bool:
    """Whether the full stop at ``at`` belongs to an abbreviation of ours: “(ret.)”, “[approx.]”."""
    return _sort(token_before(block.text, block.start, at), block.language) in {_Sort.TITLE, _Sort.MAYBE}


class _Sort(Enum):
    """What a word says about the full stop after it."""

    FIGURE = auto()
    ROMAN = auto()
    TITLE = auto()
    NUMBER = auto()
    MAYBE = auto()
    END = auto()
    UNKNOWN = auto()


@lru_cache(maxsize=16_384)
def _sort(token: str, language: str) -> _Sort:
    """Return the class of a word before a full stop: our own tables first, its looks after."""
    if token.isdigit():
        return _Sort.FIGURE
    if (len(token) > 1 or language in ORDINALS) and _ROMAN.match(token):
        return _Sort.ROMAN
    words, folded = abbreviations(language), token.casefold()
    if folded in words.end:
        return _Sort.END
    if _is_initial(token):
        return _sort_of_initial(token, words)
    short = _ELISION.sub("", folded.rpartition("-")[2]) or folded
    if folded in words.title or short in words.title:
        return _Sort.TITLE
    if short in words.maybe or _is_dotted(token):
        return _Sort.MAYBE
    if short in words.number:
        return _Sort.NUMBER
    last = token.rpartition(".")[2]
    return _Sort.END if short in words.end or len(last) > _SHORT or not token[-1:].isalpha() else _Sort.UNKNOWN


def _is_initial(token: str) -> bool:
    """Whether a token is one letter, or ends in one after a dot or hyphen: "J", "J.-P", "А.С"."""
    return (len(token) == 1 and token.isalpha()) or (token[-2:-1] in {".", "-"} and token[-1].isupper())


def _sort_of_initial(token: str, words: Abbreviations) -> _Sort:
    """A single letter is an initial, in any script, unless a usual first word follows."""
    small = token[-1].islower() and token not in words.maybe
    return _Sort.TITLE if small or "-" in token or token.casefold() in words.title else _Sort.MAYBE


def _is_dotted(token: str) -> bool:
    """Whether a token is letters with dots between them: "U.S.A", "a.m", "т.д", "यू.के"."""
    parts = token.split(".")
    return len(parts) > 1 and all(0 < len(part) < 4 and not part.isdigit() for part in parts)


def _ends_after_figure(block: Block, token: str, at: int, lead: int, first: str) -> bool:
    """An ordinal in German or Turkish, a list item's number, or a year that ends a sentence."""
    begun = at - len(token)
    if block.first_word >= begun:
        return False
    ordinals = CAPITAL_ORDINALS if token.isdigit() else ORDINALS
    if block.language in ordinals and len(token) < 4 and first.isalpha():
        grouped = begun - 2 >= block.start and block.text[begun - 1].isspace() and block.text[begun - 2].isdecimal()
        return grouped or begins(block, lead)
    return token.isdigit() or _proposed(block, at, lead)


def _is_inside_date(block: Block, at: int) -> bool:
    """Whether the full stop at ``at`` is one inside a date: "8. 4. 2022"."""
    match = _DATE.search(block.text, max(block.start, at - 12), min(block.end, at + 12))
    return match is not None and match.start() < at < match.end()


def begins(block: Block, lead: int) -> bool:
    """Whether the word at ``lead`` usually begins a sentence, and is no initial itself."""
    match = WORD.match(block.text, lead, block.end)
    if match is None:
        return False
    word, after = match[0], block.text[match.end() : match.end() + 1]
    if after == "." or (len(word) == 1 and after != " "):
        return False
    usual = starters(block.language)
    return word in usual or (("'" in word or "’" in word) and _elided(word) in usual)


def _elided(word: str) -> str:
    """Return the article or preposition at the head of a word: "L'" of "L’armée"."""
    return word.replace("’", "'").partition("'")[0] + "'"


def _proposed(block: Block, at: int, lead: int) -> bool:
    """Whether sentencex ends a sentence between ``at`` and ``lead``; yes where it failed."""
    if not block.asked:
        block.proposed = proposals(block.text, block.start, block.end, block.language)
        block.asked = True
    if block.proposed is None:
        return True
    near = bisect_left(block.proposed, at + 1)
    return near < len(block.proposed) and block.proposed[near] <= lead
