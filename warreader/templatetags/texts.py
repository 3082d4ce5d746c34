"""The texts of an article: what changed from one to the next, in words and word by word."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from warreader.models.settling import votes_of
from warreader.places import Place
from warreader.queries.continuity import Overtaken
from warreader.queries.differences import Difference, Row
from warreader.text.differences import Change, difference
from warreader.text.words import UNSPACED

from .adjudication import votes_words

register = template.Library()

#: what happened to a sentence: its sign and its word
SIGNS = {
    "changed": ("≈", gettext_lazy("changed")),
    "new": ("+", gettext_lazy("new")),
    "gone": ("−", gettext_lazy("gone")),
    "moved": ("↕", gettext_lazy("moved")),
    "split": ("÷", gettext_lazy("divided")),
    "merged": ("⊕", gettext_lazy("joined")),
}
#: two letters or digits that would run into one word
GLUED = re.compile(rf"(?![{UNSPACED}])\w(?![{UNSPACED}])\w")
MARKED = {Change.GONE: ("del", gettext_lazy("gone:")), Change.NEW: ("ins", gettext_lazy("new:"))}


@register.simple_tag
def word_diff(before: str, after: str) -> SafeString:
    """Return the words of two texts in one, those that are gone and those that are new marked."""
    pieces: list[str] = []
    last = ""
    for change, text in difference(before, after):
        # What is gone took its space along.
        pieces.append(" " if GLUED.fullmatch(last + text[:1]) else "")
        pieces.append(_piece(change, text))
        last = text[-1:]
    return mark_safe("".join(pieces))  # noqa: S308 (every part is escaped where it is made)


def _piece(change: Change, text: str) -> str:
    if change == Change.SAME:
        return escape(text)
    name, word = MARKED[change]
    inside = text.rstrip()
    return f'<{name}><span class="unseen"> {escape(word)} </span>{escape(inside)}</{name}>{text[len(inside) :]}'


@register.simple_tag
def unchanged(place: Place, found: Difference, row: Row) -> SafeString:
    """Return a row of sentences that are as they were; there may be thousands, so without a template's overhead."""
    earlier, later = row.earlier[0].ordinal, row.later[0].ordinal
    number = str(later)
    if found.later.pk == place.revision.pk:
        name = escape(_("Sentence %(number)s") % {"number": later})
        number = f'<a href="{escape(place.url("sentence", later))}#s{later}" aria-label="{name}">{later}</a>'
    numbers = number if earlier == later else f"{earlier} → {number}"
    return mark_safe(  # noqa: S308 (every part is escaped where it is made)
        f'<div class="was" id="s{later}"><p class="what" dir="auto"><small>{numbers}</small></p>'
        f'<p class="words">{escape(row.after)}</p></div>\n'
    )


@register.filter
def signs(row: Row) -> list[tuple[str, str, str]]:
    """Return what happened to a row's sentences: for each its name, its sign and its word."""
    return [(kind, SIGNS[kind][0], str(SIGNS[kind][1])) for kind in row.kinds]


@register.filter
def changes_words(counts: Mapping[str, int]) -> str:
    """Say how many sentences something happened to: "3 sentences changed, 1 new, 2 gone"."""
    words = {
        "changed": ngettext("%(number)s sentence changed", "%(number)s sentences changed", counts.get("changed", 0)),
        "split": ngettext("%(number)s divided", "%(number)s divided", counts.get("split", 0)),
        "merged": ngettext("%(number)s joined", "%(number)s joined", counts.get("merged", 0)),
        "new": ngettext("%(number)s new", "%(number)s new", counts.get("new", 0)),
        "gone": ngettext("%(number)s gone", "%(number)s gone", counts.get("gone", 0)),
        "moved": ngettext("%(number)s moved", "%(number)s moved", counts.get("moved", 0)),
    }
    parts = [text % {"number": counts[kind]} for kind, text in words.items() if counts.get(kind)]
    return ", ".join(parts) or _("no sentence changed")


@register.simple_tag
def text_url(place: Place, number: int) -> str:
    """Return the address of one of the article's texts."""
    return place.present_url if number == place.revision.number else earlier_url(place, number)


@register.simple_tag
def earlier_url(place: Place, number: int, name: str = "article", *args: object) -> str:
    """Return the address of an earlier text of the article where it is read, or of something of it."""
    ids = [] if place.session.standing else [place.session.public_id]
    mount = "session-revision" if ids else "revision"
    return reverse(f"{mount}:{name}", args=[*ids, place.article.public_id, number, *args])


@register.filter
def later_words(one: Overtaken) -> str:
    """Return the words of the sentences that continue a settled one."""
    return " ".join(words for _sentence, words in one.later)


@register.filter
def given_votes(row: Any) -> str:
    """Say how many people gave each tag to a sentence that was settled."""
    return votes_words(votes_of(row.votes))


@register.filter
def field_word(name: str) -> str:
    """Return the word for what is known about a report: its "title"."""
    words = {
        "title": _("title"),
        "url": _("address"),
        "source": _("source"),
        "author": _("author"),
        "published": _("published"),
    }
    return words.get(name, name)


@register.filter
def field_value(value: str, name: str) -> str:
    """Return what is known about a report as pages show it: a date like "3 May 2026"."""
    return date_format(date.fromisoformat(value), "j M Y") if value and name == "published" else value
