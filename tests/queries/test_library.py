"""The library's and the tally's answers in SQL are the reading page's answer in Python."""

from collections import defaultdict
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
from warreader.models import Kind, Outcome
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


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(work=WORK, boilerplate=st.sets(st.integers(1, SENTENCES)), settled=st.tuples(ENDS, st.booleans()))
def test_an_article_is_listed_under_the_states_that_its_sentences_show(desk, people, work, boilerplate, settled):
    with transaction.atomic():
        article = make_article(desk.editor, length=SENTENCES)
        if boilerplate:
            ordinals = sorted(boilerplate)
            correct_kinds(
                place=place_of(desk.editor, article), ordinals=ordinals, kind=Kind.BOILERPLATE, action=uuid4()
            )
        for (who, ordinal), (tag, evidence, flag) in work.items():
            place = place_of(people[who], article)
            if tag or flag:
                judge(place, ordinal, tag, flags={"loaded": True} if flag else {})
            if evidence:
                support(place, ordinal)
        hold_verdict(people, article, work, *settled)
        wrong = defaultdict(list)
        for member in people[:2]:
            place = place_of(member, article)
            # the team's is the same for all
            for whose in ("mine", "team") if member is people[0] else ("mine",):
                reading = read(place, ReadingFilter(), whose_tags(place, whose))
                for state in State:
                    listed = bool(library(member, LibraryFilter(states=(state,), whose=whose)).rows)
                    if listed != bool(reading.counts[state]):
                        wrong[member.name, whose].append(state)
                row = library(member, LibraryFilter(whose=whose)).rows[0]
                assert row.counts == reading.counts
                assert [cell.state for cell in row.cells] == [line.mark.state for line in reading.lines]
                assert row.judged == reading.judged
                seen = glimpse(place, ReadingFilter(), reading.whose, list(place.sentences()))
                assert [line.mark for line in seen.lines] == [line.mark for line in reading.lines]
                assert (+seen.counts, seen.total, seen.summary()) == (
                    reading.counts,
                    reading.total,
                    reading.summary(),
                )
        assert not wrong
        transaction.set_rollback(True)


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
