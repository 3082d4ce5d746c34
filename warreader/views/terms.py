"""What a session is made of, changed by those who lead it; its discussion and its deletion."""

from dataclasses import asdict
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from warreader.actions.errors import Refused, Repeated, Stale
from warreader.actions.sessions import Terms
from warreader.actions.steering import (
    Unsure,
    change_terms,
    delete_session,
    discuss,
    is_judged,
    terms_of,
    version_of,
)
from warreader.forms.sessions import ChangeForm, DeletionForm
from warreader.guidelines import CODEBOOK
from warreader.models import Ability, AnnotationSession, Kind, Membership
from warreader.queries.publications import pages_of_session

from . import access
from .access import Request
from .sessions import steered


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: Request, session: UUID) -> HttpResponse:
    """Show what a session is made of, to be changed; a POST changes it.

    422 where something is wrong or has to be confirmed, 409 with what stands now where somebody else has changed it
    meanwhile; what was typed stays.
    """
    member, found = access.session(request, session, Ability.LEAD_SESSIONS)
    if request.method != "POST":
        return _page(request, member, found, _form(found))
    form = ChangeForm(request.POST)
    form.standing_deadline = found.deadline
    if not form.is_valid():
        return _page(request, member, found, form, status=422)
    data = form.cleaned_data
    try:
        change_terms(
            member=member,
            session=found,
            terms=form.terms(),
            base=data["base"],
            action=data["action"],
            confirmed=data["sure"],
        )
    except Repeated:
        pass
    except Refused as refused:
        return _refused(request, member, found, form, refused)
    messages.success(request, _("The session is changed."))
    return HttpResponseRedirect(reverse("session-show", args=[session]), status=303)


def _refused(
    request: Request, member: Membership, session: AnnotationSession, form: ChangeForm, refused: Refused
) -> HttpResponse:
    if not isinstance(refused, Stale):
        form.add_error(None, str(refused))
        return _page(request, member, session, form, status=422, unsure=isinstance(refused, Unsure))
    _member, now = access.session(request, session.public_id)
    # What is sent next is sent with what stands now in sight.
    data = request.POST.copy()
    data["base"] = version_of(now)
    form = ChangeForm(data)
    form.standing_deadline = now.deadline
    form.add_error(None, str(refused))
    return _page(request, member, now, form, status=409, standing=_differing(form, terms_of(now)))


def _differing(form: ChangeForm, standing: Terms) -> list[tuple[str, Any]]:
    """Return the fields that were typed otherwise than they stand, with what stands."""
    typed = form.terms()
    names = [
        name for name, value in asdict(standing).items() if name in form.fields and getattr(typed, name) != value
    ]
    words = {"kinds": ", ".join(str(Kind(kind).label) for kind in standing.kinds)}
    return [(str(form.fields[name].label), words.get(name, getattr(standing, name))) for name in names]


def _form(session: AnnotationSession) -> ChangeForm:
    standing = asdict(terms_of(session))
    standing |= {"guideline": session.guideline or CODEBOOK, "base": version_of(session), "page": uuid4()}
    return ChangeForm(initial=standing)


def _page(
    request: Request,
    member: Membership,
    session: AnnotationSession,
    form: ChangeForm,
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    context = {
        "team": session.team,
        "member": member,
        "session": session,
        "form": form,
        "judged": is_judged(session),
        "pages": [one for one in pages_of_session(member, session) if one.session_id == session.pk],
        "deletion": DeletionForm(initial={"page": uuid4()}),
    }
    return render(request, "sessions/terms.html", context | extra, status=status)


@require_POST
def discussion(request: Request, session: UUID) -> HttpResponse:
    """Go over to discussion in an open session."""
    member, found = access.session(request, session, Ability.LEAD_SESSIONS)
    act = partial(discuss, member=member, session=found)
    return steered(request, member, found, act, _("The session is being discussed now."))


@require_POST
def deletion(request: Request, session: UUID) -> HttpResponse:
    """Delete a session whose name was typed, and go to the team's others."""
    member, found = access.session(request, session, Ability.LEAD_SESSIONS)
    form = DeletionForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            delete_session(member=member, session=found, typed=data["typed"], action=data["action"])
        except Repeated:
            pass
        except Refused as refused:
            form.add_error("typed", str(refused))
    if form.errors:
        return _page(request, member, found, _form(found), status=422, deletion=form)
    messages.success(request, _("The session is deleted."))
    return HttpResponseRedirect(reverse("sessions", args=[found.team.public_id]), status=303)
