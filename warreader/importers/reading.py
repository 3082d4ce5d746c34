"""Reading what was received: one function for every format."""

from dataclasses import replace

from .drafts import Draft, Received, Unreadable
from .drafts import marked as _
from .telling import format_of


def read(received: Received, *, language: str = "") -> Draft:
    """Make a draft of what was received, in this process; raises ``Unreadable``.

    For what is trusted: hostile bytes can keep a parser busy for long, or end the process. ``language`` is an ISO 639-1
    code; without it the language is told.
    """
    kind = format_of(received)
    if len(received.content) > kind.most_bytes:
        raise Unreadable(_("This file is larger than %(most)s MB."), {"most": kind.most_bytes // 1_000_000})
    try:
        draft = kind.read(received, language)
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable(_("Reading this file would take too much memory.")) from error
    except Exception as error:
        raise Unreadable(_("This file is damaged, or not what it says it is.")) from error
    if not draft.sentences:
        raise Unreadable(_("There is nothing to read in this text."))
    return replace(draft, software=kind.software)
