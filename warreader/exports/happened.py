"""What was done to an article and its sentences: who, when, of what kind; never what somebody wrote."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q

from warreader.models import Event, EventKind, Flag, Kind, Outcome, Tag
from warreader.models.continuity import as_in
from warreader.models.events import EventQuerySet
from warreader.places import FIRST, Place
from warreader.queries.people import Whose

from .document import SETTLED, Change, HistoryItem, Options, Person, SentenceItem
from .rows import Rows
from .talk import hearing, told_of

#: what became of the article and its texts, and what a session's people decide together
SHARED = (
    EventKind.ARTICLE_ADDED,
    EventKind.ARTICLE_DESCRIBED,
    EventKind.ARTICLE_REVISED,
    EventKind.SENTENCES_CORRECTED,
    EventKind.KIND_CORRECTED,
    EventKind.SESSION_MOVED,
    EventKind.SENTENCE_KEYED,
    EventKind.SENTENCE_SETTLED,
    EventKind.VERDICT_NAMED,
)
#: what each does for themselves
PEOPLES = (
    EventKind.ANNOTATION_CHANGED,
    EventKind.ANNOTATION_CARRIED,
    EventKind.PLACE_RESOLVED,
    EventKind.SENTENCE_TAKEN,
    EventKind.SENTENCE_LEFT,
    EventKind.ARTICLE_FINISHED,
    EventKind.ARTICLE_RESUMED,
)
TALK = (
    EventKind.COMMENTED,
    EventKind.COMMENT_CHANGED,
    EventKind.COMMENT_DELETED,
    EventKind.THREAD_RESOLVED,
    EventKind.THREAD_REOPENED,
)
#: what tells nothing where what it changed is not told: that somebody has a note, say
EMPTY = (EventKind.ANNOTATION_CHANGED, EventKind.SENTENCE_SETTLED)
#: the words that a change may have; of those that are yes or no, the name stands for yes
WORDS: Mapping[str, frozenset[str]] = {
    "tag": frozenset(Tag.values),
    "flags": frozenset(Flag.values),
    "look_again": frozenset({"look_again"}),
    "outcome": frozenset(Outcome.values),
    "kind": frozenset(Kind.values),
    "key": frozenset({"key"}),
    "evidence": frozenset({"recorded", "changed", "removed"}),
}


class EventRow(NamedTuple):
    """An event, as it is stored; ``here`` is the sentence of the text that is read."""

    public_id: UUID
    kind: str
    actor_id: int
    data: Mapping[str, Any]
    undoes: UUID | None
    created_at: datetime
    sentence_id: int | None
    here: int | None


def events_of(place: Place, options: Options) -> list[EventRow]:
    """Return what was done here of what is asked for, in order, as far as the viewer may see it; one query.

    How sentences were settled also where the session did it whose settled tags count here.
    """
    settled = Q(session=place.settled_in, kind=EventKind.SENTENCE_SETTLED)
    rows = Event.objects.visible_to(place.viewer).filter(article=place.article, kind__in=_kinds(options))
    rows = _at_text(rows.filter(Q(session=place.session) | Q(session=None) | settled), place)
    return [EventRow(*row) for row in rows.order_by("number").values_list(*EventRow._fields)]


def _kinds(options: Options) -> list[EventKind]:
    peoples = () if options.whose == SETTLED else PEOPLES
    evidence = (EventKind.EVIDENCE_CHANGED,) if options.evidence else ()
    return [*SHARED, *peoples, *evidence, *(TALK if options.discussion else ())]


def _at_text(rows: EventQuerySet, place: Place) -> EventQuerySet:
    """Add ``here``: at an earlier text, too, what was done to a sentence that stands in this one unchanged."""
    first = place.revision.number == FIRST
    return rows.annotate(here=F("sentence") if first else as_in([place.revision.pk]))


def history_of(
    place: Place,
    rows: Rows,
    events: Sequence[EventRow],
    *,
    whose: Whose,
    people: Mapping[int, Person],
    sentences: Sequence[SentenceItem],
) -> tuple[HistoryItem, ...]:
    """Return what was done to the article, and to the sentences that the file's filter shows."""
    shown = {row.pk: one.ordinal for row, one in zip(rows.sentences, sentences, strict=True) if one.matches}
    named = {one.id: one for one in people.values()}
    teller = Chronicler(people, shown, told_of(rows, whose), hearing(place, rows), whose.member_id, named)
    return tuple(teller.history(events))


@dataclass(frozen=True, slots=True)
class Chronicler:
    """Tells what was done in the words of a file, of the sentences that it shows."""

    people: Mapping[int, Person]
    #: the ordinals of the sentences that the file's filter shows, by their key
    shown: Mapping[int, int]
    #: the sentences of which the file has evidence and remarks
    told: Container[int]
    #: whether the viewer hears what is said of a sentence
    hears: Callable[[int], bool]
    #: whose steps alone are told: a membership's key
    only: int | None = None
    #: everybody by public id
    named: Mapping[Any, Person] = field(default_factory=dict)

    def history(self, rows: Iterable[EventRow]) -> Iterator[HistoryItem]:
        """Yield the steps, in order."""
        for row in rows:
            changes = tuple(_changes(row))
            if self._asked_for(row) and (changes or row.kind not in EMPTY):
                yield HistoryItem(
                    id=str(row.public_id),
                    at=row.created_at,
                    by=self.people[row.actor_id],
                    kind=row.kind,
                    ordinal=self.shown[row.here] if row.here else None,
                    changes=changes,
                    undo=row.undoes is not None,
                    brought=self.named.get(row.data.get("brought")),
                )

    def _asked_for(self, row: EventRow) -> bool:
        if self.only not in {None, row.actor_id}:
            return False
        if row.sentence_id is None or row.here is None:
            return row.sentence_id is None
        if row.here not in self.shown or (row.kind in TALK and not self.hears(row.here)):
            return False
        return row.here in self.told or row.kind not in {EventKind.EVIDENCE_CHANGED, *TALK}


def _changes(row: EventRow) -> Iterator[Change]:
    """Yield what an event changed, of which the words are known."""
    for what, (before, after) in _sides(row):
        change = Change(what, _known(what, before), _known(what, after))
        if change.before != change.after:
            yield change


def _sides(row: EventRow) -> Iterator[tuple[str, Sequence[Any]]]:
    data = row.data
    if row.kind == EventKind.ANNOTATION_CARRIED:
        yield "tag", ([tag for _ordinal, tag in data.get("merged", ())], data.get("tag"))
    elif row.kind == EventKind.EVIDENCE_CHANGED:
        yield "evidence", (None, data.get("change"))
    elif row.kind == EventKind.SENTENCE_KEYED:
        yield "key", (not data.get("key"), data.get("key"))
    else:
        names = ("tag", "flags", "look_again", "outcome", "kind")
        yield from ((name, data[name]) for name in names if name in data)


def _known(what: str, value: Any) -> tuple[str, ...]:
    """Return the words of a closed list that a value is made of; none of any other."""
    words = value if isinstance(value, list) else [what if value is True else value]
    return tuple(word for word in words if word in WORDS[what])
