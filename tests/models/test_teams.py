"""Roles, and what they may do."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from tests.factories import user_of
from warreader.models import OPERATOR, Ability, Membership, Role

MAY = {
    Role.VIEWER: {Ability.READ, Ability.EXPORT},
    Role.ANNOTATOR: {Ability.READ, Ability.EXPORT, Ability.ANNOTATE, Ability.DISCUSS},
    Role.EDITOR: set(Ability) - {Ability.MANAGE_TEAM},
    Role.OWNER: set(Ability),
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_what_it_says(role):
    assert {ability for ability in Ability if Membership(role=role).may(ability)} == MAY[role]


def test_who_has_left_may_do_nothing():
    left = Membership(role=Role.OWNER, left_at=timezone.now())
    assert not any(left.may(ability) for ability in Ability)


def test_one_s_memberships_are_the_current_ones(annotator, outsider):
    assert list(Membership.objects.of(user_of(annotator))) == [annotator]
    for nobody in (outsider, AnonymousUser(), OPERATOR):
        assert not Membership.objects.of(nobody).exists()
    Membership.objects.update(left_at=timezone.now())
    assert not Membership.objects.of(user_of(annotator)).exists()
