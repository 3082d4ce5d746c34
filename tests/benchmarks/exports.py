"""Files of 10,000 annotations, and readers as slow as they can be: ``python -m tests.benchmarks.exports``.

Twenty people have judged all of 500 sentences, a third with evidence. For each format: what it takes to read and write
the article, in ms of this process's processor, what ``json.dumps`` takes for the data of the same file (of a page, the
JSON-LD in it; of a UIMA CAS, its JSON; where there is none, the article's ``json``), and its speed as a share of that,
which is to be a tenth at least. Then the most memory that a zip of 5 and of 50 articles takes in each row format, in kB
as Python counts it, without what waits to be collected, and how many bytes of each article stay until the zip is done:
its entries in the zip's directory and in the manifest. Then, from the real server, pages a second and their latencies:
alone, and beside 40 clients that have asked for the large file and take a byte of it every other second. On an
SQLite of its own, in a folder that goes with it.
"""

import csv
import gc
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random
from threading import Event
from typing import Any, NamedTuple
from unittest import mock
from urllib.parse import urlencode

from tests.servers import ROOT, granian

from .carrying import judge_all
from .clients import Client, measure

PEOPLE, LENGTH = 20, 500
FEW, MANY = 5, 50
ROW_FORMATS = ("json", "csv", "jsonl", "doccano")
READERS = 40
#: for all of them to have their first byte, in seconds; nothing of this benchmark goes on for longer
MOST_SECONDS = 240
CSRF = "b" * 32


def main() -> None:
    """Prepare the database and the data, export, serve, print."""
    with tempfile.TemporaryDirectory(prefix="warreader-benchmark-") as folder:
        os.environ.pop("WARREADER_DATABASE_URL", None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "warreader.settings", "WARREADER_DATA": folder}
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, check=True, timeout=120)
        run()


def run() -> None:
    """Load the work, and measure one thing after the other."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from tests.factories import make_article, make_desk, make_member, place_of  # noqa: PLC0415

    desk, random = make_desk(), Random(1)
    people = [make_member(desk.team) for _number in range(PEOPLE)]
    lines = [
        f"On day {n} the column, “none of them ours”, was seen {random.random()} from here." for n in range(LENGTH)
    ]
    large = make_article(desk.editor, *lines)
    judge_all(place_of(desk.editor, large), people, random)
    small = [make_article(desk.editor, length=40) for _number in range(MANY)]
    for article in small:
        judge_all(place_of(desk.editor, article), people[:2], random)
    speeds(place_of(desk.viewer, large))
    memory(desk.viewer, [article.public_id for article in small])
    headers = headers_of(desk.viewer)
    connections.close_all()
    with granian("warreader.asgi:application") as port:
        slow_readers(port, f"/articles/{large.public_id}/", f"/articles/{small[0].public_id}/", headers)


def speeds(place: Any) -> None:
    """Print what each format takes beside ``json.dumps``."""
    from warreader.exports import FORMATS, Options, TooMuch, read  # noqa: PLC0415
    from warreader.server import spare_collector  # noqa: PLC0415

    spare_collector()
    options = Options(notes=True)
    reading = took(lambda: read(place, options))
    document = read(place, options)
    print(f"reading the article: {reading:.0f} ms\n{'format':16}{'kB':>8}{'ms':>8}{'dumps':>8}{'share':>8}")
    parsed = json.loads(b"".join(FORMATS["json"].write(document)))
    for name, one in FORMATS.items():
        try:
            content = b"".join(one.write(document))
        except TooMuch:
            print(f"{name:16}{'too much for it':>24}")
            continue
        exporting = reading + took(lambda one=one: b"".join(one.write(document)))  # type: ignore[misc]
        data = held(name, content, parsed)
        dumping = took(lambda data=data: json.dumps(data))  # type: ignore[misc]
        print(f"{name:16}{len(content) / 1000:8.0f}{exporting:8.0f}{dumping:8.0f}{dumping / exporting:8.2f}")


def held(name: str, content: bytes, parsed: object) -> object:
    """Return the data of a file; where it has none that ``json`` reads, that of the article's ``json``."""
    if name == "html":
        content = content.partition(b'<script type="application/ld+json">')[2].partition(b"</script>")[0]
    if name == "cas":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read(next(one for one in archive.namelist() if one.endswith(".json")))
    if name in {"json", "jsonld", "labelstudio", "html", "cas"}:
        return json.loads(content)
    if name in {"jsonl", "jsonl-offsets", "doccano"}:
        return [json.loads(line) for line in content.decode().removesuffix("\n").split("\n")]
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""))) if name == "csv" else parsed


