"""Pages for the ASGI server: the WSGI application in a pool of threads, with slow clients kept off the threads.

A thread gets a request when its whole body has arrived, and hands over its whole answer: however slowly a client
sends or reads, only the event loop waits for it. Django's own ASGI handler would serve a quarter of the requests a
second, and a plain bridge has a thread wait for every slow client (see this package's README).

An answer may go on: a page that calls ``environ[GO_ON]`` with something has its answer sent without an end, and what
it gave is handed to ``follow`` with the connection, in the event loop. No thread waits for it then.
"""

import asyncio
import gc
import io
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeAlias
from wsgiref.types import StartResponse, WSGIApplication

Scope: TypeAlias = Mapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]
Send: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[None]]
Headers: TypeAlias = list[tuple[bytes, bytes]]
#: goes on with an answer until it ends, from what the page has given: it sends the rest, and the end
Follow: TypeAlias = Callable[[Any, Receive, Send], Awaitable[None]]

#: where in WSGI's environ a page finds the function that has its answer gone on with; a header cannot get there,
#: since all of theirs begin with HTTP_
GO_ON = "warreader.go_on"

#: so many new objects, and looks at younger ones, before the collector looks; of Python's own, 700, 10 and 10
COLLECTIONS = (20_000, 20, 20)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may ask of the server; sizes in bytes, times in seconds."""

    #: of a request's body; more is answered with 413
    body: int = 32_000_000
    #: of a body or an answer in memory; what is beyond goes to a temporary file
    memory: int = 1_000_000
    #: of one piece of an answer on its way out
    piece: int = 256_000
    #: without a byte of the request's body (then 408), or of the answer being taken (then it is dropped)
    stall: float = 30
    #: for the whole body of a request; then 408
    upload: float = 600


DEFAULT_LIMITS = Limits()
#: said below the status to whoever sees it
WHAT_TO_DO = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        f"This is more than the {DEFAULT_LIMITS.body // 1_000_000} MB that are taken at once. "
        "Go back, and send fewer or smaller files.\n"
    ),
}


class Unanswerable(Exception):
    """A request that never reaches the pages; ``status`` is the answer, None where the client has left."""

    def __init__(self, status: HTTPStatus | None) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class Answer:
    """What the pages answered, whole."""

    status: int
    headers: Headers
    body: IO[bytes]


class Pages:
    """An ASGI application that answers HTTP requests with a WSGI application.

    ``threads`` is how many requests it works on at once. With ``behind_proxy`` the client's address is the last
    one of ``X-Forwarded-For``: the one that the proxy in front has seen itself. ``follow`` goes on with answers that
    ask for it.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        threads: int,
        behind_proxy: bool = False,
        limits: Limits = DEFAULT_LIMITS,
        follow: Follow | None = None,
    ) -> None:
        self.application = application
        self.follow = follow
        self.behind_proxy = behind_proxy
        self.limits = limits
        self.pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="pages")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            body, length = await spooled(scope, receive, self.limits)
        except Unanswerable as error:
            if error.status is not None:
                await refuse(send, error.status)
            return
        given: list[Any] = []
        with body:
            environ = make_environ(scope, body, length, behind_proxy=self.behind_proxy)
            if self.follow:
                environ[GO_ON] = given.append
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self.pool, answered, self.application, environ, self.limits)
        goes_on = bool(given) and answer.status == HTTPStatus.OK
        with answer.body:
            taken = await deliver(send, answer, self.limits, ends=not goes_on)
        if self.follow and goes_on and taken:
            await self.follow(given[-1], receive, send)

    def close(self) -> None:
        """Let the threads finish what they are at, and take on nothing more."""
        self.pool.shutdown(wait=True, cancel_futures=True)


def spare_collector() -> None:
    """Have the garbage collector look less often, and never at what is loaded by now.

    A page that makes tens of thousands of objects, as an export does, spent a third of its time on looks that find
    nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTIONS)


async def lifespan(
    receive: Receive, send: Send, *, close: Callable[[], None], stop: Callable[[], None] | None = None
) -> None:
    """Answer the server's messages about starting and stopping; ``close`` is called at the end.

    ``stop`` is called as soon as the process is told to stop: the server's own message comes only when all answers
    have ended.
    """
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup" and stop:
            call_at_signals(stop)
        if message["type"] == "lifespan.shutdown":
            close()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def call_at_signals(act: Callable[[], None]) -> None:
    """Have ``act`` called at SIGINT and SIGTERM, before the server's own handlers, where these can be reached."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # asyncio has one handler for a signal, and no other way to ask for it.
        if server := getattr(loop, "_signal_handlers", {}).get(number):
            loop.add_signal_handler(number, _call_both, act, server)


def _call_both(act: Callable[[], None], server: Any) -> None:
    act()
    server._run()


