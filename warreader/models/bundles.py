"""Zips of several articles that take too long to wait for."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from .base import Operator, PublicIdModel, TeamModel, TeamQuerySet, Viewer
from .choices import BundleState
from .sessions import AnnotationSession
from .teams import Membership, Team

#: how long a zip can be fetched
KEPT = timedelta(days=1)


class KeptBundleQuerySet(TeamQuerySet):
    """Kept bundles; each is for the member who asked for it."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those that the viewer has asked for, in the teams that they are in now; none of deleted sessions."""
        rows = super().visible_to(viewer)
        if isinstance(viewer, Operator) or not viewer.is_authenticated:
            return rows
        return rows.filter(member__user=viewer, session__deleted_at=None)

    def of_team(self, team: Team) -> Self:
        """Return those of a team, newest first, without their bytes."""
        return self.filter(team=team).defer("content").order_by("-pk")


class KeptBundle(PublicIdModel, TeamModel):
    """A zip that a member has asked for: a task makes it, and it is kept for them for a day.

    ``order`` says what it is to hold, as :mod:`warreader.actions.kept_bundles` has it. ``withheld`` names the articles
    of which it holds only the member's own work, by their public ids.
    """

    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, related_name="+")
    #: the id of the action that issues it, so that this happens once
    action = models.UUIDField()
    order = models.JSONField()
    state = models.CharField(max_length=7, choices=BundleState, default=BundleState.WAITING)
    #: why it could not be made, for the person
    problem = models.TextField(blank=True)
    filename = models.CharField(max_length=120, blank=True)
    content = models.BinaryField(null=True)
    withheld = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = KeptBundleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BundleState.values), name="bundle_state_known"),
            models.UniqueConstraint(fields=["member", "action"], name="bundle_asked_for_once"),
        ]

    def __str__(self) -> str:
        return self.filename or str(self.public_id)
