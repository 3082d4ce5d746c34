"""How fast sentences are found, beside sentencex alone in the same run.

Run with ``python -m tests.benchmarks.segmenter``. Times are of this process's processor, the best of
three; a MB is a million bytes of UTF-8.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import sentencex

from warreader.text import sentences

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
NEWS = {
    "en": "The 72nd Brigade repelled 12 attacks near Pokrovsk on Feb. 24, the General Staff said late on Friday. "
    "“The situation is difficult. But we’re holding,” Lt. Gen. Ivan Koval told reporters in Kyiv.\n\n",
    "uk": "Сили оборони відбили 120 атак на Покровському напрямку, повідомив Генштаб у п’ятницю ввечері. "
    "«Ситуація складна. Але ми тримаємось», — сказав речник ген. І. Коваль журналістам у Дніпрі.\n\n",
    "de": "Die 72. Brigade wies am 24. Februar nach eigenen Angaben zwölf Angriffe im Raum Pokrowsk ab. "
    "„Die Lage ist schwierig. Aber wir halten stand“, sagte Gen. Müller vor Journalisten in Kiew.\n\n",
    "ar": "صدت القوات الأوكرانية اثني عشر هجوما في محيط المدينة، وفقا لهيئة الأركان العامة يوم الجمعة. "
    "«الوضع صعب. لكننا صامدون»، قال المتحدث د. علي حسن للصحفيين في العاصمة.\n\n",
    "zh": "乌克兰总参谋部周五晚间表示，部队在波克罗夫斯克方向击退了俄军一百二十次进攻，双方均有重大伤亡。"
    "发言人在基辅对记者说：“局势很困难。但我们坚持住了，防线没有被突破。”\n\n",
}

PLACES = ("Kharkiv and Sumy", "Photo of Lviv", "At 10:30 a.m., Odesa.", "Row", "The Battle of Kherson:")


def main() -> None:
    """Print a line per text: its size, our speed, sentencex's, and the ratio."""
    _line("text", "MB", "MB/s", "floor MB/s", "ratio")
    for name, code, text in texts():
        size = len(text.encode()) / 1e6
        ours = _seconds(partial(sentences, text, code))
        floor = _seconds(partial(sentencex.get_sentence_boundaries, code, text))
        _line(name, f"{size:.2f}", f"{size / ours:.2f}", f"{size / floor:.2f}", f"{ours / floor:.1f}")


def texts() -> list[tuple[str, str, str]]:
    """Names, languages and texts: ordinary ones of two sizes, one line of a megabyte, hard ones."""
    seeds = "\n\n".join(path.read_bytes().decode() for path in SEEDS)
    found = [("seeds", "en", seeds), ("seeds ×60", "en", "\n\n".join([seeds] * 60))]
    found += [(f"news {code}", code, text * (1_000_000 // len(text.encode()))) for code, text in NEWS.items()]
    found.append(("all languages", "en", "".join(text * 1_000 for text in NEWS.values())))
    found.append(("one line of 1 MB", "en", " ".join((seeds * 60).split())[:1_000_000]))
    found += [(f"20,000 × {mark}", "en", mark * 20_000) for mark in "“«\"'(「"]
    found.append(("20,000 × “A. ", "en", "“A. " * 20_000))
    found.append(("short lines", "en", "Ab cd\n" * 20_000))
    found.append(("a dense page", "en", "".join(f"{place} {row}\n" for row in range(4_000) for place in PLACES)))
    return found


def _seconds(run: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        run()
        best = min(best, time.process_time() - begun)
    return max(best, 1e-9)


def _line(*cells: str) -> None:
    sys.stdout.write(f"{cells[0]:<20}" + "".join(f"{cell:>12}" for cell in cells[1:]) + "\n")


if __name__ == "__main__":
    main()
