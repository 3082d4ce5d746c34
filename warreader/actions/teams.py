"""Making teams, taking people into them, and what becomes of the members.

``by`` is the member who does it; where it is None an operator does (a command, an administrator's page), the event
says so, and stands in the name of the member whom it concerns: only members have a place in a team's history.
"""

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.models import AnnotationSession, Event, EventCounter, EventKind, Membership, Role, Team, User

from .assignments import give_newcomer
from .errors import Refused
from .history import recording, take_numbers


@transaction.atomic
def create_team(*, name: str, owner: User | None = None) -> Team:
    """Make a team with all that it needs to work: its reading room, and the counter that numbers its events.

    Its history begins with its first member: the owner, or whoever an operator takes in first.
    """
    team = Team.objects.create(name=name)
    open_team(team)
    if owner is not None:
        enter(team=team, user=owner, role=Role.OWNER)
    return team


def open_team(team: Team) -> None:
    """Give a new team its event counter and its reading room."""
    EventCounter.objects.create(team=team)
    AnnotationSession.objects.create(team=team, name=_("Reading room"), standing=True)


@transaction.atomic
def rename_team(*, by: Membership, name: str) -> None:
    """Give the team another name; the old one stays in the history."""
    wait_in_line(by.team)
    team = Team.objects.get(pk=by.team_id)
    if team.name == name:
        return
    with recording(actor=by, action=uuid4()) as history:
        history.append(EventKind.TEAM_RENAMED, texts={"name": (team.name, name)})
        team.name = name
        team.save(update_fields=["name"])


def forbid_fetching(*, member: Membership, forbidden: bool, action: UUID) -> None:
    """Say whether this server may fetch pages for the team. Raises ``Repeated``."""
    with recording(actor=member, action=action) as history:
        if (
            Team.objects.filter(pk=member.team_id)
            .exclude(forbids_fetching=forbidden)
            .update(forbids_fetching=forbidden)
        ):
            history.append(EventKind.FETCHING_CHANGED, data={"forbidden": forbidden})


def license_annotations(*, member: Membership, licence: str, action: UUID) -> None:
    """Say under which terms the team gives its annotations away; empty: it does not say. Raises ``Repeated``."""
    with recording(actor=member, action=action) as history:
        before = Team.objects.values_list("licence", flat=True).get(pk=member.team_id)
        if before != licence:
            Team.objects.filter(pk=member.team_id).update(licence=licence)
            history.append(EventKind.LICENCE_CHANGED, texts={"licence": (before, licence)})


def add_member(*, team: Team, user: User, role: Role, by: Membership | None = None) -> Membership:
    """Take a person into a team, in a role; who has left comes back as the member they were.

    Raises ``Refused`` where they are in the team already.
    """
    return enter(team=team, user=user, role=role, by=by, data={} if by else {"operator": True})


@transaction.atomic
def enter(
    *, team: Team, user: User, role: Role, by: Membership | None = None, data: dict[str, Any] | None = None
) -> Membership:
    """Take a person in as :func:`add_member` does, by themselves where nobody else does it."""
    wait_in_line(team)
    member = Membership.objects.filter(team=team, user=user).first()
    since = member.left_at if member else None
    if member is None:
        member = Membership.objects.create(team=team, user=user, name=user.label, role=role)
    elif member.left_at is None:
        raise Refused(_("%(name)s is in this team already.") % {"name": member.name})
    else:
        member.left_at, member.role = None, role
        member.save(update_fields=["left_at", "role"])
    with recording(actor=by or member, action=uuid4()) as history:
        if not Event.objects.filter(team=team).exists():
            history.append(EventKind.TEAM_CREATED)
        history.append(EventKind.MEMBER_ADDED, data={**_named(member), "role": role.name.lower(), **(data or {})})
    if role == Role.ANNOTATOR:
        give_newcomer(member, since)
    return member


@transaction.atomic
def change_role(*, member: Membership, role: Role, by: Membership | None = None) -> None:
    """Give a member another role. Raises ``Refused`` where they have left, or are the last owner."""
    wait_in_line(member.team)
    before = _present(member)
    if before.role == role:
        return
    if role != Role.OWNER:
        _require_another_owner(before)
    with recording(actor=by or member, action=uuid4()) as history:
        data = {"before": Role(before.role).name.lower(), "after": role.name.lower()}
        history.append(EventKind.ROLE_CHANGED, data=_named(member) | data | ({} if by else {"operator": True}))
        Membership.objects.filter(pk=member.pk).update(role=role)


@transaction.atomic
def hand_over(*, by: Membership, to: Membership) -> None:
    """Make another member the owner in one's place; one stays as an editor.

    Raises ``Refused`` where either has left, or one is no owner any more.
    """
    wait_in_line(by.team)
    if _present(by).role != Role.OWNER or by.pk == to.pk:
        raise Refused(_("Only an owner can hand the team over, and to somebody else."))
    before = _present(to)
    with recording(actor=by, action=uuid4()) as history:
        data = {"before": Role(before.role).name.lower(), "from": str(by.public_id)}
        history.append(EventKind.OWNERSHIP_HANDED_OVER, data=_named(to) | data)
        Membership.objects.filter(pk=to.pk).update(role=Role.OWNER)
        Membership.objects.filter(pk=by.pk).update(role=Role.EDITOR)


@transaction.atomic
def remove_member(*, member: Membership, by: Membership) -> None:
    """Remove a member: they see the team no more, and all their work stays in their name.

    Raises ``Refused`` where they have left, or are the last owner.
    """
    _end(member, by, EventKind.MEMBER_REMOVED)


@transaction.atomic
def leave_team(*, member: Membership) -> None:
    """Leave the team; one's work stays in one's name. Raises ``Refused`` for the last owner."""
    _end(member, member, EventKind.MEMBER_LEFT)


def wait_in_line(team: Team) -> None:
    """Wait for the team's other writers, so that what is read from here on stays as it is until the end."""
    take_numbers(team.pk, 0)


def _end(member: Membership, by: Membership, kind: EventKind) -> None:
    wait_in_line(member.team)
    _require_another_owner(_present(member))
    with recording(actor=by, action=uuid4()) as history:
        history.append(kind, data=_named(member))
        Membership.objects.filter(pk=member.pk).update(left_at=timezone.now())


def _present(member: Membership) -> Membership:
    found = Membership.objects.current().filter(pk=member.pk).first()
    if found is None:
        raise Refused(_("%(name)s is not in this team any more.") % {"name": member.name})
    return found


def _require_another_owner(member: Membership) -> None:
    if member.role != Role.OWNER or member.others().filter(role=Role.OWNER, user__is_active=True).exists():
        return
    raise Refused(_("%(name)s is the team’s only owner: make somebody else an owner first.") % {"name": member.name})


def _named(member: Membership) -> dict[str, Any]:
    return {"member": str(member.public_id)}
