"""Telling members what concerns them, in the transaction of the action that does it. Nobody is told of their own."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from warreader.models import AnnotationSession, Article, Comment, Membership, Notice, NoticeKind, User
from warreader.models.discussion import NoticeQuerySet
from warreader.tasks.letters import send_notices


def tell(
    kind: NoticeKind,
    people: Iterable[Membership],
    *,
    actor: Membership | None,
    session: AnnotationSession,
    article: Article | None = None,
    comment: Comment | None = None,
) -> list[Notice]:
    """Make a notice for each of these people but the actor, and those who have left or have no account."""
    told = {one.pk: one for one in people if one.user_id and one.left_at is None}
    if actor:
        told.pop(actor.pk, None)
    now = timezone.now()
    notices = [
        Notice(
            team_id=session.team_id,
            member=one,
            kind=kind,
            actor=actor,
            session=session,
            article=comment.sentence.revision.article if comment else article,
            sentence=comment.sentence if comment else None,
            comment=comment,
            created_at=now,
        )
        for one in told.values()
    ]
    made = Notice.objects.bulk_create(notices)
    if User.objects.filter(pk__in=[one.user_id for one in told.values()], mails_notices=True).exists():
        transaction.on_commit(partial(send_notices.enqueue, [one.pk for one in made]))
    return made


def tell_of_mentions(comment: Comment, people: Iterable[Membership]) -> None:
    """Tell whom a comment mentions."""
    tell(NoticeKind.MENTIONED, people, actor=comment.author, session=comment.session, comment=comment)


def tell_of_reply(comment: Comment, mentioned: Iterable[Membership]) -> None:
    """Tell whoever else takes part in the thread; those whom it mentions are told of that."""
    root = comment.root
    if root is None:
        return
    thread = Comment.objects.filter(pk=root.pk) | root.replies.all()
    authors = thread.filter(deleted_at=None).values("author")
    people = Membership.objects.filter(pk__in=authors).exclude(pk__in=[one.pk for one in mentioned])
    tell(NoticeKind.REPLIED, people, actor=comment.author, session=comment.session, comment=comment)


def tell_of_session(kind: NoticeKind, session: AnnotationSession, actor: Membership) -> None:
    """Tell everybody who has something to judge in a session, and who made it."""
    judges = Q(assignments__part__session=session)
    made = Q(pk=session.made_by_id)
    tell(kind, Membership.objects.filter(judges | made).distinct(), actor=actor, session=session)


def tell_of_text(article: Article, session: AnnotationSession, people: Iterable[int], actor: Membership) -> None:
    """Tell members, by their keys, that they have work in a session to look at again, since the text has changed.

    Not whoever has not read the last such notice yet.
    """
    waiting = Notice.objects.filter(kind=NoticeKind.REVISED, session=session, article=article).unread()
    found = Membership.objects.filter(pk__in=list(people)).exclude(pk__in=waiting.values("member"))
    tell(NoticeKind.REVISED, found, actor=actor, session=session, article=article)


@transaction.atomic
def mark_read(*, user: User, notices: NoticeQuerySet | None = None) -> int:
    """Mark somebody's notices as read, all of them unless told which; return how many were not."""
    rows = Notice.objects.visible_to(user) if notices is None else notices
    return rows.unread().update(read_at=timezone.now())
