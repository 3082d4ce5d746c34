"""The discussion of a sentence: beginning a thread, answering, changing and deleting one's own, resolving."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from warreader.actions.discussion import (
    begin_thread,
    change_comment,
    delete_comment,
    reopen_thread,
    reply,
    resolve_thread,
)
from warreader.forms.annotations import ActionForm
from warreader.forms.discussion import CommentForm
from warreader.forms.evidence import RemovalForm
from warreader.models import Ability, Comment
from warreader.places import Place
from warreader.queries.people import members_of

from .access import Request, at_place, comment_on, own_comment, require_sentence
from .answers import card_context, changed, invalid, reading_of, reading_page


@require_POST
@at_place(Ability.DISCUSS)
def index(request: Request, place: Place, ordinal: int) -> HttpResponse:
    """Begin a thread about a sentence."""
    require_sentence(place, ordinal)
    form = _form(request, place)

    def act() -> None:
        begin_thread(place=place, ordinal=ordinal, text=form.said(), action=form.cleaned_data["action"])

    return _said(request, place, ordinal, form, act)


@require_POST
@at_place(Ability.DISCUSS)
def replies(request: Request, place: Place, ordinal: int, comment: UUID) -> HttpResponse:
    """Answer in a thread."""
    found = comment_on(place, ordinal, comment)
    thread, form = found.root or found, _form(request, place)

    def act() -> None:
        reply(place=place, thread=thread, text=form.said(), action=form.cleaned_data["action"])

    return _said(request, place, ordinal, form, act, answered=thread)


@require_http_methods(["GET", "HEAD", "POST"])
@at_place(Ability.DISCUSS)
def edit(request: Request, place: Place, ordinal: int, comment: UUID) -> HttpResponse:
    """Show one's comment to be changed, or change it."""
    item = own_comment(place, ordinal, comment)
    if request.method != "POST":
        return _edit_form(request, place, ordinal, item)
    form = _form(request, place)

    def act() -> None:
        values = {"text": form.said(), "base": form.cleaned_data["base"], "action": form.cleaned_data["action"]}
        change_comment(place=place, comment=item, **values)

    return _said(request, place, ordinal, form, act, edited=None if item.deleted_at else item)


def _edit_form(request: Request, place: Place, ordinal: int, item: Comment) -> HttpResponse:
    if item.deleted_at:
        raise Http404
    shown: dict[str, Any] = {"comment_form": CommentForm(initial={"text": item.text}), "edited_comment": item}
    if not request.htmx:
        return reading_page(request, place, ordinal, **shown)
    context = card_context(reading_of(request, place), ordinal)
    return render(request, "articles/_discussion.html", context | shown)


@require_POST
@at_place(Ability.DISCUSS)
def remove(request: Request, place: Place, ordinal: int, comment: UUID) -> HttpResponse:
    """Delete one's comment; that there was one stays to be seen."""
    item = own_comment(place, ordinal, comment)
    form = RemovalForm(request.POST)

    def act() -> None:
        delete_comment(place=place, comment=item, base=form.cleaned_data["base"], action=form.cleaned_data["action"])

    return _done(request, place, ordinal, form, act, said=_("Deleted."))


@require_POST
@at_place(Ability.DISCUSS)
def resolution(request: Request, place: Place, ordinal: int, comment: UUID) -> HttpResponse:
    """Say that a discussion has come to its end."""
    thread, form = comment_on(place, ordinal, comment), ActionForm(request.POST)

    def act() -> None:
        resolve_thread(place=place, thread=thread, action=form.cleaned_data["action"])

    return _done(request, place, ordinal, form, act, said=_("Resolved."))


@require_POST
@at_place(Ability.DISCUSS)
def reopening(request: Request, place: Place, ordinal: int, comment: UUID) -> HttpResponse:
    """Open a discussion again."""
    thread, form = comment_on(place, ordinal, comment), ActionForm(request.POST)

    def act() -> None:
        reopen_thread(place=place, thread=thread, action=form.cleaned_data["action"])

    return _done(request, place, ordinal, form, act, said=_("Open again."))


def _form(request: Request, place: Place) -> CommentForm:
    names = [one.name for one in members_of(place) if one.left_at is None] if request.POST.get("mention") else []
    return CommentForm(request.POST, names=names)


def _said(
    request: Request,
    place: Place,
    ordinal: int,
    form: CommentForm,
    act: Callable[[], None],
    *,
    answered: Comment | None = None,
    edited: Comment | None = None,
) -> HttpResponse:
    """Do what a form with a text asks for; what was typed stands there again where it cannot be done."""
    forms = {"comment_form": form, "answered": answered, "edited_comment": edited}
    return _done(request, place, ordinal, form, act, forms=forms)


def _done(
    request: Request,
    place: Place,
    ordinal: int,
    form: ActionForm,
    act: Callable[[], None],
    *,
    said: str = "",
    forms: dict[str, Any] | None = None,
) -> HttpResponse:
    if not form.is_valid():
        return invalid(request, place, form, [ordinal], section="discussion", forms=forms)

    def done() -> list[int]:
        act()
        return [ordinal]

    return changed(request, place, [ordinal], done, section="discussion", said=said, forms=forms)
