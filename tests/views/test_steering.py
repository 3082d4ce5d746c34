"""Steering a session in the browser's eyes."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import hold_session, judge, make_article, make_member, place_of
from warreader.actions.assignments import pairs_of
from warreader.models import AnnotationSession, Event, Membership

from .pages import queries, text_of


@pytest.fixture
def session(desk, mate, article):
    return hold_session(desk.editor, desk.annotator, mate, articles=[article, make_article(desk.editor)])


@pytest.fixture
def client(client_of, desk):
    return client_of(desk.editor)


def url(session, name, *args) -> str:
    return reverse(f"session-{name}", args=[session.public_id, *args])


def fields_of(form) -> dict:
    """Return what a browser posts of a form as the page shows it, where no deadline is set."""
    values = {bound.name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def _people(session):
    return Membership.objects.filter(assignments__part__session=session).distinct().order_by("pk")


@pytest.mark.parametrize("name", ["show", "assignments"])
def test_no_two_forms_of_a_page_pass_for_one_action(client, session, name):
    AnnotationSession.objects.filter(pk=session.pk).update(mode="open")
    page = text_of(client.get(url(session, name)))
    forms = [re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', one) for one in page.split("<form")[1:]]
    sent = [
        tuple(pair for pair in form if pair[0] != "csrfmiddlewaretoken") for form in forms if "page" in dict(form)
    ]
    assert len(sent) >= 2
    assert len(set(sent)) == len(sent)


class TestTerms:
    def test_who_goes_back_and_changes_it_otherwise_is_told_that_it_is_stale(self, client, session):
        sent = fields_of(client.get(url(session, "terms")).context["form"])
        for _click in range(2):
            assert client.post(url(session, "terms"), sent | {"name": "Second"}).status_code == 303
        assert client.post(url(session, "terms"), sent | {"name": "Third"}).status_code == 409

    def test_the_form_shows_what_stands_and_changes_it(self, client, session):
        page = client.get(url(session, "terms"))
        sent = fields_of(page.context["form"])
        assert sent["guideline"].startswith("- **Verified**")
        response = client.post(
            url(session, "terms"), sent | {"name": "Second", "hides_names": "on", "rule_votes": "3"}
        )
        assert response.status_code == 303
        session.refresh_from_db()
        assert (session.name, session.hides_names, session.rule_votes) == ("Second", True, 3)

    def test_mistakes_are_said_beside_their_field_and_a_guideline_judged_by_asks_once_more(
        self, client, desk, session, article
    ):
        judge(place_of(desk.annotator, article, session), 1, "opinion")
        page = client.get(url(session, "terms"))
        assert "Somebody has judged already" in text_of(page)
        sent = fields_of(page.context["form"])
        wrong = client.post(url(session, "terms"), sent | {"rule_share": "120"})
        assert wrong.status_code == 422
        assert wrong.context["form"].errors.keys() == {"rule_share"}
        asked = client.post(url(session, "terms"), sent | {"guideline": "Anew."})
        assert asked.status_code == 422
        assert 'name="sure"' in text_of(asked)
        assert ">\nAnew.</textarea>" in text_of(asked)
        again = fields_of(asked.context["form"]) | {"sure": "on"}
        assert client.post(url(session, "terms"), again).status_code == 303
        shown = text_of(client.get(url(session, "show")))
        assert "<p>Anew.</p>" in shown

    def test_a_stale_one_is_answered_with_what_stands_and_kept_to_be_sent_again(self, client, session):
        sent = fields_of(client.get(url(session, "terms")).context["form"])
        AnnotationSession.objects.filter(pk=session.pk).update(name="Theirs", kinds=["body", "title"])
        response = client.post(url(session, "terms"), sent | {"name": "Mine"})
        assert response.status_code == 409
        assert '<dt>Name</dt><dd dir="auto">Theirs</dd>' in text_of(response)
        assert '<dd dir="auto">body, title</dd>' in text_of(response)
        assert 'value="Mine"' in text_of(response)
        assert client.post(url(session, "terms"), fields_of(response.context["form"])).status_code == 303
        session.refresh_from_db()
        assert session.name == "Mine"

    def test_a_deadline_that_is_over_may_stay_and_none_may_be_set(self, client, session):
        AnnotationSession.objects.filter(pk=session.pk).update(deadline=timezone.now() - timedelta(days=1))
        form = client.get(url(session, "terms")).context["form"]
        sent = fields_of(form) | {"deadline": form["deadline"].value().strftime("%Y-%m-%dT%H:%M")}
        assert client.post(url(session, "terms"), sent).status_code == 303
        over = client.post(url(session, "terms"), sent | {"deadline": "2020-01-01T12:00"})
        assert "over already" in text_of(over)

    def test_it_is_deleted_when_its_name_is_typed(self, client, desk, session):
        refused = client.post(url(session, "deletion"), {"typed": "Another"})
        assert refused.status_code == 422
        assert "name as it stands" in text_of(refused)
        response = client.post(url(session, "deletion"), {"typed": "Round"})
        assert response["Location"] == reverse("sessions", args=[desk.team.public_id])
        assert client.get(url(session, "show")).status_code == 404

    def test_an_action_that_has_done_something_else_already_is_no_server_error(self, client, desk, session, article):
        done = Event.objects.get(actor=desk.editor, article=article).action
        people = [desk.annotator.public_id]
        made = {"name": "New", "mode": "open", "kinds": ["body"], "articles": [article.public_id], "action": done}
        sessions = reverse("sessions", args=[desk.team.public_id])
        assert client.post(sessions, made | {"people": people})["Location"] == sessions
        sent = {"typed": session.name, "action": done}
        assert client.post(url(session, "deletion"), sent)["Location"] == sessions
        assert client.get(url(session, "show")).status_code == 200


class TestAssignments:
    def test_boxes_say_who_judges_what_and_are_taken_as_they_are_ticked(self, client, desk, session, article):
        page = client.get(url(session, "assignments"), {"with": desk.owner.public_id})
        assert text_of(page).count('name="pair"') == 6
        pair = f"{article.public_id}:{desk.owner.public_id}"
        # as many boxes as a session of sixty people and three hundred reports has
        sent = {"base": page.context["found"].base, "pair": [pair, *[f"{article.public_id}:no-one"] * 18_000]}
        assert client.post(url(session, "assignments"), sent).status_code == 303
        assert pairs_of(session) == {(session.articles.get(article=article).pk, desk.owner.pk)}

    def test_who_goes_back_and_ticks_others_is_told_that_it_is_stale_and_a_double_click_is_one(
        self, client, session, article
    ):
        first, second = (f"{article.public_id}:{one.public_id}" for one in _people(session))
        sent: dict[str, object] = fields_of(client.get(url(session, "assignments")).context["form"])
        for _click in range(2):
            assert client.post(url(session, "assignments"), sent | {"pair": [first, second]}).status_code == 303
        # the last box is the same
        assert client.post(url(session, "assignments"), sent | {"pair": [second]}).status_code == 409
        assert len(pairs_of(session)) == 2

    def test_taking_away_what_is_begun_asks_once_more_and_a_stale_table_is_sent_again(
        self, client, desk, session, article
    ):
        judge(place_of(desk.annotator, article, session), 1, "opinion")
        base = client.get(url(session, "assignments")).context["found"].base
        response = client.post(url(session, "assignments"), {"base": base})
        assert response.status_code == 422
        assert 'class="lost"' in text_of(response)
        stale = client.post(url(session, "assignments"), {"base": "old", "confirmed": "on"})
        assert stale.status_code == 409
        assert " checked" not in text_of(stale).partition("More people")[0]
        again = {"base": stale.context["form"]["base"].value(), "confirmed": "on"}
        assert client.post(url(session, "assignments"), again).status_code == 303
        assert pairs_of(session) == set()

    def test_reports_come_in_go_out_and_are_shared_evenly(self, client, desk, mate, session):
        fresh = make_article(desk.editor)
        assert client.post(url(session, "articles"), {"articles": [fresh.public_id]}).status_code == 303
        assert client.post(url(session, "articles"), {"articles": [fresh.public_id]}).status_code == 422
        people = [desk.annotator.public_id, mate.public_id]
        assert client.post(url(session, "spread"), {"overlap": "1", "people": people}).status_code == 303
        assert len(pairs_of(session)) == 3
        assert client.post(url(session, "spread"), {"overlap": "3", "people": people}).status_code == 422
        assert client.post(url(session, "removal", fresh.public_id)).status_code == 303
        assert client.post(url(session, "removal", fresh.public_id)).status_code == 404
        assert session.articles.count() == 2

    def test_a_report_with_tags_comes_into_a_blind_session_only_when_asked_once_more(
        self, client, desk, mate, session
    ):
        tagged = make_article(desk.editor)
        judge(place_of(mate, tagged), 1, "opinion")
        asked = client.post(url(session, "articles"), {"articles": [tagged.public_id]})
        assert asked.status_code == 422
        assert "These reports have tags already" in text_of(asked)
        assert session.articles.count() == 2
        again = {"articles": [tagged.public_id], "confirmed": "on"}
        assert client.post(url(session, "articles"), again).status_code == 303
        assert session.articles.count() == 3

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_pages_take_the_same_few_queries(self, client, desk, number):
        people = [make_member(desk.team) for _ in range(number)]
        session = hold_session(desk.editor, *people, articles=[make_article(desk.editor) for _ in range(number)])
        assert len(queries(client, url(session, "assignments"))) == 10
        assert len(queries(client, url(session, "terms"))) == 6
