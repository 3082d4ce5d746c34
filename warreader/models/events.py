"""The append-only history: audit trail, undo, and feed of what changed."""

from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Q

from .articles import Article, Sentence
from .base import PublicIdModel, SessionWorkQuerySet, TeamModel, TeamQuerySet, Viewer
from .choices import EventKind
from .sessions import AnnotationSession
from .teams import Membership

#: the channel on which PostgreSQL tells which team's history has grown
GROWN = "warreader_grown"
#: the kinds of events that tell what somebody makes of a sentence
WORK = (
    EventKind.ANNOTATION_CHANGED,
    EventKind.EVIDENCE_CHANGED,
    EventKind.ANNOTATION_CARRIED,
    EventKind.PLACE_RESOLVED,
    EventKind.COMMENTED,
    EventKind.COMMENT_CHANGED,
    EventKind.COMMENT_DELETED,
    EventKind.THREAD_RESOLVED,
    EventKind.THREAD_REOPENED,
)


class EventQuerySet(SessionWorkQuerySet):
    """Events; those of unrevealed blind work are their author's only."""

    author_path = "actor"
    article_path = "article"

    def of_texts(self, viewer: Viewer) -> Self:
        """Return how the articles of the viewer's teams got their later texts, which tells of nobody's work."""
        kinds = (EventKind.ARTICLE_REVISED, EventKind.SENTENCES_CORRECTED)
        return TeamQuerySet.visible_to(self, viewer).filter(kind__in=kinds, article__deleted_at=None)

    def _after_own(self, viewer: Viewer) -> Q:
        return ~Q(kind__in=WORK) | super()._after_own(viewer)

    def here(self, viewer: Viewer, article: Article, session: AnnotationSession) -> Self:
        """Return what ``viewer`` may see of an article's history in a session, and of what belongs to no session."""
        of_session = Q(session=session) | Q(session=None)
        return self.visible_to(viewer).filter(of_session, article=article)


class Event(PublicIdModel, TeamModel):
    """One line of the history: who did what to which sentence, when.

    Numbered per team without gaps; the number stays inside, ``public_id`` is the cursor that clients get. Several
    events may share an ``action`` (a range is one action); ``position`` counts them from 0. ``data`` holds ids,
    tags, and salted digests of free text; the text itself is in :class:`EventText`, where it can be erased.
    """

    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=30, choices=EventKind)
    actor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, null=True, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, related_name="events")
    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, null=True, related_name="events")
    action = models.UUIDField()
    position = models.PositiveIntegerField(default=0)
    #: the action that this one takes back
    undoes = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    #: of what was brought in out of a file, the name of who did that, where it was asked for
    brought_by = ""

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["team", "number"]
        indexes = [models.Index(fields=["article", "-number"], name="event_of_article")]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="event_number_once_per_team"),
            models.UniqueConstraint(fields=["actor", "action", "position"], name="event_action_once_per_actor"),
            models.UniqueConstraint(
                fields=["actor", "undoes", "position"],
                condition=Q(undoes__isnull=False),
                name="event_undone_once",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="event_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append the event; refuse to change one."""
        if self.pk is not None:
            self.delete()
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: the history is append-only."""
        raise TypeError("Events are never changed or deleted.")


class EventText(TeamModel):
    """The free text of an event, with the salt of its digests: erased together, they leave nothing to guess."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, primary_key=True, related_name="text")
    salt = models.CharField(max_length=32)
    #: field -> [before, after]
    fields = models.JSONField()

    def __str__(self) -> str:
        return f"text of {self.event_id}"
