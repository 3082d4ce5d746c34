"""What a line looks like from outside: a heading, a name, a piece of running text."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from .lists import is_item

LONGEST_TITLE: Final = 220
LONGEST_HEADING: Final = 110
"""Code points; a wide script's letters count double."""
MOST_WORDS: Final = 16

_ENDS: Final = frozenset(".…。！？｡؟۔।॥։!?:;,،؛，；：、-–—")
_TERMINAL = re.compile(r"[.…。！？｡؟۔।॥։!?:;,،؛，；：、][\"'”’“»›)\]}」』》）\s]*\Z")
_EXCLAIMING = re.compile(r"[!?！？؟…‽][\"'”’“»›)\]}」』》）\s]*\Z|(?:\b\w\.){2,}\Z")
_WIDE = re.compile("[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]+")
_LETTER = re.compile(r"[^\W\d_]")
_QUOTES: Final = frozenset('“”"«»„「」')
_NAME_WORD = re.compile(r"(?:[^\W\d_a-zа-яіїєґ][^\W\d_]*\.?(?:['’\-–][^\W\d_]+)*)\Z")
_PARTICLES: Final = frozenset(
    "de da di du del der den van von bin ibn al el la le and und y e i і та и for of".split()
)
_BY: Final = frozenset("by von par por di da de door av af od від от przez".split())
_JOBS: Final = frozenset(
    """editor correspondent reporter journalist columnist analyst кореспондент кореспондентка журналіст журналістка
    редактор редакторка корреспондент журналист обозреватель redakteur redakteurin korrespondent korrespondentin
    correspondant correspondante journaliste corresponsal periodista inviato inviata giornalista dziennikarz
    korespondent muhabiri 기자 特派員 記者 记者 संवाददाता ανταποκριτής""".split()
)
_DATES: Final = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december""".split()
)


class Shape(NamedTuple):
    """The outside of one block."""

    length: int
    words: int
    terminal: bool
    first_lower: bool
    heading: bool
    """Whether it reads as a heading inside the text."""
    headline: bool
    """Whether it reads as the headline of a report: it may be longer than a heading, and end in
    "?", "!" or "…"; a heading inside the text may not, since a one-line paragraph may."""


def shape(text: str, sentences: int) -> Shape:
    """Return the shape of a block of so many sentences."""
    size, first, last = len(text), text[0], text[-1]
    short = size <= LONGEST_TITLE
    length = size + (len("".join(_WIDE.findall(text))) if short and not text.isascii() else 0)
    words = text.count(" ") + 1 if short else LONGEST_TITLE
    lettered, first_lower = (True, first.islower()) if first.isalpha() else _first_letter(text)
    terminal = not last.isalnum() and (last in _ENDS or _TERMINAL.search(text, max(0, size - 8)) is not None)
    headline = lettered and length <= LONGEST_TITLE and sentences < 4 and (not terminal or _is_exclaiming(text))
    heading = (
        headline
        and not (terminal or first_lower)
        and length <= LONGEST_HEADING
        and words <= MOST_WORDS
        and sentences < 2
        and not (first in _QUOTES and last in _QUOTES)
        and (text[:2].isalpha() or not is_item(text[:16]))
    )
    return Shape(length, words, terminal, first_lower, heading, headline)


def _is_exclaiming(text: str) -> bool:
    """Whether a block ends in a mark that a headline may end in as well: "?", "!", "…", "U.S."."""
    if text[-1] == "." and text[-3:-2] != ".":
        return False
    return _EXCLAIMING.search(text, max(0, len(text) - 8)) is not None


def _first_letter(text: str) -> tuple[bool, bool]:
    """Whether a text has a letter, and whether it begins with a small one behind a mark or two."""
    letter = _LETTER.search(text)
    if letter is None:
        return False, False
    return True, letter[0].islower() and letter.start() < 3 and not text[0].isdigit()


def is_signature(line: str) -> bool:
    """Whether a line under a headline says who wrote the report: “di Anna Bo”, “Anna Bo | Kyiv”, “新华社”."""
    words = line.split()
    if len(words) > 8 or len(line) > 60 or any(sign in line for sign in '"“«„:：?？!！.。…') or not words:
        return False
    if len(words) > 1 and words[0].casefold() in _BY and not words[1].islower():
        return True
    if len(words) <= 6 and any(sign in words for sign in "|·•"):
        return words[0][0].isupper() or line.lower() == line.upper()
    if words[-1].casefold() in _JOBS and words[0][0].isupper():
        return True
    return len(words) <= 3 and len(line) <= 24 and line == line.upper() and not any(map(str.isdigit, line))


def is_label(line: str) -> bool:
    """Whether a line is a short row of section names: “World | Europe”."""
    words = line.split()
    return len(words) <= 6 and any(sign in words for sign in "|>›»·•" + "/" * (len(words) < 5))


def is_name(line: str, lower_words: Callable[[], frozenset[str]]) -> bool:
    """Whether a line is one or two people's names and nothing else.

    A name's words have capitals and never stand in the text without; ``lower_words`` gives those that
    do, and is asked only if the rest fits.
    """
    words = [word.rstrip(",") for word in line.split()]
    names = [word for word in words if word.casefold() not in _PARTICLES]
    if not 2 <= len(names) <= 6 or words[0] not in names or not all(map(_NAME_WORD.match, names)):
        return False
    if any(word.casefold() in _DATES or (len(word) > 3 and word.isupper()) for word in names):
        return False
    known = lower_words()
    return not any(word.casefold() in known for word in names if len(word) > 2)
