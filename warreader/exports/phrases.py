"""What comes again and again in one file, put together once.

Ten thousand judgements are made of a few names, days and combinations of tag and flags. A translation asks each time
which language is active, which takes longer than all the rest of a line.
"""

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import cache

from django.utils.translation import gettext

from .document import AnnotationItem
from .words import day, moment


class Phrases:
    """Phrases in the language that is active while the file is written, of which nothing is markup.

    ``escape`` writes text as the format has it, ``mark`` what an annotation says: its tag, flags, and whether it is to
    be looked at again, and nothing else of it.
    """

    def __init__(self, escape: Callable[[str], str], mark: Callable[[AnnotationItem], str]) -> None:
        #: for texts that come again, as names do
        self.text = cache(escape)
        self.translated = cache(lambda text: escape(gettext(text)))
        self._day = cache(day)
        self._mark = mark
        self._marks: dict[Hashable, str] = {}

    def mark(self, item: AnnotationItem) -> str:
        """Return what an annotation says."""
        said = item.tag, item.evidence == (), item.flags, item.look_again
        if said not in self._marks:
            self._marks[said] = self._mark(item)
        return self._marks[said]

    def moment(self, time: datetime) -> str:
        """Return a time as :func:`warreader.exports.words.moment` does."""
        return moment(time, self._day)
