"""Making teams, and taking people into them."""

from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import judge, make_article, make_member, make_user, user_of
from warreader.actions.errors import Refused
from warreader.actions.teams import (
    add_member,
    change_role,
    create_team,
    forbid_fetching,
    hand_over,
    leave_team,
    remove_member,
    rename_team,
)
from warreader.fetching import may_fetch
from warreader.models import Annotation, Event, EventCounter, EventKind, Membership, Role, Tag, Team, User

pytestmark = pytest.mark.django_db


def test_a_team_comes_with_all_that_it_needs_to_work():
    team = create_team(name="Desk")
    room = team.sessions.get()
    assert (room.standing, room.mode, room.phase) == (True, "open", "annotating")
    assert EventCounter.objects.get(team=team).last == 0
    make_article(make_member(team, Role.EDITOR))


def test_who_makes_a_team_may_own_it():
    user = make_user()
    member = create_team(name="Desk", owner=user).memberships.get()
    assert (member.user, member.role, member.name) == (user, Role.OWNER, user.username)


def test_a_member_is_known_by_their_full_name_where_they_have_one():
    user = make_user()
    user.first_name, user.last_name = "Olena", "K."
    assert add_member(team=create_team(name="Desk"), user=user, role=Role.VIEWER).name == "Olena K."


def test_who_is_in_the_team_already_is_refused(annotator):
    with pytest.raises(Refused):
        add_member(team=annotator.team, user=user_of(annotator), role=Role.OWNER)
    assert Membership.objects.get(pk=annotator.pk).role == Role.ANNOTATOR


def test_who_left_comes_back_as_the_member_they_were(annotator):
    annotator.left_at = timezone.now()
    annotator.save()
    back = add_member(team=annotator.team, user=user_of(annotator), role=Role.EDITOR)
    assert back.pk == annotator.pk
    annotator.refresh_from_db()
    assert (annotator.left_at, annotator.role) == (None, Role.EDITOR)


def test_a_team_that_cannot_be_made_whole_is_not_made():
    with pytest.raises(ValueError, match="saved"):
        create_team(name="Desk", owner=User(username="unsaved"))
    assert not Team.objects.exists()


def stored(member: Membership) -> Membership:
    return Membership.objects.get(pk=member.pk)


def last_event() -> Event:
    return Event.objects.latest("number")


def test_a_teams_history_begins_with_its_making_and_its_owner():
    team = create_team(name="Desk", owner=make_user())
    owner = team.memberships.get()
    events = [(event.number, event.kind, event.actor, event.data) for event in Event.objects.order_by("number")]
    entered = {"member": str(owner.public_id), "role": "owner"}
    assert events == [(1, "team created", owner, {}), (2, "member added", owner, entered)]


def test_a_team_made_by_an_operator_begins_with_whom_they_take_in_first():
    member = add_member(team=create_team(name="Desk"), user=make_user(), role=Role.EDITOR)
    assert list(Event.objects.order_by("number").values_list("kind", flat=True)) == ["team created", "member added"]
    assert (last_event().actor, last_event().data["operator"]) == (member, True)


def test_who_takes_a_member_in_is_in_the_history(desk):
    member = add_member(team=desk.team, user=make_user(), role=Role.VIEWER, by=desk.editor)
    assert last_event().actor == desk.editor
    assert last_event().data == {"member": str(member.public_id), "role": "viewer"}


def test_a_team_is_renamed_and_its_old_name_stays_in_the_history(desk):
    rename_team(by=desk.owner, name="New name")
    event = last_event()
    assert (Team.objects.get().name, event.kind) == ("New name", "team renamed")
    assert event.text.fields == {"name": ["Desk", "New name"]}
    assert "Desk" not in str(event.data)


def test_what_changes_nothing_leaves_no_trace(desk):
    before = Event.objects.count()
    rename_team(by=desk.owner, name="Desk")
    change_role(member=desk.viewer, role=Role.VIEWER, by=desk.owner)
    assert Event.objects.count() == before


