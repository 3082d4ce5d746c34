"""Annotation sessions: what is somebody's to do, and how far everybody is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from warreader.models import (
    Ability,
    Annotation,
    AnnotationSession,
    Article,
    Assignment,
    Membership,
    Phase,
    Sentence,
    SessionArticle,
)
from warreader.models.annotations import AnnotationQuerySet
from warreader.models.base import withheld_articles_of
from warreader.models.choices import ROLE_NEEDED
from warreader.places import Place


@dataclass(frozen=True, slots=True)
class Work:
    """An article that somebody has to judge in a session, and how far they are."""

    assignment: Assignment
    judged: int
    total: int
    now: datetime
    #: how many sentences have changed since, and wait for the person's other look
    again: int = 0

    @property
    def session(self) -> AnnotationSession:
        """The session that the work belongs to."""
        return self.assignment.part.session

    @property
    def article(self) -> Article:
        """The article to judge."""
        return self.assignment.part.article

    @property
    def member(self) -> Membership:
        """Whose work it is."""
        return self.assignment.member

    @property
    def due(self) -> datetime | None:
        """When the work freezes; None where it does not."""
        return self.assignment.due or self.session.deadline

    @property
    def finished(self) -> bool:
        """Whether the person has said that they are done."""
        return self.assignment.finished_at is not None

    @property
    def incomplete(self) -> bool:
        """Whether the time ran out before the person was done."""
        return not self.finished and self.assignment.late(self.session, self.now)

    @property
    def waiting(self) -> bool:
        """Whether it is still to be done."""
        return self.session.phase == Phase.ANNOTATING and not self.finished and not self.incomplete

    @property
    def url(self) -> str:
        """Where the work is done: at the next sentence to judge."""
        return reverse("session:next", args=[self.session.public_id, self.article.public_id])

    @property
    def again_url(self) -> str:
        """Where the sentences are that wait for another look."""
        return f"{reverse('session:article', args=[self.session.public_id, self.article.public_id])}?with=again"


@dataclass(frozen=True, slots=True)
class Part:
    """An article of a session, with the work on it that the viewer may know of."""

    part: SessionArticle
    total: int
    works: tuple[Work, ...]

    @property
    def finished(self) -> int:
        """How many people are done."""
        return sum(work.finished for work in self.works)


@dataclass(frozen=True, slots=True)
class Overview:
    """A session as one member sees it."""

    session: AnnotationSession
    parts: tuple[Part, ...]
    mine: tuple[Work, ...]
    #: whether the member may know how far each person is
    complete: bool
    people: tuple[Membership, ...] = field(default=())
    #: keys of the articles on which the member sees only their own work, in whatever session
    withheld: frozenset[int] = field(default=frozenset())

    @property
    def next(self) -> Work | None:
        """The member's own next article that waits for them."""
        return next((work for work in self.mine if work.waiting), None)

    @property
    def done(self) -> int:
        """How many of the assignments shown are finished."""
        return sum(part.finished for part in self.parts)

    @property
    def asked(self) -> int:
        """How many assignments are shown."""
        return sum(len(part.works) for part in self.parts)

    @property
    def left(self) -> int:
        """How many sentences are still to be judged in the assignments shown."""
        return sum(max(work.total - work.judged, 0) for part in self.parts for work in part.works)

    @property
    def has_key(self) -> bool:
        """Whether some of the articles have a key, with which people's work is compared."""
        return any(part.part.key_author_id for part in self.parts)

    @property
    def table(self) -> list[tuple[Part, list[Work | None]]]:
        """A row per article, a cell per person; None where the article is not theirs."""
        rows = []
        for part in self.parts:
            by_member = {work.member.pk: work for work in part.works}
            rows.append((part, [by_member.get(one.pk) for one in self.people]))
        return rows


@dataclass(frozen=True, slots=True)
class Listed:
    """A session in the list of a team's."""

    session: AnnotationSession
    articles: int
    mine: int
    finished: int


def sessions_of(member: Membership) -> list[Listed]:
    """Return the team's sessions, newest first, with the member's own share; two queries."""
    rows = AnnotationSession.objects.visible_to(member.viewer).made().filter(team=member.team_id)
    rows = rows.annotate(number=Count("articles")).order_by("-created_at", "-pk")
    own = Assignment.objects.filter(member=member, part__session__deleted_at=None)
    asked, finished = Counter[int](), Counter[int]()
    for session, done in own.values_list("part__session_id", "finished_at"):
        asked[session] += 1
        finished[session] += done is not None
    return [Listed(row, row.number, asked[row.pk], finished[row.pk]) for row in rows]


def work_of(member: Membership) -> list[Work]:
    """Return what is the member's to judge in sessions that are being judged, what waits first; three queries."""
    rows = Assignment.objects.filter(member=member, part__session__deleted_at=None, part__article__deleted_at=None)
    rows = rows.filter(part__session__phase=Phase.ANNOTATING).select_related(
        "part__session", "part__article", "member"
    )
    found = list(rows.order_by("part__session__created_at", "part__pk"))
    totals = _totals(one.part.revision_id for one in found)
    return sorted(_works(found, totals, _own(member)), key=lambda work: not work.waiting)


