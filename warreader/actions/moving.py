"""Moving a session to the text that an article has now."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from warreader.models import (
    AnnotationSession,
    Article,
    Assignment,
    EventKind,
    Fit,
    Membership,
    Phase,
    Revision,
    Sentence,
    SessionArticle,
    Succession,
)

from .assignments import fresh
from .carried import own
from .carrying import Carrier
from .errors import Refused, Stale
from .history import recording
from .notices import tell_of_text
from .succession import Ties


def move_session(
    *, member: Membership, session: AnnotationSession, article: Article, base: int, action: UUID
) -> Revision:
    """Have a session judge the text that one of its articles has now, and carry over its work.

    Blind work is carried unseen. ``base`` is the number of the text to which the page offered to move it. Whoever has
    something to look at again is told, and whoever had finished and has something to do again takes it up again,
    while there is time. Raises ``Stale`` where the article has another text by now, ``Refused`` where the session is
    at it already, and for a session that is revealed, discussing or closed; ``Repeated`` where the action was done
    before.
    """
    with recording(actor=member, action=action, session=session, article=article) as history:
        now = fresh(session)
        if now.standing or now.revealed_at or now.phase != Phase.ANNOTATING:
            raise Refused(_("The session has moved on: it stays at the text that it judged."))
        part = _part(now, article)
        earlier, later = part.revision, part.article.revision
        if later is None or later.number != base:
            raise Stale(_("The report has another text by now: look at that first."))
        if earlier.pk == later.pk:
            raise Refused(_("The session is at this text already."))
        SessionArticle.objects.filter(pk=part.pk).update(revision=later)
        people = Carrier.between(history, now, earlier, later).carry()
        own(now, later)
        tell_of_text(article, now, people, member)
        data = counts(earlier, later) | {"number": [earlier.number, later.number]}
        history.append(EventKind.SESSION_MOVED, data=data | {"resumed": _take_up(part, now, later, people)})
    return later


def counts(earlier: Revision, later: Revision) -> dict[str, int]:
    """Return how many sentences of a text continue ones of an earlier, in which way; how many are new, and gone."""
    ties = Ties.of(earlier, later)
    found = Counter(those[0].fit for those in ties.origins.values())
    found[Fit.SPLIT] = sum(len(those) > 1 for those in ties.successors.values())
    return {fit.value: found[fit] for fit in (Fit.SAME, Fit.CHANGED, Fit.SPLIT, Fit.MERGED)} | {
        "new": later.sentences.count() - len(ties.origins),
        "gone": earlier.sentences.count() - len(ties.successors),
    }


def _part(session: AnnotationSession, article: Article) -> SessionArticle:
    rows = SessionArticle.objects.select_related("article__revision", "revision")
    found = rows.filter(session=session, article=article, article__deleted_at=None).first()
    if found is None:
        raise Refused(_("This report is not in the session any more."))
    return found


def _take_up(part: SessionArticle, session: AnnotationSession, later: Revision, people: Collection[int]) -> int:
    """Have whoever had finished and has something to do again take it up again; return how many they are."""
    asked = Sentence.objects.filter(revision=later, kind__in=session.kinds)
    done = Assignment.objects.filter(part=part, finished_at__isnull=False)
    known = Succession.objects.filter(earlier__revision=part.revision, later__revision=later).values("later")
    if not asked.exclude(pk__in=known).exists():
        done = done.filter(member__in=people)
    still = [one.pk for one in done if not one.late(session)]
    return Assignment.objects.filter(pk__in=still).update(finished_at=None)
