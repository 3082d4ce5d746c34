"""Bringing annotations in: what a file says becomes rows, in the names of those who said it.

What is there stays as it is: the same is counted, what differs is told. Done twice, the second time changes nothing.
A dry run says the same and only reads, so that nobody waits for it (``rows.py``).
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from warreader.actions.errors import Refused
from warreader.actions.history import History, recording
from warreader.actions.teams import create_team
from warreader.models import (
    Ability,
    Adjudication,
    Annotation,
    AnnotationSession,
    Article,
    Comment,
    EventKind,
    Evidence,
    Membership,
    Phase,
    Role,
    Sentence,
    Team,
    User,
)
from warreader.readback import Brought, Passage, Report
from warreader.readback.brought import End, Session, people_of

from .articles import article_of
from .ids import Ids
from .people import People
from .places import Finder, Found
from .rows import Planned, Rows
from .sessions import Sessions, assign, room_like, session_of_file
from .settling import Ends
from .spans import by_sentence
from .talk import Talk
from .told import Became, Line, Noun, Told
from .work import SHOWN, Work

__all__ = ["Became", "Line", "Noun", "Told", "bring_in", "bring_into_new_team", "session_of_file"]


def bring_in(
    *,
    member: Membership,
    brought: Brought,
    action: UUID,
    digest: str = "",
    dry_run: bool = False,
    by_name: bool = True,
    session: AnnotationSession | Session | None = None,
) -> Told:
    """Bring the work of a file in, in a member's name, and say what has become of it; in one transaction.

    Work of which the file names no session goes into ``session`` (made, where it is a file's and not there), else into
    the reading room. ``digest`` is the file's SHA-256, for the history. ``by_name`` says whether people may be known by
    their names.
    Raises ``Repeated`` where the action was done before, and ``Refused`` where the member may not any more, or the
    session is gone. A report that cannot be brought in keeps none of the others out.
    """
    told = Told()
    if dry_run:
        _Returning(History(member, action), Planned(), brought, told, by_name=by_name, usual=session).run()
        return told
    with recording(actor=member, action=action) as history:
        session = _still(member, session)
        _Returning(history, Rows(), brought, told, by_name=by_name, usual=session).run()
        if told.changes:
            data = {"form": brought.form, "sha256": digest, "reports": len(brought.reports)}
            history.append(EventKind.WORK_IMPORTED, data=data | {str(noun): told.added[noun] for noun in Noun})
    return told


def _still(member: Membership, session: AnnotationSession | Session | None) -> AnnotationSession | Session | None:
    """Return the session as it is now. A file takes seconds to read: who may, and where to, may be another then."""
    if not Membership.objects.get(pk=member.pk).may(Ability.IMPORT_WORK):
        raise Refused(_("You may not bring annotations into this team any more."))
    if not isinstance(session, AnnotationSession):
        return session
    there = AnnotationSession.objects.filter(pk=session.pk, deleted_at=None).first()
    if there is None:
        raise Refused(_("The session that you chose is not there any more."))
    return there


def bring_into_new_team(
    *, owner: User, brought: Brought, name: str, action: UUID, digest: str = "", dry_run: bool = False
) -> Told:
    """Make a team out of a file, whose reading room is the one that the file is from, and bring its work in.

    The team has the name that the file says unless ``name`` gives another. Nobody is known by name in it.
    """
    name = name or brought.team or _("Brought in")
    if dry_run:
        return _planned_in_new_team(owner, brought, name, action)
    with transaction.atomic():
        team = create_team(name=name, owner=owner)
        member = team.memberships.get(user=owner)
        rows = Rows()
        room_like(rows, rows.room(team), _standing(brought))
        return bring_in(member=member, brought=brought, action=action, digest=digest, by_name=False)


def _planned_in_new_team(owner: User, brought: Brought, name: str, action: UUID) -> Told:
    rows, told = Planned(), Told()
    team = Team(name=name)
    rows.add([team])
    member, room = Membership(team=team, user=owner, role=Role.OWNER), AnnotationSession(team=team, standing=True)
    rows.add([member])
    rows.add([room])
    room_like(rows, room, _standing(brought))
    _Returning(History(member, action), rows, brought, told, by_name=False, usual=None).run()
    return told


def _standing(brought: Brought) -> Session | None:
    sessions = (report.session for report in brought.reports)
    return next((one for one in sessions if one and one.standing), None)


class _Returning:
    """The work of one file on its way in."""

    def __init__(
        self,
        history: History,
        rows: Rows,
        brought: Brought,
        told: Told,
        *,
        by_name: bool,
        usual: AnnotationSession | Session | None,
    ) -> None:
        self.history = history
        self.rows = rows
        self.brought = brought
        self.told = told
        self.by_name = by_name
        self.usual = usual

    def run(self) -> None:
        """Bring in one report after the other."""
        self.people = People(self.history, self.told, self.rows, self.brought.people(), by_name=self.by_name)
        self.sessions = Sessions(self.history, self.told, self.rows, self.usual)
        self._ask_ids()
        for report in self.brought.reports:
            self._one(report)

    def _ask_ids(self) -> None:
        """Ask which ids of the file are taken."""
        team, passages = self.history.actor.team, list(self.brought.passages())
        self.people.ids = Ids(team, Membership, (one.id for one in self.brought.people()), self.told)
        self.said = Ids(team, Annotation, (one.id for each in passages for one in each.said), self.told)
        self.sources = Ids(team, Evidence, (one.id for each in passages for one in each.sources), self.told)
        spoken = (one.id for each in passages for thread in each.threads for one in thread.remarks)
        self.remarks = Ids(team, Comment, spoken, self.told)
        self.ends = Ids(team, Adjudication, (one.settled.id for one in passages if one.settled), self.told)

    def _one(self, report: Report, *, again: bool = True) -> None:
        """Bring a report in, or say why not; nothing of it is kept then.

        Where another team brings the same file in at the same moment, ids may be taken by now: it is tried once again.
        """
        events, told = len(self.history.events), self.told.copy()
        sessions, people = dict(self.sessions.known), dict(self.people.known)
        try:
            with self.rows.together():
                self._report(report)
        except (Refused, DataError, IntegrityError) as refused:
            del self.history.events[events:]
            kept = {id(event) for event in self.history.events}
            self.history.texts[:] = [text for text in self.history.texts if id(text.event) in kept]
            self.told.put_back(told)
            self.sessions.known, self.people.known = sessions, people
            if again and isinstance(refused, IntegrityError):
                self._ask_ids()
                self._one(report, again=False)
            else:
                self.told.say(Became.REFUSED, f"{report.named}: {refused}")

    def _report(self, report: Report) -> None:
        session = self.sessions.of(report.session, [said.id for one in report.passages for said in one.said])
        there = len(self.told.of(Became.MADE))
        article, revision = article_of(self.history, report, self.brought.form, self.told, self.rows)
        text = self.sessions.text_of(session, article, revision)
        rows = self.rows.sentences(text)
        report = by_sentence(report, text, rows)
        found = Finder(report, text, rows).find()
        self._tell_lost(report, found)
        placed = [(found[number], one) for number, one in enumerate(report.passages) if number in found]
        where = self.sessions.of(report.verdict) if report.verdict else session
        ends = self._ends_of(article, where, placed)
        self.people.place(people_of([one for _at, one in placed], settled=bool(ends)))
        known = self.people.known
        work = Work(self.history, self.told, self.rows, session, article, known, self.said, self.sources)
        work.judgements([(at.sentence, said, at.changed) for at, one in placed for said in one.said])
        work.evidence([(at.sentence, source) for at, one in placed for source in one.sources])
        talk = Talk(self.history, self.told, self.rows, session, article, known, self.remarks)
        talk.bring([(at.sentence, thread) for at, one in placed for thread in one.threads])
        assign(self.rows, session, text, work.last)
        if ends:
            self.sessions.text_of(where, article, revision)
            alone = where != session or report.judged_elsewhere
            Ends(self.history, self.told, self.rows, where, article, known, self.ends, alone=alone).bring(ends)
            if len(self.told.of(Became.MADE)) > there:
                self._name_verdict(article, where)
        self.told.places.append((article, session))

    def _name_verdict(self, article: Article, session: AnnotationSession) -> None:
        """Say whose settled tags a new report's are, where that would not go without saying: it is not closed."""
        if session.phase != Phase.CLOSED:
            self.rows.change(article, verdict=session)
            data = {"session": ["", str(session.public_id)]}
            self.history.append(EventKind.VERDICT_NAMED, article=article, data=data)

    def _ends_of(
        self, article: Article, where: AnnotationSession, placed: Sequence[tuple[Found, Passage]]
    ) -> list[tuple[Sentence, End]]:
        """Return what can be brought in of what was settled; nothing is settled in the reading room."""
        ends = [(at, one.settled) for at, one in placed if one.settled]
        kept = [] if where.standing else [(at.sentence, end) for at, end in ends if not at.changed]
        if len(kept) < len(ends):
            words = {"title": article.title, "number": len(ends) - len(kept)}
            self.told.say(
                Became.LEFT_OUT,
                _("“%(title)s”, settled tags: %(number)s, since no session is named, or words have changed") % words,
            )
        return kept

    def _tell_lost(self, report: Report, found: Mapping[int, object]) -> None:
        lost = [one for number, one in enumerate(report.passages) if number not in found and not one.bare]
        for one in lost:
            self.told.say(Became.LOST, f"“{report.named}”: {_shown(one)}")


def _shown(passage: Passage) -> str:
    return passage.text[:SHOWN] or _("sentence %(number)s") % {"number": passage.ordinal}
