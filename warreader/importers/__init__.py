"""Importers: one module per source format behind one registry, each making a :class:`Draft` out of what was received.

A new format is one module with ``read(received, language) -> Draft``, and one line in ``FORMATS``. Nothing here knows
the database: files are read in a process that has no connection to it.
"""

from .apart import read_safely
from .archives import unpack
from .drafts import Draft, Found, Received, Unreadable, segment
from .formats import ACCEPTED, FORMATS, Format
from .pasted import from_pasted
from .reading import read

__all__ = [
    "ACCEPTED",
    "FORMATS",
    "Draft",
    "Format",
    "Found",
    "Received",
    "Unreadable",
    "from_pasted",
    "read",
    "read_safely",
    "segment",
    "unpack",
]
