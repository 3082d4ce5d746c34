"""What an editor is told before a report goes out."""

from dataclasses import replace

import pytest

from tests.publications import World, remembered_publications
from warreader.actions.publishing import prepare
from warreader.exports.beforehand import Difference, described_otherwise, differences, names_within
from warreader.exports.released import Choices
from warreader.marks import State


@pytest.fixture
def world(db: None) -> World:
    return remembered_publications()


def test_names_of_the_team_are_found_in_what_goes_out_beside_the_report(world):
    adjudication = world.session.adjudications.get(sentence__ordinal=1)
    adjudication.reason = "Anna saw it; so did MARIA DA LUZ, and Łukasz; an editor asked. Annabel did not."
    adjudication.save()
    names = ["Anna", "Maria da Luz", "Łukasz Nowak", "Canary Editor", "Bo", "李雷", ".*", ""]
    with_reasons = prepare(world.place, Choices(reasons=True))
    assert names_within(with_reasons, names) == {"Anna": [1], "Maria da Luz": [1], "Łukasz Nowak": [1]}
    assert names_within(prepare(world.place, Choices()), names) == {}
    assert names_within(replace(with_reasons, session="Anna’s round"), ["Anna"]) == {"Anna": [0, 1]}
    sources = prepare(world.place, Choices(evidence=True))
    assert names_within(sources, ["Bulletin", "Nobody"]) == {"Bulletin": [1]}


def test_it_tells_which_marks_a_correction_changes(world):
    public = prepare(world.place, Choices())
    assert differences(public, public) == []
    changed = public.sentences[2]._replace(state=State.HOLLOW)
    now = replace(public, sentences=(*public.sentences[:2], changed, *public.sentences[3:]))
    assert differences(public, now) == [Difference(3, "none of these", "verified without evidence")]
    opened = replace(public, sentences=(*public.sentences[:3], public.sentences[3]._replace(state=State.OPINION)))
    assert differences(public, opened) == [Difference(4, "not settled", "opinion")]
    assert not described_otherwise(public, now)
    assert described_otherwise(public, replace(public, author="Another"))
    assert differences(public, replace(now, revision=replace(now.revision, id="another"))) is None
