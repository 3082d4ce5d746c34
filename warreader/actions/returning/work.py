"""Bringing in what people made of an article: what is not there is added, what differs stays as it is and is told."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.actions.errors import Refused
from warreader.actions.evidence import NOTHING
from warreader.actions.evidence import Source as Stored
from warreader.actions.history import History
from warreader.exports.jsonld import iri
from warreader.models import (
    Annotation,
    AnnotationSession,
    Article,
    EventKind,
    Evidence,
    Flag,
    Membership,
    Round,
    Sentence,
)
from warreader.readback import Person
from warreader.readback.brought import Said, Source

from .ids import Ids, both
from .rows import Rows
from .told import Became, Noun, Told

#: letters of a sentence's words in a line
SHOWN = 60


@dataclass
class Work:
    """Brings the work of one article in one session in.

    ``passages`` are sentences with what is said of them and whether they are others than those that were judged.
    """

    history: History
    told: Told
    rows: Rows
    session: AnnotationSession
    article: Article
    people: Mapping[Person, Membership]
    said_ids: Ids
    source_ids: Ids
    #: when each person last did something here
    last: dict[Membership, datetime] = field(default_factory=dict)

    def judgements(self, found: Sequence[tuple[Sentence, Said, bool]]) -> None:
        """Bring judgements in. Raises ``Refused`` where they are of a round that the session has not."""
        if self.session.revealed_at is None and any(said.round == Round.DISCUSSED for _row, said, _changed in found):
            raise Refused(
                _("Some of it was discussed after a reveal, and “%(name)s” has none.") % {"name": self.session.name}
            )
        rows = self.rows.at(Annotation, self.session, self.article)
        there = {(row.sentence_id, row.author_id, row.round): row for row in rows}
        made = []
        for sentence, said, changed in found:
            if said.empty:
                continue
            author = self.people[said.author]
            self._note(author, said.updated)
            known = there.get((sentence.pk, author.pk, said.round))
            if known is None:
                row = self._annotation(sentence, said, author, changed=changed)
                there[sentence.pk, author.pk, said.round] = row
                made.append(row)
            elif _same(known, said):
                self.told.there[Noun.JUDGEMENTS] += 1
            else:
                self._differs(sentence, author.name, _words(known.tag, known.flags), _words(said.tag, said.flags))
        self.rows.add(made)
        self.told.added[Noun.JUDGEMENTS] += len(made)
        for row in made:
            self._tell_judgement(row)

    def _annotation(self, sentence: Sentence, said: Said, author: Membership, *, changed: bool) -> Annotation:
        now = timezone.now()
        return Annotation(
            public_id=self.said_ids.give(said.id),
            team_id=self.article.team_id,
            session=self.session,
            sentence=sentence,
            author=author,
            round=said.round,
            tag=said.tag,
            note=said.note,
            note_exported=bool(said.note),
            look_again=said.look_again or changed,
            version=self.history.action,
            created_at=said.created or said.updated or now,
            updated_at=said.updated or said.created or now,
            **{flag: flag in said.flags for flag in Flag.values},
        )

    def _tell_judgement(self, row: Annotation) -> None:
        """Append the event of a judgement that was not there, in its author's name, and by whom it was brought."""
        data: dict[str, object] = {"brought": str(self.history.actor.public_id)}
        if row.tag:
            data["tag"] = ["", row.tag]
        if row.flags:
            data["flags"] = [[], row.flags]
        if row.note_exported:
            data["note_exported"] = [False, True]
        if row.look_again:
            data["look_again"] = [False, True]
        texts = {"note": ("", row.note)} if row.note else {}
        self._append(EventKind.ANNOTATION_CHANGED, row.author, row.sentence, data, texts)

    def evidence(self, found: Sequence[tuple[Sentence, Source]]) -> None:
        """Bring evidence in. Somebody may have recorded the same source twice: each counts for one of the file."""
        rows = self.rows.at(Evidence, self.session, self.article)
        there: dict[tuple[int, int], list[Evidence]] = defaultdict(list)
        for row in rows:
            there[row.sentence_id, row.author_id].append(row)
        claimed = {one for _sentence, source in found for one in both(self.history.actor.team, source.id)}
        made: list[Evidence] = []
        for sentence, source in found:
            author = self.people[source.author]
            self._note(author, source.updated)
            rest = there[sentence.pk, author.pk]
            known = self._known(rest, source, claimed)
            if known is None:
                made.append(self._evidence(sentence, source, author))
                continue
            rest.remove(known)
            if _says_the_same(Stored.of(known), source):
                self.told.there[Noun.EVIDENCE] += 1
            else:
                self._differs(sentence, author.name, str(known), source.citation or source.url)
        self.rows.add(made)
        self.told.added[Noun.EVIDENCE] += len(made)
        for row in made:
            self._tell_evidence(row)

    def _known(self, rest: Sequence[Evidence], source: Source, claimed: Container[UUID]) -> Evidence | None:
        """Return the evidence that a source of the file is: of its id, else one that says the same, if it is free."""
        ids = both(self.history.actor.team, source.id)
        named = next((row for row in rest if row.public_id in ids), None)
        free = (row for row in rest if row.public_id not in claimed)
        return named or next((row for row in free if _says_the_same(Stored.of(row), source)), None)

    def _tell_evidence(self, row: Evidence) -> None:
        data = {"evidence": str(row.public_id), "change": "recorded", "brought": str(self.history.actor.public_id)}
        before, after = NOTHING.texts(), Stored.of(row).texts()
        texts = {name: (before[name], after[name]) for name in after if after[name]}
        self._append(EventKind.EVIDENCE_CHANGED, row.author, row.sentence, data, texts)

    def _evidence(self, sentence: Sentence, source: Source, author: Membership) -> Evidence:
        now = timezone.now()
        return Evidence(
            public_id=self.source_ids.give(source.id),
            team_id=self.article.team_id,
            session=self.session,
            sentence=sentence,
            author=author,
            url=source.url,
            citation=source.citation,
            quotation=source.quotation,
            seen_on=source.seen_on,
            note=source.note,
            version=self.history.action,
            created_at=source.created or source.updated or now,
            updated_at=source.updated or source.created or now,
        )

    def _append(
        self,
        kind: EventKind,
        author: Membership,
        sentence: Sentence,
        data: Mapping[str, object],
        texts: Mapping[str, tuple[str, str]],
    ) -> None:
        self.history.append(
            kind,
            actor=author,
            session=self.session,
            article=self.article,
            sentence=sentence,
            data=data,
            texts=texts,
        )

    def _note(self, author: Membership, at: datetime | None) -> None:
        at = at or timezone.now()
        self.last[author] = max(at, self.last.get(author, at))

    def _differs(self, sentence: Sentence, who: str, there: str, brought: str) -> None:
        words = {"article": self.article.title, "number": sentence.ordinal, "who": who}
        same = there == brought
        words |= {"there": there[:SHOWN], "brought": _("the same with another note") if same else brought[:SHOWN]}
        self.told.say(
            Became.CONFLICT,
            _("“%(article)s”, sentence %(number)s, %(who)s: here %(there)s, in the file %(brought)s") % words,
        )


