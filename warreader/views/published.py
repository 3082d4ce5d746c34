"""What is published: pages for everybody who has their link, without signing in.

They are asked often and by strangers: no session, no cookie, nothing of the present work;
and copies of them may be kept.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from warreader.exports import html
from warreader.exports.addresses import web_address
from warreader.exports.cards import cards
from warreader.exports.document import Document
from warreader.exports.metadata import Correction, Page, metadata
from warreader.exports.words import day, glyph, notice, state_word, text_words
from warreader.marks import State
from warreader.queries.publications import Shown, shown_at

from .kept import Kept

#: how long a copy may be shown without asking again: as long as it takes until a withdrawal is seen by all
SECONDS = 60
KEEP = f"public, max-age={SECONDS}, must-revalidate"
UNLISTED = "noindex, nofollow, noarchive"
#: nothing runs on these pages, and nothing is sent from them
NOTHING = ("default-src", "base-uri", "form-action", "frame-ancestors")
POLICY = "; ".join([*(f"{name} 'none'" for name in NOTHING), "style-src 'self'", "img-src 'self'"])
STYLES = ("css/base.css", "css/published.css")

#: in the words of the codebook
MEANINGS = {
    State.VERIFIED: gettext_lazy("confirmed by a primary source that is recorded, or by two independent ones"),
    State.HOLLOW: gettext_lazy(
        "the team holds it to be confirmed, and has recorded no source: it counts as unsupported"
    ),
    State.UNVERIFIED: gettext_lazy("it can be checked, and is not confirmed"),
    State.OPINION: gettext_lazy("what no evidence could settle: a judgement, a forecast, a call"),
    State.NOTHING: gettext_lazy("it asserts nothing, or cannot be understood"),
    State.NONE: gettext_lazy("the team agreed that none of the others fits"),
}
#: of 3,000 sentences a page takes 0.7 s to make, and 120 kB to keep
KEPT = Kept(100)

Writer = Callable[[str, Shown], HttpResponse]


@require_safe
@login_not_required
def show(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show a published article; 410 with when and why once it is withdrawn."""
    return _answer(request, token, _page)


@require_safe
@login_not_required
def annotations(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give a published article's annotations as JSON-LD, to pages of other sites, too."""
    return _answer(request, token, _annotations)


def _answer(request: HttpRequest, token: str, write: Writer) -> HttpResponseBase:
    shown = shown_at(token)
    if shown is None:
        return _headed(HttpResponse(render_to_string("published/missing.html", _frame()), status=404), "no-store")
    if shown.publication.gone:
        context = _frame() | {"shown": shown}
        return _headed(HttpResponse(render_to_string("published/gone.html", context), status=410), KEEP)
    etag, modified = _etag(shown, write), int(shown.newest.made_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=modified) or write(token, shown)
    response["ETag"], response["Last-Modified"] = etag, http_date(modified)
    return _headed(response, KEEP, listed=shown.indexed)


def _headed(response: HttpResponseBase, keep: str, *, listed: bool = False) -> HttpResponseBase:
    """Give an answer what all have; the link is nobody else's to know, least of all of sites that the page names."""
    response["Cache-Control"] = keep
    response["Referrer-Policy"] = "no-referrer"
    response["Content-Security-Policy"] = POLICY
    if not listed:
        response["X-Robots-Tag"] = UNLISTED
    return response


def _etag(shown: Shown, write: Writer) -> str:
    """Return what changes with the edition, and with how this version of the app shows it."""
    look = [static(name) for name in STYLES]
    parts = [shown.newest.digest, str(shown.newest.number), write.__name__, get_language() or "", *look]
    return quote_etag(sha256("\n".join(parts).encode()).hexdigest()[:32])


def _page(token: str, shown: Shown) -> HttpResponse:
    page = Page(
        url=settings.BASE_URL + reverse("published", args=[token]),
        annotations=settings.BASE_URL + reverse("published-annotations", args=[token]),
        published=shown.publication.published_at,
        modified=shown.newest.made_at,
        licence=shown.newest.choices.get("licence", ""),
        corrections=tuple(Correction(one.made_at, one.correction) for one in shown.corrected),
    )
    return HttpResponse(KEPT.page((_etag(shown, _page), page), lambda: _written(shown, page)))


def _written(shown: Shown, page: Page) -> str:
    document = shown.document
    chosen = shown.newest.choices
    shows = of_document(document, shown.newest.answers, page.licence, own_guideline=bool(chosen.get("guideline")))
    context = _frame() | shows | {"shown": shown, "page": page}
    text = json.dumps(metadata(document, page), ensure_ascii=False, sort_keys=True)
    context |= {"metadata": html.in_script(text), "robots": "" if shown.indexed else UNLISTED}
    return render_to_string("published/show.html", context)


def _annotations(_token: str, shown: Shown) -> HttpResponse:
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(shown.annotations(), content_type="application/ld+json", headers=headers)


def _frame() -> dict[str, object]:
    return {"LANGUAGE_CODE": get_language() or "en", "notice": notice()}


def of_document(
    document: Document, answers: Mapping[str, str], licence: str, *, own_guideline: bool
) -> dict[str, object]:
    """Return what the template of a published article shows: the same for a preview."""
    return {
        "document": document,
        "notice": notice(),
        "article": html.whole(html.article(document)),
        "cells": html.whole(html.cells(document)),
        "cards": html.whole(cards(document)),
        "legend": [
            (state, glyph(state), state_word(state), count, MEANINGS.get(state, ""))
            for state, count in document.counts.items()
            if count and state != State.OPEN
        ],
        "unsettled": document.counts[State.OPEN],
        "outside": document.outside,
        "summary": summary(document),
        "lead": lead(document),
        "text": text_words(document),
        "graphic": bool(answers.get("graphic")),
        "own_guideline": own_guideline,
        "licence": licence,
        "licence_address": web_address(licence),
    }


def lead(document: Document) -> str:
    """Say who did what, and when: "Desk has read this report sentence by sentence, and settled 3 of 8 …"."""
    total = sum(document.counts.values())
    text = ngettext(
        "%(team)s has read this report sentence by sentence, and settled %(settled)s of %(total)s sentence to judge. "
        "The marks are the team’s, by what was known on %(day)s; the words are the report’s own.",
        "%(team)s has read this report sentence by sentence, and settled %(settled)s of %(total)s sentences to judge. "
        "The marks are the team’s, by what was known on %(day)s; the words are the report’s own.",
        total,
    )
    settled = total - document.counts[State.OPEN]
    return text % {"team": document.team, "settled": settled, "total": total, "day": day(document.exported)}


def summary(document: Document) -> str:
    """Say in a line what was settled: "3 of 8 sentences settled by Desk: 2 unverified, 1 opinion"."""
    counts = {state: count for state, count in document.counts.items() if count and state != State.OPEN}
    total = sum(document.counts.values())
    text = ngettext(
        "%(settled)s of %(total)s sentence settled by %(team)s: %(counts)s.",
        "%(settled)s of %(total)s sentences settled by %(team)s: %(counts)s.",
        total,
    )
    words = ", ".join(f"{count} {state_word(state)}" for state, count in counts.items())
    return text % {
        "settled": sum(counts.values()),
        "total": total,
        "team": document.team,
        "counts": words or _("none"),
    }
