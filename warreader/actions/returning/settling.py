"""Bringing in how sentences were settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.actions.history import History
from warreader.models import Adjudication, AnnotationSession, Article, EventKind, Membership, Sentence, Tag
from warreader.models.settling import MOST_VOTES
from warreader.readback import Person
from warreader.readback.brought import End

from .ids import Ids
from .rows import Rows
from .told import Became, Noun, Told


@dataclass
class Ends:
    """Brings in what a session settled of an article."""

    history: History
    told: Told
    rows: Rows
    session: AnnotationSession
    article: Article
    people: Mapping[Person, Membership]
    ids: Ids
    #: the judgements that it rests on are not in the file
    alone: bool = False

    def bring(self, found: Sequence[tuple[Sentence, End]]) -> None:
        """Add what is not settled here; what is settled otherwise stays, and is told."""
        rows = self.rows.at(Adjudication, self.session, self.article)
        there = {row.sentence_id: row for row in rows}
        made = []
        for sentence, end in found:
            known = there.get(sentence.pk)
            if known is None:
                made.append(self._row(sentence, end))
                there[sentence.pk] = made[-1]
            elif known.outcome == end.outcome and (not end.reason or known.reason == end.reason):
                self.told.there[Noun.SETTLED] += 1
            else:
                self._differs(sentence, known, end)
        self.rows.add(made)
        self.rows.carry_on(made)
        self.told.added[Noun.SETTLED] += len(made)
        for row in made:
            self._tell(row)

    def _row(self, sentence: Sentence, end: End) -> Adjudication:
        now = timezone.now()
        return Adjudication(
            public_id=self.ids.give(end.id),
            team_id=self.article.team_id,
            session=self.session,
            sentence=sentence,
            outcome=end.outcome,
            reason=end.reason,
            rule=dict(end.rule) if end.rule else None,
            settled_by=self.people[end.by],
            brought_votes=_number(end.votes) if self.alone and end.votes else None,
            brought_support=end.supported if self.alone else None,
            version=self.history.action,
            created_at=end.created or end.updated or now,
            updated_at=end.updated or end.created or now,
        )

    def _tell(self, row: Adjudication) -> None:
        data = {
            "outcome": ["", row.outcome],
            "rule": [None, row.rule],
            "by": ["", str(row.settled_by.public_id)],
            "brought": str(self.history.actor.public_id),
        }
        self.history.append(
            EventKind.SENTENCE_SETTLED,
            actor=row.settled_by,
            session=self.session,
            article=self.article,
            sentence=row.sentence,
            data=data,
            texts={"reason": ("", row.reason)} if row.reason else {},
        )

    def _differs(self, sentence: Sentence, known: Adjudication, end: End) -> None:
        words = {"article": self.article.title, "number": sentence.ordinal}
        words |= {"there": known.outcome, "brought": end.outcome}
        self.told.say(
            Became.CONFLICT,
            _("“%(article)s”, sentence %(number)s, settled: here %(there)s, in the file %(brought)s") % words,
        )


def _number(votes: Mapping[str, int]) -> int:
    """Return votes as ``AdjudicationQuerySet.with_votes`` has them."""
    return sum(votes.get(tag, 0) * MOST_VOTES**place for place, tag in enumerate(Tag.values))
