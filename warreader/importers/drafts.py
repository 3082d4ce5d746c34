"""A report on its way in: what was received, what was read of it, and the text and sentences that will be stored."""

from dataclasses import dataclass, field
from datetime import date

from warreader import text as texts
from warreader.text import Sentence


class Unreadable(Exception):
    """What was received cannot be made a report of; the text says why, for the person who brought it."""


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
) -> Draft:
    """Make a draft out of received bytes and the text read from them; tells the language where none is given."""
    found = found or Found()
    stored = texts.clean(text)
    language = language or found.language or texts.language(stored) or ""
    sentences = tuple(texts.sentences(stored, language or None))
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
