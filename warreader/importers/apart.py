"""Reading in a process of its own, which is killed where it takes too long or too much memory.

The process is forked from one that has done nothing but import the readers (``forkserver``): it has no connection to
the database, no threads and no request of ours. There are few, they start with the first file, and end with this
process: also where it is killed, since the pipe from which they take work closes then.
"""

import importlib
import logging
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from dataclasses import replace
from functools import cache
from threading import Lock
from typing import Any, Final, TypeVar

from pebble import ProcessExpired, ProcessPool

from .drafts import Draft, Received, Unreadable
from .drafts import marked as _
from .reading import read

#: how long one file may take, in seconds of the processor, so that a busy machine refuses no more than an idle one
MOST_SECONDS: Final = 4.0
#: and in seconds of the clock; nothing here waits for anything, so that only a busy machine comes near
MOST_WAITING: Final = 15.0
#: how much memory a reading process may ask for, in bytes
MOST_MEMORY: Final = 1 << 30
_TOO_LONG: Final = _("Reading this file takes too long. Paste its text instead.")
_ENDED: Final = _("This file ends the program that reads it, or needs too much memory. It may be damaged.")
WORKERS: Final = 2
#: files after which a process makes way for a fresh one: libraries keep what they have seen
MOST_FILES: Final = 500
#: where the folder of the app is no place to import from, it is imported by each process and not before
_WARM: Final = f"{__package__}.warm"
_starting: Final = Lock()

T = TypeVar("T")


def read_safely(received: Received, *, language: str = "", workers: int = WORKERS) -> Draft:
    """Make a draft of what was received, in a process that can be killed; raises ``Unreadable``.

    On a machine that has a processor for it, it takes no longer than ``MOST_SECONDS``, once one of the ``workers`` is
    free. Threads may read at once.
    """
    draft = done_apart(_read, received, language, prepare=_prepare, workers=workers, late=_TOO_LONG)
    return replace(draft, content=received.content)


def _read(received: Received, language: str) -> Draft:
    """Read in the child; without the bytes, which the parent has."""
    return replace(read(received, language=language), content=b"")


def _prepare() -> None:
    importlib.import_module(_WARM)


def done_apart(work: Callable[..., T], *given: object, prepare: Callable[[], object], workers: int, late: str) -> T:
    """Return what a function that reads makes of something, in a process that can be killed; raises ``Unreadable``.

    ``prepare`` is called once in each of the ``workers``; ``late`` is said where it takes too long.
    """
    try:
        result = _result(work, given, prepare, workers)
    except TookTooLong as error:
        raise Unreadable(late) from error
    except ProcessExpired as error:
        raise Unreadable(late if error.exitcode == -signal.SIGPROF else _ENDED) from error
    except MemoryError as error:
        raise Unreadable(_ENDED) from error
    if isinstance(result, Unreadable):
        raise result
    return result


def _result(
    work: Callable[..., T], given: tuple[object, ...], prepare: Callable[[], object], workers: int
) -> T | Unreadable:
    """Have it done; once more by new processes where those there were have been ended from outside, while idle."""
    for last in (False, True):
        with _starting:
            pool = _pool(prepare, workers)
        try:
            done = pool.schedule(_attempt, (work, given, MOST_SECONDS), timeout=MOST_WAITING)
            result: T | Unreadable = done.result()
            return result
        except RuntimeError:
            if last:
                raise
            _pool.cache_clear()
    raise AssertionError


@cache
def _pool(prepare: Callable[[], object], workers: int) -> ProcessPool:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_WARM])
    return ProcessPool(
        max_workers=workers, max_tasks=MOST_FILES, initializer=_confine, initargs=[prepare], context=context
    )


# A copy of this process has none of the threads that serve the pool.
os.register_at_fork(after_in_child=_pool.cache_clear)


def _confine(prepare: Callable[[], object]) -> None:
    """Take from the process what a reader does not need."""
    prepare()
    logging.disable()
    # At once, also in the middle of a library's loop.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for limit, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def _attempt(work: Callable[..., Any], given: tuple[object, ...], seconds: float) -> Any:
    """Do it in the child. SIGPROF, which nobody handles, ends it in time."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return work(*given)
    except Unreadable as error:
        return type(error)(error.message, error.values)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
