"""Reports that have come in and wait to be looked at before they are in the library."""

from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q

from .articles import Article, Capture
from .base import Operator, PublicIdModel, TeamModel, TeamQuerySet, Viewer, teams_where
from .choices import Ability, ArrivalState
from .teams import Membership

#: how long a report waits before it is thrown away
KEPT = timedelta(days=30)


class ArrivalQuerySet(TeamQuerySet):
    """Arrivals; for those who may add reports."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the arrivals of the teams to which the viewer may add reports."""
        rows = super().visible_to(viewer)
        if isinstance(viewer, Operator) or not viewer.is_authenticated:
            return rows
        return rows.filter(team__in=teams_where(viewer, Ability.ADD_ARTICLE))


class Arrival(PublicIdModel, TeamModel):
    """A report on its way in: what was received, and what will be stored once somebody has looked at it.

    ``sentences`` holds ``[start, end, paragraph, kind]`` of each, in code points of ``text``, as corrected so far.
    ``batch`` names those that came together; ``action`` is the id under which it is saved, so that this happens once.
    """

    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="arrivals")
    batch = models.UUIDField()
    action = models.UUIDField()
    state = models.CharField(max_length=7, choices=ArrivalState, default=ArrivalState.WAITING)
    #: why it could not be read, for the person who brought it
    problem = models.TextField(blank=True)
    #: None until a page that was asked for has come
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, null=True, blank=True, related_name="arrivals")
    #: the report of the team that is at this address: this is a later text of it, unless the person says otherwise
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(max_length=2000, blank=True)
    title = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=200, blank=True)
    published = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=8, blank=True)
    text = models.TextField(blank=True)
    #: of the text, as ``Revision.digest`` will have it; empty where there is no text
    digest = models.CharField(max_length=64, blank=True)
    sentences = models.JSONField(default=list, blank=True)
    #: what was changed in the text, as ``Capture.repairs`` will have it
    repairs = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["team", "-created_at"], name="arrival_newest"),
            models.Index(fields=["member", "batch"], name="arrival_batch"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ArrivalState.values), name="arrival_state_known"),
            models.CheckConstraint(
                condition=~Q(state=ArrivalState.READY) | Q(capture__isnull=False), name="arrival_ready_has_bytes"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url or str(self.public_id)

    @property
    def spans(self) -> list[tuple[int, int, int, str]]:
        """The sentences as (start, end, paragraph, kind)."""
        rows: list[Any] = self.sentences
        return [(row[0], row[1], row[2], row[3]) for row in rows]
