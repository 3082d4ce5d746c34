"""Files that were issued, and what has changed since."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Count, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from warreader.models import OPERATOR, AnnotationSession, Article, Event, EventKind, Sentence, User
from warreader.models.continuity import as_in
from warreader.models.events import EventQuerySet
from warreader.places import FIRST, Place
from warreader.queries.prepared import prepared_models

from . import FORMATS
from .document import SETTLED

#: how many are listed
NEWEST = 50
#: a file, or one with its data sheet in a zip; a zip of several articles is of none
ISSUED = (EventKind.EXPORT_ISSUED, EventKind.BUNDLE_ISSUED)
ZIPPED = " (zip)"
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

    @property
    def kind(self) -> str:
        """What kind of file it is, as it was chosen."""
        names, zipped = self.format.removesuffix(ZIPPED), self.format.endswith(ZIPPED)
        kinds = ", ".join(str(FORMATS[name].label) if name in FORMATS else name for name in names.split(", "))
        return f"{kinds}{ZIPPED}" if zipped else kinds

    @property
    def beside(self) -> str:
        """What it held beside tags, in words; of older files, what they could."""
        told = {"names": _("names"), "notes": _("notes"), "evidence": _("evidence")}
        told |= {"discussion": _("discussion"), "history": _("history")}
        settled = [_("only what is settled")] if self.whose == SETTLED else []
        return ", ".join([*settled, *(word for name, word in told.items() if getattr(self, name))])


class LastExport(NamedTuple):
    """When an article was last exported, and how many of its sentences have changed since."""

    at: datetime
    changed_since: int


def exports_of(place: Place, *, most: int = NEWEST) -> list[IssuedExport]:
    """Return the newest ``most`` exports of the article here that the viewer may see, newest first; two queries."""
    events = Event.objects.here(place.viewer, place.article, place.session)
    issued = events.filter(kind__in=ISSUED, session=place.session)
    changes = _changes(events, place.revision.pk, first=place.revision.number == FIRST)
    latest = changes.order_by().values("here").annotate(latest=Max("number")).values_list("latest", flat=True)
    numbers = sorted(latest)
    return [_issued(event, numbers) for event in issued.select_related("actor").order_by("-number")[:most]]


def last_export_of(place: Place) -> LastExport | None:
    """Return when the article was last exported here, as far as the viewer may see, and what has changed; one query."""
    here = (getattr(place.viewer, "pk", 0), place.article.pk, place.session.pk, place.revision.pk)
    found = _last_export(*here, first=place.revision.number == FIRST, operator=place.viewer is OPERATOR)
    return LastExport(found[0].created_at, found[0].changed) if found else None


@prepared_models
def _last_export(
    viewer: int, article: int, session: int, revision: int, *, first: bool, operator: bool
) -> QuerySet[Any, Any]:
    who = OPERATOR if operator else User(pk=viewer)
    events = Event.objects.here(who, Article(pk=article), AnnotationSession(pk=session))
    issued = events.filter(kind__in=ISSUED, session=session)
    included = Cast(KeyTextTransform("included", "data"), BigIntegerField())
    changes = _changes(events, revision, first=first).filter(number__gt=OuterRef("included"))
    counted = changes.order_by().values("article").annotate(found=Count("here", distinct=True)).values("found")
    rows = issued.annotate(included=included).annotate(changed=Coalesce(Subquery(counted), 0)).order_by("-number")
    return rows.only("created_at")[:1]


def _changes(events: EventQuerySet, revision: int, *, first: bool) -> EventQuerySet:
    """Return what was done to sentences of a text; ``here`` is the sentence, if it was done before, too."""
    changes = events.filter(kind__in=CHANGES)
    if first:
        return changes.filter(sentence__revision=revision).annotate(here=F("sentence"))
    here = as_in([revision])
    continued = Sentence.objects.filter(revision=revision).values("pk")
    return changes.annotate(here=here).filter(here__in=continued)


def _issued(event: Event, latest: Sequence[int]) -> IssuedExport:
    """``latest`` has the number of each sentence's last change, in order."""
    data = event.data
    return IssuedExport(
        id=str(event.public_id),
        at=event.created_at,
        by=event.actor.name,
        format=data["format"] if event.kind == EventKind.EXPORT_ISSUED else f"{', '.join(data['formats'])}{ZIPPED}",
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
