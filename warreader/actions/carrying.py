"""Carrying a session's work on an article over to a later text: copied, so that the earlier one keeps its own."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from warreader.models import (
    Annotation,
    AnnotationSession,
    Comment,
    EventKind,
    Evidence,
    Fit,
    Flag,
    LostPlace,
    Membership,
    Notice,
    Revision,
    Sentence,
    WorkItem,
)

from .annotations import Said
from .evidence import Source
from .history import History
from .succession import Ties

#: what stands between notes that have become one
BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Carrier:
    """Carries the work of one session from one text of an article to a later one."""

    history: History
    session: AnnotationSession
    earlier: Revision
    later: Revision
    ties: Ties
    #: those of both texts, and the team's members, by key
    sentences: Mapping[int, Sentence]
    people: Mapping[int, Membership]

    @classmethod
    def between(cls, history: History, session: AnnotationSession, earlier: Revision, later: Revision) -> "Carrier":
        """Return what carries the session's work from one text to the other; three queries."""
        sentences = Sentence.objects.filter(revision__in=[earlier, later]).in_bulk()
        people = Membership.objects.filter(team=later.team_id).in_bulk()
        return cls(history, session, earlier, later, Ties.of(earlier, later), sentences, people)

    def carry(self) -> set[int]:
        """Carry everything over; return the keys of the members who have something to look at again.

        What no sentence of the later text continues stays where it is, as a lost place for each author.
        """
        here = {"session": self.session, "sentence__revision": self.earlier}
        annotations = list(Annotation.objects.filter(**here).order_by("sentence__ordinal"))
        evidence = list(Evidence.objects.filter(**here).order_by("sentence__ordinal", "created_at", "pk"))
        made = list(self._annotations(annotations))
        Annotation.objects.bulk_create(made)
        Evidence.objects.bulk_create(self._evidence(evidence))
        lost = self._lost([*annotations, *evidence])
        self._comments()
        self._keys()
        known = {(row.sentence_id, row.author_id) for row in annotations if row.look_again}
        return lost | {row.author_id for row in made if row.look_again and not self._waited(row, known)}

    def _waited(self, row: Annotation, known: set[tuple[int, int]]) -> bool:
        origins = self.ties.origins[row.sentence_id]
        return all((one.earlier, row.author_id) in known for one in origins)

    def _annotations(self, rows: Sequence[Annotation]) -> Iterator[Annotation]:
        """Yield what stands at each later sentence, and append an event where several judgements have become one."""
        found: dict[tuple[int, int, str], list[Annotation]] = defaultdict(list)
        for row in rows:
            for tie in self.ties.successors.get(row.sentence_id, ()):
                found[tie.later, row.author_id, row.round].append(row)
        for (later, _author, _round), those in found.items():
            same = all(tie.fit == Fit.SAME for tie in self.ties.origins[later])
            one = joined([_said(row) for row in those])
            if not one.empty:
                yield self._annotation(those, later, one, look_again=those[0].look_again or not same)
            if len(those) > 1 and any(_said(row) != one for row in those):
                self._append(those, later, one)

    def _annotation(self, rows: Sequence[Annotation], later: int, said: Said, *, look_again: bool) -> Annotation:
        first = rows[0]
        return Annotation(
            team_id=first.team_id,
            session_id=first.session_id,
            sentence_id=later,
            author_id=first.author_id,
            round=first.round,
            tag=said.tag,
            note=said.note,
            note_exported=said.note_exported,
            look_again=look_again,
            version=self.history.action,
            created_at=min(row.created_at for row in rows),
            updated_at=max(row.updated_at for row in rows),
            **{flag: flag in said.flags for flag in Flag.values},
        )

    def _append(self, rows: Sequence[Annotation], later: int, said: Said) -> None:
        """Append what became of several judgements: in their author's name, since it tells of their work."""
        before = [[self.sentences[row.sentence_id].ordinal, row.tag] for row in rows]
        self.history.append(
            EventKind.ANNOTATION_CARRIED,
            actor=self.people[rows[0].author_id],
            session=self.session,
            sentence=self.sentences[later],
            data={"by": str(self.history.actor.public_id), "merged": before, "tag": said.tag},
        )

    def _evidence(self, rows: Sequence[Evidence]) -> Iterator[Evidence]:
        """Yield the evidence for each later sentence; of two that say the same, one."""
        seen: set[tuple[int, int, Source]] = set()
        for row in rows:
            for tie in self.ties.successors.get(row.sentence_id, ()):
                key = (tie.later, row.author_id, Source.of(row))
                if key not in seen:
                    seen.add(key)
                    yield copied(row, tie.later, self.history)

    def _lost(self, rows: Sequence[Annotation | Evidence]) -> set[int]:
        """Store what has lost its place; return whose it is."""
        gone = {(row.sentence_id, row.author_id) for row in rows if row.sentence_id not in self.ties.successors}
        LostPlace.objects.bulk_create(
            LostPlace(
                team_id=self.later.team_id,
                session=self.session,
                sentence_id=sentence,
                author_id=author,
                revision=self.later,
            )
            for sentence, author in sorted(gone)
        )
        return {author for _sentence, author in gone}

    def _comments(self) -> None:
        """Move the discussions, and with them the notices that lead there; of a split, to its first part."""
        rows = list(Comment.objects.filter(session=self.session, sentence__revision=self.earlier))
        moved = []
        for row in rows:
            if after := self.ties.successors.get(row.sentence_id):
                row.sentence_id = after[0].later
                moved.append(row)
        notices = list(Notice.objects.filter(comment__in=[row.pk for row in moved])) if moved else []
        places = {row.pk: row.sentence_id for row in moved}
        for notice in notices:
            notice.sentence_id = places[notice.comment_id or 0]
        Comment.objects.bulk_update(moved, ["sentence"], batch_size=200)
        Notice.objects.bulk_update(notices, ["sentence"], batch_size=200)

    def _keys(self) -> None:
        """Mark as key what continues a key sentence; what somebody has taken is free again."""
        items = WorkItem.objects.filter(session=self.session, sentence__revision=self.earlier)
        keys = items.filter(key=True).values_list("sentence_id", flat=True)
        later = {tie.later for key in keys for tie in self.ties.successors.get(key, ())}
        WorkItem.objects.bulk_create(
            WorkItem(team_id=self.later.team_id, session=self.session, sentence_id=key, key=True)
            for key in sorted(later)
        )
        items.update(taken_by=None, taken_until=None)


