"""Sites on this machine, to be fetched from: they answer with the bytes that a test gives them."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address
from typing import TypeAlias

from warreader.fetching import Limits, Reach
from warreader.fetching.addresses import Address, is_public

HERE = IPv4Address("127.0.0.1")
PAGE = b"<!doctype html><title>A bridge</title><p>The bridge was hit.</p>"
#: what a site sends for a path: all of it, or piece by piece for as long as somebody listens
Answer: TypeAlias = bytes | Callable[[], Iterator[bytes]]


def answer(
    body: bytes = PAGE, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8"
) -> bytes:
    """What a site that behaves sends; ``headers`` beside its length and type."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *([f"Content-Type: {kind}"] if kind else [])]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


def leads_to(location: str, status: str = "302 Found") -> bytes:
    return answer(b"", f"Location: {location}", status=status)


@dataclass
class Site:
    """A site that listens here, under every name; it remembers what it was asked."""

    answers: dict[str, Answer]
    tls: ssl.SSLContext | None = None
    asked: list[bytes] = field(default_factory=list)
    listener: socket.socket = field(default_factory=lambda: socket.create_server((str(HERE), 0)))

    def __post_init__(self) -> None:
        self.port = int(self.listener.getsockname()[1])

    @property
    def paths(self) -> list[str]:
        return [request.split(b" ")[1].decode() for request in self.asked]

    def url(self, path: str = "/", name: str = "news.example", scheme: str = "http") -> str:
        return f"{scheme}://{name}:{self.port}{path}"

    def serve(self) -> None:
        with suppress(OSError):  # it is closed
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, plain: socket.socket) -> None:
        plain.settimeout(5)
        with suppress(OSError), plain:
            if self.tls is None:
                self._answer(plain)
            else:
                with self.tls.wrap_socket(plain, server_side=True) as connection:
                    self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        request = connection.recv(65_536)
        self.asked.append(request)
        found = self.answers.get(request.split(b" ")[1].decode() if request.startswith(b"GET ") else "", b"")
        for piece in [found] if isinstance(found, bytes) else found():
            connection.sendall(piece)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65_536):
            pass


@contextmanager
def site(answers: dict[str, Answer], tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Give a site that answers until the end."""
    here = Site(answers, tls)
    thread = threading.Thread(target=here.serve, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        here.listener.shutdown(socket.SHUT_RDWR)
        here.listener.close()
        thread.join()


@dataclass
class Names:
    """Who says which addresses a name has: in turn, the last ones for good; what is not named is here."""

    known: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, name: str, seconds: float) -> list[Address]:
        self.asked.append(name)
        turns = self.known.get(name, [[str(HERE)]])
        return [ip_address(address) for address in (turns.pop(0) if len(turns) > 1 else turns[0])]


def reaching(here: Site, names: Names | None = None, tls: ssl.SSLContext | None = None) -> Reach:
    """What a test gets at: what is public, and of this machine the one address that its sites listen at."""
    ports = frozenset({80, 443, here.port})
    context = {"tls": lambda: tls} if tls else {}
    return Reach(
        resolve=names or Names(),
        is_allowed=lambda address: address == HERE or is_public(address),
        ports=ports,
        **context,
    )


#: for sites that keep us waiting, and for sites that send too much
SHORT = Limits(seconds=0.2)
SMALL = Limits(received=200_000, unpacked=400_000)
