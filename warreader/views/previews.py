"""A report that waits to be saved: looking at it, correcting it, saving or discarding it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warreader.actions.arrivals import save, try_again
from warreader.actions.articles import Duplicate
from warreader.actions.errors import Refused, Repeated, Stale
from warreader.actions.previews import correct, remove, replace_text, sentences_of, state_of
from warreader.forms.arrivals import OWN, AgainForm, DetailsForm, ReplacementForm
from warreader.forms.sentences import SentencesEditForm
from warreader.models import Arrival, ArrivalState, Event, EventKind, Membership
from warreader.queries.arrivals import known_of
from warreader.queries.editing import editor_of

from . import access
from .access import Request
from .arrivals import of_batch, to_the_list


@require_safe
def show(request: Request, arrival: UUID) -> HttpResponse:
    """Show a report as it will be saved, or why it cannot be read; for htmx, whether it has been read."""
    member, found = access.arrival(request, arrival)
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        response = HttpResponse(status=204)
        if found.state != ArrivalState.WAITING:
            response = HttpResponse(headers={"HX-Refresh": "true"})
    else:
        response = _page(request, member, found)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
def corrections(request: Request, arrival: UUID) -> HttpResponse:
    """Store what was corrected."""
    member, found = access.arrival(request, arrival)
    done = corrected(request, member, found)
    if isinstance(done, HttpResponse):
        return done
    row, edited = done
    if request.htmx:
        return _pieces(request, member, found, row, edited)
    cleaned, touched = edited.cleaned_data, edited.touched
    asked = {"open": cleaned["open"], "page": cleaned["go"] or cleaned["part"], "near": touched}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    at = "sentences" if touched is None else f"s{touched}"
    return HttpResponseRedirect(f"{reverse('arrival', args=[row.public_id])}?{query}#{at}", status=303)


@require_POST
def article(request: Request, arrival: UUID) -> HttpResponse:
    """Save the report, as it was corrected, into the library."""
    answer = _save(request, arrival)
    if request.htmx and answer.status_code == 303:
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def _save(request: Request, arrival: UUID) -> HttpResponse:
    try:
        member, found = access.arrival(request, arrival)
    except Http404:
        if gone := _saved(request, arrival):
            return gone
        raise
    done = corrected(request, member, found)
    if isinstance(done, HttpResponse):
        return _saved(request, arrival) or done  # a form that was sent twice at once
    row, _edited = done
    chosen = request.POST.get("stored") if row.url == found.url else None
    if row.article and row.article_id != found.article_id and not chosen:
        message = _("Your library has a report from this address: choose how this text is to be stored, then save.")
        return _page(request, member, row, status=422, error=message, moved=True, oob=request.htmx)
    try:
        stored = save(member=member, arrival=row, own=chosen == OWN)
    except Repeated:
        return _saved(request, arrival) or to_the_list(request, member, row.batch)
    except Duplicate as duplicate:
        return _page(request, member, row, status=422, error=str(duplicate))
    except Refused as refused:
        gone = _saved(request, arrival)
        return gone or _page(request, member, row, status=422, error=str(refused), moved=True, oob=request.htmx)
    said = _("A later text of “%(title)s” is stored.") if row.article else _("“%(title)s” is in the library.")
    messages.success(request, said % {"title": stored.title})
    if rest := of_batch(request, row.batch):
        return rest
    return HttpResponseRedirect(reverse("article", args=[stored.public_id]), status=303)


@require_POST
def removal(request: Request, arrival: UUID) -> HttpResponse:
    """Throw the report away."""
    member, found = access.arrival(request, arrival)
    rows = Arrival.objects.visible_to(request.user)
    remove(rows.filter(pk=found.pk))
    messages.success(request, _("The report was discarded."))
    return to_the_list(request, member, found.batch)


@require_POST
def reading(request: Request, arrival: UUID) -> HttpResponse:
    """Read a report once more that could not be read."""
    member, found = access.arrival(request, arrival)
    form = AgainForm(request.POST)
    if not form.is_valid():
        return _page(request, member, found, status=422, again=form)
    try:
        try_again(arrival=found, url=form.cleaned_data["url"])
    except Refused as refused:
        form.add_error("url", str(refused))
        return _page(request, member, found, status=422, again=form)
    return HttpResponseRedirect(reverse("arrival", args=[found.public_id]), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: Request, arrival: UUID) -> HttpResponse:
    """Show the text of a report that was pasted; a POST replaces it."""
    member, found = access.arrival(request, arrival)
    form = ReplacementForm(request.POST or None, initial={"text": found.text, "base": state_of(found)})
    context = {"team": member.team, "member": member, "arrival": found, "form": form}
    if request.method != "POST":
        return render(request, "arrivals/text.html", context)
    if not form.is_valid():
        return render(request, "arrivals/text.html", context, status=422)
    try:
        replace_text(arrival=found, base=form.cleaned_data["base"], text=form.cleaned_data["text"])
    except Refused as refused:
        stale = isinstance(refused, Stale)
        posted = request.POST.copy()
        posted["base"] = state_of(access.arrival(request, arrival)[1])
        context["form"] = form = ReplacementForm(posted)
        form.add_error("text", str(refused))
        return render(request, "arrivals/text.html", context, status=409 if stale else 422)
    return HttpResponseRedirect(reverse("arrival", args=[found.public_id]), status=303)


def corrected(
    request: Request, member: Membership, found: Arrival
) -> HttpResponse | tuple[Arrival, SentencesEditForm]:
    """Store the corrections that were posted; return the arrival as it is then, or the answer that says what fails."""
    details = DetailsForm(found, request.POST)
    edited = SentencesEditForm(found.text, sentences_of(found), request.POST)
    if not details.is_valid() or not edited.is_valid():
        return _page(request, member, found, status=422, details=details, edited=edited)
    change = details.corrected(edited.cleaned_data["corrected"])
    try:
        return correct(arrival=found, base=request.POST.get("base", ""), corrected=change), edited
    except Stale as stale:
        fresh = access.arrival(request, found.public_id)[1]
        return _page(request, member, fresh, status=409, details=details, edited=edited, error=str(stale))
    except Refused as refused:
        return _page(request, member, found, status=422, error=str(refused))


def _page(
    request: Request,
    member: Membership,
    found: Arrival,
    *,
    status: int = 200,
    edited: SentencesEditForm | None = None,
    **extra: Any,
) -> HttpResponse:
    """Answer with the arrival's page; with what was typed, where it could not be stored."""
    number = request.POST.get("part") or request.GET.get("page", "")
    near = _number(request.GET.get("near", ""))
    context = {
        "team": member.team,
        "member": member,
        "arrival": found,
        "base": state_of(found),
        "details": DetailsForm(found),
        "again": AgainForm(initial={"url": found.url}),
        "edited": edited,
        "editor": editor_of(
            found.text,
            sentences_of(found),
            number=number,
            opened=_number(request.GET.get("open", "")),
            near=near,
            typed=edited.kinds() if edited else None,
        ),
        **known_of(found),
    } | extra
    template = "arrivals/_trouble.html" if request.htmx and status != 200 else "arrivals/show.html"
    return render(request, template, context, status=status)


