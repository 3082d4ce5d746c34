"""Live changes: ``python -m tests.benchmarks.live`` measures them on SQLite and on PostgreSQL with a pool of five.

Ten open sessions of twenty people, each with the article open: 200 streams. Twenty tags a second are written, and for
each the time is taken from the answer to its writer until each of the other nineteen has the rendered change. Then
pages with and without streams, memory, and a listener who is cut off fifty times while eight people write. On loopback
of this machine, in bounded time; the clients share its processors with the server.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.postgres import postgres
from tests.servers import ROOT, granian

from .clients import Client
from .clients import measure as timed

SESSIONS, PEOPLE, LENGTH = 10, 20, 40
RATE, SECONDS = 20, 20
READERS, PAGES = 4, 40
WRITERS, SENTENCES, RECONNECTS = 8, 400, 50
LIMIT_SECONDS = 400
#: how long the last changes may take to come, in seconds
LATE_SECONDS = 20
IDLE_SECONDS = 5


def main() -> None:
    """Measure on both databases, and print."""
    with tempfile.TemporaryDirectory(prefix="warreader-benchmark-") as folder:
        environ = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.served", "WARREADER_DATA": folder}
        environ.pop("WARREADER_DATABASE_URL", None)
        begun([*"manage.py collectstatic --noinput --verbosity 0".split()], environ)
        report("SQLite", measured(environ))
        with postgres(durable=True) as url:
            report("PostgreSQL", measured(environ | {"WARREADER_DATABASE_URL": url}))


def begun(arguments: list[str], environ: dict[str, str]) -> None:
    """Run Python in bounded time; raises ``CalledProcessError`` where it fails."""
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environ, check=True, timeout=LIMIT_SECONDS)


def measured(environ: dict[str, str]) -> dict[str, Any]:
    """Return one database's figures."""
    path = Path(environ["WARREADER_DATA"]) / "live.json"
    begun(["-m", "tests.benchmarks.live", str(path)], environ)
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def report(database: str, found: dict[str, Any]) -> None:
    """Print one database's figures."""
    cuts = quantiles(found["latencies"], n=20)
    print(
        f"{database}: {found['streams']} streams, {found['tags']} tags in {found['seconds']:.0f} s, "
        f"{len(found['latencies'])} deliveries, {found['lost']} lost\n"
        f"  from the writer's answer to another's change: p50 {1000 * cuts[9]:.0f} ms, p95 {1000 * cuts[18]:.0f} ms, "
        f"at most {1000 * max(found['latencies']):.0f} ms; a tag took {1000 * median(found['took']):.0f} ms\n"
        f"  processor: {1000 * found['processor'] / found['tags']:.0f} ms a tag, its {PEOPLE - 1} deliveries included; "
        f"{100 * found['idle']:.0f} % of one for streams that are silent\n"
        f"  pages a second: {found['pages alone']:.0f} without streams, {found['pages beside']:.0f} beside them, "
        f"{found['pages beside writers']:.0f} beside them and the tags\n"
        f"  memory: {found['memory alone']:.0f} MB without streams, {found['memory beside']:.0f} MB with them, "
        f"{found['memory after']:.0f} MB after the tags: "
        f"{1000 * (found['memory beside'] - found['memory alone']) / found['streams']:.0f} kB a stream\n"
        f"  cut off {found['reconnects']} times while {WRITERS} wrote {SENTENCES} tags: "
        f"{found['lost when cut off']} lost\n"
        f"  load of the machine meanwhile: {found['load']}",
        flush=True,
    )


@dataclass
class Seat:
    """One person of a session with the article open, and when which sentence came first."""

    session: int
    address: str
    path: str
    cookies: str
    came: dict[int, float] = field(default_factory=dict)


@dataclass
class Measurement:
    """What is taken down of the tags: who wrote which sentence, when they were answered, and how long that took."""

    written: list[tuple[Seat, int, float]] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


def measure(path: Path) -> None:
    """Prepare the database, serve it, measure, write."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    seats, cut_off = prepared()
    connections.close_all()
    environ = {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    from tests.streams import run  # noqa: PLC0415

    with granian("warreader.asgi:application", environ=environ) as port:
        found = run(played(port, seats, cut_off))
    path.write_text(json.dumps(found | {"load": " ".join(f"{load:.1f}" for load in os.getloadavg())}))


def prepared() -> tuple[list[Seat], dict[str, Any]]:
    """Make the sessions; return everybody's seat, and what the listener who is cut off needs."""
    from tests.factories import hold_session, make_article, make_desk, make_member, place_of  # noqa: PLC0415
    from tests.streams import cookies_of  # noqa: PLC0415
    from warreader.live import cursor_of  # noqa: PLC0415

    seats = []
    for number in range(SESSIONS):
        desk = make_desk(f"Desk {number}")
        article = make_article(desk.editor, length=LENGTH)
        people = [make_member(desk.team) for _ in range(PEOPLE)]
        session = hold_session(desk.editor, *people, articles=[article], mode="open")
        for person in people:
            place = place_of(person, article, session)
            stream = f"{place.url('live')}?since={cursor_of(place)}"
            seats.append(Seat(number, place.url(), stream, cookies_of(person)))
    desk = make_desk("Cut off")
    place = place_of(desk.viewer, make_article(desk.editor, length=SENTENCES))
    return seats, {
        "address": place.url(),
        "path": f"{place.url('live')}?since={cursor_of(place)}",
        "listener": cookies_of(desk.viewer),
        "writers": [cookies_of(make_member(desk.team)) for _ in range(WRITERS)],
    }


