"""What a session is made of, changed; its discussion and its deletion."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import hold_session, judge, place_of
from warreader.actions.errors import Refused, Stale
from warreader.actions.sessions import close
from warreader.actions.steering import (
    Unsure,
    change_terms,
    delete_session,
    discuss,
    terms_of,
    version_of,
)
from warreader.guidelines import CODEBOOK
from warreader.models import AnnotationSession, Event, EventKind, Phase


@pytest.fixture
def session(desk, mate, article):
    return hold_session(desk.editor, desk.annotator, mate, articles=[article])


def change(desk, session, **terms):
    extra = {name: terms.pop(name) for name in ("base", "confirmed") if name in terms}
    session.refresh_from_db()
    base = extra.pop("base", version_of(session))
    wanted = replace(terms_of(session), **terms)
    change_terms(member=desk.editor, session=session, terms=wanted, base=base, action=uuid4(), **extra)
    session.refresh_from_db()


def changes(session) -> list[Event]:
    return list(Event.objects.filter(session=session, kind=EventKind.SESSION_CHANGED).order_by("number"))


def test_a_session_keeps_the_codebook_that_it_was_made_with(session):
    assert session.guideline == CODEBOOK
    assert "Every central" not in CODEBOOK[:3]


def test_what_changes_is_in_the_history_and_free_text_only_where_it_can_be_erased(desk, session):
    due = timezone.now() + timedelta(days=1)
    change(desk, session, name="Second round", deadline=due, kinds=["title"], needs_second=True, rule_votes=3)
    assert (session.name, session.deadline, session.kinds) == ("Second round", due, ["title"])
    (event,) = changes(session)
    assert event.data["rule_votes"] == [2, 3]
    assert event.data["deadline"] == [None, due.isoformat()]
    assert "Second round" not in str(event.data)
    assert event.text.fields == {"name": ["Round", "Second round"]}
    change(desk, session)
    assert len(changes(session)) == 1


def test_after_the_first_judgement_the_kinds_stay_and_the_guideline_changes_only_when_confirmed(
    desk, session, article
):
    judge(place_of(desk.annotator, article, session), 1, "opinion")
    with pytest.raises(Refused, match="kinds of sentences stay"):
        change(desk, session, kinds=["title"])
    change(desk, session, kinds=[*reversed(session.kinds)])
    with pytest.raises(Unsure):
        change(desk, session, guideline="Anew.")
    change(desk, session, guideline="Anew.", confirmed=True)
    (event,) = changes(session)
    assert event.text.fields == {"guideline": [CODEBOOK, "Anew."]}
    change(desk, session, guideline="", confirmed=True)
    assert session.guideline == CODEBOOK


def test_a_stale_change_and_one_of_a_closed_session_are_refused(desk, session):
    base = version_of(session)
    change(desk, session, name="Mine")
    with pytest.raises(Stale):
        change(desk, session, name="Theirs", base=base)
    AnnotationSession.objects.filter(pk=session.pk).update(phase=Phase.CLOSED, revealed_at=timezone.now())
    with pytest.raises(Refused, match="closed"):
        change(desk, session, name="Late")


def test_an_open_session_goes_over_to_discussion_and_can_be_closed(desk, mate, article, session):
    with pytest.raises(Refused, match="reveal"):
        discuss(member=desk.editor, session=session, action=uuid4())
    open_one = hold_session(
        desk.editor, mate, articles=[article], mode="open", deadline=timezone.now() - timedelta(hours=1)
    )
    assert place_of(mate, article, open_one).closed
    discuss(member=desk.editor, session=open_one, action=uuid4())
    assert not place_of(mate, article, open_one).closed
    with pytest.raises(Refused, match="already"):
        discuss(member=desk.editor, session=open_one, action=uuid4())
    open_one.refresh_from_db()
    close(member=desk.editor, session=open_one, action=uuid4())
    assert open_one.phase == Phase.CLOSED


def test_a_deleted_session_is_nobodys_to_see_and_gives_people_their_reading_room_back(desk, session, article):
    judge(place_of(desk.annotator, article, session), 1, "opinion")
    article.verdict = session
    article.save()
    assert place_of(desk.annotator, article).closed
    for typed in ("", "round"):
        with pytest.raises(Refused, match="name as it stands"):
            delete_session(member=desk.editor, session=session, typed=typed, action=uuid4())
    delete_session(member=desk.editor, session=session, typed=" Round ", action=uuid4())
    assert not AnnotationSession.objects.visible_to(desk.owner.viewer).made().exists()
    assert not place_of(desk.annotator, article).closed
    article.refresh_from_db()
    assert article.verdict is None
    with pytest.raises(Refused, match="deleted"):
        close(member=desk.editor, session=session, action=uuid4())
