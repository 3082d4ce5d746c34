"""Teams, members and articles for tests, made by the real actions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from warreader.actions.adjudication import settle
from warreader.actions.annotations import Change, Target, annotate
from warreader.actions.arrivals import receive_text
from warreader.actions.articles import Details, add_article
from warreader.actions.evidence import Source, record_evidence
from warreader.actions.exports import Issued, build, issue_export
from warreader.actions.invitations import Terms as InvitationTerms
from warreader.actions.invitations import make_invitation
from warreader.actions.sessions import Terms, make_session
from warreader.actions.teams import add_member, create_team
from warreader.exports import Options
from warreader.importers import Draft
from warreader.models import (
    Adjudication,
    AnnotationSession,
    Arrival,
    Article,
    Comment,
    Evidence,
    Invitation,
    Membership,
    Mode,
    Outcome,
    Role,
    Team,
    User,
    WorkItem,
)
from warreader.places import Place
from warreader.text import Kind, Sentence

PASSWORD = "one two three four"
#: events that making a desk appends: the team, and a member of every role
FOUNDING = 5
_numbers = count(1)


@dataclass
class Desk:
    """A team with a member of every role."""

    team: Team
    members: dict[Role, Membership] = field(default_factory=dict)

    @property
    def viewer(self) -> Membership:
        return self.members[Role.VIEWER]

    @property
    def annotator(self) -> Membership:
        return self.members[Role.ANNOTATOR]

    @property
    def editor(self) -> Membership:
        return self.members[Role.EDITOR]

    @property
    def owner(self) -> Membership:
        return self.members[Role.OWNER]


def make_user(username: str = "", *, is_superuser: bool = False) -> User:
    """Make an account; its password is ``PASSWORD``."""
    name = username or f"person{next(_numbers)}"
    return User.objects.create_user(name, password=PASSWORD, is_superuser=is_superuser, is_staff=is_superuser)


def make_member(team: Team, role: Role = Role.ANNOTATOR, username: str = "") -> Membership:
    """Make an account, and have an owner take it into a team."""
    owner = Membership.objects.current().filter(team=team, role=Role.OWNER).first()
    return add_member(team=team, user=make_user(username), role=role, by=owner)


def make_desk(name: str = "Desk") -> Desk:
    """Make a team with a member of every role."""
    desk = Desk(create_team(name=name, owner=make_user()))
    for role in Role:
        desk.members[role] = (
            make_member(desk.team, role) if role != Role.OWNER else desk.team.memberships.get(role=role)
        )
    return desk


def invite(by: Membership, role: Role = Role.ANNOTATOR, **terms: Any) -> tuple[Invitation, str]:
    """Make an invitation in the member's name: a link for one person unless told."""
    return make_invitation(by=by, terms=InvitationTerms(role, **terms))


def draft(*sentences: str, kind: Kind = Kind.BODY) -> Draft:
    """Make a draft of these very sentences, each a paragraph of its own, all of one kind."""
    text = "\n\n".join(sentences)
    spans = []
    start = 0
    for paragraph, sentence in enumerate(sentences):
        spans.append(Sentence(start=start, end=start + len(sentence), kind=kind, paragraph=paragraph))
        start += len(sentence) + 2
    return Draft(
        content=text.encode(),
        media_type="text/plain; charset=utf-8",
        importer="pasted",
        text=text,
        language="en",
        title=sentences[0],
        sentences=tuple(spans),
    )


def make_article(member: Membership, *sentences: str, title: str = "", length: int = 5) -> Article:
    """Add an article in the member's name: of these sentences, or of ``length`` made-up ones."""
    number = next(_numbers)
    sentences = sentences or tuple(f"Sentence {ordinal} of report {number}." for ordinal in range(1, length + 1))
    details = Details(title=title or f"Report {number}")
    return add_article(member=member, draft=draft(*sentences), details=details, action=uuid4())


def make_arrival(member: Membership, pasted: str = "", **corrected: Any) -> Arrival:
    """Have a member paste a text, which waits to be saved then; the columns named are changed in it."""
    pasted = pasted or f"Report {next(_numbers)}\n\nIt has a sentence. It has another one."
    (arrival,) = receive_text(member=member, pasted=pasted, batch=uuid4())
    Arrival.objects.filter(pk=arrival.pk).update(**corrected)
    arrival.refresh_from_db()
    return arrival


def hold_session(
    leader: Membership, *people: Membership, articles: Sequence[Article], **terms: Any
) -> AnnotationSession:
    """Make a session of these articles, in which each of these people judges all of them; blind unless told."""
    chosen = Terms(**({"name": "Round", "mode": Mode.BLIND} | terms))
    return make_session(member=leader, terms=chosen, articles=articles, people=people, action=uuid4())


def place_of(member: Membership, article: Article, session: AnnotationSession | None = None) -> Place:
    """Return the article's place in a session (the reading room unless told), as a member sees it."""
    return Place.find(user_of(member), article.public_id, session.public_id if session else None)


def user_of(member: Membership) -> User:
    """Return the member's account."""
    assert member.user is not None
    return member.user


def judge(place: Place, ordinal: int, tag: str | None, base: str = "", **change: object) -> list[int]:
    """Judge a sentence, in an action of its own; ``base`` is the version that it is based on."""
    changed = annotate(
        place=place,
        targets=[Target(ordinal, base)],
        change=Change(tag=tag, **change),  # type: ignore[arg-type]
        action=uuid4(),
    )
    return [sentence.ordinal for sentence in changed]


def support(place: Place, ordinal: int, citation: str = "Ministry bulletin") -> Evidence:
    """Record evidence for a sentence, in an action of its own."""
    return record_evidence(place=place, ordinal=ordinal, source=Source(citation=citation), action=uuid4())


def settle_one(place: Place, ordinal: int, outcome: str, reason: str = "", base: str = "") -> list[int]:
    """Settle a sentence of a session, in an action of its own; ``base`` is the version that it is based on."""
    return settle(place=place, targets=[Target(ordinal, base)], outcome=outcome, reason=reason, action=uuid4())


def settle_and_comment(place: Place, text: str = "Look again") -> None:
    """Store a settled tag, a comment and a key sentence for the first sentence, as rows."""
    now, by = timezone.now(), place.author
    here = {"team": place.team, "session": place.session, "sentence": place.sentences()[0]}
    times = {"version": uuid4(), "created_at": now}
    Adjudication.objects.create(**here, **times, outcome=Outcome.OPINION, reason=text, settled_by=by, updated_at=now)
    Comment.objects.create(**here, **times, author=by, text=text)
    WorkItem.objects.create(**here, key=True)


def take_away(
    place: Place, name: str = "json", options: Options | None = None, action: UUID | None = None
) -> tuple[Issued, bytes]:
    """Export an article; return what was issued, and the bytes of its file."""
    options, action = options or Options(), action or uuid4()
    issued = issue_export(place=place, format=name, options=options, action=action)
    with issued.file:
        return issued, issued.file.read()


def built(place: Place, name: str, options: Options | None = None) -> bytes:
    """The bytes of a file of an article, which nobody has issued."""
    with build(place, name, options or Options()).file as file:
        return file.read()
