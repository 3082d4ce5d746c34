"""Pages of an article's earlier text: they can be read, and what is sent from them changes nothing."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.actions.test_revisions import LINES, revise
from tests.factories import hold_session, judge, make_article, place_of, support
from warreader.actions.discussion import begin_thread
from warreader.models import Event
from warreader.places import Place
from warreader.urls import of_article, of_part, urlpatterns

from .pages import HTMX, queries, text_of
from .rules import rows


@pytest.fixture
def article(editor):
    return make_article(editor, *LINES)


def test_the_same_views_stand_at_the_addresses_that_name_a_text():
    mounts = {one.namespace: one for one in urlpatterns if getattr(one, "namespace", None)}
    for space, views in (("revision", of_article), ("session-revision", [*of_article, *of_part])):
        found = mounts[space].url_patterns
        assert [(one.name, one.callback) for one in found] == [(one.name, one.callback) for one in views]


def test_addresses_name_the_text_from_the_second_on(article, place):
    assert place.url("tags") == f"/articles/{article.public_id}/tags/"
    revise(article, "New.", *LINES)
    later = Place.find(place.viewer, article.public_id)
    assert later.url("tags") == f"/articles/{article.public_id}/revisions/2/tags/"
    assert later.present_url == place.url()
    article.refresh_from_db()
    session = hold_session(article.added_by, place.author, articles=[article])
    there = place_of(place.author, article, session)
    address = f"/sessions/{session.public_id}/articles/{article.public_id}/"
    assert (there.url("taking", 3), there.present_url) == (f"{address}revisions/2/sentences/3/taking/", address)


def test_nothing_that_is_sent_from_the_page_of_an_earlier_text_changes_anything(article, place, editor, client_of):
    judge(place, 1, "verified")
    begin_thread(place=place, ordinal=1, text="Is it so?", action=uuid4())
    evidence = support(place, 1)
    stale = place_of(editor, article)
    revise(article, "New.", *LINES)
    client, before = client_of(place.author), rows()
    sent = {
        "tags": {"sentences": "2", "bases": "", "tag": "opinion"},
        "flags": {"sentences": "2-3", "bases": ",", "set": "loaded"},
        "undo": {},
    }
    for name, data in sent.items():
        for headers in ({}, HTMX):
            response = client.post(place.url(name), data, headers=headers)
            assert response.status_code == 409, name
            assert "text has changed" in response.content.decode()
    answer = client.post(place.url("note", 2), {"note": "Typed for long"}, headers=HTMX).content.decode()
    assert "Typed for long" in answer
    assert client.post(place.url("evidence", 1), {"citation": "Bulletin"}, headers=HTMX).status_code == 409
    assert client.post(place.url("evidence-removal", 1, evidence.public_id), headers=HTMX).status_code == 409
    assert client.post(place.url("comments", 1), {"text": "Well"}, headers=HTMX).status_code == 409
    corrected = client_of(editor).post(stale.url("kinds"), {"sentences": "2", "kind": "caption"}, headers=HTMX)
    assert corrected.status_code == 409
    assert rows() == before


def test_a_script_that_asks_at_the_first_texts_addresses_gets_that_text_and_a_page_the_present_one(
    article, place, client_of
):
    revise(article, "New.", *LINES)
    client = client_of(place.author)
    page = client.get(place.url()).content.decode()
    assert f'data-article="/articles/{article.public_id}/revisions/2/"' in page
    assert 'id="s5"' in page
    card = client.get(place.url("sentence", 1), headers=HTMX).content.decode()
    assert "New." not in card
    assert "revisions/2" not in card
    assert 'id="s5"' not in client.get(place.url(), headers=HTMX).content.decode()
    assert client.get(place.url("sentence", 5)).status_code == 200
    assert client.get(place.url("sentence", 5), headers=HTMX).status_code == 404


def test_an_earlier_text_can_be_read_with_its_marks_and_taken_away(article, place, client_of):
    judge(place, 4, "opinion")
    revise(article, *LINES[:3])
    revise(article, *LINES[:2])
    client, event = client_of(place.author), Event.objects.count()
    there = Place.find(place.viewer, article.public_id, None, 2)
    assert (there.earlier, there.revision.number) == (True, 2)
    for number, length, marks in ((1, 4, 1), (2, 3, 0), (3, 2, 0)):
        page = client.get(reverse("revision:article", args=[article.public_id, number])).content.decode()
        assert (page.count('class="s"'), page.count('class="mark opinion')) == (length, marks)
        assert ("data-annotates" in page) == (number == 3)
        assert ("earlier text" in page) == (number < 3)
    assert client.get(reverse("revision:article", args=[article.public_id, 4])).status_code == 404
    assert Event.objects.count() == event
    address = reverse("revision:exports", args=[article.public_id, 2])
    file = text_of(client.post(address, {"format": "md", "whose": "team"}))
    assert LINES[2] in file
    assert LINES[3] not in file


def test_a_filter_shows_the_present_texts_address(article, place, client_of):
    revise(article, "New.", *LINES)
    there = Place.find(place.viewer, article.public_id)
    response = client_of(place.author).get(f"{there.url()}?state=open", headers=HTMX)
    assert response["HX-Push-Url"] == f"{place.url()}?state=open"


def test_a_stream_from_the_page_of_an_earlier_text_says_so_and_ends(article, place, client_of):
    revise(article, "New.", *LINES)
    asked = client_of(place.author).get(place.url("live"), headers={"Accept": "text/event-stream"})
    assert asked.content.decode().startswith("event: end")
    assert f'href="{place.url()}"' in asked.content.decode()
    there = Place.find(place.viewer, article.public_id, None, 1)
    page = client_of(place.author).get(there.url()).content.decode()
    assert 'data-cursor="stands"' in page, "whoever has opened an earlier text knows that there is a later one"
    asked = client_of(place.author).get(f"{there.url('live')}?since=stands", headers={"Accept": "text/event-stream"})
    assert asked.content == b"event: end\ndata: \n\n"


def test_ones_own_work_can_be_read_where_it_cannot_be_changed(article, place, client_of):
    judge(place, 1, "verified", note="I was there")
    support(place, 1, "Bulletin 7")
    revise(article, "New.", *LINES)
    there = Place.find(place.viewer, article.public_id, None, 1)
    card = client_of(place.author).get(there.url("sentence", 1), headers=HTMX).content.decode()
    assert "I was there" in card
    assert "Bulletin 7" in card
    assert "<form" not in card


def test_reading_and_tagging_a_later_text_ask_no_more_than_the_first(article, place, client_of):
    client = client_of(place.author)
    judge(place, 1, "opinion")
    asked = [len(queries(client, place.url())), tagging(client, place)]
    revise(article, "New.", *LINES)
    later = Place.find(place.viewer, article.public_id)
    assert [len(queries(client, later.url())), tagging(client, later)] == asked
    there = Place.find(place.viewer, article.public_id, None, 1)
    assert len(queries(client, there.url())) <= 13


def tagging(client, place) -> int:
    data = {"sentences": "3", "bases": "", "tag": "opinion"}
    with CaptureQueriesContext(connection) as statements:
        assert client.post(place.url("tags"), data, headers=HTMX).status_code == 200
    return len(statements)
