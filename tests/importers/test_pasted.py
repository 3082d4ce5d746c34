"""Pasted text becomes a draft: its bytes as received, its text as stored."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from warreader.importers import from_pasted

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
#: surrogates too: a file read with errors="surrogateescape" may hold them
ANY = st.text(st.characters(), max_size=200)


@given(text=ANY)
def test_the_bytes_give_back_what_was_pasted(text):
    assert from_pasted(text).content.decode("utf-8", "surrogatepass") == text


@given(text=ANY)
def test_the_text_can_be_stored_and_its_sentences_lie_in_it_in_order(text):
    draft = from_pasted(text)
    draft.text.encode()
    assert not {"\0", "\r"} & set(draft.text)
    end = 0
    for sentence in draft.sentences:
        assert end <= sentence.start < sentence.end <= len(draft.text)
        end = sentence.end


def test_the_language_is_told_from_the_text_unless_it_is_given():
    text = "Українські військові відбили атаку біля Харкова, повідомив речник."
    assert (from_pasted(text).language, from_pasted(text, language="ru").language) == ("uk", "ru")
    assert from_pasted(text).importer == "pasted"


def test_mojibake_in_what_was_pasted_is_put_right_and_said():
    draft = from_pasted("It was the cafÃ©â€™s, he said.")
    assert draft.text == "It was the café’s, he said."
    assert draft.repairs == ("mojibake: Ã©â€™ → é’ (1 time)",)


def test_the_seeds_are_stored_as_they_are():
    for path in SEEDS:
        assert from_pasted(path.read_text()).text == path.read_text()
