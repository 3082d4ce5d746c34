"""Evidence: recorded, changed, removed."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from tests.factories import support
from warreader.actions.errors import Refused, Repeated, Stale
from warreader.actions.evidence import Source, change_evidence, record_evidence, remove_evidence
from warreader.models import Event, EventText, Evidence

FULL = Source(
    url="https://example.org/report",
    citation="Example report",
    quotation="« так »",
    seen_on=date(2024, 11, 30),
    note="archived",
)


def test_evidence_is_stored_in_the_members_name(place):
    action = uuid4()
    evidence = record_evidence(place=place, ordinal=2, source=FULL, action=action)
    evidence.refresh_from_db()
    assert Source.of(evidence) == FULL
    assert (evidence.author, evidence.session, evidence.team) == (place.author, place.session, place.team)
    assert (evidence.sentence.ordinal, evidence.version) == (2, action)


def test_its_texts_stand_beside_the_event(place):
    evidence = record_evidence(place=place, ordinal=2, source=FULL, action=uuid4())
    event = Event.objects.latest("number")
    assert (event.kind, event.sentence.ordinal) == ("evidence changed", 2)
    assert (event.data["evidence"], event.data["change"]) == (str(evidence.public_id), "recorded")
    assert EventText.objects.get(event=event).fields["seen_on"] == ["", "2024-11-30"]
    assert "example.org" not in str(event.data)


def test_a_change_from_the_version_that_stands_is_kept_with_its_trace(place):
    evidence = support(place, 1, "First")
    change_evidence(place=place, evidence=evidence, source=FULL, base=evidence.version.hex, action=uuid4())
    evidence.refresh_from_db()
    assert Source.of(evidence) == FULL
    assert EventText.objects.latest("event_id").fields["citation"] == ["First", "Example report"]


def test_a_change_that_changes_nothing_appends_nothing(place):
    evidence = support(place, 1, "Same")
    source = Source(citation="Same")
    change_evidence(place=place, evidence=evidence, source=source, base=evidence.version.hex, action=uuid4())
    assert Event.objects.filter(kind="evidence changed").count() == 1


def test_evidence_can_be_removed_and_its_trace_stays(place):
    evidence = support(place, 1, "Gone")
    remove_evidence(place=place, evidence=evidence, base=evidence.version.hex, action=uuid4())
    assert not Evidence.objects.exists()
    event = Event.objects.latest("number")
    assert (event.data["change"], event.text.fields["citation"]) == ("removed", ["Gone", ""])


@pytest.mark.parametrize("act", [change_evidence, remove_evidence])
def test_what_is_based_on_another_version_is_stale(place, act):
    evidence = support(place, 1)
    values = {"source": FULL} if act is change_evidence else {}
    with pytest.raises(Stale):
        act(place=place, evidence=evidence, base=UUID(int=0).hex, action=uuid4(), **values)
    assert Evidence.objects.get().citation == "Ministry bulletin"


def test_what_is_removed_already_is_stale(place):
    evidence = support(place, 1)
    Evidence.objects.all().delete()
    with pytest.raises(Stale):
        remove_evidence(place=place, evidence=evidence, base=evidence.version.hex, action=uuid4())


def test_an_action_that_comes_again_is_repeated(place):
    action = uuid4()
    record_evidence(place=place, ordinal=1, source=FULL, action=action)
    with pytest.raises(Repeated):
        record_evidence(place=place, ordinal=1, source=FULL, action=action)
    assert Evidence.objects.count() == 1


def test_a_sentence_that_is_not_there_is_refused(place):
    with pytest.raises(Refused):
        record_evidence(place=place, ordinal=99, source=FULL, action=uuid4())
