"""Making teams, and taking people into them."""

import pytest
from django.utils import timezone

from tests.factories import make_article, make_member, make_user, user_of
from warreader.actions.errors import Refused
from warreader.actions.teams import add_member, create_team
from warreader.models import EventCounter, Membership, Role, Team, User

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
