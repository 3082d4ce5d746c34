"""Who may ask for what: every URL, for everybody there is, with and without htmx."""

from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.actions.test_revisions import LINES, revise
from tests.factories import (
    Desk,
    hold_session,
    judge,
    make_arrival,
    make_article,
    make_desk,
    make_member,
    place_of,
    support,
    user_of,
)
from tests.later import lose
from tests.publications import make_published
from tests.remembered import Remembered
from warreader.actions.details import state_of
from warreader.actions.discussion import begin_thread
from warreader.actions.invitations import Terms, make_invitation
from warreader.actions.notices import tell
from warreader.actions.storing import Details
from warreader.models import (
    Ability,
    AnnotationSession,
    Article,
    Comment,
    Evidence,
    Invitation,
    InvitationKind,
    KeptBundle,
    LostPlace,
    Membership,
    NearDuplicate,
    Notice,
    NoticeKind,
    Role,
)
from warreader.models.invitations import digest_of

from .pages import HTMX
from .rules import ANYBODY, NOBODY, ROLES, SIGNED_IN, Rule, expected, rows, walk
from .rules_of_allauth import RULES_OF_ALLAUTH
from .rules_of_arrivals import RULES_OF_ARRIVALS
from .rules_of_publications import RULES_OF_PUBLICATIONS
from .rules_of_returns import RULES_OF_RETURNS, keep_for
from .rules_of_teams import RULES_OF_TEAMS, TOKEN

pytestmark = pytest.mark.thorough


def sentence(_own: Evidence) -> list[Any]:
    return [1]


def piece(own: Evidence) -> list[Any]:
    return [1, own.public_id]


def remark(own: Evidence) -> list[Any]:
    return [1, Comment.objects.get(session=own.session, author=own.author).public_id]


def said(own: Evidence) -> dict[str, Any]:
    return {"base": Comment.objects.get(session=own.session, author=own.author).version.hex}


def twin(own: Evidence) -> list[Any]:
    return [NearDuplicate.objects.get(one=own.sentence.revision_id).other.article.public_id]


def notice(own: Evidence) -> list[Any]:
    return [Notice.objects.filter(member=own.author).earliest("pk").public_id]


def kept_zip(own: Evidence) -> list[Any]:
    return [KeptBundle.objects.get(member=own.author).public_id]


def new_session(own: Evidence) -> dict[str, Any]:
    article = own.sentence.revision.article
    chosen = {"articles": [article.public_id], "people": [own.author.public_id]}
    return {"name": "New", "mode": "open", "kinds": ["body"]} | chosen


def longer(own: Evidence) -> dict[str, Any]:
    return {"member": own.author.public_id, "due": "2100-01-01T12:00"}


def shared(own: Evidence) -> dict[str, Any]:
    return {"people": [own.author.public_id]}


def retitled(own: Evidence) -> dict[str, Any]:
    known = Details.of(Article.objects.get(pk=own.sentence.revision.article_id))
    return {"title": f"{known.title}!", "base": state_of(known)}


TAG = {"sentences": "2", "bases": "", "tag": "opinion"}
FLAG = {"sentences": "2", "bases": "", "set": "loaded"}
LOOK = {"sentences": "2", "bases": ""}
KIND = {"sentences": "2", "kind": "caption"}
SOURCE = {"citation": "Bulletin"}
REMARK = {"text": "What does this rest on?"}

