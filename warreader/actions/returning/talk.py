"""Bringing in what people said to each other about a sentence; nobody is told of it anew."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.actions.history import History
from warreader.models import AnnotationSession, Article, Comment, EventKind, Membership, Sentence
from warreader.readback import Person
from warreader.readback.brought import Remark, Thread
from warreader.text.remarks import renamed

from .ids import Ids, both
from .rows import Rows
from .told import Became, Noun, Told

#: letters of a remark in a line
SHOWN = 60


@dataclass
class Talk:
    """Brings the discussions of one article in one session in."""

    history: History
    told: Told
    rows: Rows
    session: AnnotationSession
    article: Article
    people: Mapping[Person, Membership]
    ids: Ids

    def bring(self, found: Sequence[tuple[Sentence, Thread]]) -> None:
        """Add what is not there; what somebody says otherwise here stays, and is told."""
        there = {row.public_id: row for row in self.rows.at(Comment, self.session, self.article)} if found else {}
        moments = {(row.author_id, row.created_at): row for row in there.values()}
        for sentence, thread in found:
            known = [self._known(there, moments, one) for one in thread.remarks]
            for row, one in zip(known, thread.remarks, strict=True):
                if row is not None:
                    self._compare(row, one)
            self._thread(sentence, thread, known)

    def _known(
        self, there: Mapping[UUID, Comment], moments: Mapping[tuple[int, Any], Comment], remark: Remark
    ) -> Comment | None:
        """Return the remark that is there: of its id, or said by the same person at the same moment, the same."""
        named = next((there[one] for one in both(self.history.actor.team, remark.id) if one in there), None)
        said = moments.get((self.people[remark.author].pk, remark.created))
        return named or (said if said and _alike(said.text) in map(_alike, self._spelled(remark)) else None)

    def _thread(self, sentence: Sentence, thread: Thread, known: Sequence[Comment | None]) -> None:
        """Bring a thread in: as one that is there, where some of its remarks are."""
        row = next((one for one in known if one is not None), None)
        root = (row.root or row) if row is not None else None
        fresh = [one for one, row in zip(thread.remarks, known, strict=True) if row is None]
        if root is None:
            root = self._remark(sentence, fresh.pop(0), None)
            if thread.resolved_by:
                root.resolved_at, root.resolved_by = thread.resolved, self.people[thread.resolved_by]
            self.rows.add([root])
            self._tell(root, thread.remarks[0])
        elif thread.resolved_by and root.resolved_at is None:
            self._differs(sentence, _("open"), _("resolved"))
        replies = [self._remark(root.sentence, one, root) for one in fresh]
        self.rows.add(replies)
        for reply, one in zip(replies, fresh, strict=True):
            self._tell(reply, one)
        if row is None and root.resolved_by:
            self._append(EventKind.THREAD_RESOLVED, root, root.resolved_by)

    def _remark(self, sentence: Sentence, remark: Remark, root: Comment | None) -> Comment:
        return Comment(
            public_id=self.ids.give(remark.id),
            team_id=self.article.team_id,
            session=self.session,
            sentence=sentence,
            author=self.people[remark.author],
            root=root,
            text=self._words(remark),
            version=self.history.action,
            created_at=remark.created or timezone.now(),
            edited_at=remark.edited,
            deleted_at=remark.deleted,
        )

    def _words(self, remark: Remark) -> str:
        """Return what it says: with the names here of those whom the file calls by pseudonyms."""
        hidden = [one for one in remark.mentions if one.name and not one.real]
        return renamed(remark.text, [(one.name, self.people[one].name) for one in hidden])

    def _tell(self, row: Comment, remark: Remark) -> None:
        """Keep whom it mentions, and append its event: in its author's name, and by whom it was brought."""
        mentioned = dict.fromkeys(self.people[one] for one in remark.mentions)
        between = Comment.mentions.through
        self.rows.add([between(comment_id=row.pk, membership_id=member.pk) for member in mentioned])
        self.told.added[Noun.REMARKS] += 1
        self._append(EventKind.COMMENTED, row, row.author, {"comment": ("", row.text)} if row.text else {})

    def _append(
        self,
        kind: EventKind,
        row: Comment,
        actor: Membership,
        texts: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        root = row.root or row
        data = {"comment": str(row.public_id), "thread": str(root.public_id)}
        self.history.append(
            kind,
            actor=actor,
            session=self.session,
            article=self.article,
            sentence=row.sentence,
            data=data | {"brought": str(self.history.actor.public_id)},
            texts=texts,
        )

    def _compare(self, row: Comment, remark: Remark) -> None:
        if _alike(row.text) in {_alike(text) for text in self._spelled(remark)}:
            self.told.there[Noun.REMARKS] += 1
        else:
            self._differs(row.sentence, row.text or _("deleted"), remark.text or _("deleted"))

    def _spelled(self, remark: Remark) -> Iterator[str]:
        yield remark.text
        yield self._words(remark)

    def _differs(self, sentence: Sentence, there: str, brought: str) -> None:
        words = {"article": self.article.title, "number": sentence.ordinal}
        words |= {"there": there[:SHOWN], "brought": brought[:SHOWN]}
        self.told.say(
            Became.CONFLICT,
            _("“%(article)s”, sentence %(number)s, discussion: here %(there)s, in the file %(brought)s") % words,
        )


def _alike(text: str) -> str:
    return " ".join(text.split()).lower()