def _pieces(
    request: Request, member: Membership, before: Arrival, row: Arrival, edited: SentencesEditForm
) -> HttpResponse:
    """Answer with what has changed on the page."""
    cleaned = edited.cleaned_data
    divided = edited.touched is not None or cleaned["go"] or before.language != row.language
    context: dict[str, Any] = {"team": member.team, "arrival": row, "base": state_of(row), "oob": True}
    if divided:
        number = cleaned["go"] or cleaned["part"]
        context["editor"] = editor_of(
            row.text, sentences_of(row), number=number, opened=cleaned["open"], near=edited.touched
        )
    if before.url != row.url:
        context |= {"details": DetailsForm(row), **known_of(row), "moved": True}
    return render(request, "arrivals/_corrected.html", context)


def _number(value: str) -> int | None:
    return int(value) if value.isdecimal() and len(value) < 9 else None


def _saved(request: Request, public_id: UUID) -> HttpResponse | None:
    """Go to the report that an arrival has become; None where it has become none."""
    kinds = (EventKind.ARTICLE_ADDED, EventKind.ARTICLE_REVISED)
    events = Event.objects.visible_to(request.user).filter(action=public_id, kind__in=kinds, article__deleted_at=None)
    event = events.select_related("article").first()
    if event is None or event.article is None:
        return None
    return HttpResponseRedirect(reverse("article", args=[event.article.public_id]), status=303)
