"""The pieces of the reading page: one first heading, names for screen readers, nothing unescaped."""

import re

import pytest

from tests.factories import judge, make_article, place_of
from warreader.filters import ReadingFilter
from warreader.queries.people import whose_tags
from warreader.queries.reading import Reading, read
from warreader.templatetags.reading import article_body, article_title, cells, marks


def reading(place, query: str = "", whose: str = "mine") -> Reading:
    return read(place, ReadingFilter.from_string(query), whose_tags(place, whose))


def test_every_sentence_has_its_text_its_mark_and_its_cell_in_order(place):
    page, strip = article_body(reading(place)), cells(reading(place))
    numbers = [str(number) for number in range(1, 6)]
    assert re.findall(r'<span class="s" id="s(\d)" tabindex="-1">Sentence \d of report', page) == numbers
    assert re.findall(r'<a class="mark open" id="m(\d)"', page) == numbers
    assert re.findall(r'<a class="c open" id="c(\d)" href="#s\d"', strip) == numbers


@pytest.mark.parametrize(
    ("tag", "whose", "name"),
    [
        ("opinion", "mine", "Sentence 2, opinion, by you"),
        ("verified", "mine", "Sentence 2, hollow, by you"),
        ("opinion", "team", "Sentence 2, opinion, the team"),
        ("", "mine", "Sentence 2, not judged"),
    ],
)
def test_a_mark_is_named_by_its_number_its_state_and_by_whom(place, tag, whose, name):
    judge(place, 2, tag)
    assert re.findall(r'id="m2"[^>]* aria-label="([^"]+)"', article_body(reading(place, whose=whose))) == [name]


def test_text_is_escaped_and_so_are_filters_in_addresses(editor):
    place = place_of(editor, make_article(editor, '<img src=x onerror="y">'))
    page = article_body(reading(place, 'q="><script>'))
    assert "<img" not in page
    assert "<script" not in page
    assert "&lt;img src=x onerror=&quot;y&quot;&gt;" in page


def test_the_title_stands_apart_from_the_body_and_a_second_one_is_no_first_heading(place):
    sentences = place.sentences()
    sentences.filter(ordinal__in=[1, 3]).update(kind="title")
    found = reading(place)
    assert re.findall(r"<(h\d|p) class", article_title(found)) == ["h1"]
    assert re.findall(r"<(h\d|p) class", article_body(found)) == ["p", "h2", "p", "p"]


def test_pieces_to_be_put_in_place_hold_no_text(place):
    judge(place, 2, "opinion")
    found = reading(place)
    page = marks(found, found.pick([2]))
    assert re.findall(r'id="(\w\d)"', page) == ["m2", "c2"]
    assert page.count('hx-swap-oob="true"') == 2
    assert "report" not in page
