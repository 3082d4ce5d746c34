"""Telling a session's people how its sentences were settled, before its end."""

from uuid import UUID

from django.utils.translation import gettext as _

from warreader.models import Adjudication, AnnotationSession, EventKind, Membership, NoticeKind
from warreader.models.sessions import on_its_text

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
        settled = 0 if now.concealed else Adjudication.objects.filter(on_its_text(), session=now).settled().count()
        if not settled:
            raise Refused(_("Nothing is settled in this session yet."))
        history.append(EventKind.SESSION_CHANGED, data={"announced": settled})
        tell_of_session(NoticeKind.SETTLED, now, member)
