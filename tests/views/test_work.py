"""A session's sentences shared out, in the browser's eyes."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories import hold_session, judge, place_of, support
from warreader.actions.work import mark_key, take
from warreader.models import WorkItem

from .pages import HTMX, queries, text_of


@pytest.fixture
def session(desk, mate, article):
    return hold_session(desk.editor, desk.annotator, mate, articles=[article], mode="open")


@pytest.fixture
def at(session, article):
    return lambda name="article", *args: reverse(
        f"session:{name}", args=[session.public_id, article.public_id, *args]
    )


@pytest.fixture
def here(session, article):
    """The place of a member in the session."""
    return lambda member: place_of(member, article, session)


class TestCard:
    def test_taking_answers_with_the_mark_and_the_card(self, client_of, desk, at):
        answer = client_of(desk.annotator).post(at("taking", 2), {"action": uuid4()}, headers=HTMX)
        page = text_of(answer)
        assert 'aria-label="Sentence 2, not judged, being checked by you"' in page
        assert '<section id="work-2" class="work" hx-swap-oob="true">' in page
        assert "leave it to others" in page

    def test_without_htmx_it_leads_back_to_the_card(self, client_of, desk, at):
        response = client_of(desk.annotator).post(at("taking", 2), {})
        assert (response.status_code, response["Location"]) == (303, f"{at('sentence', 2)}#s2")

    def test_what_another_holds_is_refused_with_the_reason_beside_it(self, client_of, desk, mate, at, here):
        take(place=here(mate), ordinal=2, action=uuid4())
        client = client_of(desk.annotator)
        page = text_of(client.get(at("sentence", 2)))
        assert f"Being checked by {mate.name}." in page
        assert "I check this" not in page
        assert "leave it to others" not in page
        for headers in ({}, HTMX):
            refused = client.post(at("taking", 2), {}, headers=headers)
            assert refused.status_code == 422
            assert f"{mate.name} is checking this sentence until" in text_of(refused)

    def test_an_editor_frees_it_without_judging_there(self, client_of, desk, mate, at, here):
        take(place=here(mate), ordinal=2, action=uuid4())
        client = client_of(desk.editor)
        page = text_of(client.get(at("sentence", 2)))
        assert at("leaving", 2) in page
        assert at("taking", 2) not in page
        assert client.post(at("leaving", 2), {}).status_code == 303
        assert not WorkItem.objects.get().held()

    def test_key_is_told_beside_the_mark_and_in_its_name(self, client_of, desk, at):
        client = client_of(desk.annotator)
        page = text_of(client.post(at("key", 2), {"key": "1"}, headers=HTMX))
        assert 'aria-label="Sentence 2, not judged, key sentence"' in page
        assert "<small>★</small></a>" in page
        assert 'name="key" value="0" aria-pressed="true"' in page
        assert client.post(at("key", 2), {"key": "0"}, headers=HTMX).status_code == 200
        assert client.post(at("key", 2), {}, headers=HTMX).status_code == 422
        assert not WorkItem.objects.get().key

    def test_a_tag_leaves_the_signs_where_they_are(self, client_of, desk, at, here):
        mark_key(place=here(desk.annotator), ordinal=1, key=True, action=uuid4())
        sent = {"sentences": "1", "bases": "", "tag": "opinion"}
        answer = text_of(client_of(desk.annotator).post(at("tags"), sent, headers=HTMX))
        assert 'aria-label="Sentence 1, opinion, by you, key sentence"' in answer

    def test_there_is_none_of_it_in_the_reading_room_or_a_blind_session(self, client_of, desk, article):
        blind = hold_session(desk.editor, desk.annotator, articles=[article])
        client = client_of(desk.annotator)
        for address in (
            reverse("article", args=[article.public_id]),
            reverse("session:article", args=[blind.public_id, article.public_id]),
        ):
            page = text_of(client.get(address))
            assert "work-1" not in page
            assert "I check this" not in page

    @pytest.mark.parametrize("number", [1, 3])
    def test_signs_cost_no_query(self, client_of, desk, at, here, number):
        for ordinal in range(1, number + 1):
            take(place=here(desk.annotator), ordinal=ordinal, action=uuid4())
        client = client_of(desk.annotator)
        assert len(queries(client, at())) == 12
        sent = {"sentences": "1", "bases": "", "tag": "opinion"}
        assert len(queries(client, at("tags"), sent, headers=HTMX)) == 9


class TestDemands:
    @pytest.fixture(autouse=True)
    def demands(self, session):
        session.needs_evidence = session.needs_second = True
        session.save()

    def test_the_session_says_what_it_demands(self, client_of, desk, session):
        page = text_of(client_of(desk.viewer).get(reverse("session-show", args=[session.public_id])))
        assert "demands evidence" in page
        assert "demands a second person" in page

    @pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
    def test_an_article_without_it_is_not_finished_and_the_page_leads_to_what_lacks_it(
        self, client_of, desk, at, here, headers
    ):
        for ordinal in (2, 4):
            judge(here(desk.annotator), ordinal, "verified")
        client = client_of(desk.annotator)
        address = reverse(
            "completion", args=[here(desk.annotator).session.public_id, here(desk.annotator).article.public_id]
        )
        response = client.post(address, {}, headers=headers)
        page = text_of(response)
        assert response.status_code == 422
        assert "needs evidence of your own" in page
        assert f'<a href="{at("sentence", 2)}#s2">sentence 2</a>, <a href="{at("sentence", 4)}#s4">' in page
        for ordinal in (2, 4):
            support(here(desk.annotator), ordinal)
        assert client.post(address, {}, headers=headers).status_code == 303

    def test_the_card_says_who_stands_alone_and_a_tag_takes_it_away(self, client_of, desk, mate, at, here):
        judge(here(mate), 1, "verified")
        client = client_of(desk.annotator)
        assert f"so far only {mate.name} says so" in text_of(client.get(at("sentence", 1)))
        sent = {"sentences": "1", "bases": "", "tag": "verified"}
        answer = text_of(client.post(at("tags"), sent, headers=HTMX))
        assert '<div id="mates-1" class="mates" hx-swap-oob="true">' in answer
        assert "says so" not in answer


class TestJudgingFirst:
    def test_others_show_in_the_card_as_soon_as_one_has_judged(self, client_of, desk, mate, at, here):
        client = client_of(desk.annotator)
        client.post(reverse("preferences"), {"theme": "dark", "own_first": "on"})
        judge(here(mate), 1, "opinion", note="CANARY")
        for address in (at("sentence", 1), f"{at()}?whose=team", at("history", 1), f"{at()}?whose={mate.public_id}"):
            assert "CANARY" not in text_of(client.get(address)), address
        assert "You have chosen to judge first" in text_of(client.get(at("sentence", 1)))
        sent = {"sentences": "1", "bases": "", "tag": "verified"}
        answer = text_of(client.post(at("tags"), sent, headers=HTMX))
        assert "CANARY" in answer
        assert "<small>+1</small>" in answer
        assert "CANARY" in text_of(client.get(at("history", 1)))