RULES = {
    "home": Rule(SIGNED_IN, got=(302, 302)),
    "healthz": Rule(ANYBODY),
    "help": Rule(ANYBODY),
    "preferences": Rule(SIGNED_IN, SIGNED_IN, posted=(303, 303), data=lambda _own: {"theme": "dark"}),
    "theme": Rule(NOBODY, SIGNED_IN, posted=(303, 303), data=lambda _own: {"theme": "dark"}),
    "notices": Rule(SIGNED_IN),
    "notices-reading": Rule(NOBODY, SIGNED_IN, posted=(303, 303)),
    "notice-reading": Rule(
        NOBODY,
        SIGNED_IN,
        posted=(303, 303),
        args=notice,
        posted_apart=dict.fromkeys(["viewer", "outsider", "left"], 404),
    ),
    "library": Rule(Ability.READ, of_team=True),
    "article": Rule(Ability.READ),
    "origin": Rule(Ability.READ),
    "copies": Rule(Ability.READ),
    "copy": Rule(Ability.READ, args=twin),
    "sentence-copies": Rule(Ability.READ, args=sentence),
    "original": Rule(Ability.READ),
    "next": Rule(Ability.READ, got=(302, 302)),
    "changes": Rule(Ability.READ),
    "live": Rule(Ability.READ),
    "tags": Rule(NOBODY, Ability.ANNOTATE, data=lambda _own: TAG),
    "flags": Rule(NOBODY, Ability.ANNOTATE, data=lambda _own: FLAG),
    "another-look": Rule(NOBODY, Ability.ANNOTATE, data=lambda _own: LOOK),
    "kinds": Rule(NOBODY, Ability.CORRECT_KINDS, data=lambda _own: KIND),
    "undo": Rule(NOBODY, Ability.ANNOTATE),
    "exports": Rule(
        Ability.EXPORT, Ability.EXPORT, posted=(200, 200), data=lambda _own: {"format": "md", "whose": "team"}
    ),
    "texts": Rule(Ability.READ),
    "difference": Rule(Ability.READ, args=lambda _own: [2]),
    "settled-before": Rule(Ability.READ),
    "lost-places": Rule(Ability.READ),
    # its author puts it right, or an editor
    "placement": Rule(
        NOBODY,
        Ability.ANNOTATE,
        posted=(303, 303),
        args=lambda own: [LostPlace.objects.get(session=own.session).public_id],
        data=lambda _own: {"nowhere": "1"},
    ),
    "sentence": Rule(Ability.READ, args=sentence),
    "history": Rule(Ability.READ, args=sentence),
    "correction": Rule(
        Ability.CORRECT_KINDS,
        Ability.CORRECT_KINDS,
        posted=(303, 303),
        args=sentence,
        data=lambda _own: {"join": "1"},
    ),
    "note": Rule(NOBODY, Ability.ANNOTATE, args=lambda _own: [2], data=lambda _own: {"note": "why"}),
    "evidence": Rule(NOBODY, Ability.ANNOTATE, args=sentence, data=lambda _own: SOURCE),
    "evidence-edit": Rule(
        Ability.ANNOTATE, Ability.ANNOTATE, args=piece, data=lambda own: SOURCE | {"base": own.version.hex}
    ),
    "evidence-removal": Rule(NOBODY, Ability.ANNOTATE, args=piece, data=lambda own: {"base": own.version.hex}),
    "comments": Rule(NOBODY, Ability.DISCUSS, args=sentence, data=lambda _own: REMARK),
    "comment": Rule(Ability.DISCUSS, Ability.DISCUSS, args=remark, data=lambda own: REMARK | said(own)),
    "comment-removal": Rule(NOBODY, Ability.DISCUSS, args=remark, data=said),
    "comment-replies": Rule(NOBODY, Ability.DISCUSS, args=remark, data=lambda _own: REMARK),
    "comment-resolution": Rule(NOBODY, Ability.DISCUSS, args=remark),
    "comment-reopening": Rule(NOBODY, Ability.DISCUSS, args=remark),
}
OF_ARTICLE = """article origin original copies copy sentence-copies next changes live tags flags another-look
    kinds undo exports settled-before lost-places placement sentence history correction note evidence
    evidence-edit evidence-removal comments comment comment-removal comment-replies comment-resolution
    comment-reopening""".split()
