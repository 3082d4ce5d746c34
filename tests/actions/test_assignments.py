"""Who judges what in a session, changed after it was made."""

from collections import Counter
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import hold_session, judge, make_article, make_member, place_of
from warreader.actions.assignments import (
    Unconfirmed,
    add_articles,
    assign,
    pairs_of,
    spread,
    spread_again,
    take_out,
    version_of,
)
from warreader.actions.errors import Refused, Stale
from warreader.actions.sessions import reveal
from warreader.models import Adjudication, Annotation, Event, EventKind, Membership, SessionArticle, WorkItem
from warreader.models.base import withheld_articles_of


@pytest.fixture
def session(desk, mate, article):
    """A blind one of two articles, which two people judge; one of them has begun the first."""
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article, make_article(desk.editor)])
    judge(place_of(desk.annotator, article, session), 1, "opinion")
    return session


def change(desk, session, wanted, **kwargs):
    base = kwargs.pop("base", version_of(pairs_of(session)))
    assign(member=desk.editor, session=session, wanted=wanted, base=base, action=uuid4(), **kwargs)


def test_people_are_given_reports_and_lose_others_and_history_says_who(desk, mate, session):
    first, second = session.articles.order_by("pk")
    wanted = {(first.pk, desk.annotator.pk), (second.pk, desk.annotator.pk), (second.pk, desk.owner.pk)}
    change(desk, session, wanted)
    assert pairs_of(session) == wanted
    event = Event.objects.get(session=session, kind=EventKind.ASSIGNMENTS_CHANGED)
    assert event.data["added"] == [[str(second.article.public_id), str(desk.owner.public_id)]]
    assert {person for _article, person in event.data["removed"]} == {str(mate.public_id)}
    # What is no longer theirs is theirs to read again.
    assert not withheld_articles_of(mate.user).exists()
    change(desk, session, wanted)
    assert Event.objects.filter(session=session, kind=EventKind.ASSIGNMENTS_CHANGED).count() == 1


def test_what_somebody_has_begun_is_taken_from_them_only_when_confirmed_and_their_work_stays(desk, session):
    wanted = {pair for pair in pairs_of(session) if pair[1] != desk.annotator.pk}
    with pytest.raises(Unconfirmed) as error:
        change(desk, session, wanted)
    assert error.value.pairs == {(session.articles.earliest("pk").pk, desk.annotator.pk)}
    change(desk, session, wanted, confirmed=True)
    assert pairs_of(session) == wanted
    assert Annotation.objects.filter(session=session, author=desk.annotator).count() == 1


def test_a_change_based_on_what_no_longer_stands_is_stale_and_one_after_the_reveal_refused(desk, session):
    base = version_of(pairs_of(session))
    first = session.articles.earliest("pk")
    change(desk, session, pairs_of(session) | {(first.pk, desk.owner.pk)})
    with pytest.raises(Stale):
        change(desk, session, pairs_of(session), base=base)
    reveal(member=desk.editor, session=session, action=uuid4())
    for attempt in (
        lambda: change(desk, session, set()),
        lambda: spread_again(member=desk.editor, session=session, people=[desk.owner], overlap=None, action=uuid4()),
        lambda: add_articles(
            member=desk.editor, session=session, articles=[make_article(desk.editor)], action=uuid4()
        ),
        lambda: take_out(member=desk.editor, part=session.articles.latest("pk"), action=uuid4()),
    ):
        with pytest.raises(Refused, match="moved on"):
            attempt()


def test_spreading_again_is_even_and_leaves_people_what_they_have_begun(desk, mate, session):
    articles = [make_article(desk.editor) for _ in range(4)]
    add_articles(member=desk.editor, session=session, articles=articles, action=uuid4())
    assert len(pairs_of(session)) == 12  # everyone judges everything
    people = [mate, *(make_member(desk.team) for _ in range(2))]
    last = session.articles.latest("pk")
    SessionArticle.objects.filter(pk=last.pk).update(key_author=desk.annotator)
    spread_again(member=desk.editor, session=session, people=people, overlap=1, action=uuid4())
    session.refresh_from_db()
    assert session.overlap == 1
    first = session.articles.earliest("pk")
    assert {part for part, person in pairs_of(session) if person == desk.annotator.pk} == {first.pk, last.pk}
    load = Counter(person for _part, person in pairs_of(session) if person != desk.annotator.pk)
    assert sorted(load.values()) == [2, 2, 2]
    with pytest.raises(Refused, match="fewer people"):
        spread_again(member=desk.editor, session=session, people=people, overlap=4, action=uuid4())


def test_who_keeps_an_article_counts_among_those_that_it_needs():
    people = [Membership(pk=number) for number in (1, 2, 3)]
    chosen = spread(3, people, 2, {0: {3}, 1: {3}})
    assert [sorted(one.pk for one in picked) for picked in chosen] == [[1, 3], [2, 3], [1, 2]]


def test_articles_that_are_added_are_spread_as_the_session_says_and_none_comes_in_twice(desk, mate, article):
    articles = [article, make_article(desk.editor), make_article(desk.editor)]
    session = hold_session(desk.editor, desk.annotator, mate, articles=articles, overlap=1)
    load, fresh = Counter(person for _part, person in pairs_of(session)), make_article(desk.editor)
    add_articles(member=desk.editor, session=session, articles=[article, fresh], action=uuid4())
    part = session.articles.get(article=fresh)
    assert part.revision_id == fresh.revision_id
    # It goes to whoever has one less.
    assert [person for one, person in pairs_of(session) if one == part.pk] == [min(load, key=lambda one: load[one])]
    with pytest.raises(Refused, match="not in the session yet"):
        add_articles(member=desk.editor, session=session, articles=[article], action=uuid4())


def test_only_a_report_that_nobody_has_worked_on_is_taken_out_and_never_the_last_one(desk, session):
    first, second = session.articles.order_by("pk")
    with pytest.raises(Refused, match="worked on"):
        take_out(member=desk.editor, part=first, action=uuid4())
    marked = WorkItem.objects.create(
        team=desk.team, session=session, sentence=second.revision.sentences.first(), key=True
    )
    with pytest.raises(Refused, match="worked on"):
        take_out(member=desk.editor, part=second, action=uuid4())
    marked.delete()
    now = timezone.now()
    settled = Adjudication.objects.create(
        team=desk.team,
        session=session,
        sentence=second.revision.sentences.first(),
        outcome="opinion",
        settled_by=desk.editor,
        version=uuid4(),
        created_at=now,
        updated_at=now,
    )
    with pytest.raises(Refused, match="worked on"):
        take_out(member=desk.editor, part=second, action=uuid4())
    settled.delete()
    take_out(member=desk.editor, part=second, action=uuid4())
    assert [part.pk for part in session.articles.all()] == [first.pk]
    Annotation.objects.filter(session=session).delete()
    with pytest.raises(Refused, match="only report"):
        take_out(member=desk.editor, part=first, action=uuid4())
