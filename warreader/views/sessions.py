"""Annotation sessions: the list, making one, one's own work in it, the reveal and the end."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warreader.actions.assignments import extend
from warreader.actions.errors import Refused, Repeated, Unsupported
from warreader.actions.sessions import close, finish, make_session, resume, reveal
from warreader.filters import LibraryFilter
from warreader.forms.annotations import ActionForm
from warreader.forms.sessions import ExtensionForm, SessionForm
from warreader.guidelines import CODEBOOK, rendered
from warreader.models import (
    Ability,
    AnnotationSession,
    Article,
    Assignment,
    Event,
    EventKind,
    Membership,
    Mode,
    Phase,
)
from warreader.places import Place
from warreader.queries.dashboard import charts_of, own_chart
from warreader.queries.library import picked, ticked
from warreader.queries.publications import pages_of_session, with_public_pages
from warreader.queries.sessions import annotators_of, earlier_tagged, overview, sessions_of, work_of
from warreader.ticks import Ticks

from . import access
from .access import Request, at_place
from .answers import reading_page

#: reports offered for a session at once; the filter finds the others
MOST_OFFERED = 200


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, team: UUID) -> HttpResponse:
    """List the team's sessions, and what is the user's to do in them; a POST makes one."""
    if request.method == "POST":
        return create(request, access.member(request, team, Ability.LEAD_SESSIONS))
    member = access.member(request, team)
    works = work_of(member)
    context = {
        "team": member.team,
        "member": member,
        "sessions": sessions_of(member),
        "works": works,
        "chart": own_chart(works) if works else None,
        "leads": member.may(Ability.LEAD_SESSIONS),
    }
    return render(request, "sessions/index.html", context)


@require_safe
def new(request: Request, team: UUID) -> HttpResponse:
    """Show the form for a session, with the reports that the library's filter picks."""
    member = access.member(request, team, Ability.LEAD_SESSIONS)
    people = [str(one.public_id) for one in annotators_of(member) if one.pk != member.pk]
    initial = {"page": uuid4(), "people": people}
    ticks = Ticks.from_query(request.GET)
    status = 422 if ticks and ticks.too_many else 200
    return _form_page(request, member, _form(request, member, initial=initial), status=status)


def create(request: Request, member: Membership) -> HttpResponse:
    """Make the session and go to it; a blind one of reports with earlier tags asks once more."""
    form = _form(request, member, data=request.POST)
    if not form.is_valid():
        return _form_page(request, member, form, status=422)
    terms, articles = form.terms(), form.chosen_articles()
    known = known_already(member, articles) if terms.mode == Mode.BLIND else {}
    if known and not form.cleaned_data["confirmed"]:
        return _form_page(request, member, form, status=422, **known)
    action = form.cleaned_data["action"]
    try:
        session = make_session(
            member=member, terms=terms, articles=articles, people=form.chosen_people(), action=action
        )
    except Repeated:
        return _to_what_was_made(request, member, action)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _form_page(request, member, form, status=422)
    messages.success(request, _("The session is made."))
    return HttpResponseRedirect(reverse("session-show", args=[session.public_id]), status=303)


def known_already(member: Membership, articles: Sequence[Article]) -> dict[str, list[Article]]:
    """Return the reports whose tags people may know before they judge them blind: by how they know them."""
    found = {
        "tagged": earlier_tagged(member, articles),
        "public": with_public_pages(member.viewer, articles),
    }
    return {how: rows for how, rows in found.items() if rows}


def _to_what_was_made(request: Request, member: Membership, action: UUID) -> HttpResponse:
    """Go to the session that an action has made; to the list where it has made none, or that is deleted."""
    rows = AnnotationSession.objects.visible_to(request.user)
    events = Event.objects.filter(actor=member, action=action, kind=EventKind.SESSION_MADE)
    made = rows.filter(pk__in=events.values("session")).first()
    if made is None:
        return HttpResponseRedirect(reverse("sessions", args=[member.team.public_id]), status=303)
    return HttpResponseRedirect(reverse("session-show", args=[made.public_id]), status=303)


def _form(request: Request, member: Membership, **kwargs: Any) -> SessionForm:
    chosen, ticks = LibraryFilter.from_query(request.GET), Ticks.from_query(request.GET)
    found = picked(member, chosen) if ticks is None else ticked(member, ticks.articles)
    articles = list(found.select_related("revision").defer("revision__text")[:MOST_OFFERED])
    if ticks is not None and "initial" in kwargs:
        kwargs["initial"]["articles"] = [str(one.public_id) for one in articles]
    return SessionForm(articles=articles, people=annotators_of(member), **kwargs)