RULES |= {f"session:{name}": RULES[name] for name in OF_ARTICLE}
# in a session it only says where to correct sentences
RULES["session:correction"] = replace(RULES["correction"], posted=(422, 422))
RULES |= RULES_OF_ALLAUTH | RULES_OF_ARRIVALS | RULES_OF_RETURNS | RULES_OF_TEAMS
RULES |= {
    "sessions": Rule(Ability.READ, Ability.LEAD_SESSIONS, posted=(303, 303), data=new_session, of_team=True),
    "session-new": Rule(Ability.LEAD_SESSIONS, of_team=True),
    "session-show": Rule(Ability.READ),
    "session-agreement": Rule(Ability.READ),
    "session-terms": Rule(
        Ability.LEAD_SESSIONS, Ability.LEAD_SESSIONS, posted=(422, 422), data=lambda _own: {"name": ""}
    ),
    "session-discussion": Rule(NOBODY, Ability.LEAD_SESSIONS, posted=(303, 303)),
    "session-deletion": Rule(NOBODY, Ability.LEAD_SESSIONS, posted=(303, 303), data=lambda _own: {"typed": "Round"}),
    "session-assignments": Rule(
        Ability.LEAD_SESSIONS, Ability.LEAD_SESSIONS, posted=(409, 409), data=lambda _own: {"base": "old"}
    ),
    "session-spread": Rule(NOBODY, Ability.LEAD_SESSIONS, posted=(303, 303), data=shared),
    "session-articles": Rule(NOBODY, Ability.LEAD_SESSIONS, posted=(422, 422)),
    "session-removal": Rule(NOBODY, Ability.LEAD_SESSIONS, posted=(422, 422)),  # somebody has worked on it
    "session-key": Rule(Ability.READ),
    "session-key-file": Rule(Ability.READ),
    # it is an open one
    "article-key": Rule(NOBODY, Ability.LEAD_SESSIONS, posted=(422, 422), data=lambda _own: {"key": "key"}),
    # it judges the present text
    "session-move": Rule(
        Ability.LEAD_SESSIONS, Ability.LEAD_SESSIONS, posted=(422, 422), data=lambda _own: {"base": 1}
    ),
    "session-exports": Rule(
        Ability.EXPORT, Ability.EXPORT, posted=(200, 200), data=lambda _own: {"formats": "jsonl", "whose": "team"}
    ),
    "library-exports": Rule(
        Ability.EXPORT,
        Ability.EXPORT,
        posted=(200, 200),
        data=lambda _own: {"formats": ["jsonl", "md"], "whose": "team"},
        of_team=True,
    ),
    # each is for whoever asked for it
    "bundle": Rule(Ability.EXPORT, args=kept_zip, got_apart={"viewer": 404}),
    "bundle-file": Rule(Ability.EXPORT, args=kept_zip, got_apart={"viewer": 404}),
    "session-work": Rule(Ability.READ),
    "adjudication": Rule(Ability.SETTLE),
    "adjudication-item": Rule(
        Ability.SETTLE, Ability.SETTLE, args=sentence, data=lambda _own: {"outcome": "opinion"}
    ),
    # nothing was judged in it that a rule could settle, and nothing was settled
    "adjudication-rule": Rule(NOBODY, Ability.SETTLE, posted=(422, 422), data=lambda _own: {"votes": 1, "share": 50}),
    "adjudication-reversal": Rule(NOBODY, Ability.SETTLE, posted=(422, 422)),
    "session-settled": Rule(Ability.READ),
    "details": Rule(Ability.ADD_ARTICLE, Ability.ADD_ARTICLE, posted=(303, 303), data=retitled),
    "verdict": Rule(Ability.READ, Ability.SETTLE, posted=(303, 303)),
    "session-reveal": Rule(NOBODY, Ability.LEAD_SESSIONS, posted=(422, 422)),  # it is an open one
    "session-announcement": Rule(NOBODY, Ability.SETTLE, posted=(422, 422)),  # nothing is settled in it
    "session-closing": Rule(NOBODY, Ability.LEAD_SESSIONS, posted=(303, 303)),
    "session-extension": Rule(NOBODY, Ability.LEAD_SESSIONS, posted=(303, 303), data=longer),
    "session:taking": Rule(NOBODY, Ability.ANNOTATE, args=sentence),
    "session:leaving": Rule(NOBODY, Ability.ANNOTATE, args=sentence),
    "session:key": Rule(NOBODY, Ability.ANNOTATE, args=sentence, data=lambda _own: {"key": "1"}),
    "completion": Rule(NOBODY, Ability.ANNOTATE, posted=(303, 303)),
    "resumption": Rule(NOBODY, Ability.ANNOTATE, posted=(303, 303)),
}
RULES |= RULES_OF_PUBLICATIONS
#: what only an article has that was changed, or published
OF_CHANGED = {"difference"}
PEOPLE = ["anonymous", "outsider", "left", *ROLES]
#: a member who may do everything, and is asked in every way there is
WHO_MAY = "owner"


