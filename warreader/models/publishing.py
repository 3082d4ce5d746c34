"""Settled articles that anybody with the link may read."""

import secrets
from typing import Self

from django.db import models
from django.db.models import BooleanField, Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from .articles import Article
from .base import Operator, PublicIdModel, TeamModel, TeamQuerySet, Viewer, withheld_articles_of
from .choices import EventKind
from .events import Event
from .sessions import AnnotationSession
from .settling import verdict_of
from .teams import Membership

#: random bytes of a link: 192 bits
TOKEN_BYTES = 24
#: what makes a published page differ from what the team would say now
SETTLING = (EventKind.SENTENCE_SETTLED, EventKind.EVIDENCE_CHANGED)
REWRITING = (EventKind.ARTICLE_REVISED, EventKind.SENTENCES_CORRECTED)

CHANGING = (*SETTLING, *REWRITING, EventKind.ARTICLE_DESCRIBED)


def new_token() -> str:
    """Return the part of a link that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class PublicationQuerySet(TeamQuerySet):
    """Publications of articles that may be seen."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of the viewer's teams, of articles that are neither deleted nor withheld from the viewer."""
        rows = super().visible_to(viewer).filter(article__deleted_at=None)
        if isinstance(viewer, Operator) or not viewer.is_authenticated:
            return rows
        return rows.exclude(article__in=withheld_articles_of(viewer))

    def standing(self) -> Self:
        """Return those that nobody has withdrawn."""
        return self.filter(withdrawn_at=None)

    def public(self) -> Self:
        """Return those that can be read at their link: see :attr:`Publication.gone`."""
        return self.standing().filter(article__deleted_at=None, session__deleted_at=None)

    def with_changes(self) -> Self:
        """Add what came after the newest edition: ``made_at`` and ``edition`` are its time and number.

        ``changed`` is how many sentences were settled anew, or got or lost evidence, in the session that it shows;
        ``rewritten`` whether the article has got another text, ``described`` whether what is known about it was
        corrected, ``overtaken`` whether the session that it shows is its
        verdict no more.
        """
        # Beside the edition's own columns: SQLite would look the time up again for each event.
        since = Event.objects.filter(article=OuterRef("publication__article"), created_at__gt=OuterRef("made_at"))
        changes = since.filter(kind__in=SETTLING, session=OuterRef("publication__session"))
        counted = changes.order_by().values("article").annotate(number=Count("sentence", distinct=True))
        newest = Edition.objects.filter(publication=OuterRef("pk")).order_by("-number")
        newest = newest.annotate(
            changed=Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0),
            rewritten=Exists(since.filter(kind__in=REWRITING)),
            described=Exists(since.filter(kind=EventKind.ARTICLE_DESCRIBED)),
        )
        return self.annotate(
            made_at=Subquery(newest.values("made_at")[:1]),
            edition=Subquery(newest.values("number")[:1]),
            changed=Subquery(newest.values("changed")[:1]),
            rewritten=Subquery(newest.values("rewritten")[:1], output_field=BooleanField()),
            described=Subquery(newest.values("described")[:1], output_field=BooleanField()),
            overtaken=Case(When(session=verdict_of("article"), then=False), default=True),
        )

    def by_token(self, token: str) -> Self:
        """Return the one of a link: whoever has that may see it, withdrawn or not."""
        return self.filter(token=token)


class Publication(PublicIdModel, TeamModel):
    """That a settled article is published at a link of its own.

    What is there is the newest of its editions; whoever has the token may read it, without signing in. A withdrawn
    one says at the same link when and why it was withdrawn.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="publications")
    #: whose settled tags it shows
    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    #: the names of who settled it, instead of pseudonyms
    names = models.BooleanField(default=False)
    published_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    #: why it was withdrawn, for everybody who comes by the link
    reason = models.TextField(blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(token=""), name="publication_has_token"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(reason="")),
                name="publication_withdrawn_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} in {self.session_id}"

    @property
    def gone(self) -> bool:
        """Whether there is nothing to be read any more: it was withdrawn, or what it is about was deleted."""
        return bool(self.withdrawn_at or self.article.deleted_at or self.session.deleted_at)


class EditionQuerySet(TeamQuerySet):
    """Editions of publications that may be seen."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of the publications that the viewer may see."""
        rows = super().visible_to(viewer)
        if isinstance(viewer, Operator):
            return rows.filter(publication__article__deleted_at=None)
        return rows.filter(publication__in=Publication.objects.visible_to(viewer))


class Edition(TeamModel):
    """What a publication shows, as it was when an editor let it out; it never changes.

    The first has no ``correction``; each later one says there what was corrected. ``answers`` holds what the editor
    said about people and pictures in it: question -> why it may be shown, empty where there is none.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    correction = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    #: what the editor chose to go out beside the settled tags, whether search engines may list it, and the licence
    #: that the team gave its annotations then; and whether it was judged by a guideline of its own
    choices = models.JSONField(default=dict)
    #: the article as the JSON-LD export has it, and as our complete form has it: what the page is made from
    jsonld = models.TextField()
    document = models.TextField()
    #: SHA-256 of both, in hexadecimal
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["publication", "number"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="edition_number_once_per_publication"),
            models.CheckConstraint(
                condition=Q(number=1, correction="") | (Q(number__gt=1) & ~Q(correction="")),
                name="edition_says_what_it_corrects",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}.{self.number}"
