"""Who judges which articles of a session, until when; and which articles it has."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from warreader.models import (
    OPERATOR,
    Adjudication,
    Annotation,
    AnnotationSession,
    Article,
    Assignment,
    Comment,
    EventKind,
    Evidence,
    Membership,
    NoticeKind,
    Phase,
    SessionArticle,
    WorkItem,
)

from .errors import Refused, Stale
from .history import History, recording
from .notices import tell

#: (article of the session, member), by their keys
Pair = tuple[int, int]
#: what somebody has done on an article of a session
WORKED = (Annotation, Evidence, Comment, WorkItem, Adjudication)


class Unconfirmed(Refused):
    """It would take from people articles that they have begun to judge; ``pairs`` says whom and which."""

    def __init__(self, pairs: Collection[Pair]) -> None:
        super().__init__(_("Some of them have begun to judge. Confirm that it is taken from them; their work stays."))
        self.pairs = frozenset(pairs)


def spread(
    parts: int, people: Sequence[Membership], overlap: int | None, kept: Mapping[int, Collection[int]] | None = None
) -> list[list[Membership]]:
    """Return who judges each of so many articles: everyone, or ``overlap`` people with even shares.

    Each article goes to those who have the fewest so far; starting from nothing, nobody has more than one above
    anybody else. ``kept`` (the article's turn -> members' keys) are those who keep the article in any case.
    """
    if overlap is None:
        return [list(people) for _part in range(parts)]
    kept = kept or {}
    load = Counter(member for members in kept.values() for member in members)
    chosen = []
    for turn in range(parts):
        # Whose turn it is moves on, so that the same people do not meet on every article.
        order = [*people[turn % len(people) :], *people[: turn % len(people)]]
        stays = [one for one in order if one.pk in kept.get(turn, ())]
        others = sorted((one for one in order if one not in stays), key=lambda one: load[one.pk])
        more = others[: max(overlap - len(stays), 0)]
        load.update(one.pk for one in more)
        chosen.append(stays + more)
    return chosen


def take_in(session: AnnotationSession, articles: Iterable[Article]) -> list[SessionArticle]:
    """Put articles into a session, each at the text that it has now."""
    parts = [
        SessionArticle(team_id=session.team_id, session=session, article=article, revision=article.revision)
        for article in articles
        if article.revision
    ]
    return SessionArticle.objects.bulk_create(parts)


def give(parts: Sequence[SessionArticle], chosen: Iterable[Iterable[Membership]], *, by: Membership) -> None:
    """Say who judges each of the articles, and tell them."""
    given = Assignment.objects.bulk_create(
        Assignment(team_id=part.team_id, part=part, member=member)
        for part, members in zip(parts, chosen, strict=True)
        for member in members
    )
    if given:
        tell(NoticeKind.ASSIGNED, [one.member for one in given], actor=by, session=parts[0].session)


def give_newcomer(member: Membership, since: datetime | None = None) -> None:
    """Give somebody who has joined as an annotator what sessions keep for those who come later, and tell them.

    Whoever was gone ``since`` then is new only to sessions that were made meanwhile: nobody gives themselves what they
    had not, or what was taken from them, by leaving and coming back.
    """
    rows = SessionArticle.objects.visible_to(OPERATOR).filter(
        team=member.team_id,
        article__deleted_at=None,
        session__takes_newcomers=True,
        session__phase=Phase.ANNOTATING,
        session__deleted_at=None,
    )
    if since:
        rows = rows.filter(session__created_at__gt=since)
    by_session: dict[AnnotationSession, list[SessionArticle]] = defaultdict(list)
    for part in rows.select_related("session").order_by("pk"):
        by_session[part.session].append(part)
    for session, parts in by_session.items():
        with recording(actor=member, action=uuid4(), session=session) as history:
            given = (Assignment(team_id=member.team_id, part=part, member=member) for part in parts)
            Assignment.objects.bulk_create(given, ignore_conflicts=True)
            data = {"joined": str(member.public_id), "articles": len(parts)}
            history.append(EventKind.ASSIGNMENTS_CHANGED, data=data)
            tell(NoticeKind.ASSIGNED, [member], actor=None, session=session)


def extend(*, member: Membership, assignments: Iterable[Assignment], due: datetime | None, action: UUID) -> None:
    """Give people a deadline of their own for some articles of a session (None: the session's again).

    Raises ``Refused`` once the session has moved on.
    """
    rows = list(assignments)
    session = rows[0].part.session
    with recording(actor=member, action=action, session=session) as history:
        _refuse_moved_on(session)
        Assignment.objects.filter(pk__in=[one.pk for one in rows]).update(due=due)
        until, people = due.isoformat() if due else None, sorted({str(one.member.public_id) for one in rows})
        data = {"extended": len(rows), "due": until, "people": people}
        history.append(EventKind.ASSIGNMENTS_CHANGED, data=data)


def assign(
    *,
    member: Membership,
    session: AnnotationSession,
    wanted: Collection[Pair],
    base: str,
    action: UUID,
    confirmed: bool = False,
) -> None:
    """Have exactly these people judge these articles of a session; ``base`` is what the page showed.

    Whoever loses an article that they have begun keeps their work in it. Raises :class:`Unconfirmed` where that has
    not been confirmed, ``Stale`` where somebody else has changed it meanwhile, ``Refused`` once the session has moved
    on.
    """
    with recording(actor=member, action=action, session=session) as history:
        _refuse_moved_on(session)
        standing = pairs_of(session)
        if base != version_of(standing):
            raise Stale(_("Somebody has changed meanwhile who judges what."))
        _change(history, session, standing, set(wanted), confirmed=confirmed)


def spread_again(
    *, member: Membership, session: AnnotationSession, people: Sequence[Membership], overlap: int | None, action: UUID
) -> None:
    """Share a session's articles evenly among these people; whoever has begun one, or makes its key, keeps it.

    ``overlap`` None: everyone judges every article.
    """
    if not people or (overlap and overlap > len(people)):
        raise Refused(_("There are fewer people than should judge each report."))
    with recording(actor=member, action=action, session=session) as history:
        _refuse_moved_on(session)
        parts = list(session.articles.order_by("pk"))
        standing = pairs_of(session)
        begun = begun_by(session) & standing
        kept = defaultdict(set)
        for part, person in begun:
            kept[part].add(person)
        chosen = spread(len(parts), people, overlap, {turn: kept[part.pk] for turn, part in enumerate(parts)})
        wanted = {(part.pk, one.pk) for part, members in zip(parts, chosen, strict=True) for one in members}
        AnnotationSession.objects.filter(pk=session.pk).update(overlap=overlap)
        keys = {(part.pk, part.key_author_id) for part in parts} & standing
        _change(history, session, standing, wanted | begun | keys, confirmed=True, data={"overlap": overlap})


def add_articles(
    *, member: Membership, session: AnnotationSession, articles: Sequence[Article], action: UUID
) -> None:
    """Take more articles into a session, for its people to judge as its overlap says; before the reveal."""
    with recording(actor=member, action=action, session=session) as history:
        _refuse_moved_on(session)
        within = set(session.articles.values_list("article_id", flat=True))
        more = [article for article in articles if article.pk not in within]
        if not more:
            raise Refused(_("Choose at least one report that is not in the session yet."))
        standing = pairs_of(session)
        known = {person for _part, person in standing}
        people = list(Membership.objects.current().filter(pk__in=known).order_by("pk"))
        parts = take_in(session, more)
        overlap = min(session.overlap, len(people)) if session.overlap else None
        load = {-1 - turn: [person] for turn, (_part, person) in enumerate(standing)}
        give(parts, spread(len(parts), people, overlap, load) if people else [[] for _part in parts], by=member)
        history.append(EventKind.ASSIGNMENTS_CHANGED, data={"articles": _ids(more)})


def take_out(*, member: Membership, part: SessionArticle, action: UUID) -> None:
    """Take an article out of a session again, while nobody has done anything on it there."""
    session = part.session
    with recording(actor=member, action=action, session=session, article=part.article) as history:
        _refuse_moved_on(session)
        here = {"session": session, "sentence__revision__article": part.article_id}
        if any(model.objects.filter(**here).exists() for model in WORKED):
            raise Refused(_("Somebody has worked on this report: it stays in the session."))
        if not session.articles.exclude(pk=part.pk).exists():
            raise Refused(_("It is the session’s only report. Delete the session instead."))
        Assignment.objects.filter(part=part).delete()
        part.delete()
        history.append(EventKind.ASSIGNMENTS_CHANGED, data={"taken_out": str(part.article.public_id)})


def pairs_of(session: AnnotationSession) -> set[Pair]:
    """Return who judges which article of a session."""
    return set(Assignment.objects.filter(part__session=session).values_list("part_id", "member_id"))


def version_of(pairs: Collection[Pair]) -> str:
    """Return what a change of who judges what is based on."""
    return sha256(repr(sorted(pairs)).encode()).hexdigest()[:16]


def begun_by(session: AnnotationSession) -> set[Pair]:
    """Return who has judged something of which article of a session, or has finished it."""
    rows = Annotation.objects.filter(session=session).order_by()
    judged = set(rows.values_list("sentence__revision__article_id", "author_id").distinct())
    found = Assignment.objects.filter(part__session=session)
    columns = ("part_id", "member_id", "part__article_id", "finished_at")
    return {
        (part, member)
        for part, member, article, finished in found.values_list(*columns)
        if finished or (article, member) in judged
    }


def _change(
    history: History,
    session: AnnotationSession,
    standing: set[Pair],
    wanted: set[Pair],
    *,
    confirmed: bool,
    data: Mapping[str, object] | None = None,
) -> None:
    added, removed = wanted - standing, standing - wanted
    lost = removed & begun_by(session) if removed else set()
    if lost and not confirmed:
        raise Unconfirmed(lost)
    parts = {part.pk: part for part in session.articles.select_related("article")}
    people = Membership.objects.filter(team=session.team_id).in_bulk({person for _part, person in added | removed})
    rows = Assignment.objects.filter(part__session=session).values_list("pk", "part_id", "member_id")
    Assignment.objects.filter(pk__in=[pk for pk, *pair in rows if tuple(pair) in removed]).delete()
    give([parts[part] for part, _person in added], [[people[person]] for _part, person in added], by=history.actor)
    if added or removed or data:
        named = {
            name: [[str(parts[part].article.public_id), str(people[person].public_id)] for part, person in sorted(of)]
            for name, of in (("added", added), ("removed", removed))
        }
        history.append(EventKind.ASSIGNMENTS_CHANGED, data=named | dict(data or {}))


def _refuse_moved_on(session: AnnotationSession) -> None:
    """Refuse what may be done before the reveal only."""
    now = fresh(session)
    if now.revealed_at or now.phase != Phase.ANNOTATING:
        raise Refused(_("The session has moved on: who judges what stays as it is."))


def fresh(session: AnnotationSession) -> AnnotationSession:
    """Return the session as it stands now that the team's writers wait; refuse a deleted one."""
    found = AnnotationSession.objects.visible_to(OPERATOR).filter(pk=session.pk).first()
    if found is None:
        raise Refused(_("The session is deleted."))
    return found


def _ids(articles: Iterable[Article]) -> list[str]:
    return [str(article.public_id) for article in articles]
