"""What the database itself refuses, whatever code asks for it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from tests.factories import invite, judge, make_article, make_desk, support
from warreader.models import (
    Annotation,
    AnnotationSession,
    Capture,
    Event,
    Evidence,
    Invitation,
    Membership,
    Revision,
    Sentence,
    Tag,
    User,
)


def refused(constraint: str) -> AbstractContextManager:
    """Expect the database to refuse, naming the constraint or (SQLite, for a unique one) its columns."""
    return pytest.raises(IntegrityError, match=constraint)


@pytest.fixture
def sentence(article) -> Sentence:
    return Sentence.objects.get(revision=article.revision, ordinal=1)


@pytest.fixture
def annotation(place) -> Annotation:
    judge(place, 1, Tag.OPINION)
    return Annotation.objects.get()


def copy_of(row):
    """Make the row's twin, not stored yet."""
    twin = type(row).objects.get(pk=row.pk)
    twin.pk = None
    if hasattr(twin, "public_id"):
        twin.public_id = uuid4()
    twin._state.adding = True
    return twin


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"tag": "maybe"}, "annotation_tag_known"),
        ({"tag": ""}, "annotation_says_something"),
        ({"round": "later"}, "annotation_round_known"),
    ],
)
def test_an_annotation_that_makes_no_sense_is_refused(annotation, values, constraint):
    with refused(constraint):
        Annotation.objects.filter(pk=annotation.pk).update(**values)


@pytest.mark.parametrize("says", [{"note": "why"}, {"quoted": True}, {"contradicted": True}])
def test_an_annotation_without_a_tag_stands_where_a_note_or_flag_does(annotation, says):
    assert Annotation.objects.filter(pk=annotation.pk).update(tag="", **says) == 1


def test_a_member_has_one_annotation_of_a_sentence_in_a_session_and_round(annotation):
    with refused("annotation_one_per_member_and_round|warreader_annotation.round"):
        copy_of(annotation).save()


def test_a_member_has_another_annotation_of_it_in_the_next_round(annotation):
    twin = copy_of(annotation)
    twin.round = "discussed"
    twin.save()
    assert Annotation.objects.count() == 2


def test_evidence_names_a_source(place):
    support(place, 1)
    with refused("evidence_names_a_source"):
        Evidence.objects.update(citation="")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"ordinal": 0}, "sentence_ordinal_from_one"),
        ({"ordinal": 2}, "sentence_ordinal_once_per_revision|warreader_sentence.ordinal"),
        ({"start": 9, "end": 9}, "sentence_span_not_empty"),
        ({"start": 10, "end": 9}, "sentence_span_not_empty"),
        ({"kind": "headline"}, "sentence_kind_known"),
    ],
)
def test_a_sentence_that_makes_no_sense_is_refused(sentence, values, constraint):
    twin = copy_of(sentence)
    twin.ordinal = 99
    for name, value in values.items():
        setattr(twin, name, value)
    with refused(constraint):
        twin.save()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"number": 1}, "revision_number_once_per_article|warreader_revision.number"),
        ({"digest": None}, "revision_digest_once_per_team|warreader_revision.digest"),
        ({"text": "", "length": 0}, "revision_has_text"),
        ({"length": 3}, "revision_length_of_text"),
    ],
)
def test_a_revision_that_makes_no_sense_is_refused(article, values, constraint):
    twin = copy_of(article.revision)
    twin.number = 2
    twin.digest = "0" * 64
    for name, value in values.items():
        setattr(twin, name, value if value is not None else article.revision.digest)
    with refused(constraint):
        twin.save()


def test_another_team_may_have_the_same_text(desk):
    make_article(desk.editor, "The same.")
    make_article(make_desk("Other").editor, "The same.")
    assert Revision.objects.filter(text="The same.").count() == 2


def test_the_length_of_a_text_counts_characters_not_bytes(desk):
    article = make_article(desk.editor, "Україна 🇺🇦 «так».")
    assert article.revision is not None
    assert article.revision.length == len("Україна 🇺🇦 «так».")


