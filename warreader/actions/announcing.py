"""Telling a session's people how its sentences were settled, before its end."""

from uuid import UUID

from django.utils.translation import gettext as _

from warreader.models import Adjudication, AnnotationSession, EventKind, Membership, NoticeKind

from .assignments import fresh
from .errors import Refused
from .history import recording
from .notices import tell_of_session


def announce(*, member: Membership, session: AnnotationSession, action: UUID) -> None:
    """Tell everybody in a session that sentences of it are settled; its end tells them anyhow.

    Raises ``Refused`` where none is, ``Repeated`` where the action was done before.
    """
    with recording(actor=member, action=action, session=session) as history:
        now = fresh(session)
        settled = 0 if now.concealed else _settled(now)
        if not settled:
            raise Refused(_("Nothing is settled in this session yet."))
        history.append(EventKind.SESSION_CHANGED, data={"announced": settled})
        tell_of_session(NoticeKind.SETTLED, now, member)


def _settled(session: AnnotationSession) -> int:
    """Return how many sentences of the texts that the session has are settled."""
    rows = Adjudication.objects.filter(session=session, sentence__revision__in=session.articles.values("revision"))
    return rows.settled().count()
