"""The words of a text, as they are compared: without case, punctuation, or how their letters are composed."""

import re
import sys
import unicodedata
from typing import Final

MARKS: Final = "".join(
    re.escape(chr(code)) for code in range(0x300, 0x1E00) if unicodedata.category(chr(code)).startswith("M")
)
"""Signs that belong to the letter before them; ``\\w`` leaves out most of them."""

UNSPACED: Final = (
    "\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Letters of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, Japanese and Chinese."""

WORD: Final = rf"(?:[{UNSPACED}][{MARKS}]*|(?![{UNSPACED}])[^\W_](?:(?![{UNSPACED}])(?:[^\W_]|[{MARKS}]))*)"
"""A pattern: a word, or a character of a script without spaces."""

_WORD = re.compile(WORD)
_PLAIN = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Return the words of ``text`` in order, folded; of scripts without spaces, its characters one by one."""
    folded = fold(text)
    pattern = _PLAIN if folded.isascii() else _WORD
    return [sys.intern(word) for word in pattern.findall(folded)]


def fold(text: str) -> str:
    """Return ``text`` without case, its letters composed (NFC)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def plain(text: str) -> str:
    """Return ``text`` as two texts are compared letter by letter: composed, every run of white space one space."""
    return unicodedata.normalize("NFC", " ".join(text.split()))