def copied(row: Evidence, sentence: int, history: History) -> Evidence:
    """Return the same evidence for another sentence, not stored yet."""
    return Evidence(
        team_id=row.team_id,
        session_id=row.session_id,
        sentence_id=sentence,
        author_id=row.author_id,
        version=history.action,
        created_at=row.created_at,
        updated_at=row.updated_at,
        **{one.name: getattr(row, one.name) for one in fields(Source)},
    )


def joined(said: Sequence[Said]) -> Said:
    """Return what one person's judgements of several sentences are of the one that these have become.

    Where their tags differ it has none, nor flags, which belong to a tag. Notes follow one another; they may leave
    the app where all of them may.
    """
    if len(said) == 1:
        return said[0]
    tags = list(dict.fromkeys(one.tag for one in said if one.tag))
    notes = list(dict.fromkeys(one.note for one in said if one.note))
    flags: frozenset[str] = frozenset().union(*(one.flags for one in said))
    return Said(
        tag=tags[0] if len(tags) == 1 else "",
        flags=flags if len(tags) < 2 else frozenset(),
        note=BETWEEN.join(notes),
        note_exported=bool(notes) and all(one.note_exported for one in said if one.note),
    )


def _said(row: Annotation) -> Said:
    """Return what an annotation says, whether or not it is to be looked at again."""
    return Said(row.tag, frozenset(row.flags), row.note, row.note_exported)
