"""``python -m tests.fuzz``: damaged and hostile files through every importer, 10,000 by default.

Each is read or refused, in at most five seconds, which are longer where more processes run than there are processors;
what is read can be stored, and its sentences lie in it. Prints what became of them, the slowest, and those that failed,
which ``--case N`` tries again. Ends with 1 where one failed.
"""

import os
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.importers.mutations import case
from warreader.importers import Draft, Received, Unreadable, read_safely, unpack

MOST_SECONDS = 5.0
THREADS = 2
SLOWEST = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: the importers that read it, or why it was refused."""

    number: int
    seconds: float
    what: str
    problem: str = ""


def outcome(number: int) -> Outcome:
    """Try a case; once more where it took long, since the machine may have been busy."""
    first = _outcome(number)
    return _outcome(number) if first.problem else first


def _allowed() -> float:
    """Return how long a case may take as busy as the machine is."""
    return MOST_SECONDS * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _outcome(number: int) -> Outcome:
    received = case(number)
    start = time.monotonic()
    try:
        what, problem = ", ".join(sorted(set(_tried(received)))), ""
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        what, problem = "failed", f"{type(error).__name__}: {error}"
    seconds = time.monotonic() - start
    late = "" if seconds <= _allowed() else f"took {seconds:.1f} s"
    return Outcome(number, seconds, what, problem or late)


def _tried(received: Received) -> Iterator[str]:
    """Yield what became of each file in what was received; raises ``AssertionError`` for a draft that is wrong."""
    try:
        for one in unpack(received):
            yield _read(one)
    except Unreadable:
        yield "refused"


def _read(received: Received) -> str:
    try:
        draft = read_safely(received)
    except Unreadable:
        return "refused"
    refuse_wrong(draft)
    return draft.importer


def refuse_wrong(draft: Draft) -> None:
    """Raise ``AssertionError`` for a draft that could not be stored."""
    draft.text.encode()
    for words in (draft.title, draft.found.title, draft.found.author, draft.found.source, draft.found.url):
        words.encode()
        assert "\0" not in words
    assert not {"\0", "\r"} & set(draft.text)
    assert draft.sentences
    end = 0
    for sentence in draft.sentences:
        assert end <= sentence.start < sentence.end <= len(draft.text)
        end = sentence.end


def main(arguments: list[str]) -> int:
    """Run the cases; return an exit code."""
    parser = ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="how many (default: %(default)s)")
    parser.add_argument("--case", type=int, help="only this one")
    options = parser.parse_args(arguments)
    numbers = range(options.cases) if options.case is None else [options.case]
    start = time.monotonic()
    with ThreadPoolExecutor(THREADS) as threads:
        outcomes = list(threads.map(outcome, numbers))
    for what, count in Counter(one.what for one in outcomes).most_common():
        print(f"{count:7,}  {what}")
    slowest = sorted(outcomes, key=lambda one: one.seconds, reverse=True)[:SLOWEST]
    print("slowest:", ", ".join(f"case {one.number} {one.seconds:.2f} s ({one.what})" for one in slowest))
    print(f"{len(outcomes):,} cases in {time.monotonic() - start:.0f} s")
    failed = [one for one in outcomes if one.problem]
    for one in failed:
        print(f"FAILED case {one.number}: {one.problem}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
