"""What line breaks mean: paragraphs, wrapped lines, list items."""

import textwrap

import pytest

from warreader.text import sentences

PARAGRAPH = (
    "Russian missiles struck the capital early on Sunday, killing at least three people and wounding 20 others, "
    "officials said. The attack lasted about two hours and damaged a school, they added. Nobody claimed it at first, "
    "but a channel close to the army later showed what it said was footage of the launch."
)
WIDE = (
    "俄军周日凌晨袭击了基辅，造成至少三人死亡，二十人受伤。乌克兰官员说，袭击持续了约两个小时，"
    "并损坏了一所学校和几栋居民楼。无人宣称对此负责。"
)


def words(text: str, code: str = "en") -> list[str]:
    return [" ".join(text[s.start : s.end].split()) for s in sentences(text, code)]


@pytest.mark.parametrize("width", [50, 60, 66, 72, 80, 100])
def test_wrapped_paragraphs_read_as_if_they_were_not(width):
    wrapped = "\n".join(textwrap.wrap(PARAGRAPH, width))
    assert words(wrapped) == words(PARAGRAPH)
    assert words(wrapped + "\n\n" + wrapped) == words(PARAGRAPH) * 2
    assert words(wrapped.replace("\n", "\r\n")) == words(PARAGRAPH)


@pytest.mark.parametrize("width", [20, 30, 40])
def test_wrapped_wide_script_reads_as_if_it_was_not(width):
    wrapped = "\n".join(WIDE[at : at + width] for at in range(0, len(WIDE), width))
    assert ["".join(each.split()) for each in words(wrapped, "zh")] == words(WIDE, "zh")


def test_single_line_breaks_part_paragraphs_in_a_text_without_blank_lines():
    text = PARAGRAPH + "\n" + PARAGRAPH.replace("Sunday", "Monday") + "\nShort one."
    assert [s.paragraph for s in sentences(text, "en")] == [0, 0, 0, 1, 1, 1, 2]


def test_every_list_item_is_a_paragraph_of_its_own():
    text = "Russia lost:\n1. 40 tanks\n2. 50 vehicles\n- two aircraft\n• one ship"
    assert words(text) == ["Russia lost:", "1. 40 tanks", "2. 50 vehicles", "- two aircraft", "• one ship"]
    assert [s.paragraph for s in sentences(text, "en")] == [0, 1, 2, 3, 4]


def test_a_list_in_one_line_parts_before_its_next_number():
    assert words("1. Tanks 2. Guns 3. Ships") == ["1. Tanks", "2. Guns", "3. Ships"]
    assert words("• 9. Tanks • 10. Guns") == ["• 9. Tanks", "• 10. Guns"]


def test_a_sentence_broken_off_in_the_middle_goes_on_in_the_next_line():
    text = "The army said on Friday that it had left\nthe town of Izium without a fight.\nNobody knew."
    assert words(text) == [
        "The army said on Friday that it had left the town of Izium without a fight.",
        "Nobody knew.",
    ]


@pytest.mark.parametrize("mark", ["\u2028", "\v", "\x85", "\r", "\r\n", "\n"])
def test_every_kind_of_line_break_breaks_a_line(mark):
    assert words(f"The army left.{mark}Nobody knew.") == ["The army left.", "Nobody knew."]
    assert [s.paragraph for s in sentences(f"One two.{mark}Three.", "en")] == [0, 1]


def test_a_paragraph_separator_is_a_blank_line():
    assert [s.paragraph for s in sentences("One two.\u2029Three four.\n\nFive.", "en")] == [0, 1, 2]


def test_a_line_of_invisible_characters_is_lost_nowhere():
    assert words("One two.\n\n\u200b\n\nThree four.") == ["One two.", "\u200b", "Three four."]
