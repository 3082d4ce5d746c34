"""How far the people of a session agree."""

from dataclasses import replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from warreader.models import Article
from warreader.queries.agreement import REDUCTIONS, agreement_page

from . import access
from .access import Request


@require_safe
def show(request: Request, session: UUID) -> HttpResponse:
    """Show a session's agreement, on all its articles or on that of ``?article=``; 403 before a blind one's reveal."""
    member, found = access.session(request, session)
    if found.concealed:
        raise PermissionDenied(_("Until the reveal nobody sees how far people agree."))
    article = _article(request)
    page = agreement_page(member, found, article)
    if article and not page.parts:
        raise Http404
    first, last = page.rounds[0], page.rounds[-1]
    same = first is not last and first == replace(last, round=first.round)
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
    context = {"team": found.team, "session": found, "page": page, "article": article, "rounds": rounds, "same": same}
    return render(request, "sessions/agreement.html", context)


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
