"""Invitations: making and revoking them, and the page that their link opens."""

from uuid import UUID

import qrcode
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from qrcode.image.svg import SvgPathImage

from warreader import mail
from warreader.actions.errors import Refused
from warreader.actions.invitations import (
    CLOSED,
    accept_invitation,
    join_by_pseudonym,
    make_invitation,
    revoke_invitation,
)
from warreader.forms.teams import InvitationForm, PseudonymForm
from warreader.models import Ability, Invitation, InvitationKind, Membership
from warreader.queries.sessions import work_of

from . import access
from .access import Request
from .teams import back, team_page


@require_POST
@never_cache
def index(request: Request, team: UUID) -> HttpResponse:
    """Make an invitation, and show its link: the only time that it is seen. 201 when done."""
    own = access.member(request, team, Ability.INVITE)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return team_page(request, own, status=422, invitation_form=form)
    if form.cleaned_data["email"] and not ratelimit.consume(request, action="invite"):
        return ratelimit.respond_429(request)
    try:
        invitation, token = make_invitation(by=own, terms=form.terms())
    except Refused as refused:
        form.add_error("role", str(refused))
        return team_page(request, own, status=422, invitation_form=form)
    link = settings.BASE_URL + reverse("invitation", args=[token])
    sent = bool(invitation.email) and _send(invitation, own, link)
    context = {"team": own.team, "invitation": invitation, "sent": sent, "link": link, "code": qr_code(link)}
    return render(request, "invitations/made.html", context, status=201)


@require_POST
def revocation(request: Request, team: UUID, invitation: UUID) -> HttpResponse:
    """Let nobody else in by an invitation."""
    own = access.member(request, team, Ability.INVITE)
    revoke_invitation(by=own, invitation=access.invitation(request, own, invitation))
    return back(request, own, _("The invitation is revoked. Whoever came by it stays in the team."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def show(request: Request, token: str) -> HttpResponse:
    """Show what an invitation offers, or come in by it; 410 where it lets nobody in any more."""
    invitation = Invitation.objects.by_token(token).select_related("team").first()
    if invitation is None:
        raise Http404
    if Membership.objects.of(request.user).filter(team=invitation.team).exists():
        return redirect("library", team=invitation.team.public_id)
    if invitation.state != Invitation.State.OPEN:
        return _closed(request, invitation, str(CLOSED[invitation.state]))
    if request.method == "POST":
        return _come_in(request, invitation)
    return _page(request, invitation, PseudonymForm())


def _come_in(request: Request, invitation: Invitation) -> HttpResponse:
    by_pseudonym = not request.user.is_authenticated
    if by_pseudonym and invitation.kind != InvitationKind.PSEUDONYM:
        return redirect_to_login(request.path)
    form = PseudonymForm(request.POST)
    try:
        if not by_pseudonym:
            accept_invitation(invitation=invitation, user=request.user)
        elif form.is_valid():
            user = join_by_pseudonym(invitation=invitation, name=form.cleaned_data["name"])
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        else:
            return _page(request, invitation, form, status=422)
    except Refused as refused:
        invitation.refresh_from_db()
        if invitation.state != Invitation.State.OPEN:
            return _closed(request, invitation, str(refused))
        form.add_error("name", str(refused))
        return _page(request, invitation, form, status=422)
    member = Membership.objects.of(request.user).get(team=invitation.team)
    # A class has something to judge at once.
    landing = "sessions" if work_of(member) else "library"
    return HttpResponseRedirect(reverse(landing, args=[invitation.team.public_id]), status=303)


def _page(request: HttpRequest, invitation: Invitation, form: PseudonymForm, *, status: int = 200) -> HttpResponse:
    context = {
        "invitation": invitation,
        "form": form if invitation.kind == InvitationKind.PSEUDONYM else None,
    }
    return render(request, "invitations/show.html", context, status=status)


def _closed(request: HttpRequest, invitation: Invitation, message: str) -> HttpResponse:
    context = {"invitation": invitation, "message": message}
    return render(request, "invitations/closed.html", context, status=410)


def _send(invitation: Invitation, by: Membership, link: str) -> bool:
    names = {"name": by.name, "team": by.team.name, "role": invitation.get_role_display(), "link": link}
    return mail.send(
        to=invitation.email,
        subject=_("Invitation to the team %(team)s on Warreader") % names,
        body=_(
            "%(name)s invites you to the team %(team)s on Warreader, as %(role)s.\n\n"
            "Open this link to join:\n%(link)s\n\n"
            "It lets in one person. If you did not expect it, you need not do anything."
        )
        % names,
    )


def qr_code(link: str) -> SafeString:
    """Return a link's QR code as an SVG that can stand in a page."""
    drawn = qrcode.make(link, image_factory=SvgPathImage, border=2).to_string(encoding="unicode")
    return mark_safe(drawn)  # noqa: S308 -- shapes only: the link is drawn, not written
