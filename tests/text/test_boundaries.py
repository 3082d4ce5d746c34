"""Hard cases per language: cases/*.txt, one a line, ‖ where a sentence ends."""

from collections.abc import Iterator

import pytest
from _pytest.mark import ParameterSet

from tests.text.support import HERE, assert_whole, read
from warreader.text import sentences

WIDE = {"zh", "ja"}
GLUED = "⁀"
"""Stands where a sentence ends and no space follows."""


def cases() -> Iterator[ParameterSet]:
    for path in sorted((HERE / "cases").glob("*.txt")):
        for number, line in enumerate(read(path).splitlines(), 1):
            if line and not line.startswith("#"):
                code, _, words = line.rpartition("\t")
                yield pytest.param(code or path.stem, words, id=f"{path.stem}-{number}")


@pytest.mark.parametrize(("code", "words"), list(cases()))
def test_sentences_end_where_a_reader_ends_them(code, words):
    text = words.replace(GLUED, "").replace("‖", "" if code in WIDE else " ")
    spans = sentences(text, code)
    assert_whole(text, spans)
    assert [text[s.start : s.end] for s in spans] == words.replace(GLUED, "‖").split("‖")


@pytest.mark.parametrize(("code", "words"), list(cases()))
def test_a_line_break_in_a_wide_or_dotted_case_loses_nothing(code, words):
    text = words.replace(GLUED, "").replace("‖", "\n\n")
    assert_whole(text, sentences(text, code))


@pytest.mark.parametrize("code", ["EN", "en-GB", "en_US", "", "zz", "123", "\0", "x" * 500, "zh-Hant"])
def test_any_language_code_is_taken(code):
    text = "He left. She stayed."
    assert len(sentences(text, code)) == 2


def test_a_quotation_of_several_sentences_stays_with_its_clause():
    text = "“We came. We saw. We won,” he said. They left."
    assert [text[s.start : s.end] for s in sentences(text, "en")] == [
        "“We came. We saw. We won,” he said.",
        "They left.",
    ]


def test_hebrew_gershayim_are_no_quotation_marks():
    text = 'צה"ל תקף. ארה"ב גינתה. דובר צה"ל שתק.'
    assert len(sentences(text, "he")) == 3
