"""Cleaning, languages, directions, quotes and titles."""

import re

import pytest

from warreader.text import SEGMENTER, Kind, Quote, clean, direction, language, one_line, quote, sentences, title


def test_cleaning_follows_the_stored_text_policy():
    assert clean("\ufeffA\0b\r\nc\rd\ud800") == "Ab\nc\nd\ufffd"


def test_cleaning_leaves_a_mark_inside_the_text_and_does_not_normalise():
    assert clean("a\ufeffb e\u0301 \xa0") == "a\ufeffb e\u0301 \xa0"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada\u00a0Byron", "Ada Byron"),
        (" A\r\n\r\nb\u2028c\t\x1b[0m ", "A b c [0m"),
        ("\u202eAda\u202c \u2066\u200b", "Ada"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\0\ud800", "\ufffd"),
        ("\u200b\ufeff\x7f", ""),
    ],
)
def test_a_name_is_one_line_of_what_can_be_seen(text, name):
    assert one_line(text) == name


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Russian troops have fled the town after a week of heavy fighting."),
        ("uk", "Російські війська залишили місто після тижня важких боїв."),
        ("ru", "Российские войска покинули город после недели тяжёлых боёв."),
        ("de", "Die russischen Truppen haben die Stadt nach schweren Kämpfen verlassen."),
        ("fr", "Les troupes russes ont quitté la ville après une semaine de combats."),
        ("ar", "غادرت القوات الروسية المدينة بعد أسبوع من القتال العنيف."),
        ("he", "הכוחות הרוסיים עזבו את העיר אחרי שבוע של קרבות קשים."),
        ("zh", "俄罗斯军队在一周的激战后离开了这座城市。"),
    ],
)
def test_the_language_of_a_sentence_is_told(code, text):
    assert language(text) == code
    assert language(text * 3) == code


@pytest.mark.parametrize("text", ["", "12", "…", "Hi", "1,610 / 20 %"])
def test_too_few_letters_have_no_language(text):
    assert language(text) is None


@pytest.mark.parametrize(
    ("way", "text"),
    [("ltr", ""), ("ltr", "123 «"), ("ltr", "Kyiv מ"), ("rtl", "«مرحبا» Kyiv"), ("rtl", "12 צה״ל"), ("ltr", "中文")],
)
def test_the_first_strong_character_tells_the_direction(way, text):
    assert direction(text) == way


def test_a_quote_has_its_words_and_thirty_two_characters_on_either_side():
    text = "a" * 40 + "THE WORDS" + "b" * 40
    assert quote(text, 40, 49) == Quote("THE WORDS", "a" * 32, "b" * 32)
    assert quote(text, 0, 1, context=0) == Quote("a", "", "")


@pytest.mark.parametrize(("start", "end", "context"), [(-1, 2, 32), (3, 2, 32), (0, 99, 32), (0, 1, -1)])
def test_a_quote_outside_the_text_is_refused(start, end, context):
    with pytest.raises(ValueError, match="no such span"):
        quote("words", start, end, context)


def test_a_long_first_sentence_is_cut_before_a_word():
    text = "The army said on Friday that it had withdrawn all of its thirty thousand troops from the west bank."
    named = title(text, sentences(text))
    assert named == "The army said on Friday that it had withdrawn all of its thirty thousand troops…"
    assert len(named) <= 80


def test_a_short_first_sentence_is_the_title_as_it_is():
    assert title("It  is\xa0over.", sentences("It  is\xa0over.")) == "It is over."


def test_a_word_too_long_to_keep_whole_is_cut():
    assert title("x" * 200, sentences("x" * 200)) == "x" * 79 + "…"


def test_the_segmenter_names_both_versions():
    assert re.fullmatch(r"warreader-\d+\+sentencex-1\.[\d.]+", SEGMENTER)


def test_kinds_are_plain_words():
    assert [str(kind) for kind in Kind] == ["title", "subhead", "caption", "body", "boilerplate"]
