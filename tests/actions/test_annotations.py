"""Judging: tags, flags, notes; one sentence or a range."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import FOUNDING, judge, make_article, make_member, place_of
from warreader.actions.annotations import Change, Target, annotate, short_version
from warreader.actions.errors import Refused, Repeated, Stale
from warreader.models import Annotation, AnnotationSession, Event, EventCounter, EventText, Flag, Tag


def stored(place, ordinal: int = 1) -> Annotation:
    return Annotation.objects.get(author=place.author, sentence__ordinal=ordinal, session=place.session)


def base(place, ordinal: int = 1) -> str:
    """The version of the member's annotation, as a page would carry it."""
    return short_version(stored(place, ordinal))


def everything() -> tuple:
    """All that an annotating action may change."""
    annotations = Annotation.objects.order_by("pk").values_list()
    return list(annotations), list(Event.objects.values_list()), list(EventCounter.objects.values_list())


def test_a_first_judgement_is_stored_with_its_author_place_and_action(place):
    action = uuid4()
    changed = annotate(place=place, targets=[Target(2)], change=Change(tag=Tag.OPINION), action=action)
    annotation = stored(place, 2)
    assert [sentence.ordinal for sentence in changed] == [2]
    assert (annotation.tag, annotation.flags, annotation.note) == ("opinion", [], "")
    assert (annotation.author, annotation.session) == (place.author, place.session)
    assert (annotation.team, annotation.round, annotation.version) == (place.team, "independent", action)


def test_it_appends_an_event_that_says_what_changed(place):
    action = uuid4()
    annotate(place=place, targets=[Target(2)], change=Change(tag=Tag.OPINION), action=action)
    event = Event.objects.latest("number")
    assert (event.kind, event.action, event.position) == ("annotation changed", action, 0)
    assert (event.actor, event.article, event.session) == (place.author, place.article, place.session)
    assert (event.sentence.ordinal, event.data) == (2, {"tag": ["", "opinion"]})


def test_every_tag_can_be_given(place):
    for ordinal, tag in enumerate(Tag, 1):
        judge(place, ordinal, tag)
        assert stored(place, ordinal).tag == tag


def test_a_judgement_can_be_changed_from_the_version_that_stands(place):
    judge(place, 1, Tag.OPINION)
    first = stored(place)
    judge(place, 1, Tag.VERIFIED, base(place))
    second = stored(place)
    assert (second.pk, second.public_id, second.created_at) == (first.pk, first.public_id, first.created_at)
    assert (second.tag, second.updated_at > first.updated_at) == ("verified", True)
    assert Event.objects.latest("number").data == {"tag": ["opinion", "verified"]}


def test_clearing_takes_the_tag_and_the_flags_and_leaves_no_row(place):
    judge(place, 1, Tag.OPINION, flags={Flag.QUOTED: True})
    judge(place, 1, "", base(place))
    assert not Annotation.objects.exists()
    assert Event.objects.latest("number").data == {"tag": ["opinion", ""], "flags": [["quoted"], []]}


def test_clearing_leaves_the_note(place):
    judge(place, 1, Tag.OPINION, note="ask Olha")
    judge(place, 1, "", base(place))
    assert (stored(place).tag, stored(place).note) == ("", "ask Olha")


def test_a_flag_can_stand_without_a_tag_and_goes_with_the_last_of_them(place):
    judge(place, 1, None, flags={Flag.LOADED: True, Flag.SAID: True})
    assert (stored(place).tag, stored(place).flags) == ("", ["said", "loaded"])
    judge(place, 1, None, base(place), flags={Flag.SAID: False})
    assert stored(place).flags == ["loaded"]
    judge(place, 1, None, base(place), flags={Flag.LOADED: False})
    assert not Annotation.objects.exists()


def test_a_new_tag_keeps_flags_and_note(place):
    judge(place, 1, Tag.UNVERIFIED, flags={Flag.QUOTED: True}, note="why")
    judge(place, 1, Tag.VERIFIED, base(place))
    assert (stored(place).flags, stored(place).note) == (["quoted"], "why")


def test_a_notes_text_stands_beside_the_event_and_only_digests_in_it(place):
    judge(place, 1, None, note="a source of ours", note_exported=True)
    event = Event.objects.latest("number")
    text = EventText.objects.get(event=event)
    assert text.fields == {"note": ["", "a source of ours"]}
    assert "a source of ours" not in str(event.data)
    before, after = event.data["digests"]["note"]
    assert (before, len(after)) == ("", 64)
    assert event.data["note_exported"] == [False, True]


def test_the_digests_of_one_note_differ_each_time(place):
    judge(place, 1, None, note="same")
    judge(place, 2, None, note="same")
    digests = {event.data["digests"]["note"][1] for event in Event.objects.filter(kind="annotation changed")}
    assert len(digests) == 2


def test_a_note_that_goes_takes_its_permission_to_be_exported_with_it(place):
    judge(place, 1, Tag.OPINION, note="why", note_exported=True)
    judge(place, 1, None, base(place), note="")
    assert stored(place).note_exported is False


