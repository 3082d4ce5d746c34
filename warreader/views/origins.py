"""Where an article comes from: its page, and the bytes as they were received."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from warreader.models import Ability, Capture
from warreader.places import Place
from warreader.queries.origins import download_name, origin_of

from .access import Request, at_place

#: a download that nothing runs: neither in a tab, nor for whoever guesses its type, nor opened from where it is
AS_BYTES = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Download-Options": "noopen",
}


@require_safe
@at_place()
def show(request: Request, place: Place) -> HttpResponse:
    """Show where the text that is read here comes from."""
    describes = place.author.may(Ability.ADD_ARTICLE)
    context = {"place": place, "team": place.team, "origin": origin_of(place), "describes": describes}
    return render(request, "origins/show.html", context)


@require_safe
@at_place()
def original(request: Request, place: Place) -> HttpResponse:
    """Give back the bytes as they came, as a download that no browser will run; 404 where they are elsewhere."""
    capture = Capture.objects.visible_to(place.viewer).get(pk=place.revision.capture_id)
    if not capture.content:
        raise Http404
    attachment = {"Content-Disposition": f'attachment; filename="{download_name(place, capture)}"'}
    return HttpResponse(
        bytes(capture.content), content_type="application/octet-stream", headers=AS_BYTES | attachment
    )
