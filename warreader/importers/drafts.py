"""A report on its way in: what was received, what was read of it, and the text and sentences that will be stored."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext

from warreader import text as texts
from warreader.text import Kind, Sentence


def marked(message: str) -> str:
    """Mark a message for translation; without Django's settings, which the processes that read do not have."""
    return message


class Unreadable(Exception):
    """What was received cannot be made a report of; the text says why, for the person who brought it.

    The message is marked for translation, and translated as it is shown; ``values`` go into its ``%(name)s``.
    """

    def __init__(self, message: str, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, values)
        self.message = message
        self.values = values or {}

    def __str__(self) -> str:
        return gettext(self.message) % self.values if self.values else gettext(self.message)


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes as they came, and what came with them."""

    content: bytes
    #: the file's name as it was sent; inside an archive, with its path there
    filename: str = ""
    #: as the sender declared it, with its parameters; empty where nobody did
    media_type: str = ""
    #: the address that they came from
    url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a report says of itself beside its text; empty where it says nothing."""

    title: str = ""
    url: str = ""
    source: str = ""
    author: str = ""
    published: date | None = None
    #: ISO 639-1
    language: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an importer makes of what it received; nothing is stored yet."""

    #: the bytes as received
    content: bytes
    media_type: str
    importer: str
    #: the text as it will be stored
    text: str
    #: ISO 639-1, empty where it cannot be told
    language: str
    #: the report's own, else that found in the text, else its first words
    title: str
    sentences: tuple[Sentence, ...]
    #: the importer's libraries with their versions: "trafilatura 2.3.1"
    software: str = ""
    #: how the bytes were decoded; empty where they are no text
    charset: str = ""
    #: what was changed in the text, in English words, one line for each kind of change
    repairs: tuple[str, ...] = ()
    found: Found = field(default_factory=Found)


def segment(
    content: bytes,
    text: str,
    *,
    media_type: str,
    importer: str,
    language: str = "",
    software: str = "",
    charset: str = "",
    repairs: tuple[str, ...] = (),
    found: Found | None = None,
    kinds: Mapping[str, Kind] | None = None,
) -> Draft:
    """Make a draft out of received bytes and the text read from them; tells the language where none is given.

    ``kinds`` holds what the format knows of whole lines; what a line says by its words is told for the others. Body
    means that a line is no heading.
    """
    found = found or Found()
    stored = texts.clean(text)
    language = language or _language(stored, found.language)
    sentences = tuple(_known(stored, texts.sentences(stored, language or None), kinds or {}))
    return Draft(
        content=content,
        media_type=media_type,
        importer=importer,
        text=stored,
        language=language,
        title=found.title or texts.title(stored, sentences),
        sentences=sentences,
        software=software,
        charset=charset,
        repairs=repairs,
        found=found,
    )


def _language(text: str, said: str) -> str:
    """Return a text's language: what it says of itself, but that templates say "en" whatever is written in them."""
    if said and said != "en":
        return said
    return texts.language(text) or said


_HEADINGS = frozenset({Kind.TITLE, Kind.SUBHEAD})


def _known(text: str, sentences: Iterable[Sentence], kinds: Mapping[str, Kind]) -> Iterator[Sentence]:
    """Yield the sentences with the kinds of their lines where those are known; boilerplate stays what it is."""
    lines: dict[int, Kind] = {}
    start = 0
    for line in text.split("\n") if kinds else ():
        if line in kinds:
            lines |= dict.fromkeys(range(start, start + len(line)), kinds[line])
        start += len(line) + 1
    for one in sentences:
        kind = lines.get(one.start, one.kind)
        told = one.kind is Kind.BOILERPLATE or (kind is Kind.BODY and one.kind not in _HEADINGS)
        yield one if told else one._replace(kind=kind)
