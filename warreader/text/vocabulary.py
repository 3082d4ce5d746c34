"""The phrases that stand anywhere in one text: looked for once, so that its blocks need not."""

import re
from dataclasses import dataclass
from typing import Final

from .phrases import PLUGS
from .pictures import AGENCIES, SCENES

_PLAIN: Final = (
    ("’", "'"),
    ("‘", "'"),
    ("´", "'"),
    ("`", "'"),
    ("“", '"'),
    ("”", '"'),
    ("„", '"'),
    ("«", '"'),
    ("»", '"'),
    ("İ", "i"),
)


def folded(text: str) -> str:
    """Return ``text`` as phrases are compared: casefolded, plain quotation marks, single spaces."""
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    if not text.isascii():
        for mark, plain in _PLAIN:
            text = text.replace(mark, plain)
    return text.casefold()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The phrases of each table that a text holds."""

    plugs: tuple[tuple[str, ...], ...]
    agencies: tuple[str, ...]
    scenes: tuple[tuple[str, re.Pattern[str]], ...]


def vocabulary(text: str) -> Vocabulary:
    """Return the phrases that the whole ``text`` holds, whatever its letters' case.

    Most are ruled out by a letter that the text does not have at all; the plain ones are looked for
    in a copy of plain letters, in which searching is fastest.
    """
    text = _plain(text)
    letters = frozenset(text)
    plain = text.encode("ascii", "replace").decode()

    def held(word: str) -> bool:
        return letters.issuperset(word) and word in (plain if word.isascii() else text)

    return Vocabulary(
        plugs=tuple(words for words in PLUGS if all(map(held, words))),
        agencies=tuple(filter(held, AGENCIES)),
        scenes=tuple((word, re.compile(pattern)) for word, pattern in SCENES if held(word)),
    )
