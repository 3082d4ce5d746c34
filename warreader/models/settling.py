"""What a team settles: who is at a sentence, what it was settled as, and why."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import BigIntegerField, BooleanField, Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Now
from django.utils import timezone

from .annotations import YES_OR_NO, Annotation, Evidence
from .articles import Sentence
from .base import (
    REVEALED,
    Operator,
    PublicIdModel,
    TeamModel,
    TeamQuerySet,
    Viewer,
    withheld_articles_of,
)
from .choices import Outcome, Phase, Round, Tag
from .sessions import AnnotationSession, SessionArticle
from .teams import Membership

#: what a row's ``tag`` begins with where it is no annotation, but an adjudication among them
SETTLED = "settled "
#: how many people may say the same, so that four such numbers are one: see ``AdjudicationQuerySet.with_votes``
MOST_VOTES = 10_000
#: that somebody is checking the sentence at the time of the query
HELD = Q(taken_until__gt=Now())
#: what stands for a tag where a row is no annotation, but a sign beside the tags
SIGN = "sign"


class SharedQuerySet(TeamQuerySet):
    """What a session's people make together, so that nothing of it is one's own."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return what sessions that hide nothing have, but of no article that is withheld from the viewer."""
        rows = super().visible_to(viewer).filter(REVEALED)
        if isinstance(viewer, Operator) or not viewer.is_authenticated:
            return rows
        return rows.exclude(sentence__revision__article__in=withheld_articles_of(viewer))

    def after_own(self, viewer: Viewer, session: int) -> Self:
        """Return those of sentences that the viewer has judged in a session: see ``SessionWorkQuerySet.after_own``."""
        own = Q(author__user=viewer, session=session)
        judged = Annotation.objects.filter(own).exclude(tag="")
        return self.filter(Exists(judged.filter(sentence=OuterRef("sentence"))))


class WorkItemQuerySet(SharedQuerySet):
    """Sentences that somebody has taken or marked: one row is everybody's."""

    def signs(self) -> Self:
        """Return those that say something now: key ones, and those that somebody is checking.

        With the columns of an annotation, so that they can be united with these in one query: ``tag`` is ``SIGN``,
        ``has_note`` says whether the sentence is key, ``author_id`` and ``base`` have who is checking it.
        """
        no = Value(False, output_field=BooleanField())
        return self.filter(Q(key=True) | HELD).annotate(
            author_id=Case(When(HELD, then=F("taken_by")), output_field=BigIntegerField()),
            tag=Value(SIGN),
            has_note=F("key"),
            has_evidence=no,
            base=Case(When(HELD, then=F("taken_by__name")), default=Value("")),
            **dict.fromkeys(YES_OR_NO, no),
        )


