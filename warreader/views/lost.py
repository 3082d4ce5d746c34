"""Lost places: work on sentences that the later text does not have, and putting it right."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from warreader.actions.errors import Refused, Repeated, Stale
from warreader.actions.lost import resolve_place
from warreader.forms.lost import PlacementForm
from warreader.models import Ability, LostPlace
from warreader.places import Place
from warreader.queries.lost import cases

from .access import Request, at_place


@require_safe
@at_place()
def index(request: Request, place: Place) -> HttpResponse:
    """List the work here whose sentence is gone, with what it may belong to now."""
    return _page(request, place)


@require_POST
@at_place(Ability.ANNOTATE, closed=True)
def placement(request: Request, place: Place, lost: UUID) -> HttpResponse:
    """Say where somebody's work belongs, or that it belongs nowhere any more."""
    rows = LostPlace.objects.visible_to(place.viewer).filter(session=place.session)
    found = rows.filter(public_id=lost, sentence__revision__article=place.article).first()
    if found is None:
        raise Http404
    form = PlacementForm(request.POST)
    if not form.is_valid():
        errors = [str(error) for those in form.errors.values() for error in those]
        return _page(request, place, status=422, wrong=lost, error=" ".join(errors), form=form)
    try:
        resolve_place(place=place, lost=found, ordinal=form.ordinal, action=form.cleaned_data["action"])
    except Repeated:
        pass
    except Stale as stale:
        return _page(request, place, status=409, wrong=lost, error=str(stale), form=form)
    except Refused as refused:
        return _page(request, place, status=422, wrong=lost, error=str(refused), form=form)
    messages.success(request, _("Put right."))
    return HttpResponseRedirect(place.url("lost-places"), status=303)


def _page(request: Request, place: Place, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "place": place,
        "team": place.team,
        "cases": cases(place, request.GET.get("page", "")),
        "page_id": uuid4(),
    }
    return render(request, "lost/index.html", context | more, status=status)
