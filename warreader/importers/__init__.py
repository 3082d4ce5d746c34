"""Importers: one module per source format, each making a :class:`Draft` out of what was received."""

from .drafts import Draft, Found, Received, Unreadable, segment
from .pasted import from_pasted

__all__ = ["Draft", "Found", "Received", "Unreadable", "from_pasted", "segment"]
