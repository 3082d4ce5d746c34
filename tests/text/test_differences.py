"""What differs between two texts, as people read it."""

import time
from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warreader.text.differences import Change, difference

SIGNS = {Change.SAME: "{}", Change.GONE: "[-{}-]", Change.NEW: "[+{}+]"}


def shown(before, after):
    return "".join(SIGNS[piece.change].format(piece.text) for piece in difference(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Two men fled.", "Three men fled.", "[-Two -][+Three +]men fled."),
        ("In all 1,200 died.", "In all 1,350 died.", "In all [-1,200 -][+1,350 +]died."),
        ("They don't know.", "They know.", "They [-don't -]know."),
        ("俄军进行了312次炮击。", "俄军进行了124次炮击。", "俄军进行了[-312-][+124+]次炮击。"),
        ("कुल 25 लोग मारे गए", "कुल 31 लोग मारे गए", "कुल [-25 -][+31 +]लोग मारे गए"),
        ("قصفت سومي 140 مرات", "قصفت أوديسا 140 مرات", "قصفت [-سومي -][+أوديسا +]140 مرات"),
        ("a 👩\u200d🚀 b", "a 👩\u200d🚒 b", "a [-👩\u200d🚀 -][+👩\u200d🚒 +]b"),
        ("  One\n\ntwo", " One two", " One two"),
        ("Cafe\u0301 noir", "Café noir", "Café noir"),
        ("", "new", "[+new+]"),
        ("gone", "", "[-gone-]"),
        ("", "", ""),
    ],
)
def test_the_words_that_differ_are_shown(before, after, expected):
    assert shown(before, after) == expected


def test_words_that_both_have_by_chance_do_not_tear_a_change_apart():
    assert (
        shown("Bread costs four times what it did in spring.", "The mayor left the town in a great hurry.")
        == "[-Bread costs four times what it did in spring-][+The mayor left the town in a great hurry+]."
    )


@given(
    st.text(st.sampled_from("ab c.\n中国é\u0301 1,2'"), max_size=60),
    st.text(st.sampled_from("ab c.\n中é1,"), max_size=60),
)
def test_the_pieces_make_up_both_texts(before, after):
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.change != Change.GONE).rstrip() == after.rstrip()
    old = "".join(piece.text for piece in pieces if piece.change != Change.NEW)
    assert normalize("NFC", "".join(old.split())) == normalize("NFC", "".join(before.split()))
    assert all(piece.text for piece in pieces)
    assert all(one.change != other.change for one, other in pairwise(pieces))


@pytest.mark.parametrize("line", ["word ", "word. \n", "字"])
def test_long_texts_are_compared_in_bounded_time(line):
    before = "".join(f"{number} {line}" for number in range(60_000))
    after = before.replace("17", "71").replace("999 ", "")
    started = time.process_time()
    pieces = difference(before, after)
    assert time.process_time() - started < 6
    assert len(pieces) > 1


def test_one_change_in_a_text_of_a_megabyte_is_shown_alone():
    before = "".join(f"Line {number} of many.\n" for number in range(50_000))
    pieces = difference(before, before.replace("Line 30000 ", "Row 30000 "))
    assert [piece.text for piece in pieces[1:3]] == ["Line ", "Row "]
    assert len(pieces) == 4
