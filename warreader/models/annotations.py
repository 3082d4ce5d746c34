"""Annotations, and the evidence behind them."""

from typing import Self

from django.db import models
from django.db.models import BooleanField, Case, CharField, Count, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Left

from .articles import Sentence
from .base import PublicIdModel, SessionWorkQuerySet, TeamModel
from .choices import Flag, Round, Tag
from .sessions import AnnotationSession
from .teams import Membership

#: how much of a version's hexadecimal form pages carry, as what a change is based on
VERSION_LENGTH = 8
#: the columns of an annotation that are yes or no, and stand in every row that is united with annotations
YES_OR_NO = (*Flag.values, "look_again")


class AnnotationQuerySet(SessionWorkQuerySet):
    """Annotations; in an unrevealed blind session each author sees their own."""

    def standing(self, round: str) -> Self:  # noqa: A002
        """Return what counts in a session whose ``round`` this is.

        In the discussed round that is the discussed annotation, and where its author made none, the independent one.
        """
        if round == Round.INDEPENDENT:
            return self.filter(round=round)
        discussed = Annotation.objects.filter(
            sentence=OuterRef("sentence"), session=OuterRef("session"), author=OuterRef("author"), round=round
        )
        return self.filter(Q(round=round) | ~Exists(discussed))

    def how_many(self) -> list[tuple[int, int, int, str, int, int]]:
        """Return session, author, revision, kind, and the number of sentences of it judged in the independent round.

        And how many of these wait for another look. Those who lead a session may ask it of all its annotations:
        numbers are all that it tells.
        """
        columns = ("session", "author", "sentence__revision", "sentence__kind")
        judged = self.filter(round=Round.INDEPENDENT).exclude(tag="").order_by().values(*columns)
        judged = judged.annotate(number=Count("pk"), again=Count("pk", filter=Q(look_again=True)))
        return list(judged.values_list(*columns, "number", "again"))

    def with_support(self) -> Self:
        """Add ``has_note``, ``has_evidence`` (whether the author recorded some for the sentence there), ``base``.

        ``base`` is what pages carry of the version.
        """
        evidence = Evidence.objects.filter(
            sentence=OuterRef("sentence"), session=OuterRef("session"), author=OuterRef("author")
        )
        has_note = Case(When(note="", then=False), default=True, output_field=BooleanField())
        base = Left(Cast("version", CharField()), VERSION_LENGTH)
        return self.annotate(has_note=has_note, has_evidence=Exists(evidence), base=base)


class EvidenceQuerySet(SessionWorkQuerySet):
    """Evidence; in an unrevealed blind session each author sees their own."""

    def without_annotation(self, round: str) -> Self:  # noqa: A002
        """Return the evidence beside which no annotation of its author's stands in the session's ``round``.

        With the columns of an annotation that says nothing, so that the two can be united in one query.
        """
        annotation = Annotation.objects.filter(
            sentence=OuterRef("sentence"), session=OuterRef("session"), author=OuterRef("author")
        )
        if round == Round.INDEPENDENT:
            annotation = annotation.filter(round=round)
        none = {name: Value(False, output_field=BooleanField()) for name in YES_OR_NO}
        return self.filter(~Exists(annotation)).annotate(
            tag=Value(""),
            has_note=Value(False, output_field=BooleanField()),
            has_evidence=Value(True, output_field=BooleanField()),
            base=Value(""),
            **none,
        )


class Annotation(PublicIdModel, TeamModel):
    """One member's judgement of one sentence in one session and round.

    ``version`` is the id of the action that last changed it: what a change is based on is compared with it.
    """

    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, related_name="annotations")
    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="annotations")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="annotations")
    round = models.CharField(max_length=11, choices=Round, default=Round.INDEPENDENT)
    tag = models.CharField(max_length=10, choices=Tag, blank=True)
    quoted = models.BooleanField(default=False)
    said = models.BooleanField(default=False)
    loaded = models.BooleanField(default=False)
    searched = models.BooleanField(default=False)
    contradicted = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    #: the author lets the note leave the app
    note_exported = models.BooleanField(default=False)
    #: it was made of a sentence that has changed since, and its author has not looked at it again
    look_again = models.BooleanField(default=False)
    version = models.UUIDField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sentence", "session", "author", "round"], name="annotation_one_per_member_and_round"
            ),
            models.CheckConstraint(condition=Q(tag__in=["", *Tag.values]), name="annotation_tag_known"),
            models.CheckConstraint(condition=Q(round__in=Round.values), name="annotation_round_known"),
            models.CheckConstraint(
                condition=~Q(tag="")
                | ~Q(note="")
                | Q(quoted=True)
                | Q(said=True)
                | Q(loaded=True)
                | Q(searched=True)
                | Q(contradicted=True),
                name="annotation_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sentence_id} by {self.author_id}: {self.tag or 'no tag'}"

    @property
    def flags(self) -> list[str]:
        """The flags that stand, in the codebook's order."""
        return [flag for flag in Flag.values if getattr(self, flag)]


class Evidence(PublicIdModel, TeamModel):
    """A source that a member recorded for a sentence in a session."""

    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, related_name="evidence")
    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="evidence")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="evidence")
    url = models.URLField(max_length=2000, blank=True)
    citation = models.CharField(max_length=1000, blank=True)
    quotation = models.TextField(blank=True)
    seen_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    #: the id of the action that last changed it
    version = models.UUIDField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        indexes = [models.Index(fields=["sentence", "session", "author"], name="evidence_of_annotation")]
        constraints = [models.CheckConstraint(condition=~Q(url="") | ~Q(citation=""), name="evidence_names_a_source")]

    def __str__(self) -> str:
        return self.citation or self.url
