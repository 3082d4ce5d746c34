"""Listening to a page's stream as a browser does, over a plain socket of loopback."""

import asyncio
import re
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client

from tests.factories import user_of
from warreader.models import Membership

#: for one read or answer, in seconds; more than the time between two signs of life
MOST_SECONDS = 30
CSRF = "b" * 32
Result = TypeVar("Result")


#: the connections of what runs now
OPEN: list[asyncio.StreamWriter] = []


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run clients to their end, and close all that they have opened."""

    async def closing() -> Result:
        try:
            return await work
        finally:
            for writer in OPEN:
                writer.close()
            await asyncio.gather(*(writer.wait_closed() for writer in OPEN), return_exceptions=True)
            OPEN.clear()

    return asyncio.run(closing())


async def connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to a server of this machine."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    OPEN.append(writer)
    return reader, writer


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a stream."""

    event: str
    cursor: str
    data: str

    @property
    def ordinals(self) -> set[int]:
        """The sentences whose marks it brings."""
        return {int(number) for number in re.findall(r'id="m(\d+)"', self.data)}


def cookies_of(member: Membership) -> str:
    """Sign a member in; return the header with their cookies."""
    client = Client()
    client.force_login(user_of(member))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}; csrftoken={CSRF}"


class Stream:
    """One connection of a listener; ``path`` is the stream's address."""

    def __init__(self, port: int, path: str, cookies: str) -> None:
        self.port = port
        self.path = path
        self.cookies = cookies
        self.cursor = ""
        self.writer: asyncio.StreamWriter | None = None

    async def open(self) -> "Stream":
        """Connect, from the last message that came; raises ``RuntimeError`` for any other status than 200."""
        self.reader, self.writer = await connect(self.port)
        last = f"Last-Event-ID: {self.cursor}\r\n" if self.cursor else ""
        head = f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookies}\r\n{last}\r\n"
        self.writer.write(head.encode())
        answer = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), MOST_SECONDS)
        if not answer.startswith(b"HTTP/1.1 200") or b"text/event-stream" not in answer:
            raise RuntimeError(answer.decode())
        return self

    async def messages(self) -> AsyncIterator[Message]:
        """Give the messages as they come, signs of life left out, until the stream ends."""
        waiting = ""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while size := int(await asyncio.wait_for(self.reader.readline(), MOST_SECONDS) or b"0", 16):
                waiting += (await self.reader.readexactly(size + 2))[:-2].decode()
                *blocks, waiting = waiting.split("\n\n")
                for block in blocks:
                    message = read(block)
                    self.cursor = message.cursor or self.cursor
                    if message.data:
                        yield message

    def drop(self) -> None:
        """Cut the connection, whatever is on its way."""
        if self.writer:
            self.writer.transport.abort()


def read(block: str) -> Message:
    """Read the lines of a message."""
    fields: dict[str, list[str]] = {"event": [], "id": [], "data": []}
    for line in block.split("\n"):
        name, _, value = line.partition(": ")
        fields.get(name, []).append(value)
    return Message("".join(fields["event"]), "".join(fields["id"]), "\n".join(fields["data"]))


class Poster:
    """A keep-alive connection that posts forms as the page's script does."""

    def __init__(self, port: int, cookies: str) -> None:
        self.port = port
        self.cookies = cookies
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def tag(self, address: str, ordinal: int, tag: str = "opinion") -> UUID:
        """Judge a sentence of the article that one has not judged; return the action's id."""
        action = uuid4()
        status = await self.post(f"{address}tags/", f"sentences={ordinal}&bases=&tag={tag}&action={action}")
        if status != 200:
            raise RuntimeError(f"A tag is answered with {status}.")
        return action

    async def post(self, path: str, fields: str) -> int:
        """Post an encoded form; return the status once the whole answer is there."""
        if self.streams is None:
            self.streams = await connect(self.port)
        reader, writer = self.streams
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookies}\r\nX-CSRFToken: {CSRF}\r\n"
        form = f"HX-Request: true\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(fields)}"
        writer.write(f"{head}{form}\r\n\r\n{fields}".encode())
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), MOST_SECONDS)
        length = re.search(rb"content-length: (\d+)", answer.lower())
        await reader.readexactly(int(length.group(1)) if length else 0)
        return int(answer.split(b" ", 2)[1])


@dataclass(frozen=True, slots=True)
class Heard:
    """What a listener who was cut off again and again got of what was written meanwhile."""

    lost: set[int]
    reconnects: int


async def cut_off_while_others_write(
    port: int, address: str, listener: Stream, writers: Sequence[str], *, sentences: int, reconnects: int
) -> Heard:
    """Have each sentence of the article judged once, by writers who do not wait for each other.

    The listener is cut off meanwhile, as often as asked at least, and connects again from the last message.
    """
    random = Random(1)
    begun: set[int] = set()
    heard: set[int] = set()
    connected = asyncio.Event()

    async def listen() -> None:
        while True:
            await listener.open()
            connected.set()
            async for message in listener.messages():
                if message.ordinals - begun:
                    raise RuntimeError("What nobody has changed was sent: the listener is given everything.")
                heard.update(message.ordinals)

    async def write(cookies: str, ordinals: range) -> None:
        poster = Poster(port, cookies)
        for ordinal in ordinals:
            begun.add(ordinal)
            await poster.tag(address, ordinal)

    listening = asyncio.create_task(listen())
    writing = asyncio.gather(
        *(write(one, range(1 + n, sentences + 1, len(writers))) for n, one in enumerate(writers))
    )
    cuts = 0
    while cuts < reconnects or not writing.done():
        # Not while it connects: a server that is busy would work for those who have left.
        await asyncio.wait_for(connected.wait(), MOST_SECONDS)
        connected.clear()
        await asyncio.sleep(random.random() * 0.1)
        listener.drop()
        cuts += 1
    await writing
    with suppress(TimeoutError):
        async with asyncio.timeout(MOST_SECONDS):
            while len(heard) < sentences and not listening.done():
                await asyncio.sleep(0.02)
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening
    listener.drop()
    return Heard(set(range(1, sentences + 1)) - heard, cuts)
