"""Taking several articles away at once: those of a session, or what is picked or ticked in the library."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import IO
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_safe

from warreader.actions.bundles import MEDIA_TYPE, MOST_ARTICLES, MOST_BYTES, MOST_DOCUMENTS, issue_bundle
from warreader.actions.errors import Refused
from warreader.actions.kept_bundles import stands, takes_long
from warreader.exports.bundle import Order
from warreader.filters import TEAM, LibraryFilter
from warreader.forms.bundles import BundleForm
from warreader.models import Ability, AnnotationSession, Article, BundleState, KeptBundle, Membership
from warreader.models.bundles import KEPT
from warreader.places import address
from warreader.queries.bundles import articles_of_session, articles_picked, articles_ticked
from warreader.queries.library import ticked
from warreader.tasks.bundles import FORGOTTEN, ask_for
from warreader.ticks import Ticks

from . import access
from .access import Request


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be taken away: articles of a session, or of the reading room, and where they are shown."""

    member: Membership
    session: AnnotationSession
    find: partial[Sequence[UUID]]
    #: the library's filter; None in a session
    filter: LibraryFilter | None = None
    #: what is ticked in the library; None: all that the filter picks
    ticks: Ticks | None = None

    @property
    def selection(self) -> str:
        """Which of the articles these are, in words; empty for all."""
        if self.ticks is not None:
            return self.ticks.words_for()
        return self.filter.words_for() if self.filter else ""

    def articles(self) -> tuple[int, list[Article] | None]:
        """Return how many there are, and which, where they are ticked; one query."""
        if self.ticks is None:
            return len(self.find()), None
        found = [] if self.ticks.too_many else list(ticked(self.member, self.ticks.articles))
        return len(found), found


@require_http_methods(["GET", "HEAD", "POST"])
def of_session(request: Request, session: UUID) -> HttpResponseBase:
    """Show what can be exported of a session; a POST issues a zip."""
    member, found = access.session(request, session, Ability.EXPORT)
    return _answer(request, Chosen(member, found, partial(articles_of_session, request.user, found)))


@require_http_methods(["GET", "HEAD", "POST"])
def of_library(request: Request, team: UUID) -> HttpResponseBase:
    """Show what can be exported of what the library's filter picks, or what is ticked in it; a POST issues a zip."""
    member = access.member(request, team, Ability.EXPORT)
    room = AnnotationSession.objects.visible_to(request.user).get(team=member.team_id, standing=True)
    chosen, ticks = LibraryFilter.from_query(request.GET), Ticks.from_query(request.GET)
    find = partial(articles_picked, member, chosen) if ticks is None else partial(articles_ticked, member, ticks)
    return _answer(request, Chosen(member, room, find, chosen, ticks))


def _answer(request: Request, chosen: Chosen) -> HttpResponseBase:
    rows = Membership.objects.visible_to(request.user).filter(team=chosen.member.team_id)
    known = {"members": list(rows.order_by("name", "pk")), "reader": chosen.member}
    if chosen.ticks and chosen.ticks.too_many:
        return _page(request, chosen, BundleForm(**known), status=422)
    if request.method != "POST":
        initial = {"whose": TEAM, "evidence": True, "formats": ["jsonl"]}
        return _page(request, chosen, BundleForm(initial=initial, **known))
    form = BundleForm(request.POST, **known)
    if not form.is_valid():
        return _page(request, chosen, form, status=422)
    return _issue(request, chosen, form)


def _issue(request: Request, chosen: Chosen, form: BundleForm) -> HttpResponseBase:
    if chosen.ticks and len(chosen.find()) < len(chosen.ticks.articles):
        return _page(request, chosen, form, status=422)  # what is left is another zip than was asked for
    order = Order(
        viewer=request.user,
        team=chosen.member.team,
        session=chosen.session,
        find=chosen.find,
        formats=tuple(form.cleaned_data["formats"]),
        options=form.options(),
        selection=chosen.selection,
    )
    try:
        return answered(chosen.member, order, form.cleaned_data["action"])
    except Refused as refused:
        return _page(request, chosen, form, status=422, message=str(refused))


def answered(member: Membership, order: Order, action: UUID) -> HttpResponseBase:
    """Answer with a zip, which is kept nowhere; or lead to where it will be. Raises ``Refused``."""
    if takes_long(order):
        found = ask_for(member=member, order=order, action=action)
        return HttpResponseRedirect(reverse("bundle", args=[found.public_id]), status=303)
    bundle = issue_bundle(member=member, order=order, action=action)
    return as_file(bundle.file, bundle.filename, MEDIA_TYPE)


def as_file(file: IO[bytes], filename: str, media_type: str) -> FileResponse:
    """Answer with a file to keep, which is closed then."""
    headers = {"Cache-Control": "no-store"}
    return FileResponse(file, as_attachment=True, filename=filename, content_type=media_type, headers=headers)


@require_safe
def kept(request: Request, bundle: UUID) -> HttpResponse:
    """Show how far a zip is that takes long to make; for htmx, only that."""
    found = access.kept_bundle(request, bundle)
    context = {"team": found.member.team, "session": found.session, "kept": found, "until": found.created_at + KEPT}
    context |= {"stands": found.state != BundleState.READY or stands(request.user, found), "again": _again(found)}
    context |= {"late": found.created_at < timezone.now() - FORGOTTEN}
    response = render(request, "bundles/_kept.html" if request.htmx else "bundles/kept.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _again(found: KeptBundle) -> str:
    """Return the page on which the same can be asked for once more."""
    articles = [UUID(one) for one in found.order["articles"]]
    if found.order["text"] is not None:
        return address(Article(public_id=articles[0]), found.session, None, "exports")
    if not found.session.standing:
        return reverse("session-exports", args=[found.session.public_id])
    team, ticks = [found.member.team.public_id], Ticks.of(articles)
    # more than an address takes came by a filter, which the library has
    return (
        reverse("library", args=team)
        if ticks.too_many
        else f"{reverse('library-exports', args=team)}?{ticks.query()}"
    )


@require_safe
def file(request: Request, bundle: UUID) -> HttpResponseBase:
    """Give a zip that was made to whoever asked for it.

    404 where it is not there yet, and where it holds what they may not see by now.
    """
    found = access.kept_bundle(request, bundle)
    if found.state != BundleState.READY or not stands(request.user, found):
        raise Http404
    return as_file(BytesIO(bytes(found.content or b"")), found.filename, MEDIA_TYPE)


def _page(
    request: Request, chosen: Chosen, form: BundleForm, *, status: int = 200, message: str = ""
) -> HttpResponse:
    number, articles = chosen.articles()
    left = None if articles is None else Ticks.of(article.public_id for article in articles)
    context = {
        "team": chosen.member.team,
        "session": chosen.session,
        "chosen": chosen.filter,
        "number": number,
        "articles": articles,
        "ticks": chosen.ticks,
        "left": left,
        "missing": len(chosen.ticks.articles) - number if chosen.ticks else 0,
        "made": KeptBundle.objects.visible_to(request.user).of_team(chosen.member.team),
        "form": form,
        "message": message,
        "most": {"articles": MOST_ARTICLES, "documents": MOST_DOCUMENTS, "megabytes": MOST_BYTES // 1_000_000},
    }
    return render(request, "bundles/new.html", context, status=status)
