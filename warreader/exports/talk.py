"""What was said about the sentences: threads of remarks, for those who may hear them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from warreader.models import Comment
from warreader.places import Place
from warreader.queries.people import Whose
from warreader.text.remarks import renamed

from .document import SETTLED, Person, RemarkItem, ThreadItem
from .rows import Rows


class CommentRow(NamedTuple):
    """A comment, as it is stored: once for each member that it mentions, and once where it mentions nobody."""

    pk: int
    public_id: UUID
    root_id: int | None
    sentence_id: int
    author_id: int
    text: str
    mentions: int | None
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    resolved_at: datetime | None
    resolved_by_id: int | None


def hearing(place: Place, rows: Rows) -> Callable[[int], bool]:
    """Return what says whether the viewer hears what is said of a sentence, as ``queries.discussion`` has it.

    Nothing where they do not see others' work; of sentences that they have judged, where they want to judge first.
    """
    if place.session.concealed or place.withheld:
        return lambda _sentence: False
    if not place.own_first:
        return lambda _sentence: True
    own = place.author.pk
    judged = {
        key for key, found in rows.annotations.items() if any(one.tag and one.author_id == own for one in found)
    }
    return judged.__contains__


def told_of(rows: Rows, whose: Whose) -> Collection[int]:
    """Return the sentences of which a file has people's evidence and remarks: where only what is settled, those."""
    return rows.ends.keys() if whose.value == SETTLED else {row.pk for row in rows.sentences}


def threads_of(
    place: Place,
    rows: Rows,
    comments: Sequence[CommentRow],
    *,
    names: bool,
    whose: Whose,
    people: Mapping[int, Person],
) -> Mapping[int, tuple[ThreadItem, ...]]:
    """Return what was said, by sentence: of what the viewer hears, what is asked for."""
    hears, told = hearing(place, rows), told_of(rows, whose)
    called = [] if names else [(one.name, people[one.pk].name) for one in rows.members]
    said = [one for one in comments if one.sentence_id in told and hears(one.sentence_id)]
    return Teller(people, called, whose.member_id).threads(said)


def comments_of(place: Place) -> list[CommentRow]:
    """Return what was said here, in the order of saying, as far as the viewer may ever hear it; one query."""
    rows = Comment.objects.visible_to(place.viewer)
    rows = rows.filter(session=place.session, sentence__revision=place.revision.pk)
    rows = rows.order_by("created_at", "public_id", "mentions__public_id")
    return [CommentRow(*row) for row in rows.values_list(*CommentRow._fields)]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells what was said in the words of a file: with the people that it names, and of one person where asked."""

    people: Mapping[int, Person]
    #: the members' names, and what the file calls them instead; empty where it has real names
    called: Sequence[tuple[str, str]]
    #: whose remarks alone are told: a membership's key
    only: int | None = None

    def threads(self, rows: Iterable[CommentRow]) -> dict[int, tuple[ThreadItem, ...]]:
        """Return the threads by sentence."""
        found: dict[int, list[ThreadItem]] = {}
        for said in _by_thread(rows):
            told = [one for one in said if self._asked_for(one[0].author_id)]
            if told:
                found.setdefault(told[0][0].sentence_id, []).append(self._thread(said[0][0], told))
        return {sentence: tuple(threads) for sentence, threads in found.items()}

    def _asked_for(self, member: int | None) -> bool:
        return self.only in {None, member}

    def _thread(self, root: CommentRow, said: Sequence[Sequence[CommentRow]]) -> ThreadItem:
        by = root.resolved_by_id if self._asked_for(root.resolved_by_id) else None
        return ThreadItem(
            remarks=tuple(self._remark(rows) for rows in said),
            resolved=root.resolved_at if by else None,
            resolved_by=self.people[by] if by else None,
        )

    def _remark(self, rows: Sequence[CommentRow]) -> RemarkItem:
        first = rows[0]
        return RemarkItem(
            id=str(first.public_id),
            author=self.people[first.author_id],
            text=renamed(first.text, self.called),
            mentions=tuple(self.people[row.mentions] for row in rows if row.mentions),
            created=first.created_at,
            edited=first.edited_at,
            deleted=first.deleted_at,
        )


def _by_thread(rows: Iterable[CommentRow]) -> list[list[list[CommentRow]]]:
    """Return the comments of each thread, the one that began it first; each as its rows."""
    threads: dict[int, dict[int, list[CommentRow]]] = {}
    for row in rows:
        threads.setdefault(row.root_id or row.pk, {}).setdefault(row.pk, []).append(row)
    return [sorted(said.values(), key=lambda rows: rows[0].root_id is not None) for said in threads.values()]
