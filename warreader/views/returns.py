"""Bringing annotations back: a file, what it would do, and the word that it shall."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warreader.actions.errors import Refused, Repeated
from warreader.actions.history import was_done
from warreader.actions.returning import Became, Told, bring_in
from warreader.actions.returning.waiting import drop, keep, kept
from warreader.filters import TEAM
from warreader.forms.annotations import ActionForm
from warreader.forms.returns import MEANINGS, MEANS, HowForm, ReturnForm
from warreader.importers.drafts import Unreadable
from warreader.models import Ability, Capture, Membership
from warreader.places import address
from warreader.readback import FORMS, MOST_AT_ONCE, MOST_BYTES, TooLarge, UnknownLabels, read_safely

from . import access
from .access import Request

#: lines of one kind that the page shows
MOST_SHOWN = 50
#: of what was not brought in, afterwards
MOST_SAID = 3
#: what is told first: what nobody may overlook
ORDER = (
    Became.REFUSED,
    Became.CONFLICT,
    Became.LOST,
    Became.LEFT_OUT,
    Became.MADE,
    Became.MATCHED,
    Became.SESSION,
    Became.PLACED,
)


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, team: UUID) -> HttpResponse:
    """Ask for a file; a POST keeps one and goes to what it would do."""
    member = access.member(request, team, Ability.IMPORT_WORK)
    if request.method != "POST":
        return _ask(request, member, ReturnForm())
    form = ReturnForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, member, form, status=422)
    if form.cleaned_data["file"].size > MOST_BYTES:
        return _wrong(request, member, form, TooLarge(_("It is larger than %(most)s MB.") % {"most": _megabytes()}))
    received = form.received()
    try:
        read_safely(received.content)
    except UnknownLabels:
        # Its page asks.
        pass
    except Unreadable as error:
        return _wrong(request, member, form, error)
    capture = keep(member=member, received=received)
    return HttpResponseRedirect(reverse("return", args=[team, capture.sha256]), status=303)


@require_safe
def show(request: Request, team: UUID, digest: str) -> HttpResponse:
    """Show what a file that waits would do; where labels have no meaning yet, ask for it."""
    member = access.member(request, team, Ability.IMPORT_WORK)
    capture = _waiting(member, digest)
    how = _how(request.GET, member, capture)
    try:
        brought = read_safely(bytes(capture.content), how.meanings)
    except UnknownLabels as error:
        return _ask_meanings(request, member, capture, how, error)
    except Unreadable as error:
        return _unread(request, team, error)
    told = bring_in(member=member, brought=brought, action=uuid4(), dry_run=True, session=how.where())
    groups = [(told.of(became)[0].label, told.of(became)) for became in ORDER if told.of(became)]
    context = {
        "team": member.team,
        "capture": capture,
        "form_label": FORMS[brought.form].label,
        "remarks": brought.remarks,
        "told": told,
        "groups": [(label, lines[:MOST_SHOWN], len(lines[MOST_SHOWN:])) for label, lines in groups],
        "page": uuid4(),
        "how": how,
        "homeless": brought.homeless,
    }
    return render(request, "returns/show.html", context)


def _how(data: QueryDict, member: Membership, capture: Capture) -> HowForm:
    form = HowForm(data, member=member, capture=capture)
    if not form.is_valid():
        raise Http404
    return form


def _ask_meanings(
    request: Request, member: Membership, capture: Capture, how: HowForm, error: UnknownLabels
) -> HttpResponse:
    context = {
        "team": member.team,
        "capture": capture,
        "labels": [(f"{MEANS}{label}", label, number) for label, number in error.labels.items()],
        "meanings": MEANINGS,
        "how": how,
        "incomplete": bool(how.said),
    }
    return render(request, "returns/labels.html", context, status=422 if how.said else 200)


@require_POST
def confirmation(request: Request, team: UUID, digest: str) -> HttpResponse:
    """Do what a file says."""
    member = access.member(request, team, Ability.IMPORT_WORK)
    form = ActionForm(request.POST)
    action = form.cleaned_data["action"] if form.is_valid() else uuid4()
    if kept(member, digest) is None and was_done(member, action):
        return HttpResponseRedirect(reverse("library", args=[team]), status=303)
    capture = _waiting(member, digest)
    how = _how(request.POST, member, capture)
    try:
        brought = read_safely(bytes(capture.content), how.meanings)
        told = bring_in(member=member, brought=brought, action=action, digest=digest, session=how.where())
        _tell(request, told)
    except (Unreadable, Refused) as error:
        return _unread(request, team, error)
    except Repeated:
        told = Told()
    drop(member=member)
    return HttpResponseRedirect(f"{_found_at(told, team)}?whose={TEAM}", status=303)


def _found_at(told: Told, team: UUID) -> str:
    """Return where what came in can be looked at: its one report, else the library."""
    if len(told.places) == 1:
        return address(*told.places[0], None, "article")
    return reverse("library", args=[team])


@require_POST
def removal(request: Request, team: UUID, digest: str) -> HttpResponse:
    """Forget a file that waits."""
    member = access.member(request, team, Ability.IMPORT_WORK)
    _waiting(member, digest)
    drop(member=member)
    return HttpResponseRedirect(reverse("returns", args=[team]), status=303)


def _waiting(member: Membership, digest: str) -> Capture:
    found = kept(member, digest)
    if found is None:
        raise Http404
    return found


def _unread(request: Request, team: UUID, error: Unreadable | Refused) -> HttpResponse:
    """Ask for a file again: this one was read before, and cannot be now: a busy machine, or what has changed since."""
    messages.error(request, str(error))
    return HttpResponseRedirect(reverse("returns", args=[team]), status=303)


def _wrong(request: Request, member: Membership, form: ReturnForm, error: Unreadable) -> HttpResponse:
    form.add_error("file", str(error))
    return _ask(request, member, form, status=413 if isinstance(error, TooLarge) else 422)


def _ask(request: Request, member: Membership, form: ReturnForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "team": member.team,
        "form": form,
        "forms": [one.label for one in FORMS.values()],
        "megabytes": _megabytes(),
        "most_said": f"{MOST_AT_ONCE:,}",
        "most_bytes": MOST_BYTES,
    }
    return render(request, "returns/index.html", context, status=status)


def _megabytes() -> int:
    return MOST_BYTES // 1_000_000


def _tell(request: Request, told: Told) -> None:
    """Say what was brought in, and how much was not."""
    parts = ", ".join(f"{label} {count:,}" for label, count, _there in told.counts if count)
    messages.success(request, _("Brought in: %(what)s.") % {"what": parts or _("no more than was there")})
    left = told.of(Became.REFUSED, Became.CONFLICT, Became.LOST, Became.LEFT_OUT)
    for line in left[:MOST_SAID]:
        messages.warning(request, f"{line.label}: {line.words}")
    more = len(left) - MOST_SAID
    if more > 0:
        words = ngettext("and %(number)s thing more was not", "and %(number)s things more were not", more)
        messages.warning(request, words % {"number": more})
