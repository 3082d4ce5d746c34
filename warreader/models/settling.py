"""What a team settles: who is at a sentence, what it was settled as, and why."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from .articles import Sentence
from .base import (
    REVEALED,
    Operator,
    PublicIdModel,
    SessionWorkQuerySet,
    TeamModel,
    TeamQuerySet,
    Viewer,
    withheld_articles_of,
)
from .choices import Outcome
from .sessions import AnnotationSession
from .teams import Membership


class WorkItemQuerySet(SessionWorkQuerySet):
    """Sentences that somebody has taken or marked; others' are hidden where their other work is."""

    author_path = "taken_by"


class WorkItem(TeamModel):
    """A sentence of a session that is marked *key*, or that somebody is checking until ``taken_until``."""

    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, related_name="work_items")
    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="work_items")
    key = models.BooleanField(default=False)
    taken_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_until = models.DateTimeField(null=True, blank=True)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "sentence"], name="work_item_once"),
            models.CheckConstraint(
                condition=Q(taken_by=None, taken_until=None) | Q(taken_by__isnull=False, taken_until__isnull=False),
                name="work_item_taken_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sentence_id} in {self.session_id}"


class AdjudicationQuerySet(TeamQuerySet):
    """Settled tags: of sessions that hide nothing, and of no article that is withheld from the viewer."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the settled tags that the viewer may see; there is no "one's own" here, since they tell of others."""
        rows = super().visible_to(viewer).filter(REVEALED)
        if isinstance(viewer, Operator) or not viewer.is_authenticated:
            return rows
        return rows.exclude(sentence__revision__article__in=withheld_articles_of(viewer))

    def settled(self) -> Self:
        """Return those that settle something: all but the calls for more evidence."""
        return self.exclude(outcome=Outcome.WANTED)


class Adjudication(PublicIdModel, TeamModel):
    """How a session settled a sentence, and why.

    ``rule`` is None where an editor did it by hand; else what the rule asked for: ``{"votes": 2, "share": 100}``.
    ``version`` is the id of the action that last changed it.
    """

    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, related_name="adjudications")
    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="adjudications")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True)
    rule = models.JSONField(null=True, blank=True)
    settled_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    version = models.UUIDField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = AdjudicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "sentence"], name="adjudication_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="adjudication_outcome_known"),
            models.CheckConstraint(condition=Q(updated_at__gte=F("created_at")), name="adjudication_times_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.sentence_id}: {self.outcome}"
