"""The stream of what others do on a reading page, as it happens."""

import secrets
from copy import copy
from dataclasses import replace

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from warreader import live
from warreader.filters import ReadingFilter
from warreader.live.watchers import RETRY, Standing, Watcher, ending, framed
from warreader.places import Place

from .access import Request, at_place
from .answers import reading_of, whose_of

#: where the server has put the function that has it go on with an answer (``warreader.server``)
GO_ON = "warreader.go_on"


@require_safe
@at_place()
def stream(request: Request, place: Place) -> HttpResponse:
    """Answer with what has changed since ``Last-Event-ID``, or ``?since=``; the server goes on with it.

    ``?account=`` is whose page it is: under another account it is refused with 401.
    """
    if request.GET.get("account", str(request.user.public_id)) != str(request.user.public_id):
        return HttpResponse(_("Sign in again to go on."), status=401, content_type="text/plain")
    if place.earlier:
        stands = request.GET.get("since") == live.STANDS
        return _stream(framed("", event="end") if stands else ending(place, Standing.REVISED))
    # Before anything is read: what happens meanwhile is sent twice rather than never.
    seen = live.last_number(place)
    chosen = ReadingFilter.from_query(request.GET)
    since = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    changes = live.changes_since(place, since)
    go_on = request.environ.get(GO_ON)
    if go_on and request.method == "GET":
        # The copy knows nothing of this request, which ends now.
        lasting = replace(place, viewer=copy(request.user))
        go_on(Watcher(lasting, whose_of(place, chosen), chosen, request.session.session_key or "", seen))
    body = f"retry: {RETRY + secrets.randbelow(RETRY)}\n\n".encode() + missed(request, place, changes, since)
    return _stream(body)


def _stream(body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="text/event-stream")
    for name, value in (("Cache-Control", "no-cache"), ("X-Accel-Buffering", "no"), ("Content-Encoding", "identity")):
        response[name] = value
    return response


def missed(request: Request, place: Place, changes: live.Changes, since: str) -> bytes:
    """Return what has changed, as a message; empty where nothing has."""
    if changes.cursor == since:
        return b""
    reading = reading_of(request, place)
    lines = reading.lines if changes.everything else reading.pick(changes.ordinals)
    context = {"reading": reading, "lines": lines, "cursor": changes.cursor}
    return framed(render_to_string("articles/_changes.html", context), cursor=changes.cursor)