async def spooled(scope: Scope, receive: Receive, limits: Limits) -> tuple[IO[bytes], int]:
    """Return the request's whole body, at its beginning, and its length in bytes.

    Raises :class:`Unanswerable` where it is too large, stalls, or the client leaves.
    """
    if declared_length(scope) > limits.body:
        raise Unanswerable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    # Closed by the caller, once the pages have read it.
    body = SpooledTemporaryFile(max_size=limits.memory)  # noqa: SIM115
    try:
        async with asyncio.timeout(limits.upload):
            length = await _fill(body, receive, limits)
    except BaseException as error:
        body.close()
        if isinstance(error, TimeoutError):
            raise Unanswerable(HTTPStatus.REQUEST_TIMEOUT) from error
        raise
    body.seek(0)
    return body, length


async def _fill(body: IO[bytes], receive: Receive, limits: Limits) -> int:
    length = 0
    more = True
    while more:
        async with asyncio.timeout(limits.stall):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise Unanswerable(None)
        length += len(message.get("body", b""))
        if length > limits.body:
            raise Unanswerable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
    return length


def declared_length(scope: Scope) -> int:
    """Return the body's length as its headers name it, in bytes; 0 where they do not."""
    value = dict(scope["headers"]).get(b"content-length", b"")
    return int(value) if value.isdigit() else 0


def make_environ(scope: Scope, body: IO[bytes], length: int, *, behind_proxy: bool = False) -> dict[str, Any]:
    """Return the request as WSGI's environ (PEP 3333)."""
    server = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    environ |= header_variables(scope["headers"])
    # A body sent in chunks has no length of its own; WSGI reads none without.
    environ["CONTENT_LENGTH"] = str(length)
    if behind_proxy and "HTTP_X_FORWARDED_FOR" in environ:
        environ["REMOTE_ADDR"] = environ["HTTP_X_FORWARDED_FOR"].rpartition(",")[2].strip()
    return environ


def header_variables(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers as WSGI's variables.

    A name with an underscore is left out: it would pass for the one with a dash, which a proxy may have taken care
    to set or strip.
    """
    variables: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" in name:
            continue
        variable = name.upper().replace("-", "_")
        if variable not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            variable = f"HTTP_{variable}"
        if variable in variables:
            value = variables[variable] + ("; " if variable == "HTTP_COOKIE" else ",") + value
        variables[variable] = value
    return variables


def answered(application: WSGIApplication, environ: dict[str, Any], limits: Limits) -> Answer:
    """Return the application's whole answer; 500 where it fails. Runs in a thread of the pool."""
    try:
        return _run(application, environ, limits)
    except Exception:
        logger.exception("No answer to %s %s", environ["REQUEST_METHOD"], environ["PATH_INFO"])
        return plain(HTTPStatus.INTERNAL_SERVER_ERROR)


def _run(application: WSGIApplication, environ: dict[str, Any], limits: Limits) -> Answer:
    # Closed by the caller, once the answer has been sent.
    body = SpooledTemporaryFile(max_size=limits.memory)  # noqa: SIM115
    answer = Answer(HTTPStatus.INTERNAL_SERVER_ERROR, [], body)

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], Any]:
        answer.status = int(status.split(" ", 1)[0])
        answer.headers = [
            (name.strip().lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers
        ]
        return body.write

    try:
        _write_pieces(application, environ, start_response, body)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return answer


def _write_pieces(
    application: WSGIApplication, environ: dict[str, Any], start_response: StartResponse, body: IO[bytes]
) -> None:
    pieces = application(environ, start_response)
    try:
        for piece in pieces:
            body.write(piece)
    finally:
        getattr(pieces, "close", lambda: None)()


async def deliver(send: Send, answer: Answer, limits: Limits, *, ends: bool = True) -> bool:
    """Send an answer, piece by piece as the client takes it; drop it where the client takes nothing for too long.

    Says whether the client took it all. One that does not end yet has no length.
    """
    headers = answer.headers if ends else [one for one in answer.headers if one[0] != b"content-length"]
    try:
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        piece = answer.body.read(limits.piece)
        more = True
        while more:
            ahead = answer.body.read(limits.piece) if len(piece) == limits.piece else b""
            more = bool(ahead)
            async with asyncio.timeout(limits.stall):
                await send({"type": "http.response.body", "body": piece, "more_body": more or not ends})
            piece = ahead
    except TimeoutError:
        logger.info("A client stopped reading its answer.")
        return False
    return True


async def refuse(send: Send, status: HTTPStatus) -> None:
    """Answer a request whose body was not read to its end; the connection cannot be used again."""
    answer = plain(status)
    answer.headers.append((b"connection", b"close"))
    await deliver(send, answer, DEFAULT_LIMITS)


def plain(status: HTTPStatus) -> Answer:
    """Return an answer that says its status in a line of text."""
    text = f"{status.value} {status.phrase}\n{WHAT_TO_DO.get(status, '')}".encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode())]
    return Answer(status.value, headers, io.BytesIO(text))
