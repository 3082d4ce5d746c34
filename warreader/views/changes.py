"""What has changed in an article since a page was made."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from warreader import live
from warreader.places import Place

from .access import Request, at_place
from .answers import reading_of


@require_safe
@at_place()
def index(request: Request, place: Place) -> HttpResponse:
    """Return the marks that changed since the cursor ``?since=``, and the new cursor; all marks without one."""
    changes = live.changes_since(place, request.GET.get("since", ""))
    reading = reading_of(request, place)
    lines = reading.lines if changes.everything else reading.pick(changes.ordinals)
    context = {"reading": reading, "lines": lines, "cursor": changes.cursor}
    return render(request, "articles/_changes.html", context)
