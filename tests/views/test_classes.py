"""Classes: a key among blind work, people against it after the reveal, and practice with its answer at once."""

import csv
import re
from datetime import timedelta
from functools import partial
from io import StringIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import hold_session, invite, judge, make_article, make_member, place_of, support
from warreader.actions.classes import drop_key, name_key
from warreader.actions.errors import Refused
from warreader.actions.sessions import finish, reveal
from warreader.actions.steering import delete_session
from warreader.actions.teams import add_member, leave_team
from warreader.exports import FORMATS
from warreader.models import (
    Annotation,
    AnnotationSession,
    Assignment,
    Event,
    Evidence,
    InvitationKind,
    Membership,
    Notice,
    Role,
)
from warreader.queries.classes import Finish, compared

from .pages import HTMX, queries, text_of

CANARY = "CANARY"


@pytest.fixture
def session(desk, mate, article):
    return hold_session(desk.owner, desk.annotator, mate, articles=[article])


@pytest.fixture
def part(session):
    return session.articles.select_related("session", "article").get()


@pytest.fixture
def here(session, article):
    """The place of a member in the session."""
    return lambda member: place_of(member, article, session)


@pytest.fixture
def at(session, article):
    return lambda name="article", *args: reverse(
        f"session:{name}", args=[session.public_id, article.public_id, *args]
    )


def version(member, ordinal, session) -> str:
    return Annotation.objects.get(author=member, sentence__ordinal=ordinal, session=session).version.hex[:8]


def revealed(desk, session):
    reveal(member=desk.owner, session=session, action=uuid4())
    session.refresh_from_db()
    return session


class TestNaming:
    def test_an_editors_own_work_is_the_key_and_the_article_theirs_to_judge(self, client_of, desk, part, here):
        client = client_of(desk.editor)
        address = reverse("article-key", args=[part.session.public_id, part.article.public_id])
        for asked, practice in (("practice", True), ("key", False)):
            assert client.post(address, {"key": asked}).status_code == 303
            part.refresh_from_db()
            assert (part.key_author, part.practice) == (desk.editor, practice)
        assert here(desk.editor).assignment is not None
        page = text_of(client.get(reverse("session-show", args=[part.session.public_id])))
        assert f"key: {desk.editor.name}" in page
        assert client.post(address, {"key": "none"}).status_code == 303
        part.refresh_from_db()
        assert (part.key_author, part.practice) == (None, False)
        assert client.post(address, {"key": "mine"}).status_code == 422

    def test_one_article_has_one_key(self, desk, part):
        name_key(member=desk.editor, part=part, practice=True, action=uuid4())
        for act in (name_key, drop_key):
            more = {"practice": False} if act is name_key else {}
            with pytest.raises(Refused, match=desk.editor.name):
                act(member=desk.owner, part=part, action=uuid4(), **more)

    def test_not_in_an_open_session_and_not_after_the_reveal(self, desk, part, article):
        open_one = hold_session(desk.owner, desk.annotator, articles=[make_article(desk.editor)], mode="open")
        revealed(desk, part.session)
        for one in (part, open_one.articles.select_related("session", "article").get()):
            with pytest.raises(Refused, match="before its reveal"):
                name_key(member=desk.editor, part=one, practice=False, action=uuid4())

    def test_not_in_a_session_that_was_deleted_meanwhile(self, desk, part):
        name = part.session.name
        delete_session(member=desk.owner, session=part.session, typed=name, action=uuid4())
        for act in (partial(name_key, practice=True), drop_key):
            with pytest.raises(Refused, match="deleted"):
                act(member=desk.editor, part=part, action=uuid4())

    def test_who_only_judges_does_not_learn_of_it(self, client_of, desk, part, at):
        client = client_of(desk.annotator)
        asked = [reverse("session-show", args=[part.session.public_id]), at(), at("history", 1)]
        before = [same(text_of(client.get(path))) for path in asked]
        name_key(member=desk.editor, part=part, practice=False, action=uuid4())
        judge(place_of(desk.editor, part.article, part.session), 1, "verified", note=CANARY)
        assert [same(text_of(client.get(path))) for path in asked] == before


