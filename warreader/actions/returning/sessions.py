"""Which session work is brought into: the one that it is of, or one that is made like it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.utils.translation import gettext, override
from django.utils.translation import gettext as _

from warreader.actions.errors import Refused
from warreader.actions.history import History
from warreader.models import (
    AnnotationSession,
    Article,
    Assignment,
    EventKind,
    Membership,
    Mode,
    Phase,
    Revision,
)
from warreader.models.choices import IN_SCOPE
from warreader.readback.brought import Session

from .ids import BATCH, both, line, taken
from .rows import Rows
from .told import Became, Told


class Sessions:
    """Finds and makes sessions; each once."""

    def __init__(
        self, history: History, told: Told, rows: Rows, usual: AnnotationSession | Session | None = None
    ) -> None:
        """``usual`` is where work of no session is brought; None: into the reading room."""
        self.history = history
        self.team = history.actor.team
        self.told = told
        self.rows = rows
        self.room = rows.room(self.team)
        self.usual = usual
        self.known: dict[Session, AnnotationSession] = {}

    def of(self, session: Session | None, ids: Sequence[str] = ()) -> AnnotationSession:
        """Return where the work of a session belongs.

        That of none belongs to the usual one; else to the one that has judgements of these ids, else to the reading
        room. Raises ``Refused`` for one that is blind and not revealed here.
        """
        where = session or self.usual or self._with(ids) or self.room
        if isinstance(where, AnnotationSession):
            return _unhidden(where)
        return self._of(where)

    def _with(self, ids: Sequence[str]) -> AnnotationSession | None:
        """Return the only session that has some of these judgements."""
        asked = [one for identity in ids[:BATCH] for one in both(self.team, identity)]
        rows = AnnotationSession.objects.filter(team=self.team, deleted_at=None)
        found = list(rows.filter(annotations__public_id__in=asked).distinct()[:2])
        return found[0] if len(found) == 1 else None

    def _of(self, session: Session) -> AnnotationSession:
        if session.standing or (session.standing is None and session.name in _rooms()):
            return self.room
        if session not in self.known:
            self.known[session] = self._there(session) or self._made(session)
        return _unhidden(self.known[session])

    def _there(self, session: Session) -> AnnotationSession | None:
        ids = line(self.team, session.id)
        found = AnnotationSession.objects.filter(team=self.team, public_id__in=ids, deleted_at=None).first()
        fresh = (row for row in self.rows.made(AnnotationSession) if row.public_id in ids)
        return found or next(fresh, None)

    def _made(self, session: Session) -> AnnotationSession:
        """Make a session like that of the file; what nobody had revealed there is open and closed here."""
        revealed = session.mode == Mode.BLIND and session.revealed is not None
        hidden = session.mode == Mode.BLIND and not revealed
        row = AnnotationSession(
            public_id=self._id_of(session),
            team=self.team,
            name=session.name or _("Brought in"),
            mode=Mode.BLIND if revealed else Mode.OPEN,
            phase=Phase.CLOSED if hidden else session.phase,
            revealed_at=session.revealed if revealed else None,
            kinds=list(session.kinds or IN_SCOPE),
            needs_second=session.needs_second,
            made_by=self.history.actor,
        )
        self.rows.add([row])
        data = {"session": str(row.public_id), "mode": row.mode, "articles": 0, "people": 0, "brought": True}
        self.history.append(EventKind.SESSION_MADE, session=row, data=data)
        self.told.say(Became.SESSION, row.name)
        return row

    def _id_of(self, session: Session) -> UUID:
        """Return the id of a session that is made: of what was deleted here before, the next one."""
        asked = line(self.team, session.id)
        there = taken(AnnotationSession, asked)
        free = next((one for one in asked if one not in there), uuid4())
        self.told.renamed += free != asked[0]
        return free

    def text_of(self, session: AnnotationSession, article: Article, revision: Revision) -> Revision:
        """Return the text of the article that is judged in a session; it is taken in where it is not there yet.

        ``revision`` is the text of it that the file is about, if the article has it, else its present one.
        """
        if session.standing:
            return article.revision or revision
        return self.rows.part(session, article, revision).revision


def session_of_file(digest: str, name: str) -> Session:
    """Return a session for a file that names none: the same each time, for more to be settled in it."""
    return Session(str(uuid5(NAMESPACE_URL, f"sha256:{digest} session")), name[:200], phase=Phase.DISCUSSING)


def _unhidden(session: AnnotationSession) -> AnnotationSession:
    """Return the session. Raises ``Refused`` where it hides its work."""
    if session.concealed:
        raise Refused(_("“%(name)s” is blind and not revealed: nothing is brought into it.") % {"name": session.name})
    return session


def assign(rows: Rows, session: AnnotationSession, text: Revision, people: dict[Membership, datetime]) -> None:
    """Say that people judge a text in a session; where that is over, they have finished when they last did."""
    if session.standing:
        return
    part = rows.part(session, text.article, text)
    over = session.phase != Phase.ANNOTATING
    made = [
        Assignment(team_id=part.team_id, part=part, member=member, finished_at=last if over else None)
        for member, last in people.items()
    ]
    rows.assign(made)


def _rooms() -> Iterable[str]:
    """Return what the reading room is called, here and in English: older files do not say that it is one."""
    with override("en"):
        english = gettext("Reading room")
    return {english, _("Reading room")}


def room_like(rows: Rows, room: AnnotationSession, session: Session | None) -> None:
    """Give a new team's reading room the id and name of the one that the file is from, where nobody has that id."""
    if session is None or not session.standing:
        return
    if not AnnotationSession.objects.filter(public_id=session.id).exists():
        room.public_id = UUID(session.id)
    room.name = session.name or room.name
    rows.change(room, public_id=room.public_id, name=room.name)
