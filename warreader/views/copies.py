"""Copies: the reports that have a text, or much of it, one of them beside it, and where else a sentence stands."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from warreader.places import Place
from warreader.queries.copies import beside, copy_of, group_of, places_of

from .access import Request, at_place


@require_safe
@at_place()
def index(request: Request, place: Place) -> HttpResponse:
    """List the report and its copies, earliest first."""
    return render(request, "copies/index.html", {"place": place, "team": place.team, "group": group_of(place)})


@require_safe
@at_place()
def show(request: Request, place: Place, copy: UUID) -> HttpResponse:
    """Show the report beside one of its copies, sentence by sentence."""
    found = copy_of(place, copy)
    if found is None:
        raise Http404
    context = {"place": place, "team": place.team, "copy": found, "difference": beside(place, found)}
    return render(request, "copies/show.html", context)


@require_safe
@at_place()
def of_sentence(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """List the other reports that have a sentence: for htmx the list alone."""
    sentence = place.sentences().filter(ordinal=ordinal).first()
    if sentence is None:
        raise Http404
    context = {"place": place, "team": place.team, "sentence": sentence, "places": places_of(place, sentence)}
    if request.htmx:
        response = render(request, "copies/_sentence.html", context)
    else:
        context["text"] = place.revision.text[sentence.start : sentence.end]
        response = render(request, "copies/sentence.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
