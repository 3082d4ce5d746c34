"""The texts of an article: a list of them, and what differs between two."""

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from warreader.models import Revision
from warreader.places import Place
from warreader.queries.continuity import settled_and_changed
from warreader.queries.differences import difference as read_difference
from warreader.queries.texts import texts_of

from .access import Request, at_place


@require_safe
@at_place()
def index(request: Request, place: Place) -> HttpResponse:
    """List the article's texts: when each was captured, where it came from, what it changed."""
    context = {"place": place, "team": place.team, "texts": texts_of(place)}
    return render(request, "texts/index.html", context)


@require_safe
@at_place()
def settled_before(request: Request, place: Place) -> HttpResponse:
    """List the settled sentences that the publisher has changed or dropped since."""
    context = {"place": place, "team": place.team, "rows": settled_and_changed(place)}
    return render(request, "texts/settled.html", context)


@require_safe
@at_place()
def difference(request: Request, place: Place, number: int) -> HttpResponse:
    """Show what differs between a text and an earlier one: ``?against=``, by default the one before."""
    asked = request.GET.get("against", "")
    against = int(asked) if asked.isdecimal() and len(asked) < 9 else number - 1
    rows = Revision.objects.visible_to(place.viewer).filter(article=place.article.pk, number__in=[number, against])
    rows = rows.annotate(captured=F("capture__received_at"))
    texts = {row.number: row for row in rows}
    if not 0 < against < number or texts.keys() != {number, against}:
        raise Http404
    listed = texts_of(place)
    context = {
        "place": place,
        "team": place.team,
        "difference": read_difference(place, texts[against], texts[number]),
        "steps": [one for one in listed if against < one.revision.number <= number],
        "earlier_ones": [one for one in listed if one.revision.number < number],
    }
    return render(request, "texts/difference.html", context)
