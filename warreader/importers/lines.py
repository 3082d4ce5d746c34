"""Lines: the blocks of a document, with what its format knows of each."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from warreader.text import Kind

from .decoding import repair
from .drafts import Draft, Found, Received, Unreadable, segment
from .drafts import marked as _

#: code points of a text; a longer one is no report
MOST_LETTERS: Final = 2_000_000
#: what stands in no text, and how much of it a damaged one may have
_NOISE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_MOST_NOISE: Final = 0.05


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
    refuse_noise(text)
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


def refuse_noise(text: str) -> None:
    """Raise ``Unreadable`` for what is no text for people, before anything is looked for in it."""
    if len(text) > MOST_LETTERS:
        raise Unreadable(_("This text is too long for a report."))
    if len(_NOISE.findall(text)) > _MOST_NOISE * len(text):
        raise Unreadable(_("This is no text: it is damaged, or meant for a program and not for people."))


def counted(words: str, count: int) -> list[str]:
    """Return the line of what was done to a text so many times; none where it was not."""
    return [f"{words} ({count} time{'s' * (count != 1)})"] if count else []
