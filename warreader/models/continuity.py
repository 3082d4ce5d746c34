"""How the texts of an article follow one another, and which reports have the same text."""

from typing import Any, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from .articles import Revision, Sentence
from .base import Operator, PublicIdModel, SessionWorkQuerySet, TeamModel, TeamQuerySet, Viewer
from .choices import Fit
from .sessions import AnnotationSession
from .teams import Membership


class SuccessionQuerySet(TeamQuerySet):
    """Successions of sentences of articles that may be seen."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of the articles that ``viewer`` may see."""
        rows = super().visible_to(viewer)
        return rows if isinstance(viewer, Operator) else rows.filter(later__revision__article__deleted_at=None)


class Succession(TeamModel):
    """That a sentence continues one of an earlier text of the article.

    Of every earlier text: where the sentence came by several steps, there is a row for each, and ``fit`` is SAME only
    where every step was. An earlier sentence may have several successors (split), a later one several predecessors
    (merged). An earlier sentence without one is gone; a later one without one is new.
    """

    earlier = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="successions")
    later = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="origins")
    fit = models.CharField(max_length=7, choices=Fit)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="succession_once"),
            models.CheckConstraint(condition=Q(fit__in=Fit.values), name="succession_fit_known"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="succession_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} -> {self.later_id}: {self.fit}"


def as_in(texts: Any) -> Coalesce:
    """Return, for rows about sentences, the sentence of some texts that is the same as theirs, else their own.

    ``texts`` are revisions, one for each article, or a query for them.
    """
    same = Succession.objects.filter(earlier=OuterRef("sentence"), later__revision__in=texts, fit=Fit.SAME)
    return Coalesce(Subquery(same.values("later")[:1]), F("sentence"), output_field=models.BigIntegerField())


class LostPlaceQuerySet(SessionWorkQuerySet):
    """Lost places; in an unrevealed blind session each author sees their own."""

    def waiting(self) -> Self:
        """Return those that nobody has put right."""
        return self.filter(resolved_at=None)


class LostPlace(PublicIdModel, TeamModel):
    """Somebody's work on a sentence that the later text does not have.

    The work itself, annotation and evidence, stands where it stood: at ``sentence``. It is put right by saying which
    sentence of the later text it belongs to (``placed``), or that it belongs to none any more.
    """

    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, related_name="lost_places")
    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    #: the later text
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="lost_places")
    placed = models.ForeignKey(Sentence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LostPlaceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["revision", "session"], name="lost_place_of_revision")]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "sentence", "author", "revision"], name="lost_place_once_per_text"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None, placed=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="lost_place_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sentence_id} of {self.author_id}"


class Shingle(models.Model):
    """One of the hashes of a text's word sequences that are kept to find texts with the same ones."""

    #: the index below begins with it
    team = models.ForeignKey("warreader.Team", on_delete=models.PROTECT, db_index=False, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    value = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["team", "value"], name="shingle_value")]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.value}"


class NearDuplicateQuerySet(TeamQuerySet):
    """Pairs of texts that have much in common."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return those of which ``viewer`` may see both."""
        rows = super().visible_to(viewer)
        return rows.filter(one__article__deleted_at=None, other__article__deleted_at=None)

    def of_present_texts(self) -> Self:
        """Return those whose other text is its article's present one."""
        return self.filter(other__article__revision=F("other"))


class NearDuplicate(TeamModel):
    """That the texts of two articles have much in common; there is a row for either way round.

    Resemblance and containment as Broder has them ("On the resemblance and containment of documents", 1997): the
    share of all word sequences that are in both, and of the one's that are in the other.
    """

    one = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="near_duplicates")
    other = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    resemblance = models.FloatField()
    containment = models.FloatField()

    objects = NearDuplicateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="near_duplicate_once"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="near_duplicate_of_two"),
            models.CheckConstraint(
                condition=Q(resemblance__gte=0, resemblance__lte=1, containment__gte=0, containment__lte=1),
                name="near_duplicate_shares_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ~ {self.other_id}"
