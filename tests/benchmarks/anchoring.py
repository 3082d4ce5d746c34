"""How many sentences are followed through a publisher's edits, how many wrongly, and how long it takes.

Run with ``python -m tests.benchmarks.anchoring``. Edits are typing errors, words and figures changed, sentences taken
out, put in, parted and united, and paragraphs moved; so many for each hundred sentences, on top of one another. Texts
are the seeds with sentences of the others put in, and made-up reports in five scripts, in which two sentences of five
are set phrases that differ in a place, a day or a figure. “unique” are sentences that survive and stand in their text
once; “wrong” is whatever was carried to other words that do not continue it, “elsewhere” what was carried to the same
words in another place.
"""

import time
from collections.abc import Callable
from random import Random

from tests.text.edits import ALL_EDITS, Page, Score, edited, generated, seeded
from warreader.text.anchoring import align

TEXTS = 1_000
EDITED = (5, 15, 30, 60)


def main() -> None:
    """Print a line for each kind of text and number of edits, then the times of long texts."""
    _line(
        "texts", "edits of 100", "unique", "carried", "repeated", "carried", "gone", "elsewhere", "wrong", "ms a text"
    )
    sources: dict[str, Callable[[Random], Page]] = {
        "seeds": seeded,
        "made up": lambda random: generated(random, random.randint(5, 80)),
    }
    for name, make in sources.items():
        for share in EDITED:
            _print(name, share, make)
    _line("sentences", "edits", "s")
    for edits in (250, 1_000, 5_000, 20_000):
        random = Random(edits)
        earlier = generated(random, 5_000)
        before, after = earlier.made(), edited(random, earlier, edits).made()
        started = time.process_time()
        align(*before, *after)
        _line("5,000", f"{edits:,}", f"{time.process_time() - started:.2f}")


def _print(name: str, share: int, make: Callable[[Random], Page]) -> None:
    score, spent = Score(), 0.0
    for seed in range(TEXTS):
        random = Random(f"{name} {share} {seed}")
        earlier = make(random)
        later = edited(random, earlier, max(1, len(earlier.lines()) * share // 100), ALL_EDITS)
        before, after = earlier.made(), later.made()
        started = time.process_time()
        alignment = align(*before, *after)
        spent += time.process_time() - started
        score.add_links(earlier, later, alignment.links)
    repeated = score.repeated_carried / max(1, score.repeated)
    counts = [f"{score.unique:,}", f"{score.share:.2%}", f"{score.repeated:,}", f"{repeated:.1%}"]
    counts += [f"{score.gone:,}", str(score.elsewhere), str(len(score.wrong))]
    _line(name, str(share), *counts, f"{1_000 * spent / TEXTS:.1f}")


def _line(*cells: str) -> None:
    print("".join(f"{cell:>13}" for cell in cells))


if __name__ == "__main__":
    main()
