"""What happened since everybody who listens last heard, as messages to each of them."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.models import Q

from warreader.models import Event, EventCounter, EventKind
from warreader.models.base import REVEALED

from .boards import Board
from .watchers import Standing, Watcher, ending, framed, where

logger = logging.getLogger(__name__)

#: what is done to sentences
ON_SENTENCES = frozenset(
    {
        EventKind.ANNOTATION_CHANGED,
        EventKind.EVIDENCE_CHANGED,
        EventKind.PLACE_RESOLVED,
        EventKind.KIND_CORRECTED,
        EventKind.SENTENCE_TAKEN,
        EventKind.SENTENCE_LEFT,
        EventKind.SENTENCE_KEYED,
        EventKind.SENTENCE_SETTLED,
        EventKind.COMMENTED,
        EventKind.COMMENT_CHANGED,
        EventKind.COMMENT_DELETED,
        EventKind.THREAD_RESOLVED,
        EventKind.THREAD_REOPENED,
    }
)
#: what changes neither a sentence nor what anybody may see; all that is in neither set may change the latter
HARMLESS = frozenset(
    {
        EventKind.TEAM_CREATED,
        EventKind.TEAM_RENAMED,
        EventKind.FETCHING_CHANGED,
        EventKind.LICENCE_CHANGED,
        EventKind.MEMBER_ADDED,
        EventKind.INVITATION_MADE,
        EventKind.INVITATION_REVOKED,
        EventKind.INVITATION_USED,
        EventKind.ARTICLE_ADDED,
        EventKind.ARTICLE_DESCRIBED,
        EventKind.EXPORT_ISSUED,
        EventKind.ARTICLE_PUBLISHED,
        EventKind.PUBLICATION_CORRECTED,
        EventKind.PUBLICATION_WITHDRAWN,
        EventKind.BUNDLE_ISSUED,
        EventKind.ARTICLE_FINISHED,
        EventKind.ARTICLE_RESUMED,
    }
)
#: events read at a time
MOST = 500


class Happened(NamedTuple):
    """An event, as far as the stream needs it."""

    number: int
    public_id: UUID
    kind: str
    actor: int
    session: int | None
    article: int | None
    ordinal: int | None
    action: UUID


class Delivery(NamedTuple):
    """A message to somebody, and whether it is the last."""

    watcher: Watcher
    message: bytes
    ends: bool = False


class Tail:
    """Reads the ends of the teams' histories for those who listen. For one thread only."""

    def __init__(self) -> None:
        self.boards: dict[tuple[object, ...], Board] = {}

    def read(self, watchers: Iterable[Watcher]) -> list[Delivery]:
        """Return what is new to these watchers, who are all there are.

        What goes wrong with one team's history ends its streams only: its pages connect again, and catch up. Raises
        ``DatabaseError`` only before it has taken anything in: nothing that it has read is lost.
        """
        teams: dict[int, list[Watcher]] = defaultdict(list)
        for watcher in watchers:
            teams[watcher.place.article.team_id].append(watcher)
        last = dict(EventCounter.objects.filter(team__in=teams).values_list("team", "last"))
        behind = [team for team, those in teams.items() if any(one.seen < last.get(team, 0) for one in those)]
        if not behind:
            return []
        kept = {watcher.board for watcher in watchers}
        self.boards = {key: board for key, board in self.boards.items() if key in kept}
        found: list[Delivery] = []
        for team in behind:
            try:
                found += self._of_team(team, teams[team], last[team])
            except DatabaseError:
                logger.exception("The database does not answer: the rest comes later")
                break
            except Exception:
                logger.exception("No live changes for team %s", team)
                self.boards.clear()
                found += [Delivery(watcher, b"", ends=True) for watcher in teams[team]]
        return found

    def look_again(self, watchers: Iterable[Watcher]) -> list[Delivery]:
        """Return a last message to each of these watchers who may not listen any more."""
        return [end for watcher in watchers if (end := _ended(watcher))]

    def close(self) -> None:
        """Give the connection to the database back."""
        connection.close()

    def _of_team(self, team: int, watchers: Sequence[Watcher], last: int) -> list[Delivery]:
        first = min(watcher.seen for watcher in watchers)
        events = happened(team, first, [watcher for watcher in watchers if watcher.alone])
        reached = events[-1].number if len(events) == MOST else max(last, events[-1].number if events else 0)
        ends: list[Delivery] = []
        if any(event.kind not in ON_SENTENCES | HARMLESS for event in events):
            ends = self.look_again(watchers)
        gone = {end.watcher for end in ends}
        staying = [watcher for watcher in watchers if watcher not in gone]
        found = [*ends, *self._news(staying, events, reached)]
        for watcher in watchers:
            watcher.seen = max(watcher.seen, reached)
        return found

    def _news(self, watchers: Iterable[Watcher], events: Sequence[Happened], reached: int) -> Iterator[Delivery]:
        rooms: dict[tuple[object, ...], list[Watcher]] = defaultdict(list)
        for watcher in watchers:
            rooms[watcher.board].append(watcher)
        for key, those in rooms.items():
            here = [event for event in events if event.kind in ON_SENTENCES and _is_here(event, those[0])]
            sharing = [watcher for watcher in those if not (watcher.alone or watcher.asks)]
            board = self._board(key, sharing, here, reached) if sharing else None
            for watcher in those:
                news = [event for event in here if event.number > watcher.seen]
                if watcher.alone:
                    news = [event for event in news if event.actor == watcher.place.author.pk]
                if news:
                    yield Delivery(watcher, _message(watcher, news, board if watcher in sharing else None))

    def _board(
        self, key: tuple[object, ...], sharing: Sequence[Watcher], here: Sequence[Happened], reached: int
    ) -> Board | None:
        """Return the board of these watchers with what happened; None where nothing did."""
        board = self.boards.get(key)
        if not here:
            if board:
                board.number = max(board.number, reached)
            return None
        if board is None or board.number < min(watcher.seen for watcher in sharing):
            board = self.boards[key] = Board(sharing[0].place, reached)
        board.number = max(board.number, reached)
        kinds = any(event.kind == EventKind.KIND_CORRECTED for event in here)
        board.change(sorted({event.ordinal for event in here if event.ordinal}), sharing, kinds=kinds)
        return board