def same(page: str) -> str:
    """The page without what differs between two answers to one question."""
    return re.sub(r'csrf\w+" value="\w+"|X-CSRFToken":"\w+"|name="page" value="[0-9a-f-]+"', "", page)


class TestAgainstTheKey:
    @pytest.fixture
    def judged(self, desk, mate, part, here):
        name_key(member=desk.editor, part=part, practice=False, action=uuid4())
        for ordinal, tag in enumerate(("verified", "opinion", "unverified", "nothing"), 1):
            judge(here(desk.editor), ordinal, tag)
        for ordinal, tag in enumerate(("verified", "unverified", "unverified"), 1):
            judge(here(desk.annotator), ordinal, tag)
        judge(here(mate), 5, "opinion")
        finish(place=here(desk.annotator), action=uuid4())
        return part.session

    def test_each_person_stands_against_it(self, desk, mate, judged):
        found = {one.member: one for one in compared(desk.editor, revealed(desk, judged))}
        assert set(found) == {desk.annotator, mate}, "nobody is compared with their own"
        result = found[desk.annotator].results[0]
        assert (result.correct, result.judged, result.share, result.confusion.missing) == (2, 3, 2 / 3, 1)
        assert found[desk.annotator].counts == {
            ("verified", "verified"): 1,
            ("opinion", "unverified"): 1,
            ("unverified", "unverified"): 1,
            ("nothing", "missing"): 1,
        }
        assert (found[mate].judged, found[mate].results[0].share) == (0, None)
        assert [one.results[0].finish for one in found.values()] == [
            Finish.ON_TIME if one == desk.annotator else Finish.NOT_AT_ALL for one in found
        ]

    def test_what_is_changed_after_the_reveal_does_not_count(self, desk, judged, here):
        session = revealed(desk, judged)
        judge(here(desk.annotator), 2, "opinion", version(desk.annotator, 2, session))
        assert [one.correct for one in compared(desk.annotator, session)] == [2]

    def test_who_was_given_longer_is_late(self, desk, judged):
        judged.deadline = timezone.now() - timedelta(hours=1)
        judged.save()
        found = compared(desk.annotator, revealed(desk, judged))
        assert found[0].results[0].finish == Finish.LATE

    def test_editors_see_everybody_and_participants_themselves_page_and_file(self, client_of, desk, mate, judged):
        page, file = (reverse(name, args=[judged.public_id]) for name in ("session-key", "session-key-file"))
        for path in (page, file):
            assert client_of(desk.editor).get(path).status_code == 403, "before the reveal"
        revealed(desk, judged)
        people = {desk.annotator, mate}
        seen = {
            desk.owner: people,
            desk.editor: people,
            mate: {mate},
            desk.annotator: {desk.annotator},
            desk.viewer: set(),
        }
        for who, theirs in seen.items():
            client = client_of(who)
            shown = re.findall(r'<h2 dir="auto">([^<]+)</h2>', text_of(client.get(page)))
            assert set(shown) == {one.name for one in theirs}
            rows = list(csv.DictReader(StringIO(text_of(client.get(file)))))
            assert {row["person"] for row in rows} == {one.name for one in theirs}
        row = next(row for row in rows_of(client_of(desk.editor), file) if row["person"] == desk.annotator.name)
        assert (row["correct"], row["judged"], row["key_sentences"], row["share"]) == ("2", "3", "4", "0.6667")
        assert (row["opinion as unverified"], row["nothing as missing"], row["finished"]) == ("1", "1", "on time")

    def test_a_name_is_no_formula(self, client_of, desk, judged):
        desk.annotator.name = "=1+1"
        desk.annotator.save()
        revealed(desk, judged)
        file = reverse("session-key-file", args=[judged.public_id])
        assert "'=1+1" in {row["person"] for row in rows_of(client_of(desk.editor), file)}

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_takes_the_same_few_queries_for_any_number(self, client_of, desk, number):
        people = [make_member(desk.team) for _ in range(number)]
        articles = [make_article(desk.editor) for _ in range(number)]
        session = hold_session(desk.owner, *people, articles=articles)
        for part in session.articles.select_related("session", "article"):
            name_key(member=desk.editor, part=part, practice=True, action=uuid4())
            for member in (*people, desk.editor):
                judge(place_of(member, part.article, session), 1, "opinion")
        revealed(desk, session)
        assert len(queries(client_of(desk.editor), reverse("session-key", args=[session.public_id]))) == 8


