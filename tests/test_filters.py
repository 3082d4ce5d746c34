"""Filters: from a query string and back to one, what they let through, and how they say it."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from warreader.filters import EXTRAS, FLAGS, KINDS, PROGRESS, SORTS, STATES, LibraryFilter, ReadingFilter
from warreader.marks import Mark, State

READING = st.builds(
    ReadingFilter,
    states=st.sets(st.sampled_from(list(STATES))).map(lambda chosen: tuple(one for one in STATES if one in chosen)),
    flags=st.sets(st.sampled_from(list(FLAGS))).map(lambda chosen: tuple(one for one in FLAGS if one in chosen)),
    extras=st.sets(st.sampled_from(list(EXTRAS))).map(lambda chosen: tuple(one for one in EXTRAS if one in chosen)),
    kinds=st.sets(st.sampled_from(list(KINDS))).map(lambda chosen: tuple(one for one in KINDS if one in chosen)),
    words=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20).map(str.strip),
    whose=st.sampled_from(["", "mine", "team"]) | st.uuids().map(str),
    hide=st.booleans(),
)


@given(chosen=READING)
def test_a_reading_filter_survives_its_query_string(chosen):
    assert ReadingFilter.from_string(chosen.query()) == chosen


@given(query=st.text(max_size=60))
def test_any_query_string_gives_a_filter_that_survives(query):
    chosen = ReadingFilter.from_string(query)
    assert ReadingFilter.from_string(chosen.query()) == chosen
    library = LibraryFilter.from_query(QueryDict(query))
    assert LibraryFilter.from_query(QueryDict(library.query())) == library


@given(
    chosen=st.builds(
        LibraryFilter,
        words=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20).map(str.strip),
        source=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
        states=st.sets(st.sampled_from(list(STATES))).map(
            lambda chosen: tuple(one for one in STATES if one in chosen)
        ),
        progress=st.sampled_from(["", *PROGRESS]),
        whose=st.sampled_from(["", "mine", "team"]),
        sort=st.sampled_from(list(SORTS)),
    )
)
def test_a_library_filter_survives_its_query_string(chosen):
    assert LibraryFilter.from_query(QueryDict(chosen.query())) == chosen


def test_values_that_do_not_exist_are_left_out():
    chosen = ReadingFilter.from_string("state=pink&state=opinion&flag=x&with=y&kind=z&extra=1")
    assert chosen == ReadingFilter(states=("opinion",))
    library = LibraryFilter.from_query(QueryDict("sort=pink&progress=x&whose=everybody&page=-3&state=z"))
    assert library == LibraryFilter()


@pytest.mark.parametrize(("page", "number"), [("2", 2), ("", 1), ("0", 0), ("x", 1), ("9" * 20, 1), ("1.5", 1)])
def test_the_page_is_a_number(page, number):
    assert LibraryFilter.from_query(QueryDict(f"page={page}")).page == number


MARK = Mark(state=State.OPINION, flags=("quoted", "loaded"), has_note=True)


@pytest.mark.parametrize(
    ("query", "stands_out"),
    [
        ("", True),
        ("state=opinion", True),
        ("state=verified&state=opinion", True),
        ("state=verified", False),
        ("flag=loaded", True),
        ("flag=said", False),
        ("flag=said&flag=quoted", True),
        ("with=note", True),
        ("with=evidence", False),
        ("with=bare", False),
        ("with=evidence&with=note", True),
        ("kind=body", True),
        ("kind=title", False),
        ("q=STRASSE", True),
        ("q=nowhere", False),
        ("q=caf%C3%A9", True),
        ("q=cafe%CC%81", True),
        ("state=opinion&kind=title", False),
        ("state=opinion&flag=quoted&with=note&kind=body&q=caf", True),
        ("hide=1", True),
        ("whose=team", True),
    ],
)
def test_within_a_group_any_value_fits_and_between_groups_all_must(query, stands_out):
    assert ReadingFilter.from_string(query).matches(MARK, "body", "Die Straße zum Cafe\u0301.") is stands_out


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ""),
        ("whose=team&hide=1", ""),
        ("state=opinion", "opinion"),
        ("state=open&state=verified", "verified or not judged"),
        ("flag=quoted", "flagged quoted"),
        ("with=note", "with a note"),
        ("with=bare", "without note or evidence"),
        ("kind=title&kind=caption", "in title or caption"),
        ("q=<b>", "with “<b>”"),
        (
            "state=split&flag=loaded&with=evidence&kind=body&q=aid",
            "split, flagged loaded, with evidence, in body, with “aid”",
        ),
    ],
)
def test_it_says_in_words_what_it_shows(query, words):
    chosen = ReadingFilter.from_string(query)
    assert (chosen.words_for(), chosen.active) == (words, bool(words))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ""),
        ("sort=title&page=3&whose=team", ""),
        ("q=aid&source=Wire", "with “aid”, from Wire"),
        ("state=split&state=hollow&progress=some", "with sentences hollow or split, begun"),
    ],
)
def test_the_library_says_in_words_what_it_lists(query, words):
    assert LibraryFilter.from_query(QueryDict(query)).words_for() == words
