"""What has changed in an article since a page was made."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from warreader.models import OPERATOR, AnnotationSession, Article, Event, EventCounter, User
from warreader.models.events import EventQuerySet
from warreader.places import Place
from warreader.queries.prepared import prepared_models

#: in place of a cursor: the page shows an earlier text, where nothing changes any more
STANDS = "stands"


@dataclass(frozen=True, slots=True)
class Changes:
    """Sentences that changed (all may have, where ``everything``), and the cursor to ask from next time."""

    ordinals: tuple[int, ...]
    cursor: str
    everything: bool = False


def cursor_of(place: Place) -> str:
    """Return the cursor of the last event of the article that the viewer may see; empty where there is none."""
    here = (getattr(place.viewer, "pk", 0), place.article.pk, place.session.pk)
    found = _last(*here, operator=place.viewer is OPERATOR, own_first=place.own_first)
    return str(found[0].public_id) if found else ""


@prepared_models
def _last(viewer: int, article: int, session: int, *, operator: bool, own_first: bool) -> QuerySet[Any, Any]:
    who = OPERATOR if operator else User(pk=viewer)
    events = Event.objects.here(who, Article(pk=article), AnnotationSession(pk=session))
    events = events.after_own(who) if own_first else events
    return events.order_by("-number").only("public_id")[:1]


def changes_since(place: Place, cursor: str) -> Changes:
    """Return the sentences that visible events touched after the cursor's; everything, for an unknown one."""
    events = _events(place)
    number = events.filter(public_id=cursor).aggregate(number=Max("number"))["number"] if _is_id(cursor) else None
    if number is None:
        return Changes((), cursor_of(place), everything=True)
    rows = list(events.filter(number__gt=number).order_by("number").values_list("public_id", "sentence__ordinal"))
    ordinals = sorted({ordinal for _, ordinal in rows if ordinal})
    return Changes(tuple(ordinals), str(rows[-1][0]) if rows else cursor)


def last_number(place: Place) -> int:
    """Return the number of the last event of the team; it stays inside."""
    return EventCounter.objects.get(team=place.team).last


def _events(place: Place) -> EventQuerySet:
    events = Event.objects.here(place.viewer, place.article, place.session)
    return events.after_own(place.viewer) if place.own_first else events


def _is_id(cursor: str) -> bool:
    try:
        UUID(cursor)
    except ValueError:
        return False
    return True
