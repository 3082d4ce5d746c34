"""What was known about a report before somebody corrected it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from warreader.models import Event, EventKind, EventText
from warreader.places import Place

#: how many events are listed
NEWEST = 50


@dataclass(frozen=True, slots=True)
class Correction:
    """Something that was known about a report, and what somebody said instead."""

    at: datetime
    #: the member's name
    by: str
    #: a field of ``Details``
    field: str
    before: str
    after: str


def corrections_of(place: Place) -> list[Correction]:
    """Return the newest corrections of what is known about the report, newest first; one query."""
    events = Event.objects.visible_to(place.viewer).filter(kind=EventKind.ARTICLE_DESCRIBED, article=place.article.pk)
    newest = events.select_related("actor", "text").order_by("-number")[:NEWEST]
    return [one for event in newest for one in _corrections(event)]


def _corrections(event: Event) -> Iterator[Correction]:
    """Yield what an event corrected, unless its text was erased."""
    text: EventText | None = getattr(event, "text", None)
    for field, (before, after) in text.fields.items() if text else ():
        yield Correction(event.created_at, event.actor.name, field, before, after)
