"""Articles: the library, adding one, reading one."""

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warreader.actions.articles import Duplicate, add_article
from warreader.actions.errors import Refused, Repeated
from warreader.filters import PROGRESS, SORTS, STATES, LibraryFilter
from warreader.forms.articles import MOST_KINDS, ArticleForm
from warreader.importers import Draft
from warreader.models import Ability, Event, Kind, Membership
from warreader.places import Place
from warreader.queries.library import library

from . import access
from .access import Request, at_place
from .answers import reading_of, reading_page


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, team: uuid.UUID) -> HttpResponse:
    """List the team's articles; a POST adds one."""
    if request.method == "POST":
        return create(request, team)
    member = access.member(request, team)
    chosen = LibraryFilter.from_query(request.GET)
    found = library(member, chosen)
    context = {
        "member": member,
        "team": member.team,
        "chosen": chosen,
        "library": found,
        "may_add": member.may(Ability.ADD_ARTICLE),
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
def new(request: Request, team: uuid.UUID) -> HttpResponse:
    """Show the form for a report."""
    member = access.member(request, team, Ability.ADD_ARTICLE)
    return _form_page(request, member, ArticleForm(initial={"action": uuid.uuid4()}))


@require_POST
def preview(request: Request, team: uuid.UUID) -> HttpResponse:
    """Show what the report's sentences and their kinds will be; nothing is stored."""
    member = access.member(request, team, Ability.ADD_ARTICLE)
    form = ArticleForm(request.POST)
    if not form.is_valid():
        return _form_page(request, member, form, status=422)
    return _preview_page(request, member, form)


def create(request: Request, team: uuid.UUID) -> HttpResponse:
    """Store the report as it was previewed, and go to it."""
    member = access.member(request, team, Ability.ADD_ARTICLE)
    form = ArticleForm(request.POST)
    if not form.is_valid():
        return _form_page(request, member, form, status=422)
    draft = form.draft()
    if form.kinds() and form.cleaned_data["digest"] != _digest(draft):
        form.add_error(None, _("The text has changed since the preview: look at its sentences again."))
        return _preview_page(request, member, form, status=422)
    action = form.cleaned_data["action"]
    try:
        article = add_article(
            member=member, draft=draft, details=form.details(draft), kinds=form.kinds(), action=action
        )
    except Repeated:
        article = Event.objects.visible_to(request.user).filter(actor=member, action=action)[0].article
    except Duplicate as duplicate:
        return _form_page(request, member, form, status=422, duplicate=duplicate)
    except Refused as refused:
        form.add_error("text", str(refused))
        return _form_page(request, member, form, status=422)
    messages.success(request, _("The report is in the library."))
    return HttpResponseRedirect(reverse("article", args=[article.public_id]), status=303)


@require_safe
@at_place()
def show(request: Request, place: Place) -> HttpResponse:
    """Show an article to be read and tagged; for htmx, its text as another filter shows it."""
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        reading = reading_of(request, place)
        response = render(request, "articles/_reading.html", {"reading": reading, "place": place})
        patch_vary_headers(response, ["HX-Request"])
        if not place.earlier:
            # A kept address shows the text of its time, not the one of today.
            query = request.META["QUERY_STRING"]
            response["HX-Push-Url"] = f"{place.present_url}?{query}" if query else place.present_url
        return response
    return reading_page(request, place)


def _form_page(
    request: Request, member: Membership, form: ArticleForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {"form": form, "team": member.team, "member": member} | extra
    return render(request, "articles/new.html", context, status=status)


def _preview_page(request: Request, member: Membership, form: ArticleForm, *, status: int = 200) -> HttpResponse:
    draft = form.draft()
    chosen = form.kinds() if form.cleaned_data["digest"] == _digest(draft) else {}
    sentences = [
        {
            "ordinal": ordinal,
            "text": draft.text[sentence.start : sentence.end],
            "kind": chosen.get(ordinal, sentence.kind),
        }
        for ordinal, sentence in enumerate(draft.sentences, 1)
    ]
    context = {
        "form": form,
        "team": member.team,
        "member": member,
        "draft": draft,
        "digest": _digest(draft),
        "action": uuid.uuid4(),
        "sentences": sentences,
        "kinds": Kind.choices if len(sentences) <= MOST_KINDS else [],
        "details": form.details(draft),
    }
    return render(request, "articles/preview.html", context, status=status)


def _digest(draft: Draft) -> str:
    return hashlib.sha256(draft.text.encode()).hexdigest()
