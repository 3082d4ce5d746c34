"""How votes and outcomes are written."""

from collections.abc import Mapping

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from warreader.filters import STATES
from warreader.marks import GLYPHS, State
from warreader.models import Outcome, Tag
from warreader.queries.adjudication import Item, Queue

register = template.Library()


@register.filter
def votes_words(votes: Mapping[str, int]) -> str:
    """Say how many people said what, most first: "3 said opinion, 1 unverified"."""
    given = sorted(((votes[tag], tag) for tag in Tag.values if votes.get(tag)), key=lambda one: -one[0])
    words = [f"{number} {STATES[State(tag)]}" for number, tag in given[1:]]
    if given:
        number, tag = given[0]
        words.insert(0, _("%(number)s said %(tag)s") % {"number": number, "tag": STATES[State(tag)]})
    return ", ".join(words)


@register.filter
def outcome_word(outcome: str) -> str:
    """Return the word for an outcome; "open" for none."""
    return str(Outcome(outcome).label) if outcome else _("open")


@register.filter
def outcome_glyph(outcome: str) -> str:
    """Return the small sign of an outcome."""
    return GLYPHS.get(State(outcome), "") if outcome in set(State) else "…"


@register.simple_tag
def queue_url(queue: Queue, name: str, *args: object) -> str:
    """Return an address with the filter of what is walked."""
    query = queue.chosen.query()
    return f"{reverse(name, args=args)}?{query}" if query else reverse(name, args=args)


@register.simple_tag
def item_url(queue: Queue, item: Item) -> str:
    """Return the address of a sentence to settle, with the filter of what is walked."""
    return queue_url(queue, "adjudication-item", queue.session.public_id, item.part.article.public_id, item.ordinal)
