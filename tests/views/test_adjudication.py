"""The adjudication page, how a session was settled, and an article's verdict."""

import html
import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories import (
    Desk,
    hold_session,
    judge,
    make_article,
    make_member,
    place_of,
    settle_one,
    support,
)
from warreader.actions.adjudication import settle_by_rule
from warreader.actions.sessions import close, reveal
from warreader.models import Adjudication, AnnotationSession, Article, Membership
from warreader.queries.ballots import Rule

from .pages import HTMX, queries, text_of, url

#: what each of three people says of five sentences: agreed, two to one, all differ, one only, nobody
SAID = [
    ("opinion", "opinion", "opinion"),
    ("opinion", "opinion", "unverified"),
    ("verified", "opinion", "unverified"),
    ("opinion", "", ""),
    ("", "", ""),
]
WORST_FIRST = [3, 2, 1, 4, 5]


@pytest.fixture
def people(desk: Desk, mate: Membership) -> list[Membership]:
    return [desk.annotator, mate, make_member(desk.team)]


@pytest.fixture
def session(desk: Desk, people: list[Membership], article: Article) -> AnnotationSession:
    """A revealed session of one article."""
    return judged(desk, people, [article])


def judged(desk: Desk, people: list[Membership], articles: list[Article], **terms) -> AnnotationSession:
    session = hold_session(desk.editor, *people, articles=articles, **terms)
    for article in articles:
        for ordinal, tags in enumerate(SAID, 1):
            for person, tag in zip(people, tags, strict=False):
                if tag:
                    place = place_of(person, article, session)
                    judge(place, ordinal, tag, note=f"note of {person.name} on {ordinal}", flags={"loaded": True})
    support(place_of(people[0], articles[0], session), 3, "Bulletin 7")
    if session.concealed:
        reveal(member=desk.editor, session=session, action=uuid4())
    return session


@pytest.fixture
def client(client_of, desk):
    return client_of(desk.editor)


def here(name: str, session: AnnotationSession, *more: object) -> str:
    return reverse(name, args=[session.public_id, *more])


def item(session: AnnotationSession, article: Article, ordinal: int) -> str:
    return here("adjudication-item", session, article.public_id, ordinal)


def walked(page: str) -> list[int]:
    """The ordinals of the list, in its order."""
    return [int(number) for number in re.findall(r"· sentence (\d+) ·", page)]


def test_the_list_has_the_worst_disagreement_first_and_filters(client, session, article, desk):
    page = text_of(client.get(here("adjudication", session)))
    assert walked(page) == WORST_FIRST
    assert "5 left, 0 settled, of 5 sentences." in page
    settle_one(place_of(desk.editor, article, session), 3, "opinion")
    settle_one(place_of(desk.editor, article, session), 4, "wanted")
    settle_by_rule(member=desk.editor, session=session, rule=Rule(), action=uuid4())
    judge(place_of(desk.owner, article, session), 3, "verified")
    shown = {show: walked(text_of(client.get(f"{here('adjudication', session)}?show={show}"))) for show in (
        "open", "wanted", "rule", "hand", "changed", "all", "nonsense"
    )}  # fmt: skip
    assert shown == {
        "open": [2, 5],
        "wanted": [4],
        "rule": [1],
        "hand": [3],
        "changed": [3],
        "all": [3, 2, 1, 4, 5],
        "nonsense": [2, 5],
    }


def test_a_sentence_shows_its_context_and_everything_that_was_said_of_it(client, session, article, people):
    place = place_of(people[1], article, session)
    version = place.sentences()[2].annotations.get(author=people[1]).version.hex[:8]
    judge(place, 3, "unverified", base=version)
    page = html.unescape(text_of(client.get(item(session, article, 3))))
    assert [f"Sentence {number} of" in page for number in (1, 2, 3, 4, 5)] == [False, True, True, True, False]
    for person in people:
        assert person.name in page
        assert f"note of {person.name} on 3" in page
    assert "Bulletin 7" in page
    assert page.count("before the reveal:") == 1
    assert article.title in page


def test_names_are_hidden_and_their_order_is_shuffled_where_the_session_says_so(client, session, article, people):
    AnnotationSession.objects.update(hides_names=True)
    for note in people:
        place_of(note, article, session).sentences()[0].annotations.filter(author=note).update(note="")
    page = text_of(client.get(item(session, article, 1)))
    assert not [person.name for person in people if person.name in page]
    assert re.findall(r'<h3 dir="auto">(\w+)</h3>', page) == ["A", "B", "C"]
    said = re.findall(r"<li>.*?</li>", page, flags=re.DOTALL)
    assert re.findall(r"<li>.*?</li>", text_of(client.get(item(session, article, 1))), flags=re.DOTALL) == said


