"""Making teams, and taking people into them."""

from django.db import transaction
from django.utils.translation import gettext as _

from warreader.models import AnnotationSession, EventCounter, Membership, Role, Team, User

from .errors import Refused


@transaction.atomic
def create_team(*, name: str, owner: User | None = None) -> Team:
    """Make a team with all that it needs to work: its reading room, and the counter that numbers its events."""
    team = Team.objects.create(name=name)
    open_team(team)
    if owner is not None:
        add_member(team=team, user=owner, role=Role.OWNER)
    return team


def open_team(team: Team) -> None:
    """Give a new team its event counter and its reading room."""
    EventCounter.objects.create(team=team)
    AnnotationSession.objects.create(team=team, name=_("Reading room"), standing=True)


@transaction.atomic
def add_member(*, team: Team, user: User, role: Role) -> Membership:
    """Take a person into a team, in a role; who has left comes back as the member they were.

    Raises ``Refused`` where they are in the team already.
    """
    member = Membership.objects.filter(team=team, user=user).first()
    if member is None:
        return Membership.objects.create(team=team, user=user, name=user.label, role=role)
    if member.left_at is None:
        raise Refused(_("%(name)s is in this team already.") % {"name": member.name})
    member.left_at, member.role = None, role
    member.save(update_fields=["left_at", "role"])
    return member
