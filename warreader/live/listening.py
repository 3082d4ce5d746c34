"""Hearing from PostgreSQL that a team's history has grown."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection

from warreader.models.events import GROWN

logger = logging.getLogger(__name__)

#: seconds until a connection that was lost is made again; histories are polled meanwhile
RECOVER = 1.0


async def listen(grown: Callable[[int], None]) -> None:
    """Call ``grown`` with a team's key whenever something is appended to its history, for good.

    On a connection of its own: a pool's would be missing there. Raises nothing where it is lost.
    """
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**parameters(), autocommit=True) as hearing:
                await hearing.execute(f"LISTEN {GROWN}")
                async for notice in hearing.notifies():
                    grown(int(notice.payload))
        except (psycopg.Error, OSError) as error:
            logger.warning("PostgreSQL does not tell of changes, which come later for that: %s", error)
        await asyncio.sleep(RECOVER)


def parameters() -> dict[str, Any]:
    """Return how to connect as Django does."""
    found: dict[str, Any] = connection.get_connection_params()
    return {name: value for name, value in found.items() if name not in {"context", "cursor_factory"}}
