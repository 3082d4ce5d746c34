"""What a text is called: its headline, or the beginning of its first sentence."""

from collections.abc import Sequence
from typing import Final

from .kinds import Kind
from .spans import Sentence

LONGEST: Final = 80
"""Code points of a title made out of a body sentence, the ellipsis included."""


def title(text: str, sentences: Sequence[Sentence]) -> str:
    """Return the title of ``text`` with its whitespace folded; never empty.

    The title sentences, if there are any; else the beginning of the first body sentence, or of the
    first sentence of any kind, cut before a word; else "Untitled".
    """
    named = [text[each.start : each.end] for each in sentences if each.kind is Kind.TITLE]
    if named:
        return _folded(" ".join(named))
    first = next((each for each in sentences if each.kind is Kind.BODY), next(iter(sentences), None))
    return _cut(_folded(text[first.start : first.end])) if first else "Untitled"


def _folded(words: str) -> str:
    return " ".join(words.split())


def _cut(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    head = words[: LONGEST - 1]
    if words[LONGEST - 1] != " ":
        head = head[: head.rfind(" ")] if " " in head else head
    return head.rstrip(" ,;:–—-") + "…"
