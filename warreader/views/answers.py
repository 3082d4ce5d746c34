"""How a change to an article is answered: with the pieces that changed, or, without htmx, with a page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warreader import live
from warreader.actions.annotations import waited
from warreader.actions.errors import Refused, Repeated, Stale
from warreader.exports.issued import last_export_of
from warreader.filters import EXTRAS, ReadingFilter
from warreader.forms.annotations import NoteForm
from warreader.forms.discussion import CommentForm
from warreader.forms.evidence import EvidenceForm
from warreader.keys import KEYS, keymap
from warreader.models import Ability, Flag, Kind, Sentence
from warreader.places import Place
from warreader.queries.cards import card as read_card
from warreader.queries.discussion import discussion_of, people_to_mention
from warreader.queries.people import NoSuchPerson, Whose, members_of, whose_tags
from warreader.queries.reading import Glimpse, Line, Reading, glimpse, read
from warreader.queries.texts import head_of

from .access import Request

#: what the script says
WORDS = {
    "saved": gettext_lazy("Saved"),
    "waits": gettext_lazy("Not saved yet: {n} waiting for a connection"),
    "signedOut": gettext_lazy("Not saved yet: {n} waiting for you."),
    "signIn": gettext_lazy("Sign in again"),
    "ended": gettext_lazy("You are signed out."),
    "silent": gettext_lazy("No answer from the server: what you see may be old."),
    "again": gettext_lazy("Load the page again"),
    "behind": gettext_lazy("Others have changed this sentence meanwhile."),
    "look": gettext_lazy("Look at it"),
    "refused": gettext_lazy("Not saved"),
}
SECTIONS = {name: f"articles/_{name}.html" for name in ("note", "evidence", "work", "mates", "discussion")}


def reading_of(request: Request, place: Place, members: Sequence[Any] | None = None) -> Reading:
    """Return the article as the request's filter shows it; 404 where it asks for tags of nobody in the team."""
    chosen = ReadingFilter.from_query(request.GET)
    return read(place, chosen, whose_of(place, chosen, members))


def whose_of(place: Place, chosen: ReadingFilter, members: Sequence[Any] | None = None) -> Whose:
    """Return whose tags the filter asks for; 404 where that is nobody in the team."""
    try:
        return whose_tags(place, chosen.whose, members)
    except NoSuchPerson as error:
        raise Http404 from error


