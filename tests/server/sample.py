"""A small WSGI application behind the server, for its tests; as ``tests.server.sample:application`` under granian."""

import time
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse

from warreader.server import Limits, Pages, Receive, Scope, Send, lifespan

THREADS = 2
#: more than a socket's buffers hold
LARGE = 16_000_000


def wsgi(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Answer ``/large``, ``/fails``, ``/slow``; anything else with what arrived."""
    if environ["PATH_INFO"] == "/large":
        start_response("200 OK", [("Content-Length", str(LARGE))])
        return (b"x" * 1_000_000 for _ in range(LARGE // 1_000_000))
    if environ["PATH_INFO"] == "/fails":
        raise ValueError("on purpose")
    if environ["PATH_INFO"] == "/slow":
        time.sleep(0.3)
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Body-Bytes", str(len(body)))])
    return [environ["REQUEST_METHOD"].encode(), b" ", body]


pages = Pages(wsgi, threads=THREADS, limits=Limits(body=2_000_000, stall=20))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send, close=pages.close)
    else:
        await pages(scope, receive, send)
