"""Sessions in the browser's eyes: making one, judging in it, the reveal; and who learns what before it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import hold_session, judge, make_article, make_member, place_of, settle_one, support
from warreader.actions.sessions import finish, reveal
from warreader.actions.work import take
from warreader.models import AnnotationSession, Assignment

from .pages import HTMX, queries, text_of

CANARY = "CANARY"


@pytest.fixture
def session(desk, mate, article):
    return hold_session(desk.editor, desk.annotator, mate, articles=[article])


def at(session, article, name="article", *args) -> str:
    return reverse(f"session:{name}", args=[session.public_id, article.public_id, *args])


class TestMaking:
    @pytest.fixture
    def client(self, client_of, desk):
        return client_of(desk.editor)

    @pytest.fixture
    def asked(self, desk, article):
        people = [desk.annotator.public_id, desk.owner.public_id]
        chosen = {"articles": [article.public_id], "people": people}
        return chosen | {"name": "Round 1", "mode": "blind", "kinds": ["body", "title"]}

    def url(self, desk, name="sessions"):
        return reverse(name, args=[desk.team.public_id])

    def test_the_form_offers_the_reports_that_the_filter_picks(self, client, desk, article):
        make_article(desk.editor, title="About something else")
        page = text_of(client.get(self.url(desk, "session-new"), {"q": "something"}))
        assert "About something else" in page
        assert article.title not in page

    def test_the_library_leads_to_it_with_its_filter(self, client, client_of, desk, article):
        link = f"{self.url(desk, 'session-new')}?q=report"
        library = reverse("library", args=[desk.team.public_id])
        assert link in text_of(client.get(library, {"q": "report"}))
        assert link not in text_of(client_of(desk.annotator).get(library, {"q": "report"}))

    def test_what_is_ticked_in_the_library_is_chosen_already_and_stays_so(self, client, desk, article, asked):
        make_article(desk.editor, title="About something else")
        ticked = {"article": article.public_id}
        for response in (
            client.get(self.url(desk, "session-new"), ticked | {"q": "something", "only": "ticked"}),
            client.post(f"{self.url(desk)}?article={article.public_id}", asked | {"name": ""}),
        ):
            page = text_of(response)
            assert re.findall(r'name="articles" value="([^"]+)"[^>]* checked', page) == [str(article.public_id)]
            assert "About something else" not in page
            assert "Offered: 1 report ticked by hand." in page
            assert f"?article={article.public_id}" in page
        many = {"article": [uuid4() for _ in range(101)]}
        refused = client.get(self.url(desk, "session-new"), many)
        assert (refused.status_code, "at most 100 go on" in text_of(refused)) == (422, True)

    def test_it_leads_to_the_session(self, client, desk, asked):
        response = client.post(self.url(desk), asked)
        session = AnnotationSession.objects.made().get()
        assert response.status_code == 303
        assert response["Location"] == reverse("session-show", args=[session.public_id])
        assert (session.name, session.mode, session.kinds) == ("Round 1", "blind", ["body", "title"])
        assert Assignment.objects.filter(part__session=session).count() == 2

    def test_mistakes_keep_what_was_typed_and_make_nothing(self, client, desk, asked):
        over = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        response = client.post(self.url(desk), asked | {"overlap": "3", "deadline": over})
        page = text_of(response)
        assert response.status_code == 422
        assert "fewer people" in page
        assert "over already" in page
        assert 'value="Round 1"' in page
        assert not AnnotationSession.objects.made().exists()

    def test_a_blind_one_of_a_report_with_tags_asks_once_more(self, client, desk, article, asked):
        judge(place_of(desk.owner, article), 1, "verified")
        response = client.post(self.url(desk), asked)
        assert response.status_code == 422
        assert "have tags already" in text_of(response)
        assert client.post(self.url(desk), asked | {"confirmed": "on"}).status_code == 303

    def test_an_open_one_asks_nothing(self, client, desk, article, asked):
        judge(place_of(desk.owner, article), 1, "verified")
        assert client.post(self.url(desk), asked | {"mode": "open"}).status_code == 303

    def test_the_guideline_is_shown_without_what_could_run(self, client, desk, asked):
        client.post(self.url(desk), asked | {"guideline": "**Read** <script>alert(1)</script> [x](javascript:y)"})
        page = text_of(client.get(reverse("session-show", args=[AnnotationSession.objects.made().get().public_id])))
        assert "<strong>Read</strong>" in page
        assert "<script>alert" not in page
        assert 'href="javascript' not in page


class TestJudging:
    def test_what_waits_is_listed_and_leads_to_the_next_sentence(self, client_of, desk, session, article):
        client = client_of(desk.annotator)
        judge(place_of(desk.annotator, article, session), 1, "opinion")
        page = text_of(client.get(reverse("sessions", args=[desk.team.public_id])))
        assert "1 of 5 judged" in page
        assert at(session, article, "next") in page
        assert client.get(at(session, article, "next"))["Location"] == at(session, article, "sentence", 2) + "#s2"

    def test_after_the_last_sentence_comes_the_next_report_and_then_none(self, client_of, desk, article):
        second = make_article(desk.editor, length=1)
        session = hold_session(desk.editor, desk.annotator, articles=[article, second])
        client = client_of(desk.annotator)
        place = place_of(desk.annotator, article, session)
        for ordinal in range(1, 6):
            judge(place, ordinal, "opinion")
        assert client.get(at(session, article, "next"))["Location"] == at(session, second, "next")
        judge(place_of(desk.annotator, second, session), 1, "opinion")
        assert client.get(at(session, second, "next"))["Location"] == at(session, second)

    def test_a_tag_belongs_to_the_session(self, client_of, desk, session, article):
        client = client_of(desk.annotator)
        sent = {"sentences": "1", "bases": "", "tag": "opinion"}
        response = client.post(at(session, article, "tags"), sent, headers=HTMX)
        assert response.status_code == 200
        assert at(session, article, "sentence", 1) in text_of(response)
        assert session.annotations.get().author_id == desk.annotator.pk

    def test_only_the_kinds_in_scope_are_there_to_be_judged(self, client_of, desk, article):
        session = hold_session(desk.editor, desk.annotator, articles=[article], kinds=["title"])
        page = text_of(client_of(desk.annotator).get(at(session, article)))
        assert "0 of 0 sentences judged" in page

    def test_finishing_and_taking_up_again(self, client_of, desk, session, article):
        client = client_of(desk.annotator)
        ids = [session.public_id, article.public_id]
        assert client.post(reverse("completion", args=ids)).status_code == 303
        page = text_of(client.get(at(session, article)))
        assert "You have finished this report." in page
        assert "tagged by you" in page
        tag = {"sentences": "1", "bases": "", "tag": "opinion"}
        refused = client.post(at(session, article, "tags"), tag, headers=HTMX)
        assert refused.status_code == 403
        assert client.post(reverse("resumption", args=ids)).status_code == 303
        assert client.post(at(session, article, "tags"), tag, headers=HTMX).status_code == 200

    def test_what_is_not_finished_in_time_is_marked_incomplete(self, client_of, desk, session):
        session.deadline = timezone.now() - timedelta(minutes=1)
        session.save()
        page = text_of(client_of(desk.annotator).get(reverse("session-show", args=[session.public_id])))
        assert "incomplete: the time is over" in page

    def test_in_the_reading_room_the_report_can_only_be_read(self, client_of, desk, session, article):
        client = client_of(desk.annotator)
        room = reverse("article", args=[article.public_id])
        page = text_of(client.get(room))
        assert "only be read" in page
        assert "tagged by you" in page
        tag = {"sentences": "1", "bases": "", "tag": "opinion"}
        assert client.post(f"{room}tags/", tag, headers=HTMX).status_code == 403
        assert client_of(desk.owner).post(f"{room}tags/", tag, headers=HTMX).status_code == 200


class TestReveal:
    def test_an_editor_reveals_and_closes(self, client_of, desk, session):
        client = client_of(desk.editor)
        ids = [session.public_id]
        assert client.post(reverse("session-closing", args=ids)).status_code == 422
        assert client.post(reverse("session-reveal", args=ids)).status_code == 303
        assert client.post(reverse("session-reveal", args=ids)).status_code == 422
        assert client.post(reverse("session-closing", args=ids)).status_code == 303

    def test_then_nothing_waits_in_it(self, client_of, desk, session):
        reveal(member=desk.editor, session=session, action=session.public_id)
        page = text_of(client_of(desk.annotator).get(reverse("sessions", args=[desk.team.public_id])))
        assert "Nothing waits for you." in page

    def test_then_everybody_sees_everything(self, client_of, desk, session, mate, article):
        judge(place_of(mate, article, session), 1, "verified", note=CANARY)
        reveal(member=desk.editor, session=session, action=session.public_id)
        for member in (desk.viewer, desk.annotator, desk.editor):
            assert CANARY in text_of(client_of(member).get(at(session, article, "sentence", 1)))

    def test_what_was_said_before_counts_until_it_is_changed(self, client_of, desk, session, article):
        place = place_of(desk.annotator, article, session)
        judge(place, 1, "verified")
        reveal(member=desk.editor, session=session, action=session.public_id)
        client = client_of(desk.annotator)
        page = text_of(client.get(at(session, article)))
        assert 'id="n-hollow">1<' in page
        base = session.annotations.get().version.hex[:8]
        sent = {"sentences": "1", "bases": base, "tag": "opinion"}
        answer = text_of(client.post(at(session, article, "tags"), sent, headers=HTMX))
        assert 'id="n-hollow" hx-swap-oob="true" class="zero">0<' in answer
        assert 'id="n-opinion" hx-swap-oob="true">1<' in answer


class TestBeforeTheReveal:
    """Whoever judges an article in a blind session sees their own work on it, and nothing else anywhere."""

    @pytest.fixture(autouse=True)
    def beside(self, desk, session, mate, article):
        """Other sessions of the same report: an open one, and a blind one of others."""
        shared = hold_session(desk.owner, desk.owner, articles=[article], mode="open")
        return shared, hold_session(desk.owner, mate, articles=[article])

    @pytest.fixture
    def work(self, desk, session, beside, mate, article):
        shared, blind = beside
        places = [place_of(mate, article, one) for one in (session, blind)]
        for place in (*places, place_of(desk.owner, article, shared), place_of(desk.owner, article)):
            judge(place, 1, "verified", note=f"{CANARY} note", note_exported=True, flags={"loaded": True})
            judge(place, 2, "opinion")
            support(place, 1, f"{CANARY} source")
        finish(place=places[0], action=uuid4())
        settle_one(place_of(desk.owner, article, shared), 1, "none", reason=CANARY)
        take(place=place_of(desk.owner, article, shared), ordinal=2, action=uuid4())

    def of_sessions(self, desk, article) -> list[str]:
        """The addresses of all that the team's sessions have beside their reading pages."""
        names = ["show", "agreement", "terms", "assignments", "key", "key-file", "work", "settled"]
        found = [reverse("home"), reverse("notices"), reverse("verdict", args=[article.public_id])]
        for one in desk.team.sessions.made():
            found += [reverse(f"session-{name}", args=[one.public_id]) for name in names]
            work = reverse("session-work", args=[one.public_id])
            found += [f"{work}?whose=team&{query}" for query in ("evidence=with", "taken=somebody", "state=hollow")]
            found += [reverse("adjudication", args=[one.public_id])]
            found += [reverse("adjudication-item", args=[one.public_id, article.public_id, 1])]
            found += [at(one, article), f"{at(one, article)}live/?whose=team", at(one, article, "sentence", 2)]
        return found

    def pages(self, client, desk, session, article, more=()) -> dict[str, str]:
        library = reverse("library", args=[desk.team.public_id])
        room = reverse("article", args=[article.public_id])
        asked = [library, f"{library}?whose=team&state=hollow&state=verified&state=opinion&state=split"]
        asked += [f"{library}?whose=team&progress={value}" for value in ("none", "some")]
        asked += [reverse("sessions", args=[desk.team.public_id]), reverse("session-show", args=[session.public_id])]
        for start in (room, at(session, article)):
            asked += [start, f"{start}?whose=team", f"{start}?whose=team&with=note&hide=1", f"{start}changes/"]
            asked += [f"{start}sentences/1/", f"{start}sentences/1/history/", f"{start}exports/?whose=team"]
        answers = {path: client.get(path) for path in [*asked, *more]}
        return {path: f"{answer.status_code} {strip(text_of(answer))}" for path, answer in answers.items()}

    def files(self, client, session, article) -> dict[str, str]:
        wanted = {"whose": "team", "names": "on", "notes": "on", "evidence": "on"}
        rooms = (reverse("article", args=[article.public_id]), at(session, article))
        formats = ("json", "jsonld", "csv", "md", "html")
        return {
            f"{room} {name}": text_of(client.post(f"{room}exports/", wanted | {"format": name}))
            for room in rooms
            for name in formats
        }

    def test_an_annotator_learns_nothing_of_others_work(self, client_of, desk, session, article, request):
        client = client_of(desk.annotator)
        more = self.of_sessions(desk, article)
        before = self.pages(client, desk, session, article, more)
        request.getfixturevalue("work")
        after = self.pages(client, desk, session, article, more)
        assert [path for path, page in after.items() if page != before[path]] == []
        assert [name for name, file in self.files(client, session, article).items() if CANARY in file] == []

    def test_nor_does_an_editor_who_judges_in_it(self, client_of, desk, mate, article, request):
        session = hold_session(desk.owner, desk.editor, mate, articles=[article])
        client = client_of(desk.editor)
        place = place_of(mate, article, session)
        judge(place, 1, "verified", note=CANARY)
        judge(place_of(desk.owner, article), 1, "opinion", note=CANARY)
        assert [path for path, page in self.pages(client, desk, session, article).items() if CANARY in page] == []
        assert "1/5" in text_of(client.get(reverse("session-show", args=[session.public_id])))

    def test_an_editor_who_leads_sees_how_far_each_is_and_no_tag(self, client_of, desk, session, article, work):
        client = client_of(desk.editor)
        assert "2/5" in text_of(client.get(reverse("session-show", args=[session.public_id])))
        assert CANARY not in text_of(client.get(f"{at(session, article)}?whose=team"))
        # who judges nothing there goes on in the reading room as ever
        assert CANARY in text_of(client.get(reverse("sentence", args=[article.public_id, 1])))

    def test_a_viewer_sees_no_work_of_the_session(self, client_of, desk, session, article, work):
        client = client_of(desk.viewer)
        page = text_of(client.get(reverse("session-show", args=[session.public_id])))
        assert "2/5" not in page
        assert CANARY not in text_of(client.get(at(session, article, "sentence", 1)))

    def test_the_canaries_are_there_to_be_found(self, client_of, desk, session, article, work):
        reveal(member=desk.editor, session=session, action=session.public_id)
        client = client_of(desk.annotator)
        found = [path for path, page in self.pages(client, desk, session, article).items() if CANARY in page]
        assert len(found) >= 4


def strip(page: str) -> str:
    """The page without what differs between two answers to one question."""
    changing = ("csrf", "x-csrftoken", "retry: ")
    return "".join(line for line in page.splitlines() if not any(word in line.lower() for word in changing))


@pytest.mark.parametrize("number", [1, 3])
class TestQueries:
    @pytest.fixture
    def session(self, desk, number):
        people = [desk.annotator, desk.editor, *(make_member(desk.team) for _ in range(number))]
        articles = [make_article(desk.editor) for _ in range(number)]
        session = hold_session(desk.owner, *people, articles=articles)
        for article in articles:
            judge(place_of(desk.annotator, article, session), 1, "opinion")
        return session

    def test_the_list_takes_the_same_few_for_any_number(self, client_of, desk, session):
        client = client_of(desk.annotator)
        assert len(queries(client, reverse("sessions", args=[desk.team.public_id]))) == 8

    def test_a_session_takes_the_same_few_for_any_number(self, client_of, desk, session):
        assert len(queries(client_of(desk.editor), reverse("session-show", args=[session.public_id]))) == 11

    def test_an_article_in_it_takes_the_same_few(self, client_of, desk, session):
        article = session.articles.first().article
        assert len(queries(client_of(desk.annotator), at(session, article))) == 11
