"""Articles, their texts, and the sentences of each text."""

from typing import Self

from django.conf.global_settings import LANGUAGES_BIDI
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from warreader.text import direction

from .base import Operator, PublicIdModel, TeamModel, TeamQuerySet, Viewer
from .choices import Kind
from .teams import Membership


class Capture(TeamModel):
    """Bytes as they were received, unaltered, and how they came in."""

    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    #: as it was declared, else as it was recognised
    media_type = models.CharField(max_length=200)
    #: the importer's name, and it and the libraries it used with their versions
    importer = models.CharField(max_length=40)
    software = models.CharField(max_length=200)
    #: the file's name as it was sent, inside an archive with its path there
    filename = models.CharField(max_length=500, blank=True)
    #: the archive that it was in
    container = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="contents")
    #: the address that the bytes came from, after all redirects
    url = models.URLField(max_length=2000, blank=True)
    #: by which the page at this address is found, however that is written: ``page_key``; None without an address
    page = models.CharField(max_length=32, null=True, editable=False)  # noqa: DJ001 - so that the bytes stay in place
    #: the answers before the last: [{"url": …, "status": …, "address": …, "location": …}]
    redirects = models.JSONField(default=list, blank=True)
    #: of the last answer: its status, its headers as [[name, value]], the address that it came from
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=list, blank=True)
    address = models.CharField(max_length=45, blank=True)
    #: how the bytes were decoded
    charset = models.CharField(max_length=40, blank=True)
    #: what was changed in the text before it was stored, in English words, one line for each kind of change
    repairs = models.JSONField(default=list, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")

    objects = TeamQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["team", "sha256"], name="capture_digest"),
            models.Index(fields=["team", "page"], name="capture_page"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(sha256=""), name="capture_has_digest")]

    def __str__(self) -> str:
        return self.sha256


class ArticleQuerySet(TeamQuerySet):
    """Articles; deleted ones are nobody's to see."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the articles of the viewer's teams that are not deleted."""
        return super().visible_to(viewer).filter(deleted_at=None)


class Article(PublicIdModel, TeamModel):
    """One report in a team's library. Its text lives in revisions."""

    title = models.CharField(max_length=500)
    url = models.URLField(_("URL"), max_length=2000, blank=True)
    source = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=200, blank=True)
    published = models.DateField(null=True, blank=True)
    revision = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, related_name="+", help_text="the current text"
    )
    verdict = models.ForeignKey(
        "AnnotationSession",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the session whose settled tags are the article's; none: the latest closed one",
    )
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["team", "-created_at"], name="article_newest")]

    def __str__(self) -> str:
        return self.title


class RevisionQuerySet(TeamQuerySet):
    """Revisions of articles that may be seen."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the revisions of the articles that ``viewer`` may see."""
        return super().visible_to(viewer).filter(article__deleted_at=None)


class Revision(PublicIdModel, TeamModel):
    """One immutable text of an article."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    #: of the text, in code points
    length = models.PositiveIntegerField()
    #: SHA-256 of the text's UTF-8, in hexadecimal
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=8, blank=True)
    segmenter = models.CharField(max_length=60)
    #: the first revision of the same text where the publisher has come back to it, or that whose sentences this one
    #: has corrected: where they begin and end
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="revisions")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "digest"],
                condition=Q(corrects=None),
                name="revision_digest_once_per_team",
                violation_error_message=_("This team has the same text already."),
            ),
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once_per_article"),
            models.CheckConstraint(condition=~Q(text=""), name="revision_has_text"),
            models.CheckConstraint(condition=Q(length=Length("text")), name="revision_length_of_text"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}.{self.number}"

    @property
    def direction(self) -> str:
        """Which way the text is written: "rtl" or "ltr"; by its language, else by its first letter."""
        if self.language:
            return "rtl" if self.language in LANGUAGES_BIDI else "ltr"
        return direction(self.text)


class SentenceQuerySet(TeamQuerySet):
    """Sentences of articles that may be seen."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the sentences of the articles that ``viewer`` may see."""
        rows = super().visible_to(viewer)
        return rows if isinstance(viewer, Operator) else rows.filter(revision__article__deleted_at=None)


class Sentence(TeamModel):
    """A span of a revision's text, in code points. Its ordinal, from 1, is its public name.

    Triggers of the database (migration ``0002_guards``) keep the span inside the text, and as it was made.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="sentences")
    ordinal = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    #: of the block of text that the sentence stands in, from 0
    paragraph = models.PositiveIntegerField()
    kind = models.CharField(max_length=11, choices=Kind)
    #: a hash of its words without case and punctuation, by which the same sentence is found elsewhere; none: too short
    echo = models.BigIntegerField(null=True, blank=True)

    objects = SentenceQuerySet.as_manager()

    class Meta:
        ordering = ["revision", "ordinal"]
        indexes = [models.Index(fields=["team", "echo"], condition=Q(echo__isnull=False), name="sentence_echo")]
        constraints = [
            models.UniqueConstraint(fields=["revision", "ordinal"], name="sentence_ordinal_once_per_revision"),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="sentence_ordinal_from_one"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="sentence_span_not_empty"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="sentence_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.ordinal} ({self.kind})"

    @property
    def in_scope(self) -> bool:
        """Whether the sentence is there to be judged: boilerplate is not."""
        return self.kind != Kind.BOILERPLATE