def test_a_role_is_changed_with_what_it_was_in_the_history(desk):
    change_role(member=desk.viewer, role=Role.EDITOR, by=desk.owner)
    assert stored(desk.viewer).role == Role.EDITOR
    data = {"member": str(desk.viewer.public_id), "before": "viewer", "after": "editor"}
    assert (last_event().kind, last_event().actor, last_event().data) == ("role changed", desk.owner, data)


@pytest.mark.parametrize(
    "change",
    [
        lambda owner: change_role(member=owner, role=Role.EDITOR, by=owner),
        lambda owner: change_role(member=owner, role=Role.VIEWER),
        lambda owner: leave_team(member=owner),
        lambda owner: remove_member(member=owner, by=owner),
    ],
    ids=["changes role", "is changed by an operator", "leaves", "removes themselves"],
)
def test_the_last_owner_stays(desk, change):
    before = Event.objects.count()
    with pytest.raises(Refused, match="only owner"):
        change(desk.owner)
    owner = stored(desk.owner)
    assert (owner.role, owner.left_at, Event.objects.count()) == (Role.OWNER, None, before)


def test_an_owner_who_cannot_sign_in_does_not_count_as_another_owner(desk):
    other = make_member(desk.team, Role.OWNER)
    User.objects.filter(memberships=other).update(is_active=False)
    with pytest.raises(Refused):
        leave_team(member=desk.owner)


def test_an_owner_leaves_where_there_is_another(desk):
    make_member(desk.team, Role.OWNER)
    leave_team(member=desk.owner)
    assert stored(desk.owner).left_at is not None
    assert (last_event().kind, last_event().actor) == ("member left", desk.owner)


def test_who_is_removed_keeps_their_work_in_their_name(desk, place):
    judge(place, 1, Tag.OPINION)
    remove_member(member=desk.annotator, by=desk.owner)
    assert stored(desk.annotator).left_at is not None
    assert Annotation.objects.get().author.name == desk.annotator.name
    assert (last_event().kind, last_event().actor) == ("member removed", desk.owner)
    with pytest.raises(Refused, match="not in this team"):
        change_role(member=desk.annotator, role=Role.EDITOR, by=desk.owner)


def test_the_team_is_handed_over_and_who_did_stays_as_an_editor(desk):
    hand_over(by=desk.owner, to=desk.annotator)
    assert (stored(desk.annotator).role, stored(desk.owner).role) == (Role.OWNER, Role.EDITOR)
    data = {"member": str(desk.annotator.public_id), "before": "annotator", "from": str(desk.owner.public_id)}
    assert (last_event().kind, last_event().data) == ("ownership handed over", data)


def test_only_an_owner_hands_over_and_to_somebody_else(desk):
    for by, to in ((desk.editor, desk.annotator), (desk.owner, desk.owner)):
        with pytest.raises(Refused):
            hand_over(by=by, to=to)
    leave_team(member=desk.annotator)
    with pytest.raises(Refused):
        hand_over(by=desk.owner, to=desk.annotator)
    assert stored(desk.owner).role == Role.OWNER


def test_an_owner_forbids_fetching_and_the_history_has_it_once(desk, settings):
    def forbid(forbidden: bool) -> str:
        forbid_fetching(member=desk.owner, forbidden=forbidden, action=uuid4())
        return may_fetch(Team.objects.get(pk=desk.team.pk))

    assert may_fetch(desk.team) == ""
    assert "This team" in forbid(True)
    assert "This team" in forbid(True)
    assert forbid(False) == ""
    events = Event.objects.filter(kind=EventKind.FETCHING_CHANGED).order_by("number")
    assert [event.data for event in events] == [{"forbidden": True}, {"forbidden": False}]
    settings.FETCHING = False
    assert "On this server" in may_fetch(desk.team)
