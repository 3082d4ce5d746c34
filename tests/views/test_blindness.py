"""Work in an unrevealed blind session, or in any session but the reading room, shows on no page of the app."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.exports.readers import SUMMARIES
from tests.factories import Desk, hold_session, judge, make_member, place_of, support, take_away, user_of
from warreader.actions.annotations import Change, Target, annotate
from warreader.actions.evidence import Source, record_evidence
from warreader.exports import FORMATS, Options
from warreader.models import (
    Adjudication,
    Annotation,
    AnnotationSession,
    Article,
    Event,
    Evidence,
    Membership,
    SessionArticle,
)
from warreader.places import Place

from .pages import HTMX, text_of, url

pytestmark = pytest.mark.thorough

CANARY = "CANARY"
SOURCE = Source(
    url=f"https://{CANARY.lower()}.example/",
    citation=f"{CANARY} citation",
    quotation=f"{CANARY} quotation",
    note=f"{CANARY} beside the source",
)
#: what differs between two answers to one question: tokens, times and their digests, the ids of events and files
CHANGING = (
    r'csrfmiddlewaretoken" value="\w+"',
    r'X-CSRFToken":"\w+"',
    r'name="page" value="[0-9a-f-]+"',
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?",
    r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?",
    r"\d+ \w+ \d{4}, \d\d:\d\d",
    r"\b[0-9a-f]{64}\b",
    r"^retry: \d+",
)


@dataclass
class Room:
    """The reading room, with work of its own, and a session beside it."""

    desk: Desk
    article: Article
    session: AnnotationSession
    mate: Membership

    @property
    def people(self) -> dict[str, Client]:
        clients = {}
        for name in ("annotator", "editor"):
            clients[name] = Client()
            clients[name].force_login(user_of(getattr(self.desk, name)))
        return clients

    @property
    def blind(self) -> Place:
        return replace(place_of(self.mate, self.article), session=self.session)

    def work(self) -> None:
        """Judge, flag, note, support, clear and export in the session."""
        place = self.blind
        for ordinal, tag in ((1, "verified"), (2, "opinion"), (3, "unverified")):
            judge(place, ordinal, tag, note=f"{CANARY} note", note_exported=True, flags={"loaded": True})
            record_evidence(place=place, ordinal=ordinal, source=SOURCE, action=uuid4())
        targets = [Target(ordinal) for ordinal in (4, 5)]
        annotate(place=place, targets=targets, change=Change(tag="nothing"), action=uuid4())
        options = Options(whose="team", names=True, notes=True, evidence=True)
        take_away(place, "json", options)


@pytest.fixture
def room(desk: Desk, article: Article) -> Room:
    place = place_of(desk.annotator, article)
    judge(place, 1, "opinion", note="seen", note_exported=True)
    support(place, 1)
    judge(place_of(desk.editor, article), 1, "verified")
    session = AnnotationSession.objects.create(team=desk.team, name="Blind round", mode="blind")
    return Room(desk, article, session, make_member(desk.team))


def addresses(room: Room) -> list[str]:
    """Every address that can be asked for in the team, filters that reach every row among them."""
    article, team = room.article, room.desk.team.public_id
    own = Evidence.objects.get(author=room.desk.annotator, session__standing=True)
    library = reverse("library", args=[team])
    states = "&".join(
        f"state={state}" for state in ("verified", "hollow", "opinion", "unverified", "split", "nothing")
    )
    reading = url("article", article)
    cursor = Event.objects.filter(session__standing=True).order_by("number").first()
    return [
        reverse("home"),
        reverse("help"),
        reverse("preferences"),
        library,
        *(f"{library}?{states}&whose={whose}" for whose in ("mine", "team")),
        *(f"{library}?progress={progress}&whose=team&sort=progress" for progress in ("none", "some", "all")),
        reverse("article-new", args=[team]),
        reading,
        *(f"{reading}?whose={whose}" for whose in ("mine", "team", room.mate.public_id)),
        *(f"{reading}?whose=team&with={extra}&hide=1" for extra in ("note", "evidence", "bare")),
        f"{reading}?whose=team&flag=loaded",
        url("origin", article),
        url("copies", article),
        *(url("sentence-copies", article, ordinal) for ordinal in (1, 2)),
        url("original", article),
        f"{url('next', article)}?whose=team",
        url("changes", article),
        url("live", article),
        f"{url('live', article)}?since={cursor.public_id if cursor else ''}&whose=team",
        f"{url('changes', article)}?since={cursor.public_id if cursor else ''}",
        f"{url('changes', article)}?since={uuid4()}&whose=team",
        url("exports", article),
        f"{url('exports', article)}?whose={room.mate.public_id}&state=opinion",
        *(url("sentence", article, ordinal) for ordinal in (1, 2, 5)),
        *(url("history", article, ordinal) for ordinal in (1, 2, 5)),
        url("evidence-edit", article, 1, own.public_id),
    ]


def same(text: str) -> str:
    """The text without what differs between two answers to one question."""
    for pattern in CHANGING:
        text = re.sub(pattern, "", text)
    return re.sub(r"since=[0-9a-f-]{36}", "", text)


#: all are written from one read; a PDF takes 0.3 s, and its words are searched in the tests of files
QUICK_FORMATS = [name for name in FORMATS if name != "pdf"]
#: which between them say all that is read, for where the others are no question
SOME_FORMATS = ["jsonl", "md"]


def pages(room: Room, clients: dict[str, Client], asked: list[str]) -> dict[tuple[str, str, bool], str]:
    answers = {}
    for person, client in clients.items():
        for address in asked:
            # only these answer htmx with a fragment of its own
            fragment = address.startswith(("/articles/", "/teams/")) and "/exports/" not in address
            for headers in ({}, HTMX) if fragment else ({},):
                response = client.get(address, headers=headers)
                key = (person, address, bool(headers))
                answers[key] = f"{response.status_code} {response.get('Location')} {same(text_of(response))}"
    return answers


def files(
    room: Room, clients: dict[str, Client], formats: Sequence[str] = QUICK_FORMATS, *, parts: bool = True
) -> dict[tuple[str, str, str], str]:
    """Every file that can be taken away, with all in it that can be asked for; ``parts``: also what not all hold."""
    answers = {}
    for person, client in clients.items():
        for name in formats:
            for whose in ("team", str(room.mate.public_id)):
                asked = {"format": name, "whose": whose, "names": "on", "notes": "on", "evidence": "on"}
                asked |= dict.fromkeys(FORMATS[name].holds if parts else (), "on")
                response = client.post(url("exports", room.article), asked)
                assert response.status_code == 200
                answers[person, name, whose] = same(text_of(response))
    return answers


def differing(before: dict, after: dict) -> list:
    return [key for key in before if before[key] != after[key]]


def test_no_page_tells_of_work_in_a_blind_session_that_it_would_show_in_the_reading_room(room):
    # An editor may see whatever an annotator may.
    clients = {"editor": room.people["editor"]}
    files(room, clients, SOME_FORMATS)
    asked = addresses(room)
    before = pages(room, clients, asked)
    room.work()
    after = pages(room, clients, asked)
    assert [key for key, page in after.items() if CANARY in page.upper() and CANARY not in before[key].upper()] == []
    assert differing(before, after) == []

    # That would hold on an empty table too: the same work in the reading room is on the pages.
    for model in (Annotation, Evidence, Event):
        work = model._default_manager.filter(session=room.session)
        work.update(session=place_of(room.mate, room.article).session)
    assert len(differing(before, pages(room, clients, asked))) > len(before) / 3
    quiet = {name for (_, name, _), text in files(room, clients).items() if CANARY not in text}
    assert quiet <= {"csv", *SUMMARIES}


def test_no_file_tells_of_work_in_a_blind_session(room):
    clients = room.people
    before = files(room, clients)
    room.work()
    after = files(room, clients)
    assert differing(before, after) == []
    assert [key for key, content in after.items() if CANARY in content.upper()] == []


def test_nobody_learns_of_it_by_working_on_the_same_sentences(room):
    room.work()
    for person in ("annotator", "editor"):
        client = room.people[person]
        for headers in ({}, HTMX):
            asked = [
                (url("tags", room.article), {"sentences": "2-3", "bases": ",", "tag": "opinion"}),
                (url("tags", room.article), {"sentences": "2", "bases": "ffffffff", "tag": "verified"}),
                (url("note", room.article, 2), {"note": "mine", "base": "ffffffff"}),
                (url("evidence", room.article, 2), {"citation": "mine"}),
                (url("undo", room.article), {}),
            ]
            for address, data in asked:
                response = client.post(f"{address}?whose=team", data, headers=headers)
                assert response.status_code in (200, 303, 409), (address, response.status_code)
                assert CANARY not in text_of(response).upper(), (person, address)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_evidence_of_another_session_is_found_under_no_address_here(room, headers):
    room.work()
    client = Client()
    client.force_login(user_of(room.mate))
    hidden = Evidence.objects.filter(session=room.session).first()
    assert hidden
    for name in ("evidence-edit", "evidence-removal"):
        address = url(name, room.article, hidden.sentence.ordinal, hidden.public_id)
        response = client.post(address, {"citation": "x", "base": hidden.version.hex}, headers=headers)
        assert response.status_code == 404


def test_the_reading_room_shows_no_work_of_another_session_even_to_its_author_before_the_reveal_or_after(room):
    clients = {"mate": Client()}
    clients["mate"].force_login(user_of(room.mate))
    asked = [address for address in addresses(room) if "evidence/" not in address]
    before = pages(room, clients, asked)
    room.work()
    assert differing(before, pages(room, clients, asked)) == []
    room.session.revealed_at = timezone.now()
    room.session.save()
    assert differing(before, pages(room, clients, asked)) == []


def test_a_settled_tag_shows_once_its_session_is_revealed_and_to_nobody_from_whom_the_article_is_withheld(room):
    """No action settles in a blind session: the rows are put there, where the article looks for its verdict."""
    clients = {"editor": room.people["editor"]}
    here = {"team": room.desk.team, "session": room.session}
    SessionArticle.objects.create(**here, article=room.article, revision=room.article.revision)
    Article.objects.filter(pk=room.article.pk).update(verdict=room.session)
    asked = [
        # a third of all: those where a settled tag shows
        *(address for address in addresses(room) if re.search("whose|sentences/1/$|history|changes|live", address)),
        reverse("library", args=[room.desk.team.public_id]),
        url("article", room.article),
        url("verdict", room.article),
        *(reverse(name, args=[room.session.public_id]) for name in ("session-settled", "adjudication")),
    ]
    written = files(room, clients, SOME_FORMATS)
    before = pages(room, clients, asked)
    now = timezone.now()
    for sentence in room.article.revision.sentences.all():
        times = {"version": uuid4(), "created_at": now, "updated_at": now}
        said = {"outcome": "none", "reason": CANARY, "settled_by": room.desk.owner}
        Adjudication.objects.create(**here, sentence=sentence, **said, **times)
    assert differing(before, pages(room, clients, asked)) == []
    assert differing(written, files(room, clients, SOME_FORMATS)) == []

    room.session.revealed_at = now
    room.session.save()
    shown = pages(room, clients, asked)
    assert len(differing(before, shown)) > len(before) / 3
    assert len([key for key, page in shown.items() if CANARY in page]) > 5
    assert len(differing(written, files(room, clients, SOME_FORMATS))) == len(written) / 2

    hold_session(room.desk.owner, room.desk.editor, articles=[room.article])
    hidden = pages(room, clients, asked) | files(room, clients, SOME_FORMATS)
    told = re.compile(rf"{CANARY}|mark none|c none|[(]∅ none of these[)]|said otherwise")
    assert [key for key, text in hidden.items() if told.search(text) and key[1] != "/help/"] == []
