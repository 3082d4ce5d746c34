"""Moving a session to the text that an article has now: everything of it comes along, and nothing counts twice."""

from collections import Counter
from uuid import uuid4

import pytest

from tests.factories import hold_session, judge, make_article, place_of, settle_one, support
from warreader.actions.adjudication import last_settling, settle_by_rule, take_back
from warreader.actions.announcing import announce
from warreader.actions.assignments import begun_by
from warreader.actions.classes import name_key
from warreader.actions.errors import Refused, Stale
from warreader.actions.moving import move_session
from warreader.actions.sessions import finish, reveal
from warreader.actions.undo import undo
from warreader.actions.work import mark_key, take
from warreader.exports.issued import last_export_of
from warreader.filters import ReadingFilter, WorkFilter
from warreader.models import (
    Adjudication,
    Annotation,
    AnnotationSession,
    Assignment,
    Event,
    EventKind,
    LostPlace,
    Mode,
    Notice,
    Phase,
    SessionArticle,
    WorkItem,
)
from warreader.queries.adjudication import QueueFilter, queue
from warreader.queries.agreement import measure
from warreader.queries.ballots import Rule, ballots
from warreader.queries.cards import card
from warreader.queries.classes import compared
from warreader.queries.continuity import lost_places, settled_and_changed
from warreader.queries.dashboard import charts_of
from warreader.queries.people import whose_tags
from warreader.queries.reading import read
from warreader.queries.sessions import overview, work_of
from warreader.queries.settled import ends
from warreader.queries.work import work_list

from .test_revisions import LINES, correct, merged, revise, spans_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(editor):
    return make_article(editor, *LINES)


def move(session, article, member, base=2):
    return move_session(member=member, session=session, article=article, base=base, action=uuid4())


def said(session, revision):
    rows = Annotation.objects.filter(session=session, sentence__revision=revision)
    return {(row.author.pk, row.sentence.ordinal): (row.tag, row.look_again) for row in rows}


def test_blind_work_is_carried_unseen_by_who_moves_it(article, annotator, mate, editor):
    session = hold_session(editor, annotator, mate, editor, articles=[article])
    judge(place_of(annotator, article, session), 1, "verified")
    judge(place_of(mate, article, session), 3, "opinion")
    support(place_of(mate, article, session), 4)
    later = revise(article, "New.", *LINES[:3], member=editor)
    before = Event.objects.visible_to(editor.user).filter(session=session).count()
    move(session, article, editor)
    assert said(session, later) == {(annotator.pk, 2): ("verified", False), (mate.pk, 4): ("opinion", False)}
    assert [one.author for one in LostPlace.objects.all()] == [mate]
    assert not LostPlace.objects.visible_to(editor.user).exists()
    assert not LostPlace.objects.visible_to(annotator.user).exists()
    assert len(lost_places(place_of(mate, article, session))) == 1
    seen = Event.objects.visible_to(editor.user).filter(session=session)
    assert seen.count() == before + 1
    assert seen.latest("number").data == {
        "same": 3,
        "changed": 0,
        "split": 0,
        "merged": 0,
        "new": 1,
        "gone": 1,
        "number": [1, 2],
        "resumed": 0,
    }
    assert not Event.objects.visible_to(annotator.user).filter(kind=EventKind.SESSION_MOVED).exists()
    assert [one.member for one in Notice.objects.filter(kind="revised", session=session)] == [mate]


def test_a_blind_merge_stands_in_its_authors_history_alone(article, annotator, mate, editor):
    session = hold_session(editor, annotator, mate, articles=[article])
    place = place_of(annotator, article, session)
    judge(place, 1, "verified")
    judge(place, 2, "opinion")
    room = place_of(editor, article)
    correct(room, merged(spans_of(room), 0, 1))
    move(session, article, editor)
    merges = Event.objects.filter(kind=EventKind.ANNOTATION_CARRIED)
    assert merges.visible_to(annotator.user).get().data["merged"] == [[1, "verified"], [2, "opinion"]]
    assert not merges.visible_to(editor.user).exists()
    assert not merges.visible_to(mate.user).exists()


