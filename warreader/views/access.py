"""The only way a view fetches an object for a user; and who is asked to sign in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias
from uuid import UUID

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from warreader.models import (
    Ability,
    AnnotationSession,
    Arrival,
    Article,
    Comment,
    Evidence,
    Invitation,
    KeptBundle,
    Membership,
    User,
)
from warreader.places import FIRST, READING, Place
from warreader.queries.cards import was_theirs
from warreader.queries.prepared import prepared_models

#: the page of what an address names, the nearest first
PAGES = {"sentence": "ordinal", "article": "article", "library": "team"}
#: pages that ask again by themselves, with nothing in them that somebody typed: signed out, they load anew
ASKING = frozenset({"bundle"})


class Request(HttpRequest):
    """A request of somebody signed in, as the views see it."""

    user: User
    htmx: HtmxDetails
    environ: dict[str, Any]


#: a view of an article: request, place, and what else the address names
PlaceView: TypeAlias = Callable[..., HttpResponseBase]


class SignInMiddleware(LoginRequiredMiddleware):
    """Ask everybody to sign in, but for views that say otherwise.

    A page cannot show a sign-in form in the middle of an article: htmx requests and streams get 401, and the page's
    script keeps what was not saved. A script says in ``X-Account`` whose work it sends; under another account it is
    refused in the same way, so that nobody ever sends another person's work.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the request through, or answer it."""
        account = request.headers.get("X-Account")
        if account and account != str(getattr(request.user, "public_id", "")):
            return HttpResponse(_("Sign in again to go on."), status=401, content_type="text/plain")
        if not getattr(view_func, "login_required", True):
            return None  # without a look at who asks: what is public may be kept for others
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Answer somebody who is not signed in."""
        if getattr(request, "htmx", False) or request.headers.get("Accept") == "text/event-stream":
            asks = request.resolver_match is not None and request.resolver_match.url_name in ASKING
            headers = {"HX-Refresh": "true"} if asks else {}
            text = _("Sign in again to go on.")
            return HttpResponse(text, status=401, content_type="text/plain", headers=headers)
        return redirect_to_login(_page_of(request))


def _page_of(request: HttpRequest) -> str:
    """Return the page to show to somebody once they have signed in: the one asked for, or the one of a form's noun.

    Many forms post to addresses that have no page.
    """
    if request.method in {"GET", "HEAD"} or request.resolver_match is None:
        return request.get_full_path()
    names = request.resolver_match.kwargs
    page = next((name for name, key in PAGES.items() if key in names), "home")
    if "session" in names:
        page = f"session:{page}" if "article" in names else "session-show"
    address = reverse(page, args=[names[key] for key in ("session", "article", "team", "ordinal") if key in names])
    query = request.META["QUERY_STRING"]
    return f"{address}?{query}" if query else address


class Outdated(Exception):
    """Something was sent from a page of a text that is no longer worked on; ``place`` is at that text."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.closed)
        self.place = place


def at_place(
    ability: Ability = Ability.READ, *, closed: bool = False, any_text: bool = False
) -> Callable[[PlaceView], PlaceView]:
    """Give a view of an article its place, in the reading room or in the session that the address names.

    404 where the user may not see the article there, 403 where they may only read it, or where no work is taken on
    it (unless ``closed`` says that this does not matter). :class:`Outdated` where something is sent from the page of
    an earlier text, unless it is all the same which text it was (``any_text``).
    """

    def decorate(view: PlaceView) -> PlaceView:
        @wraps(view)
        def found(
            request: Request, article: UUID, session: UUID | None = None, revision: int | None = None, **more: Any
        ) -> HttpResponseBase:
            number = revision or (None if any_text else _text_of_page(request))
            return view(request, place(request, article, session, ability, closed=closed, number=number), **more)

        return found

    return decorate


def _text_of_page(request: Request) -> int | None:
    """Return the text of the page that asks, where the address names none: the first; None for a page to be made."""
    fragment = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    script = fragment or request.headers.get("Accept") == "text/event-stream"
    return FIRST if script or request.method == "POST" else None


