"""Reading files of annotations in a process that is killed where it takes too long or too much memory."""

from collections.abc import Mapping
from typing import Final

import django
from django.utils.translation import get_language, override
from django.utils.translation import gettext_noop as marked

from warreader.importers.apart import done_apart
from warreader.importers.drafts import Unreadable

from .brought import Brought
from .reading import read

_TOO_LONG: Final = marked("Reading this file takes too long. Bring less of it at once.")
#: few people bring annotations back, and one file after the other
WORKERS: Final = 1
#: judgements: storing these keeps other writers waiting for some five seconds
MOST_AT_ONCE: Final = 20_000


def read_safely(content: bytes, meanings: Mapping[str, str] | None = None) -> Brought:
    """Return what a file says, read in a process that can be killed; raises as ``read`` does.

    It may hold ``MOST_AT_ONCE`` judgements.
    """
    given = content, dict(meanings or {}), get_language()
    # The forms have their words from the models, which want Django to be ready; no database is opened.
    return done_apart(_read, *given, prepare=django.setup, workers=WORKERS, late=_TOO_LONG)


def _read(content: bytes, meanings: Mapping[str, str], words: str | None) -> Brought:
    with override(words):
        try:
            return read(content, meanings, most_said=MOST_AT_ONCE)
        except (Unreadable, MemoryError):
            raise
        except Exception as error:
            raise Unreadable(marked("This file is damaged, or not what it says it is.")) from error
