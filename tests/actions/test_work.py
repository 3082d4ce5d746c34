"""Taking sentences, leaving them, marking them as key."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import hold_session, judge, make_article, place_of
from warreader.actions.errors import Refused, Repeated
from warreader.actions.sessions import close, finish
from warreader.actions.work import HELD_FOR, leave, mark_key, take
from warreader.filters import ReadingFilter
from warreader.marks import Sign, State
from warreader.models import Event, EventKind, Mode, WorkItem
from warreader.queries.people import whose_tags
from warreader.queries.reading import glimpse, read


@pytest.fixture
def session(desk, mate, article):
    people = [desk.annotator, desk.editor, mate]
    return hold_session(desk.editor, *people, articles=[article], mode=Mode.OPEN)


@pytest.fixture
def at(session, article):
    """The place of a member in the session."""
    return lambda member: place_of(member, article, session)


def signs(place) -> list[Sign]:
    """What the page shows of the first two sentences, and what a tag's answer does."""
    whose = whose_tags(place, "team")
    shown = [line.mark.sign for line in read(place, ReadingFilter(), whose).lines[:2]]
    for sentence, sign in zip(place.sentences()[:2], shown, strict=True):
        assert glimpse(place, ReadingFilter(), whose, [sentence]).lines[0].mark.sign == sign
    return shown


class TestTaking:
    def test_everybody_sees_who_is_checking_a_sentence(self, at, desk, mate):
        take(place=at(desk.annotator), ordinal=1, action=uuid4())
        for member in (desk.annotator, mate, desk.viewer):
            assert signs(at(member)) == [Sign(holder=desk.annotator.pk, name=desk.annotator.name), Sign()]

    def test_another_is_told_who_holds_it_and_until_when(self, at, desk, mate):
        take(place=at(desk.annotator), ordinal=1, action=uuid4())
        until = WorkItem.objects.get().taken_until
        with pytest.raises(Refused, match=f"{desk.annotator.name}.*{until:%H:%M}"):
            take(place=at(mate), ordinal=1, action=uuid4())

    def test_it_keeps_nobody_from_judging(self, at, desk, mate):
        take(place=at(desk.annotator), ordinal=1, action=uuid4())
        assert judge(at(mate), 1, "opinion") == [1]

    def test_it_ends_by_itself_unless_it_is_taken_again(self, at, desk, mate):
        take(place=at(desk.annotator), ordinal=1, action=uuid4())
        WorkItem.objects.update(taken_until=timezone.now() + timedelta(minutes=1))
        take(place=at(desk.annotator), ordinal=1, action=uuid4())
        assert WorkItem.objects.get().held(timezone.now() + HELD_FOR - timedelta(minutes=1))
        WorkItem.objects.update(taken_until=timezone.now())
        assert signs(at(mate)) == [Sign(), Sign()]
        take(place=at(mate), ordinal=1, action=uuid4())
        assert signs(at(desk.viewer))[0].holder == mate.pk

    def test_its_holder_leaves_it_or_an_editor_frees_it_and_nobody_else(self, at, desk, mate):
        for by in (desk.annotator, desk.editor):
            take(place=at(desk.annotator), ordinal=1, action=uuid4())
            with pytest.raises(Refused, match=desk.annotator.name):
                leave(place=at(mate), ordinal=1, action=uuid4())
            leave(place=at(by), ordinal=1, action=uuid4())
            assert signs(at(mate)) == [Sign(), Sign()]
        leave(place=at(mate), ordinal=1, action=uuid4())  # it is free already
        kinds = Event.objects.filter(sentence__ordinal=1).order_by("number").values_list("kind", flat=True)
        assert list(kinds) == [EventKind.SENTENCE_TAKEN, EventKind.SENTENCE_LEFT] * 2

    def test_a_repeat_is_known(self, at, desk):
        once = partial(take, place=at(desk.annotator), ordinal=1, action=uuid4())
        once()
        with pytest.raises(Repeated):
            once()
        assert Event.objects.filter(kind=EventKind.SENTENCE_TAKEN).count() == 1


