"""Judging sentences: tags, flags, notes."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from warreader.actions.annotations import Target, annotate
from warreader.actions.errors import Stale
from warreader.forms.annotations import FlagForm, LookForm, NoteForm, TagForm, TargetsForm
from warreader.models import Ability, Sentence
from warreader.places import Place

from .access import Request, at_place, require_sentence
from .answers import answer, changed, invalid, reading_of


@require_POST
@at_place(Ability.ANNOTATE)
def tags(request: Request, place: Place) -> HttpResponse:
    """Tag a sentence or a range, or clear its tags."""
    return _judge(request, place, TagForm(request.POST))


@require_POST
@at_place(Ability.ANNOTATE)
def flags(request: Request, place: Place) -> HttpResponse:
    """Set or take away a flag of a sentence or a range."""
    return _judge(request, place, FlagForm(request.POST))


@require_POST
@at_place(Ability.ANNOTATE)
def another_look(request: Request, place: Place) -> HttpResponse:
    """Say that one's judgement of a sentence or a range that has changed is still right."""
    return _judge(request, place, LookForm(request.POST))


def _judge(request: Request, place: Place, form: TagForm | FlagForm | LookForm) -> HttpResponse:
    if not form.is_valid():
        return invalid(request, place, form)
    ordinals = form.cleaned_data["ordinals"]
    try:
        targets = form.cleaned_data.get("targets") or _targets_of_range(request, place, form)
    except Stale as stale:
        return answer(request, place, stale.ordinals, status=409, message=str(stale))

    def act() -> list[Sentence]:
        change, action = form.change(), form.cleaned_data["action"]
        return annotate(place=place, targets=targets, change=change, action=action)

    # What others make of a sentence may show now, and what it says of them may have changed.
    beside = place.own_first or place.session.needs_second or place.practises
    return changed(request, place, ordinals, act, section="mates" if beside else "")


def _targets_of_range(request: Request, place: Place, form: TargetsForm) -> list[Target]:
    """Return the range's targets at their present versions, if nothing has changed since the page was made."""
    reading = reading_of(request, place)
    ordinals = form.cleaned_data["ordinals"]
    if form.cleaned_data["state"] != reading.state_digest:
        raise Stale(_("Something here was changed in the meantime; look again before you tag a range."), ordinals)
    lines = {line.ordinal: line.mark.version for line in reading.pick(ordinals)}
    return [Target(ordinal, lines.get(ordinal, "")) for ordinal in ordinals]


@require_POST
@at_place(Ability.ANNOTATE)
def note(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """Write a note on a sentence; an empty one takes it away."""
    require_sentence(place, ordinal)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return invalid(request, place, form, [ordinal], section="note", forms={"note_form": form})

    def act() -> list[int]:
        target = Target(ordinal, form.cleaned_data["base"])
        annotate(place=place, targets=[target], change=form.change(), action=form.cleaned_data["action"])
        return [ordinal]

    return changed(request, place, [ordinal], act, section="note", forms={"note_form": form})