@pytest.mark.parametrize("over", ["revealed", Phase.DISCUSSING, Phase.CLOSED])
def test_a_session_that_has_moved_on_stays_where_it_was(article, annotator, editor, over):
    session = hold_session(
        editor, annotator, articles=[article], mode=Mode.BLIND if over == "revealed" else Mode.OPEN
    )
    if over == "revealed":
        reveal(member=editor, session=session, action=uuid4())
    else:
        type(session).objects.filter(pk=session.pk).update(
            phase=Phase.DISCUSSING if over == "discussing" else Phase.CLOSED
        )
    revise(article, "New.", *LINES)
    with pytest.raises(Refused):
        move(session, article, editor)
    assert SessionArticle.objects.get(session=session).revision.number == 1


def test_it_is_moved_to_the_text_that_was_looked_at_and_only_once(article, annotator, editor):
    session = hold_session(editor, annotator, articles=[article])
    revise(article, "New.", *LINES)
    revise(article, "Newer.", *LINES)
    with pytest.raises(Stale):
        move(session, article, editor, base=2)
    move(session, article, editor, base=3)
    with pytest.raises(Refused):
        move(session, article, editor, base=3)


def test_what_was_in_flight_is_refused(article, annotator, editor):
    session = hold_session(editor, annotator, articles=[article])
    place = place_of(annotator, article, session)
    revise(article, "New.", *LINES)
    judge(place, 1, "opinion")
    move(session, article, editor)
    for act in (
        lambda: judge(place, 2, "opinion"),
        lambda: support(place, 2),
        lambda: settle_one(place, 1, "opinion"),
    ):
        with pytest.raises(Refused):
            act()
    with pytest.raises(Refused, match="earlier text"):
        undo(place=place_of(annotator, article, session), action=uuid4())


def figures(session, member, people, article):
    """Whatever a session says of its work in numbers."""
    seen = overview(member, session)
    walked = queue(member, session, QueueFilter("all"))
    listed = work_list(member, session, WorkFilter(whose="team"))
    parts = [part.part.revision_id for part in seen.parts]
    agreement = measure(session, parts, session.round)
    works = [work for part in seen.parts for work in part.works]
    settled = ends(member, session, overruled=False, page="").rows
    charts = charts_of(member, seen)
    return {
        "progress": [(work.member.pk, work.judged, work.total, work.finished) for work in works],
        "own": [[(work.judged, work.total) for work in work_of(one)] for one in people],
        "queue": walked.counts,
        "votes": sorted(tuple(sorted(item.votes.items())) for item in walked.items),
        "ballots": Counter(tuple(sorted(one.items())) for one in ballots(member.viewer, session).values()),
        "rule": walked.by_rule(Rule(1, 50), member),
        "agreement": [(figure.name, figure.percent, figure.alpha) for figure in agreement.figures],
        "charts": [(chart.key, [(bar.label, bar.values, bar.total) for bar in chart.bars]) for chart in charts],
        "settled": [(end.votes, end.state, end.overruled) for end in settled],
        "work": [(task.state, task.judged, task.has_evidence, task.key) for task in listed.tasks],
        "begun": {person for _part, person in begun_by(session)},
        "exported": last_export_of(place_of(member, article, session)),
    }