async def played(port: int, seats: list[Seat], cut_off: dict[str, Any]) -> dict[str, Any]:
    """Measure, one thing after the other."""
    from tests.streams import Stream, cut_off_while_others_write  # noqa: PLC0415

    pages = pages_of(port, seats)
    await asyncio.to_thread(pages)  # warm
    found: dict[str, Any] = {"pages alone": await asyncio.to_thread(pages), "memory alone": memory(port)}
    listener = Stream(port, cut_off["path"], cut_off["listener"])
    heard = await cut_off_while_others_write(
        port, cut_off["address"], listener, cut_off["writers"], sentences=SENTENCES, reconnects=RECONNECTS
    )
    found |= {"lost when cut off": len(heard.lost), "reconnects": heard.reconnects, "memory alone": memory(port)}
    listening = [asyncio.create_task(listen(port, seat)) for seat in seats]
    await asyncio.sleep(5)
    found |= {"memory beside": memory(port), "streams": len(listening)}
    found["pages beside"] = await asyncio.to_thread(pages)
    before = processor(port)
    await asyncio.sleep(IDLE_SECONDS)
    found["idle"] = (processor(port) - before) / IDLE_SECONDS
    began, before = time.monotonic(), processor(port)
    taken = await write(port, seats, count=RATE * SECONDS)
    found |= {"seconds": time.monotonic() - began, "tags": len(taken.written), "took": taken.took}
    found["latencies"], found["lost"] = await came(seats, taken)
    found |= {"processor": processor(port) - before, "memory after": memory(port)}
    writing = asyncio.create_task(write(port, seats, count=RATE * 8, first=RATE * SECONDS))
    found["pages beside writers"] = await asyncio.to_thread(pages)
    await writing
    if any(task.done() for task in listening):
        raise RuntimeError("A stream has ended.")
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return found


async def listen(port: int, seat: Seat) -> None:
    """Take down when each sentence comes to a seat."""
    from tests.streams import Stream  # noqa: PLC0415

    stream = await Stream(port, seat.path, seat.cookies).open()
    async for message in stream.messages():
        now = time.perf_counter()
        for ordinal in message.ordinals:
            seat.came.setdefault(ordinal, now)


async def write(port: int, seats: list[Seat], *, count: int, first: int = 0) -> Measurement:
    """Write tags at the rate, each of a sentence that its writer has not judged; the first 400 of one nobody has."""
    from tests.streams import Poster  # noqa: PLC0415

    posters = [Poster(port, seat.cookies) for seat in seats]
    taken = Measurement()

    async def tag(number: int) -> None:
        session, turn = number % SESSIONS, number // SESSIONS
        index = session * PEOPLE + (turn + turn // LENGTH) % PEOPLE
        ordinal = 1 + turn % LENGTH
        began = time.perf_counter()
        await posters[index].tag(seats[index].address, ordinal)
        taken.written.append((seats[index], ordinal, time.perf_counter()))
        taken.took.append(time.perf_counter() - began)

    tasks = []
    for number in range(first, first + count):
        tasks.append(asyncio.create_task(tag(number)))
        await asyncio.sleep(1 / RATE)
    await asyncio.gather(*tasks)
    return taken


async def came(seats: list[Seat], taken: Measurement) -> tuple[list[float], int]:
    """Return how late each tag came to each of the others, in seconds from its writer's answer, and how many did not.

    What came before the answer took no time.
    """
    others = [
        (seat, ordinal, answered)
        for writer, ordinal, answered in taken.written
        for seat in seats
        if seat.session == writer.session and seat is not writer
    ]
    deadline = time.monotonic() + LATE_SECONDS
    while any(ordinal not in seat.came for seat, ordinal, _ in others) and time.monotonic() < deadline:
        await asyncio.sleep(0.2)
    late = [max(0.0, seat.came[ordinal] - answered) for seat, ordinal, answered in others if ordinal in seat.came]
    return late, len(others) - len(late)


def pages_of(port: int, seats: list[Seat]) -> Callable[[], float]:
    """Return a function that has some people load reading pages, and returns how many a second they got."""

    def load() -> float:
        # New connections: the server closes those that say nothing for half a minute.
        clients = [Client(port, {"Cookie": seat.cookies, "Accept-Encoding": "gzip"}) for seat in seats[:READERS]]
        works = [partial(client.get, seat.address) for client, seat in zip(clients, seats, strict=False)]
        return timed(works, PAGES).per_second

    return load


def memory(port: int) -> float:
    """Return what the server's processes keep in memory, in MB."""
    return sum(process.memory_info().rss for process in servers(port)) / 1e6


def processor(port: int) -> float:
    """Return the processor time that the server has taken, in seconds."""
    times = [process.cpu_times() for process in servers(port)]
    return float(sum(one.user + one.system for one in times))


def servers(port: int) -> list[Any]:
    """Return the server's processes."""
    import psutil  # noqa: PLC0415

    first = next(child for child in psutil.Process().children() if str(port) in child.cmdline())
    return [first, *first.children(recursive=True)]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
    else:
        main()
