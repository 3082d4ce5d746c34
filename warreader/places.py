"""A place to work: an article, as one member sees it in one session."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.db.models import FilteredRelation, Q

from warreader.models import (
    Ability,
    AnnotationSession,
    Article,
    Membership,
    Revision,
    Round,
    Sentence,
    Team,
    Viewer,
)
from warreader.models.articles import SentenceQuerySet


@dataclass(frozen=True, slots=True)
class Place:
    """An article, the session in which it is read, and the member who reads it.

    ``viewer`` starts every query; ``member`` is None only for the operator of a command.
    """

    viewer: Viewer
    article: Article
    session: AnnotationSession
    member: Membership | None

    @classmethod
    def find(cls, viewer: Viewer, public_id: UUID) -> Self:
        """Return the reading room's place for an article, in one query.

        Raises ``Article.DoesNotExist`` where the viewer may not see the article.
        """
        of_reader = Q(team__memberships__user=getattr(viewer, "pk", None), team__memberships__user__isnull=False)
        rows = Article.objects.visible_to(viewer).annotate(
            room=FilteredRelation("team__sessions", condition=Q(team__sessions__standing=True)),
            reader=FilteredRelation("team__memberships", condition=of_reader),
        )
        rows = rows.select_related("revision", "team", "room", "reader").defer("revision__text")
        article = rows.get(public_id=public_id)
        # Django sets no attribute where such a relation finds nothing.
        return cls(viewer=viewer, article=article, session=article.room, member=getattr(article, "reader", None))

    @property
    def author(self) -> Membership:
        """The member, where there must be one.

        Raises ``TypeError`` for the operator of a command, who has no work of their own.
        """
        if self.member is None:
            raise TypeError("The operator is no member.")
        return self.member

    @property
    def team(self) -> Team:
        """The article's team."""
        return self.article.team

    @property
    def revision(self) -> Revision:
        """The text that is read here."""
        if self.article.revision is None:
            raise TypeError("An article without a text.")
        return self.article.revision

    @property
    def round(self) -> Round:
        """The round that work done here belongs to."""
        return self.session.round

    def may(self, ability: Ability) -> bool:
        """Say whether the member may do this here."""
        return self.member is not None and self.member.may(ability)

    def sentences(self) -> SentenceQuerySet:
        """Return the article's sentences, in order."""
        return Sentence.objects.visible_to(self.viewer).filter(revision=self.revision).order_by("ordinal")
