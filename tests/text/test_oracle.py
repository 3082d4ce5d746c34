"""sentencex behind its guard."""

import pytest
import sentencex

from tests.text.support import assert_whole
from warreader.text import oracle, sentences


class PanicException(BaseException):
    """What a panic in Rust raises in Python."""


def failing(error):
    def get_sentence_boundaries(language, text):
        raise error

    return get_sentence_boundaries


TEXT = "It was in Lviv. Kyiv said no. Nobody asked Bonn. Gen. Smith did."


def test_a_panic_in_sentencex_leaves_our_own_rules(monkeypatch):
    monkeypatch.setattr(sentencex, "get_sentence_boundaries", failing(PanicException("index")))
    spans = sentences(TEXT, "en")
    assert_whole(TEXT, spans)
    assert [TEXT[s.start : s.end] for s in spans] == [
        "It was in Lviv.",
        "Kyiv said no.",
        "Nobody asked Bonn.",
        "Gen. Smith did.",
    ]


def test_an_interrupt_is_no_panic(monkeypatch):
    monkeypatch.setattr(sentencex, "get_sentence_boundaries", failing(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        sentences(TEXT, "en")


def test_a_long_block_is_handed_over_in_pieces(monkeypatch):
    seen = []
    real = sentencex.get_sentence_boundaries

    def watching(language, text):
        seen.append(len(text))
        return real(language, text)

    monkeypatch.setattr(sentencex, "get_sentence_boundaries", watching)
    text = "He saw Lviv. Kyiv saw Bonn. " * 2_500
    assert len(sentences(text, "en")) == 5_000
    assert max(seen) <= oracle.LONGEST
    assert sum(seen) <= len(text)


@pytest.mark.parametrize("space", ["\u2000", "\u2003", "\u2029", "\x85", "\u3000", "\ud800", "\u1680", "\x1c"])
def test_odd_spaces_after_a_full_stop_do_not_reach_sentencex(space):
    text = f"He saw Lviv.{space}Kyiv said no.{space}{space}“A.{space}B.”{space}"
    assert_whole(text, sentences(text, "en"))
