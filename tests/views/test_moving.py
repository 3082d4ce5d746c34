"""Moving a session to the later text of one of its reports."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.actions.test_revisions import LINES, revise
from tests.factories import hold_session, judge, make_article, place_of
from tests.later import lose
from warreader.actions.moving import move_session
from warreader.actions.sessions import reveal
from warreader.models import SessionArticle

from .pages import queries, text_of
from .test_blindness import same


@pytest.fixture
def article(desk):
    return make_article(desk.editor, *LINES)


@pytest.fixture
def session(desk, article):
    session = hold_session(desk.editor, desk.annotator, articles=[article, make_article(desk.editor)])
    judge(place_of(desk.annotator, article, session), 2, "opinion")
    revise(article, "A new first line.", *LINES[:3])
    return session


def address(session, article, name="session-move") -> str:
    return reverse(name, args=[session.public_id, article.public_id])


def number_of(session, article) -> int:
    return SessionArticle.objects.get(session=session, article=article).revision.number


def test_an_editor_sees_what_changes_and_moves_the_session(client_of, desk, session, article):
    client = client_of(desk.editor)
    page = text_of(client.get(reverse("session-assignments", args=[session.public_id])))
    assert page.count("/move/") == 1, "the other report is at its present text"
    page = text_of(client.get(address(session, article)))
    assert "The session judges text 1." in page
    assert "1 new, 1 gone" in page
    assert f"{reverse('difference', args=[article.public_id, 2])}?against=1" in page
    assert len(queries(client, address(session, article))) == 8
    answer = client.post(address(session, article), {"base": "2"})
    assert (answer.status_code, answer["Location"]) == (
        303,
        reverse("session-assignments", args=[session.public_id]),
    )
    assert number_of(session, article) == 2
    assert "The session judges the report’s present text." in text_of(client.get(address(session, article)))
    assert place_of(desk.annotator, article, session).revision.number == 2


def test_a_text_that_came_meanwhile_is_looked_at_first(client_of, desk, session, article):
    revise(article, "Another first line.", *LINES)
    assert client_of(desk.editor).post(address(session, article), {"base": "2"}).status_code == 409
    assert client_of(desk.editor).post(address(session, article), {}).status_code == 422
    assert number_of(session, article) == 1


def test_a_revealed_session_stays_and_says_why(client_of, desk, session, article):
    reveal(member=desk.editor, session=session, action=uuid4())
    client = client_of(desk.editor)
    page = text_of(client.get(address(session, article)))
    assert "The session is revealed: it stays at the text that it judged." in page
    assert 'name="base"' not in page
    assert client.post(address(session, article), {"base": "2"}).status_code == 422
    assert number_of(session, article) == 1


def test_readers_learn_of_the_later_text_and_editors_find_the_way(client_of, desk, session, article):
    mine = text_of(client_of(desk.annotator).get(place_of(desk.annotator, article, session).url()))
    assert "This session judges text 1 until an editor moves it." in mine
    assert "/move/" not in mine
    assert "/move/" in text_of(client_of(desk.editor).get(place_of(desk.editor, article, session).url()))


def test_a_report_that_is_not_in_the_session_is_not_there(client_of, desk, session):
    other = make_article(desk.editor)
    assert client_of(desk.editor).get(address(session, other)).status_code == 404


def test_whoever_has_something_to_look_at_again_finds_how_much_and_where(client_of, desk, session, article):
    other = make_article(desk.editor, "It rained on Monday.", "Four people died.")
    session = hold_session(desk.editor, desk.annotator, desk.owner, articles=[other])
    for member in (desk.annotator, desk.owner):
        judge(place_of(member, other, session), 2, "opinion")
    revise(other, "It rained on Monday.", "Five people died.")
    move_session(member=desk.editor, session=session, article=other, base=2, action=uuid4())
    client = client_of(desk.annotator)
    for page in (reverse("session-show", args=[session.public_id]), reverse("sessions", args=[desk.team.public_id])):
        found = text_of(client.get(page))
        assert found.count("1 sentence to look at again") == 1, "one’s own alone"
        assert "/?with=again" in found
    assert "1 of 2 judged" in found


def test_in_a_blind_session_nobody_learns_what_others_have_to_look_at_again(client_of, desk):
    other = make_article(desk.editor, "It rained on Monday.", "Four people died.")
    session = hold_session(desk.editor, desk.annotator, desk.owner, articles=[other])
    judge(place_of(desk.owner, other, session), 2, "opinion")
    revise(other, "It rained on Monday.", "Five people died.")
    client = client_of(desk.annotator)
    addresses = [
        place_of(desk.annotator, other, session).url(),
        place_of(desk.annotator, other, session).url("lost-places"),
        place_of(desk.annotator, other, session).url("settled-before"),
        reverse("session-show", args=[session.public_id]),
        reverse("texts", args=[other.public_id]),
        reverse("difference", args=[other.public_id, 2]),
    ]
    before = [same(text_of(client.get(one))) for one in addresses]
    judge(place_of(desk.owner, other, session), 1, "verified")
    there = place_of(desk.owner, other, session)
    lose(there.sentences()[0], desk.owner, session, there.revision)
    assert [same(text_of(client.get(one))) for one in addresses] == before
