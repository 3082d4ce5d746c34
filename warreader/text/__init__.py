"""Pure functions over the text of a report: its sentences, its language, its quotable parts.

No Django in here. Offsets are always code points into the text as given.
"""

from .cleaning import clean, one_line
from .kinds import Kind
from .languages import direction, language
from .selectors import Quote, quote
from .spans import SEGMENTER, Sentence, sentences
from .titles import title

__all__ = [
    "SEGMENTER",
    "Kind",
    "Quote",
    "Sentence",
    "clean",
    "direction",
    "language",
    "one_line",
    "quote",
    "sentences",
    "title",
]
