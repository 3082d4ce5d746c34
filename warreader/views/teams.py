"""Teams: one's own, the page of each, and what its owners change."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warreader.actions.errors import Refused
from warreader.actions.teams import (
    create_team,
    forbid_fetching,
    hand_over,
    leave_team,
    license_annotations,
    rename_team,
)
from warreader.fetching import may_fetch
from warreader.forms.teams import FetchingForm, InvitationForm, LicenceForm, OwnerForm, TeamForm
from warreader.models import Ability, Invitation, Membership, Role

from . import access
from .access import Request


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """Show the teams that the user is in, to go from one to another; or make one."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        team = create_team(name=form.cleaned_data["name"], owner=request.user)
        messages.success(request, _("The team is made. Invite people, or go to its library and add a report."))
        return HttpResponseRedirect(reverse("team", args=[team.public_id]), status=303)
    members = Membership.objects.of(request.user).select_related("team").order_by("team__name", "pk")
    status = 422 if form.errors else 200
    return render(request, "teams/index.html", {"members": members, "form": form}, status=status)


@require_safe
def show(request: Request, team: UUID) -> HttpResponse:
    """Show who is in the team, and to those who may invite, its invitations."""
    return team_page(request, access.member(request, team))


@require_POST
def rename(request: Request, team: UUID) -> HttpResponse:
    """Give the team another name."""
    own = access.member(request, team, Ability.MANAGE_TEAM)
    form = TeamForm(request.POST)
    if not form.is_valid():
        return team_page(request, own, status=422, name_form=form)
    rename_team(by=own, name=form.cleaned_data["name"])
    return back(request, own, _("The team is renamed."))


@require_POST
def ownership(request: Request, team: UUID) -> HttpResponse:
    """Hand the team over to another member."""
    own = access.member(request, team, Ability.MANAGE_TEAM)
    form = OwnerForm(request.POST, own=own)
    if form.is_valid():
        to = form.cleaned_data["member"]
        try:
            hand_over(by=own, to=to)
        except Refused as refused:
            form.add_error("member", str(refused))
        else:
            return back(request, own, _("%(name)s owns the team now; you are an editor.") % {"name": to.name})
    return team_page(request, own, status=422, owner_form=form)


@require_POST
def fetching(request: Request, team: UUID) -> HttpResponse:
    """Say whether pages may be fetched for the team."""
    own = access.member(request, team, Ability.MANAGE_TEAM)
    form = FetchingForm(request.POST)
    form.full_clean()
    forbidden = form.cleaned_data["forbids_fetching"]
    forbid_fetching(member=own, forbidden=forbidden, action=uuid4())
    said = (
        _("No pages are fetched for this team from now on.")
        if forbidden
        else _("Pages may be fetched for this team.")
    )
    return back(request, own, said)


@require_POST
def licence(request: Request, team: UUID) -> HttpResponse:
    """Say under which terms the team gives its annotations away."""
    own = access.member(request, team, Ability.MANAGE_TEAM)
    form = LicenceForm(request.POST)
    if not form.is_valid():
        return team_page(request, own, status=422, licence_form=form)
    license_annotations(member=own, licence=form.cleaned_data["licence"], action=uuid4())
    return back(request, own, _("Data sheets say the licence from now on."))


@require_POST
def departure(request: Request, team: UUID) -> HttpResponse:
    """Leave the team."""
    own = access.member(request, team)
    try:
        leave_team(member=own)
    except Refused as refused:
        return team_page(request, own, status=422, not_left=str(refused))
    messages.success(request, _("You have left %(team)s. Your work stays there, in your name.") % {"team": own.team})
    return HttpResponseRedirect(reverse("teams"), status=303)


def back(request: Request, own: Membership, said: str) -> HttpResponse:
    """Go back to the team's page, and say there what was done."""
    messages.success(request, said)
    return HttpResponseRedirect(reverse("team", args=[own.team.public_id]), status=303)


def team_page(request: Request, own: Membership, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Answer with the team's page; ``extra`` has forms with what was typed and what is wrong with it."""
    everybody = list(Membership.objects.visible_to(request.user).filter(team=own.team).order_by("name", "pk"))
    may_manage, may_invite = own.may(Ability.MANAGE_TEAM), own.may(Ability.INVITE)
    context: dict[str, Any] = {
        "team": own.team,
        "own": own,
        "members": [member for member in everybody if member.left_at is None],
        "former": [member for member in everybody if member.left_at],
        "roles": Role.choices,
        "may_manage": may_manage,
        "may_invite": may_invite,
        "no_fetching": may_fetch(own.team),
    }
    if may_manage:
        context |= {
            "name_form": TeamForm(instance=own.team),
            "owner_form": OwnerForm(own=own),
            "fetching_form": FetchingForm(instance=own.team),
            "licence_form": LicenceForm(instance=own.team),
        }
    if may_invite:
        invitations = Invitation.objects.visible_to(request.user).filter(team=own.team)
        context |= {"invitations": invitations.select_related("made_by"), "invitation_form": InvitationForm()}
    return render(request, "teams/show.html", context | extra, status=status)
