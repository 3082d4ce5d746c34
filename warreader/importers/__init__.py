"""Importers: one module per source format, each making a :class:`Draft` out of what was received."""

from .drafts import Draft, segment
from .pasted import from_pasted

__all__ = ["Draft", "from_pasted", "segment"]
