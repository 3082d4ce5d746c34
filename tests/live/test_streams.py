"""Streams from the real server, on the test's database."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.factories import hold_session, make_article, make_member, place_of
from tests.servers import get, granian
from tests.streams import Message, Poster, Stream, cookies_of, cut_off_while_others_write, run
from warreader.live import cursor_of

pytestmark = pytest.mark.django_db(transaction=True)

SENTENCES = 48


def database_url() -> str:
    """The address of the test's own database."""
    name = str(connection.settings_dict["NAME"])
    if url := os.environ.get("TEST_DATABASE_URL"):
        return urlsplit(url)._replace(path=f"/{quote(name)}").geturl()
    return f"sqlite:///{name}"


@pytest.fixture
def port(transactional_db: None) -> Iterator[int]:
    environ = {
        "DJANGO_SETTINGS_MODULE": "tests.live.served",
        "WARREADER_DATA": str(settings.DATA / "streams"),
        "WARREADER_SECRET_KEY": settings.SECRET_KEY,
        "WARREADER_DATABASE_URL": database_url(),
        "WARREADER_BASE_URL": "http://127.0.0.1",
    }
    with granian("warreader.asgi:application", environ=environ) as port:
        yield port


async def first(stream: Stream) -> Message:
    async with asyncio.timeout(10):
        async for message in stream.messages():
            return message
    raise AssertionError("The stream has ended.")


def test_nothing_is_lost_by_a_listener_who_is_cut_off_while_eight_write(desk, port):
    article = make_article(desk.editor, length=SENTENCES)
    place = place_of(desk.annotator, article)
    writers = [cookies_of(make_member(desk.team)) for _ in range(8)]
    listener = Stream(port, f"{place.url('live')}?since={cursor_of(place)}", cookies_of(desk.annotator))
    playing = cut_off_while_others_write(port, place.url(), listener, writers, sentences=SENTENCES, reconnects=12)
    heard = run(playing)
    assert heard.lost == set()
    assert heard.reconnects >= 12


def test_more_people_listen_than_there_are_threads_and_connections_and_the_server_stops_at_once(desk, mate, port):
    article = make_article(desk.editor)
    place = place_of(desk.annotator, article)
    path = f"{place.url('live')}?since={cursor_of(place)}"
    reader, writer = cookies_of(desk.viewer), cookies_of(mate)

    async def scene() -> list[Message]:
        streams = [await Stream(port, path, reader).open() for _ in range(12)]
        status, _body = await asyncio.to_thread(get, port, "/healthz")
        assert status == 200
        await Poster(port, writer).tag(place.url(), 2)
        return [await changed(stream) for stream in streams]

    async def changed(stream: Stream) -> Message:
        while 2 not in (message := await first(stream)).ordinals:
            pass
        return message

    messages = run(scene())
    assert {message.cursor for message in messages} == {cursor_of(place)}


@pytest.mark.thorough
def test_in_a_blind_session_the_stream_is_silent_while_others_work(desk, mate, article, port):
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article])
    place, other = place_of(desk.annotator, article, session), place_of(mate, article, session)
    paths = [place.url("live"), place_of(desk.annotator, article).url("live")]
    own, others = cookies_of(desk.annotator), cookies_of(mate)

    async def scene() -> list[bytes]:
        streams = [await Stream(port, path, own).open() for path in paths]
        theirs = await Stream(port, other.url("live"), others).open()
        poster = Poster(port, others)
        for ordinal in range(1, 6):
            await poster.tag(other.url(), ordinal)
        assert "data-acted" in (await first(theirs)).data
        await asyncio.sleep(0.5)
        return [bytes(stream.reader._buffer) for stream in streams]  # type: ignore[attr-defined]

    for heard in run(scene()):
        assert heard.split(b"\r\n", 1)[1].startswith(b"retry: ")
        assert b"data:" not in heard


@pytest.mark.thorough
def test_a_stream_ends_with_a_permission_and_with_the_server(desk, mate, article, port):
    place = place_of(mate, article)
    path = f"{place.url('live')}?since={cursor_of(place)}"
    removal = f"/teams/{desk.team.public_id}/members/{mate.public_id}/removal/"
    own, owners = cookies_of(mate), cookies_of(desk.owner)

    async def scene() -> list[Message]:
        stream = await Stream(port, path, own).open()
        await Poster(port, owners).post(removal, "")
        async with asyncio.timeout(10):
            return [message async for message in stream.messages()]

    assert run(scene())[-1].event == "end"


@pytest.mark.thorough
def test_a_stopping_server_ends_its_streams(desk, article, transactional_db):
    place = place_of(desk.annotator, article)
    environ = {
        "DJANGO_SETTINGS_MODULE": "tests.live.served",
        "WARREADER_DATA": str(settings.DATA / "streams"),
        "WARREADER_SECRET_KEY": settings.SECRET_KEY,
        "WARREADER_DATABASE_URL": database_url(),
    }

    async def scene(server: ExitStack) -> tuple[float, bytes]:
        port = await asyncio.to_thread(server.enter_context, granian("warreader.asgi:application", environ=environ))
        stream = await Stream(port, path, cookies).open()
        await Poster(port, cookies).tag(place.url(), 1)
        await first(stream)
        began = time.monotonic()
        await asyncio.to_thread(server.close)
        return time.monotonic() - began, await stream.reader.read()

    path = f"{place.url('live')}?since={cursor_of(place)}"
    cookies = cookies_of(desk.annotator)
    with ExitStack() as server:
        seconds, rest = run(scene(server))
    assert seconds < 1.5  # it would be killed after two
    assert rest.endswith(b"0\r\n\r\n")
