"""The library's and the tally's answers in SQL are the reading page's answer in Python."""

from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import (
    Desk,
    hold_session,
    judge,
    make_article,
    make_desk,
    make_member,
    place_of,
    settle_one,
    support,
)
from warreader.actions.articles import correct_kinds
from warreader.actions.sessions import close
from warreader.filters import LibraryFilter, ReadingFilter
from warreader.marks import State
from warreader.models import Article, Kind, Outcome
from warreader.queries.library import library
from warreader.queries.people import whose_tags
from warreader.queries.reading import glimpse, read

SENTENCES = 3
PEOPLE = st.integers(0, 2)
TAGS = st.sampled_from(["verified", "unverified", "opinion", "nothing", ""])
#: (who, which sentence) -> tag, evidence, flag
WORK = st.dictionaries(
    st.tuples(PEOPLE, st.integers(1, SENTENCES)), st.tuples(TAGS, st.booleans(), st.booleans()), max_size=9
)


#: which sentence -> how the verdict settled it
ENDS = st.dictionaries(st.integers(1, SENTENCES), st.sampled_from(Outcome.values), max_size=SENTENCES)


@pytest.fixture
def people(desk: Desk):
    return [desk.annotator, desk.editor, make_member(desk.team)]


#: what is in an article: the work on it, its boilerplate, how a session settled it and whether that is its verdict
ARTICLE = st.tuples(WORK, st.sets(st.integers(1, SENTENCES)), st.tuples(ENDS, st.booleans()))


# Articles by the handful: the library is asked once for all of them.
@settings(
    max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(drawn=st.lists(ARTICLE, min_size=4, max_size=4))
def test_an_article_is_listed_under_the_states_that_its_sentences_show(desk, people, drawn):
    with transaction.atomic():
        articles = [arrange(people, *content) for content in drawn]
        for member in people[:2]:
            # the team's is the same for all
            for whose in ("mine", "team") if member is people[0] else ("mine",):
                compare(member, articles, whose)
        transaction.set_rollback(True)


def arrange(people, work, boilerplate, settled) -> Article:
    """Make an article, have it worked on in the reading room, and settle it in a session."""
    editor = people[1]
    article = make_article(editor, length=SENTENCES)
    if boilerplate:
        place = place_of(editor, article)
        correct_kinds(place=place, ordinals=sorted(boilerplate), kind=Kind.BOILERPLATE, action=uuid4())
    for (who, ordinal), (tag, evidence, flag) in work.items():
        place = place_of(people[who], article)
        if tag or flag:
            judge(place, ordinal, tag, flags={"loaded": True} if flag else {})
        if evidence:
            support(place, ordinal)
    hold_verdict(people, article, work, *settled)
    return article


def compare(member, articles, whose) -> None:
    """Compare what the library says of articles with what the reading page says of each."""
    readings = {}
    rows = {row.article: row for row in library(member, LibraryFilter(whose=whose)).rows}
    for article in articles:
        place, row = place_of(member, article), rows[article]
        reading = readings[article] = read(place, ReadingFilter(), whose_tags(place, whose))
        assert row.counts == reading.counts
        assert [cell.state for cell in row.cells] == [line.mark.state for line in reading.lines]
        assert row.judged == reading.judged
        seen = glimpse(place, ReadingFilter(), reading.whose, list(place.sentences()))
        assert [line.mark for line in seen.lines] == [line.mark for line in reading.lines]
        assert (+seen.counts, seen.total, seen.summary()) == (reading.counts, reading.total, reading.summary())
    for state in State:
        listed = {row.article for row in library(member, LibraryFilter(states=(state,), whose=whose)).rows}
        assert listed == {article for article, reading in readings.items() if reading.counts[state]}, state


def hold_verdict(people, article, work, ends, named) -> None:
    """Hold a session in which the same was said, and settle it; it is the article's verdict, or just a closed one."""
    editor = people[1]
    kinds = Kind.values
    session = hold_session(editor, *people, articles=[article], mode="open", kinds=kinds)
    for (who, ordinal), (tag, evidence, _flag) in work.items():
        place = place_of(people[who], article, session)
        if tag:
            judge(place, ordinal, tag)
        if evidence:
            support(place, ordinal)
    for ordinal, outcome in ends.items():
        settle_one(place_of(editor, article, session), ordinal, outcome)
    place = place_of(people[0], article, session)
    for whose in ("mine", "team", str(people[1].public_id)):
        reading = read(place, ReadingFilter(), whose_tags(place, whose))
        seen = glimpse(place, ReadingFilter(), reading.whose, list(place.sentences()))
        assert (+seen.counts, [line.mark for line in seen.lines]) == (
            reading.counts,
            [line.mark for line in reading.lines],
        )
    if named:
        article.verdict = session
        article.save()
    else:
        close(member=editor, session=session, action=uuid4())


def test_a_deleted_article_is_not_listed(desk):
    article = make_article(desk.editor)
    article.deleted_at = article.created_at
    article.save()
    assert library(desk.editor, LibraryFilter()).rows == ()


def test_another_teams_articles_and_sources_are_not_listed(desk, outsider):
    other = make_desk("Other")
    article = make_article(other.editor)
    article.source = "Their wire"
    article.save()
    found = library(desk.editor, LibraryFilter())
    assert (found.rows, found.sources) == ((), ())
