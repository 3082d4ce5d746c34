"""Teaching with a blind session: whose annotation of an article is the key that the others' are compared with."""

from uuid import UUID

from django.utils.translation import gettext as _

from warreader.models import OPERATOR, Assignment, EventKind, Membership, SessionArticle

from .assignments import fresh
from .errors import Refused
from .history import recording


def name_key(*, member: Membership, part: SessionArticle, practice: bool, action: UUID) -> None:
    """Say that the member's own annotation of an article of a blind session is its key.

    The article becomes theirs to judge, if it is not. With ``practice``, whoever judges a sentence sees the key's
    answer to it at once. Raises ``Refused`` where another's is the key, in an open session, and after the reveal.
    """
    with recording(actor=member, action=action, session=part.session, article=part.article) as history:
        now = _fresh(part, member)
        SessionArticle.objects.filter(pk=now.pk).update(key_author=member, practice=practice)
        Assignment.objects.get_or_create(part=now, member=member, defaults={"team_id": now.team_id})
        data = {"key": str(member.public_id), "practice": practice}
        history.append(EventKind.SESSION_CHANGED, data=data)


def drop_key(*, member: Membership, part: SessionArticle, action: UUID) -> None:
    """Say that the member's own annotation is no key any more; the article stays theirs to judge.

    Raises ``Refused`` as :func:`name_key` does.
    """
    with recording(actor=member, action=action, session=part.session, article=part.article) as history:
        now = _fresh(part, member)
        if now.key_author_id:
            SessionArticle.objects.filter(pk=now.pk).update(key_author=None, practice=False)
            history.append(EventKind.SESSION_CHANGED, data={"key": None, "practice": False})


def _fresh(part: SessionArticle, member: Membership) -> SessionArticle:
    """Return the session's article as it stands now that the team's writers wait."""
    if not fresh(part.session).concealed:
        raise Refused(_("A key is named in a blind session, before its reveal: else its author’s work is no secret."))
    now = SessionArticle.objects.visible_to(OPERATOR).select_related("key_author").filter(pk=part.pk).first()
    if now is None:
        raise Refused(_("The session has moved on in the meantime: load the page again."))
    if now.key_author_id not in {None, member.pk}:
        raise Refused(_("The key of this report is the work of %(name)s.") % {"name": now.key_author})
    return now
