"""The sentence editor: a part of a text's sentences, each with its kind, and one of them opened to be divided."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from warreader.models import Kind
from warreader.text import Sentence
from warreader.text.corrections import split

#: sentences on a page
PART = 100
#: places at which an opened sentence can be divided; of more, every second, third … is offered
MOST_PLACES = 240
#: of scripts that put no spaces between words
_UNSPACED = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
#: a word with the spaces after it; of such scripts, one sign
_WORD = re.compile(rf"{_UNSPACED}\s*|\S+?(?={_UNSPACED})|\S+\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of an opened sentence; ``at`` is where it can be divided before them, None for the first."""

    at: int | None
    words: str


@dataclass(frozen=True, slots=True)
class EditedSentence:
    """A sentence as the editor shows it."""

    ordinal: int
    start: int
    text: str
    kind: str
    #: whether it begins a block of the text, and whether nothing follows that it could become one with
    begins: bool
    last: bool
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Editor:
    """What ``sentences/_editor.html`` shows."""

    rows: tuple[EditedSentence, ...]
    page: Page
    kinds: list[tuple[str, str]]

    @property
    def total(self) -> int:
        """How many sentences the text has."""
        return self.page.paginator.count


def editor_of(
    text: str,
    sentences: Sequence[Sentence],
    *,
    number: str | int = 1,
    opened: int | None = None,
    near: int | None = None,
    typed: Mapping[int, str] | None = None,
) -> Editor:
    """Return a page of the sentences: of this number, or with that which begins at ``opened`` or ``near``.

    ``opened`` can be divided.
    ``typed`` has the kinds that somebody has chosen and that are not stored, by where the sentence begins.
    """
    typed = typed or {}
    begins = {one.start: index for index, one in enumerate(sentences)}
    at = begins.get(opened) if opened is not None else None
    shown = begins.get(near, at) if near is not None else at
    page = Paginator(sentences, PART).get_page(shown // PART + 1 if shown is not None else number)
    first = page.start_index() - 1 if sentences else 0
    rows = tuple(
        EditedSentence(
            ordinal=index + 1,
            start=one.start,
            text=text[one.start : one.end],
            kind=typed.get(one.start, str(one.kind)),
            begins=index > 0 and sentences[index - 1].paragraph != one.paragraph,
            last=index == len(sentences) - 1,
            pieces=pieces(text, one) if index == at else (),
        )
        for index, one in enumerate(page.object_list, first)
    )
    return Editor(rows, page, [(value, str(label)) for value, label in Kind.choices])


def pieces(text: str, sentence: Sentence) -> tuple[Piece, ...]:
    """Return the words of a sentence, with where it can be divided before each."""
    starts = [found.start() for found in _WORD.finditer(text, sentence.start, sentence.end)]
    step = len(starts) // MOST_PLACES + 1
    places = [start for start in starts[1::step] if _can_divide(text, sentence, start)]
    ends = [*places, sentence.end]
    head = (Piece(None, text[sentence.start : ends[0]]),)
    return head + tuple(Piece(at, text[at:end]) for at, end in zip(places, ends[1:], strict=True))


def _can_divide(text: str, sentence: Sentence, at: int) -> bool:
    try:
        return bool(split(text, [sentence], 0, at))
    except ValueError:
        return False
