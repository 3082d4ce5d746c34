"""Whatever people made of whatever report: what is exported, brought in and exported again is the same."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.factories import draft, hold_session, make_desk, make_member, place_of
from tests.readback.conftest import brought_in, file_of, forget, moved
from warreader.actions.articles import Details, add_article
from warreader.actions.returning import Became
from warreader.models import (
    Adjudication,
    Annotation,
    AnnotationSession,
    Article,
    Comment,
    Evidence,
    Flag,
    Kind,
    Membership,
    Outcome,
    Round,
    Sentence,
    Tag,
)
from warreader.text import clean

#: to make a failing example small would take minutes
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)

words = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff"), min_size=1, max_size=30)
#: of a report: stored as it is, and on one line
sentences = st.lists(words.map(clean).filter(lambda one: one.strip() == one and one), min_size=1, max_size=5)
names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
moments = st.integers(0, 10**12).map(lambda microseconds: BEGIN + timedelta(microseconds=microseconds))
days = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
urls = st.sampled_from(["", "https://example.org/a?b=c#d", "http://ex.example/%D0%B0"])


@dataclass(frozen=True)
class Piece:
    """Something that somebody says of a sentence; numbers stand for who and where, and are taken as they fit."""

    sentence: int
    author: int
    discussed: bool
    tag: str
    flags: frozenset[str]
    note: str
    look_again: bool
    sources: tuple[tuple[str, str, str, date | None, str], ...]
    outcome: str
    reason: str
    rule: bool
    times: tuple[datetime, datetime]
    #: what is said: words, whom it mentions, whether it answers, is deleted, resolves; empty: nothing
    remark: tuple[str, frozenset[int], bool, bool, bool]


pieces = st.builds(
    Piece,
    st.integers(0, 4),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(["", *Tag.values]),
    st.frozensets(st.sampled_from(Flag.values), max_size=2),
    words | st.just(""),
    st.booleans(),
    st.lists(st.tuples(urls, words, words | st.just(""), days, words | st.just("")), max_size=2).map(tuple),
    st.sampled_from(["", *(one for one in Outcome.values if one != Outcome.WANTED)]),
    words | st.just(""),
    st.booleans(),
    st.tuples(moments, moments).map(lambda pair: (min(pair), max(pair))),
    st.tuples(
        words | st.just(""), st.frozensets(st.integers(0, 2), max_size=2), st.booleans(), st.booleans(), st.booleans()
    ),
)
worlds = st.tuples(
    sentences,
    st.lists(st.sampled_from(Kind.values), min_size=5, max_size=5),
    st.lists(names, min_size=3, max_size=3),
    st.sampled_from(["room", "open", "blind", "verdict"]),
    st.booleans(),
    st.lists(pieces, max_size=8),
    st.tuples(words, urls, names | st.just(""), days),
)


def world(made) -> tuple[Article, AnnotationSession | None]:
    """Make a report, and what people made of it; return it and the session that is exported, None: the reading room."""
    texts, kinds, called, where, needs_second, said, (title, url, source, published) = made
    desk = make_desk()
    people = [make_member(desk.team) for _name in called]
    for member, name in zip(people, called, strict=True):
        Membership.objects.filter(pk=member.pk).update(name=name)
    details = Details(title=title.strip() or "Report", url=url, source=source, published=published)
    article = add_article(member=desk.editor, draft=draft(*texts), details=details, action=uuid4())
    rows = list(Sentence.objects.filter(revision=article.revision).order_by("ordinal"))
    for row, kind in zip(rows, kinds, strict=False):
        Sentence.objects.filter(pk=row.pk).update(kind=kind)
    session = hold_session(desk.editor, *people, articles=[article], mode="open", needs_second=needs_second)
    more = {"mode": "blind", "revealed_at": BEGIN} if where == "blind" else {}
    AnnotationSession.objects.filter(pk=session.pk).update(phase="closed", **more)
    room = place_of(desk.owner, article).session
    for piece in said:
        row = rows[piece.sentence % len(rows)]
        work = room if where == "room" else session
        _judge(row, people[piece.author], work, piece, discussed=piece.discussed and where == "blind")
        _settle(row, people[piece.author], session, piece)
        _speak(row, people, work, piece)
    return article, None if where in {"room", "verdict"} else session


def _judge(row: Sentence, author: Membership, session: AnnotationSession, piece: Piece, *, discussed: bool) -> None:
    here = {"team": row.team, "session": session, "sentence": row, "author": author}
    created, updated = piece.times
    times = {"version": uuid4(), "created_at": created, "updated_at": updated}
    for url, citation, quotation, seen, note in piece.sources:
        more = {"url": url, "citation": citation, "quotation": quotation, "seen_on": seen, "note": note}
        Evidence.objects.create(**here, **times, **more)
    if piece.tag or piece.flags or piece.note:
        chosen = {flag: flag in piece.flags for flag in Flag.values}
        noted = {"note": piece.note, "note_exported": bool(piece.note), "look_again": piece.look_again}
        said = {"tag": piece.tag, **chosen, **noted, **times}
        round_ = Round.DISCUSSED if discussed else Round.INDEPENDENT
        Annotation.objects.get_or_create(**here, round=round_, defaults=said)


def _speak(row: Sentence, people: list[Membership], session: AnnotationSession, piece: Piece) -> None:
    text, mentioned, answers, deleted, resolved = piece.remark
    rows = Comment.objects.filter(sentence=row, session=session, root=None)
    root = rows.order_by("pk").last() if answers else None
    if text:
        said = Comment.objects.create(
            team=row.team,
            session=session,
            sentence=row,
            author=people[piece.author],
            root=root,
            text="" if deleted else text,
            version=uuid4(),
            created_at=piece.times[0],
            edited_at=piece.times[1] if piece.look_again else None,
            deleted_at=piece.times[1] if deleted else None,
        )
        said.mentions.set([people[one] for one in mentioned])
    if root and resolved:
        rows.filter(pk=root.pk).update(resolved_at=piece.times[1], resolved_by=people[piece.author])


def _settle(row: Sentence, by: Membership, session: AnnotationSession, piece: Piece) -> None:
    if piece.outcome:
        created, updated = piece.times
        said = {
            "team": row.team,
            "outcome": piece.outcome,
            "reason": piece.reason,
            "rule": {"votes": 2, "share": 60} if piece.rule else None,
            "settled_by": by,
            "version": uuid4(),
            "created_at": created,
            "updated_at": updated,
        }
        Adjudication.objects.get_or_create(session=session, sentence=row, defaults=said)


def holds(made) -> None:
    """Check all that must hold, and leave nothing behind."""
    with transaction.atomic():
        article, session = world(made)
        identity: UUID | None = session.public_id if session else None
        content, linked = file_of(article, "json", identity), file_of(article, "jsonld", identity)
        forget(article.team)
        new = moved(content)
        assert new.file("json", identity) == content
        assert new.file("jsonld", identity) == linked
        for one in (content, linked):
            again = brought_in(new.owner, one)
            assert not again.changes, again
            assert not again.of(Became.CONFLICT, Became.LOST, Became.REFUSED), again
        assert new.file("json", identity) == content
        transaction.set_rollback(True)


@pytest.mark.django_db
@given(worlds)
@settings(max_examples=4, suppress_health_check=list(HealthCheck), phases=PHASES)
def test_it_comes_back_the_same(made):
    holds(made)


@pytest.mark.thorough
@pytest.mark.django_db
@given(worlds)
@settings(max_examples=20, suppress_health_check=list(HealthCheck), phases=PHASES)
def test_it_comes_back_the_same_however_often_it_is_tried(made):
    holds(made)
