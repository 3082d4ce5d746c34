"""How a session was settled, for everybody in the team."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from warreader.models import Ability
from warreader.queries.settled import ends

from . import access
from .access import Request


@require_safe
def show(request: Request, session: UUID) -> HttpResponse:
    """Show sentence by sentence how it was settled and why, and what the user had said; 404 before the reveal."""
    member, found = access.session(request, session)
    if found.concealed:
        raise Http404
    overruled = "overruled" in request.GET
    context = {
        "team": found.team,
        "session": found,
        "ends": ends(member, found, overruled=overruled, page=request.GET.get("page", "")),
        "overruled": overruled,
        "settles": member.may(Ability.SETTLE),
    }
    return render(request, "settled/show.html", context)
