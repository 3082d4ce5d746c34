"""Promises that hold for any text at all."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.support import SEEDS, assert_whole, read
from warreader.text import Kind, clean, quote, sentences, title

SPACES = [
    " ",
    "\n",
    "\r\n",
    "\t",
    "\v",
    "\f",
    "\x1c",
    "\x1f",
    "\x85",
    "\xa0",
    "\u1680",
    "\u2009",
    "\u2028",
    "\u2029",
    "\u202f",
    "\u3000",
]
MARKS = [*list(".!?…:;,。！？、।؟۔։“”„«»‹›‘’\"'()[]「」『』（）—–-•*|/"), "...", "?!", ".”", "».", "[1]"]
WORDS = [
    "a",
    "B",
    "1",
    "24",
    "Gen",
    "said",
    "The",
    "U.S",
    "Ж",
    "г",
    "د",
    "מ",
    "中",
    "の",
    "कहा",
    "1.",
    "Photo:",
    "Source link",
    "😀",
]
ODD = ["\ud800", "\udfff", "\0", "\u200b", "\u200f", "\u202e", "\u2066", "\ufeff", "\ufffd", "\u0301", "\U0010ffff"]
CODES = st.sampled_from([None, "en", "uk", "ru", "de", "tr", "ar", "he", "zh", "ja", "hi", "th", "zz"])

nasty = st.lists(st.sampled_from(SPACES + MARKS + WORDS + ODD), max_size=60).map("".join)


@given(st.text(st.characters(codec=None), max_size=200), CODES)
def test_any_text_splits_without_loss(text, code):
    assert_whole(text, sentences(text, code))


@settings(max_examples=500)
@given(nasty, CODES)
def test_a_text_of_marks_and_spaces_splits_without_loss(text, code):
    assert_whole(text, sentences(text, code))


@settings(deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(SEEDS))
def test_a_seed_with_its_lines_shuffled_splits_without_loss(random, path):
    lines = read(path).split("\n")
    random.shuffle(lines)
    text = "\n".join(lines)
    assert_whole(text, sentences(text, "en"))


@given(nasty)
def test_the_same_text_always_splits_the_same(text):
    assert sentences(text) == sentences(text)


@given(nasty)
def test_a_title_is_never_empty_and_never_wide(text):
    named = title(text, sentences(text))
    assert named
    assert named == " ".join(named.split())


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once_and_always_encodes(text):
    once = clean(text)
    assert clean(once) == once
    assert "\0" not in once
    assert "\r" not in once
    once.encode()


@given(nasty, st.data())
def test_a_quote_rebuilds_its_surroundings(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    parts = quote(text, start, end)
    assert parts.prefix + parts.exact + parts.suffix == text[max(0, start - 32) : end + 32]


def work(text: str) -> int:
    """How many Python calls and lines one split takes: what grows with the work, and no clock."""
    count = 0

    def tracer(frame, event, arg):
        nonlocal count
        count += 1
        return tracer

    sys.settrace(tracer)
    try:
        sentences(text, "en")
    finally:
        sys.settrace(None)
    return count


HARD = {
    "opening quotes": "“",
    "opening quotes with words": "«A b. ",
    "straight quotes": '"A. ',
    "crossing marks": "“(«[",
    "closing marks": ".)”",
    "full stops": ". ",
    "initials": "A. ",
    "short lines": "Ab cd\n",
    "names under headings": "Heavy Losses\nJoe Blow\nHi there. Yes.\n",
    "apostrophes": "‘a’ ",
    "numbered items": "1. a 2. b ",
    "one sentence each paragraph": "They left on Friday.\n\n",
    "a quotation each": "“A. B,” he said. ",
    "abbreviations": "Gen. x Lt. Y etc. ",
    "wide": "他说：“我们。”",
    "bracketed": "[a] ",
}


@pytest.mark.parametrize("piece", HARD.values(), ids=HARD)
def test_four_times_the_text_takes_about_four_times_the_work(piece):
    once = work(piece * 500)
    assert work(piece * 2_000) < 5 * once + 2_000


@pytest.mark.parametrize("mark", "“”„«»\"'‘’([「『")
def test_twenty_thousand_opening_marks_are_read(mark):
    text = mark * 20_000
    spans = sentences(text, "en")
    assert_whole(text, spans)
    assert len(spans) == 1


def test_a_line_of_a_million_letters_is_one_sentence():
    text = "a" * 1_000_000
    assert [(s.start, s.end, s.kind) for s in sentences(text, "en")] == [(0, 1_000_000, Kind.BODY)]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u3000", "\x1c\u2029"])
def test_a_text_of_nothing_has_no_sentences_and_is_untitled(text):
    assert sentences(text) == []
    assert title(text, []) == "Untitled"
