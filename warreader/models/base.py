"""What the models share: public ids, a team on every row, and who is looking."""

import uuid
from functools import lru_cache
from typing import Any, Self, TypeAlias, Union

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models

from .choices import ROLE_NEEDED, Ability, Mode


class Operator:
    """Whoever runs a management command: sees every team, and nobody's unrevealed work."""


OPERATOR = Operator()
#: accounts whose querysets are kept
KEPT = 256

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
        return self.filter(**{f"{self.team_column}__in": _teams_of(_key(viewer)).all()})


class SessionWorkQuerySet(TeamQuerySet):
    """Rows of somebody's work in a session, which in a blind session stays theirs until the reveal.

    Nor does anybody see others' work of any session on an article that is theirs to judge in such a session.
    """

    author_path = "author"
    article_path = "sentence__revision__article"

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the rows of the viewer's teams, less others' work in unrevealed blind sessions."""
        rows = super().visible_to(viewer)
        if isinstance(viewer, Operator):
            return rows.filter(REVEALED)
        if not viewer.is_authenticated:
            return rows
        own = models.Q(**{f"{self.author_path}__user": viewer})
        withheld = models.Q(**{f"{self.article_path}__in": withheld_articles_of(viewer)})
        return rows.filter(own | (REVEALED & ~withheld))

    def after_own(self, viewer: Viewer) -> Self:
        """Return the viewer's own rows, and others' of the sentences that the viewer has judged in the same session.

        For people who have chosen to judge first: it is no permission, and hides nothing from files or figures.
        """
        return self.filter(self._after_own(viewer))

    def _after_own(self, viewer: Viewer) -> models.Q:
        annotations: models.Manager[Any] = apps.get_model("warreader", "Annotation").objects
        judged = annotations.filter(author__user=viewer).exclude(tag="")
        here = judged.filter(session=models.OuterRef("session"), sentence=models.OuterRef("sentence"))
        return models.Q(**{f"{self.author_path}__user": viewer}) | models.Q(models.Exists(here))


def memberships_of(viewer: AbstractBaseUser | AnonymousUser) -> models.QuerySet[Any, Any]:
    """Return the memberships of somebody in the teams of which they are a member now."""
    return _memberships_of(_key(viewer)).all()


def teams_where(viewer: AbstractBaseUser | AnonymousUser, ability: Ability) -> models.QuerySet[Any, Any]:
    """Return the ids of the teams in which somebody's role allows ``ability``."""
    return memberships_of(viewer).filter(role__gte=ROLE_NEEDED[ability]).values("team")


def withheld_articles_of(viewer: AbstractBaseUser | AnonymousUser) -> models.QuerySet[Any, Any]:
    """Return the ids of the articles on which somebody sees only their own work.

    Those that are theirs to judge in a blind session that is not revealed yet.
    """
    return _withheld_articles_of(_key(viewer)).all()


def _key(viewer: AbstractBaseUser | AnonymousUser) -> int:
    """Return the account's key; raises ``TypeError`` where there is none, which would be everybody's without one."""
    if viewer.pk is None:
        raise TypeError("Whoever has not signed in has no rows.")
    return int(viewer.pk)


# Querysets, not rows: nearly every query is made of them, and half of what it took was to make these anew. They are
# never asked themselves, or they would keep what they found.


@lru_cache(KEPT)
def _memberships_of(user: int) -> models.QuerySet[Any, Any]:
    memberships: models.Manager[Any] = apps.get_model("warreader", "Membership").objects
    return memberships.filter(user=user, left_at=None)


@lru_cache(KEPT)
def _teams_of(user: int) -> models.QuerySet[Any, Any]:
    return _memberships_of(user).values("team")


@lru_cache(KEPT)
def _withheld_articles_of(user: int) -> models.QuerySet[Any, Any]:
    assignments: models.Manager[Any] = apps.get_model("warreader", "Assignment").objects
    rows = assignments.filter(member__user=user, part__session__mode=Mode.BLIND, part__session__revealed_at=None)
    return rows.filter(part__session__deleted_at=None).values("part__article")


REVEALED = models.Q(session=None) | models.Q(session__mode="open") | models.Q(session__revealed_at__isnull=False)

USER = settings.AUTH_USER_MODEL
