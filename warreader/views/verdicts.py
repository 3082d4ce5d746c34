"""An article's verdict: which session's settled tags are the article's."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from warreader.actions.errors import Refused, Repeated
from warreader.actions.verdicts import name_verdict
from warreader.forms.adjudication import VerdictForm
from warreader.models import Ability
from warreader.places import Place
from warreader.queries.settled import candidates

from .access import Request, place


@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: Request, article: UUID) -> HttpResponse:
    """Show whose settled tags an article has; a POST names the session."""
    if request.method == "POST":
        return _name(request, place(request, article, None, Ability.SETTLE, closed=True))
    return _page(request, place(request, article, None, Ability.READ, closed=True))


def _page(request: Request, here: Place, *, status: int = 200, error: str = "") -> HttpResponse:
    context = {
        "place": here,
        "team": here.team,
        "sessions": [] if here.withheld else candidates(here),
        "names": here.may(Ability.SETTLE) and not here.withheld,
        "error": error,
    }
    return render(request, "verdicts/verdict.html", context, status=status)


def _name(request: Request, here: Place) -> HttpResponse:
    form = VerdictForm(request.POST)
    if not form.is_valid():
        error = " ".join(str(one) for errors in form.errors.values() for one in errors)
        return _page(request, here, status=422, error=error)
    asked = form.cleaned_data["session"]
    session = next((one for one in candidates(here) if one.public_id == asked), None)
    if asked and session is None:
        raise Http404
    try:
        name_verdict(place=here, session=session, action=form.cleaned_data["action"])
    except Repeated:
        pass
    except Refused as refused:
        return _page(request, here, status=422, error=str(refused))
    messages.success(request, _("The verdict is named."))
    return HttpResponseRedirect(request.path, status=303)