def reading_page(
    request: Request, place: Place, ordinal: int | None = None, *, status: int = 200, **extra: Any
) -> HttpResponse:
    """Answer with the reading page, the card of one sentence open."""
    members = members_of(place)
    head = head_of(place)
    reading = reading_of(request, place, members)
    context = card_context(reading, reading.first_open if ordinal is None else ordinal) | {
        "members": [one for one in members if one.pk != place.author.pk],
        "called": people_to_mention(place, members),
        "cursor": live.STANDS if place.earlier else live.cursor_of(place),
        "exported": last_export_of(place),
        "latest": head.latest,
        "copies": head.copies,
        "published": head.published,
        "may_publish": place.may(Ability.PUBLISH),
        "keys": KEYS,
        "keymap": keymap(request.user.keymap) if request.user.single_keys else {},
        "words": WORDS,
        "extras": EXTRAS,
        "opened": ordinal is not None,
        "status": status,
    }
    response = render(request, "articles/show.html", context | extra, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def card_context(reading: Reading, ordinal: int) -> dict[str, Any]:
    """Return what a template needs for a sentence's card; 404 where there is no such sentence."""
    line = reading.line(ordinal)
    if line is None:
        raise Http404
    place = reading.place
    card = read_card(place, line)
    note = card.own.annotation if card.own else None
    return {
        "reading": reading,
        "place": place,
        "team": place.team,
        "card": card,
        "line": line,
        "flags": Flag.choices,
        "kinds": Kind.choices,
        "may_annotate": place.may(Ability.ANNOTATE),
        "may_correct": place.may(Ability.CORRECT_KINDS),
        "may_free": line.mark.sign.holder == place.author.pk or place.author.may(Ability.LEAD_SESSIONS),
        "page_id": uuid4(),
        "note_form": NoteForm(
            initial={
                "note": note.note if note else "",
                "exported": note.note_exported if note else False,
                "base": line.mark.version,
            }
        ),
        "evidence_form": EvidenceForm(),
        "discussion": discussion_of(place, line),
        "comment_form": CommentForm(),
        "may_discuss": place.may(Ability.DISCUSS),
    }


def changed(
    request: Request,
    place: Place,
    ordinals: Sequence[int],
    act: Callable[[], Sequence[int] | Sequence[Sentence]],
    *,
    section: str = "",
    said: str = "",
    forms: Mapping[str, Any] | None = None,
    whole: bool = False,
) -> HttpResponse:
    """Do ``act`` and answer with what changed: the sentences that it returns, or their ordinals.

    ``section`` is a part of the card that changes with it, and then all that the card shows is read.

    200 (303 without htmx) when done, also where it was done before; 409 with the present state where the page was
    stale; 422 where it cannot be done. ``forms`` then shows again what was typed. ``whole`` answers with the whole
    text, for changes that move blocks.
    """
    status, message, shown = 200, said or _("Saved"), list(ordinals)
    sentences: list[Sentence] = []
    try:
        done = act()
        sentences = [one for one in done if isinstance(one, Sentence)]
        shown = [one.ordinal if isinstance(one, Sentence) else one for one in done] or shown
    except Repeated:
        pass
    except Stale as stale:
        status, message = 409, str(stale)
        shown = list(stale.ordinals) or shown
    except Refused as refused:
        status, message = 422, str(refused)
    plain = not ReadingFilter.from_query(request.GET).active and not any(waited(one) for one in sentences)
    if sentences and not section and request.htmx and plain:
        return quick_answer(request, place, sentences, message)
    return answer(request, place, shown, status=status, message=message, section=section, forms=forms, whole=whole)


def quick_answer(request: Request, place: Place, sentences: Sequence[Sentence], message: str) -> HttpResponse:
    """Answer with the pieces of sentences that an action has read, without reading the whole article again."""
    chosen = ReadingFilter.from_query(request.GET)
    reading = glimpse(place, chosen, whose_of(place, chosen), sentences)
    return _pieces(request, reading, reading.lines, status=200, message=message)


def answer(
    request: Request,
    place: Place,
    ordinals: Sequence[int],
    *,
    status: int = 200,
    message: str = "",
    section: str = "",
    forms: Mapping[str, Any] | None = None,
    whole: bool = False,
) -> HttpResponse:
    """Answer with the pieces of some sentences; without htmx, go to the first one's card, or show what is wrong."""
    ordinal = ordinals[0] if ordinals else None
    kept = dict(forms or {}) if status != 200 else {}
    if not request.htmx:
        if status == 200:
            return HttpResponseRedirect(_back(request, place, ordinal), status=303)
        there = ordinal is not None and place.sentences().filter(ordinal=ordinal).exists()
        return reading_page(request, place, ordinal if there else None, status=status, message=message, **kept)
    reading = reading_of(request, place)
    more = card_context(reading, ordinal) if section and ordinal else {}
    more |= {"section": SECTIONS.get(section, ""), "whole": whole, "go": ordinal} | kept
    return _pieces(request, reading, reading.pick(ordinals), status=status, message=message, more=more)


def _pieces(
    request: Request,
    reading: Glimpse,
    lines: Sequence[Line],
    *,
    status: int,
    message: str,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "reading": reading,
        "place": reading.place,
        "flags": Flag.choices,
        "may_annotate": True,
        "go": lines[0].ordinal if lines else None,
        **(more or {}),
        "lines": lines,
        "line": lines[0] if len(lines) == 1 else None,
        "status": status,
        "message": message,
    }
    return render(request, "articles/_changed.html", context, status=status)


def invalid(
    request: Request,
    place: Place,
    form: Any,
    ordinals: Sequence[int] = (),
    *,
    section: str = "",
    forms: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer that what was posted cannot be taken: 422, the form with its errors, and what was typed."""
    message = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return answer(request, place, ordinals, status=422, message=message, section=section, forms=forms)


def _back(request: Request, place: Place, ordinal: int | None) -> str:
    query = ReadingFilter.from_query(request.GET).query()
    url = place.url("sentence", ordinal) if ordinal else place.url()
    return f"{url}{'?' + query if query else ''}{f'#s{ordinal}' if ordinal else ''}"
