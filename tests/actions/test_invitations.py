"""Invitations: making them, coming in by them, and where they end."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import invite, make_user, user_of
from warreader.actions.errors import Refused
from warreader.actions.invitations import accept_invitation, join_by_pseudonym, revoke_invitation
from warreader.actions.teams import leave_team
from warreader.models import Event, Invitation, InvitationKind, Membership, Role, User

pytestmark = pytest.mark.django_db

PSEUDONYM = InvitationKind.PSEUDONYM


def kinds() -> list[str]:
    return list(Event.objects.order_by("number").values_list("kind", flat=True))


def test_the_token_is_random_and_only_its_digest_is_kept(desk):
    made, token = invite(desk.owner)
    _other, another = invite(desk.owner)
    assert len(token) >= 40
    assert token != another
    stored = Invitation.objects.filter(pk=made.pk).values().get()
    assert re.fullmatch(r"[0-9a-f]{64}", stored["digest"])
    assert token not in str(stored)
    assert Invitation.objects.by_token(token).get() == made
    assert not Invitation.objects.by_token(stored["digest"]).exists()


def test_making_one_is_in_the_history_without_the_address_or_the_token(desk):
    made, _token = invite(desk.editor, Role.VIEWER, kind=InvitationKind.MAIL, email="olha@example.org")
    event = Event.objects.latest("number")
    data = {"invitation": str(made.public_id), "kind": "mail", "role": "viewer", "most_uses": 1}
    assert (event.kind, event.actor, event.data) == ("invitation made", desk.editor, data)


@pytest.mark.parametrize(
    ("by", "role", "kind"),
    [
        ("owner", Role.OWNER, InvitationKind.LINK),
        ("editor", Role.OWNER, InvitationKind.LINK),
        ("annotator", Role.EDITOR, InvitationKind.LINK),
        ("owner", Role.EDITOR, PSEUDONYM),
    ],
)
def test_a_role_that_may_not_be_given_in_this_way_is_refused(desk, by, role, kind):
    with pytest.raises(Refused):
        invite(getattr(desk, by), role, kind=kind)
    assert not Invitation.objects.exists()


def test_who_accepts_is_in_the_team_in_the_role_and_the_history_says_by_what(desk, outsider):
    made, _token = invite(desk.owner, Role.EDITOR)
    member = accept_invitation(invitation=made, user=outsider)
    assert (member.team, member.role, member.user) == (desk.team, Role.EDITOR, outsider)
    assert kinds()[-2:] == ["member added", "invitation used"]
    assert {event.actor for event in Event.objects.order_by("-number")[:2]} == {member}
    assert Event.objects.latest("number").data == {"invitation": str(made.public_id)}


def test_one_for_one_person_lets_in_one(desk, outsider):
    made, _token = invite(desk.owner)
    accept_invitation(invitation=made, user=outsider)
    with pytest.raises(Refused, match="as often as it may"):
        accept_invitation(invitation=made, user=make_user())
    assert Invitation.objects.get().state == "used up"


def test_who_is_in_the_team_already_does_not_use_it_up(desk):
    made, _token = invite(desk.owner)
    assert accept_invitation(invitation=made, user=user_of(desk.viewer)) == desk.viewer
    assert (Invitation.objects.get().uses, Membership.objects.get(pk=desk.viewer.pk).role) == (0, Role.VIEWER)


def test_who_left_comes_back_by_a_new_one_as_the_member_they_were(desk):
    leave_team(member=desk.annotator)
    member = accept_invitation(invitation=invite(desk.owner, Role.VIEWER)[0], user=user_of(desk.annotator))
    assert (member.pk, member.role) == (desk.annotator.pk, Role.VIEWER)


def test_a_revoked_one_lets_nobody_in_and_is_revoked_once(desk, outsider):
    made, _token = invite(desk.owner, most_uses=5)
    for _ in range(2):
        revoke_invitation(by=desk.editor, invitation=made)
    with pytest.raises(Refused, match="revoked"):
        accept_invitation(invitation=made, user=outsider)
    assert kinds().count("invitation revoked") == 1
    assert not Invitation.objects.open().exists()


def test_an_expired_one_lets_nobody_in(desk, outsider):
    made, _token = invite(desk.owner)
    assert list(Invitation.objects.open()) == [made]
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="expired"):
        accept_invitation(invitation=made, user=outsider)
    assert not Invitation.objects.open().exists()


class TestPseudonym:
    """Coming in without an account."""

    def test_it_makes_an_account_without_password_or_address(self, desk):
        made, _token = invite(desk.owner, kind=PSEUDONYM)
        user = join_by_pseudonym(invitation=made, name="Олена")
        assert (user.label, user.email, user.has_usable_password()) == ("Олена", "", False)
        assert re.fullmatch(r"олена-\d{4}", user.username)
        assert Membership.objects.get(user=user).name == "Олена"

    def test_a_name_of_signs_only_gets_a_user_name_too(self, desk):
        made, _token = invite(desk.owner, kind=PSEUDONYM)
        assert join_by_pseudonym(invitation=made, name="★ ★").username.startswith("reader-")

    def test_two_of_one_name_are_told_apart(self, desk):
        made, _token = invite(desk.owner, kind=PSEUDONYM, most_uses=2)
        join_by_pseudonym(invitation=made, name="Fox")
        with pytest.raises(Refused, match="called so already"):
            join_by_pseudonym(invitation=made, name="fox")
        assert Invitation.objects.get().uses == 1

    def test_when_its_limit_is_reached_no_account_is_made(self, desk):
        made, _token = invite(desk.owner, kind=PSEUDONYM)
        join_by_pseudonym(invitation=made, name="Fox")
        before = User.objects.count()
        with pytest.raises(Refused):
            join_by_pseudonym(invitation=made, name="Owl")
        assert User.objects.count() == before

    def test_an_ordinary_one_needs_an_account(self, desk):
        with pytest.raises(Refused, match="needs an account"):
            join_by_pseudonym(invitation=invite(desk.owner)[0], name="Fox")
