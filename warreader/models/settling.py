"""What a team settles: who is at a sentence, what it was settled as, and why."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import BigIntegerField, BooleanField, Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from .articles import Sentence
from .base import (
    REVEALED,
    Operator,
    PublicIdModel,
    TeamModel,
    TeamQuerySet,
    Viewer,
    withheld_articles_of,
)
from .choices import Flag, Outcome
from .sessions import AnnotationSession
from .teams import Membership

#: that somebody is checking the sentence at the time of the query
HELD = Q(taken_until__gt=Now())
#: what stands for a tag where a row is no annotation, but a sign beside the tags
SIGN = "sign"


class SharedQuerySet(TeamQuerySet):
    """What a session's people make together, so that nothing of it is one's own."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return what sessions that hide nothing have, but of no article that is withheld from the viewer."""
        rows = super().visible_to(viewer).filter(REVEALED)
        if isinstance(viewer, Operator) or not viewer.is_authenticated:
            return rows
        return rows.exclude(sentence__revision__article__in=withheld_articles_of(viewer))


class WorkItemQuerySet(SharedQuerySet):
    """Sentences that somebody has taken or marked: one row is everybody's."""

    def signs(self) -> Self:
        """Return those that say something now: key ones, and those that somebody is checking.

        With the columns of an annotation, so that they can be united with these in one query: ``tag`` is ``SIGN``,
        ``has_note`` says whether the sentence is key, ``author_id`` and ``base`` have who is checking it.
        """
        no = Value(False, output_field=BooleanField())
        return self.filter(Q(key=True) | HELD).annotate(
            author_id=Case(When(HELD, then=F("taken_by")), output_field=BigIntegerField()),
            tag=Value(SIGN),
            has_note=F("key"),
            has_evidence=no,
            base=Case(When(HELD, then=F("taken_by__name")), default=Value("")),
            **dict.fromkeys(Flag.values, no),
        )


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

    def held(self, now: datetime | None = None) -> bool:
        """Say whether somebody is checking the sentence."""
        return self.taken_until is not None and self.taken_until > (now or timezone.now())


class AdjudicationQuerySet(SharedQuerySet):
    """Settled tags; there is no "one's own" here, since they tell of others."""

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
