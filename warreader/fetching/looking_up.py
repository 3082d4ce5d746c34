"""Looking up the addresses of a name, in bounded time."""

import socket
from collections.abc import Callable
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from typing import TypeAlias

from .addresses import Address, Target
from .refusals import FetchRefused, Reason

Resolve: TypeAlias = Callable[[str, float], list[Address]]

#: look-ups that are under way, those included that nobody waits for any more: the system's cannot be stopped
MOST = 16
#: how many of a name's addresses are looked at; a name with more is no site's
MOST_ADDRESSES = 64
_free = BoundedSemaphore(MOST)


def look_up(name: str, seconds: float) -> list[Address]:
    """Return all addresses of a name. Raises ``FetchRefused`` where it has none, or where that takes too long."""
    found: SimpleQueue[list[Address]] = SimpleQueue()
    if not _free.acquire(timeout=seconds):
        raise FetchRefused(Reason.SLOW)
    Thread(target=_ask, args=(name, found), daemon=True, name="look-up").start()
    try:
        return found.get(timeout=seconds)
    except Empty:
        raise FetchRefused(Reason.SLOW) from None


def addresses_of(
    target: Target, *, resolve: Resolve, is_allowed: Callable[[Address], bool], seconds: float
) -> list[Address]:
    """Return the addresses of a target, each of them allowed. Raises ``FetchRefused`` where only some are, too."""
    addresses = [target.literal] if target.literal else resolve(target.host, seconds)
    if not addresses:
        raise FetchRefused(Reason.UNKNOWN)
    if len(addresses) > MOST_ADDRESSES or not all(is_allowed(address) for address in addresses):
        raise FetchRefused(Reason.PRIVATE)
    return addresses


def _ask(name: str, found: "SimpleQueue[list[Address]]") -> None:
    try:
        # The dot keeps the system from trying the name inside its own domains.
        rows = socket.getaddrinfo(f"{name}.", None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        rows = []
    finally:
        _free.release()
    found.put([ip_address(address) for address in dict.fromkeys(str(row[4][0]) for row in rows)])
