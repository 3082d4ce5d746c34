"""Evidence for a sentence: adding, changing, removing one's own."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from warreader.actions.errors import Repeated, Stale
from warreader.actions.evidence import Source, change_evidence, record_evidence, remove_evidence
from warreader.actions.history import was_done
from warreader.forms.evidence import EvidenceForm, RemovalForm
from warreader.models import Ability
from warreader.places import Place

from .access import Request, at_place, own_evidence, require_sentence
from .answers import card_context, changed, invalid, reading_of, reading_page


@require_POST
@at_place(Ability.ANNOTATE)
def index(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """Record evidence for a sentence."""
    require_sentence(place, ordinal)
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        return invalid(request, place, form, [ordinal], section="evidence", forms={"evidence_form": form})

    def act() -> list[int]:
        action = form.cleaned_data["action"]
        record_evidence(place=place, ordinal=ordinal, source=form.source(), action=action)
        return [ordinal]

    return changed(request, place, [ordinal], act, section="evidence", forms={"evidence_form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@at_place(Ability.ANNOTATE)
def edit(request: Request, place: Place, ordinal: int, evidence: UUID) -> HttpResponse:
    """Show one's evidence to be changed, or change it."""
    item = own_evidence(place, ordinal, evidence)
    if request.method != "POST":
        if item is None:
            raise Http404
        form = EvidenceForm(initial=Source.of(item).texts() | {"base": item.version.hex})
        form.fields["url"].widget.attrs["autofocus"] = True  # the link that led here is gone from the page
        shown: dict[str, Any] = {"evidence_form": form, "edited": item}
        if not request.htmx:
            return reading_page(request, place, ordinal, **shown)
        context = card_context(reading_of(request, place), ordinal)
        return render(request, "articles/_evidence.html", context | shown)
    form = EvidenceForm(request.POST)
    shown = {"evidence_form": form, "edited": item}
    if not form.is_valid():
        return invalid(request, place, form, [ordinal], section="evidence", forms=shown)

    def act() -> list[int]:
        base, action = form.cleaned_data["base"], form.cleaned_data["action"]
        if item is None:
            raise _gone(place, action)
        change_evidence(place=place, evidence=item, source=form.source(), base=base, action=action)
        return [ordinal]

    return changed(request, place, [ordinal], act, section="evidence", forms=shown)


@require_POST
@at_place(Ability.ANNOTATE)
def remove(request: Request, place: Place, ordinal: int, evidence: UUID) -> HttpResponse:
    """Remove one's evidence; its trace stays in the history."""
    item = own_evidence(place, ordinal, evidence)
    form = RemovalForm(request.POST)
    if not form.is_valid():
        return invalid(request, place, form, [ordinal], section="evidence")

    def act() -> list[int]:
        base, action = form.cleaned_data["base"], form.cleaned_data["action"]
        if item is None:
            raise _gone(place, action)
        remove_evidence(place=place, evidence=item, base=base, action=action)
        return [ordinal]

    return changed(request, place, [ordinal], act, section="evidence", said=_("Removed; undo brings it back."))


def _gone(place: Place, action: UUID) -> Exception:
    """Return why evidence that the member removed cannot be changed or removed: by this very action, or before."""
    if was_done(place.author, action):
        return Repeated()
    return Stale(_("This evidence was removed in the meantime."))
