"""A session's sentences shared out, in the browser's eyes."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import hold_session, judge, make_article, place_of, support
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
        assert f'aria-label="Sentence 2, not judged, being checked by {desk.annotator.name}"' in page
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

    def test_it_has_no_section_of_work_for_who_may_do_nothing_there(self, client_of, desk, at):
        page = text_of(client_of(desk.viewer).get(at("sentence", 2)))
        assert '<section id="work-2" class="work" hidden>' in page

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


class TestList:
    @pytest.fixture
    def second(self, desk):
        return make_article(desk.editor, "The bridge was hit.", "A dam broke.")

    @pytest.fixture
    def session(self, desk, mate, article, second):
        return hold_session(desk.editor, desk.annotator, mate, articles=[article, second], mode="open")

    @pytest.fixture
    def address(self, session):
        return reverse("session-work", args=[session.public_id])

    @pytest.fixture
    def found(self, client_of, desk, address, article):
        """The ordinals of the first report's sentences that a filter picks for the annotator."""

        def ask(query: str) -> list[int]:
            page = text_of(client_of(desk.annotator).get(f"{address}?{query}"))
            return [int(number) for number in re.findall(rf"{article.public_id}/sentences/(\d+)/#s", page)]

        return ask

    def test_it_filters_by_state_evidence_holder_key_and_report(self, found, desk, mate, here, second):
        judge(here(desk.annotator), 1, "verified")
        judge(here(mate), 2, "opinion")
        judge(here(desk.annotator), 2, "verified")
        support(here(mate), 3)
        take(place=here(desk.annotator), ordinal=3, action=uuid4())
        take(place=here(mate), ordinal=4, action=uuid4())
        mark_key(place=here(mate), ordinal=5, key=True, action=uuid4())
        assert found("") == [1, 2, 3, 4, 5]
        assert found("state=hollow&state=split") == [1, 2]
        assert found("state=hollow&whose=mine") == [1, 2]
        assert found("evidence=with") == [3]
        assert found("evidence=without&state=open") == [4, 5]
        assert (found("taken=me"), found("taken=somebody"), found(f"taken={mate.public_id}")) == ([3], [3, 4], [4])
        assert found("taken=nobody") == [1, 2, 5]
        assert found("key=1") == [5]
        assert found(f"article={second.public_id}") == []
        assert found("taken=nonsense&state=nonsense&page=x") == []

    def test_it_says_what_it_shows(self, client_of, desk, mate, address, here):
        take(place=here(mate), ordinal=4, action=uuid4())
        page = text_of(
            client_of(desk.viewer).get(
                f"{address}?key=1&taken={mate.public_id}&article={here(mate).article.public_id}"
            )
        )
        assert f"0 sentences: being checked by {mate.name}, key sentences, in “{here(mate).article.title}”" in page
        page = text_of(client_of(desk.viewer).get(address))
        assert "7 sentences · the team’s tags" in page
        assert "A dam broke." in page
        assert f"being checked by {mate.name} until" in page
        assert '<form method="post" action="/sessions' not in page

    def test_taking_leaving_and_key_lead_back_to_the_same_list(self, client_of, desk, address, at):
        client = client_of(desk.annotator)
        page = text_of(client.get(f"{address}?state=open"))
        posted = {"page": re.findall(r'name="page" value="([0-9a-f-]+)"', page)[0], "list": "state=open&page=1"}
        for at_, ordinal in enumerate((1, 2), 1):
            response = client.post(at("taking", ordinal), posted | {"at": at_, "do": "take"})
            assert (response.status_code, response["Location"]) == (303, f"{address}?state=open&page=1")
        assert WorkItem.objects.signs().count() == 2, "two buttons of one page are two actions"
        fragment = text_of(client.post(at("key", 1), posted | {"at": 1, "key": "1"}, headers=HTMX))
        assert fragment.startswith('<div id="rows">')
        assert "★" in fragment
        client.post(at("leaving", 1), posted | {"at": 1, "do": "leave"}, headers=HTMX)
        assert [item.sentence.ordinal for item in WorkItem.objects.filter(taken_by__isnull=False)] == [2]

    @pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
    def test_what_another_holds_is_refused_in_the_list(self, client_of, desk, mate, at, headers):
        client_of(mate).post(at("taking", 1), {})
        response = client_of(desk.annotator).post(at("taking", 1), {"list": "state=open&page=1"}, headers=headers)
        assert response.status_code == 422
        assert f"{mate.name} is checking this sentence" in text_of(response)
        assert "5 sentences" not in text_of(response)

    def test_it_is_paged(self, client_of, desk, mate):
        article = make_article(desk.editor, length=51)
        session = hold_session(desk.editor, mate, articles=[article], mode="open")
        address = reverse("session-work", args=[session.public_id])
        page = text_of(client_of(desk.viewer).get(f"{address}?state=open&page=2"))
        assert "Sentence 51 of" in page
        assert "Sentence 50 of" not in page
        assert f'href="{address}?state=open&amp;page=1"' in page

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_takes_the_same_few_queries_for_any_number(self, client_of, desk, address, here, number):
        for ordinal in range(1, number + 1):
            judge(here(desk.annotator), ordinal, "verified")
            support(here(desk.annotator), ordinal)
            take(place=here(desk.annotator), ordinal=ordinal, action=uuid4())
        assert len(queries(client_of(desk.annotator), address)) == 12

    def test_in_a_blind_session_everybody_sees_their_own_work_only(self, client_of, desk, mate, article):
        session = hold_session(desk.editor, desk.annotator, mate, desk.owner, articles=[article])
        address = reverse("session-work", args=[session.public_id])
        asked = [f"{address}?{query}" for query in ("", "whose=team", "state=split&state=hollow", "evidence=with")]
        people = (desk.viewer, desk.annotator, desk.editor, desk.owner)
        judge(place_of(desk.annotator, article, session), 1, "opinion")

        def pages():
            answers = {(one.name, path): text_of(client_of(one).get(path)) for one in people for path in asked}
            return {
                key: re.sub(r'csrf\w+" value="\w+"|X-CSRFToken":"\w+"', "", page) for key, page in answers.items()
            }

        before = pages()
        for ordinal, tag in ((1, "verified"), (2, "verified"), (3, "opinion")):
            judge(place_of(mate, article, session), ordinal, tag)
            support(place_of(mate, article, session), ordinal)
        assert [key for key, page in pages().items() if page != before[key]] == []
        assert "❝ opinion" in before[desk.annotator.name, address + "?"]
        session.revealed_at = timezone.now()
        session.save()
        assert "≠ split" in pages()[desk.viewer.name, address + "?"]


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
