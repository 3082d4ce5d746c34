"""The history under many writers at once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from tests.factories import FOUNDING, invite, judge, make_article, make_desk, make_member, make_user, place_of
from warreader.actions.annotations import Change, Target, annotate
from warreader.actions.errors import Refused, Repeated
from warreader.actions.history import recording
from warreader.actions.invitations import accept_invitation
from warreader.actions.teams import leave_team
from warreader.models import Annotation, Event, EventCounter, EventKind, Role, Tag

WRITERS = 8
EACH = 6

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(function, arguments) -> list:
    """Call the function with each argument, each in a thread and a connection of its own."""

    def call(argument):
        try:
            return function(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(call, arguments))


def test_numbers_have_no_gaps_under_concurrent_writers():
    desk = make_desk()
    article = make_article(desk.editor, length=EACH)
    places = [place_of(make_member(desk.team), article) for _ in range(WRITERS)]

    def write(place) -> None:
        for ordinal in range(1, EACH + 1):
            judge(place, ordinal, Tag.OPINION)

    at_once(write, places)
    numbers = list(Event.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, FOUNDING + WRITERS * EACH + WRITERS + 2))
    assert EventCounter.objects.get().last == numbers[-1]
    assert Annotation.objects.count() == WRITERS * EACH


def test_one_action_sent_many_times_at_once_is_done_once():
    desk = make_desk()
    place = place_of(desk.annotator, make_article(desk.editor))
    action = uuid4()

    def send(_number) -> str:
        try:
            annotate(place=place, targets=[Target(1)], change=Change(tag=Tag.OPINION), action=action)
        except Repeated:
            return "repeated"
        return "done"

    assert sorted(at_once(send, range(WRITERS))) == ["done"] + ["repeated"] * (WRITERS - 1)
    assert Event.objects.filter(action=action).count() == 1


def test_of_two_changes_from_one_version_one_wins_and_the_rest_are_told():
    desk = make_desk()
    place = place_of(desk.annotator, make_article(desk.editor))

    def send(_number) -> str:
        try:
            judge(place, 1, Tag.OPINION)
        except Refused:
            return "stale"
        return "done"

    assert sorted(at_once(send, range(WRITERS))) == ["done"] + ["stale"] * (WRITERS - 1)
    assert Event.objects.filter(kind="annotation changed").count() == 1


def test_teams_are_numbered_apart():
    for name in ("One", "Two"):
        desk = make_desk(name)
        make_article(desk.editor)
        judge(place_of(desk.annotator, make_article(desk.editor)), 1, Tag.OPINION)
    assert sorted(Event.objects.values_list("team__name", "number")) == [
        (name, number) for name in ("One", "Two") for number in range(1, FOUNDING + 4)
    ]


def test_an_action_that_fails_leaves_no_gap():
    desk = make_desk()
    place = place_of(desk.annotator, make_article(desk.editor))

    def fail() -> None:
        with recording(actor=desk.annotator, action=uuid4()) as history:
            history.append(EventKind.ANNOTATION_CHANGED)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    judge(place, 1, Tag.OPINION)
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == list(range(1, FOUNDING + 3))


def test_an_action_of_many_events_that_appends_fewer_gives_the_numbers_back():
    desk = make_desk()
    with recording(actor=desk.annotator, action=uuid4(), expected=5) as history:
        history.append(EventKind.ANNOTATION_CHANGED)
        history.append(EventKind.ANNOTATION_CHANGED)
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == list(range(1, FOUNDING + 3))
    assert EventCounter.objects.get().last == FOUNDING + 2


def test_of_many_who_come_by_one_invitation_at_once_as_many_get_in_as_it_allows():
    desk = make_desk()
    made, _token = invite(desk.owner, most_uses=3)

    def come(user) -> str:
        try:
            accept_invitation(invitation=made, user=user)
        except Refused:
            return "refused"
        return "in"

    users = [make_user() for _ in range(WRITERS)]
    assert sorted(at_once(come, users)) == ["in"] * 3 + ["refused"] * (WRITERS - 3)


def test_two_owners_who_leave_at_once_do_not_leave_the_team_without_one():
    desk = make_desk()
    owners = [desk.owner, make_member(desk.team, Role.OWNER)]

    def leave(member) -> str:
        try:
            leave_team(member=member)
        except Refused:
            return "stays"
        return "left"

    assert sorted(at_once(leave, owners)) == ["left", "stays"]
