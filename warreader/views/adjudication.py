"""Adjudication: what people of a session disagree on, one sentence after the other; settling by rule; taking back."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from warreader.actions.adjudication import last_settling, settle, settle_by_rule, short_version, take_back
from warreader.actions.annotations import Target
from warreader.actions.errors import Refused, Repeated, Stale
from warreader.forms.adjudication import ReversalForm, RuleForm, SettleForm
from warreader.keys import keymap
from warreader.models import Ability, AnnotationSession, Article, Event, EventKind, Membership, Outcome
from warreader.places import FIRST, Place
from warreader.queries.adjudication import Item, Queue, QueueFilter, case, listed, queue
from warreader.templatetags.adjudication import item_url, queue_url

from . import access
from .access import Request

PAGE_SIZE = 50
#: the key of each outcome, as its button shows it
BUTTONS = (
    (Outcome.VERIFIED, "1"),
    (Outcome.UNVERIFIED, "2"),
    (Outcome.OPINION, "3"),
    (Outcome.NOTHING, "x"),
    (Outcome.NONE, "0"),
    (Outcome.WANTED, "m"),
)
#: keys of this page alone, and what those of the reading page do here
KEYS = {"m": Outcome.WANTED.value}
SAME = {"clear": Outcome.NONE.value}


def _session(request: Request, session: UUID) -> tuple[Membership, AnnotationSession]:
    """Return the session and its editor; 404 before the reveal, when there is nothing that they may see."""
    member, found = access.session(request, session, Ability.SETTLE)
    if found.concealed:
        raise Http404
    return member, found


def _queue(request: Request, member: Membership, session: AnnotationSession) -> Queue:
    return queue(member, session, QueueFilter.from_query(request.GET))


@require_safe
def index(request: Request, session: UUID) -> HttpResponse:
    """Show how much there is to settle, and what a rule would; the sentences, the worst disagreement first."""
    return _index_page(request, *_session(request, session))


def _index_page(
    request: Request,
    member: Membership,
    session: AnnotationSession,
    *,
    status: int = 200,
    error: str = "",
    form: RuleForm | None = None,
) -> HttpResponse:
    found = _queue(request, member, session)
    usual = {"votes": session.rule_votes, "share": session.rule_share}
    form = form or RuleForm({name: request.GET.get(name, value) for name, value in usual.items()})
    page = Paginator(found.shown, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "team": session.team,
        "session": session,
        "queue": found,
        "page": page,
        "rows": listed(list(page)),
        "form": form,
        "would": found.by_rule(form.rule(), member) if form.is_valid() else 0,
        "last": _last(member, session),
        "page_id": uuid4(),
        "error": error,
    }
    return render(request, "adjudication/index.html", context, status=status)


def _last(member: Membership, session: AnnotationSession) -> dict[str, Any] | None:
    """Return what the member settled last, and of how many sentences."""
    event = last_settling(member, session)
    if event is None:
        return None
    return {"event": event, "number": Event.objects.filter(actor=member, action=event.action).count()}


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: Request, session: UUID, article: UUID, ordinal: int) -> HttpResponse:
    """Show a sentence with all that was said of it; a POST settles it, and goes on to the next."""
    member, found = _session(request, session)
    if request.method == "POST":
        return _settle(request, member, found, article, ordinal)
    return _item_page(request, member, found, article, ordinal)


def _item_page(
    request: Request,
    member: Membership,
    session: AnnotationSession,
    article: UUID,
    ordinal: int,
    *,
    status: int = 200,
    form: SettleForm | None = None,
    error: str = "",
) -> HttpResponse:
    found = _queue(request, member, session)
    here = found.at(article, ordinal)
    if here is None and status == 409:
        return _index_page(request, member, session, status=status, error=error)
    if here is None:
        raise Http404
    return _answer(request, member, found, here, status=status, form=form, error=error)


def _answer(
    request: Request,
    member: Membership,
    found: Queue,
    here: Item,
    *,
    status: int = 200,
    form: SettleForm | None = None,
    error: str = "",
) -> HttpResponse:
    """Answer with one sentence: alone, to htmx."""
    looked_at = case(member, found.session, here)
    fragment = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    reason = looked_at.row.reason if looked_at.row else ""
    context = {
        "team": found.session.team,
        "session": found.session,
        "queue": found,
        "item": here,
        "case": looked_at,
        "next": found.after(here),
        "previous": found.before(here),
        "base": short_version(looked_at.row),
        "form": form or SettleForm(initial={"reason": reason}),
        "buttons": BUTTONS,
        "page_id": uuid4(),
        "error": error,
        "keymap": _keymap(request),
        "fragment": fragment,
    }
    template = "adjudication/_item.html" if fragment else "adjudication/item.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _keymap(request: Request) -> dict[str, str]:
    if not request.user.single_keys:
        return {}
    return KEYS | {key: SAME.get(action, action) for key, action in keymap(request.user.keymap).items()}


def _settle(
    request: Request, member: Membership, session: AnnotationSession, article: UUID, ordinal: int
) -> HttpResponse:
    form = SettleForm(request.POST)
    shown = (request, member, session, article, ordinal)
    if not form.is_valid():
        return _item_page(*shown, status=422, form=form, error=_words(form))
    data = form.cleaned_data
    try:
        place = Place.find(request.user, article, session.public_id, data["revision"] or FIRST)
        if place.earlier:
            raise Stale(_("The report’s text has changed since this page was loaded: this was not saved."))
        targets = [Target(ordinal, data["base"])]
        settle(place=place, targets=targets, outcome=data["outcome"], reason=data["reason"], action=data["action"])
    except Article.DoesNotExist as missing:
        raise Http404 from missing
    except Repeated:
        pass
    except Stale as stale:
        return _item_page(*shown, status=409, form=form, error=str(stale))
    except Refused as refused:
        return _item_page(*shown, status=422, form=form, error=str(refused))
    return _go_on(request, member, session, article, ordinal)


def _words(form: Any) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def _go_on(
    request: Request, member: Membership, session: AnnotationSession, article: UUID, ordinal: int
) -> HttpResponse:
    """Go to the next sentence that the filter lets through, else to the list."""
    found = _queue(request, member, session)
    here = found.at(article, ordinal)
    following = found.after(here) if here else None
    if following is None:
        messages.success(request, _("Settled. There is no further sentence here."))
        return _gone(request, queue_url(found, "adjudication", session.public_id))
    address = item_url(found, following)
    if not request.htmx:
        return HttpResponseRedirect(address, status=303)
    response = _answer(request, member, found, following)
    response["HX-Push-Url"] = address
    return response


def _gone(request: Request, address: str) -> HttpResponse:
    """Go to another page."""
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)


@require_POST
def rule(request: Request, session: UUID) -> HttpResponse:
    """Settle every open sentence that a rule settles."""
    member, found = _session(request, session)
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _index_page(request, member, found, status=422, form=form)
    queued = _queue(request, member, found)
    article = _article(queued)
    try:
        number = settle_by_rule(
            member=member, session=found, rule=form.rule(), article=article, action=form.cleaned_data["action"]
        )
    except Repeated:
        return _gone(request, queue_url(queued, "adjudication", found.public_id))
    except Refused as refused:
        return _index_page(request, member, found, status=422, form=form, error=str(refused))
    text = ngettext("%(number)s sentence settled by the rule.", "%(number)s sentences settled by the rule.", number)
    messages.success(request, text % {"number": number})
    return _gone(request, queue_url(queued, "adjudication", found.public_id))


def _article(found: Queue) -> Article | None:
    """Return the article that the filter is for; 404 where it is none of the session's."""
    asked = found.chosen.article
    if asked is None:
        return None
    article = next((part.article for part in found.parts if part.article.public_id == asked), None)
    if article is None:
        raise Http404
    return article


