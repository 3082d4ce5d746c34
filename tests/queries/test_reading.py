"""What a page shows of others where the reader judges first, and of "verified" where it needs a second person."""

from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.factories import hold_session, judge, make_article, make_member, place_of, support, user_of
from warreader import live
from warreader.actions.discussion import begin_thread
from warreader.exports import Options
from warreader.exports.read import read as document
from warreader.filters import LibraryFilter, ReadingFilter, WorkFilter
from warreader.marks import State
from warreader.models import AnnotationSession, Mode
from warreader.queries.cards import card, events_of
from warreader.queries.library import library
from warreader.queries.people import whose_tags
from warreader.queries.reading import glimpse, read
from warreader.queries.work import work_list

from .test_library import WORK

SENTENCES = 3


@pytest.fixture
def people(desk):
    return [desk.annotator, desk.editor, make_member(desk.team)]


def judge_first(member, *, chosen: bool = True) -> None:
    user = user_of(member)
    user.own_first = chosen
    user.save()


def shown(member, article, session, whose):
    """What the page shows, after comparing it with what a tag's answer would."""
    place = place_of(member, article, session)
    reading = read(place, ReadingFilter(), whose_tags(place, whose))
    seen = glimpse(place, ReadingFilter(), reading.whose, list(place.sentences()))
    assert [line.mark for line in seen.lines] == [line.mark for line in reading.lines]
    assert (+seen.counts, seen.summary()) == (reading.counts, reading.summary())
    return reading


def open_session(desk, people, article, **demands):
    session = hold_session(desk.editor, *people, articles=[article], mode=Mode.OPEN)
    AnnotationSession.objects.filter(pk=session.pk).update(**demands)
    return session


def in_list(member, session, whose):
    """What the work list shows of each sentence, by ordinal."""
    tasks = work_list(member, session, WorkFilter(whose=whose)).tasks
    return {task.ordinal: (task.state, task.judged) for task in tasks}


def do(work, at) -> None:
    """Judge and record as ``WORK`` says."""
    for (who, ordinal), (tag, evidence, flag) in work.items():
        if tag or flag:
            judge(at(who), ordinal, tag, flags={"loaded": True} if flag else {})
        if evidence:
            support(at(who), ordinal)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
    phases=[Phase.generate],
)
@given(work=WORK, needs_second=st.booleans(), in_room=st.booleans())
def test_every_way_to_read_shows_the_same(desk, people, work, needs_second, in_room):
    with transaction.atomic():
        article = make_article(desk.editor, length=SENTENCES)
        session = None if in_room else open_session(desk, people, article, needs_second=needs_second)
        do(work, lambda who: place_of(people[who], article, session))
        reader = people[0]
        for whose in ("mine", "team", str(people[1].public_id)):
            judge_first(reader, chosen=False)
            everything = shown(reader, article, session, whose).lines
            judge_first(reader)
            reading = shown(reader, article, session, whose)
            for line, full in zip(reading.lines, everything, strict=True):
                if full.mark.own and full.mark.own.tag:
                    assert line == full
                else:
                    assert (line.mark.state, line.mark.judged, line.mark.others) == (State.OPEN, 0, 0)
                    assert line.mark.own == full.mark.own
                seen = card(place_of(reader, article, session), line)
                assert not seen.others or line.mark.own.tag
                if session and whose != str(people[1].public_id):
                    assert in_list(reader, session, whose)[line.ordinal] == (line.mark.state, line.mark.judged)
                if seen.alone:
                    assert needs_second
                    assert full.mark.state in (State.HOLLOW, State.OPEN) or whose != "team"
        if in_room:
            row = library(reader, LibraryFilter(whose="team")).rows[0]
            assert row.counts == shown(reader, article, session, "team").counts
            for state in State:
                listed = bool(library(reader, LibraryFilter(states=(state,), whose="team")).rows)
                assert listed == bool(row.counts[state]), state
        transaction.set_rollback(True)


