"""Moving a session to the text that one of its reports has now."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from warreader.actions.errors import Refused, Repeated, Stale
from warreader.actions.moving import counts, move_session
from warreader.forms.sessions import MoveForm
from warreader.models import Ability, Membership, Phase, SessionArticle

from . import access
from .access import Request


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, session: UUID, article: UUID) -> HttpResponse:
    """Say what moving the session to the report's present text changes; a POST moves it."""
    member, found = access.session(request, session, Ability.LEAD_SESSIONS)
    related = ("session__team", "article__revision", "revision")
    rows = SessionArticle.objects.visible_to(request.user).select_related(*related)
    rows = rows.defer("article__revision__text", "revision__text")
    part = rows.filter(session=found, article__public_id=article, article__deleted_at=None).first()
    if part is None:
        raise Http404
    if request.method != "POST":
        return _page(request, member, part)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, member, part, status=422, error=_("Look at what changed, and move the session then."))
    data = form.cleaned_data
    try:
        move_session(member=member, session=found, article=part.article, base=data["base"], action=data["action"])
    except Repeated:
        pass
    except Stale as stale:
        return _page(request, member, part, status=409, error=str(stale))
    except Refused as refused:
        return _page(request, member, part, status=422, error=str(refused))
    messages.success(request, _("The session judges the later text now."))
    return HttpResponseRedirect(reverse("session-assignments", args=[found.public_id]), status=303)


def _page(
    request: Request, member: Membership, part: SessionArticle, *, status: int = 200, error: str = ""
) -> HttpResponse:
    later = part.article.revision
    behind = later is not None and later.pk != part.revision_id
    context = {
        "team": part.session.team,
        "member": member,
        "session": part.session,
        "part": part,
        "behind": behind,
        "counts": counts(part.revision, later) if later and behind else {},
        "changeable": part.session.phase == Phase.ANNOTATING and not part.session.revealed_at,
        "page_id": uuid4(),
        "error": error,
    }
    return render(request, "sessions/move.html", context, status=status)
