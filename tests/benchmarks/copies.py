"""Copies in a library: how many are found, how many wrongly, and what a new report costs.

Run with ``python -m tests.benchmarks.copies [reports] [reports stored at once]``; 10,000 and 20 without. The library is
that of ``tests/copies.py``. Precision is the share of all pairs that were found which are of one source; recall the
share of all copies that were found to be a copy of their source, or of another copy of it. Times are of this process's
processor, per report, of the last thousand. On an SQLite of its own; it talks to no network.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from typing import Any
from uuid import uuid4


def main() -> None:
    """Prepare the database, store the reports, print."""
    size, at_once = [*map(int, sys.argv[1:]), 10_000, 20][:2] if len(sys.argv) != 2 else (int(sys.argv[1]), 20)
    with tempfile.TemporaryDirectory(prefix="warreader-benchmark-") as folder:
        os.environ.pop("WARREADER_DATABASE_URL", None)
        os.environ.update({"DJANGO_SETTINGS_MODULE": "warreader.settings", "WARREADER_DATA": folder})
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        measure(size, at_once)


def measure(size: int, at_once: int) -> None:
    """Store the reports, so many at once, and print what was found."""
    from tests.copies import library  # noqa: PLC0415
    from tests.factories import make_desk  # noqa: PLC0415
    from warreader.actions import near, storing  # noqa: PLC0415
    from warreader.actions.history import recording  # noqa: PLC0415

    member = make_desk().editor
    spent: list[float] = []
    index = near.index_texts

    def timed(texts: Any) -> None:
        started = time.thread_time()
        index(texts)
        spent.append(time.thread_time() - started)

    setattr(storing, "index_texts", timed)  # noqa: B010
    reports = list(library(size))
    sources: dict[int, int] = {}
    storing_time = []
    for first in range(0, size, at_once):
        part = reports[first : first + at_once]
        started = time.thread_time()
        with recording(actor=member, action=uuid4()) as history:
            articles = storing.store(
                history, [entry_of(member, report, first + at) for at, report in enumerate(part)]
            )
        storing_time.append(time.thread_time() - started)
        sources |= {article.revision_id or 0: report.source for article, report in zip(articles, part, strict=True)}
    last = max(1, 1_000 // at_once)
    print_found(reports, sources)
    print(f"finding copies: {1_000 * sum(spent[-last:]) / (last * at_once):.2f} ms a report")
    print(f"storing in all: {1_000 * sum(storing_time[-last:]) / (last * at_once):.2f} ms a report")


def entry_of(member: Any, report: Any, number: int) -> Any:
    """A report as it is stored."""
    from warreader.actions.captures import capture_of_draft  # noqa: PLC0415
    from warreader.actions.storing import Details, Entry  # noqa: PLC0415
    from warreader.importers import Draft  # noqa: PLC0415

    text, spans = report.page.made()
    text += f"\n\n{number}"
    draft = Draft(text.encode(), "text/plain", "text", text, "en", f"Report {number}", tuple(spans))
    return Entry(draft, Details(title=draft.title), capture_of_draft(member, draft))


def print_found(reports: Any, sources: dict[int, int]) -> None:
    """Print precision, and recall for every way that copies are made."""
    from warreader.models import NearDuplicate, Shingle  # noqa: PLC0415

    pairs = list(NearDuplicate.objects.values_list("one_id", "other_id", "containment"))
    right = [pair for pair in pairs if sources[pair[0]] == sources[pair[1]]]
    linked = {one for one, _, _ in right}
    by_number = dict(enumerate(sources))
    copies: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for number, report in enumerate(reports):
        if report.how != "new":
            for way in [*report.how.split(" and "), "all"]:
                copies[way] += 1
                found[way] += by_number[number] in linked
    print(f"pairs {len(pairs):,}, of one source {len(right):,}: precision {len(right) / max(1, len(pairs)):.3f}")
    for way, count in sorted(copies.items()):
        print(f"{way:16}{count:8,} copies, found {found[way] / count:.3f}")
    print(f"kept shingles a report: {Shingle.objects.count() / len(reports):.1f}")


if __name__ == "__main__":
    main()