def _same(row: Annotation, said: Said) -> bool:
    """Say whether a judgement is what the file says; where it has no note, there may be one."""
    note = not said.note or row.note == said.note
    return row.tag == said.tag and tuple(row.flags) == said.flags and note


def _says_the_same(one: Stored, other: Source) -> bool:
    if other.flat:
        return _squeezed(other.flat) in {_squeezed(text) for text in _flat(one)}
    # Linked data has addresses percent-encoded.
    same = (iri(one.url), one.citation, one.quotation, one.seen_on)
    note = not other.note or one.note == other.note
    return note and same == (iri(other.url), other.citation, other.quotation, other.seen_on)


def _flat(one: Stored) -> Iterator[str]:
    """Yield a piece of evidence as files have it that give it one line of text."""
    quotation = f"“{one.quotation}”" if one.quotation else ""
    seen = one.seen_on.isoformat() if one.seen_on else ""
    told = _("seen %(date)s") % {"date": seen} if seen else ""
    yield ", ".join(filter(None, [one.citation, one.url, quotation, told, one.note]))
    yield " · ".join(filter(None, [one.url, one.citation, quotation, one.note, seen]))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _words(tag: str, flags: Iterable[str]) -> str:
    return ", ".join(_parts(tag, flags)) or _("a note")


def _parts(tag: str, flags: Iterable[str]) -> Iterator[str]:
    if tag:
        yield tag
    yield from flags
