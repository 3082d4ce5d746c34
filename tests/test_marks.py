"""What a sentence shows, out of the judgements that may be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warreader.filters import STATES
from warreader.marks import GLYPHS, Judgement, Mark, Settlement, State, mark_of, state_of

TAGS = ["", "verified", "unverified", "opinion", "nothing"]
JUDGEMENTS = st.lists(
    st.builds(Judgement, author=st.integers(1, 4), tag=st.sampled_from(TAGS), has_evidence=st.booleans()),
    unique_by=lambda one: one.author,
)


def by(author: int, tag: str = "", **more) -> Judgement:
    return Judgement(author, tag, **more)


@pytest.mark.parametrize(
    ("judgements", "state"),
    [
        ([], State.OPEN),
        ([by(1)], State.OPEN),
        ([by(1, has_evidence=True)], State.OPEN),
        ([by(1, "opinion")], State.OPINION),
        ([by(1, "nothing")], State.NOTHING),
        ([by(1, "verified")], State.HOLLOW),
        ([by(1, "verified", has_evidence=True)], State.VERIFIED),
        ([by(1, "verified"), by(2, "verified")], State.HOLLOW),
        ([by(1, "verified"), by(2, "verified", has_evidence=True)], State.VERIFIED),
        ([by(1, "verified"), by(2, has_evidence=True)], State.HOLLOW),
        ([by(1, "opinion"), by(2, "unverified")], State.SPLIT),
        ([by(1, "opinion"), by(2, "nothing")], State.SPLIT),
        ([by(1, "opinion"), by(2)], State.OPINION),
        ([by(1, "opinion"), by(2, "opinion"), by(3, "verified", has_evidence=True)], State.SPLIT),
    ],
)
def test_agreement_shows_and_disagreement_is_split(judgements, state):
    assert state_of(judgements) == state


@given(judgements=JUDGEMENTS)
def test_the_order_of_people_changes_nothing(judgements):
    assert state_of(judgements) == state_of(list(reversed(judgements)))


@given(judgements=JUDGEMENTS)
def test_a_split_is_never_shown_as_somebodys_tag(judgements):
    tags = {one.tag for one in judgements if one.tag}
    assert (state_of(judgements) == State.SPLIT) == (len(tags) > 1)


@given(judgements=JUDGEMENTS, viewer=st.integers(1, 4), whose=st.none() | st.integers(1, 4))
def test_a_mark_counts_everybody_once(judgements, viewer, whose):
    mark = mark_of(judgements, viewer=viewer, whose=whose)
    assert mark.judged + mark.others == sum(1 for one in judgements if one.tag)
    assert mark.others == 0 or whose is not None
    assert (mark.own is None) == (viewer not in {one.author for one in judgements})


@given(judgements=JUDGEMENTS, whose=st.integers(1, 4))
def test_where_one_persons_tags_are_asked_for_others_change_only_their_number(judgements, whose):
    alone = mark_of([one for one in judgements if one.author == whose], viewer=None, whose=whose)
    among = mark_of(judgements, viewer=None, whose=whose)
    assert (alone.state, alone.flags, alone.has_evidence) == (among.state, among.flags, among.has_evidence)


def test_flags_notes_and_evidence_of_those_shown_stand_beside_the_tag():
    judgements = [
        by(1, "opinion", flags=("said", "loaded"), has_note=True),
        by(2, flags=("loaded",), has_evidence=True),
    ]
    assert mark_of(judgements, viewer=1, whose=None) == Mark(
        State.OPINION, ("said", "loaded"), has_note=True, has_evidence=True, judged=1, own=judgements[0]
    )
    assert mark_of(judgements, viewer=1, whose=2) == Mark(
        State.OPEN, ("loaded",), has_evidence=True, others=1, own=judgements[0]
    )


@pytest.mark.parametrize(
    ("settled", "state", "minority"),
    [
        (Settlement("opinion", votes={"opinion": 3, "unverified": 1}), State.OPINION, 1),
        (Settlement("verified", votes={"verified": 2}), State.HOLLOW, 0),
        (Settlement("verified", supported=True, votes={"opinion": 2}), State.VERIFIED, 2),
        (Settlement("none", votes={"opinion": 2, "nothing": 1}), State.NONE, 3),
    ],
)
def test_a_settled_sentence_shows_how_it_was_settled(settled, state, minority):
    judgements = [by(1, "opinion", version="aaaa"), by(2, "unverified")]
    for whose in (None, 1):
        mark = mark_of(judgements, viewer=1, whose=whose, settled=settled)
        assert (mark.state, mark.settled, mark.version) == (state, settled, "aaaa")
    assert isinstance(hash(mark), int), "what looks the same is rendered once"
    assert mark_of([], viewer=1, whose=1, settled=settled).state == state
    assert settled.minority == minority


def test_the_version_is_the_viewers_own():
    judgements = [by(1, "opinion", version="aaaa"), by(2, "opinion", version="bbbb")]
    assert mark_of(judgements, viewer=2, whose=1).version == "bbbb"
    assert mark_of(judgements, viewer=3, whose=1).version == ""


def test_every_state_has_a_word_and_a_glyph_and_only_hollow_shares_one():
    assert set(STATES) == set(GLYPHS) == set(State)
    assert len(set(GLYPHS.values())) == len(State) - 1
    assert len({str(word) for word in STATES.values()}) == len(State)
