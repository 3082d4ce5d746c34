"""Reading several tables as of one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

#: ``atomic()`` would not do: on SQLite it begins with the write lock (``transaction_mode``), and on PostgreSQL each
#: statement of it sees what was committed in between.
BEGIN = {
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}

_open: ContextVar[bool] = ContextVar("snapshot", default=False)


@contextmanager
def snapshot() -> Iterator[None]:
    """Let all reads inside see the database as it was at the first of them; writers are not held up.

    For reads alone. Inside another snapshot, or a transaction that is open already, that one's rules hold.
    """
    if _open.get() or connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    token = _open.set(True)
    try:
        with connection.cursor() as cursor:
            cursor.execute(BEGIN[connection.vendor])
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    finally:
        _open.reset(token)
