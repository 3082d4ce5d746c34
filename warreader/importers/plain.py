"""Plain text, in whatever charset."""

from .decoding import declared_charset, decode, repair
from .drafts import Draft, Received, segment
from .lines import refuse_noise


def read(received: Received, language: str) -> Draft:
    """Make a draft of a text file."""
    decoded = decode(received.content, declared=declared_charset(received.media_type))
    text, repairs = repair(decoded.text)
    refuse_noise(text)
    return segment(
        received.content,
        text,
        media_type=received.media_type or "text/plain",
        importer="plain",
        language=language,
        charset=decoded.charset,
        repairs=(*decoded.repairs, *repairs),
    )
