"""What people say to each other about a sentence, and what reaches them of it."""

from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, Count, Q, Value

from .annotations import YES_OR_NO
from .articles import Article, Sentence
from .base import Operator, PublicIdModel, TeamModel, TeamQuerySet, Viewer, withheld_articles_of
from .choices import NoticeKind
from .sessions import AnnotationSession
from .settling import SharedQuerySet
from .teams import Membership

#: what stands for a tag where a row is no annotation, but how much a sentence is discussed
TALK = "talk"


class CommentQuerySet(SharedQuerySet):
    """Comments; where others' work is hidden, a discussion is, with one's own part in it."""

    def roots(self) -> Self:
        """Return the comments that began a thread."""
        return self.filter(root=None)

    def open(self) -> Self:
        """Return the roots of the threads that nobody has resolved."""
        return self.roots().filter(resolved_at=None)

    def signs(self) -> models.QuerySet[Any, Any]:
        """Return how many threads go on, by the ordinal of their sentence.

        With the columns of an annotation, so that they can be united with these in one query: what stands for the
        author is the number, ``TALK`` for the tag.
        """
        rows = self.open().order_by().values("sentence__ordinal")
        no = Value(False, output_field=BooleanField())
        columns = dict.fromkeys(("has_note", "has_evidence", *YES_OR_NO), no)
        rows = rows.annotate(talks=Count("pk"), tag=Value(TALK), base=Value(""), **columns)
        return rows.values_list("sentence__ordinal", "talks", "tag", "has_note", "base", "has_evidence", *YES_OR_NO)


class Comment(PublicIdModel, TeamModel):
    """Something said about a sentence in a session.

    The first of a thread has no ``root``, and says whether the thread is resolved. Whoever deletes theirs leaves an
    empty one with the time; what it said goes with it.
    """

    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, related_name="comments")
    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="comments")
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    text = models.TextField(blank=True)
    #: the members it mentions
    mentions = models.ManyToManyField(Membership, related_name="+", blank=True)
    #: the id of the action that last changed it
    version = models.UUIDField()
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["session", "sentence", "created_at"], name="comment_of_sentence")]
        constraints = [
            models.CheckConstraint(
                condition=Q(root=None) | Q(resolved_at=None), name="comment_thread_resolved_at_root"
            ),
            models.CheckConstraint(
                condition=Q(text="", deleted_at__isnull=False) | (~Q(text="") & Q(deleted_at=None)),
                name="comment_says_something_or_is_deleted",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} by {self.author_id}"


class NoticeQuerySet(TeamQuerySet):
    """Notices; each is for one member."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the viewer's own notices, in the teams that they are in now.

        Not those of what they may not see: a discussion of an article that is withheld from them waits for the
        reveal, and what was deleted tells nothing any more.
        """
        rows = super().visible_to(viewer)
        if isinstance(viewer, Operator) or not viewer.is_authenticated:
            return rows.none()
        rows = rows.filter(member__user_id=viewer.pk, session__deleted_at=None, article__deleted_at=None)
        said = Q(comment=None) | (Q(comment__deleted_at=None) & ~Q(article__in=withheld_articles_of(viewer)))
        return rows.filter(said)

    def unread(self) -> Self:
        """Return the notices that were not looked at yet."""
        return self.filter(read_at=None)


class Notice(PublicIdModel, TeamModel):
    """That something concerns a member. It holds ids only: what it is about is asked for as the member may see it."""

    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=NoticeKind)
    actor = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    session = models.ForeignKey(AnnotationSession, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["member", "-created_at"], name="notice_newest"),
            # asked with every request
            models.Index(fields=["member"], condition=Q(read_at=None), name="notice_unread"),
        ]
        constraints = [models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.member_id}"
