"""A sentence: its card, its history, and the way to the next one to judge."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from warreader.places import Place
from warreader.queries.cards import events_of
from warreader.queries.sessions import next_work

from .access import Request, at_place
from .answers import card_context, reading_of, reading_page


@require_safe
@at_place()
def show(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """Show a sentence's card: for htmx alone, else beside the article."""
    if not request.htmx:
        return reading_page(request, place, ordinal)
    response = render(request, "articles/_card.html", card_context(reading_of(request, place), ordinal))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@at_place()
def following(request: Request, place: Place) -> HttpResponse:
    """Go to the next sentence to judge after ``?after=``.

    Where all are judged, to the next article of the session that waits, or back to this one.
    """
    reading = reading_of(request, place)
    after = request.GET.get("after", "")
    ordinal = reading.next_open(int(after) if after.isdecimal() and len(after) < 9 else 0)
    query = f"?{reading.filter.query()}" if reading.filter.query() else ""
    if ordinal is None:
        waiting = next_work(place)
        return HttpResponseRedirect(waiting.url if waiting else f"{reading.base_url}{query}")
    return HttpResponseRedirect(f"{place.url('sentence', ordinal)}{query}#s{ordinal}")


@require_safe
@at_place()
def history(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """Show what was done to a sentence, by whom and when."""
    sentence = place.sentences().filter(ordinal=ordinal).first()
    if sentence is None:
        raise Http404
    text = place.revision.text[sentence.start : sentence.end]
    context = {"place": place, "sentence": sentence, "text": text, "events": events_of(place, ordinal)}
    return render(request, "sentences/history.html", context)
