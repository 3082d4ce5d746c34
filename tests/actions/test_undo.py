"""Taking back one's last actions in an article."""

from dataclasses import replace
from itertools import pairwise
from uuid import uuid4

import pytest

from tests.factories import judge, make_article, make_member, place_of, support, user_of
from warreader.actions.annotations import Change, Target, annotate, short_version
from warreader.actions.articles import correct_kinds
from warreader.actions.errors import Refused, Repeated, Stale
from warreader.actions.evidence import Source, change_evidence, remove_evidence
from warreader.actions.undo import undo
from warreader.models import (
    Annotation,
    AnnotationSession,
    Event,
    EventKind,
    EventText,
    Evidence,
    Flag,
    Kind,
    Role,
    Tag,
)
from warreader.places import Place


def state(place) -> list[tuple]:
    """What the member's annotations, their evidence and the sentences' kinds say."""
    fields = ("sentence__ordinal", "tag", *Flag.values, "note", "note_exported")
    annotations = Annotation.objects.filter(author=place.author).order_by("sentence__ordinal").values_list(*fields)
    evidence = Evidence.objects.order_by("citation").values_list("public_id", "citation", "quotation", "seen_on")
    return [*annotations, *evidence, *place.sentences().values_list("kind")]


def base(place, ordinal: int) -> str:
    return short_version(Annotation.objects.filter(author=place.author, sentence__ordinal=ordinal).first())


def test_nothing_done_is_nothing_to_undo(place):
    with pytest.raises(Refused):
        undo(place=place, action=uuid4())


def test_many_steps_are_taken_back_one_by_one_to_the_beginning(editor, article):
    place = place_of(editor, article)
    states = [state(place)]

    def done() -> None:
        states.append(state(place))

    judge(place, 1, Tag.OPINION)
    done()
    judge(place, 1, Tag.VERIFIED, base(place, 1), flags={Flag.SAID: True}, note="ask", note_exported=True)
    done()
    evidence = support(place, 1, "First")
    done()
    source = Source(citation="Second", quotation="“so”")
    change_evidence(place=place, evidence=evidence, source=source, base=evidence.version.hex, action=uuid4())
    done()
    evidence.refresh_from_db()
    remove_evidence(place=place, evidence=evidence, base=evidence.version.hex, action=uuid4())
    done()
    correct_kinds(place=place, ordinals=[2, 3], kind=Kind.CAPTION, action=uuid4())
    done()
    targets = [Target(1, base(place, 1)), Target(2), Target(3)]
    annotate(place=place, targets=targets, change=Change(tag=Tag.UNVERIFIED), action=uuid4())
    done()
    judge(place, 1, "", base(place, 1))
    done()

    assert all(before != after for before, after in pairwise(states))
    for before in reversed(states[:-1]):
        undo(place=place, action=uuid4())
        assert state(place) == before
    with pytest.raises(Refused):
        undo(place=place, action=uuid4())


def test_it_says_which_sentences_changed_and_by_what_kind_of_action(place):
    annotate(place=place, targets=[Target(2), Target(3)], change=Change(tag=Tag.OPINION), action=uuid4())
    undone = undo(place=place, action=uuid4())
    assert (undone.ordinals, undone.kind) == ((2, 3), EventKind.ANNOTATION_CHANGED)


def test_it_is_a_compensating_event_and_erases_nothing(place):
    judge(place, 1, Tag.OPINION)
    done = Event.objects.latest("number")
    action = uuid4()
    undo(place=place, action=action)
    event = Event.objects.latest("number")
    assert (event.number, event.action, event.undoes) == (done.number + 1, action, done.action)
    assert event.data == {"tag": ["opinion", ""]}
    assert Event.objects.filter(pk=done.pk).exists()


def test_what_was_done_after_an_undo_is_undone_next(place):
    judge(place, 1, Tag.OPINION)
    judge(place, 2, Tag.OPINION)
    undo(place=place, action=uuid4())
    judge(place, 3, Tag.OPINION)
    undo(place=place, action=uuid4())
    undo(place=place, action=uuid4())
    assert not Annotation.objects.exists()


