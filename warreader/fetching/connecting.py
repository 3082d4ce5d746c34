"""A connection to an address that was checked: it reads no more, and no longer, than it may."""

import socket
import ssl
from collections.abc import Sequence
from ipaddress import ip_address
from time import monotonic
from typing import Any

from urllib3.connection import HTTPConnection

from .addresses import Address, Target
from .refusals import FetchRefused, Reason

#: seconds that one address of a site may take to answer, and how many of its addresses are tried
CONNECT, MOST_TRIED = 5.0, 4


class Metered:
    """Mixin of a socket: every read ends at the deadline and counts, those of headers and of chunks' sizes, too.

    As it is made it may read nothing.
    """

    deadline = 0.0
    left = 0

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        """Read as a socket does. Raises ``FetchRefused`` where time or bytes are used up."""
        this: Any = self
        this.settimeout(seconds_until(self.deadline))
        try:
            count: int = super().recv_into(*args, **kwargs)  # type: ignore[misc]
        except TimeoutError:
            raise FetchRefused(Reason.SLOW) from None
        self.left -= count
        if self.left < 0:
            raise FetchRefused(Reason.TOO_LARGE)
        return count


class PlainSocket(Metered, socket.socket):
    """A socket."""


class TlsSocket(Metered, ssl.SSLSocket):
    """A socket with TLS."""


def seconds_until(deadline: float, most: float = 60.0) -> float:
    """Return how long may be waited. Raises ``FetchRefused`` where the time is over."""
    left = deadline - monotonic()
    if left <= 0:
        raise FetchRefused(Reason.SLOW)
    return min(left, most)


def trusting() -> ssl.SSLContext:
    """Return how a site's certificate is checked: as the system does, for the site's name."""
    return ssl.create_default_context()


def connect(
    target: Target, addresses: Sequence[Address], *, tls: ssl.SSLContext | None, deadline: float, most: int
) -> tuple[HTTPConnection, Address]:
    """Connect to one of ``addresses`` and to nothing else; with ``tls`` the site proves its name.

    ``most`` is how many bytes may come. Raises ``FetchRefused``.
    """
    plain, address = _first_that_answers(target, addresses, deadline)
    connection = HTTPConnection(target.host, target.port)
    # It never connects by itself: that would look the name up once more.
    connection.auto_open = 0
    try:
        metered = _with_tls(plain, target, tls, deadline) if tls else plain
    except BaseException:
        plain.close()
        raise
    metered.deadline, metered.left = deadline, most
    connection.sock = metered
    return connection, address


def _first_that_answers(target: Target, addresses: Sequence[Address], deadline: float) -> tuple[PlainSocket, Address]:
    for address in addresses[:MOST_TRIED]:
        plain = PlainSocket(socket.AF_INET6 if address.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
        try:
            plain.settimeout(seconds_until(deadline, CONNECT))
            plain.connect((str(address), target.port))
        except OSError:
            plain.close()
        except FetchRefused:
            plain.close()
            raise
        else:
            if is_this_machine(plain):
                plain.close()
                raise FetchRefused(Reason.OWN)
            return plain, address
    raise FetchRefused(Reason.UNREACHABLE)


def is_this_machine(connected: socket.socket) -> bool:
    """Say whether a connection leads back to where it comes from, by this machine's own public address."""
    here, there = (ip_address(name[0]) for name in (connected.getsockname(), connected.getpeername()))
    return here == there and not there.is_loopback


def _with_tls(plain: PlainSocket, target: Target, tls: ssl.SSLContext, deadline: float) -> TlsSocket:
    tls.sslsocket_class = TlsSocket
    plain.settimeout(seconds_until(deadline))
    try:
        wrapped: Any = tls.wrap_socket(plain, server_hostname=target.host)
    except ssl.SSLCertVerificationError:
        raise FetchRefused(Reason.CERTIFICATE) from None
    except TimeoutError:
        raise FetchRefused(Reason.SLOW) from None
    except (OSError, ValueError):
        raise FetchRefused(Reason.UNREACHABLE) from None
    return wrapped
