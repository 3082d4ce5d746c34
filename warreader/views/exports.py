"""Taking an annotated article away."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from warreader.actions.errors import Refused
from warreader.actions.exports import issue_export
from warreader.exports.bundle import Order
from warreader.exports.issued import exports_of
from warreader.forms.exports import ExportForm
from warreader.models import Ability
from warreader.places import Place
from warreader.queries.people import members_of
from warreader.queries.reading import Reading

from .access import Request, at_place
from .answers import reading_of
from .bundles import answered, as_file


@require_http_methods(["GET", "HEAD", "POST"])
@at_place(Ability.EXPORT)
def index(request: Request, place: Place) -> HttpResponseBase:
    """Show what can be exported and what was; a POST issues a file, or a zip with its data sheet."""
    members = members_of(place)
    reading = reading_of(request, place, members)
    chosen = reading.filter
    query = chosen.query() if chosen.active else ""
    known: dict[str, Any] = {"members": members, "reader": place.author, "query": query}
    if request.method != "POST":
        initial = {"action": uuid4(), "whose": reading.whose.value, "evidence": True, "filtered": bool(query)}
        return _page(request, place, reading, ExportForm(initial=initial, **known))
    form = ExportForm(request.POST, **known)
    if not form.is_valid():
        return _page(request, place, reading, form, status=422)
    if "sheet" in request.POST:
        return _issue_with_sheet(request, place, reading, form)
    return _issue(request, place, reading, form)


def _issue(request: Request, place: Place, reading: Reading, form: ExportForm) -> HttpResponseBase:
    name, options, action = form.cleaned_data["format"], form.options(), form.cleaned_data["action"]
    try:
        issued = issue_export(place=place, format=name, options=options, action=action)
    except Refused as refused:
        return _page(request, place, reading, form, status=422, message=str(refused))
    return as_file(issued.file, issued.filename, issued.media_type)


def _issue_with_sheet(request: Request, place: Place, reading: Reading, form: ExportForm) -> HttpResponseBase:
    order = Order.of_one(place, (form.cleaned_data["format"],), form.options())
    try:
        return answered(place.author, order, form.cleaned_data["action"])
    except Refused as refused:
        return _page(request, place, reading, form, status=422, message=str(refused))


def _page(
    request: Request, place: Place, reading: Reading, form: ExportForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {"place": place, "team": place.team, "reading": reading, "form": form, "issued": exports_of(place)}
    return render(request, "articles/exports.html", context | extra, status=status)