@require_POST
def reversal(request: Request, session: UUID) -> HttpResponse:
    """Take back one's last settling, or the one that is named; a whole bulk of it."""
    member, found = _session(request, session)
    form = ReversalForm(request.POST)
    if not form.is_valid():
        return _index_page(request, member, found, status=422, error=_words(form))
    event = _event(request, member, found, form.cleaned_data["event"])
    try:
        if event is None:
            raise Refused(_("You have settled nothing here that could be taken back."))
        number = take_back(member=member, session=found, event=event, action=form.cleaned_data["action"])
    except Repeated:
        number = 0
    except Refused as refused:
        return _not_taken_back(request, member, found, str(refused))
    text = ngettext("%(number)s sentence is open again.", "Taken back for %(number)s sentences.", number)
    if number != 1 or event is None or event.article is None or event.sentence is None:
        messages.success(request, text % {"number": number})
        return _gone(request, f"{reverse('adjudication', args=[session])}?{request.GET.urlencode()}")
    return _back_to(request, member, found, event)


def _not_taken_back(request: Request, member: Membership, session: AnnotationSession, reason: str) -> HttpResponse:
    """Say why: to htmx, above the sentence that is looked at."""
    if request.htmx:
        headers = {"HX-Retarget": "#item-says", "HX-Reswap": "innerHTML"}
        return HttpResponse(escape(reason), status=422, headers=headers)
    return _index_page(request, member, session, status=422, error=reason)


def _event(request: Request, member: Membership, session: AnnotationSession, public_id: UUID | None) -> Event | None:
    """Return an event of the settling to take back: the named one's, else one's last; 404 for no such event."""
    if public_id is None:
        return last_settling(member, session)
    rows = Event.objects.visible_to(request.user).filter(session=session, kind=EventKind.SENTENCE_SETTLED)
    found = rows.select_related("article", "sentence").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _back_to(request: Request, member: Membership, session: AnnotationSession, event: Event) -> HttpResponse:
    """Show the sentence whose settling was taken back."""
    if event.article is None or event.sentence is None:
        raise TypeError("What is settled is a sentence.")
    article, ordinal = event.article.public_id, event.sentence.ordinal
    address = reverse("adjudication-item", args=[session.public_id, article, ordinal])
    query = QueueFilter.from_query(request.GET).query()
    address = f"{address}?{query}" if query else address
    if not request.htmx:
        return HttpResponseRedirect(address, status=303)
    response = _item_page(request, member, session, article, ordinal)
    response["HX-Push-Url"] = address
    return response
