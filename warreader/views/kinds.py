"""Correcting what sentences are."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from warreader.actions.articles import correct_kinds
from warreader.forms.annotations import KindForm
from warreader.models import Ability, Kind
from warreader.places import Place

from .access import Request, at_place
from .answers import changed, invalid


@require_POST
@at_place(Ability.CORRECT_KINDS)
def correct(request: Request, place: Place) -> HttpResponse:
    """Say what a sentence or a range is."""
    form = KindForm(request.POST)
    if not form.is_valid():
        return invalid(request, place, form)
    ordinals = form.cleaned_data["ordinals"]

    def act() -> list[int]:
        kind, action = Kind(form.cleaned_data["kind"]), form.cleaned_data["action"]
        return correct_kinds(place=place, ordinals=ordinals, kind=kind, action=action)

    return changed(request, place, ordinals, act, whole=True)
