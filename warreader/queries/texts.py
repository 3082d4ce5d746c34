"""The texts of an article: which there are, where they came from, what each changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from warreader.models import OPERATOR, Event, EventKind, EventText, LostPlace, Revision, User, Viewer
from warreader.places import FIRST, Place

from .continuity import how_many_overtaken
from .copies import count_of_copies
from .prepared import prepared
from .publications import Public, newest_public


@dataclass(frozen=True, slots=True)
class Text:
    """One text of an article, and what was done with it."""

    revision: Any
    #: what made it a later text; None for the first
    event: Event | None

    @property
    def counts(self) -> Mapping[str, int]:
        """How many sentences something happened to: how many are "changed", "new", "gone"."""
        return self.event.data if self.event else {}

    @property
    def learned(self) -> Mapping[str, tuple[str, str]]:
        """What is known of the report since: its title, author, …, as it was and as it is."""
        text: EventText | None = getattr(self.event, "text", None)
        return text.fields if text else {}


def texts_of(place: Place) -> list[Text]:
    """Return the texts of the article, newest first; two queries."""
    events = {event.data["number"]: event for event in changes_of(place)}
    rows = Revision.objects.visible_to(place.viewer).filter(article=place.article.pk).order_by("-number")
    rows = rows.select_related("capture__received_by", "made_by").annotate(length_in_sentences=Count("sentences"))
    rows = rows.defer("text", "capture__content", "capture__headers", "capture__redirects")
    return [Text(row, events.get(row.number)) for row in rows]


def changes_of(place: Place) -> Any:
    """Return the events by which the article got its later texts, newest first."""
    rows = Event.objects.of_texts(place.viewer).filter(article=place.article.pk)
    return rows.select_related("actor", "text").order_by("-number")


@dataclass(frozen=True, slots=True)
class Latest:
    """What the publisher last changed in the text that is read, and what that left to do."""

    #: the text's number
    number: int
    #: how many sentences are "changed", "new", "gone", …
    counts: Mapping[str, int]
    #: how many people's work has lost its place here and is not put right, as far as the viewer may see it
    lost: int
    #: how many settled sentences were changed or dropped
    overtaken: int


def latest(place: Place) -> Latest | None:
    """Return what the publisher last changed in the place's text, None for a first one; reads the text as well."""
    return head_of(place).latest


class Head(NamedTuple):
    """What stands above a text."""

    latest: Latest | None
    #: how many other reports have much of the text
    copies: int
    #: the page at which anybody reads how the report was settled; told of in the reading room
    published: Public | None = None


def head_of(place: Place) -> Head:
    """Return what stands above the place's text; reads the text as well.

    One query, instead of that which would read the text.
    """
    if place.revision.number == FIRST:
        shape = {"operator": place.viewer is OPERATOR}
        [[place.revision.text, copies, public]] = _first(getattr(place.viewer, "pk", 0), place.revision.pk, **shape)
        return Head(None, copies, Public.of(place, public))
    rows = _with_copies(place.viewer, place.revision.pk)
    events = Event.objects.of_texts(place.viewer).filter(article=place.article.pk, kind=EventKind.ARTICLE_REVISED)
    events = events.filter(data__number__lte=place.revision.number).order_by("-number")
    rows = rows.annotate(
        change=Subquery(events.values("data")[:1]),
        lost=_lost(place),
        overtaken=how_many_overtaken(place),
    )
    names = ("text", "copies", "public", "change", "lost", "overtaken")
    text, copies, public, change, lost, settled = rows.values_list(*names)[0]
    place.revision.text = text
    latest = Latest(change["number"], change, lost, settled) if change else None
    return Head(latest, copies, Public.of(place, public))


@prepared
def _first(viewer: int, revision: int, *, operator: bool) -> QuerySet[Any, Any]:
    """Return what stands above the first text of an article, which most have no other of."""
    who = OPERATOR if operator else User(pk=viewer)
    return _with_copies(who, revision).values_list("text", "copies", "public")


def _with_copies(viewer: Viewer, revision: int) -> QuerySet[Any, Any]:
    rows = Revision.objects.visible_to(viewer).filter(pk=revision)
    return rows.annotate(copies=count_of_copies(viewer, "pk"), public=newest_public(viewer, "article"))


def _lost(place: Place) -> Coalesce:
    rows = LostPlace.objects.visible_to(place.viewer).waiting()
    rows = rows.filter(session=place.session.pk, sentence__revision__article=OuterRef("article"))
    if place.own_first:
        rows = rows.after_own(place.viewer)
    counted = rows.order_by().values("session").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
