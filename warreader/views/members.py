"""The members of a team: their roles, and their removal."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from warreader.actions.errors import Refused
from warreader.actions.teams import change_role, remove_member
from warreader.forms.teams import RoleForm
from warreader.models import Ability

from . import access
from .access import Request
from .teams import back, team_page


@require_POST
def role(request: Request, team: UUID, member: UUID) -> HttpResponse:
    """Give a member another role."""
    own = access.member(request, team, Ability.MANAGE_TEAM)
    mate = access.team_mate(request, own, member)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return team_page(request, own, status=422, wrong=mate, message=_("Choose a role."))
    try:
        change_role(member=mate, role=form.cleaned_data["role"], by=own)
    except Refused as refused:
        return team_page(request, own, status=422, wrong=mate, message=str(refused))
    said = _("%(name)s: %(role)s.") % {"name": mate.name, "role": form.cleaned_data["role"].label}
    return back(request, own, said)


@require_POST
def removal(request: Request, team: UUID, member: UUID) -> HttpResponse:
    """Remove a member; their work stays."""
    own = access.member(request, team, Ability.MANAGE_TEAM)
    mate = access.team_mate(request, own, member)
    try:
        remove_member(member=mate, by=own)
    except Refused as refused:
        return team_page(request, own, status=422, wrong=mate, message=str(refused))
    said = _("%(name)s is removed. Their work stays, in their name.") % {"name": mate.name}
    return back(request, own, said)
