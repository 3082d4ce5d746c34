"""What texts have in common, and what they are found by."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warreader.text import sentences
from warreader.text.anchoring import Fit
from warreader.text.near import are_copies, containment, echo, pairs, resemblance, sample, shingles

LONG = [f"Sentence {number} tells of town {number * 7} and of bridge {number * 13}." for number in range(200)]
OTHER = [f"Report {number} is about weather, grain and {number * 17} ships at sea today." for number in range(60)]


def test_a_sentence_echoes_whatever_its_case_punctuation_and_letters():
    assert echo("“The café in Kyiv was hit,” he said.") == echo("THE CAFE\u0301 in Kyiv was hit he said") is not None
    assert echo("The café in Kyiv was hit, she said.") != echo("The café in Kyiv was hit, he said.")
    assert 0 <= (echo("The mayor left the town on Monday.") or -1) < 2**63


@pytest.mark.parametrize("short", ["", "Read also:", "He did not say more.", "他没有说更多。", "***"])
def test_a_sentence_of_few_words_has_no_echo(short):
    assert echo(short) is None or len(short.split()) >= 5


def test_hashes_are_the_same_in_another_process():
    code = (
        "from warreader.text.near import echo, shingles;"
        "print(echo('a b c d e f'), *sorted(shingles(['a b c d e f'])))"
    )
    env = os.environ | {"PYTHONHASHSEED": "7"}
    found = subprocess.check_output([sys.executable, "-c", code], env=env, cwd=Path(__file__).parents[2], text=True)
    assert found.split() == [str(echo("a b c d e f")), *map(str, sorted(shingles(["a b c d e f"])))]
    assert echo("a b c d e f") == KNOWN_ECHO


KNOWN_ECHO = 4260128241877288636


def test_shingles_are_rows_of_seven_words_across_sentences():
    assert len(shingles(["One two three four.", "Five six seven eight!"])) == 2
    assert shingles(["One two three.", "Four five six seven!"]) == shingles(["ONE — two, three four five six seven"])
    assert len(shingles(["一二三四五六七八九十甲乙丙"])) == 2
    assert len(shingles(["Hello"])) == 1
    assert shingles(["…", ""]) == frozenset()


def test_copies_have_much_of_the_shorter_text_in_common():
    whole = shingles(LONG)
    assert are_copies(whole, shingles(LONG[20:60]))
    assert not are_copies(whole, shingles([*LONG[:3], *(f"{line} Not so." for line in OTHER)]))
    assert not are_copies(shingles(LONG[:1]), shingles(LONG[:1]))
    assert not are_copies(frozenset(), frozenset())


def test_measures_are_broders():
    assert resemblance({1, 2, 3}, {2, 3, 4}) == 0.5
    assert containment({1, 2}, {1, 2, 3, 4}) == 1
    assert containment({1, 2, 3, 4}, {1, 2}) == 0.5
    assert resemblance(set(), set()) == containment(set(), {1}) == 0


def test_a_part_is_found_by_what_the_whole_is_found_by():
    whole, part = sample(shingles(LONG)), sample(shingles(LONG[40:120]))
    assert len(whole) < len(shingles(LONG)) / 8
    assert len(part & whole) > 5


@given(st.lists(st.text(max_size=40), max_size=8))
def test_any_text_has_a_sample_of_its_own_shingles(lines):
    every = shingles(lines)
    kept = sample(every)
    assert kept <= every
    assert len(kept) >= min(12, len(every))
    assert all(0 <= value < 2**63 for value in every)


def test_sentences_are_paired_with_how_alike_they_are():
    one = "The mayor left the town on Monday. Two bridges were destroyed overnight. Bread is dear."
    other = "Two bridges were destroyed overnight. Nothing else is known so far. The mayor fled the town on Monday."
    found = pairs(one, sentences(one), other, sentences(other))
    assert [(pair.one, pair.other, pair.fit) for pair in found] == [(0, 2, Fit.CHANGED), (1, 0, Fit.SAME)]
    assert found[1].alike == 1 > found[0].alike > 0.8