def test_one_click_settles_and_goes_on_to_the_next(client, session, article):
    response = client.post(item(session, article, 3), {"outcome": "verified", "reason": "Seen", "action": uuid4()})
    assert (response.status_code, response["Location"]) == (303, item(session, article, 2))
    row = Adjudication.objects.get()
    assert (row.outcome, row.reason) == ("verified", "Seen")
    response = client.post(f"{item(session, article, 2)}?show=all", {"outcome": "none"}, headers=HTMX)
    assert (response.status_code, response["HX-Push-Url"]) == (200, f"{item(session, article, 1)}?show=all")
    assert "<html" not in text_of(response)
    assert "Sentence 1 " in text_of(response)
    for ordinal in (1, 4, 5):
        response = client.post(item(session, article, ordinal), {"outcome": "nothing"})
    assert response["Location"] == here("adjudication", session)
    assert "0 left, 5 settled" in text_of(client.get(response["Location"]))


def test_what_is_stale_is_shown_as_it_stands_with_what_was_typed(client, session, article, desk):
    settle_one(place_of(desk.owner, article, session), 3, "opinion", "Theirs")
    for headers in ({}, HTMX):
        response = client.post(item(session, article, 3), {"outcome": "none", "reason": "My own"}, headers=headers)
        assert response.status_code == 409
        page = text_of(response)
        assert "settled elsewhere in the meantime" in page
        assert ("My own" in page, f"by {desk.owner.name}" in page) == (True, True)
    base = re.findall(r'name="base" value="(\w+)"', page)[0]
    assert client.post(item(session, article, 3), {"outcome": "open", "base": base}).status_code == 303
    assert not Adjudication.objects.exists()


def test_a_missing_reason_and_an_unknown_outcome_are_422(client, session, article):
    AnnotationSession.objects.update(asks_reason=True)
    for data in ({"outcome": "opinion"}, {"outcome": "perhaps", "reason": "x"}, {"reason": "x"}):
        response = client.post(item(session, article, 3), data, headers=HTMX)
        assert response.status_code == 422
        assert 'role="alert" id="item-says"></p>' not in text_of(response)
    assert not Adjudication.objects.exists()


def test_a_rule_is_tried_then_used_then_taken_back(client, session):
    address = here("adjudication", session)
    assert "Settle 1 sentence" in text_of(client.get(address))
    assert "Settle 2 sentences" in text_of(client.get(f"{address}?votes=2&share=60"))
    for query, wrong in (("votes=0&share=x", True), ("page=2&show=all", False)):
        response = client.get(f"{address}?{query}")
        assert (response.status_code, 'id="rule-error"' in text_of(response)) == (200, wrong)
    action = uuid4()
    for _ in range(2):
        response = client.post(here("adjudication-rule", session), {"votes": 2, "share": 60, "action": action})
        assert (response.status_code, response["Location"]) == (303, address)
    page = text_of(client.get(address))
    assert "2 sentences settled by the rule." in page
    assert "You last settled 2 sentences" in page
    event = re.findall(r'name="event" value="([0-9a-f-]+)"', page)[0]
    response = client.post(here("adjudication-reversal", session), {"event": event})
    assert response.status_code == 303
    assert not Adjudication.objects.exists()
    for name, data in (("rule", {"votes": 9, "share": 100}), ("rule", {"votes": ""}), ("reversal", {})):
        assert client.post(here(f"adjudication-{name}", session), data).status_code == 422
    assert client.post(here("adjudication-reversal", session), {"event": uuid4()}).status_code == 404


def test_taking_back_one_settling_leads_to_its_sentence(client, session, article):
    client.post(item(session, article, 3), {"outcome": "verified"})
    response = client.post(here("adjudication-reversal", session), headers=HTMX)
    assert response["HX-Push-Url"] == item(session, article, 3)
    assert "Sentence 3 " in text_of(response)
    response = client.post(here("adjudication-reversal", session), headers=HTMX)
    assert (response.status_code, response["HX-Retarget"]) == (422, "#item-says")


