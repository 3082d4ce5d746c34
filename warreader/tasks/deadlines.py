"""Reminders of deadlines: a day before, and when the time is over, to those who are not finished."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from warreader.actions.notices import tell
from warreader.models import AnnotationSession, Assignment, Membership, Notice, NoticeKind, Phase

#: how long before it somebody is told of a deadline, and how long after it at most
AHEAD = timedelta(days=1)


def remind() -> None:
    """Tell whoever has work to finish of its end: once before it and once after.

    Deadlines move, so nothing waits in line for them: those that are near are looked at each time, as they stand.
    """
    now = timezone.now()
    rows = Assignment.objects.annotate(end=Coalesce("due", "part__session__deadline"))
    rows = rows.filter(end__gt=now - AHEAD, end__lte=now + AHEAD, finished_at=None, part__article__deleted_at=None)
    rows = rows.filter(part__session__phase=Phase.ANNOTATING, part__session__deleted_at=None)
    people: dict[AnnotationSession, dict[Membership, datetime]] = defaultdict(dict)
    for one in rows.select_related("part__session", "member").order_by("end"):
        people[one.part.session][one.member] = one.end if one.end <= now else one.end - AHEAD
    for session, since in people.items():
        with transaction.atomic():
            last = _last_told(session, since)
            late = [one for one, start in since.items() if one.pk not in last or last[one.pk] < start]
            tell(NoticeKind.DEADLINE, late, actor=None, session=session)


def _last_told(session: AnnotationSession, people: Iterable[Membership]) -> dict[int, datetime]:
    """Return when each of these was last told of work that they have to do in the session."""
    kinds = (NoticeKind.ASSIGNED, NoticeKind.DEADLINE)
    rows = Notice.objects.filter(session=session, kind__in=kinds, member__in=list(people)).order_by()
    return dict(rows.values("member").annotate(last=Max("created_at")).values_list("member", "last"))
