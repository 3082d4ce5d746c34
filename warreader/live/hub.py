"""Those who listen, in the server's event loop: a coroutine for each, and one task that reads for all of them."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from random import random
from typing import Any, TypeAlias

from django.db import close_old_connections
from django.template.loader import render_to_string

from .tail import Delivery, Tail
from .watchers import Watcher, framed

Receive: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]
Send: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[None]]
#: tells for good, by its own call, which team's history has grown
Listen: TypeAlias = Callable[[Callable[[int], None]], Awaitable[None]]

logger = logging.getLogger(__name__)

#: seconds between two looks at the histories, where nothing tells that they have grown, and where something does
POLL, POLL_BESIDE_LISTENING = 0.1, 1.0
#: at least this long from one look to the next, in seconds: what comes close together is told together
PAUSE = 0.02
#: seconds between two signs of life, counted from the beginning of each stream: they tell nothing of others
BEAT = 15.0
#: seconds without a message being taken, after which a client is dropped; messages that may wait for one
STALL, MOST_WAITING = 30.0, 200
#: seconds after which it is asked again whether somebody may listen, of so many at a time at most
LOOK_AGAIN, MOST_LOOKED_AT = 30.0, 10
#: seconds for which somebody who has gone is still here: they may only have loaded the page again
LINGER = 4.0
#: streams of one person in a team: beyond, their oldest ends
MOST_OF_ONE = 20
#: people who are named as being here; of the others it is said how many they are
MOST_NAMED = 4
#: seconds after a failure
RECOVER = 1.0


class Stream:
    """A watcher's connection: what waits to be sent, and whom it said last to be here."""

    def __init__(self, watcher: Watcher, now: float) -> None:
        self.watcher = watcher
        #: a message and whether it is the last; empty and last where there is nothing more to say
        self.waiting: asyncio.Queue[tuple[bytes, bool]] = asyncio.Queue()
        # Not all at once, though all may have come at once.
        self.look_again = now + LOOK_AGAIN * (1 + random()) / 2  # noqa: S311
        #: None until they were told: what a page that connects again shows may be old
        self.present: tuple[str, ...] | None = None


