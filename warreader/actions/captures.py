"""Keeping what was received as it came, and noting how it was read."""

import hashlib

from warreader import text
from warreader.importers import Draft, Received
from warreader.models import Capture, Membership
from warreader.text.web import page_key

#: what browsers say of a file of which they know nothing
UNTOLD = ("", "application/octet-stream")


def capture_of(member: Membership, received: Received, *, container: Capture | None = None) -> Capture:
    """Return the capture of bytes that a member brought, not stored yet; ``container`` is the archive they were in."""
    return Capture(
        team_id=member.team_id,
        sha256=hashlib.sha256(received.content).hexdigest(),
        content=received.content,
        media_type=text.one_line(received.media_type)[:200],
        filename=text.one_line(received.filename)[-500:],
        container=container,
        url=received.url,
        page=page_key(received.url),
        received_by=member,
    )


def note_reading(capture: Capture, draft: Draft) -> None:
    """Note on a capture how it was read; nothing is stored."""
    if capture.media_type in UNTOLD:
        capture.media_type = draft.media_type[:200]
    capture.importer = draft.importer
    capture.software = "; ".join(filter(None, [draft.software, text.SEGMENTER]))[:200]
    capture.charset = draft.charset
    capture.repairs = list(draft.repairs)


def capture_of_draft(member: Membership, draft: Draft) -> Capture:
    """Return the capture of a draft whose bytes nobody has kept yet, not stored yet."""
    capture = capture_of(member, Received(draft.content, media_type=draft.media_type))
    note_reading(capture, draft)
    return capture
