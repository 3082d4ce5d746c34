"""A report on its way in: the stored text, its sentences, and the bytes it came as."""

from dataclasses import dataclass

from warreader import text as texts
from warreader.text import Sentence


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
    title: str
    sentences: tuple[Sentence, ...]


def segment(content: bytes, text: str, *, media_type: str, importer: str, language: str = "") -> Draft:
    """Make a draft out of received bytes and the text read from them; tells the language where none is given."""
    stored = texts.clean(text)
    language = language or texts.language(stored) or ""
    sentences = tuple(texts.sentences(stored, language or None))
    return Draft(
        content=content,
        media_type=media_type,
        importer=importer,
        text=stored,
        language=language,
        title=texts.title(stored, sentences),
        sentences=sentences,
    )