class WorkItem(TeamModel):
    """A sentence of a session that is marked *key*, or that somebody is checking until ``taken_until``."""

    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, related_name="work_items")
    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="work_items")
    key = models.BooleanField(default=False)
    taken_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_until = models.DateTimeField(null=True, blank=True)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "sentence"], name="work_item_once"),
            models.CheckConstraint(
                condition=Q(taken_by=None, taken_until=None) | Q(taken_by__isnull=False, taken_until__isnull=False),
                name="work_item_taken_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sentence_id} in {self.session_id}"

    def held(self, now: datetime | None = None) -> bool:
        """Say whether somebody is checking the sentence."""
        return self.taken_until is not None and self.taken_until > (now or timezone.now())


class AdjudicationQuerySet(SharedQuerySet):
    """Settled tags; there is no "one's own" here, since they tell of others."""

    def settled(self) -> Self:
        """Return those that settle something: all but the calls for more evidence."""
        return self.exclude(outcome=Outcome.WANTED)

    def with_votes(self) -> Self:
        """Add ``supported`` and ``votes``.

        ``supported`` says whether the settler, or somebody who says verified, has recorded evidence in that session.
        ``votes`` is how many people there say each tag, as one number in base ``MOST_VOTES``, the first tag last.
        What was carried to a later text rests on what people say of the sentence that was settled; what was brought
        in without these people's judgements, on what the file said of them.
        """
        judged = Coalesce(OuterRef("carried_from__sentence"), OuterRef("sentence"))
        here = {"sentence": judged, "session": OuterRef("session")}
        standing = Annotation.objects.filter(**here).standing(Round.DISCUSSED)
        says = Case(*(When(tag=tag, then=MOST_VOTES**place) for place, tag in enumerate(Tag.values)), default=0)
        # PostgreSQL's sums of such numbers are no integers.
        total = Cast(Sum(says, output_field=BigIntegerField()), BigIntegerField())
        counted = standing.order_by().values("session").annotate(votes=total)
        same = {name: OuterRef(name) for name in ("sentence", "session", "author")}
        verified = Annotation.objects.filter(**same, tag=Tag.VERIFIED).standing(Round.DISCUSSED)
        evidence = Evidence.objects.filter(**here)
        return self.annotate(
            votes=Coalesce(
                Subquery(counted.values("votes")), F("brought_votes"), Value(0), output_field=BigIntegerField()
            ),
            supported=Case(
                When(brought_support=True, then=True),
                default=Exists(evidence.filter(Q(author=OuterRef("settled_by")) | Exists(verified))),
            ),
        )

    def united(self) -> Self:
        """Return those that settle something with the columns of annotations, to be united with these in one query.

        ``tag`` is ``SETTLED`` and the outcome, ``author_id`` the votes, ``has_note`` whether a rule did it, ``base``
        a line with who did it and then the reason.
        """
        no = Value(False, output_field=BooleanField())
        return (
            self.settled()
            .with_votes()
            .annotate(
                author_id=F("votes"),
                tag=Concat(Value(SETTLED), "outcome"),
                has_note=Case(When(rule__isnull=True, then=False), default=True, output_field=BooleanField()),
                base=Concat("settled_by__name", Value("\n"), "reason", output_field=models.TextField()),
                has_evidence=F("supported"),
                **dict.fromkeys(YES_OR_NO, no),
            )
        )


def votes_of(number: int) -> dict[str, int]:
    """Return how many said each tag, out of the number that ``AdjudicationQuerySet.with_votes`` makes."""
    counted = {tag: number // MOST_VOTES**place % MOST_VOTES for place, tag in enumerate(Tag.values)}
    return {tag: given for tag, given in counted.items() if given}


def verdict_of(article: str = "pk") -> Subquery:
    """Return the session whose settled tags are an article's, for a query whose column names the article.

    The one that an editor named; else the newest of the closed ones that settled some of it. Where that was at an
    earlier text, it counts for what is the same in the later ones.
    """
    rows = SessionArticle.objects.filter(article=OuterRef(article), session__deleted_at=None, session__standing=False)
    settled = Adjudication.objects.settled().filter(
        session=OuterRef("session"), sentence__revision=OuterRef("revision")
    )
    named = Q(session=F("article__verdict"))
    rows = rows.filter(named | (Q(session__phase=Phase.CLOSED) & Exists(settled)))
    first = Case(When(named, then=0), default=1)
    return Subquery(rows.order_by(first, "-session").values("session")[:1])


class Adjudication(PublicIdModel, TeamModel):
    """How a session settled a sentence, and why.

    ``rule`` is None where an editor did it by hand; else what the rule asked for: ``{"votes": 2, "share": 100}``.
    ``version`` is the id of the action that last changed it. ``carried_from`` is set where the session settled an
    earlier text of the article, whose sentence stands in a later one unchanged: it says the same there.
    """

    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, related_name="adjudications")
    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="adjudications")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True)
    rule = models.JSONField(null=True, blank=True)
    settled_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    carried_from = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="carried")
    #: brought in without the judgements that it rests on: what ``with_votes`` says of it, as the file had it
    brought_votes = models.BigIntegerField(null=True, blank=True)
    brought_support = models.BooleanField(null=True, blank=True)
    version = models.UUIDField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = AdjudicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "sentence"], name="adjudication_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="adjudication_outcome_known"),
            models.CheckConstraint(condition=Q(updated_at__gte=F("created_at")), name="adjudication_times_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.sentence_id}: {self.outcome}"
