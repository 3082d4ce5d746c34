"""Clients of a benchmark: each with a connection of its own that it keeps, on loopback, in bounded number and time."""

import gzip
import socket
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles
from urllib.parse import urlencode

#: for one measurement, in seconds; it ends then with what it has
MOST_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Measured:
    """How a measurement went: latencies in milliseconds, requests a second."""

    p50: float
    p95: float
    per_second: float


class Client:
    """A keep-alive connection that costs little beside what it measures."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    def get(self, path: str) -> bytes:
        """Return the body, as it came over the wire; raises ``RuntimeError`` for any other status than 200."""
        return self._ask(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self.headers}\r\n".encode())

    def post(self, path: str, fields: dict[str, str]) -> bytes:
        """Post a form; otherwise as :meth:`get`."""
        body = urlencode(fields)
        form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        return self._ask(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self.headers}{form}\r\n{body}".encode())

    def _ask(self, request: bytes) -> bytes:
        self.socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        while len(body) < length:
            body += self._more()
        if not head.startswith(b"HTTP/1.1 200"):
            text = gzip.decompress(body) if b"content-encoding: gzip" in head.lower() else body
            raise RuntimeError(f"{head.decode()}\n\n{text.decode()[:2000]}")
        return body

    def _more(self) -> bytes:
        data = self.socket.recv(1_000_000)
        if not data:
            raise RuntimeError("The server closed the connection.")
        return data


def measure(works: Iterable[Callable[[], object]], count: int) -> Measured:
    """Do each client's work ``count`` times, all clients at once, a tenth of it first to warm up."""
    with ThreadPoolExecutor(64) as pool:
        works = list(works)
        list(pool.map(lambda work: _times(work, count // 10), works))
        began = time.perf_counter()
        times = [moment for moments in pool.map(lambda work: _times(work, count), works) for moment in moments]
        took = time.perf_counter() - began
    cuts = quantiles(times, n=20)
    return Measured(p50=1000 * cuts[9], p95=1000 * cuts[18], per_second=len(times) / took)


def _times(work: Callable[[], object], count: int) -> list[float]:
    deadline = time.perf_counter() + MOST_SECONDS
    times: list[float] = []
    while len(times) < count and time.perf_counter() < deadline:
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return times
