"""Settling sentences by hand and by rule, and taking that back."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import Desk, hold_session, judge, make_article, make_member, place_of, settle_one, support
from warreader.actions.adjudication import REOPEN, last_settling, settle, settle_by_rule, settled_by, take_back
from warreader.actions.annotations import Target
from warreader.actions.errors import Refused, Repeated, Stale
from warreader.actions.sessions import close, reveal
from warreader.models import (
    Adjudication,
    AnnotationSession,
    Article,
    Event,
    EventKind,
    Kind,
    Membership,
    Outcome,
    Sentence,
)
from warreader.places import Place
from warreader.queries.ballots import Rule


@dataclass
class Round:
    """A revealed session of two articles, judged by three people."""

    desk: Desk
    people: list[Membership]
    articles: list[Article]
    session: AnnotationSession

    def place(self, member: Membership | None = None, article: int = 0) -> Place:
        return place_of(member or self.desk.editor, self.articles[article], self.session)

    @property
    def outcomes(self) -> dict[tuple[int, int], str]:
        """(article, ordinal) -> outcome."""
        keys = {article.pk: number for number, article in enumerate(self.articles)}
        rows = Adjudication.objects.filter(session=self.session).select_related("sentence__revision")
        return {(keys[row.sentence.revision.article_id], row.sentence.ordinal): row.outcome for row in rows}

    def last(self, member: Membership) -> Event:
        found = last_settling(member, self.session)
        assert found
        return found

    def by_rule(self, votes: int = 2, share: int = 100, **more: Any) -> int:
        chosen: dict[str, Any] = {"member": self.desk.editor, "action": uuid4()} | more
        return settle_by_rule(session=self.session, rule=Rule(votes, share), **chosen)

    def version(self, ordinal: int = 1) -> str:
        return Adjudication.objects.get(sentence__ordinal=ordinal, session=self.session).version.hex[:8]


#: for each article, what each of the three says of its sentences
SAID = [
    [("opinion", "opinion", "opinion"), ("opinion", "opinion", "unverified"), ("verified", "verified", "verified")],
    [("opinion", "unverified", "verified"), ("nothing", "nothing", ""), ("unverified", "", "")],
]


@pytest.fixture
def round_(desk: Desk, mate: Membership) -> Round:
    people = [desk.annotator, mate, make_member(desk.team)]
    articles = [make_article(desk.editor, length=3) for _ in SAID]
    session = hold_session(desk.editor, *people, articles=articles)
    for article, sentences in zip(articles, SAID, strict=True):
        for ordinal, tags in enumerate(sentences, 1):
            for person, tag in zip(people, tags, strict=True):
                if tag:
                    judge(place_of(person, article, session), ordinal, tag)
    reveal(member=desk.editor, session=session, action=uuid4())
    return Round(desk, people, articles, session)


def test_an_editor_settles_some_sentences_with_a_reason_and_an_event_each(round_):
    action, targets = uuid4(), [Target(1), Target(2)]
    done = settle(place=round_.place(), targets=targets, outcome=Outcome.NONE, reason="Ironic", action=action)
    assert (done, round_.outcomes) == ([1, 2], {(0, 1): "none", (0, 2): "none"})
    row = Adjudication.objects.first()
    assert (row.reason, row.rule, row.settled_by, row.version) == ("Ironic", None, round_.desk.editor, action)
    events = Event.objects.filter(action=action, kind=EventKind.SENTENCE_SETTLED)
    assert [(one.sentence.ordinal, one.article, one.data["outcome"]) for one in events] == [
        (1, round_.articles[0], ["", "none"]),
        (2, round_.articles[0], ["", "none"]),
    ]
    assert "Ironic" not in str(events[0].data)
    assert events[0].text.fields == {"reason": ["", "Ironic"]}
    with pytest.raises(Repeated):
        settle(place=round_.place(), targets=targets, outcome=Outcome.OPINION, action=action)
    assert set(round_.outcomes.values()) == {"none"}


def test_what_was_settled_elsewhere_in_the_meantime_is_not_settled_over(round_):
    settle_one(round_.place(), 1, "opinion")
    with pytest.raises(Stale) as stale:
        settle(place=round_.place(), targets=[Target(1), Target(2)], outcome="unverified", action=uuid4())
    assert (stale.value.ordinals, round_.outcomes) == ((1,), {(0, 1): "opinion"})
    settle_one(round_.place(), 1, "unverified", base=round_.version())
    with pytest.raises(Stale):
        settle_one(round_.place(), 1, REOPEN)
    settle_one(round_.place(), 1, REOPEN, base=round_.version())
    assert round_.outcomes == {}
    with pytest.raises(Stale):
        settle_one(round_.place(), 1, "opinion", base="ffffffff")


def test_nothing_is_settled_before_the_reveal_after_the_end_or_in_the_reading_room(round_, desk):
    blind = hold_session(desk.editor, desk.annotator, articles=round_.articles)
    closed = hold_session(desk.editor, desk.annotator, articles=round_.articles, mode="open")
    close(member=desk.editor, session=closed, action=uuid4())
    for session in (blind, closed, None):
        with pytest.raises(Refused):
            settle_one(place_of(desk.editor, round_.articles[0], session), 1, "opinion")
    for session in (blind, closed):
        with pytest.raises(Refused):
            settle_by_rule(member=desk.editor, session=session, rule=Rule(1, 1), action=uuid4())
    AnnotationSession.objects.filter(pk=round_.session.pk).update(deleted_at=timezone.now())
    with pytest.raises(Refused):
        round_.by_rule()
    assert not Adjudication.objects.exists()


def test_what_is_not_there_to_be_judged_is_not_settled(round_):
    with pytest.raises(Refused, match="no sentence 9"):
        settle_one(round_.place(), 9, "opinion")
    Sentence.objects.filter(ordinal=1).update(kind=Kind.BOILERPLATE)
    with pytest.raises(Refused, match="kind"):
        settle_one(round_.place(), 1, "opinion")
    assert round_.by_rule(1, 1, article=round_.articles[0]) == 2


def test_an_article_that_is_withheld_from_the_editor_is_not_theirs_to_settle(round_, desk):
    settle_one(round_.place(article=1), 1, "opinion")
    hold_session(desk.owner, desk.editor, articles=round_.articles[1:])
    with pytest.raises(Refused):
        settle_one(round_.place(article=1), 2, "opinion")
    last = round_.last(desk.editor)
    with pytest.raises(Refused):
        take_back(member=desk.editor, session=round_.session, event=last, action=uuid4())
    round_.by_rule(1, 1)
    assert {article for article, _ in round_.outcomes} == {0, 1}
    assert [key for key in round_.outcomes if key[0] == 1] == [(1, 1)]


def test_a_reason_is_asked_for_where_the_session_asks_for_one(round_):
    AnnotationSession.objects.update(asks_reason=True)
    for reason in ("", "  \n"):
        with pytest.raises(Refused, match="reason"):
            settle_one(round_.place(), 1, "opinion", reason)
    settle_one(round_.place(), 1, "opinion", "Irony")
    settle_one(round_.place(), 1, REOPEN, base=round_.version())
    assert round_.by_rule() == 3


def test_verified_without_evidence_is_not_settled_where_the_session_asks_for_evidence(round_, desk):
    AnnotationSession.objects.filter(pk=round_.session.pk).update(needs_evidence=True)
    with pytest.raises(Refused, match="evidence"):
        settle_one(round_.place(), 3, "verified")
    assert round_.by_rule() == 2
    assert (0, 3) not in round_.outcomes
    # of somebody who says otherwise it does not count
    support(round_.place(round_.people[2], article=1), 1)
    support(round_.place(round_.people[0], article=1), 1)
    settle_one(round_.place(article=1), 1, "verified")
    support(round_.place(round_.people[1]), 3)
    assert round_.by_rule() == 1
    assert round_.outcomes[0, 3] == "verified"


def test_evidence_of_others_does_not_count_for_those_who_say_verified(round_):
    AnnotationSession.objects.filter(pk=round_.session.pk).update(needs_evidence=True)
    support(round_.place(round_.people[0], article=1), 1)
    with pytest.raises(Refused, match="evidence"):
        settle_one(round_.place(article=1), 1, "verified")


@pytest.mark.parametrize(
    ("votes", "share", "settled"),
    [
        (2, 100, {(0, 1): "opinion", (0, 3): "verified", (1, 2): "nothing"}),
        (2, 66, {(0, 1): "opinion", (0, 2): "opinion", (0, 3): "verified", (1, 2): "nothing"}),
        (3, 67, {(0, 1): "opinion", (0, 3): "verified"}),
        (1, 1, {(0, 1): "opinion", (0, 2): "opinion", (0, 3): "verified", (1, 2): "nothing", (1, 3): "unverified"}),
    ],
)
def test_a_rule_settles_what_enough_people_agree_on_and_never_a_tie(round_, votes, share, settled):
    preview = settled_by(round_.desk.editor.viewer, round_.session, Rule(votes, share), settler=round_.desk.editor)
    assert round_.by_rule(votes, share) == len(settled) == len(preview)
    assert round_.outcomes == settled
    assert all(row.rule == {"votes": votes, "share": share} for row in Adjudication.objects.all())
    round_.session.refresh_from_db()
    assert (round_.session.rule_votes, round_.session.rule_share) == (votes, share)
    with pytest.raises(Refused):
        round_.by_rule(votes, share)


def test_a_rule_counts_the_discussed_judgement_and_leaves_alone_what_somebody_settled_or_wants_more_for(round_):
    settle_one(round_.place(), 1, Outcome.WANTED)
    settle_one(round_.place(), 3, Outcome.UNVERIFIED)
    place = round_.place(round_.people[2])
    judge(place, 2, "opinion", base=place.sentences()[1].annotations.get(author=round_.people[2]).version.hex[:8])
    action = uuid4()
    assert round_.by_rule(3, action=action) == 1
    assert round_.outcomes == {(0, 1): "wanted", (0, 2): "opinion", (0, 3): "unverified"}
    with pytest.raises(Repeated):
        round_.by_rule(3, action=action)


def test_ones_last_settling_is_taken_back_and_then_the_one_before(round_, desk):
    settle_one(round_.place(), 1, "opinion", "First")
    settle_one(round_.place(), 1, "unverified", "Then", base=round_.version())
    assert last_settling(desk.owner, round_.session) is None
    for outcome, reason, by in (("opinion", "First", desk.editor), (None, None, None)):
        last = round_.last(desk.editor)
        action = uuid4()
        assert take_back(member=desk.editor, session=round_.session, event=last, action=action) == 1
        row = Adjudication.objects.first()
        assert (row and row.outcome, row and row.reason, row and row.settled_by) == (outcome, reason, by)
        with pytest.raises(Repeated):
            take_back(member=desk.editor, session=round_.session, event=last, action=action)
        with pytest.raises(Refused, match="already"):
            take_back(member=desk.owner, session=round_.session, event=last, action=uuid4())
    assert last_settling(desk.editor, round_.session) is None


def test_a_whole_bulk_is_taken_back_but_for_what_was_settled_otherwise_since(round_, desk):
    settle_one(round_.place(article=1), 1, "opinion")
    round_.by_rule()
    bulk = round_.last(desk.editor)
    settle_one(round_.place(desk.owner), 3, "unverified", base=round_.version(3))
    action = uuid4()
    assert take_back(member=desk.owner, session=round_.session, event=bulk, action=action) == 2
    assert round_.outcomes == {(1, 1): "opinion", (0, 3): "unverified"}
    events = Event.objects.filter(action=action)
    assert {one.undoes for one in events} == {bulk.action}
    assert {one.article_id for one in events} == {article.pk for article in round_.articles}
    # by hand over a rule, taken back, is the rule's again, in the name of who used it
    last = round_.last(desk.owner)
    take_back(member=desk.owner, session=round_.session, event=last, action=uuid4())
    row = Adjudication.objects.get(sentence__ordinal=3)
    assert (row.outcome, row.rule, row.settled_by) == ("verified", {"votes": 2, "share": 100}, desk.editor)


def test_a_settling_that_was_settled_over_is_not_taken_back(round_, desk):
    settle_one(round_.place(), 1, "opinion")
    first = round_.last(desk.editor)
    settle_one(round_.place(desk.owner), 1, "unverified", base=round_.version())
    with pytest.raises(Stale):
        take_back(member=desk.editor, session=round_.session, event=first, action=uuid4())
    assert round_.outcomes == {(0, 1): "unverified"}
