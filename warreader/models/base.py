"""What the models share: public ids, a team on every row, and who is looking."""

import uuid
from typing import Any, Self, TypeAlias, Union

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models


class Operator:
    """Whoever runs a management command: sees every team, and nobody's unrevealed work."""


OPERATOR = Operator()

Viewer: TypeAlias = Union["AbstractBaseUser", AnonymousUser, Operator]


class PublicIdModel(models.Model):
    """A row that is named outside by a random UUID; its integer key stays inside."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class TeamModel(models.Model):
    """A row of one team."""

    team = models.ForeignKey("warreader.Team", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class TeamQuerySet(models.QuerySet):
    """Rows of teams; :meth:`visible_to` is the only way to reach them for somebody."""

    #: the model's own column that names its team
    team_column = "team_id"

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the rows that ``viewer`` may see: those of the teams of which they are a member now."""
        if isinstance(viewer, Operator):
            return self
        if not viewer.is_authenticated:
            return self.none()
        # A subquery that names no outer row is answered once, and spares every query the joins.
        return self.filter(**{f"{self.team_column}__in": memberships_of(viewer).values("team")})


class SessionWorkQuerySet(TeamQuerySet):
    """Rows of somebody's work in a session, which in a blind session stays theirs until the reveal."""

    author_path = "author"

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the rows of the viewer's teams, less others' work in unrevealed blind sessions."""
        rows = super().visible_to(viewer)
        if isinstance(viewer, Operator):
            return rows.filter(REVEALED)
        if not viewer.is_authenticated:
            return rows
        return rows.filter(REVEALED | models.Q(**{f"{self.author_path}__user": viewer}))


def memberships_of(viewer: AbstractBaseUser | AnonymousUser) -> models.QuerySet[Any, Any]:
    """Return the memberships of somebody in the teams of which they are a member now."""
    memberships: models.Manager[Any] = apps.get_model("warreader", "Membership").objects
    return memberships.filter(user=viewer, left_at=None)


REVEALED = models.Q(session=None) | models.Q(session__mode="open") | models.Q(session__revealed_at__isnull=False)

USER = settings.AUTH_USER_MODEL