class Hub:
    """All who listen in this process.

    ``listen`` is a coroutine function that calls what it is given with a team's key whenever its history has grown.
    """

    def __init__(self, listen: Listen | None = None) -> None:
        self.listen = listen
        self.tail = Tail()
        self.streams: dict[Watcher, Stream] = {}
        self.pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")
        self.grown = asyncio.Event()
        self.rooms: set[tuple[int, int]] = set()
        self.tasks: list[asyncio.Task[None]] = []

    async def follow(self, watcher: Watcher, receive: Receive, send: Send) -> None:
        """Send a watcher what happens from now on, until they leave, may not listen any more, or do not read."""
        stream = self._join(watcher)
        leaving = asyncio.create_task(self._await_leaving(stream, receive))
        try:
            await _pass_on(stream, send)
        except TimeoutError:
            logger.info("A client stopped reading its stream.")
        finally:
            leaving.cancel()
            self._leave(watcher)

    def end_all(self) -> None:
        """End every stream; their pages connect again, to the next process."""
        for stream in self.streams.values():
            stream.waiting.put_nowait((b"", True))

    def close(self) -> None:
        """Read no more."""
        self.end_all()
        for task in self.tasks:
            task.cancel()
        self.pool.submit(self.tail.close)
        self.pool.shutdown(wait=False)

    def _join(self, watcher: Watcher) -> Stream:
        loop = asyncio.get_running_loop()
        own = [one for one in self.streams if one.place.author.pk == watcher.place.author.pk]
        for oldest in own[: max(0, len(own) + 1 - MOST_OF_ONE)]:
            self._hand(Delivery(oldest, b"", ends=True))
        stream = self.streams[watcher] = Stream(watcher, loop.time())
        self._came_or_went(watcher)
        self.grown.set()
        if not self.tasks:
            self.tasks.append(loop.create_task(self._read_on()))
            if self.listen:
                self.tasks.append(loop.create_task(self._hear(self.listen)))
        return stream

    def _leave(self, watcher: Watcher) -> None:
        if self.streams.pop(watcher, None):
            asyncio.get_running_loop().call_later(LINGER, self._came_or_went, watcher)

    def _came_or_went(self, watcher: Watcher) -> None:
        if not watcher.alone:
            self.rooms.add(watcher.room)
            self.grown.set()

    async def _await_leaving(self, stream: Stream, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        stream.waiting.put_nowait((b"", True))

    async def _hear(self, listen: Listen) -> None:
        def grown(team: int) -> None:
            if any(watcher.place.article.team_id == team for watcher in self.streams):
                self.grown.set()

        await listen(grown)

    async def _read_on(self) -> None:
        while True:
            poll = POLL_BESIDE_LISTENING if self.listen else POLL
            with suppress(TimeoutError):
                async with asyncio.timeout(poll if self.streams else None):
                    await self.grown.wait()
            self.grown.clear()
            await self._read()
            await asyncio.sleep(PAUSE)

    async def _read(self) -> None:
        if not self.streams:
            return
        loop = asyncio.get_running_loop()
        rooms, self.rooms = self.rooms, set()
        present = self._present(rooms)
        due = self._due(loop.time())
        work = partial(self._work, list(self.streams), due, present)
        try:
            for delivery in await loop.run_in_executor(self.pool, work):
                self._hand(delivery)
        except Exception:
            logger.exception("Live changes cannot be read")
            self.rooms |= rooms
            for watcher in present.keys() & self.streams.keys():
                self.streams[watcher].present = None
            for watcher in self.streams.keys() & set(due):
                self.streams[watcher].look_again = loop.time()
            await asyncio.sleep(RECOVER)

    def _work(
        self, watchers: list[Watcher], due: list[Watcher], present: Mapping[Watcher, tuple[str, ...]]
    ) -> list[Delivery]:
        """Read, in the hub's thread, what is new, who may not listen any more, and how it is said who is here.

        The connection to the database is kept or given back as after a page.
        """
        close_old_connections()
        try:
            return self._found(watchers, due, present)
        finally:
            close_old_connections()

    def _found(
        self, watchers: list[Watcher], due: list[Watcher], present: Mapping[Watcher, tuple[str, ...]]
    ) -> list[Delivery]:
        said = {people: _said(people) for people in set(present.values())}
        ends = self.tail.look_again(due)
        gone = {end.watcher for end in ends}
        # Last, since what it has taken in has to be handed on.
        found = self.tail.read([watcher for watcher in watchers if watcher not in gone])
        return [*ends, *found, *(Delivery(watcher, said[people]) for watcher, people in present.items())]

    def _due(self, now: float) -> list[Watcher]:
        """Return those of whom it has to be asked again whether they may listen."""
        due = [stream for stream in self.streams.values() if stream.look_again <= now]
        if len(due) > MOST_LOOKED_AT:
            self.grown.set()
        due = due[:MOST_LOOKED_AT]
        for stream in due:
            stream.look_again = now + LOOK_AGAIN
        return [stream.watcher for stream in due]

    def _present(self, rooms: Iterable[tuple[int, int]]) -> dict[Watcher, tuple[str, ...]]:
        """Return whom to name to whom, in these rooms, where that is not what they were told last."""
        inside: dict[tuple[int, int], list[Watcher]] = defaultdict(list)
        for watcher in self.streams:
            if not watcher.alone and watcher.room in rooms:
                inside[watcher.room].append(watcher)
        news = {}
        for watchers in inside.values():
            people = {watcher.place.author.pk: watcher.place.author.name for watcher in watchers}
            for watcher in watchers:
                own = watcher.place.author.pk
                names = tuple(sorted(name for key, name in people.items() if key != own))
                stream = self.streams[watcher]
                if names != stream.present:
                    news[watcher] = stream.present = names
        return news

    def _hand(self, delivery: Delivery) -> None:
        stream = self.streams.get(delivery.watcher)
        if stream is None:
            return
        full = stream.waiting.qsize() >= MOST_WAITING
        if not full:
            stream.waiting.put_nowait((delivery.message, delivery.ends))
        if full or delivery.ends:
            # What they have not heard they get when they connect again: nothing more goes into this queue.
            self._leave(delivery.watcher)
        if full:
            stream.waiting.put_nowait((b"", True))


async def _pass_on(stream: Stream, send: Send) -> None:
    """Send what comes into a stream's queue, and signs of life, until the last message.

    Raises ``TimeoutError`` where a message is not taken.
    """
    loop = asyncio.get_running_loop()
    beat = loop.time() + BEAT
    ends = False
    while not ends:
        try:
            async with asyncio.timeout_at(beat):
                message, ends = await stream.waiting.get()
        except TimeoutError:
            message, beat = b": beat\n\n", beat + BEAT
        async with asyncio.timeout(STALL):
            await send({"type": "http.response.body", "body": message, "more_body": not ends})


def _said(people: tuple[str, ...]) -> bytes:
    context = {"people": people[:MOST_NAMED], "more": len(people[MOST_NAMED:])}
    return framed(render_to_string("articles/_present.html", context))
