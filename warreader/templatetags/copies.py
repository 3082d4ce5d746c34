"""Reports with the same text: how much they have in common, in words."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from warreader.models import Sentence
from warreader.queries.copies import Shares
from warreader.queries.differences import Row

from .texts import SIGNS

register = template.Library()

#: share of a text from which on it counts as all of it: a headline, a word here and there
ALL = 0.9
SIDES = SIGNS | {"new": ("+", gettext_lazy("only here")), "gone": ("−", gettext_lazy("only there"))}


@register.filter
def shares_words(shares: Shares) -> str:
    """Say how much two reports have in common: "the same text but for 3 sentences", "cut: it has 60 % of it"."""
    others = max(shares.only_here, shares.only_there)
    here, there = round(100 * shares.of_here), round(100 * shares.of_there)
    if shares.of_here >= ALL and shares.of_there >= ALL and not others:
        return _("the same text")
    if min(shares.of_here, shares.of_there) >= ALL or shares.resemblance >= ALL:
        words = ngettext(
            "the same text but for %(number)s sentence", "the same text but for %(number)s sentences", others
        )
        return words % {"number": others}
    if shares.of_there >= ALL:
        return _("cut: it has %(share)s %% of this report") % {"share": here}
    if shares.of_here >= ALL:
        return _("longer: this report has %(share)s %% of it") % {"share": there}
    return _("in common: %(here)s %% of this report, %(there)s %% of that one") % {"here": here, "there": there}


@register.filter
def sides(row: Row) -> list[tuple[str, str, str]]:
    """Return what differs in a row of two reports: for each its name, its sign and its word."""
    return [(kind, SIDES[kind][0], str(SIDES[kind][1])) for kind in row.kinds if kind != "moved"]


@register.simple_tag
def echo_url(sentence: Sentence) -> str:
    """Return the address of a sentence of another report."""
    address = reverse("sentence", args=[sentence.revision.article.public_id, sentence.ordinal])
    return f"{address}#s{sentence.ordinal}"
