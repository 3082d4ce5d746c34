"""Sharing out a session's sentences: taking one, leaving it, saying which are key."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from warreader.actions.work import leave, mark_key, take
from warreader.forms.annotations import ActionForm
from warreader.forms.work import KeyForm
from warreader.models import Ability
from warreader.places import Place

from .access import Request, at_place, require_sentence
from .answers import changed, invalid


@require_POST
@at_place(Ability.ANNOTATE)
def taking(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """Say that one is checking a sentence, or goes on checking it."""
    return _shared(request, place, ordinal, take, _("Taken: others see that you check it."))


@require_POST
@at_place(Ability.ANNOTATE, closed=True)
def leaving(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """Leave a sentence to others; who leads sessions frees anybody's."""
    return _shared(request, place, ordinal, leave, _("Free for others."))


@require_POST
@at_place(Ability.ANNOTATE)
def key(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """Say whether a sentence is key."""
    form = KeyForm(request.POST)
    on = form.is_valid() and form.cleaned_data["key"]
    said = _("Marked as key.") if on else _("No key sentence any more.")
    return _shared(request, place, ordinal, partial(mark_key, key=on), said, form=form)


def _shared(
    request: Request,
    place: Place,
    ordinal: int,
    act: Callable[..., None],
    said: str,
    *,
    form: ActionForm | None = None,
) -> HttpResponse:
    require_sentence(place, ordinal)
    form = form or ActionForm(request.POST)
    if not form.is_valid():
        return invalid(request, place, form, [ordinal], section="work")

    def done() -> list[int]:
        act(place=place, ordinal=ordinal, action=form.cleaned_data["action"])
        return [ordinal]

    return changed(request, place, [ordinal], done, section="work", said=said)
