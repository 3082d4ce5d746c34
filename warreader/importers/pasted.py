"""Text pasted into a form, or read from a UTF-8 file."""

from importlib.metadata import version

from .decoding import repair
from .drafts import Draft, segment


def from_pasted(text: str, *, language: str = "") -> Draft:
    """Make a draft of pasted text; its bytes are kept as UTF-8, lone surrogates included."""
    repaired, repairs = repair(text)
    return segment(
        text.encode("utf-8", "surrogatepass"),
        repaired,
        media_type="text/plain; charset=utf-8",
        importer="pasted",
        language=language,
        software=f"ftfy {version('ftfy')}",
        charset="utf-8",
        repairs=repairs,
    )
