"""Correcting where sentences begin and end, after the import."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from warreader.actions.errors import Refused, Repeated, Stale
from warreader.actions.revisions import correct_sentences
from warreader.forms.corrections import CorrectionForm
from warreader.models import Ability, Article
from warreader.places import Place
from warreader.queries.corrections import Correction, correction
from warreader.text import Sentence

from .access import Request, at_place


@require_http_methods(["GET", "HEAD", "POST"])
@at_place(Ability.CORRECT_KINDS, closed=True)
def correct(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """Show a sentence to be divided or made one with the next; a POST does it."""
    found = correction(place, ordinal)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, place, found)
    if not place.session.standing:
        return _page(request, place, found, status=422)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        errors = [str(error) for those in form.errors.values() for error in those]
        return _page(request, place, found, status=422, error=" ".join(errors), form=form)
    try:
        sentences = _corrected(found, form)
    except ValueError:
        error = _("The sentence cannot be divided or joined there.")
        return _page(request, place, found, status=422, error=error, form=form)
    return _correct(request, place, found, form, sentences)


def _corrected(found: Correction, form: CorrectionForm) -> list[Sentence]:
    data = form.cleaned_data
    if data["join"]:
        return found.joined()
    start = found.spans[found.ordinal - 1].start
    return found.divided(start + data["after"] if data["after"] else data["cut"])


def _correct(
    request: Request, place: Place, found: Correction, form: CorrectionForm, sentences: list[Sentence]
) -> HttpResponse:
    try:
        later = correct_sentences(place=place, sentences=sentences, action=form.cleaned_data["action"])
    except Repeated:
        later = Article.objects.visible_to(request.user).select_related("revision").get(pk=place.article.pk).revision
    except Stale as stale:
        return _page(request, place, found, status=409, error=str(stale), form=form)
    except Refused as refused:
        return _page(request, place, found, status=422, error=str(refused), form=form)
    done = _("The sentences are joined.") if form.cleaned_data["join"] else _("The sentence is divided.")
    messages.success(request, done)
    address = replace(place, revision=later).url("sentence", found.ordinal)
    return HttpResponseRedirect(f"{address}#s{found.ordinal}", status=303)


def _page(request: Request, place: Place, found: Correction, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"place": place, "team": place.team, "correction": found, "page_id": uuid4()}
    return render(request, "sentences/correction.html", context | more, status=status)
