"""What sessions have settled of an earlier text, at the sentences of later ones that are the same."""

from uuid import uuid4

import pytest

from tests.factories import hold_session, judge, make_article, make_member, place_of, settle_one, support
from warreader.actions.adjudication import last_settling, take_back
from warreader.actions.sessions import close, reveal
from warreader.actions.verdicts import name_verdict
from warreader.exports import Options
from warreader.exports.read import read as read_for_export
from warreader.filters import LibraryFilter, ReadingFilter
from warreader.models import Adjudication, Annotation, Event
from warreader.places import Place
from warreader.queries.continuity import settled_and_changed
from warreader.queries.library import library
from warreader.queries.people import whose_tags
from warreader.queries.reading import read
from warreader.queries.settled import candidates, ends

from .test_revisions import LINES, revise

NEW = ("New.", *LINES[:3], "The mayor was very furious.")


@pytest.fixture
def article(editor):
    return make_article(editor, *LINES)


@pytest.fixture
def session(article, annotator, mate, editor):
    """A closed session: the first sentence verified with evidence, two to one; the fourth an opinion."""
    made = hold_session(editor, annotator, mate, editor, articles=[article])
    places = [place_of(one, article, made) for one in (annotator, mate, editor)]
    for place, tag in zip(places, ("verified", "verified", "opinion"), strict=True):
        judge(place, 1, tag)
        judge(place, 4, "opinion")
    support(places[0], 1)
    reveal(member=editor, session=made, action=uuid4())
    leader = place_of(editor, article, made)
    settle_one(leader, 1, "verified", "Seen")
    settle_one(leader, 4, "opinion")
    return made


def marks(member, article, session=None):
    place = place_of(member, article, session)
    reading = read(place, ReadingFilter(), whose_tags(place, "team"))
    return {line.ordinal: line.mark for line in reading.lines if line.mark.settled}


def last(member, session) -> Event:
    found = last_settling(member, session)
    assert found
    return found


def outcomes(member, article):
    return {ordinal: mark.settled.outcome for ordinal, mark in marks(member, article).items()}


def test_a_closed_sessions_verdict_goes_on_counting_for_what_is_the_same(article, session, annotator, editor):
    close(member=editor, session=session, action=uuid4())
    before = marks(annotator, article)
    later = revise(article, *NEW)
    after = marks(annotator, article)
    assert list(after) == [2]
    assert after[2].settled == before[1].settled
    assert (after[2].state, after[2].settled.votes) == ("verified", {"verified": 2, "opinion": 1})
    row = Adjudication.objects.get(sentence__revision=later)
    assert (row.carried_from.sentence.ordinal, row.reason) == (1, "Seen")
    cells = library(annotator, LibraryFilter(whose="team")).rows[0].cells
    assert [cell.state for cell in cells] == ["open", "verified", "open", "open", "open"]
    items = read_for_export(place_of(annotator, article), Options(whose="team")).sentences
    assert [one.settled.votes for one in items if one.settled] == [{"verified": 2, "opinion": 1}]


def test_what_the_publisher_has_changed_or_dropped_is_listed_with_how_it_was_settled(article, session, mate, editor):
    close(member=editor, session=session, action=uuid4())
    revise(article, *NEW)
    found = settled_and_changed(place_of(mate, article))
    assert [(one.row.outcome, one.words, [words for _one, words in one.later]) for one in found] == [
        ("opinion", LINES[3], [NEW[4]]),
    ]
    revise(article, *NEW[:4])
    assert [(one.words, one.later) for one in settled_and_changed(place_of(mate, article))] == [(LINES[3], ())]
    assert settled_and_changed(place_of(mate, article, session)) == []


def test_nothing_counts_twice_in_the_session_itself(article, session, annotator, editor):
    before = ends(annotator, session, overruled=False, page="").page.paginator.count
    revise(article, *NEW)
    assert ends(annotator, session, overruled=False, page="").page.paginator.count == before == 2
    assert list(marks(annotator, article, session)) == [1, 4]


def test_what_is_settled_otherwise_or_later_follows_and_so_does_its_taking_back(article, session, annotator, editor):
    revise(article, *NEW)
    later = revise(article, "Newest.", *NEW)
    name_verdict(place=place_of(editor, article), session=session, action=uuid4())
    assert [vars(one)["settled"] for one in candidates(place_of(editor, article))] == [1]
    leader = place_of(editor, article, session)
    settle_one(leader, 3, "unverified")
    base = Adjudication.objects.get(sentence__ordinal=1).version.hex[:8]
    settle_one(leader, 1, "opinion", base=base)
    assert {key: mark.settled.outcome for key, mark in marks(annotator, article).items()} == {
        3: "opinion",
        5: "unverified",
    }
    take_back(member=editor, session=session, event=last(editor, session), action=uuid4())
    take_back(member=editor, session=session, event=last(editor, session), action=uuid4())
    assert outcomes(annotator, article) == {3: "verified"}
    assert Adjudication.objects.filter(sentence__revision=later).count() == 1
    assert Adjudication.objects.filter(carried_from__isnull=False).count() == 2


def test_whoever_judges_the_report_blind_elsewhere_sees_none_of_it(article, session, annotator, editor, team):
    close(member=editor, session=session, action=uuid4())
    later = revise(article, *NEW)
    newcomer = make_member(team)
    article.refresh_from_db()
    hold_session(editor, newcomer, articles=[article])
    assert not Adjudication.objects.visible_to(newcomer.viewer).filter(sentence__revision=later).exists()
    assert marks(newcomer, article) == {}
    assert settled_and_changed(place_of(newcomer, article)) == []


def test_an_earlier_text_keeps_what_was_settled_at_it(article, session, annotator, editor):
    close(member=editor, session=session, action=uuid4())
    revise(article, *NEW)
    there = Place.find(annotator.user, article.public_id, None, 1)
    reading = read(there, ReadingFilter(), whose_tags(there, "team"))
    assert {line.ordinal: line.mark.settled.outcome for line in reading.lines if line.mark.settled} == {
        1: "verified",
        4: "opinion",
    }
    assert settled_and_changed(there) == []
    assert Annotation.objects.filter(session=session).exclude(sentence__revision__number=1).count() == 0
