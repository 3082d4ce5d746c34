"""Taking back one's last action in an article."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from warreader.actions.errors import Repeated
from warreader.actions.history import touched
from warreader.actions.undo import last_action, undo
from warreader.forms.annotations import ActionForm
from warreader.models import Ability, EventKind
from warreader.places import Place

from .access import Request, at_place
from .answers import changed, invalid


@require_POST
@at_place(Ability.ANNOTATE)
def undo_last(request: Request, place: Place) -> HttpResponse:
    """Take back the last action that is not taken back yet; another one each time."""
    form = ActionForm(request.POST)
    if not form.is_valid():
        return invalid(request, place, form)

    # what is taken back may be a kind, which moves blocks
    last = last_action(place)
    whole = last is not None and last.kind == EventKind.KIND_CORRECTED

    action = form.cleaned_data["action"]

    def act() -> Sequence[int]:
        try:
            return undo(place=place, action=action).ordinals
        except Repeated:
            return touched(place.author, action)

    return changed(request, place, [], act, said=_("Undone"), whole=whole)
