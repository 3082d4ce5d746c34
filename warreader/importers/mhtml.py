"""Pages that a browser has saved as one file (MHTML): the page in it is read, its pictures and styles are not."""

import re
from dataclasses import replace
from email import message_from_bytes
from typing import Final

from . import html
from .drafts import Draft, Received, Unreadable
from .drafts import marked as _
from .formats import FORMATS

_PAGES: Final = FORMATS["html"].media_types


def read(received: Received, language: str) -> Draft:
    """Make a draft of the page in a file; raises ``Unreadable`` where there is none."""
    message = message_from_bytes(received.content)
    part = next(
        (one for one in message.walk() if one.get_content_type() in {"text/html", "application/xhtml+xml"}), None
    )
    content = part.get_payload(decode=True) if part else None
    if part is None or not isinstance(content, bytes):
        raise Unreadable(_("There is no page in this file."))
    charset = part.get_content_charset()
    place = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
    url = received.url or (place if re.match(r"https?://\S+$", place) else "")
    declared = f"text/html; charset={charset}" if charset else "text/html"
    draft = html.read(Received(content, media_type=declared, url=url), language)
    return replace(
        draft,
        content=received.content,
        media_type=received.media_type or "multipart/related",
        importer="mhtml",
        found=draft.found if draft.found.url else replace(draft.found, url=url[:2000]),
    )
