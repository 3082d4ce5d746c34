"""What changed, in words and word by word."""

import re

import pytest

from warreader.templatetags.texts import changes_words, word_diff


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", re.sub(r'<span class="unseen">.*?</span>', "", html))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("in a week.", "in eight days.", "in a week eight days."),
        ("no comment on it.", "no comment.", "no comment on it."),
        ("数千人が死亡した。", "数百人が死亡した。", "数千百人が死亡した。"),
        ("<b>one</b>", "<b>two</b>", "&lt;b&gt;one two&lt;/b&gt;"),
    ],
)
def test_words_that_are_gone_do_not_run_into_what_stands_in_their_place(before, after, words):
    assert plain(word_diff(before, after)) == words


def test_what_is_gone_and_new_is_marked_and_said():
    assert word_diff("Four died.", "Five died.") == (
        '<del><span class="unseen"> gone: </span>Four</del> <ins><span class="unseen"> new: </span>Five</ins> died.'
    )


def test_counts_are_said_with_the_first_in_full():
    assert changes_words({"changed": 3, "new": 1, "gone": 2, "same": 9}) == "3 sentences changed, 1 new, 2 gone"
    assert changes_words({"same": 9}) == "no sentence changed"