def place(
    request: Request,
    article: UUID,
    session: UUID | None,
    ability: Ability,
    *,
    closed: bool,
    number: int | None = None,
) -> Place:
    """Return the place for an article at its text of a number (None: the present one), as :func:`at_place` has it."""
    try:
        found = Place.find(request.user, article, session, number)
    except Article.DoesNotExist as error:
        raise Http404 from error
    _require(found.author, ability)
    if found.earlier and ability not in READING and request.method == "POST":
        raise Outdated(found)
    if not closed and not found.may(ability):
        raise PermissionDenied(found.shut(ability))
    return found


def member(request: Request, team: UUID, ability: Ability = Ability.READ) -> Membership:
    """Return the user's membership of a team; 404 for others, 403 where the role is not enough."""
    found = next(iter(_memberships(request.user.pk, team)), None)
    if found is None:
        raise Http404
    _require(found, ability)
    return found


@prepared_models
def _memberships(user: int, team: UUID) -> QuerySet[Any, Any]:
    rows = Membership.objects.of(User(pk=user)).select_related("team", "user")
    return rows.filter(team__public_id=team).order_by("pk")


def team_mate(request: Request, own: Membership, public_id: UUID) -> Membership:
    """Return a present member of the team that ``own`` is in; 404 for others."""
    rows = Membership.objects.visible_to(request.user).current().select_related("team")
    found = rows.filter(team=own.team, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def invitation(request: Request, own: Membership, public_id: UUID) -> Invitation:
    """Return an invitation into the team that ``own`` is in; 404 for others."""
    found = Invitation.objects.visible_to(request.user).filter(team=own.team, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def session(request: Request, session: UUID, ability: Ability = Ability.READ) -> tuple[Membership, AnnotationSession]:
    """Return an annotation session, and the user as the member they are in its team; 404 and 403 as for a team."""
    rows = AnnotationSession.objects.visible_to(request.user).made().select_related("team")
    found = rows.filter(public_id=session).first()
    if found is None:
        raise Http404
    return member(request, found.team.public_id, ability), found


def arrival(request: Request, public_id: UUID) -> tuple[Membership, Arrival]:
    """Return a report on its way in, and the user as the member they are in its team; 404 for who may add none."""
    rows = Arrival.objects.visible_to(request.user).select_related("capture", "article", "member")
    found = rows.defer("capture__content").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    own = Membership.objects.of(request.user).select_related("team", "user").get(team=found.team_id)
    return own, found


def kept_bundle(request: Request, public_id: UUID) -> KeptBundle:
    """Return a zip that the user has asked for; 404 for others, 403 where they may not export any more."""
    rows = KeptBundle.objects.visible_to(request.user).select_related("member__team", "session").defer("content")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    _require(found.member, Ability.EXPORT)
    return found


def require_sentence(place: Place, ordinal: int) -> None:
    """Answer 404 where the article has no such sentence."""
    if not place.sentences().filter(ordinal=ordinal).exists():
        raise Http404


def own_evidence(place: Place, ordinal: int, public_id: UUID) -> Evidence | None:
    """Return the member's own evidence for a sentence, None where they have removed it.

    404 where it never was there, 403 where it is a team-mate's.
    """
    rows = Evidence.objects.visible_to(place.viewer).filter(sentence__revision=place.revision, session=place.session)
    found = rows.filter(public_id=public_id, sentence__ordinal=ordinal).select_related("sentence").first()
    if found is None:
        if was_theirs(place, ordinal, public_id):
            return None
        raise Http404
    if found.author_id != place.author.pk:
        raise PermissionDenied
    return found


def comment_on(place: Place, ordinal: int, public_id: UUID) -> Comment:
    """Return a comment on a sentence here; 404 where the member sees none of this id."""
    rows = Comment.objects.visible_to(place.viewer).filter(sentence__revision=place.revision, session=place.session)
    found = rows.filter(public_id=public_id, sentence__ordinal=ordinal).select_related("sentence", "root").first()
    if found is None:
        raise Http404
    return found


def own_comment(place: Place, ordinal: int, public_id: UUID) -> Comment:
    """Return the member's own comment on a sentence here; 403 where it is a team-mate's."""
    found = comment_on(place, ordinal, public_id)
    if found.author_id != place.author.pk:
        raise PermissionDenied
    return found


def _require(member: Membership, ability: Ability) -> None:
    if not member.may(ability):
        raise PermissionDenied(_("Your role in this team does not allow this."))
