"""The five seeds, sentence by sentence: gold/*.txt holds a kind, a paragraph and the words a line."""

import pytest

from tests.text.support import HERE, SEEDS, assert_whole, read
from warreader.text import Kind, sentences, title

TITLES = [
    "Panicked Russian Troops Caught on Video in Funniest Moment of Putin’s Ukraine War",
    "Russians Flee without Fight from Biggest Ukraine War Conquest as Putin Loses 80,000 Men",
    "Furious Russian soldier runs over commander with tank after heavy troop losses",
    "This is how Russian soldiers escaped from the Ukrainian counteroffensive",
    "Footage from the war in Ukraine has shown the moment a tank struck Russian…",
]


def gold(number: int) -> list[tuple[str, ...]]:
    lines = read(HERE / "gold" / f"{number:03}.txt").splitlines()
    return [tuple(line.split("\t", 2)) for line in lines if line and not line.startswith("#")]


def test_there_are_five_seeds():
    assert len(SEEDS) == 5


@pytest.mark.parametrize("number", range(5))
def test_a_seed_splits_as_its_gold_says(number):
    text = read(SEEDS[number])
    spans = sentences(text)
    assert [(str(s.kind), str(s.paragraph), text[s.start : s.end]) for s in spans] == gold(number)


@pytest.mark.parametrize("number", range(5))
def test_a_seed_splits_the_same_with_crlf_and_without_its_language(number):
    text = read(SEEDS[number])
    windows = text.replace("\n", "\r\n")
    spans = sentences(windows, "en")
    assert_whole(windows, spans)
    assert [(s.kind, windows[s.start : s.end]) for s in spans] == [
        (s.kind, text[s.start : s.end]) for s in sentences(text)
    ]


@pytest.mark.parametrize("number", range(5))
def test_a_seed_has_the_title_a_reader_would_give_it(number):
    text = read(SEEDS[number])
    assert title(text, sentences(text)) == TITLES[number]


def test_the_gold_uses_every_kind():
    assert {row[0] for number in range(5) for row in gold(number)} == set(Kind)
