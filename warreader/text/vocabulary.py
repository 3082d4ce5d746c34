"""The phrases that stand anywhere in one text: looked for once, so that its blocks need not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
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

_PARTING: Final = "\x1c"
"""What no flat text holds."""


def folded(text: str) -> str:
    """Return ``text`` as phrases are compared: casefolded, plain quotation marks, single spaces."""
    return " ".join(_plain(text).split())


def all_folded(texts: Iterable[str]) -> list[str]:
    """Return each of the texts folded; they are flat, and have no outer spaces.

    They are folded as one, which takes a fraction of the time when most are short.
    """
    joined = _plain(_PARTING.join(texts))
    parts = joined.split(_PARTING)
    return [" ".join(part.split()) for part in parts] if "\n" in joined or "  " in joined else parts


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

    Most are ruled out by a letter that the text does not have at all, or by a part that is in none of
    its words; only what is left is looked for in the text itself.
    """
    held = cache(_Search(text).holds)
    return Vocabulary(
        plugs=tuple(words for words in PLUGS if all(map(held, words))),
        agencies=tuple(filter(held, AGENCIES)),
        scenes=tuple((word, re.compile(pattern)) for word, pattern in SCENES if held(word)),
    )


class _Search:
    """A text in which many phrases are looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = _plain(" ".join({*text.split()}))
        """Each word of the text once, in any order."""
        self.ascii_words = self.words.encode("ascii", "replace").decode()
        """The same in plain letters, in which searching is fastest."""
        self.letters = frozenset(self.words)

    @cached_property
    def plain(self) -> str:
        """The whole text, made when first asked for."""
        return _plain(self.text)

    def holds(self, phrase: str) -> bool:
        """Whether the text holds a phrase."""
        parts = phrase.split()
        if not self.letters.issuperset("".join(parts)):
            return False
        for part in parts:
            if part not in (self.ascii_words if part.isascii() else self.words):
                return False
        return parts == [phrase] or phrase in self.plain
