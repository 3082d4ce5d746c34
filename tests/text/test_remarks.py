"""Mentions and web addresses in what people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warreader.text.remarks import PieceKind, names_in, pieces, renamed

NAMES = ["Ada", "Ada Byron", "Олена", "J. R. (Desk)", "ada"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Ada Byron knows", {1}),
        ("@ada, look", {0, 4}),
        ("and @ADA\nByron", {1}),
        ("@Adam is somebody else", set()),
        ("mail@Ada", set()),
        ("@олена?", {2}),
        ("@J. R. (Desk)", {3}),
        ("@Ada and @Олена", {0, 2, 4}),
        ("https://example.org/@Ada", set()),
        ("@", set()),
    ],
)
def test_the_longest_name_that_fits_is_meant_in_any_case(text, found):
    assert names_in(text, NAMES) == found


def test_nobody_is_mentioned_where_nobody_is_there():
    assert names_in("@Ada", []) == set()
    assert names_in("@ x", ["", " "]) == set()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("See https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&c=2"),
        ("(https://example.org/a_(b))", "https://example.org/a_(b)"),
        ("“https://example.org/x”", "https://example.org/x"),
        ("HTTPS://EXAMPLE.ORG!", "HTTPS://EXAMPLE.ORG"),
    ],
)
def test_an_address_ends_where_the_sentence_goes_on(text, address):
    assert [piece.text for piece in pieces(text, NAMES) if piece.kind == PieceKind.ADDRESS] == [address]


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "example.org"])
def test_only_http_is_an_address(text):
    assert [piece.kind for piece in pieces(text, NAMES)] == [PieceKind.TEXT]


@given(st.text(st.sampled_from("@ aAdByron.h:/ts()\n<>"), max_size=60))
def test_the_pieces_are_the_remark(text):
    assert "".join(piece.text for piece in pieces(text, NAMES)) == text


def test_other_names_stand_in_place_of_those_that_are_mentioned():
    called = [("Ada", "Annotator 1"), ("Ada Byron", "Annotator 2"), ("ada", "Annotator 3"), ("İlk", "Annotator 4")]
    text = "@Ada  asks @ADA byron, a@Ada, https://x.test/@Ada and @ilk; Ada"
    assert renamed(text, called).startswith("@Annotator 1  asks @Annotator 2, a@Ada, https://x.test/@Ada and @")
    assert renamed("@İlk", called) == "@Annotator 4"
    assert renamed(text, []) == text
