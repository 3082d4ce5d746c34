"""Lines: the blocks of a document, with what its format knows of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from warreader.text import Kind

from .decoding import repair
from .drafts import Draft, Found, Received, segment


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, heading, caption, item or row; ``kind`` where its format tells it, body where it is no heading."""

    text: str
    kind: Kind | None = None


def from_lines(
    received: Received,
    lines: Iterable[Line],
    *,
    importer: str,
    media_type: str,
    language: str = "",
    charset: str = "",
    repairs: Sequence[str] = (),
    found: Found | None = None,
) -> Draft:
    """Make a draft of lines, a blank line between each two; mojibake is repaired, in the details too."""
    shown = [line for line in lines if line.text.strip()]
    text, more = repair("\n\n".join(line.text for line in shown))
    kinds = {part: line.kind for line in shown if line.kind for part in repair(line.text)[0].split("\n")}
    found = found or Found()
    return segment(
        received.content,
        text,
        media_type=received.media_type or media_type,
        importer=importer,
        language=language,
        charset=charset,
        repairs=(*repairs, *more),
        found=replace(
            found, title=repair(found.title)[0], source=repair(found.source)[0], author=repair(found.author)[0]
        ),
        kinds=kinds,
    )
