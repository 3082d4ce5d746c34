"""Those who listen, in an event loop, with a history and clients that the test plays."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from warreader.filters import ReadingFilter
from warreader.live import hub as live
from warreader.live.hub import Hub
from warreader.live.tail import Delivery
from warreader.live.watchers import Watcher

NOBODY = 'data: <span id="present" hx-swap-oob="true"></span>\n\n'


def watcher(name: str = "Ann", *, key: int = 1, room: int = 1, alone: bool = True) -> Watcher:
    """Somebody at an article; one who sees nobody and is not seen, unless told."""
    place: Any = SimpleNamespace(
        withheld=alone,
        session=SimpleNamespace(pk=1, concealed=False),
        article=SimpleNamespace(pk=room, team_id=1),
        author=SimpleNamespace(pk=key, name=name),
    )
    whose: Any = None
    return Watcher(place, whose, ReadingFilter(), "", 0)


class Client:
    """What the hub sees of a browser; ``takes`` is how many messages it reads."""

    def __init__(self, takes: int = 1000) -> None:
        self.takes = takes
        self.got: list[Mapping[str, Any]] = []
        self.gone = asyncio.Event()

    async def receive(self) -> Mapping[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Mapping[str, Any]) -> None:
        if len(self.got) >= self.takes:
            await asyncio.Event().wait()
        self.got.append(message)

    @property
    def text(self) -> str:
        return b"".join(message["body"] for message in self.got).decode()

    @property
    def ended(self) -> bool:
        return bool(self.got) and not self.got[-1]["more_body"]


class History:
    """What the hub's thread would read."""

    def __init__(self) -> None:
        self.news: list[Delivery] = []
        self.ends: list[Delivery] = []
        self.asked: list[Watcher] = []
        self.fails = 0

    def read(self, _watchers: list[Watcher]) -> list[Delivery]:
        if self.fails:
            self.fails -= 1
            raise ValueError("on purpose")
        news, self.news = self.news, []
        return news

    def look_again(self, watchers: list[Watcher]) -> list[Delivery]:
        self.asked += watchers
        return [end for end in self.ends if end.watcher in watchers]

    def close(self) -> None:
        pass