def test_the_numbers_are_the_same_where_nothing_has_changed(article, annotator, mate, editor):
    session = hold_session(editor, annotator, mate, articles=[article], mode=Mode.OPEN, needs_evidence=False)
    for member, tags in ((annotator, ("verified", "opinion", "unverified")), (mate, ("opinion", "opinion", ""))):
        place = place_of(member, article, session)
        for ordinal, tag in enumerate(tags, 1):
            if tag:
                judge(place, ordinal, tag)
    support(place_of(annotator, article, session), 1)
    leader = place_of(editor, article, session)
    settle_one(leader, 2, "opinion")
    settle_one(leader, 1, "verified", "why")
    judge(
        place_of(mate, article, session),
        1,
        "unverified",
        Annotation.objects.get(author=mate, sentence__ordinal=1).version.hex[:8],
    )
    mark_key(place=place_of(mate, article, session), ordinal=3, key=True, action=uuid4())
    take(place=place_of(mate, article, session), ordinal=2, action=uuid4())
    finish(place=place_of(mate, article, session), action=uuid4())
    before = figures(session, editor, [annotator, mate], article)
    later = revise(article, *(f"{line} " for line in LINES))
    assert said(session, later) == {}
    move(session, article, editor)
    after = figures(session, editor, [annotator, mate], article)
    assert {name: value for name, value in after.items() if value != before[name]} == {}
    assert not WorkItem.objects.filter(taken_by__isnull=False).exists()
    announce(member=editor, session=session, action=uuid4())
    assert Event.objects.latest("number").data == {"announced": 2}
    assert settle_by_rule(member=editor, session=session, rule=Rule(1, 50), action=uuid4()) == 1
    last = last_settling(editor, session)
    assert last
    assert take_back(member=editor, session=session, event=last, action=uuid4()) == 1
    assert last_settling(editor, session) is None
    first = Event.objects.filter(kind=EventKind.SENTENCE_SETTLED).earliest("number")
    with pytest.raises(Refused, match="earlier text"):
        take_back(member=editor, session=session, event=first, action=uuid4())


def test_who_has_finished_takes_it_up_again_where_there_is_something_to_do(article, annotator, mate, editor):
    session = hold_session(editor, annotator, mate, articles=[article])
    judge(place_of(annotator, article, session), 4, "opinion")
    for one in (annotator, mate):
        finish(place=place_of(one, article, session), action=uuid4())
    revise(article, *LINES[:3])
    move(session, article, editor)
    done = Assignment.objects.filter(part__session=session, finished_at__isnull=False)
    assert [one.member for one in done] == [mate]
    assert Event.objects.get(kind=EventKind.SESSION_MOVED).data["resumed"] == 1
    revise(article, "New.", *LINES[:3])
    move(session, article, editor, base=3)
    assert not done.all().exists()


def test_what_was_settled_stays_so_unless_it_has_changed(article, annotator, editor):
    session = hold_session(editor, annotator, articles=[article], mode=Mode.OPEN)
    for ordinal in (1, 4):
        judge(place_of(annotator, article, session), ordinal, "opinion")
        settle_one(place_of(editor, article, session), ordinal, "opinion", "Because")
    later = revise(article, *LINES[:3], "The mayor was very furious.")
    move(session, article, editor)
    own = Adjudication.objects.get(session=session, sentence__revision=later)
    assert (own.sentence.ordinal, own.reason, own.carried_from) == (1, "Because", None)
    overtaken = settled_and_changed(place_of(editor, article, session))
    assert [(one.row.sentence.ordinal, one.words, one.row.outcome) for one in overtaken] == [(4, LINES[3], "opinion")]
    settle_one(place_of(editor, article, session), 4, "unverified")
    assert settled_and_changed(place_of(editor, article, session)) == []


def test_in_an_article_for_practice_what_people_said_first_stays_what_is_compared(article, annotator, editor):
    session = hold_session(editor, annotator, editor, articles=[article])
    name_key(member=editor, part=session.articles.get(), practice=True, action=uuid4())
    judge(place_of(editor, article, session), 1, "opinion")
    place = place_of(annotator, article, session)
    judge(place, 1, "verified")
    judge(place, 1, "opinion", Annotation.objects.get(author=annotator).version.hex[:8])
    revise(article, "New.", *LINES)
    move(session, article, editor)
    there = place_of(annotator, article, session)
    key = card(there, read(there, ReadingFilter(), whose_tags(there, "mine")).lines[1]).key
    assert key is not None
    assert key.author == editor
    reveal(member=editor, session=session, action=uuid4())
    results = compared(editor, AnnotationSession.objects.get(pk=session.pk))
    assert [(one.member, one.correct, one.judged) for one in results] == [(annotator, 0, 1)]