def test_nothing_of_a_concealed_session_or_of_a_withheld_article_is_there(client, client_of, session, article, desk):
    blind = hold_session(desk.owner, desk.editor, articles=[article])
    settle_one(place_of(desk.owner, article, session), 3, "opinion", "CANARY")
    for address in (
        here("adjudication", blind),
        item(blind, article, 1),
        here("session-settled", blind),
        item(session, article, 3),
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(item(blind, article, 1), {"outcome": "opinion"}).status_code == 404
    assert client.post(item(session, article, 1), {"outcome": "opinion"}).status_code == 404
    assert client.post(here("adjudication-rule", blind), {"votes": 1, "share": 1}).status_code == 404
    page = text_of(client.get(here("adjudication", session)))
    assert "0 left, 0 settled, of 0 sentences" in page
    close(member=desk.owner, session=session, action=uuid4())
    for address in (
        here("session-settled", session),
        url("article", article),
        reverse("session:article", args=[session.public_id, article.public_id]),
        reverse("session:sentence", args=[session.public_id, article.public_id, 3]),
        url("sentence", article, 3),
        url("verdict", article),
        f"{reverse('library', args=[desk.team.public_id])}?whose=team",
    ):
        page = text_of(client.get(address))
        assert not re.findall(r"CANARY|c opinion|mark opinion|1 opinion|the verdict now|1 sentence settled", page), (
            address
        )
    assert client.post(url("verdict", article), {"session": session.public_id}).status_code == 422
    # who has nothing to judge there sees it all
    other = client_of(desk.annotator)
    assert "CANARY" in text_of(other.get(here("session-settled", session)))
    assert "CANARY" in text_of(other.get(url("sentence", article, 3)))
    assert "the verdict now" in text_of(other.get(url("verdict", article)))


def test_people_see_how_they_were_settled_beside_what_they_said(client_of, session, article, desk, people):
    settle_one(place_of(desk.editor, article, session), 2, "opinion", "Irony")
    settle_one(place_of(desk.editor, article, session), 3, "opinion", "A wish")
    settle_one(place_of(desk.editor, article, session), 4, "wanted")
    mine = client_of(people[2])
    page = text_of(mine.get(here("session-settled", session)))
    assert ("Irony" in page, "A wish" in page, "2 said opinion, 1 unverified" in page) == (True, True, True)
    assert len(re.findall(r"<b>\? unverified</b>", page)) == 2
    page = text_of(
        mine.get(reverse("session:sentence", args=[session.public_id, article.public_id, 2]), headers=HTMX)
    )
    assert ("Settled" in page, f"by {desk.editor.name}; 2 said opinion, 1 unverified" in page, "Irony" in page) == (
        True,
        True,
        True,
    )
    assert text_of(client_of(people[0]).get(f"{here('session-settled', session)}?overruled")).count("A wish") == 1
    assert "Irony" not in text_of(client_of(people[0]).get(f"{here('session-settled', session)}?overruled"))
    assert '<th scope="col">Yours</th>' not in text_of(client_of(desk.viewer).get(here("session-settled", session)))


def test_a_verdict_is_the_newest_closed_session_that_settled_some_or_the_one_that_is_named(
    client, client_of, desk, people, article
):
    sessions = [judged(desk, people, [article], mode="open", name=name) for name in ("One", "Two", "Three")]
    for one, outcome in zip(sessions[:2], ("opinion", "unverified"), strict=True):
        settle_one(place_of(desk.editor, article, one), 3, outcome)

    def shown() -> str:
        page = text_of(client_of(desk.viewer).get(url("article", article)))
        return re.findall(r'<a class="mark (\w+)[^"]*" id="m3"', page)[0]

    assert shown() == "open"
    for one, wanted in ((sessions[0], "opinion"), (sessions[1], "unverified"), (sessions[2], "unverified")):
        close(member=desk.editor, session=one, action=uuid4())
        assert shown() == wanted
    named = {"session": sessions[0].public_id, "action": uuid4()}
    for _ in range(2):
        assert client.post(url("verdict", article), named).status_code == 303
    assert shown() == "opinion"
    assert url("verdict", article) in text_of(client_of(desk.viewer).get(url("article", article)))
    assert client.post(url("verdict", article), {"session": ""}).status_code == 303
    assert shown() == "unverified"
    assert client.post(url("verdict", article), {"session": uuid4()}).status_code == 404


@pytest.mark.thorough
@pytest.mark.parametrize("number", [1, 3])
def test_these_pages_take_the_same_few_queries_for_any_number_of_articles_and_people(client, desk, people, number):
    articles = [make_article(desk.editor, length=5) for _ in range(number)]
    session = judged(desk, people if number == 3 else people[:2], articles)
    for article in articles:
        settle_one(place_of(desk.editor, article, session), 3, "opinion", "Why")
    assert len(queries(client, here("adjudication", session))) == 12
    assert len(queries(client, item(session, articles[0], 2))) == 13
    assert len(queries(client, here("session-settled", session))) == 7
    assert len(queries(client, url("verdict", articles[0]))) == 4
