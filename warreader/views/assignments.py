"""Who judges what in a session, and which reports it has, changed by those who lead it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from warreader.actions.assignments import Unconfirmed, add_articles, assign, spread_again, take_out
from warreader.actions.errors import Refused, Repeated, Stale
from warreader.forms.annotations import ActionForm
from warreader.forms.sessions import AssignmentsForm, MoreArticlesForm, SpreadForm
from warreader.models import Ability, AnnotationSession, Membership, Phase, SessionArticle
from warreader.queries.steering import Assigned, addable, assigned

from . import access
from .access import Request
from .sessions import MOST_OFFERED, known_already


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, session: UUID) -> HttpResponse:
    """Show who judges what; ``?with=`` gives somebody else a column, too. A POST changes it.

    422 where it would take from people what they have begun, 409 where somebody else has changed it meanwhile; in
    both, what was ticked stays.
    """
    member, found = access.session(request, session, Ability.LEAD_SESSIONS)
    if request.method != "POST":
        return _page(request, member, found)
    form = AssignmentsForm(request.POST)
    now = assigned(member, found)
    wanted = now.pairs(request.POST.getlist("pair")) | {
        (part, person) for part, person in now.standing if part not in {one.pk for one in now.parts}
    }
    if not form.is_valid():
        return _page(request, member, found, status=422, ticked=wanted, form=form)
    data = form.cleaned_data
    try:
        assign(
            member=member,
            session=found,
            wanted=wanted,
            base=data["base"],
            action=data["action"],
            confirmed=data["confirmed"],
        )
    except Repeated:
        pass
    except Unconfirmed as error:
        extra = {"lost": error.pairs, "error": str(error)}
        return _page(request, member, found, status=422, ticked=wanted, form=form, **extra)
    except Stale as error:
        # The form is sent anew, over what stands now.
        return _page(request, member, found, status=409, ticked=wanted, stale=True, error=str(error))
    except Refused as error:
        return _page(request, member, found, status=422, ticked=wanted, form=form, error=str(error))
    return _back(request, found, _("Who judges what is changed."))


@require_POST
def spread(request: Request, session: UUID) -> HttpResponse:
    """Share the session's reports evenly among people."""
    member, found = access.session(request, session, Ability.LEAD_SESSIONS)
    form = SpreadForm(request.POST, people=_everybody(assigned(member, found)))

    def act(action: UUID) -> None:
        overlap = form.cleaned_data["overlap"]
        spread_again(member=member, session=found, people=form.chosen(), overlap=overlap, action=action)

    return _done(request, member, found, form, act, _("The reports are shared evenly."), "spread_form")


@require_POST
def articles(request: Request, session: UUID) -> HttpResponse:
    """Take more reports into the session; into a blind one those with earlier tags only when asked once more."""
    member, found = access.session(request, session, Ability.LEAD_SESSIONS)
    form = MoreArticlesForm(request.POST, articles=addable(member, found, MOST_OFFERED))
    known = known_already(member, form.chosen()) if form.is_valid() and found.concealed else {}
    if known and not form.cleaned_data["confirmed"]:
        return _page(request, member, found, status=422, more_form=form, **known)

    def act(action: UUID) -> None:
        add_articles(member=member, session=found, articles=form.chosen(), action=action)

    return _done(request, member, found, form, act, _("The reports are in the session."), "more_form")


@require_POST
def removal(request: Request, session: UUID, article: UUID) -> HttpResponse:
    """Take a report out of the session again."""
    member, found = access.session(request, session, Ability.LEAD_SESSIONS)
    rows = SessionArticle.objects.visible_to(request.user).select_related("session", "article")
    part = rows.filter(session=found, article__public_id=article, article__deleted_at=None).first()
    if part is None:
        raise Http404
    act = partial(take_out, member=member, part=part)
    said = _("The report is taken out.")
    return _done(request, member, found, ActionForm(request.POST), lambda action: act(action=action), said, "")


def _done(  # noqa: PLR0917
    request: Request,
    member: Membership,
    session: AnnotationSession,
    form: ActionForm,
    act: Callable[[UUID], None],
    said: str,
    name: str,
) -> HttpResponse:
    """Do something, say so, and go back to the page; 422 with the reason where it cannot be done."""
    try:
        if not form.is_valid():
            return _page(request, member, session, status=422, **{name: form})
        act(form.cleaned_data["action"])
    except Repeated:
        pass
    except Refused as refused:
        return _page(request, member, session, status=422, error=str(refused))
    return _back(request, session, said)


def _back(request: Request, session: AnnotationSession, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("session-assignments", args=[session.public_id]), status=303)


def _everybody(found: Assigned) -> list[Membership]:
    return [one for one in (*found.people, *found.others) if one.left_at is None]


def _page(
    request: Request, member: Membership, session: AnnotationSession, *, status: int = 200, **extra: Any
) -> HttpResponse:
    asked = _ids(request.GET.getlist("with") or request.POST.getlist("with"))
    found = assigned(member, session, asked)
    new = {(part.pk, one.pk) for one in found.people if one.public_id in asked for part in found.parts}
    ticked = extra.pop("ticked", found.standing | new)
    changeable = session.phase == Phase.ANNOTATING and not session.revealed_at
    within, page = [str(one.public_id) for one in found.people], uuid4()
    context = {
        "team": session.team,
        "member": member,
        "session": session,
        "found": found,
        "rows": found.rows(ticked, extra.get("lost", ())),
        "asked": asked,
        "changeable": changeable,
        "form": AssignmentsForm(initial={"base": found.base, "page": page}),
        "spread_form": SpreadForm(
            people=_everybody(found), initial={"overlap": session.overlap, "people": within, "page": page}
        ),
        "more_form": MoreArticlesForm(articles=addable(member, session, MOST_OFFERED), initial={"page": page}),
        "page_id": page,
    }
    return render(request, "sessions/assignments.html", context | extra, status=status)


def _ids(values: list[str]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError as error:
            raise Http404 from error
    return found
