"""Annotation sessions."""

from django.db import models
from django.db.models import Q

from .base import PublicIdModel, TeamModel, TeamQuerySet
from .choices import Mode, Phase, Round


class AnnotationSession(PublicIdModel, TeamModel):
    """A team's round of annotating articles.

    The standing one is the team's reading room: open, never closed, and holding all its articles.
    """

    team = models.ForeignKey("warreader.Team", on_delete=models.PROTECT, related_name="sessions")
    name = models.CharField(max_length=200)
    standing = models.BooleanField(default=False)
    mode = models.CharField(max_length=5, choices=Mode, default=Mode.OPEN)
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.ANNOTATING)
    revealed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(standing=True), name="session_one_reading_room_per_team"
            ),
            models.CheckConstraint(
                condition=Q(standing=False) | Q(mode=Mode.OPEN, phase=Phase.ANNOTATING, deleted_at=None),
                name="session_reading_room_stays_open",
            ),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="session_mode_known"),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="session_phase_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def round(self) -> Round:
        """The round that an annotation made now belongs to."""
        return Round.DISCUSSED if self.revealed_at else Round.INDEPENDENT
