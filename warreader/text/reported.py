"""Whether words after a quotation that ends in its own full stop say who said it."""

import re
from typing import Final

from .abbreviations import abbreviations
from .marks import WORD
from .starters import SAYING, SAYING_WIDE

REACH: Final = 60
"""Code points after the quotation within which the verb of saying must come."""

_STOP = re.compile(r"[.!?…؟۔।。:\"“«„]")
_STOP_WIDE = re.compile("[。！？「“『]")
_CARRIES_ON: Final = ("と", "って", "など", "との", "라고", "고 ", "的", "等")
_PLACES: Final = frozenset("in on at to into over via by with during after before from as".split())
_SHORTENED = re.compile(r"([^\W\d_]{1,7})\.(?= )")
_NICKNAME = re.compile(r"(?<=\w )([\"“«„])[^\"“”«»„.!?]{1,20}[\"”»“] ")


def is_reported(text: str, after: int, end: int, language: str, *, opens: bool) -> bool:
    """Whether ``text[after:end]`` begins with the clause that reports the quotation before it.

    ``opens`` says that the quotation began its sentence: one that was announced (“He said: …”) needs
    no clause after it.
    """
    ahead = text[after : min(end, after + REACH)]
    if not text[after - 1].isspace():
        clause = _STOP_WIDE.split(ahead, maxsplit=1)[0]
        return clause.startswith(_CARRIES_ON) or (opens and any(word in clause for word in SAYING_WIDE))
    if not opens:
        return False
    ahead = _plain(ahead, abbreviations(language).title)
    clause = _STOP.split(ahead, maxsplit=1)[0]
    words = [word.strip(",،;") for word in clause.split()]
    if words and words[0][:1].isupper():
        return _is_name_and_verb(words, clause, ahead)
    return any(word in SAYING for word in words[:8])


def _plain(ahead: str, titles: frozenset[str]) -> str:
    """Take out what only looks like an end: the full stops of ranks and initials, a nickname's marks."""
    if "." in ahead:
        ahead = _SHORTENED.sub(
            lambda word: word[1] if len(word[1]) == 1 or word[1].casefold() in titles else word[0], ahead
        )
    return _NICKNAME.sub("", ahead)


def _is_name_and_verb(words: list[str], clause: str, ahead: str) -> bool:
    """Whether the clause is a name and a verb of saying, and little else: “We won!” Mr Zelensky said."""
    for count, word in enumerate(words[1:6], 1):
        if word in SAYING:
            rest = words[count + 1 :]
            mark = ahead[clause.find(word) + len(word) :][:1]
            return not rest or mark in ",;" or rest[0] in _PLACES or WORD.match(rest[0]) is None
    return False
