"""A session's work list, and sharing out its sentences: taking one, leaving it, saying which are key."""

from collections.abc import Callable
from functools import partial
from uuid import UUID, uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from warreader.actions.errors import Refused, Repeated
from warreader.actions.work import leave, mark_key, take
from warreader.filters import EVIDENCE, STATES, TAKEN, WorkFilter
from warreader.forms.annotations import ActionForm
from warreader.forms.work import KeyForm
from warreader.models import Ability, AnnotationSession, Membership
from warreader.places import Place
from warreader.queries.work import work_list

from . import access
from .access import Request, at_place, require_sentence
from .answers import changed, invalid


@require_safe
def index(request: Request, session: UUID) -> HttpResponse:
    """List a session's sentences; for htmx, those that another filter picks."""
    return _list(request, *access.session(request, session), WorkFilter.from_query(request.GET))


def _list(
    request: Request,
    member: Membership,
    session: AnnotationSession,
    chosen: WorkFilter,
    *,
    error: str = "",
) -> HttpResponse:
    context = {
        "team": session.team,
        "member": member,
        "session": session,
        "list": work_list(member, session, chosen),
        "leads": member.may(Ability.LEAD_SESSIONS),
        "states": STATES,
        "evidence": EVIDENCE,
        "taken": TAKEN,
        "page_id": uuid4(),
        "error": error,
    }
    fragment = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    template = "sessions/_work.html" if fragment else "sessions/work.html"
    response = render(request, template, context, status=422 if error else 200)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
@at_place(Ability.ANNOTATE)
def taking(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """Say that one is checking a sentence, or goes on checking it."""
    return _shared(request, place, ordinal, take, _("Taken: others see that you check it."))


@require_POST
@at_place(Ability.ANNOTATE, closed=True)
def leaving(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """Leave a sentence to others; who leads sessions frees anybody's."""
    return _shared(request, place, ordinal, leave, _("Free for others."))


@require_POST
@at_place(Ability.ANNOTATE)
def key(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """Say whether a sentence is key."""
    form = KeyForm(request.POST)
    on = form.is_valid() and form.cleaned_data["key"]
    said = _("Marked as key.") if on else _("No key sentence any more.")
    return _shared(request, place, ordinal, partial(mark_key, key=on), said, form=form)


def _shared(
    request: Request,
    place: Place,
    ordinal: int,
    act: Callable[..., None],
    said: str,
    *,
    form: ActionForm | None = None,
) -> HttpResponse:
    """Do it and answer with the sentence's pieces, or, where the work list asked, with the list."""
    require_sentence(place, ordinal)
    form = form or ActionForm(request.POST)
    if not form.is_valid():
        return invalid(request, place, form, [ordinal], section="work")
    done = partial(act, place=place, ordinal=ordinal, action=form.cleaned_data["action"])
    if "list" in request.POST:
        return _listed(request, place, done)

    def shown() -> list[int]:
        done()
        return [ordinal]

    return changed(request, place, [ordinal], shown, section="work", said=said)


def _listed(request: Request, place: Place, done: Callable[[], None]) -> HttpResponse:
    """Do it and go back to the page of the list that asked; 422 with the reason there where it cannot be done."""
    chosen, error = WorkFilter.from_string(request.POST["list"]), ""
    try:
        done()
    except Repeated:
        pass
    except Refused as refused:
        error = str(refused)
    if request.htmx or error:
        return _list(request, place.author, place.session, chosen, error=error)
    address = reverse("session-work", args=[place.session.public_id])
    query = f"{chosen.query()}&page={chosen.page}".strip("&")
    return HttpResponseRedirect(f"{address}?{query}", status=303)
