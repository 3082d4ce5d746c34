"""Articles: the library, reading one."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from warreader.filters import PROGRESS, SORTS, STATES, LibraryFilter
from warreader.models import Ability
from warreader.places import FIRST, Place
from warreader.queries.library import library
from warreader.ticks import Ticks

from . import access
from .access import Request, at_place
from .answers import reading_of, reading_page


@require_safe
def index(request: Request, team: uuid.UUID) -> HttpResponse:
    """List the team's articles."""
    member = access.member(request, team)
    chosen = LibraryFilter.from_query(request.GET)
    found = library(member, chosen)
    shown = [row.article.public_id for row in found.rows]
    ticks = Ticks.from_query(request.GET) or Ticks()
    if "all" in request.GET:
        ticks = Ticks.of([*ticks.articles, *shown])
    context = {
        "member": member,
        "team": member.team,
        "chosen": chosen,
        "library": found,
        "may_add": member.may(Ability.ADD_ARTICLE),
        "ticks": ticks,
        "elsewhere": ticks.elsewhere(shown),
        "leads": member.may(Ability.LEAD_SESSIONS),
        "states": STATES,
        "sorts": SORTS,
        "progress": PROGRESS,
    }
    fragment = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    response = render(request, "articles/_rows.html" if fragment else "articles/index.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@at_place()
def show(request: Request, place: Place) -> HttpResponse:
    """Show an article to be read and tagged; for htmx, its text as another filter shows it."""
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        reading = reading_of(request, place)
        response = render(request, "articles/_reading.html", {"reading": reading, "place": place})
        patch_vary_headers(response, ["HX-Request"])
        if place.revision.number > FIRST and not place.earlier:
            # A kept address shows the text of its time, not the one of today.
            query = request.META["QUERY_STRING"]
            response["HX-Push-Url"] = f"{place.present_url}?{query}" if query else place.present_url
        return response
    return reading_page(request, place)