def next_work(place: Place) -> Work | None:
    """Return the next article of the place's session with sentences that the member has to judge yet."""
    if place.session.standing or place.member is None:
        return None
    works = [work for work in work_of(place.member) if work.session.pk == place.session.pk]
    return next((work for work in works if work.waiting and work.judged < work.total), None)


def overview(member: Membership, session: AnnotationSession) -> Overview:
    """Return a session with the work that the member may know of; six queries, however much there is."""
    rows = SessionArticle.objects.visible_to(member.viewer).filter(session=session, article__deleted_at=None)
    parts = list(rows.select_related("article", "key_author").order_by("pk"))
    asked = _asked(member, session, parts)
    leads = member.may(Ability.LEAD_SESSIONS)
    complete = leads or not session.concealed
    totals = _totals(part.revision_id for part in parts)
    withheld = frozenset(withheld_articles_of(member.viewer).values_list("part__article", flat=True))
    works = _works(asked, totals, Annotation.objects.all() if complete else _own(member))
    if not leads:
        # Of others' work on them not even how much there is may be known, be it of another session.
        works = [one for one in works if one.member.pk == member.pk or one.article.pk not in withheld]
    by_part: dict[int, list[Work]] = defaultdict(list)
    for work in works:
        by_part[work.assignment.part_id].append(work)
    return Overview(
        session=session,
        parts=tuple(Part(one, _scope(totals[one.revision_id], session), tuple(by_part[one.pk])) for one in parts),
        mine=tuple(work for work in works if work.member.pk == member.pk),
        complete=complete,
        people=tuple(sorted({work.member for work in works}, key=lambda one: (one.name, one.pk))),
        withheld=withheld,
    )


def _asked(member: Membership, session: AnnotationSession, parts: Sequence[SessionArticle]) -> list[Assignment]:
    """Return who judges what of these articles, as far as the member may know; two queries.

    There may be a thousand: each gets its article, session and person from the few that there are.
    """
    by_key = {part.pk: part for part in parts}
    asked = list(Assignment.objects.visible_to(member.viewer).filter(part__in=by_key).order_by("pk"))
    people = Membership.objects.visible_to(member.viewer).in_bulk({one.member_id for one in asked})
    for one in asked:
        one.part, one.member = by_key[one.part_id], people[one.member_id]
        one.part.session = session
    return asked


def annotators_of(member: Membership) -> list[Membership]:
    """Return everybody in the member's team who may judge, by name."""
    rows = Membership.objects.visible_to(member.viewer).current().filter(team=member.team_id)
    return list(rows.filter(role__gte=ROLE_NEEDED[Ability.ANNOTATE]).order_by("name", "pk"))


def earlier_tagged(member: Membership, articles: Sequence[Article]) -> list[Article]:
    """Return those of the articles that somebody has judged in the reading room already."""
    rows = Annotation.objects.visible_to(member.viewer).filter(session__standing=True)
    tagged = rows.filter(sentence__revision__article__in=articles).exclude(tag="")
    found = set(tagged.values_list("sentence__revision__article", flat=True))
    return [article for article in articles if article.pk in found]


def _own(member: Membership) -> AnnotationQuerySet:
    return Annotation.objects.visible_to(member.viewer).filter(author=member)


def _works(
    rows: Iterable[Assignment], totals: Mapping[int, Counter[str]], annotations: AnnotationQuerySet
) -> list[Work]:
    rows = list(rows)
    annotations = annotations.filter(session__in={one.part.session_id for one in rows})
    judged: dict[tuple[int, int, int], Counter[str]] = defaultdict(Counter)
    waiting: Counter[tuple[int, int, int]] = Counter()
    for key, author, text, kind, number, again in annotations.how_many():
        judged[key, author, text][kind] = number
        waiting[key, author, text] += again
    now = timezone.now()
    works = []
    for one in rows:
        session, revision = one.part.session, one.part.revision_id
        whose = (session.pk, one.member_id, revision)
        done, total = _scope(judged[whose], session), _scope(totals[revision], session)
        works.append(Work(assignment=one, judged=done, total=total, now=now, again=waiting[whose]))
    return works


def _totals(revisions: Iterable[int]) -> dict[int, Counter[str]]:
    """Return how many sentences of each kind the revisions have."""
    counted = Sentence.objects.filter(revision__in=set(revisions)).order_by().values("revision", "kind")
    totals: dict[int, Counter[str]] = defaultdict(Counter)
    for revision, kind, number in counted.annotate(number=Count("pk")).values_list("revision", "kind", "number"):
        totals[revision][kind] = number
    return totals


def _scope(kinds: Counter[str], session: AnnotationSession) -> int:
    return sum(kinds[kind] for kind in session.kinds)