def test_a_range_is_one_action_with_an_event_for_each_sentence(place):
    action = uuid4()
    targets = [Target(ordinal) for ordinal in (2, 3, 4)]
    changed = annotate(place=place, targets=targets, change=Change(tag=Tag.OPINION), action=action)
    assert [sentence.ordinal for sentence in changed] == [2, 3, 4]
    events = Event.objects.filter(action=action).order_by("position")
    assert [(event.position, event.sentence.ordinal) for event in events] == [(0, 2), (1, 3), (2, 4)]
    assert {annotation.version for annotation in Annotation.objects.all()} == {action}


def test_a_range_changes_only_what_is_not_so_already(place):
    judge(place, 3, Tag.OPINION)
    targets = [Target(2), Target(3, base(place, 3)), Target(4)]
    changed = annotate(place=place, targets=targets, change=Change(tag=Tag.OPINION), action=uuid4())
    assert [sentence.ordinal for sentence in changed] == [2, 4]
    assert Event.objects.count() == EventCounter.objects.get().last == FOUNDING + 4


def test_what_changes_nothing_appends_nothing(place):
    judge(place, 1, Tag.OPINION)
    before = everything()
    assert judge(place, 1, Tag.OPINION, base(place)) == []
    assert judge(place, 2, "") == []
    assert everything() == before


@pytest.mark.parametrize("wrong", ["", "00000000"])
def test_a_change_based_on_another_version_is_stale_and_changes_nothing(place, wrong):
    judge(place, 2, Tag.OPINION)
    before = everything()
    with pytest.raises(Stale) as caught:
        annotate(place=place, targets=[Target(1), Target(2, wrong)], change=Change(tag=Tag.VERIFIED), action=uuid4())
    assert caught.value.ordinals == (2,)
    assert everything() == before


def test_a_change_based_on_an_annotation_that_is_gone_is_stale(place):
    judge(place, 1, Tag.OPINION)
    version = base(place)
    judge(place, 1, "", version)
    with pytest.raises(Stale):
        judge(place, 1, Tag.VERIFIED, version)


@pytest.mark.parametrize("targets", [[Target(6)], [Target(1), Target(99)], [Target(0)], []])
def test_a_sentence_that_is_not_there_is_refused_and_nothing_changes(place, targets):
    before = everything()
    with pytest.raises(Refused) as caught:
        annotate(place=place, targets=targets, change=Change(tag=Tag.OPINION), action=uuid4())
    assert not isinstance(caught.value, Stale)
    assert everything() == before


@pytest.mark.parametrize("tag", [Tag.OPINION, Tag.VERIFIED, ""])
@pytest.mark.parametrize("ordinal", [1, 2, 99])
def test_an_action_that_comes_again_is_repeated_and_changes_nothing(place, tag, ordinal):
    action = uuid4()
    annotate(place=place, targets=[Target(1), Target(3)], change=Change(tag=Tag.OPINION), action=action)
    before = everything()
    with pytest.raises(Repeated):
        annotate(place=place, targets=[Target(3), Target(ordinal)], change=Change(tag=tag), action=action)
    assert everything() == before


def test_two_people_may_happen_on_one_action_id(place, team):
    action = uuid4()
    other = place_of(make_member(team), place.article)
    for somebody in (place, other):
        annotate(place=somebody, targets=[Target(1)], change=Change(tag=Tag.OPINION), action=action)
    assert Annotation.objects.count() == 2


def test_members_judge_beside_each_other(place, team):
    other = place_of(make_member(team), place.article)
    judge(place, 1, Tag.OPINION)
    judge(other, 1, Tag.VERIFIED)
    assert (stored(place).tag, stored(other).tag) == ("opinion", "verified")


def test_one_s_work_in_another_session_is_left_alone(place, team):
    judge(place, 1, Tag.OPINION)
    session = AnnotationSession.objects.create(team=team, name="Drill")
    elsewhere = replace(place, session=session)
    judge(elsewhere, 1, Tag.VERIFIED)
    assert (stored(place).tag, stored(elsewhere).tag) == ("opinion", "verified")


def test_a_sentence_of_another_article_is_out_of_reach(desk, place):
    other = make_article(desk.editor, length=9)
    with pytest.raises(Refused):
        judge(place, 9, Tag.OPINION)
    assert judge(place_of(desk.annotator, other), 9, Tag.OPINION) == [9]


def statements(queries: CaptureQueriesContext) -> list[str]:
    """The statements beside those that control transactions."""
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return [query["sql"] for query in queries if not query["sql"].startswith(control)]


@pytest.mark.parametrize("count", [1, 5])
def test_judging_takes_four_statements_however_many_sentences(place, count):
    targets = [Target(ordinal) for ordinal in range(1, count + 1)]
    with CaptureQueriesContext(connection) as queries:
        annotate(place=place, targets=targets, change=Change(tag=Tag.OPINION), action=uuid4())
    assert len(statements(queries)) == 4


def test_a_note_takes_one_statement_more(place):
    with CaptureQueriesContext(connection) as queries:
        judge(place, 1, Tag.OPINION, note="why")
    assert len(statements(queries)) == 5
