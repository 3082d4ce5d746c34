"""A made-up library: reports on one topic, and copies of them as outlets make them, with whose copy each is."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.text.edits import Line, Page, change_words, generated, sentence_of

LANGUAGES = ("en", "en", "en", "uk", "zh")
QUOTED = 200
SITES = 40


@dataclass(frozen=True)
class Report:
    """One report of the library."""

    page: Page
    #: the number of the report that it is a copy of; its own for one that is nobody's
    source: int
    #: how it was made, in words
    how: str


def library(size: int, seed: int = 1) -> Iterator[Report]:
    """So many reports, one in four a copy of an earlier one.

    Reports have 15 to 60 sentences, three of five of them prose, the rest set phrases with another place, day, figure
    or speaker. One in three quotes the same statement as others do; each has a sentence or two of one of forty sites,
    which nobody has told from it; one in ten is a bulletin of set phrases alone.
    """
    random = Random(seed)
    said = {language: [sentence_of(random, language) for _ in range(QUOTED)] for language in sorted({*LANGUAGES})}
    sites = [[sentence_of(random, "en") for _ in range(random.randint(1, 2))] for _ in range(SITES)]
    made: list[tuple[Page, int, str]] = []
    for number in range(size):
        if made and random.random() < 0.25:
            page, source, language = random.choice(made[-2_000:])
            page, how = _copied(random, page, language)
        else:
            language, source, how = random.choice(LANGUAGES), number, "new"
            page = _new(random, language, said[language])
        made.append((page, source, language))
        furnished = page.copy()
        furnished.paragraphs.append([Line(text) for text in random.choice(sites)])
        yield Report(furnished, source, how)


def _new(random: Random, language: str, said: list[str]) -> Page:
    if random.random() < 0.1:
        page = generated(random, random.randint(3, 12), language)
        page.paragraphs = [[Line(_phrase(random, language)) for _ in part] for part in page.paragraphs]
        return page
    page = generated(random, random.randint(15, 60), language)
    if random.random() < 0.33:
        page.paragraphs.insert(random.randrange(len(page.paragraphs)), [Line(random.choice(said))])
    return page


def _phrase(random: Random, language: str) -> str:
    return sentence_of(random, language, prosaic=0)


def _copied(random: Random, page: Page, language: str) -> tuple[Page, str]:
    """A copy as an outlet makes it, in one to three of the ways."""
    copy = page.copy()
    ways = random.sample(sorted(WAYS), random.randint(1, 3))
    for way in ways:
        WAYS[way](random, copy, language)
    return copy, " and ".join(sorted(ways))


def _cut(random: Random, page: Page, language: str) -> None:
    kept = max(1, round(len(page.paragraphs) * random.uniform(0.4, 0.8)))
    page.paragraphs = page.paragraphs[:kept]


def _headed(random: Random, page: Page, language: str) -> None:
    page.paragraphs[0] = [Line(sentence_of(random, language))]


def _reordered(random: Random, page: Page, language: str) -> None:
    random.shuffle(page.paragraphs)


def _edited(random: Random, page: Page, language: str) -> None:
    for _ in range(max(1, len(page.lines()) // random.choice([3, 5, 10]))):
        change_words(random, page)


def _local(random: Random, page: Page, language: str) -> None:
    more = max(1, round(len(page.lines()) * random.uniform(0.1, 0.3)))
    page.paragraphs.insert(0, [Line(sentence_of(random, language)) for _ in range(more)])
    page.paragraphs.append([Line(sentence_of(random, language)) for _ in range(more)])


WAYS = {"cut": _cut, "re-headlined": _headed, "reordered": _reordered, "edited": _edited, "local": _local}
