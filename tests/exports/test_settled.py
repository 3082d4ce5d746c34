"""How sentences were settled, in every format: as asked for, and as far as the reader may see it."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tests.exports.conftest import written
from tests.exports.test_canaries import found
from tests.factories import Desk, hold_session, judge, make_article, make_desk, place_of, settle_one
from tests.remembered import Remembered
from warreader.actions.adjudication import settle_by_rule
from warreader.actions.sessions import close
from warreader.exports import Options, read
from warreader.marks import State
from warreader.places import Place
from warreader.queries.ballots import Rule

ALL = Options(names=True, notes=True, evidence=True)
WORDS = {"Canary Editor", "canary-reason"}


def make_settled() -> tuple[Desk, Place]:
    desk = make_desk()
    for member, name in ((desk.editor, "Canary Editor"), (desk.owner, "Somebody Else")):
        member.name = name
        member.save()
    article = make_article(desk.owner, "First.", "Second.", "Third.", "Fourth.")
    session = hold_session(desk.owner, desk.annotator, desk.owner, articles=[article], mode="open")
    for ordinal, tags in enumerate([("verified", "opinion"), ("opinion", "opinion"), ("opinion", "")], 1):
        for member, tag in zip((desk.annotator, desk.owner), tags, strict=True):
            if tag:
                judge(place_of(member, article, session), ordinal, tag)
    settle_one(place_of(desk.editor, article, session), 1, "verified", "canary-reason")
    settle_one(place_of(desk.editor, article, session), 3, "none")
    settle_one(place_of(desk.editor, article, session), 4, "wanted", "canary-wanted")
    settle_by_rule(member=desk.editor, session=session, rule=Rule(2, 100), action=uuid4())
    close(member=desk.owner, session=session, action=uuid4())
    return desk, place_of(desk.annotator, article, session)


remembered = Remembered(make_settled)


@pytest.fixture
def made(db) -> tuple[Desk, Place]:
    return remembered()


@pytest.fixture
def desk(made) -> Desk:
    return made[0]


@pytest.fixture
def settled(made) -> Place:
    """A closed session: one sentence settled by hand against the minority, one by rule, one as none of these."""
    return made[1]


def test_the_document_has_what_settled_a_sentence_and_who_said_otherwise(settled, desk):
    document = read(settled, ALL)
    first, second, third, fourth = (sentence.settled for sentence in document.sentences)
    assert [sentence.state for sentence in document.sentences] == [
        State.HOLLOW,
        State.OPINION,
        State.NONE,
        State.OPEN,
    ]
    assert (first.outcome, first.reason, first.by.name, first.rule, first.minority) == (
        "verified",
        "canary-reason",
        "Canary Editor",
        None,
        1,
    )
    assert (second.rule, second.votes, second.minority) == ({"votes": 2, "share": 100}, {"opinion": 2}, 0)
    assert (third.outcome, third.minority, fourth) == ("none", 1, None)
    assert desk.editor.name in {person.name for person in document.people}
    room = read(place_of(desk.annotator, settled.article), ALL)
    assert [one.settled for one in room.sentences] == [first, second, third, None]
    assert [one.annotations for one in room.sentences] == [()] * 4


@pytest.mark.parametrize("where", ["session", "reading room"])
@pytest.mark.parametrize("whose", ["team", "mine"])
def test_it_is_in_every_file_of_the_teams_and_ones_own_tags(settled, desk, full, whose, where):
    place = settled if where == "session" else place_of(desk.annotator, settled.article)
    content = written(place, full, replace(ALL, whose=whose))
    assert found(content, {*WORDS, "canary-wanted"}) == WORDS
    assert found(content, ["2 votes, 100 %", '"share":100']) != set()
    assert found(content, ["none of these", '"none"', ",none,"]) != set()
    quiet = replace(ALL, whose=whose, names=False, notes=False)
    assert found(written(place, full, quiet), WORDS) == set()


def test_it_is_in_no_file_of_somebody_elses_tags(settled, desk, name):
    content = written(settled, name, replace(ALL, whose=str(desk.owner.public_id)))
    assert found(content, {*WORDS, "2 votes, 100 %"}) == set()
    assert [one.state for one in read(settled, replace(ALL, whose=str(desk.owner.public_id))).sentences][:2] == [
        State.OPINION,
        State.OPINION,
    ]


def test_it_is_in_no_file_of_whoever_judges_the_article_in_a_blind_session(settled, desk, name):
    hold_session(desk.owner, desk.annotator, articles=[settled.article])
    for session in (settled.session, None):
        place = place_of(desk.annotator, settled.article, session)
        assert found(written(place, name, ALL), {*WORDS, "2 votes, 100 %", "Somebody Else"}) == set()
