"""Text pasted into a form, or read from a UTF-8 file."""

from .drafts import Draft, segment


def from_pasted(text: str, *, language: str = "") -> Draft:
    """Make a draft of pasted text; its bytes are kept as UTF-8, lone surrogates included."""
    content = text.encode("utf-8", "surrogatepass")
    return segment(
        content, text, media_type="text/plain; charset=utf-8", importer="pasted", language=language, charset="utf-8"
    )
