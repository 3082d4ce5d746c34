"""Annotation sessions: who judges what, finishing, the reveal, and the discussed round after it."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import hold_session, judge, make_article, place_of, support
from warreader.actions.assignments import extend, spread
from warreader.actions.errors import Refused, Repeated, Stale, Unsupported
from warreader.actions.sessions import (
    Terms,
    close,
    finish,
    make_session,
    resume,
    reveal,
)
from warreader.actions.undo import undo
from warreader.models import Ability, Annotation, Assignment, Event, EventKind, Membership, Mode, Round


def version(member, ordinal, session) -> str:
    rows = Annotation.objects.filter(author=member, sentence__ordinal=ordinal, session=session)
    found = rows.order_by("round").first()  # "discussed" comes before "independent"
    return found.version.hex[:8] if found else ""


@pytest.fixture
def session(desk, mate, article):
    return hold_session(desk.editor, desk.annotator, mate, articles=[article])


@pytest.fixture
def mine(session, desk, article):
    return lambda: place_of(desk.annotator, article, session)


class TestMaking:
    def test_everybody_judges_every_article_at_the_text_it_has_then(self, session, desk, mate, article):
        assigned = Assignment.objects.filter(part__session=session).values_list("part__revision", "member")
        assert set(assigned) == {(article.revision_id, desk.annotator.pk), (article.revision_id, mate.pk)}

    def test_it_is_in_the_history_with_its_maker(self, session, desk):
        event = Event.objects.get(session=session)
        assert (event.kind, event.actor_id) == (EventKind.SESSION_MADE, desk.editor.pk)

    def test_one_of_nothing_or_nobody_is_refused(self, desk, mate, article):
        people = [desk.annotator, mate]
        for articles, judges, terms in (
            ([], people, {}),
            ([article], [], {}),
            ([article], people, {"overlap": 3}),
            ([article], people, {"kinds": ()}),
        ):
            with pytest.raises(Refused):
                hold_session(desk.editor, *judges, articles=articles, **terms)

    def test_a_repeat_makes_no_second_one(self, desk, article):
        action = uuid4()
        once = partial(make_session, member=desk.editor, terms=Terms("Once"), articles=[article])
        once(people=[desk.annotator], action=action)
        with pytest.raises(Repeated):
            once(people=[desk.annotator], action=action)
        assert desk.team.sessions.made().count() == 1

    @given(parts=st.integers(0, 40), people=st.integers(1, 9), data=st.data())
    def test_work_is_spread_evenly(self, parts, people, data):
        members = [Membership(pk=number) for number in range(1, people + 1)]
        overlap = data.draw(st.integers(1, people))
        chosen = spread(parts, members, overlap)
        assert all(len({one.pk for one in picked}) == overlap for picked in chosen)
        load = [sum(one in picked for picked in chosen) for one in members]
        assert max(load) - min(load) <= 1


class TestFinishing:
    def test_who_has_finished_works_no_more_until_they_take_it_up_again(self, mine):
        judge(mine(), 1, "verified")
        finish(place=mine(), action=uuid4())
        assert not mine().may(Ability.ANNOTATE)
        resume(place=mine(), action=uuid4())
        assert mine().may(Ability.ANNOTATE)

    def test_work_that_was_on_its_way_while_it_was_finished_is_refused(self, mine):
        place = mine()
        finish(place=mine(), action=uuid4())
        with pytest.raises(Refused, match="moved on"):
            judge(place, 1, "verified")

    def test_what_was_taken_from_somebody_meanwhile_is_not_finished_and_what_is_finished_keeps_its_time(
        self, mine, session, desk
    ):
        place = mine()
        finish(place=place, action=uuid4())
        before = mine().assignment.finished_at
        finish(place=place, action=uuid4())
        assert mine().assignment.finished_at == before
        Assignment.objects.filter(part__session=session, member=desk.annotator).delete()
        with pytest.raises(Refused, match="not among those"):
            finish(place=place, action=uuid4())
        assert Event.objects.filter(session=session, kind=EventKind.ARTICLE_FINISHED).count() == 1

    def test_where_evidence_is_demanded_ones_own_verified_needs_ones_own(self, mine, session, mate, article):
        session.needs_evidence = True
        session.save()
        for ordinal, tag in enumerate(("verified", "opinion", "verified", "verified"), 1):
            judge(mine(), ordinal, tag)
        support(place_of(mate, article, session), 1)
        support(mine(), 3)
        judge(place_of(mate, article, session), 5, "verified")
        with pytest.raises(Unsupported) as refused:
            finish(place=mine(), action=uuid4())
        assert refused.value.ordinals == (1, 4)
        support(mine(), 1)
        judge(mine(), 4, "", version(mine().member, 4, session))
        finish(place=mine(), action=uuid4())
        assert mine().assignment.finished_at

    def test_after_the_deadline_work_stands_still(self, mine, session):
        session.deadline = timezone.now() - timedelta(seconds=1)
        session.save()
        assert not mine().may(Ability.ANNOTATE)
        with pytest.raises(Refused, match="time"):
            finish(place=mine(), action=uuid4())

    def test_an_editor_gives_one_person_longer(self, mine, session, desk, mate, article):
        session.deadline = timezone.now() - timedelta(seconds=1)
        session.save()
        theirs = Assignment.objects.filter(member=desk.annotator).select_related("part__session")
        extend(member=desk.editor, assignments=theirs, due=timezone.now() + timedelta(hours=1), action=uuid4())
        assert mine().may(Ability.ANNOTATE)
        assert not place_of(mate, article, session).may(Ability.ANNOTATE)
        event = Event.objects.get(session=session, kind=EventKind.ASSIGNMENTS_CHANGED)
        assert event.data["people"] == [str(desk.annotator.public_id)]
        reveal(member=desk.editor, session=session, action=uuid4())
        with pytest.raises(Refused, match="moved on"):
            extend(member=desk.editor, assignments=theirs, due=None, action=uuid4())

    def test_who_has_nothing_to_judge_there_only_reads(self, session, desk, article):
        place = place_of(desk.owner, article, session)
        assert place.may(Ability.READ)
        assert not place.may(Ability.ANNOTATE)
        with pytest.raises(Refused):
            finish(place=place, action=uuid4())


class TestReveal:
    def test_it_is_for_good(self, session, desk):
        reveal(member=desk.editor, session=session, action=uuid4())
        session.refresh_from_db()
        assert session.revealed_at
        with pytest.raises(Refused):
            reveal(member=desk.editor, session=session, action=uuid4())

    def test_an_open_session_has_nothing_to_reveal(self, desk, article):
        session = hold_session(desk.editor, desk.annotator, articles=[article], mode=Mode.OPEN)
        with pytest.raises(Refused):
            reveal(member=desk.editor, session=session, action=uuid4())

    def test_a_blind_session_is_not_closed_before_it(self, session, desk):
        with pytest.raises(Refused):
            close(member=desk.editor, session=session, action=uuid4())
        reveal(member=desk.editor, session=session, action=uuid4())
        close(member=desk.editor, session=session, action=uuid4())
        session.refresh_from_db()
        assert session.phase == "closed"

    def test_in_a_closed_session_nothing_moves(self, session, desk, mine):
        reveal(member=desk.editor, session=session, action=uuid4())
        place = mine()
        session.refresh_from_db()
        close(member=desk.editor, session=session, action=uuid4())
        assert not mine().may(Ability.ANNOTATE)
        with pytest.raises(Refused, match="moved on"):
            judge(place, 1, "verified")

    def test_work_that_was_on_its_way_does_not_get_into_the_independent_round(self, session, desk, mine):
        place = mine()
        reveal(member=desk.editor, session=session, action=uuid4())
        with pytest.raises(Refused, match="moved on"):
            judge(place, 1, "verified")
        assert not Annotation.objects.filter(session=session).exists()


class TestDiscussedRound:
    @pytest.fixture
    def revealed(self, session, desk, mine):
        judge(mine(), 1, "verified", note="why")
        reveal(member=desk.editor, session=session, action=uuid4())
        return session

    def rows(self, session):
        rows = Annotation.objects.filter(session=session, sentence__ordinal=1).order_by("-round")
        return [(one.round, one.tag, one.note) for one in rows]

    def test_a_change_makes_a_row_beside_the_independent_one(self, revealed, desk, mine):
        judge(mine(), 1, "opinion", version(desk.annotator, 1, revealed))
        assert self.rows(revealed) == [(Round.INDEPENDENT, "verified", "why"), (Round.DISCUSSED, "opinion", "why")]

    def test_it_is_based_on_what_stood_before(self, revealed, mine):
        with pytest.raises(Stale):
            judge(mine(), 1, "opinion")

    def test_who_takes_everything_back_is_where_they_were_before_it(self, revealed, desk, mine):
        judge(mine(), 1, "opinion", version(desk.annotator, 1, revealed))
        judge(mine(), 1, "", version(desk.annotator, 1, revealed), note="")
        assert self.rows(revealed) == [(Round.INDEPENDENT, "verified", "why")]

    def test_undo_leads_back_to_the_independent_one(self, revealed, desk, mine):
        judge(mine(), 1, "opinion", version(desk.annotator, 1, revealed))
        undo(place=mine(), action=uuid4())
        assert self.rows(revealed) == [(Round.INDEPENDENT, "verified", "why")]

    def test_undo_does_not_reach_into_the_independent_round(self, revealed, mine):
        with pytest.raises(Refused):
            undo(place=mine(), action=uuid4())
        assert self.rows(revealed) == [(Round.INDEPENDENT, "verified", "why")]

    def test_a_first_judgement_after_it_is_a_discussed_one(self, revealed, mine):
        judge(mine(), 2, "opinion")
        assert Annotation.objects.get(session=revealed, sentence__ordinal=2).round == Round.DISCUSSED


def test_an_overlap_of_two_gives_each_article_two_people(desk):
    articles = [make_article(desk.editor) for _ in range(3)]
    people = [desk.annotator, desk.editor, desk.owner]
    session = hold_session(desk.editor, *people, articles=articles, overlap=2)
    counts = [Assignment.objects.filter(part__session=session, member=one).count() for one in people]
    assert counts == [2, 2, 2]