def test_a_capture_has_a_digest(article):
    with refused("capture_has_digest"):
        Capture.objects.update(sha256="")


def test_a_team_has_one_reading_room(team):
    with refused("session_one_reading_room_per_team|warreader_annotationsession.team_id"):
        AnnotationSession.objects.create(team=team, name="Second", standing=True)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"mode": "blind"}, "session_reading_room_stays_open"),
        ({"phase": "closed"}, "session_reading_room_stays_open"),
        ({"deleted_at": timezone.now()}, "session_reading_room_stays_open"),
        ({"standing": False, "mode": "shut"}, "session_mode_known"),
        ({"standing": False, "phase": "paused"}, "session_phase_known"),
    ],
)
def test_a_session_that_makes_no_sense_is_refused(team, values, constraint):
    with refused(constraint):
        AnnotationSession.objects.filter(team=team).update(**values)


def test_a_person_is_in_a_team_once(annotator):
    with refused("membership_one_per_user_and_team|warreader_membership.user_id"):
        Membership.objects.create(team=annotator.team, user=annotator.user, name="Again")


def test_a_team_may_have_many_members_without_an_account(team):
    for name in ("Imported one", "Imported two"):
        Membership.objects.create(team=team, user=None, name=name)
    assert Membership.objects.filter(team=team, user=None).count() == 2


def test_a_role_is_one_of_four(annotator):
    with refused("membership_role_known"):
        Membership.objects.filter(pk=annotator.pk).update(role=25)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "letter"}, "invitation_kind_known"),
        ({"role": 40}, "invitation_role_known"),
        ({"digest": ""}, "invitation_has_digest"),
        ({"most_uses": 0}, "invitation_uses_within_limit"),
        ({"most_uses": 501}, "invitation_uses_within_limit"),
        ({"uses": 2}, "invitation_uses_within_limit"),
        ({"kind": "mail"}, "invitation_by_mail_has_address"),
        ({"email": "a@example.org"}, "invitation_by_mail_has_address"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(desk, values, constraint):
    invite(desk.owner)
    with refused(constraint):
        Invitation.objects.update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"number": 1, "action": uuid4()}, "event_number_once_per_team|warreader_event.number"),
        ({"number": 99}, "event_action_once_per_actor|warreader_event.position"),
        ({"number": 0, "action": uuid4()}, "event_number_from_one"),
    ],
)
def test_an_event_that_makes_no_sense_is_refused(article, values, constraint):
    twin = copy_of(Event.objects.get(article=article))
    for name, value in values.items():
        setattr(twin, name, value)
    with refused(constraint):
        twin.save()


def test_an_action_is_undone_once(article):
    undone = uuid4()
    event = Event.objects.get(article=article)
    for number in (55, 56):
        twin = copy_of(event)
        twin.number, twin.action, twin.undoes = number, uuid4(), undone
        if number == 55:
            twin.save()
        else:
            with refused("event_undone_once|warreader_event.undoes"), transaction.atomic():
                twin.save()


def test_an_event_is_never_changed_or_deleted(article):
    event = Event.objects.get(article=article)
    for change in (event.save, event.delete):
        with pytest.raises(TypeError):
            change()


@pytest.mark.parametrize("delete", ["team", "membership", "session", "article", "sentence"])
def test_what_the_history_names_cannot_be_deleted(place, delete):
    judge(place, 1, Tag.OPINION)
    rows: dict[str, Callable[[], object]] = {
        "team": place.article.team.delete,
        "membership": place.author.delete,
        "session": place.session.delete,
        "article": place.article.delete,
        "sentence": Sentence.objects.filter(annotations__isnull=False).delete,
    }
    with pytest.raises(ProtectedError):
        rows[delete]()


def test_a_person_can_be_erased_and_their_work_stays(place):
    judge(place, 1, Tag.OPINION)
    User.objects.filter(memberships=place.author).delete()
    annotation = Annotation.objects.select_related("author").get()
    assert (annotation.author.user, annotation.author.name) == (None, place.author.name)