class TestKey:
    def test_anybody_who_judges_says_so_and_takes_it_back(self, at, desk, mate):
        mark_key(place=at(desk.annotator), ordinal=2, key=True, action=uuid4())
        assert signs(at(desk.viewer)) == [Sign(), Sign(key=True)]
        take(place=at(mate), ordinal=2, action=uuid4())
        assert signs(at(desk.viewer))[1] == Sign(True, mate.pk, mate.name)
        mark_key(place=at(mate), ordinal=2, key=False, action=uuid4())
        mark_key(place=at(mate), ordinal=2, key=False, action=uuid4())
        said = Event.objects.filter(kind=EventKind.SENTENCE_KEYED).order_by("number").values_list("data", flat=True)
        assert list(said) == [{"key": True}, {"key": False}]

    def test_it_is_no_judgement(self, at, desk):
        mark_key(place=at(desk.annotator), ordinal=1, key=True, action=uuid4())
        reading = read(at(desk.editor), ReadingFilter(), whose_tags(at(desk.editor), "team"))
        assert reading.counts == {State.OPEN: 5}
        assert (reading.lines[0].mark.judged, reading.lines[0].mark.others) == (0, 0)


class TestWhere:
    @pytest.fixture
    def acts(self):
        return [take, leave, partial(mark_key, key=True)]

    def refused(self, acts, place, words):
        for act in acts:
            with pytest.raises(Refused, match=words):
                act(place=place, ordinal=1, action=uuid4())
        assert not WorkItem.objects.exists()

    def test_not_in_the_reading_room(self, acts, place):
        self.refused(acts, place, "open sessions only")

    def test_not_in_a_blind_session_even_after_its_reveal(self, acts, desk, article):
        session = hold_session(desk.editor, desk.annotator, articles=[article])
        self.refused(acts, place_of(desk.annotator, article, session), "open sessions only")
        session.revealed_at = timezone.now()
        session.save()
        self.refused(acts, place_of(desk.annotator, article, session), "open sessions only")

    def test_not_in_a_closed_session_nor_in_one_that_has_moved_on(self, acts, at, desk, session):
        before = at(desk.annotator)
        close(member=desk.editor, session=session, action=uuid4())
        self.refused(acts, before, "moved on")
        self.refused(acts, at(desk.annotator), "while they last")

    def test_not_a_sentence_that_is_not_there(self, at, desk):
        with pytest.raises(Refused, match="no sentence 9"):
            take(place=at(desk.annotator), ordinal=9, action=uuid4())

    def test_an_editor_frees_what_somebody_holds_who_has_finished(self, at, desk):
        take(place=at(desk.annotator), ordinal=1, action=uuid4())
        finish(place=at(desk.annotator), action=uuid4())
        leave(place=at(desk.editor), ordinal=1, action=uuid4())
        assert not WorkItem.objects.get().held()

    def test_whoever_judges_the_article_blind_elsewhere_neither_sees_nor_gives_signs(self, at, desk, mate, article):
        take(place=at(mate), ordinal=1, action=uuid4())
        take(place=at(desk.annotator), ordinal=2, action=uuid4())
        mark_key(place=at(mate), ordinal=2, key=True, action=uuid4())
        hold_session(desk.editor, desk.annotator, articles=[article])
        assert signs(at(desk.annotator)) == [Sign(), Sign()]
        with pytest.raises(Refused, match="blind session"):
            take(place=at(desk.annotator), ordinal=3, action=uuid4())


def test_signs_of_another_session_do_not_show(at, desk, article):
    take(place=at(desk.annotator), ordinal=1, action=uuid4())
    other = hold_session(desk.editor, desk.annotator, articles=[article, make_article(desk.editor)], mode=Mode.OPEN)
    assert signs(place_of(desk.annotator, article, other)) == [Sign(), Sign()]
    assert signs(place_of(desk.owner, article)) == [Sign(), Sign()]
