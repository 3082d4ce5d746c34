"""``python -m tests.benchmarks``: tagging and the reading page beside a bare Django view, on both databases.

The floor is one view that inserts a row and one that returns a string, on the same server with the same settings,
in the same run: only the ratios can be compared with those of another day or machine.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.postgres import postgres
from tests.servers import ROOT

LIMIT_SECONDS = 600


def main() -> None:
    """Measure on SQLite and on PostgreSQL, and print both."""
    with tempfile.TemporaryDirectory(prefix="warreader-benchmark-") as folder:
        environ = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings", "WARREADER_DATA": folder}
        environ.pop("WARREADER_DATABASE_URL", None)
        run(["manage.py", "collectstatic", "--noinput", "--verbosity", "0"], environ)
        report("SQLite", measured(environ))
        with postgres(durable=True) as url:
            report("PostgreSQL", measured(environ | {"WARREADER_DATABASE_URL": url}))


def measured(environ: dict[str, str]) -> dict[str, Any]:
    """Return one run's figures."""
    path = Path(environ["WARREADER_DATA"]) / "measured.json"
    run(["-m", "tests.benchmarks.measure", str(path)], environ)
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def run(arguments: list[str], environ: dict[str, str]) -> None:
    """Run Python in bounded time; raises ``CalledProcessError`` where it fails."""
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environ, check=True, timeout=LIMIT_SECONDS)


def report(database: str, found: dict[str, Any]) -> None:
    """Print one database's figures, each beside its floor."""
    print(f"\n{database:34}{'p50 ms':>9}{'p95 ms':>9}{'per s':>9}")
    for name, title in (
        ("text 1", "floor: a static string"),
        ("page 1", "reading page, 300 sentences"),
        ("insert 1", "floor: one row, 1 client"),
        ("tag 1", "tag, 1 client"),
        ("insert 8", "floor: one row, 8 clients"),
        ("tag 8", "tag, 8 clients"),
    ):
        row = found[name]
        print(f"  {title:32}{row['p50']:9.2f}{row['p95']:9.2f}{row['per_second']:9.0f}")
    for clients in (1, 8):
        floor, tag = found[f"insert {clients}"], found[f"tag {clients}"]
        print(
            f"  {clients} client(s): a tag takes {tag['p50'] / floor['p50']:.2f} times the floor's p50, "
            f"{tag['p95'] / floor['p95']:.2f} times its p95; "
            f"throughput is {tag['per_second'] / floor['per_second']:.2f} of the floor's"
        )
    print(
        f"  reading page: {found['queries']} queries, {found['page bytes']:,} bytes gzipped "
        f"({found['page bytes unpacked']:,} unpacked); {found['page 1']['p50'] / found['text 1']['p50']:.0f} times "
        f"the floor's static view; answer to a tag: {found['tag bytes']:,} bytes",
        flush=True,
    )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(ROOT)))
    main()
