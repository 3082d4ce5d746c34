"""How fast reports come in, beside the floor of raw inserts in the same run, and in how much memory.

Run with ``python -m tests.benchmarks.imports``; on SQLite, in a folder that goes away. Reports have 40 sentences, and
no two have one in common. The floor is the very rows that the first import has made, put into another database of the
same kind by the bare driver, as many reports in a transaction.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import django
import psutil

from tests.servers import ROOT
from warreader.importers import read
from warreader.importers.sources import Item, Sources

SENTENCES, PARAGRAPHS, BATCH = 40, 10, 25
#: reports whose reading is timed by itself
READ = 50
WORDS = (
    "the ministry said that several vehicles were seen near a town at dawn while officials in Kyiv denied reports of "
    "losses among troops deployed along northern front line and residents described shelling which lasted two hours"
).split()
OF_REVISIONS = "revision_id IN (SELECT id FROM warreader_revision WHERE article_id BETWEEN ? AND ?)"
#: the rows of reports, by the numbers of the first and the last article
TABLES = {
    "warreader_capture": "id IN (SELECT capture_id FROM warreader_revision WHERE article_id BETWEEN ? AND ?)",
    "warreader_article": "id BETWEEN ? AND ?",
    "warreader_revision": "article_id BETWEEN ? AND ?",
    "warreader_sentence": OF_REVISIONS,
    "warreader_shingle": OF_REVISIONS,
    "warreader_event": "article_id BETWEEN ? AND ?",
    "warreader_article_words": "rowid BETWEEN ? AND ?",
}
MAKE_TEAM = """
from warreader.actions.teams import create_team
from warreader.models import User
create_team(name="Desk", owner=User.objects.create_user("owner"))
"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="warreader-benchmark-") as name:
        folder = Path(name)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "warreader.settings", "WARREADER_DATA": name}
        os.environ.pop("WARREADER_DATABASE_URL", None)
        django.setup()
        manage("migrate", "--verbosity", "0")
        manage("shell", "--verbosity", "0", "--command", MAKE_TEAM)
        database = folder / "warreader.sqlite3"
        (folder / "floor.sqlite3").write_bytes(database.read_bytes())
        text = speed("JSON lines", lines(folder / "text.jsonl", 1_000), 1_000)
        floor = raw(database, folder / "floor.sqlite3")
        print(
            f"{'floor: the same rows':24}{floor:8.0f} a second; JSON lines reach {text / floor:.2f} of it", flush=True
        )
        speed("web pages", pages(folder / "pages", 500), 500)
        for count in (1_000, 5_000):
            run = bring_in(lines(folder / f"{count}.jsonl", count))
            print(f"{'memory':24}{run.memory:8.0f} MB for {count:,} reports", flush=True)


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the command has taken: seconds, seconds of its own process, and at most so many MB."""

    seconds: float
    processor: float
    memory: float


def speed(title: str, path: Path, count: int) -> float:
    """Print how many reports come in a second, the start of the command aside; return it."""
    start = bring_in(lines(path.with_name(f"one of {path.name}.jsonl"), 1))
    run = bring_in(path)
    found = count / (run.seconds - start.seconds)
    storing, reading = (run.processor - start.processor) / count, processor_of_reading(path)
    print(
        f"{title:24}{found:8.0f} a second; processor time of each: {reading * 1e3:.1f} ms reading, "
        f"{storing * 1e3:.1f} ms storing; the command starts in {start.seconds:.1f} s",
        flush=True,
    )
    return found


def processor_of_reading(path: Path) -> float:
    """Return the seconds of processor time that reading a report takes, in this process."""
    items = [one for one in islice(Sources([str(path)]), READ) if isinstance(one, Item)]
    read(items[0].readable)
    begun = time.process_time()
    for item in items:
        read(item.readable)
    return (time.process_time() - begun) / len(items)


def lines(path: Path, count: int) -> Path:
    """Write reports as JSON lines."""
    with path.open("w") as file:
        for number in range(count):
            row = {"text": report(path.name, number), "url": f"https://example.org/{path.name}/{number}"}
            file.write(json.dumps(row) + "\n")
    return path


def pages(folder: Path, count: int) -> Path:
    """Write reports as web pages, each with as much around it as pages have."""
    folder.mkdir()
    links = "".join(f'<li><a href="/{number}">Story {number} of the day</a></li>' for number in range(60))
    for number in range(count):
        title, *paragraphs = report(folder.name, number).split("\n\n")
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        (folder / f"{number}.html").write_text(
            f"<!doctype html><html lang=en><head><title>{title}</title></head><body><nav><ul>{links}</ul></nav>"
            f"<article><h1>{title}</h1>{body}</article><footer><ul>{links}</ul></footer></body></html>"
        )
    return folder


def report(name: str, number: int) -> str:
    """Return a text of forty sentences; the same for the same name and number."""
    chance = random.Random(f"{name} {number}")
    words = [" ".join(chance.choices(WORDS, k=chance.randint(8, 26))) for _ in range(SENTENCES)]
    sentences = [f"{one[0].upper()}{one[1:]}." for one in words]
    each = SENTENCES // PARAGRAPHS
    paragraphs = [" ".join(sentences[start : start + each]) for start in range(0, SENTENCES, each)]
    return "\n\n".join([f"Report {number} of {name}", *paragraphs])


def bring_in(path: Path) -> Run:
    """Run the command; its memory is without the database's pages."""
    options = ["--team", "Desk", "--as", "owner", "--quiet"]
    begun = time.monotonic()
    process = psutil.Popen([sys.executable, "manage.py", "import_articles", str(path), *options], cwd=ROOT)
    memory = processor = 0.0
    while process.poll() is None:
        with suppress(psutil.NoSuchProcess), process.oneshot():
            memory = max(memory, process.memory_info().rss - process.memory_info().shared)
            processor = process.cpu_times().user + process.cpu_times().system
        time.sleep(0.05)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, "import_articles")
    return Run(time.monotonic() - begun, processor, memory / 1e6)


def raw(source: Path, target: Path) -> float:
    """Put the rows of all reports into another database, by the bare driver; return how many reports a second."""
    rows = sqlite3.connect(source)
    (last,) = rows.execute("SELECT max(id) FROM warreader_article").fetchone()
    batches = [
        [(table, columns(rows, table), list(select(rows, table, where, first))) for table, where in TABLES.items()]
        for first in range(1, last + 1, BATCH)
    ]
    floor = sqlite3.connect(target, isolation_level=None)
    floor.execute("PRAGMA journal_mode = WAL")
    floor.execute("PRAGMA synchronous = NORMAL")
    begun = time.monotonic()
    for batch in batches:
        floor.execute("BEGIN IMMEDIATE")
        for table, names, found in batch:
            marks = ", ".join("?" * len(names))
            floor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", found)
        floor.execute("COMMIT")
    return float(last) / (time.monotonic() - begun)


def columns(rows: sqlite3.Connection, table: str) -> list[str]:
    """Return the names of a table's columns, quoted."""
    if table == "warreader_article_words":
        return ["rowid", "title", "text"]
    return [f'"{row[1]}"' for row in rows.execute(f"PRAGMA table_info({table})")]


def select(rows: sqlite3.Connection, table: str, where: str, first: int) -> sqlite3.Cursor:
    """Return the rows of a batch of reports."""
    names = ", ".join(columns(rows, table))
    return rows.execute(f"SELECT {names} FROM {table} WHERE {where}", (first, first + BATCH - 1))


def manage(*arguments: str) -> None:
    """Run a command of the app."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
