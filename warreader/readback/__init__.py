"""Reading files of annotations back: one module per form behind one registry, all read into :class:`Brought`.

A new form is one module with ``read(node)`` or ``read(text)``, and one line in ``FORMS``. Nothing here asks the
database: what becomes of what was read is decided in ``actions/returning.py``.
"""

from .apart import MOST_AT_ONCE, read_safely
from .brought import Brought, Passage, Person, Report
from .labels import UnknownLabels
from .reading import FORMS, MOST_BYTES, MOST_SAID, TooLarge, read

__all__ = [
    "FORMS",
    "MOST_AT_ONCE",
    "MOST_BYTES",
    "MOST_SAID",
    "Brought",
    "Passage",
    "Person",
    "Report",
    "TooLarge",
    "UnknownLabels",
    "read",
    "read_safely",
]