def took(work: Callable[[], object]) -> float:
    """Return the least of three times, in ms of the processor."""
    times = []
    for _number in range(3):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return 1000 * min(times)


def memory(member: Any, articles: list[Any]) -> None:
    """Print the most memory that a zip of few and of many articles takes, and what of each article stays."""
    print(f"\n{'zip of':16}{FEW:>8}{MANY:>8} articles, kB at most{'bytes that stay of each':>26}")
    for name in ROW_FORMATS:
        packed(member, articles[:FEW], name)
        few, many = packed(member, articles[:FEW], name), packed(member, articles, name)
        stay = (many.staying - few.staying) / (MANY - FEW)
        print(f"{name:16}{few.peak / 1000:8.0f}{many.peak / 1000:8.0f}{stay:46.0f}", flush=True)


class Memory(NamedTuple):
    """What packing a zip takes beyond what there was, in bytes."""

    #: when the last article is in
    staying: int
    peak: int


def packed(member: Any, articles: list[Any], name: str) -> Memory:
    """Return what packing a zip of articles takes."""
    from warreader.actions import bundles  # noqa: PLC0415
    from warreader.exports import Options  # noqa: PLC0415
    from warreader.exports.bundle import Order  # noqa: PLC0415
    from warreader.models import AnnotationSession  # noqa: PLC0415

    room = AnnotationSession.objects.get(team=member.team_id, standing=True)
    order = Order(member.user, member.team, room, lambda: articles, (name,), Options())
    # What of the zip stays in memory while it is small is no part of this.
    bundles.IN_MEMORY = 1  # type: ignore[attr-defined]
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    with measured() as staying:
        bundles.build_bundle(order, within_limits=True).file.close()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Memory(staying[-1] - before, peak - before)


@contextmanager
def measured() -> Iterator[list[int]]:
    """Give what is in memory, in bytes, after each article of a bundle, without what only waits to be collected."""
    from warreader.exports.bundle import Sack  # noqa: PLC0415

    found: list[int] = []

    def add(sack: Sack, number: int, place: Any) -> None:
        adding(sack, number, place)
        gc.collect()
        found.append(tracemalloc.get_traced_memory()[0])

    adding = Sack.add
    with mock.patch.object(Sack, "add", add):
        yield found


def headers_of(member: Any) -> dict[str, str]:
    """Return the headers of somebody who has signed in."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client as DjangoClient  # noqa: PLC0415

    client = DjangoClient()
    client.force_login(member.user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return {"Cookie": f"{cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF}


def slow_readers(port: int, large: str, page: str, headers: dict[str, str]) -> None:
    """Print how a page is answered alone, and beside clients that take a large file as slowly as they can."""

    def ask() -> None:
        found = measure([lambda: reader.get(page)], 60)
        print(f"{said:34}{found.per_second:8.0f}{found.p50:8.0f}{found.p95:8.0f}")

    reader, said = Client(port, headers), "a page, alone"
    print(f"\n{'':34}{'per s':>8}{'p50 ms':>8}{'p95 ms':>8}")
    ask()
    began = time.perf_counter()
    with stalled(port, f"{large}exports/", headers) as number:
        print(f"{number} of {READERS} have begun to read after {time.perf_counter() - began:.0f} s")
        said = "beside them"
        ask()


@contextmanager
def stalled(port: int, path: str, headers: dict[str, str]) -> Iterator[int]:
    """Have clients ask for a file, and take a byte of it every other second; gives how many have begun."""
    over = Event()
    with ThreadPoolExecutor(READERS) as pool:
        sockets = [socket.socket() for _number in range(READERS)]
        try:
            begun = list(pool.map(lambda one: begin(one, port, path, headers), sockets))
            for one in sockets:
                pool.submit(trickle, one, over)
            yield sum(begun)
        finally:
            over.set()
            for one in sockets:
                one.close()


def begin(client: socket.socket, port: int, path: str, headers: dict[str, str]) -> bool:
    """Ask for the file, and wait for the beginning of an answer that has it."""
    # Before connecting: hardly anything is taken that is not read.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(MOST_SECONDS)
    client.connect(("127.0.0.1", port))
    body = urlencode({"format": "json", "whose": "team", "evidence": "on", "names": "on"})
    lines: Iterable[str] = (f"{name}: {value}\r\n" for name, value in headers.items())
    form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    client.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{''.join(lines)}{form}\r\n{body}".encode())
    return client.recv(12) == b"HTTP/1.1 200"


def trickle(client: socket.socket, over: Event) -> None:
    """Take a byte every other second until it is over."""
    while not over.wait(2):
        try:
            client.recv(1)
        except OSError:
            return


if __name__ == "__main__":
    main()