class TestJudgingFirst:
    @pytest.fixture
    def session(self, desk, mate, article):
        return hold_session(desk.editor, desk.annotator, mate, articles=[article], mode=Mode.OPEN)

    @pytest.fixture
    def at(self, session, article):
        return lambda member: place_of(member, article, session)

    def test_what_others_did_is_in_no_history_and_no_change_until_then(self, at, desk, mate):
        judge_first(desk.annotator)
        cursor = live.cursor_of(at(desk.annotator))
        judge(at(mate), 1, "opinion", note="look")
        support(at(mate), 1)
        assert events_of(at(desk.annotator), 1) == []
        assert live.changes_since(at(desk.annotator), cursor).ordinals == ()
        judge(at(desk.annotator), 1, "verified")
        assert [event.actor for event in events_of(at(desk.annotator), 1)] == [desk.annotator, mate, mate]

    def test_nor_does_it_show_that_others_talk_about_a_sentence(self, at, desk, mate):
        judge_first(desk.annotator)
        begin_thread(place=at(mate), ordinal=1, text="look", action=uuid4())
        article, session = at(mate).article, at(mate).session
        assert shown(desk.annotator, article, session, "mine").lines[0].mark.sign.talks == 0
        assert events_of(at(desk.annotator), 1) == []
        judge(at(desk.annotator), 1, "verified")
        assert shown(desk.annotator, article, session, "mine").lines[0].mark.sign.talks == 1

    def test_a_note_alone_is_no_judgement(self, at, desk, mate):
        judge_first(desk.annotator)
        judge(at(mate), 1, "opinion")
        judge(at(desk.annotator), 1, None, note="I wonder")
        assert shown(desk.annotator, at(mate).article, at(mate).session, "team").lines[0].mark.judged == 0

    def test_it_hides_nothing_where_the_reader_does_not_judge(self, at, desk, mate, session):
        for member in (desk.viewer, desk.owner):
            judge_first(member)
        judge(at(mate), 1, "opinion")
        assert at(desk.owner).own_first is False
        session.phase = "closed"
        session.save()
        judge_first(desk.annotator)
        for member in (desk.viewer, desk.owner, desk.annotator):
            assert shown(member, at(mate).article, session, "team").lines[0].mark.state == State.OPINION

    def test_judging_in_one_session_shows_nothing_of_another(self, at, desk, mate, article):
        judge_first(desk.annotator)
        judge(at(mate), 1, "opinion")
        judge(place_of(desk.annotator, article), 1, "verified")
        assert shown(desk.annotator, article, at(mate).session, "team").lines[0].mark.judged == 0


class TestSecondPerson:
    @pytest.fixture
    def at(self, desk, mate, article):
        session = open_session(desk, [desk.annotator, mate], article, needs_second=True)
        return lambda member: place_of(member, article, session)

    def test_the_teams_verified_is_hollow_until_two_say_so(self, at, desk, mate):
        judge(at(desk.annotator), 1, "verified")
        support(at(desk.annotator), 1)
        team = shown(desk.viewer, at(mate).article, at(mate).session, "team")
        assert team.lines[0].mark.state == State.HOLLOW
        assert "needs two people" in team.summary()
        assert shown(desk.annotator, at(mate).article, at(mate).session, "mine").lines[0].mark.state == State.VERIFIED
        assert card(at(desk.viewer), team.lines[0]).alone.author == desk.annotator
        judge(at(mate), 1, "verified")
        team = shown(desk.viewer, at(mate).article, at(mate).session, "team")
        assert team.lines[0].mark.state == State.VERIFIED
        assert card(at(desk.viewer), team.lines[0]).alone is None

    def test_a_file_says_the_same(self, at, desk):
        judge(at(desk.annotator), 1, "verified")
        support(at(desk.annotator), 1)
        options = Options(whose="team", names=True, notes=True, evidence=True)
        assert document(at(desk.viewer), options).sentences[0].state == State.HOLLOW
