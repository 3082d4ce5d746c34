"""How far the people of a session agree."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from warreader.models import Article
from warreader.queries.agreement import REDUCTIONS
from warreader.queries.figures import AgreementPage, agreement_page
from warreader.tasks.figures import ask_for

from . import access
from .access import Request


@require_safe
@vary_on_headers("HX-Request")
def show(request: Request, session: UUID) -> HttpResponse:
    """Show a session's agreement, on all its articles or on that of ``?article=``; 403 before a blind one's reveal.

    For htmx the figures alone; 204 where those that the page has (``?shown=``) are still the newest.
    """
    member, found = access.session(request, session)
    if found.concealed:
        raise PermissionDenied(_("Until the reveal nobody sees how far people agree."))
    article = _article(request)
    page = agreement_page(member, found, article)
    if article and not page.parts:
        raise Http404
    if page.behind:
        ask_for(found, page.parts)
    token = page.at.isoformat() if page.at else ""
    if request.htmx and page.behind and request.GET.get("shown", "") == token:
        return HttpResponse(status=204)
    context = {"team": found.team, "session": found, "article": article, "token": token} | _shown(page)
    template = "_agreement" if request.htmx else "agreement"
    return render(request, f"sessions/{template}.html", context)


def _shown(page: AgreementPage) -> dict[str, Any]:
    """Return what the page shows; rounds that are the same once."""
    same = len(page.rounds) > 1 and page.rounds[0] == replace(page.rounds[-1], round=page.rounds[0].round)
    rounds = [
        {
            "agreement": one,
            "figures": [(REDUCTIONS[figure.name][0], figure) for figure in one.figures],
            "matrix": page.matrix(one),
            "distributions": [(person, one.distributions.get(person.pk)) for person in page.people],
            "heat": [(part, one.heat.get(part.revision_id, ())) for part in page.parts],
        }
        for one in (page.rounds[:1] if same else page.rounds)
    ]
    return {"page": page, "rounds": rounds, "same": same}


def _article(request: Request) -> Article | None:
    asked = request.GET.get("article", "")
    if not asked:
        return None
    try:
        public_id = UUID(asked)
    except ValueError as error:
        raise Http404 from error
    found = Article.objects.visible_to(request.user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