def rows_of(client, file) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text_of(client.get(file)))))


class TestPractice:
    @pytest.fixture(autouse=True)
    def key(self, desk, part, here):
        """The key has judged the first three sentences, and has a source for the fourth."""
        name_key(member=desk.editor, part=part, practice=True, action=uuid4())
        for ordinal in (1, 2, 3):
            judge(here(desk.editor), ordinal, "verified", note=f"{CANARY} {ordinal}", flags={"loaded": True})
            support(here(desk.editor), ordinal, f"{CANARY} source {ordinal}")
        support(here(desk.editor), 4, f"{CANARY} source 4")

    def tag(self, client, at, ordinal, tag="opinion", **more):
        sent = {"sentences": str(ordinal), "bases": "", "tag": tag} | more
        return text_of(client.post(at("tags"), sent, headers=HTMX))

    def test_the_keys_answer_comes_with_ones_own_tag_and_stays_in_the_card(self, client_of, desk, at):
        client = client_of(desk.annotator)
        assert CANARY not in text_of(client.get(at("sentence", 1)))
        answer = self.tag(client, at, 1)
        for page in (answer, text_of(client.get(at("sentence", 1)))):
            assert "The key says" in page
            assert f"{CANARY} 1" in page
            assert f"{CANARY} source 1" in page
            assert desk.editor.name not in page.replace(f">{desk.editor.name}</option>", "")
        assert "data-stays" in text_of(client.get(at()))

    def test_of_a_sentence_that_one_has_not_judged_it_says_nothing(self, client_of, desk, at, here):
        client = client_of(desk.annotator)
        self.tag(client, at, 1)
        judge(here(desk.annotator), 2, None, note="only a note")
        support(here(desk.annotator), 3)
        for ordinal in (2, 3, 5):
            assert CANARY not in text_of(client.get(at("sentence", ordinal)))
        self.tag(client, at, 1, "clear", bases=version(desk.annotator, 1, here(desk.annotator).session))
        assert CANARY not in text_of(client.get(at("sentence", 1)))

    def test_what_the_key_has_not_judged_it_does_not_answer(self, client_of, desk, at):
        client = client_of(desk.annotator)
        for ordinal in (4, 5):
            answer = self.tag(client, at, ordinal)
            assert "The key says" not in answer
            assert CANARY not in answer

    def test_nobody_elses_work_shows_nor_is_it_shown_to_anybody_else(self, client_of, desk, mate, at, here):
        judge(here(mate), 1, "unverified", note="MATE")
        client = client_of(desk.annotator)
        self.tag(client, at, 1)
        assert "MATE" not in text_of(client.get(at("sentence", 1)))
        for member in (desk.owner, desk.viewer):
            assert CANARY not in text_of(client_of(member).get(at("sentence", 1)))
        # who has it to judge sees the key's, and the key's author none of theirs
        assert "MATE" not in text_of(client_of(desk.editor).get(at("sentence", 1)))

    def test_nothing_but_the_card_knows_of_it(self, client_of, desk, at, article, part):
        client = client_of(desk.annotator)
        self.tag(client, at, 1)
        room = reverse("article", args=[article.public_id])
        library = reverse("library", args=[desk.team.public_id])
        wanted = {"whose": "team", "names": "on", "notes": "on", "evidence": "on"}
        for name in FORMATS:
            chosen = wanted | dict.fromkeys(FORMATS[name].holds, "on") | {"format": name}
            file = text_of(client.post(at("exports"), chosen))
            assert CANARY not in file
        # with the card of a sentence that is not judged
        reading = at("sentence", 2)
        asked = [f"{reading}?whose={who}" for who in ("mine", "team", desk.editor.public_id)]
        asked += [f"{reading}?whose=team&with=note", at("changes"), at("history", 1), at("history", 2), at("exports")]
        work = reverse("session-work", args=[part.session.public_id])
        asked += [room, f"{room}sentences/1/", f"{library}?whose=team", work]
        before = {path: same(text_of(client.get(path))) for path in asked}
        assert [path for path, page in before.items() if CANARY in page] == []
        Annotation.objects.filter(author=desk.editor).delete()
        Evidence.objects.filter(author=desk.editor).delete()
        changed = [path for path in asked if same(text_of(client.get(path))) != before[path]]
        assert changed == []

    def test_without_practice_the_key_answers_nothing(self, client_of, desk, at, part):
        name_key(member=desk.editor, part=part, practice=False, action=uuid4())
        assert CANARY not in self.tag(client_of(desk.annotator), at, 1)

    def test_what_was_said_first_is_what_is_compared(self, client_of, desk, at, here):
        client = client_of(desk.annotator)
        session = here(desk.annotator).session
        self.tag(client, at, 1, "opinion")
        self.tag(client, at, 1, "verified", bases=version(desk.annotator, 1, session))
        self.tag(client, at, 2, "verified")
        self.tag(client, at, 3, "verified")
        self.tag(client, at, 3, "clear", bases=version(desk.annotator, 3, session))
        found = compared(desk.annotator, revealed(desk, session))[0].results[0]
        assert (found.correct, found.judged) == (2, 3), "what was cleared was said all the same"

    def test_it_costs_no_query_more(self, client_of, desk, at):
        client = client_of(desk.annotator)
        self.tag(client, at, 1)
        assert len(queries(client, at("sentence", 1))) == 11


