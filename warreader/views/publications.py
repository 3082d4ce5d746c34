"""What of an article is published: for its team, and for the editors who let it out."""

from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warreader.actions.errors import Refused, Repeated, Stale
from warreader.actions.publishing import by_own_guideline, correct, digest_of, prepare, publish, withdraw
from warreader.exports import jsonld
from warreader.exports.beforehand import described_otherwise, differences, names_within
from warreader.exports.released import Choices
from warreader.forms.publishing import CorrectionForm, PublicationForm, WithdrawalForm
from warreader.models import Ability, Publication
from warreader.places import Place
from warreader.queries.publications import (
    Shown,
    before,
    names_of_team,
    newest_of,
    overview,
    publication_of,
    publications_of,
)

from . import access
from .access import Request, place
from .published import of_document


@require_safe
def of_team(request: Request, team: UUID) -> HttpResponse:
    """List all that the team has published, with what is behind and what was withdrawn."""
    member = access.member(request, team)
    context = {
        "team": member.team,
        "overview": overview(member, request.GET.get("page", "")),
        "publishes": member.may(Ability.PUBLISH),
    }
    return render(request, "publications/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request, article: UUID) -> HttpResponse:
    """List what is published of an article; a POST publishes it."""
    if request.method != "POST":
        return _list(request, place(request, article, None, Ability.READ, closed=True))
    here = place(request, article, None, Ability.PUBLISH, closed=True)
    form = PublicationForm(request.POST)
    if not form.is_valid():
        return _form(request, here, form, status=422)
    try:
        publish(place=here, release=form.release(), action=form.cleaned_data["action"])
    except Repeated:
        pass
    except Refused as refused:
        return _form(request, here, form, status=409 if isinstance(refused, Stale) else 422, message=str(refused))
    return _back(request, here, _("It is published: pass its link on."))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, article: UUID) -> HttpResponse:
    """Ask what is to go out, and show it; what is posted here is shown, and not published."""
    here = place(request, article, None, Ability.PUBLISH, closed=True)
    return _form(request, here, _asked(request, PublicationForm, {}))


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: Request, article: UUID, publication: UUID) -> HttpResponse:
    """Ask what is to be corrected, and show what would go out; what is posted here is shown, and not published."""
    here, row = _found(request, article, publication)
    edition = newest_of(row)
    begin = PublicationForm.initial_of(edition.choices, edition.answers)
    return _form(request, here, _asked(request, CorrectionForm, begin), row)


@require_POST
def editions(request: Request, article: UUID, publication: UUID) -> HttpResponse:
    """Let out a further edition, with what was corrected in it."""
    here, row = _found(request, article, publication)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _form(request, here, form, row, status=422)
    given = form.cleaned_data
    try:
        terms = {"correction": given["correction"], "action": given["action"]}
        correct(place=here, publication=row, release=form.release(), **terms)
    except Repeated:
        pass
    except Refused as refused:
        return _form(
            request, here, form, row, status=409 if isinstance(refused, Stale) else 422, message=str(refused)
        )
    return _back(request, here, _("The page is corrected."))


@require_POST
def withdrawal(request: Request, article: UUID, publication: UUID) -> HttpResponse:
    """Take back what is published; its link says when and why."""
    here, row = _found(request, article, publication)
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return _list(request, here, status=422, withdrawn=row, withdrawal=form)
    try:
        withdraw(place=here, publication=row, reason=form.cleaned_data["reason"], action=form.cleaned_data["action"])
    except Repeated:
        pass
    except Refused as refused:
        return _list(request, here, status=422, message=str(refused))
    return _back(request, here, _("It is withdrawn: its link says when and why."))


def _found(request: Request, article: UUID, publication: UUID) -> tuple[Place, Publication]:
    here = place(request, article, None, Ability.PUBLISH, closed=True)
    found = publication_of(here, publication)
    if found is None:
        raise Http404
    return here, found


def _asked(request: Request, kind: type[PublicationForm], begin: dict[str, Any]) -> PublicationForm:
    """Return the form as it was sent to be looked at, or a new one; neither is found fault with."""
    if request.method != "POST":
        return kind(initial=begin | {"page": uuid4()})
    sent = kind(request.POST)
    return kind(initial={name: sent[name].value() for name in sent.fields})


def _form(
    request: Request,
    here: Place,
    form: PublicationForm,
    row: Publication | None = None,
    *,
    status: int = 200,
    message: str = "",
) -> HttpResponse:
    """Show the form with what it would let out, or why nothing can be let out."""
    context: dict[str, Any] = {
        "place": here,
        "team": here.team,
        "form": form,
        "row": row,
        "preview": reverse("publication-correction" if row else "publication-new", args=_ids(here, row)),
        "action": reverse("publication-editions" if row else "publications", args=_ids(here, row)),
        "message": message,
    }
    try:
        document = prepare(here, _choices(form))
    except Refused as refused:
        return render(request, "publications/form.html", context | {"refused": str(refused)}, status=status)
    answers = {"graphic": "yes"} if form.graphic else {}
    licence = here.team.licence
    own = by_own_guideline(document.session_id)
    context |= of_document(document, answers, licence, own_guideline=own) | {"base": digest_of(document, licence)}
    names = {} if document.options.names else names_within(document, names_of_team(here))
    public = None if row is None else Shown(row, [newest_of(row)]).document
    context |= {
        "before": before(here),
        "named": names,
        "compared": public is not None,
        "differences": public and differences(public, document),
        "described": public and described_otherwise(public, document),
    }
    context["behind"] = document.revision.id != str(here.revision.public_id)
    context["jsonld"] = b"".join(jsonld.write(document)).decode()
    return render(request, "publications/form.html", context, status=status)


def _ids(here: Place, row: Publication | None) -> list[UUID]:
    return [here.article.public_id, *([row.public_id] if row else [])]


def _choices(form: PublicationForm) -> Choices:
    return Choices.of({name: bool(form[name].value()) for name in asdict(Choices())})


def _list(request: Request, here: Place, *, status: int = 200, **extra: Any) -> HttpResponse:
    context = {
        "place": here,
        "team": here.team,
        "publications": publications_of(here),
        "publishes": here.may(Ability.PUBLISH) and not here.withheld,
        "base_url": settings.BASE_URL,
        "form": WithdrawalForm(initial={"page": uuid4()}),
    }
    return render(request, "publications/index.html", context | extra, status=status)


def _back(request: Request, here: Place, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("publications", args=[here.article.public_id]), status=303)
