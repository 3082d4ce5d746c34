"""What the models share: public ids, a team on every row, and who is looking."""

import uuid
from typing import Self, TypeAlias, Union

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

    #: the path from the model to its team's memberships
    membership_path = "team__memberships"

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the rows that ``viewer`` may see: those of the teams of which they are a member now."""
        if isinstance(viewer, Operator):
            return self
        if not viewer.is_authenticated:
            return self.none()
        path = self.membership_path
        return self.filter(**{f"{path}__user": viewer, f"{path}__left_at": None})


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


REVEALED = models.Q(session=None) | models.Q(session__mode="open") | models.Q(session__revealed_at__isnull=False)

USER = settings.AUTH_USER_MODEL
