"""Invitations: making and revoking them, and coming in by one."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warreader.models import EventKind, Invitation, InvitationKind, Membership, Role, User
from warreader.models.invitations import digest_of

from .errors import Refused
from .history import recording
from .teams import enter, wait_in_line

MOST_NAMES = 20
CLOSED = {
    Invitation.State.REVOKED: gettext_lazy("This invitation was revoked."),
    Invitation.State.USED_UP: gettext_lazy("This invitation has been used as often as it may be."),
    Invitation.State.EXPIRED: gettext_lazy("This invitation has expired."),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What an invitation offers, how long, and how often; ``email`` only for one by e-mail."""

    role: Role
    days: int = 7
    most_uses: int = 1
    kind: InvitationKind = InvitationKind.LINK
    email: str = ""


def most_role(by: Membership, kind: InvitationKind) -> Role:
    """Return the highest role that a member may give: never above their own, an owner's, or to who has no account."""
    return min(Role(by.role), Role.ANNOTATOR if kind == InvitationKind.PSEUDONYM else Role.EDITOR)


@transaction.atomic
def make_invitation(*, by: Membership, terms: Terms) -> tuple[Invitation, str]:
    """Make an invitation and return it with its token, which is not kept and so is seen only now.

    Raises ``Refused`` for a role that the inviter may not give in this way.
    """
    if terms.role > most_role(by, terms.kind):
        raise Refused(_("You cannot give this role by this kind of invitation."))
    token = secrets.token_urlsafe(32)
    with recording(actor=by, action=uuid4()) as history:
        made = Invitation.objects.create(
            team_id=by.team_id,
            kind=terms.kind,
            digest=digest_of(token),
            role=terms.role,
            email=terms.email,
            made_by=by,
            expires_at=timezone.now() + timedelta(days=terms.days),
            most_uses=terms.most_uses,
        )
        data = {"kind": str(terms.kind), "role": terms.role.name.lower(), "most_uses": terms.most_uses}
        history.append(EventKind.INVITATION_MADE, data=_named(made) | data)
    return made, token


@transaction.atomic
def revoke_invitation(*, by: Membership, invitation: Invitation) -> None:
    """Let nobody else in by an invitation; whoever came by it stays."""
    with recording(actor=by, action=uuid4()) as history:
        open_ones = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
        if open_ones.update(revoked_at=timezone.now()):
            history.append(EventKind.INVITATION_REVOKED, data=_named(invitation))


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Take a person into the team by an invitation; for whoever is in it already, nothing changes.

    Raises ``Refused`` where it lets nobody in any more.
    """
    wait_in_line(invitation.team)
    member = Membership.objects.of(user).filter(team=invitation.team).first()
    return member or _use(invitation, user)


@transaction.atomic
def join_by_pseudonym(*, invitation: Invitation, name: str) -> User:
    """Make an account for somebody who gives a pseudonym only, and take them into the team.

    It has no password until they set one. Raises ``Refused`` where the invitation is for accounts only or lets
    nobody in any more, and where somebody in the team is called so.
    """
    if invitation.kind != InvitationKind.PSEUDONYM:
        raise Refused(_("This invitation needs an account."))
    wait_in_line(invitation.team)
    if Membership.objects.filter(team=invitation.team, name__iexact=name).exists():
        raise Refused(_("Somebody in this team is called so already: choose another name."))
    user = User.objects.create_user(_free_username(name), password=None, first_name=name)
    _use(invitation, user)
    return user


def _use(invitation: Invitation, user: User) -> Membership:
    current = Invitation.objects.get(pk=invitation.pk)
    if current.state != Invitation.State.OPEN:
        raise Refused(str(CLOSED[current.state]))
    Invitation.objects.filter(pk=current.pk).update(uses=F("uses") + 1)
    member = enter(team=current.team, user=user, role=Role(current.role), data=_named(current))
    with recording(actor=member, action=uuid4()) as history:
        history.append(EventKind.INVITATION_USED, data=_named(current))
    return member


def _free_username(name: str) -> str:
    """Return a user name that resembles the pseudonym, so that it can be remembered, and is free."""
    stem = "".join(letter for letter in name.lower() if letter.isalnum())[:MOST_NAMES] or "reader"
    while True:
        username = f"{stem}-{secrets.randbelow(9000) + 1000}"
        if not User.objects.filter(username=username).exists():
            return username


def _named(invitation: Invitation) -> dict[str, Any]:
    return {"invitation": str(invitation.public_id)}