class Room:
    """A hub, its history, and those who listen."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.history = History()
        self.hub.tail = self.history  # type: ignore[assignment]
        self.tasks: dict[Watcher, asyncio.Task[None]] = {}

    def join(self, who: Watcher, client: Client | None = None) -> Client:
        client = client or Client()
        self.tasks[who] = asyncio.create_task(self.hub.follow(who, client.receive, client.send))
        return client

    def tell(self, who: Watcher, text: bytes, *, ends: bool = False) -> None:
        self.history.news.append(Delivery(who, text, ends))
        self.hub.grown.set()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    for name, seconds in (("POLL", 0.01), ("PAUSE", 0.0), ("STALL", 0.05), ("LINGER", 0.05), ("RECOVER", 0.0)):
        monkeypatch.setattr(live, name, seconds)


def play(scene: Callable[[Room], Awaitable[None]]) -> None:
    """Run a scene to its end, in bounded time."""

    async def run() -> None:
        room = Room()
        try:
            await scene(room)
        finally:
            room.hub.close()
            await asyncio.wait([*room.tasks.values(), *room.hub.tasks], timeout=1)

    asyncio.run(asyncio.wait_for(run(), 10))


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.005)


def test_what_happens_is_sent_in_order_until_the_last_message():
    async def scene(room: Room) -> None:
        ann, bea = watcher(), watcher("Bea", key=2, room=2)
        one, other = room.join(ann), room.join(bea)
        await until(lambda: len(room.hub.streams) == 2)
        for text in (b"1", b"2", b"3"):
            room.tell(ann, text)
        await until(lambda: one.text == "123")
        room.tell(ann, b"the end", ends=True)
        await room.tasks[ann]
        assert one.text == "123the end"
        assert (one.ended, other.ended) == (True, False)
        assert list(room.hub.streams) == [bea]
        assert other.text == ""

    play(scene)


def test_whoever_leaves_leaves_nothing_behind():
    async def scene(room: Room) -> None:
        client = room.join(ann := watcher())
        await until(lambda: room.hub.streams)
        client.gone.set()
        await room.tasks[ann]
        assert room.hub.streams == {}

    play(scene)


def test_a_client_that_does_not_read_is_dropped():
    async def scene(room: Room) -> None:
        room.join(ann := watcher(), Client(takes=1))
        await until(lambda: room.hub.streams)
        room.tell(ann, b"1")
        room.tell(ann, b"2")
        await room.tasks[ann]
        assert room.hub.streams == {}

    play(scene)


def test_a_client_that_reads_too_slowly_gets_what_waits_for_it_and_has_to_connect_again(monkeypatch):
    monkeypatch.setattr(live, "MOST_WAITING", 3)

    async def scene(room: Room) -> None:
        client = room.join(ann := watcher())
        await until(lambda: room.hub.streams)
        for number in range(6):
            room.hub._hand(Delivery(ann, b"%d" % number))
        await room.tasks[ann]
        assert client.text == "012"
        assert client.ended

    play(scene)


def test_nobody_has_more_streams_than_they_have_windows(monkeypatch):
    monkeypatch.setattr(live, "MOST_OF_ONE", 2)

    async def scene(room: Room) -> None:
        other = room.join(watcher("Bea", key=2))
        clients = []
        for _ in range(4):
            clients.append(room.join(watcher()))
            await asyncio.sleep(0.01)
        await until(lambda: len(room.hub.streams) == 3)
        assert [client.ended for client in clients] == [True, True, False, False]
        assert not other.ended

    play(scene)


def test_signs_of_life_come_at_times_that_tell_nothing_of_others(monkeypatch):
    monkeypatch.setattr(live, "BEAT", 0.1)

    async def scene(room: Room) -> None:
        quiet, busy = room.join(watcher()), room.join(bea := watcher("Bea", key=2))
        await until(lambda: len(room.hub.streams) == 2)
        for _ in range(7):
            room.tell(bea, b"x")
            await asyncio.sleep(0.03)
        await until(lambda: quiet.text.count(": beat") == 3)
        assert 2 <= busy.text.count(": beat") <= 3

    play(scene)


def test_people_who_may_know_of_each_other_see_who_is_here():
    async def scene(room: Room) -> None:
        ann, bea = watcher("Ann", key=1, alone=False), watcher("<b>Bea", key=2, alone=False)
        cat, dan = watcher("Cat", key=3, room=2, alone=False), watcher("Dan", key=4)
        clients = [room.join(one) for one in (ann, bea, cat, dan)]
        await until(lambda: "Bea" in clients[0].text and "Ann" in clients[1].text)
        assert "Also here: <bdi>&lt;b&gt;Bea</bdi></span>" in clients[0].text
        assert (clients[2].text, clients[3].text) == (NOBODY, "")
        again = room.join(watcher("<b>Bea", key=2, alone=False))
        await until(lambda: "Ann" in again.text)
        assert clients[0].text.count("Bea") == 1  # a second page of hers is no second person
        again.gone.set()
        clients[1].gone.set()
        await until(lambda: clients[0].text.endswith(NOBODY))

    play(scene)


def test_of_many_who_are_here_some_are_named():
    async def scene(room: Room) -> None:
        ann = room.join(watcher("Ann", key=0, alone=False))
        for key in range(1, 8):
            room.join(watcher(f"P{key}", key=key, alone=False))
        await until(lambda: "<bdi>P1</bdi>, <bdi>P2</bdi>, <bdi>P3</bdi>, <bdi>P4</bdi> and 3 more" in ann.text)

    play(scene)


def test_whoever_loads_the_page_again_was_never_gone():
    async def scene(room: Room) -> None:
        ann = room.join(watcher("Ann", key=1, alone=False))
        bea = room.join(watcher("Bea", key=2, alone=False))
        await until(lambda: "Bea" in ann.text)
        bea.gone.set()
        await until(lambda: len(room.hub.streams) == 1)
        room.join(watcher("Bea", key=2, alone=False))
        await asyncio.sleep(0.15)
        assert ann.text.removeprefix(NOBODY).count("present") == 1

    play(scene)


def test_it_is_asked_again_whether_somebody_may_listen(monkeypatch):
    monkeypatch.setattr(live, "LOOK_AGAIN", 0.03)

    async def scene(room: Room) -> None:
        client = room.join(ann := watcher())
        await until(lambda: len(room.history.asked) > 1)
        room.history.ends.append(Delivery(ann, b"no more", ends=True))
        room.tell(ann, b"of this nothing")
        await room.tasks[ann]
        assert client.text.endswith("no more")

    play(scene)


def test_a_failure_is_logged_and_the_next_look_goes_on(caplog):
    async def scene(room: Room) -> None:
        client = room.join(ann := watcher())
        await until(lambda: room.hub.streams)
        room.history.fails = 2
        room.tell(ann, b"later")
        await until(lambda: client.text == "later")

    play(scene)
    assert caplog.text.count("Live changes cannot be read") == 2


def test_all_streams_end_when_the_process_is_told_to_stop():
    async def scene(room: Room) -> None:
        clients = [room.join(watcher(key=key)) for key in range(3)]
        await until(lambda: len(room.hub.streams) == 3)
        room.hub.end_all()
        await asyncio.gather(*room.tasks.values())
        assert all(client.ended for client in clients)

    play(scene)


def test_a_history_that_has_grown_is_looked_at_at_once_where_something_tells(monkeypatch):
    monkeypatch.setattr(live, "POLL_BESIDE_LISTENING", 60)

    async def scene(room: Room) -> None:
        tell: list[Callable[[int], None]] = []

        async def listen(grown: Callable[[int], None]) -> None:
            tell.append(grown)
            await asyncio.Event().wait()

        room.hub.listen = listen
        client = room.join(ann := watcher())
        await until(lambda: tell)
        await asyncio.sleep(0.05)
        room.history.news.append(Delivery(ann, b"news"))
        tell[0](2)  # another team's
        await asyncio.sleep(0.05)
        assert client.text == ""
        tell[0](1)
        await until(lambda: client.text == "news")

    play(scene)
