"""Reading in a process of its own, which is killed where it takes too long or too much memory.

The process is forked from one that has done nothing but import the readers (``forkserver``): it has no connection to
the database, no threads and no request of ours. There are few, they start with the first file, and end with this
process: also where it is killed, since the pipe from which they take work closes then.
"""

import importlib
import logging
import multiprocessing
import resource
import signal
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from dataclasses import replace
from functools import cache
from threading import Lock
from typing import Final

from pebble import ProcessExpired, ProcessPool

from .drafts import Draft, Received, Unreadable
from .drafts import marked as _
from .reading import read

#: how long one file may take, in seconds: of the clock, and of the processor
MOST_SECONDS: Final = 4.0
#: how much memory a reading process may ask for, in bytes
MOST_MEMORY: Final = 1 << 30
WORKERS: Final = 2
#: files after which a process makes way for a fresh one: libraries keep what they have seen
MOST_FILES: Final = 500
#: where the folder of the app is no place to import from, it is imported by each process and not before
_WARM: Final = f"{__package__}.warm"
_starting: Final = Lock()


def read_safely(received: Received, *, language: str = "", workers: int = WORKERS) -> Draft:
    """Make a draft of what was received, in a process that can be killed; raises ``Unreadable``.

    It never takes much longer than ``MOST_SECONDS``, from when one of the ``workers`` is free for it. Threads may
    read at once.
    """
    with _starting:
        pool = _pool(workers)
    try:
        result = pool.schedule(_attempt, (received, language), timeout=MOST_SECONDS).result()
    except TookTooLong as error:
        raise Unreadable(_("Reading this file takes too long: its text could not be told from the rest.")) from error
    except ProcessExpired as error:
        raise Unreadable(_("This file cannot be read: it takes too much time or memory, or is damaged.")) from error
    if isinstance(result, Unreadable):
        raise result
    return replace(result, content=received.content)


@cache
def _pool(workers: int) -> ProcessPool:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_WARM])
    return ProcessPool(max_workers=workers, max_tasks=MOST_FILES, initializer=_confine, context=context)


def _confine() -> None:
    """Take from the process what a reader does not need."""
    importlib.import_module(_WARM)
    logging.disable()
    # At once, also in the middle of a library's loop.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for limit, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def _attempt(received: Received, language: str) -> Draft | Unreadable:
    """Read in the child; without the bytes, which the parent has."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent + MOST_SECONDS) + 1, hard))
    try:
        return replace(read(received, language=language), content=b"")
    except Unreadable as error:
        return Unreadable(error.message, error.values)
