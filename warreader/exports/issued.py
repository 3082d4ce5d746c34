"""Files that were issued, and what has changed since."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import BigIntegerField, Count, F, Max, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from warreader.models import Event, EventKind, Sentence
from warreader.models.continuity import as_in
from warreader.models.events import EventQuerySet
from warreader.places import FIRST, Place

#: how many are listed
NEWEST = 50
#: a file, or one with its data sheet in a zip; a zip of several articles is of none
ISSUED = (EventKind.EXPORT_ISSUED, EventKind.BUNDLE_ISSUED)
CHANGES = (EventKind.ANNOTATION_CHANGED, EventKind.EVIDENCE_CHANGED, EventKind.KIND_CORRECTED)


@dataclass(frozen=True, slots=True)
class IssuedExport:
    """A file that somebody took away."""

    #: the event's public id
    id: str
    at: datetime
    #: the member's name
    by: str
    format: str
    #: as in the options: "team", "settled", or a member's public id
    whose: str
    names: bool
    notes: bool
    evidence: bool
    #: older files never had these
    discussion: bool
    history: bool
    #: the filter as a query string, without the words that somebody typed
    filter: str
    #: the revision's public id
    revision: str
    sha256: str
    #: how many sentences have changed since, as far as the viewer may see
    changed_since: int


class LastExport(NamedTuple):
    """When an article was last exported, and how many of its sentences have changed since."""

    at: datetime
    changed_since: int


def exports_of(place: Place, *, most: int = NEWEST) -> list[IssuedExport]:
    """Return the newest ``most`` exports of the article here that the viewer may see, newest first; two queries."""
    events = Event.objects.here(place.viewer, place.article, place.session)
    issued = events.filter(kind__in=ISSUED, session=place.session)
    changes = _changes(events, place)
    latest = changes.order_by().values("here").annotate(latest=Max("number")).values_list("latest", flat=True)
    numbers = sorted(latest)
    return [_issued(event, numbers) for event in issued.select_related("actor").order_by("-number")[:most]]


def last_export_of(place: Place) -> LastExport | None:
    """Return when the article was last exported here, as far as the viewer may see, and what has changed; one query."""
    events = Event.objects.here(place.viewer, place.article, place.session)
    issued = events.filter(kind__in=ISSUED, session=place.session)
    included = Cast(KeyTextTransform("included", "data"), BigIntegerField())
    changes = _changes(events, place).filter(number__gt=OuterRef("included"))
    counted = changes.order_by().values("article").annotate(found=Count("here", distinct=True)).values("found")
    rows = issued.annotate(included=included).annotate(changed=Coalesce(Subquery(counted), 0)).order_by("-number")
    found = rows.values_list("created_at", "changed").first()
    return LastExport(*found) if found else None


def _changes(events: EventQuerySet, place: Place) -> EventQuerySet:
    """Return what was done to sentences of the place's text; ``here`` is the sentence, if it was done before, too."""
    changes = events.filter(kind__in=CHANGES)
    if place.revision.number == FIRST:
        return changes.filter(sentence__revision=place.revision.pk).annotate(here=F("sentence"))
    here = as_in([place.revision.pk])
    continued = Sentence.objects.filter(revision=place.revision.pk).values("pk")
    return changes.annotate(here=here).filter(here__in=continued)


def _issued(event: Event, latest: Sequence[int]) -> IssuedExport:
    """``latest`` has the number of each sentence's last change, in order."""
    data = event.data
    return IssuedExport(
        id=str(event.public_id),
        at=event.created_at,
        by=event.actor.name,
        format=data["format"] if event.kind == EventKind.EXPORT_ISSUED else f"{', '.join(data['formats'])} (zip)",
        whose=data["whose"],
        names=data["names"],
        notes=data["notes"],
        evidence=data["evidence"],
        discussion=data.get("discussion", False),
        history=data.get("history", False),
        filter=data["filter"],
        revision=data["revision"],
        sha256=data["sha256"],
        changed_since=len(latest) - bisect_right(latest, data["included"]),
    )
