"""Slow clients, against a real server with two threads: forty that stall hold none of them."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.servers import get, granian

from .sample import LARGE, THREADS

STALLED = 40


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with granian("tests.server.sample:application") as port:
        yield port


def stalled_client(port: int, request: bytes) -> socket.socket:
    client = socket.socket()
    # A small window, so that the server's answer stays with the server.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(10)
    client.connect(("127.0.0.1", port))
    client.sendall(request)
    return client


def test_pages_are_answered_beside_forty_stalled_uploads_and_forty_stalled_downloads(port):
    assert STALLED > THREADS
    uploading = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nbeginning"
    reading = b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as stack:
        uploads = [stack.enter_context(stalled_client(port, uploading)) for _ in range(STALLED)]
        downloads = [stack.enter_context(stalled_client(port, reading)) for _ in range(STALLED)]
        for _ in range(2 * THREADS):
            assert get(port, "/") == (200, b"GET ")
        # None of them was turned away: an upload that goes on is answered, a download has begun.
        uploads[0].sendall(b"x" * (100_000 - len(b"beginning")))
        assert uploads[0].recv(15) == b"HTTP/1.1 200 OK"
        assert downloads[0].recv(15) == b"HTTP/1.1 200 OK"


def test_a_large_answer_arrives_whole(port):
    status, body = get(port, "/large")
    assert (status, len(body)) == (200, LARGE)


def test_clients_that_leave_half_way_leave_the_server_working(port):
    for request in (
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nbeginning",
        b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ):
        for _ in range(2 * THREADS):
            stalled_client(port, request).close()
    assert get(port, "/") == (200, b"GET ")


def test_a_post_in_chunks_is_read_and_the_connection_kept(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for _ in range(2):
        connection.request("POST", "/", body=iter([b"one ", b"two"]), encode_chunked=True)
        assert connection.getresponse().read() == b"POST one two"
    connection.close()


def test_a_body_over_the_limit_is_refused_before_it_is_sent(port):
    with stalled_client(port, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000001\r\n\r\n") as client:
        assert client.recv(12) == b"HTTP/1.1 413"


def test_head_has_no_body(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("HEAD", "/large")
    response = connection.getresponse()
    assert response.headers["content-length"] == str(LARGE)
    assert response.read() == b""
    connection.close()
