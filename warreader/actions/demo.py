"""The demo team: the seeds as its articles, an account of each role, a few judgements and sessions to start from."""

import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from django.db import transaction

from warreader.importers import Received, read
from warreader.models import Article, Membership, Role, User
from warreader.places import Place

from .annotations import Change, Target, annotate
from .articles import Details, add_article
from .captures import capture_of, note_reading
from .demo_rounds import hold_rounds
from .evidence import Source, record_evidence
from .teams import add_member, create_team

TEAM = "Demo desk"
#: without the characters that are taken for one another
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Account:
    """A demo account, with the password that is said once."""

    username: str
    name: str
    role: Role
    password: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A demo judgement; ``phrase`` is in the sentence that it is about."""

    username: str
    phrase: str
    tag: str
    flags: tuple[str, ...] = ()
    note: str = ""
    citation: str = ""


PEOPLE = [
    ("owner", "Demo owner", Role.OWNER),
    ("editor", "Demo editor", Role.EDITOR),
    ("annotator", "Demo annotator", Role.ANNOTATOR),
    ("annotator2", "Second annotator", Role.ANNOTATOR),
    ("viewer", "Demo viewer", Role.VIEWER),
]
#: the beginning of a seed's file name -> what the file itself says about where it came from
KNOWN = {
    "000": Details("", source="BeyondNews"),
    "002": Details("", source="Daily Star"),
    "003": Details("", author="Editor TLN"),
}
ENTRIES = {
    "000": [
        Entry("annotator", "Panicked Russian Troops Caught", "unverified", ("loaded",)),
        Entry("annotator2", "Panicked Russian Troops Caught", "unverified", ("loaded",)),
        Entry("annotator", "there have been some hilarious moments", "opinion"),
        Entry("annotator2", "there have been some hilarious moments", "opinion"),
        Entry("annotator", "now at risk of a total collapse", "opinion"),
        Entry("annotator2", "now at risk of a total collapse", "unverified"),
        Entry("annotator", "estimated at 52,250", "unverified"),
        Entry("annotator2", "The routing of Russians produced", "unverified", ("loaded",)),
    ],
    "004": [
        Entry("annotator", "has shown the moment a tank struck", "unverified"),
        Entry("annotator2", "has shown the moment a tank struck", "unverified"),
        Entry("annotator", "a number of big explosions", "unverified"),
        Entry("annotator2", "a number of big explosions", "unverified"),
        Entry("annotator", "lost 1,610 men in one day", "unverified", ("quoted",)),
        Entry("annotator2", "lost 1,610 men in one day", "unverified", ("quoted",)),
        Entry(
            "annotator",
            "a record 1,950 casualties in one day",
            "unverified",
            ("quoted", "searched"),
            note="Demo note: looked for the day's own figures, and did not find them.",
        ),
        Entry("annotator", "have exchanged drone attacks", "verified"),
        Entry("annotator2", "have exchanged drone attacks", "unverified"),
        Entry("annotator", "given Ukraine permission to strike", "verified"),
        Entry("annotator2", "given Ukraine permission to strike", "verified"),
        Entry(
            "annotator",
            "dismissed the reports while warning",
            "verified",
            citation="Demo entry: replace with a real source",
        ),
        Entry("annotator2", "dismissed the reports while warning", "verified"),
        Entry("annotator", "some hotheads appear", "opinion", ("quoted",)),
        Entry("annotator2", "some hotheads appear", "opinion", ("quoted",)),
    ],
}


@transaction.atomic
def make_demo(*, seeds: Path) -> list[Account]:
    """Make the demo team with an article for each text file in the folder ``seeds``; return its accounts."""
    accounts = [Account(username, name, role, new_password()) for username, name, role in PEOPLE]
    users = {account.username: _sign_up(account) for account in accounts}
    team = create_team(name=TEAM, owner=users["owner"])
    owner = team.memberships.get()
    members = {"owner": owner}
    for account in accounts:
        if account.role != Role.OWNER:
            members[account.username] = add_member(
                team=team, user=users[account.username], role=account.role, by=owner
            )
    articles = {}
    for path in sorted(seeds.glob("*.txt")):
        seed = path.name.partition("_")[0]
        article = articles[seed] = _add(members["editor"], path, KNOWN.get(seed, Details("")))
        for entry in ENTRIES.get(seed, []):
            _enter(members[entry.username], article, entry)
    hold_rounds(members, articles)
    return accounts


def new_password() -> str:
    """Return a password that can be read out and typed: 59 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def _sign_up(account: Account) -> User:
    first, _, last = account.name.partition(" ")
    return User.objects.create_user(account.username, password=account.password, first_name=first, last_name=last)


def _add(member: Membership, path: Path, known: Details) -> Article:
    received = Received(path.read_bytes(), filename=f"{path.parent.name}/{path.name}")
    draft = read(received)
    capture = capture_of(member, received)
    note_reading(capture, draft)
    details = replace(known, title=draft.title)
    return add_article(member=member, draft=draft, details=details, action=uuid4(), capture=capture)


def _enter(member: Membership, article: Article, entry: Entry) -> None:
    if member.user is None:
        raise TypeError("A demo member without an account.")
    place = Place.find(member.user, article.public_id)
    ordinal = _ordinal(place, entry.phrase)
    change = Change(tag=entry.tag, flags=dict.fromkeys(entry.flags, True), note=entry.note or None)
    annotate(place=place, targets=[Target(ordinal)], change=change, action=uuid4())
    if entry.citation:
        source = Source(citation=entry.citation)
        record_evidence(place=place, ordinal=ordinal, source=source, action=uuid4())


def _ordinal(place: Place, phrase: str) -> int:
    at = place.revision.text.index(phrase)
    return place.sentences().get(start__lte=at, end__gt=at).ordinal
