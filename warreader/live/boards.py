"""What a change looks like: worked out and rendered once for everybody who sees the same."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TypeAlias

from django.template.loader import render_to_string

from warreader.filters import ReadingFilter
from warreader.marks import State
from warreader.models import OPERATOR
from warreader.places import Place
from warreader.queries.people import Whose
from warreader.queries.reading import UNSEEN, Line, Reading, counted, judgements, line_of, spans

from .watchers import Watcher

Key: TypeAlias = tuple[str, int | None, ReadingFilter]

#: up to so many sentences are asked for one by one; beyond, the article's are read together
FEW = 6


class Audience:
    """Those who look at the same tags through the same filter: their lines, and how many show each state."""

    def __init__(self, board: "Board", whose: Whose, chosen: ReadingFilter) -> None:
        self.whose = whose
        self.chosen = chosen
        self.lines = [self._line(board, ordinal) for ordinal in board.spans]
        self.counts, self.again = self._counted()
        #: whether the counts may be other than what the audience's pages show
        self.moved = True

    def change(self, board: "Board", ordinals: Iterable[int]) -> None:
        """Take in what changed on the board."""
        for ordinal in ordinals:
            self.lines[ordinal - 1] = self._line(board, ordinal)
        before = self.counts, self.again
        self.counts, self.again = self._counted()
        self.moved = before != (self.counts, self.again) or self.chosen.active

    def _counted(self) -> tuple[Counter[State], int]:
        return counted(self.lines), sum(line.mark.look_again for line in self.lines)

    def _line(self, board: "Board", ordinal: int) -> Line:
        return line_of(board.place, self.chosen, self.whose, board.spans[ordinal], board.seen.get(ordinal, UNSEEN))


class Board:
    """An article in a session as those see it from whom nothing there is withheld.

    It is read as the operator, who sees no unrevealed work: nobody's leaving can empty it. ``number`` is the event
    up to which it is complete.
    """

    def __init__(self, place: Place, number: int) -> None:
        self.place = replace(place, viewer=OPERATOR, member=None, assignment=None, withheld=False)
        self.number = number
        self.spans = {span.ordinal: span for span in spans(self.place)}
        self.seen = dict(judgements(self.place))
        self.audiences: dict[Key, Audience] = {}
        self.painted: dict[tuple[object, ...], str] = {}

    def change(self, ordinals: Collection[int], watchers: Iterable[Watcher], *, kinds: bool) -> None:
        """Read these sentences again, their kinds too where told, for those who watch now."""
        changed = [ordinal for ordinal in ordinals if ordinal in self.spans]
        if kinds:
            self.spans = {span.ordinal: span for span in spans(self.place)}
        self._read(changed)
        self.painted.clear()
        before, self.audiences = self.audiences, {}
        for watcher in watchers:
            key = _key(watcher)
            if key in self.audiences:
                continue
            if audience := before.get(key):
                audience.change(self, changed)
            self.audiences[key] = audience or Audience(self, watcher.whose, watcher.chosen)

    def _read(self, ordinals: Collection[int]) -> None:
        if len(ordinals) > FEW:
            self.seen = dict(judgements(self.place))
            return
        for ordinal in ordinals:
            self.seen[ordinal] = judgements(self.place, [ordinal]).get(ordinal, UNSEEN)

    def paint(self, watcher: Watcher, ordinals: Iterable[int]) -> str:
        """Return the pieces of these sentences for a watcher, rendered once for all who see the same.

        Their marks have no versions: those are each person's own.
        """
        audience = self.audiences[_key(watcher)]
        lines = tuple(audience.lines[ordinal - 1] for ordinal in ordinals if ordinal in self.spans)
        counts = (*sorted(audience.counts.items()), audience.again) if audience.moved else ()
        look = (audience.whose.value, audience.chosen, lines, counts)
        if look not in self.painted:
            reading = Reading(self.place, audience.whose, audience.chosen, tuple(audience.lines), audience.counts)
            context = {"reading": reading, "lines": lines, "moved": audience.moved}
            self.painted[look] = render_to_string("articles/_live.html", context)
        return self.painted[look]


def _key(watcher: Watcher) -> Key:
    return watcher.whose.value, watcher.whose.member_id, watcher.chosen