def test_an_undo_that_comes_again_is_repeated_and_takes_back_no_more(place):
    judge(place, 1, Tag.OPINION)
    judge(place, 2, Tag.OPINION)
    action = uuid4()
    undo(place=place, action=action)
    with pytest.raises(Repeated):
        undo(place=place, action=action)
    assert [row.sentence.ordinal for row in Annotation.objects.all()] == [1]


def test_only_one_s_own_work_is_undone(place, team):
    judge(place, 1, Tag.OPINION)
    other = place_of(make_member(team), place.article)
    with pytest.raises(Refused):
        undo(place=other, action=uuid4())
    judge(other, 1, Tag.VERIFIED)
    undo(place=place, action=uuid4())
    assert [row.author for row in Annotation.objects.all()] == [other.author]


def test_only_work_in_this_article_is_undone(place, editor):
    judge(place, 1, Tag.OPINION)
    elsewhere = place_of(place.author, make_article(editor))
    with pytest.raises(Refused):
        undo(place=elsewhere, action=uuid4())
    assert Annotation.objects.count() == 1


def test_only_work_in_this_session_is_undone(place, team):
    judge(place, 1, Tag.OPINION)
    session = AnnotationSession.objects.create(team=team, name="Drill")
    elsewhere = replace(place, session=session)
    with pytest.raises(Refused):
        undo(place=elsewhere, action=uuid4())
    assert Annotation.objects.count() == 1


def test_a_kind_that_somebody_else_has_corrected_since_is_not_undone(desk, article):
    first, second = place_of(desk.editor, article), place_of(desk.owner, article)
    correct_kinds(place=first, ordinals=[1], kind=Kind.CAPTION, action=uuid4())
    correct_kinds(place=second, ordinals=[1], kind=Kind.SUBHEAD, action=uuid4())
    events = Event.objects.count()
    with pytest.raises(Stale) as caught:
        undo(place=first, action=uuid4())
    assert caught.value.ordinals == (1,)
    assert first.sentences()[0].kind == "subhead"
    assert Event.objects.count() == events


def test_an_annotation_that_has_moved_on_by_other_ways_is_not_undone(place):
    judge(place, 1, Tag.OPINION)
    Annotation.objects.update(tag=Tag.VERIFIED)
    with pytest.raises(Stale):
        undo(place=place, action=uuid4())
    assert Annotation.objects.get().tag == "verified"


def test_evidence_that_has_moved_on_by_other_ways_is_not_undone(place):
    support(place, 1)
    Evidence.objects.update(citation="Another")
    with pytest.raises(Stale):
        undo(place=place, action=uuid4())
    assert Evidence.objects.get().citation == "Another"


def test_a_note_whose_text_was_erased_from_the_history_is_not_undone(place):
    judge(place, 1, Tag.OPINION, note="first")
    judge(place, 1, None, base(place, 1), note="second")
    EventText.objects.all().delete()
    with pytest.raises(Refused) as caught:
        undo(place=place, action=uuid4())
    assert not isinstance(caught.value, Stale)
    assert Annotation.objects.get().note == "second"


def test_evidence_whose_text_was_erased_from_the_history_is_not_undone(place):
    support(place, 1)
    EventText.objects.all().delete()
    with pytest.raises(Refused):
        undo(place=place, action=uuid4())
    assert Evidence.objects.count() == 1


def test_who_is_no_editor_any_more_does_not_undo_kinds(editor, article):
    correct_kinds(place=place_of(editor, article), ordinals=[1], kind=Kind.TITLE, action=uuid4())
    editor.role = Role.ANNOTATOR
    editor.save()
    with pytest.raises(Refused):
        undo(place=Place.find(user_of(editor), article.public_id), action=uuid4())


def test_adding_the_article_is_not_undone(editor, article):
    with pytest.raises(Refused):
        undo(place=place_of(editor, article), action=uuid4())


def test_the_undo_of_the_only_action_repeated_says_so(place):
    judge(place, 1, Tag.OPINION)
    action = uuid4()
    undo(place=place, action=action)
    with pytest.raises(Repeated):
        undo(place=place, action=action)
