"""Where sentences begin and end, corrected by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.support import assert_whole
from warreader.text import Kind, Sentence, sentences
from warreader.text.corrections import merge, split

TEXT = "One two.  Three four.\n\n(A photo)\n\nFive."
SPANS = [
    Sentence(0, 8, Kind.TITLE, 0),
    Sentence(10, 21, Kind.BODY, 0),
    Sentence(23, 32, Kind.CAPTION, 1),
    Sentence(34, 39, Kind.BODY, 2),
]


def test_a_sentence_is_split_and_both_parts_lose_their_outer_spaces():
    after = split(TEXT, SPANS, 1, 15)
    assert after == [SPANS[0], Sentence(10, 15, Kind.BODY, 0), Sentence(16, 21, Kind.BODY, 0), *SPANS[2:]]
    assert split(TEXT, SPANS, 1, 16) == after


def test_sentences_are_merged_with_the_kind_of_the_longest_and_the_paragraph_of_the_first():
    assert merge(TEXT, SPANS, 0, 1) == [Sentence(0, 21, Kind.BODY, 0), *SPANS[2:]]
    assert merge(TEXT, SPANS, 1, 3) == [SPANS[0], Sentence(10, 39, Kind.BODY, 0)]
    assert merge(TEXT, SPANS, 2, 3) == [*SPANS[:2], Sentence(23, 39, Kind.CAPTION, 1)]


@pytest.mark.parametrize(
    ("index", "at", "reason"),
    [
        (4, 35, "no sentences"),
        (-1, 35, "no sentences"),
        (1, 10, "not inside"),
        (1, 21, "not inside"),
        (0, 12, "not inside"),
    ],
)
def test_what_cannot_be_split_says_why(index, at, reason):
    with pytest.raises(ValueError, match=reason):
        split(TEXT, SPANS, index, at)


@pytest.mark.parametrize(("first", "last"), [(1, 1), (2, 1), (-1, 1), (2, 4)])
def test_what_cannot_be_merged_is_refused(first, last):
    with pytest.raises(ValueError, match="sentence"):
        merge(TEXT, SPANS, first, last)


@pytest.mark.parametrize("text", ["e\u0301a", "👩\u200d🚀a", "☎\ufe0fa", "कि a", "👍🏽a"])
def test_no_split_goes_through_a_character(text):
    with pytest.raises(ValueError, match="inside a character"):
        split(text, [Sentence(0, len(text), Kind.BODY, 0)], 0, 1)


def test_spans_of_another_text_are_refused():
    with pytest.raises(ValueError, match="the text ends at 20"):
        merge(TEXT[:20], SPANS, 0, 1)


@given(st.text(st.sampled_from("ab.? \n\n\u2003éñ́中。"), min_size=1, max_size=80), st.data())
def test_any_row_of_corrections_keeps_the_promise_of_spans(text, data):
    spans = sentences(text)
    for _ in range(4):
        try:
            if data.draw(st.booleans()):
                spans = split(text, spans, data.draw(st.integers(0, 8)), data.draw(st.integers(0, 80)))
            else:
                spans = merge(text, spans, data.draw(st.integers(0, 8)), data.draw(st.integers(0, 8)))
        except ValueError:
            continue
        assert_whole(text, spans)
