"""Discussing a sentence: threads of comments, resolved and opened again by anybody who may discuss."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.models import Article, Comment, EventKind, EventText, Membership, Sentence
from warreader.places import Place
from warreader.text.remarks import names_in

from .errors import Refused, Stale
from .history import History, recording
from .notices import tell_of_mentions, tell_of_reply
from .unmoved import refuse_moved


def begin_thread(*, place: Place, ordinal: int, text: str, action: UUID) -> Comment:
    """Say something about a sentence, which begins a thread.

    Raises ``Refused`` where there is no such sentence, or where nothing is said here (any more), ``Repeated`` where
    the action was done before.
    """
    with _discussing(place, action) as history:
        sentence = place.sentences().filter(ordinal=ordinal).first()
        if sentence is None:
            raise Refused(_("This article has no sentence %(number)s.") % {"number": ordinal})
        return _say(place, history, sentence, text)


def reply(*, place: Place, thread: Comment, text: str, action: UUID) -> Comment:
    """Say something in a thread; one that was resolved is open again then."""
    with _discussing(place, action) as history:
        root = _root(thread)
        comment = _say(place, history, root.sentence, text, root)
        if root.resolved_at:
            _set_resolved(history, root, resolved=False)
    return comment


def change_comment(*, place: Place, comment: Comment, text: str, base: str, action: UUID) -> None:
    """Say it in other words; whom these mention and the old ones did not is told.

    Raises :class:`Stale` where the comment is no longer at the version ``base``.
    """
    with _discussing(place, action) as history:
        row = _lock(comment, base)
        if text == row.text:
            return
        before = set(row.mentions.values_list("pk", flat=True))
        _append(history, EventKind.COMMENT_CHANGED, row, row.text, text)
        row.text, row.version, row.edited_at = text, action, timezone.now()
        row.save(update_fields=["text", "version", "edited_at"])
        mentioned = _mentioned(place, text)
        row.mentions.set(mentioned)
        tell_of_mentions(row, [one for one in mentioned if one.pk not in before])


def delete_comment(*, place: Place, comment: Comment, base: str, action: UUID) -> None:
    """Take back what one said: it is erased, from the history too; that something was said stays.

    A thread in which nothing is left is resolved with it. Raises :class:`Stale` where the comment is no longer at
    the version ``base``.
    """
    with _discussing(place, action) as history:
        row = _lock(comment, base)
        _append(history, EventKind.COMMENT_DELETED, row)
        row.text, row.version, row.deleted_at = "", action, timezone.now()
        row.save(update_fields=["text", "version", "deleted_at"])
        row.mentions.clear()
        said = Q(event__sentence=row.sentence) | Q(event__sentence__successions__later=row.sentence)
        EventText.objects.filter(said, event__data__comment=str(row.public_id)).delete()
        root = row.root or row
        if not root.resolved_at and not (root.replies.filter(deleted_at=None).exists() or root.text):
            _set_resolved(history, root, resolved=True)


def resolve_thread(*, place: Place, thread: Comment, action: UUID) -> None:
    """Say that a discussion has come to its end; nothing changes where somebody has said so."""
    with _discussing(place, action) as history:
        root = _root(thread)
        if not root.resolved_at:
            _set_resolved(history, root, resolved=True)


def reopen_thread(*, place: Place, thread: Comment, action: UUID) -> None:
    """Open a discussion again; nothing changes where it is open."""
    with _discussing(place, action) as history:
        root = _root(thread)
        if root.resolved_at:
            _set_resolved(history, root, resolved=False)


@contextmanager
def _discussing(place: Place, action: UUID) -> Iterator[History]:
    """Open the transaction; raise ``Refused`` where nothing is said here, as it stands under the team's lock."""
    author, session, article = place.author, place.session, place.article
    with recording(actor=author, action=action, session=session, article=article) as history:
        try:
            now = Place.find(place.viewer, article.public_id, None if session.standing else session.public_id)
        except Article.DoesNotExist as error:
            raise Refused(_("This report is not here any more.")) from error
        if now.silent:
            raise Refused(now.silent)
        refuse_moved(place, moved=now.revision.pk != place.revision.pk)
        yield history


def _root(thread: Comment) -> Comment:
    return Comment.objects.select_related("sentence__revision__article", "session").get(
        pk=thread.root_id or thread.pk
    )


def _lock(comment: Comment, base: str) -> Comment:
    related = ("root", "session", "author", "sentence__revision__article")
    row = Comment.objects.select_related(*related).filter(pk=comment.pk).first()
    if row is None or row.version.hex != base:
        raise Stale(_("This comment was changed elsewhere in the meantime; here is how it stands now."))
    return row


def _say(place: Place, history: History, sentence: Sentence, text: str, root: Comment | None = None) -> Comment:
    comment = Comment.objects.create(
        team_id=place.article.team_id,
        session=place.session,
        sentence=sentence,
        author=place.author,
        root=root,
        text=text,
        version=history.action,
        created_at=timezone.now(),
    )
    _append(history, EventKind.COMMENTED, comment, "", text)
    mentioned = _mentioned(place, text)
    comment.mentions.set(mentioned)
    tell_of_mentions(comment, mentioned)
    tell_of_reply(comment, mentioned)
    return comment


def _mentioned(place: Place, text: str) -> list[Membership]:
    """Return the present members whom a text mentions."""
    if "@" not in text:
        return []
    people = list(Membership.objects.current().filter(team=place.article.team_id))
    named = names_in(text, [one.name for one in people])
    return [one for number, one in enumerate(people) if number in named]


def _set_resolved(history: History, root: Comment, *, resolved: bool) -> None:
    root.resolved_at = timezone.now() if resolved else None
    root.resolved_by = history.actor if resolved else None
    root.save(update_fields=["resolved_at", "resolved_by"])
    _append(history, EventKind.THREAD_RESOLVED if resolved else EventKind.THREAD_REOPENED, root)


def _append(history: History, kind: EventKind, comment: Comment, before: str = "", after: str = "") -> None:
    root = comment.root or comment
    data = {"comment": str(comment.public_id), "thread": str(root.public_id)}
    texts = {"comment": (before, after)} if before or after else {}
    history.append(kind, sentence=comment.sentence, data=data, texts=texts)