def _form_page(
    request: Request, member: Membership, form: SessionForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    chosen = Ticks.from_query(request.GET) or LibraryFilter.from_query(request.GET)
    context = {"form": form, "team": member.team, "member": member, "chosen": chosen, "most": MOST_OFFERED}
    return render(request, "sessions/new.html", context | extra, status=status)


@require_safe
def show(request: Request, session: UUID) -> HttpResponse:
    """Show a session: one's own work, how far everybody is as far as one may know, its guideline."""
    return session_page(request, *access.session(request, session))


def session_page(
    request: Request, member: Membership, session: AnnotationSession, *, status: int = 200, error: str = ""
) -> HttpResponse:
    """Answer with the session's page; ``error`` says why something could not be done."""
    found, leads = overview(member, session), member.may(Ability.LEAD_SESSIONS)
    context = {
        "team": session.team,
        "member": member,
        "session": session,
        "overview": found,
        "charts": charts_of(member, found),
        "leads": leads,
        "settles": member.may(Ability.SETTLE),
        "pages": pages_of_session(member, session) if leads and session.phase != Phase.CLOSED else [],
        "guideline": rendered(session.guideline or CODEBOOK),
        "page_id": uuid4(),
        "error": error,
    }
    return render(request, "sessions/show.html", context, status=status)


@require_POST
def make_revealed(request: Request, session: UUID) -> HttpResponse:
    """Reveal the session."""
    member, found = access.session(request, session, Ability.LEAD_SESSIONS)
    act = partial(reveal, member=member, session=found)
    return steered(request, member, found, act, _("Revealed: everybody in the team sees the session’s work now."))


@require_POST
def make_closed(request: Request, session: UUID) -> HttpResponse:
    """Close the session."""
    member, found = access.session(request, session, Ability.LEAD_SESSIONS)
    return steered(request, member, found, partial(close, member=member, session=found), _("The session is closed."))


@require_POST
def extension(request: Request, session: UUID) -> HttpResponse:
    """Give a person longer than the session's deadline."""
    member, found = access.session(request, session, Ability.LEAD_SESSIONS)
    form = ExtensionForm(request.POST)
    rows = Assignment.objects.visible_to(request.user).filter(part__session=found)
    rows = rows.select_related("part__session", "member")

    def act(*, action: UUID) -> None:
        theirs = list(rows.filter(member__public_id=form.cleaned_data["member"]))
        if not theirs:
            raise Refused(_("This person has nothing to judge in the session."))
        extend(member=member, assignments=theirs, due=form.cleaned_data["due"], action=action)

    return steered(request, member, found, act, _("The deadline is changed."), form)


@require_POST
@at_place(Ability.ANNOTATE, closed=True, any_text=True)
def completion(request: Request, place: Place) -> HttpResponse:
    """Say that one's work on an article is done."""
    said = _("Finished. You can take it up again until the reveal.")
    try:
        return steered(request, place.author, place.session, partial(finish, place=place), said)
    except Unsupported as unsupported:
        return reading_page(request, place, unsupported.ordinals[0], status=422, lacking=unsupported)


@require_POST
@at_place(Ability.ANNOTATE, closed=True, any_text=True)
def resumption(request: Request, place: Place) -> HttpResponse:
    """Take up an article again."""
    return steered(request, place.author, place.session, partial(resume, place=place), _("Taken up again."))


def steered(  # noqa: PLR0917
    request: Request,
    member: Membership,
    session: AnnotationSession,
    act: Callable[..., None],
    said: str,
    form: ActionForm | None = None,
) -> HttpResponse:
    """Do something to a session, say so, and go back to it; 422 with the reason where it cannot be done."""
    form = form or ActionForm(request.POST)
    if not form.is_valid():
        error = " ".join(str(one) for errors in form.errors.values() for one in errors)
        return session_page(request, member, session, status=422, error=error)
    try:
        act(action=form.cleaned_data["action"])
    except Repeated:
        pass
    except Unsupported:
        raise
    except Refused as refused:
        return session_page(request, member, session, status=422, error=str(refused))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("session-show", args=[session.public_id]), status=303)
