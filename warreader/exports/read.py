"""The one read behind every export format: what the viewer may see, less what the options leave out."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from warreader.filters import MINE, TEAM, ReadingFilter
from warreader.marks import Judgement, Settlement, State, mark_of
from warreader.models import AnnotationSession, Revision, Round
from warreader.models.settling import votes_of
from warreader.places import Place
from warreader.queries.people import Whose

from .document import (
    SETTLED,
    AnnotationItem,
    Document,
    EvidenceItem,
    Options,
    Person,
    RevisionItem,
    SentenceItem,
    SessionItem,
    SettledItem,
    ThreadItem,
    people_in,
)
from .happened import events_of, history_of
from .people import people_of, whose_in_file, whose_words
from .rows import AnnotationRow, EvidenceRow, Rows, SentenceRow, fetch, public_id, times
from .snapshot import snapshot
from .talk import comments_of, threads_of

#: in whose files stands what a session's people settle and mark together
SHARED = (TEAM, MINE, SETTLED)


def read(place: Place, options: Options, *, exported: datetime | None = None) -> Document:
    """Return the article as the viewer may see it, holding only what ``options`` ask for.

    Six queries at most, however long the article, and one each for discussion and history. ``exported`` is the time
    that the file will bear, by default now.
    Raises :class:`warreader.queries.people.NoSuchPerson` where ``options.whose`` names nobody in the team, and
    ``Revision.DoesNotExist`` where the article is not there any more.
    """
    with snapshot():
        rows = fetch(place)
        comments = comments_of(place) if options.discussion else []
        events = events_of(place, options) if options.history else None
    whose = whose_in_file(place, options.whose or TEAM, rows.members)
    people = people_of(rows.members, names=options.names)
    chosen = ReadingFilter.from_string(options.filter).for_files()
    threads = threads_of(place, rows, comments, names=options.names, whose=whose, people=people)
    sentences = tuple(Picker(rows, place.session.needed, options, chosen, whose, people, threads).sentences())
    history = None
    if events is not None:
        history = history_of(place, rows, events, whose=whose, people=people, sentences=sentences)
    article, revision = rows.revision.article, rows.revision
    shown = people[whose.member.pk] if whose.member else None
    return Document(
        id=str(article.public_id),
        title=article.title,
        url=article.url,
        source=article.source,
        author=article.author,
        published=article.published,
        team=place.team.name,
        session=place.session.name,
        session_id=str(place.session.public_id),
        revision=_revision(revision),
        sentences=sentences,
        people=people_in(sentences, history),
        options=replace(options, whose=shown.id if shown else whose.value, filter=chosen.query()),
        whose=whose_words(shown, settled=whose.value == SETTLED),
        filter=chosen.words_for(),
        exported=exported or timezone.now(),
        setting=_session(place.session),
        verdict=_verdict(place, rows, sentences),
        history=history,
    )


@dataclass(frozen=True, slots=True)
class Picker:
    """Picks out of the rows what the options ask for; ``needed`` is as for :func:`warreader.marks.mark_of`."""

    rows: Rows
    needed: int
    options: Options
    filter: ReadingFilter
    whose: Whose
    people: Mapping[int, Person]
    #: by sentence
    threads: Mapping[int, tuple[ThreadItem, ...]]

    def sentences(self) -> Iterable[SentenceItem]:
        """Yield every sentence, bare where the filter leaves it out."""
        text = self.rows.revision.text
        for row in self.rows.sentences:
            yield self._sentence(row, text[row.start : row.end])

    def _sentence(self, row: SentenceRow, text: str) -> SentenceItem:
        end, whose = self._end(row), self.whose.member_id
        annotations, evidence = self._work(row, end)
        judged = judgements(annotations, evidence)
        settled = Settlement(end.outcome, end.supported) if end else None
        mark = mark_of(judged, viewer=None, whose=whose, needed=self.needed, settled=settled)
        bare = SentenceItem(row.ordinal, row.start, row.end, row.paragraph, row.kind, text, state=None)
        if not self.filter.matches(mark, row.kind, text):
            return bare
        sources = [one for one in evidence if self.options.evidence and self._asked_for(one)]
        theirs: dict[int, list[EvidenceRow]] = defaultdict(list)
        for source in sources:
            theirs[source.author_id].append(source)
        # Of whoever has said nothing but what stays here, the evidence stands alone.
        told = [one for one in annotations if self._asked_for(one) and self._tells(one)]
        authors = {one.author_id for one in told}
        return bare._replace(
            state=self._state(mark.state),
            flags=mark.flags,
            annotations=tuple(self._annotation(one, theirs.get(one.author_id, ())) for one in told),
            evidence=tuple(self._evidence(one) for one in sources if one.author_id not in authors),
            settled=self._settled(end) if end else None,
            key=row.key and self.whose.value in SHARED,
            threads=self.threads.get(row.pk, ()),
        )

    def _work(self, row: SentenceRow, end: Any) -> tuple[Sequence[AnnotationRow], Sequence[EvidenceRow]]:
        """Return what people made of the sentence; where only what is settled is asked for, what that rests on."""
        if self.whose.value != SETTLED:
            return self.rows.annotations.get(row.pk, ()), self.rows.evidence.get(row.pk, ())
        return (), self.rows.evidence.get(row.pk, ()) if end else ()

    def _end(self, row: SentenceRow) -> Any:
        """Return how the sentence was settled, where that counts: not in somebody else's tags."""
        return self.rows.ends.get(row.pk) if self.whose.value in SHARED else None

    def _settled(self, end: Any) -> SettledItem:
        return SettledItem(
            id=str(end.public_id),
            outcome=end.outcome,
            reason=end.reason if self.options.notes else "",
            by=self.people[end.settled_by_id],
            rule=end.rule,
            votes=votes_of(end.votes),
            created=end.created_at,
            updated=end.updated_at,
        )

    def _asked_for(self, row: AnnotationRow | EvidenceRow) -> bool:
        return self.whose.member is None or row.author_id == self.whose.member.pk

    def _tells(self, row: AnnotationRow) -> bool:
        return bool(row.tag or row.switches.flags or self._note(row))

    def _note(self, row: AnnotationRow) -> str:
        return row.note if self.options.notes and row.switches.note_exported else ""

    def _state(self, state: State) -> State:
        return State.VERIFIED if state == State.HOLLOW and not self.options.evidence else state

    def _annotation(self, row: AnnotationRow, sources: Sequence[EvidenceRow]) -> AnnotationItem:
        """Return an annotation with ``sources``, which are its author's."""
        switches, (created, updated) = row.switches, times(row)
        return AnnotationItem(
            id=public_id(row),
            author=self.people[row.author_id],
            round=row.round,
            tag=row.tag,
            flags=switches.flags,
            note=self._note(row),
            evidence=tuple(map(self._evidence, sources)) if self.options.evidence else None,
            created=created,
            updated=updated,
            look_again=switches.look_again,
        )

    def _evidence(self, row: EvidenceRow) -> EvidenceItem:
        created, updated = times(row)
        return EvidenceItem(
            id=public_id(row),
            author=self.people[row.author_id],
            url=row.url,
            citation=row.citation,
            quotation=row.quotation,
            seen_on=row.seen_on,
            note=row.note if self.options.notes else "",
            created=created,
            updated=updated,
        )


