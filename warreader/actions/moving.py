"""Moving a session to the text that an article has now."""

from uuid import UUID

from warreader.models import AnnotationSession, Article, Membership, Revision


def move_session(
    *, member: Membership, session: AnnotationSession, article: Article, base: int, action: UUID
) -> Revision:
    """Have a session judge the text that one of its articles has now, and carry over its work.

    Blind work is carried unseen. ``base`` is the number of the text to which the page offered to move it. Whoever has
    something to look at again is told. Raises ``Stale`` where the article has another text by now, ``Refused`` where
    the session is at it already,
    and for a session that is revealed, discussing or closed; ``Repeated`` where the action was done before.
    """
    raise NotImplementedError
