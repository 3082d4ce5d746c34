"""Putting the words back into a table for research that was written without them.

A line names its text by digest, and its sentence by where it stands there. Only a text of that very digest is taken, so
that what comes out is what a table with its words would have held.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from warreader.models import Revision, Viewer
from warreader.text import clean

from .research import encoded

#: texts that are kept at hand: the lines of one stand together
AT_HAND = 8
#: what may be half a letter, which JSON can name and no text can hold
HALF = re.compile(rb"\\u[dD][89a-fA-F]")
NEEDED = {"article": str, "revision_sha256": str, "start": int, "end": int, "text": str, "title": str}


class Unattachable(Exception):
    """A line to which no words can be put; the message says which, and why."""


@dataclass(frozen=True, slots=True)
class Known:
    """A text, and the title of its article where that is known."""

    text: str
    title: str = ""

    @classmethod
    def of_file(cls, content: bytes) -> Self:
        """Return the text of a file, as it would be stored. Raises ``UnicodeDecodeError`` where it is not UTF-8."""
        return cls(clean(content.decode("utf-8-sig")))

    @property
    def digest(self) -> str:
        """The digest by which the text is named."""
        return sha256(self.text.encode()).hexdigest()


#: returns the text of a digest, for a line of the article of this id; None where there is none
Finder = Callable[[str, str], Known | None]


def in_library(viewer: Viewer) -> Finder:
    """Return a finder of the texts that somebody may see in their libraries."""

    @lru_cache(maxsize=AT_HAND)
    def find(digest: str, article: str) -> Known | None:
        rows = Revision.objects.visible_to(viewer).filter(digest=digest).select_related("article").order_by("pk")
        found = (rows.filter(article__public_id=article).first() if _is_id(article) else None) or rows.first()
        return Known(found.text, found.article.title) if found else None

    return find


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def among(texts: Iterable[Known]) -> Finder:
    """Return a finder of given texts."""
    by_digest = {one.digest: one for one in texts}
    return lambda digest, _article: by_digest.get(digest)


def reattached(lines: Iterable[bytes], finders: Iterable[Finder]) -> Iterator[bytes]:
    """Yield the lines with their words. Raises :class:`Unattachable` where a line is none, or its text is not found."""
    finders = list(finders)
    checked: set[str] = set()
    for number, raw in enumerate(lines, 1):
        row = _row(raw, number)
        digest = row["revision_sha256"]
        known = next(filter(None, (find(digest, row["article"]) for find in finders)), None)
        if known is None:
            raise Unattachable(f"Line {number}: there is no text of the digest {digest}.")
        if digest not in checked and known.digest != digest:
            raise Unattachable(f"Line {number}: the text of the digest {digest} has become another.")
        checked.add(digest)
        if not 0 <= row["start"] < row["end"] <= len(known.text):
            raise Unattachable(f"Line {number}: its sentence stands beyond the end of the text.")
        row |= {"title": row["title"] or known.title, "text": known.text[row["start"] : row["end"]]}
        yield f"{encoded(row)}\n".encode()


def _row(raw: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(raw)
        if HALF.search(raw):
            encoded(row).encode()
    except (ValueError, RecursionError) as error:
        raise Unattachable(f"Line {number}: this is no JSON.") from error
    wrong = [name for name, type_ in NEEDED.items() if not isinstance(row, dict) or type(row.get(name)) is not type_]
    if wrong:
        raise Unattachable(f"Line {number}: no line of a table for research, which has {', '.join(wrong)}.")
    return row
