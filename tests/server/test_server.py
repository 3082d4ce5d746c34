"""``warreader.server`` by hand: messages in, messages out."""

import asyncio
import io
from collections.abc import Mapping
from typing import Any

import pytest

from warreader.server import Limits, Pages, lifespan, make_environ

from .sample import LARGE, wsgi

LIMITS = Limits(body=1000, memory=100, piece=64, stall=0.05, upload=5)


def scope(path: str = "/", *headers: tuple[bytes, bytes], method: str = "POST") -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "query_string": b"q=1",
        "headers": list(headers),
        "server": ("127.0.0.1", 8000),
        "client": ("192.0.2.7", 5000),
    }


def chunk(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


class Client:
    """What the server sees of a client: the messages it sends, then silence; and what it takes."""

    def __init__(self, *messages: Mapping[str, Any], takes: int = 1000) -> None:
        self.messages = list(messages)
        self.takes = takes
        self.got: list[Mapping[str, Any]] = []

    async def receive(self) -> Mapping[str, Any]:
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop(0)

    async def send(self, message: Mapping[str, Any]) -> None:
        if len(self.got) >= self.takes:
            await asyncio.Event().wait()
        self.got.append(message)

    @property
    def status(self) -> int:
        return int(self.got[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.got[1:])


def talk(client: Client, request: Mapping[str, Any], limits: Limits = LIMITS) -> Client:
    pages = Pages(wsgi, threads=1, limits=limits)
    try:
        asyncio.run(asyncio.wait_for(pages(request, client.receive, client.send), 10))
    finally:
        pages.close()
    return client


def test_a_body_that_comes_in_pieces_reaches_the_pages_whole():
    client = talk(Client(chunk(b"one ", more=True), chunk(b"two")), scope())
    assert client.status == 200
    assert client.body == b"POST one two"


def test_a_body_beyond_memory_reaches_the_pages_whole():
    client = talk(Client(*[chunk(b"x" * 90, more=True)] * 9, chunk(b"end")), scope())
    assert client.body == b"POST " + b"x" * 810 + b"end"


def test_an_answer_is_sent_in_pieces_and_ends():
    client = talk(Client(chunk(b"y" * 200)), scope())
    assert client.body == b"POST " + b"y" * 200
    assert [len(message["body"]) for message in client.got[1:]] == [64, 64, 64, 13]
    assert [message["more_body"] for message in client.got[1:]] == [True, True, True, False]


def test_an_empty_answer_ends_too():
    def empty(_environ, start_response):
        start_response("204 No Content", [])
        return []

    pages = Pages(empty, threads=1)
    client = Client(chunk(b""))
    asyncio.run(pages(scope(), client.receive, client.send))
    assert client.got[1:] == [{"type": "http.response.body", "body": b"", "more_body": False}]


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large_is_answered_with_413(declared):
    headers = [(b"content-length", b"1001")] if declared else []
    client = talk(Client(chunk(b"x" * 1001, more=True)), scope("/", *headers))
    assert client.status == 413
    assert client.messages == ([] if not declared else [chunk(b"x" * 1001, more=True)])


def test_a_body_that_stalls_is_answered_with_408():
    assert talk(Client(chunk(b"one ", more=True)), scope()).status == 408


def test_a_body_that_trickles_for_too_long_is_answered_with_408():
    class Trickle(Client):
        async def receive(self):
            await asyncio.sleep(0.01)
            return chunk(b"x", more=True)

    assert talk(Trickle(), scope(), Limits(stall=5, upload=0.1)).status == 408


def test_a_client_that_leaves_while_sending_gets_no_answer():
    assert talk(Client(chunk(b"one", more=True), {"type": "http.disconnect"}), scope()).got == []


def test_an_answer_that_nobody_takes_is_dropped():
    client = talk(Client(chunk(b""), takes=2), scope("/large"), Limits(stall=0.05, piece=1_000_000))
    assert len(client.body) == 1_000_000 < LARGE


def test_a_page_that_fails_is_answered_with_500(caplog):
    assert talk(Client(chunk(b"")), scope("/fails")).status == 500
    assert "No answer to POST /fails" in caplog.text


def test_the_lifespan_is_answered_and_closes_the_pool():
    pages = Pages(wsgi, threads=1)
    client = Client({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    asyncio.run(lifespan(client.receive, client.send, close=pages.close))
    assert [message["type"] for message in client.got] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    with pytest.raises(RuntimeError):
        pages.pool.submit(print)


def environ(*headers: tuple[bytes, bytes], behind_proxy: bool = False) -> dict[str, Any]:
    return make_environ(scope("/", *headers), io.BytesIO(), 0, behind_proxy=behind_proxy)


def test_the_clients_address_is_the_connections():
    assert environ((b"x-forwarded-for", b"203.0.113.9"))["REMOTE_ADDR"] == "192.0.2.7"


def test_behind_a_proxy_the_clients_address_is_the_last_that_was_forwarded():
    spoofed = (b"x-forwarded-for", b"198.51.100.1, 203.0.113.9")
    assert environ(spoofed, behind_proxy=True)["REMOTE_ADDR"] == "203.0.113.9"
    assert environ(spoofed, spoofed, behind_proxy=True)["REMOTE_ADDR"] == "203.0.113.9"
    assert environ(behind_proxy=True)["REMOTE_ADDR"] == "192.0.2.7"


def test_a_header_with_an_underscore_does_not_pass_for_one_with_a_dash():
    assert "HTTP_X_FORWARDED_PROTO" not in environ((b"x_forwarded_proto", b"https"))


def test_headers_that_come_twice_are_joined():
    given = environ((b"accept", b"a"), (b"accept", b"b"), (b"cookie", b"c=1"), (b"cookie", b"d=2"))
    assert (given["HTTP_ACCEPT"], given["HTTP_COOKIE"]) == ("a,b", "c=1; d=2")


def test_the_length_is_that_of_the_body_that_came():
    made = make_environ(scope("/", (b"content-length", b"7")), io.BytesIO(b"abc"), 3)
    assert made["CONTENT_LENGTH"] == "3"


def test_a_path_outside_ascii_is_passed_as_wsgi_wants_it():
    made = make_environ(scope("/Київ"), io.BytesIO(), 0)
    assert made["PATH_INFO"].encode("latin-1").decode() == "/Київ"