@dataclass
class World:
    """A team with an article, and somebody of every sort, each with evidence of their own where they may."""

    desk: Desk
    article: Article
    people: dict[str, Membership]
    #: by the person, and by "session" and the person for that of the session
    own: dict[str, Evidence]
    session: AnnotationSession
    #: an article that has a later text
    changed: Article
    #: an article that is published
    published: Article
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)

    def _own(self, name: str, person: str) -> Evidence:
        prefix = "session " if name.startswith("session:") else ""
        return self.own.get(f"{prefix}{person}", self.own[f"{prefix}annotator"])

    def address(self, name: str, person: str) -> str:
        rule = RULES[name]
        article = self.changed if name in OF_CHANGED else self.article
        article = self.published if name in RULES_OF_PUBLICATIONS else article
        ids = {"team": self.desk.team, "session": self.session, "article": article}
        named = [row.public_id for key, row in ids.items() if f"<uuid:{key}>" in PATTERNS[name]]
        return reverse(name, args=[*named, *rule.args(self._own(name, person))])

    def client(self, person: str) -> Client:
        """A client of its own, in the session with which the person signed in first."""
        client = Client()
        if person in self.cookies:
            client.cookies.update(self.cookies[person])
        elif person != "anonymous":
            client.force_login(user_of(self.people[person]))
            self.cookies[person] = SimpleCookie(client.cookies.output(header=""))
        return client

    def data(self, name: str, person: str) -> dict[str, Any]:
        return RULES[name].data(self._own(name, person))


#: those that name a text as well are the same views: see ``test_earlier_texts``
PATTERNS = {name: path for name, path in walk().items() if "revision:" not in name}


def make_world() -> World:
    desk = make_desk()
    article = make_article(desk.editor)
    changed = make_article(desk.editor, *LINES)
    revise(changed, *LINES, "A later text has one sentence more.")
    keys = {"one_id": article.revision_id or 0, "other_id": Article.objects.get(pk=changed.pk).revision_id or 0}
    shares = {"resemblance": 1, "containment": 1}
    NearDuplicate.objects.create(team=desk.team, **keys, **shares)
    other = make_desk("Other")
    make_article(other.editor)
    left = make_member(desk.team, Role.OWNER)
    people = {name: desk.members[role] for name, role in ROLES.items()}
    own = {name: support(place_of(member, article), 1) for name, member in people.items() if name != "viewer"}
    judge(place_of(desk.annotator, article), 3, "verified", note="seen")
    judges = [people[name] for name in own]
    session = hold_session(desk.editor, *judges, articles=[article], mode="open")
    here = [place_of(people[name], article) for name in own]
    here += [place_of(people[name], article, session) for name in own]
    for place in here:
        begin_thread(place=place, ordinal=1, text="Is it so?", action=uuid4())
    make_arrival(desk.editor)
    keep_for(desk.editor, desk.owner)
    asked: dict[str, Any] = {"articles": [str(article.public_id)], "formats": ["md"], "options": {}, "text": None}
    for person in judges:
        zipped = {"member": person, "session": session, "state": "ready", "filename": "a.zip", "content": b"PK"}
        KeptBundle.objects.create(team=desk.team, action=uuid4(), order=asked, **zipped)
    for place in (place_of(desk.annotator, article), place_of(desk.annotator, article, session)):
        lose(place.sentences()[0], desk.annotator, place.session, place.revision)
    tell(NoticeKind.REVEALED, judges, actor=None, session=session)
    own |= {f"session {name}": support(place_of(people[name], article, session), 1) for name in [*own]}
    terms = Terms(Role.ANNOTATOR, kind=InvitationKind.PSEUDONYM)
    invitation, _token = make_invitation(by=desk.owner, terms=terms)
    Invitation.objects.filter(pk=invitation.pk).update(digest=digest_of(TOKEN))
    left.left_at = timezone.now()
    left.save()
    published = make_published(desk)
    return World(desk, article, people | {"outsider": other.owner, "left": left}, own, session, changed, published)


remembered_world = Remembered(make_world)


@pytest.fixture
def world(db: None) -> World:
    return remembered_world()


def test_every_url_is_in_the_table():
    assert set(PATTERNS) == set(RULES)