def test_naming_a_key_is_in_the_history_for_its_author_until_the_reveal(desk, part):
    name_key(member=desk.editor, part=part, practice=True, action=uuid4())
    event = Event.objects.order_by("-number").first()
    assert event.data == {"key": str(desk.editor.public_id), "practice": True}
    assert Assignment.objects.filter(part=part, member=desk.editor).count() == 1


class TestNewcomers:
    def join(self, desk, role=Role.ANNOTATOR):
        _invitation, token = invite(desk.owner, role, kind=InvitationKind.PSEUDONYM, most_uses=60)
        client = Client()
        assert client.post(reverse("invitation", args=[token]), {"name": f"Newcomer {role}"}).status_code == 303
        return client

    def test_who_joins_by_the_link_finds_the_reports_to_judge(self, desk, session):
        AnnotationSession.objects.filter(pk=session.pk).update(takes_newcomers=True)
        client = self.join(desk)
        page = text_of(client.get(reverse("sessions", args=[desk.team.public_id])))
        assert "0 of 5 judged" in page
        member = Membership.objects.get(name__startswith="Newcomer")
        assert Assignment.objects.filter(member=member).count() == 1
        assert Notice.objects.filter(member=member, session=session).count() == 1

    def test_who_leaves_and_comes_back_is_new_only_to_what_was_made_meanwhile(self, desk, session, article):
        AnnotationSession.objects.filter(pk=session.pk).update(takes_newcomers=True)
        member = desk.annotator
        Assignment.objects.filter(member=member).delete()
        leave_team(member=member)
        later = hold_session(desk.owner, desk.editor, articles=[article], takes_newcomers=True)
        add_member(team=desk.team, user=member.user, role=Role.ANNOTATOR, by=desk.owner)
        assert [one.part.session for one in Assignment.objects.filter(member=member)] == [later]

    def test_not_where_the_session_does_not_say_so_nor_a_viewer_nor_after_its_end(self, desk, session):
        self.join(desk)
        AnnotationSession.objects.filter(pk=session.pk).update(takes_newcomers=True)
        self.join(desk, Role.VIEWER)
        revealed(desk, session)
        make_member(desk.team)
        assert Assignment.objects.filter(part__session=session).count() == 2
