"""Annotation sessions: which articles, whose work, by when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from .articles import Article, Revision
from .base import Operator, PublicIdModel, TeamModel, TeamQuerySet, Viewer, teams_where
from .choices import IN_SCOPE, Ability, Kind, Mode, Phase, Round
from .teams import Membership


def usual_kinds() -> list[str]:
    """Return the kinds of sentences that a session judges unless told."""
    return list(IN_SCOPE)


class SessionQuerySet(TeamQuerySet):
    """Annotation sessions; deleted ones are nobody's to see."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the sessions of the viewer's teams that are not deleted."""
        return super().visible_to(viewer).filter(deleted_at=None)

    def made(self) -> Self:
        """Return the sessions that somebody made: all but the reading rooms."""
        return self.filter(standing=False)


class AnnotationSession(PublicIdModel, TeamModel):
    """A team's round of annotating chosen articles.

    The standing one is the team's reading room: open, never closed, and holding all its articles. ``guideline`` is
    the session's own copy of the codebook, in Markdown; empty is the app's.
    """

    team = models.ForeignKey("warreader.Team", on_delete=models.PROTECT, related_name="sessions")
    name = models.CharField(max_length=200)
    standing = models.BooleanField(default=False)
    mode = models.CharField(max_length=5, choices=Mode, default=Mode.OPEN)
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.ANNOTATING)
    guideline = models.TextField(blank=True)
    #: how many people judge each article; None is everyone in the session
    overlap = models.PositiveSmallIntegerField(null=True, blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    #: the kinds of sentences that are there to be judged
    kinds = models.JSONField(default=usual_kinds)
    #: somebody's "verified" needs evidence before they may finish an article, and before it may be settled
    needs_evidence = models.BooleanField(default=False)
    #: the team's "verified" counts as unsupported until a second person says so
    needs_second = models.BooleanField(default=False)
    #: whoever joins the team as an annotator while it is judged gets all of its articles to judge, too
    takes_newcomers = models.BooleanField(default=False)
    #: of adjudication: names are hidden there and their order is shuffled; a reason has to be given
    hides_names = models.BooleanField(default=False)
    asks_reason = models.BooleanField(default=False)
    #: of adjudication's rule: how many votes, and what share of them in per cent, settle a sentence; a tie never does
    rule_votes = models.PositiveSmallIntegerField(default=2)
    rule_share = models.PositiveSmallIntegerField(default=100)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    revealed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(standing=True), name="session_one_reading_room_per_team"
            ),
            models.CheckConstraint(
                condition=Q(standing=False) | Q(mode=Mode.OPEN, phase=Phase.ANNOTATING, deleted_at=None),
                name="session_reading_room_stays_open",
            ),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="session_mode_known"),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="session_phase_known"),
            models.CheckConstraint(
                condition=Q(mode=Mode.OPEN) | Q(phase=Phase.ANNOTATING) | Q(revealed_at__isnull=False),
                name="session_blind_until_revealed",
            ),
            models.CheckConstraint(
                condition=Q(overlap=None) | Q(overlap__gte=1), name="session_overlap_of_one_or_more"
            ),
            models.CheckConstraint(
                condition=Q(rule_votes__gte=1, rule_share__gte=1, rule_share__lte=100), name="session_rule_possible"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def round(self) -> Round:
        """The round that an annotation made now belongs to."""
        return Round.DISCUSSED if self.revealed_at else Round.INDEPENDENT

    @property
    def concealed(self) -> bool:
        """Whether its people do not see each other's work yet."""
        return self.mode == Mode.BLIND and self.revealed_at is None

    @property
    def shares_work(self) -> bool:
        """Whether its people may say who is checking what, and which sentences are key: in open sessions.

        Not in the reading room, which has no end and nothing to share out.
        """
        return self.mode == Mode.OPEN and not self.standing

    @property
    def needed(self) -> int:
        """How many people have to say "verified" for the team's tag to count as that, once their work shows."""
        return 2 if self.needs_second and not self.concealed else 1

    @property
    def scope(self) -> Sequence[str]:
        """The kinds of sentences that are there to be judged, in the codebook's order."""
        return [kind for kind in Kind.values if kind in self.kinds]


class SessionArticle(TeamModel):
    """An article of a session, at the text that it had when it was taken in.

    ``key_author`` is the member whose annotation of it here is its key, with which the others' is compared after the
    reveal; in an article for ``practice``, sentence by sentence as soon as they have judged.
    """

    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, related_name="articles")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="in_sessions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    key_author = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    practice = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "article"], name="session_article_once"),
            models.CheckConstraint(
                condition=Q(practice=False) | Q(key_author__isnull=False), name="session_practice_has_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} in {self.session_id}"


def on_its_text() -> Exists:
    """Return the condition that a row of work in a session is at the text that the session has of the article now.

    What it did at earlier texts stays stored, and counts no more. For all sessions but the reading room.
    """
    parts = SessionArticle.objects.filter(session=OuterRef("session"), revision=OuterRef("sentence__revision"))
    return Exists(parts)


class AssignmentQuerySet(TeamQuerySet):
    """Who judges what; in a concealed session annotators see their own only, editors all."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the assignments that the viewer may know of."""
        rows = super().visible_to(viewer)
        if isinstance(viewer, Operator) or not viewer.is_authenticated:
            return rows
        open_to_all = Q(part__session__mode=Mode.OPEN) | Q(part__session__revealed_at__isnull=False)
        return rows.filter(
            open_to_all | Q(member__user=viewer) | Q(team__in=teams_where(viewer, Ability.LEAD_SESSIONS))
        )


class Assignment(TeamModel):
    """That a member is to judge an article of a session, and whether they have finished."""

    part = models.ForeignKey(SessionArticle, on_delete=models.PROTECT, related_name="assignments")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="assignments")
    #: the person's own deadline, where an editor has given them longer than the session's
    due = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "member"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.part_id}"

    def late(self, session: AnnotationSession, now: datetime | None = None) -> bool:
        """Say whether the time for this work in ``session`` is over."""
        end = self.due or session.deadline
        return end is not None and (now or timezone.now()) >= end