def judgements(annotations: Sequence[AnnotationRow], evidence: Sequence[EvidenceRow]) -> list[Judgement]:
    """Return one judgement per person: the discussed one where there is one, else the independent one.

    Whoever recorded evidence and judged nothing has a judgement without a tag.
    """
    supported = {one.author_id for one in evidence}
    latest = {one.author_id: one for one in annotations if one.round == Round.INDEPENDENT}
    latest |= {one.author_id: one for one in annotations if one.round == Round.DISCUSSED}
    judged = [_judgement(one, supported) for one in latest.values()]
    return judged + [Judgement(key, "", has_evidence=True) for key in supported if key not in latest]


def _judgement(row: AnnotationRow, supported: Container[int]) -> Judgement:
    author, switches = row.author_id, row.switches
    return Judgement(
        author, row.tag, switches.flags, bool(row.note), author in supported, look_again=switches.look_again
    )


def _session(row: AnnotationSession) -> SessionItem:
    return SessionItem(
        id=str(row.public_id),
        name=row.name,
        standing=row.standing,
        mode=row.mode,
        phase=row.phase,
        revealed=row.revealed_at,
        kinds=tuple(row.scope),
        needs_second=row.needs_second,
    )


def _verdict(place: Place, rows: Rows, sentences: Iterable[SentenceItem]) -> SessionItem | None:
    """Return the session that settled what the file says is settled, where it is another."""
    told = place.session.standing and any(one.settled for one in sentences)
    return _session(next(iter(rows.ends.values())).session) if told else None


def _revision(row: Revision) -> RevisionItem:
    return RevisionItem(
        id=str(row.public_id),
        number=row.number,
        digest=row.digest,
        language=row.language,
        segmenter=row.segmenter,
        text=row.text,
        captured=row.capture.received_at,
        capture_digest=row.capture.sha256,
    )