def ways(name: str, person: str, allowed: str) -> tuple[bool, ...]:
    """Whether to ask without htmx, with it: of those who may, one is enough for the fragment, which has no rights."""
    asked = expected(allowed, person, RULES[name].get, htmx=True, done=(0, 0))
    return (False, True) if asked or person == WHO_MAY else (False,)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_get_is_answered_to_those_who_may_and_never_writes(world, person):
    client = world.client(person)
    before = rows()
    wrong = {}
    for name, rule in RULES.items():
        for htmx in ways(name, person, rule.get):
            address = world.address(name, person)
            wanted = expected(rule.get, person, rule.get, htmx=htmx, done=rule.got)
            wanted = rule.got_apart.get(person, wanted)
            if name == "home" and person == "left":
                wanted = 200  # no team: there is no library to go to
            # HEAD is answered as GET is
            ask = client.head if person == "editor" else client.get
            response = ask(address, headers=HTMX if htmx else {})
            if response.status_code != wanted:
                wrong[name, htmx] = (response.status_code, wanted)
            if wanted == 302 and person == "anonymous" and rule.get != ANYBODY:
                assert response["Location"].startswith(f"{reverse('login')}?next=/")
    assert wrong == {}
    assert rows() == before


@pytest.mark.parametrize("person", PEOPLE)
def test_a_post_is_taken_from_those_who_may_and_else_changes_nothing(world, person):
    before = rows()
    wrong = {}
    for name, rule in RULES.items():
        for htmx in ways(name, person, rule.post):
            client, address = world.client(person), world.address(name, person)
            with transaction.atomic():
                response = client.post(address, world.data(name, person), headers=HTMX if htmx else {})
                if response.streaming:
                    response.getvalue()
                wanted = expected(rule.post, person, rule.get, htmx=htmx, done=rule.posted)
                wanted = rule.posted_apart.get(person, wanted)
                if response.status_code != wanted:
                    wrong[name, htmx] = (response.status_code, wanted)
                refused = wanted in (401, 403, 404, 405) or (wanted == 302 and person == "anonymous")
                # What was refused may leave no trace: it is not taken back, and all is looked at in the end.
                transaction.set_rollback(not refused)
    assert wrong == {}
    assert rows() == before


@pytest.mark.parametrize("person", ["anonymous", "owner"])
def test_work_that_belongs_to_another_account_is_refused(world, person):
    client = world.client(person)
    before = rows()
    headers = HTMX | {"X-Account": str(user_of(world.people["annotator"]).public_id)}
    for name in RULES:
        address = world.address(name, person)
        assert client.get(address, headers=headers).status_code == 401, name
        assert client.post(address, world.data(name, person), headers=headers).status_code == 401, name
    assert rows() == before


def test_work_that_names_its_own_account_is_taken(world):
    headers = HTMX | {"X-Account": str(user_of(world.people["owner"]).public_id)}
    response = world.client("owner").post(world.address("tags", "owner"), TAG, headers=headers)
    assert response.status_code == 200


def test_a_post_without_the_pages_token_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_of(world.people["owner"]))
    before = rows()
    for name, rule in RULES.items():
        if rule.post != NOBODY:
            response = client.post(world.address(name, "owner"), world.data(name, "owner"))
            assert response.status_code == 403, name
    assert rows() == before


@pytest.mark.parametrize("name", ["evidence-edit", "evidence-removal"])
def test_a_team_mates_evidence_is_not_ones_own_to_change(world, name):
    client = world.client("owner")
    before = rows()
    mates = world.own["annotator"]
    address = reverse(name, args=[world.article.public_id, 1, mates.public_id])
    response = client.post(address, SOURCE | {"base": mates.version.hex}, headers=HTMX)
    assert response.status_code == 403
    assert rows() == before


def test_evidence_is_found_only_under_its_own_sentence(world):
    own = world.own["owner"]
    client = world.client("owner")
    assert client.get(reverse("evidence-edit", args=[world.article.public_id, 2, own.public_id])).status_code == 404
    address = reverse("evidence-removal", args=[world.article.public_id, 2, own.public_id])
    assert client.post(address, {"base": own.version.hex}).status_code == 404
    assert Evidence.objects.filter(pk=own.pk).exists()


def test_a_deleted_article_is_there_for_nobody(world):
    Article.objects.filter(pk__in=[world.article.pk, world.published.pk]).update(deleted_at=timezone.now())
    client = world.client("owner")
    for name, rule in RULES.items():
        if "<uuid:article>" not in PATTERNS[name] or name in OF_CHANGED:
            continue
        address = world.address(name, "owner")
        if rule.get != NOBODY:
            assert client.get(address).status_code == 404, name
        if rule.post != NOBODY:
            assert client.post(address, world.data(name, "owner")).status_code == 404, name