def happened(team: int, after: int, alone: Iterable[Watcher]) -> list[Happened]:
    """Return a team's events after a number, in order, at most ``MOST``.

    What people did in blind sessions that are not revealed is left out, but for the work of those who watch alone.
    """
    own = [watcher.place.author.pk for watcher in alone]
    seen = REVEALED | Q(actor__in=own) | ~Q(kind__in=ON_SENTENCES)
    rows = Event.objects.filter(seen, team=team, number__gt=after).order_by("number")
    columns = ("number", "public_id", "kind", "actor", "session", "article", "sentence__ordinal", "action")
    return [Happened._make(row) for row in rows.values_list(*columns)[:MOST]]


def _message(watcher: Watcher, news: Sequence[Happened], board: Board | None) -> bytes:
    own = watcher.place.author.pk
    acted = dict.fromkeys(event.action.hex for event in news if event.actor == own)
    others = {event.ordinal for event in news if event.actor != own and event.ordinal}
    cursor = str(news[-1].public_id)
    if board is None:
        # No action is called "others": the page asks for what they did, as far as it may be seen.
        return framed(
            where("", acted=["others"]) if others else where(cursor, acted=acted), cursor="" if others else cursor
        )
    ordinals = sorted({event.ordinal for event in news if event.ordinal})
    return framed(board.paint(watcher, ordinals) + where(cursor, acted=acted, others=sorted(others)), cursor=cursor)


def _ended(watcher: Watcher) -> Delivery | None:
    standing = watcher.look_again()
    if standing == Standing.SAME:
        return None
    return Delivery(watcher, ending(watcher.place, standing), ends=True)


def _is_here(event: Happened, watcher: Watcher) -> bool:
    place = watcher.place
    return event.article == place.article.pk and event.session in (None, place.session.pk)
