"""The one read behind every export format: what the viewer may see, less what the options leave out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import BooleanField, CharField, ExpressionWrapper, IntegerField, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone

from warreader.filters import MINE, TEAM, ReadingFilter
from warreader.marks import Judgement, Settlement, State, mark_of
from warreader.models import (
    Adjudication,
    Annotation,
    AnnotationSession,
    Evidence,
    Flag,
    Membership,
    Revision,
    Round,
    WorkItem,
)
from warreader.models.articles import SentenceQuerySet
from warreader.models.settling import AdjudicationQuerySet, votes_of
from warreader.places import Place
from warreader.queries.people import Whose, members_of, whose_tags

from .document import (
    AnnotationItem,
    Document,
    EvidenceItem,
    Options,
    Person,
    RevisionItem,
    SentenceItem,
    SessionItem,
    SettledItem,
)
from .people import people_of, whose_words
from .snapshot import snapshot

#: the columns of an annotation that are yes or no, as bits of one number: seven columns cost seven conversions a row
BITS = (*Flag.values, "look_again", "note_exported")
#: the flags of each number, in the codebook's order
FLAGS_OF = [tuple(flag for step, flag in enumerate(Flag.values) if bits >> step & 1) for bits in range(32)]


class SentenceRow(NamedTuple):
    """A sentence, as it is stored: a fifth of a model's cost, by the thousand."""

    pk: int
    ordinal: int
    start: int
    end: int
    paragraph: int
    kind: str
    key: bool


class AnnotationRow(NamedTuple):
    """An annotation, as it is stored; ``key`` is its public id as the database writes it."""

    key: str
    sentence_id: int
    author_id: int
    round: str
    tag: str
    note: str
    created_at: datetime
    updated_at: datetime
    bits: int

    @property
    def public_id(self) -> str:
        """The public id with its hyphens, which SQLite leaves out."""
        return hyphened(self.key)

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags that stand, in the codebook's order."""
        return FLAGS_OF[self.bits & 31]

    @property
    def look_again(self) -> bool:
        """Whether it waits for another look."""
        return bool(self.bits & 32)

    @property
    def note_exported(self) -> bool:
        """Whether its author lets the note leave the app."""
        return bool(self.bits & 64)


class EvidenceRow(NamedTuple):
    """A source, as it is stored; ``key`` is its public id as the database writes it."""

    key: str
    sentence_id: int
    author_id: int
    url: str
    citation: str
    quotation: str
    seen_on: date | None
    note: str
    created_at: datetime
    updated_at: datetime

    @property
    def public_id(self) -> str:
        """The public id with its hyphens, which SQLite leaves out."""
        return hyphened(self.key)


def hyphened(key: str) -> str:
    """Return a UUID as it is written outside, as text: making one of each takes three times as long."""
    return key if len(key) > 32 else f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


#: in the order of making, and the same each time
ORDER = ("created_at", "public_id")


@dataclass(frozen=True, slots=True)
class Rows:
    """What the viewer may see of the article in the place's session, as it stood at one moment."""

    revision: Revision
    sentences: Sequence[SentenceRow]
    #: by sentence
    annotations: Mapping[int, Sequence[AnnotationRow]]
    #: by sentence
    evidence: Mapping[int, Sequence[EvidenceRow]]
    members: Sequence[Membership]
    #: by sentence; ``votes`` and ``supported`` are those of ``AdjudicationQuerySet.with_votes``
    ends: Mapping[int, Any]


def read(place: Place, options: Options, *, exported: datetime | None = None) -> Document:
    """Return the article as the viewer may see it, holding only what ``options`` ask for.

    Six queries at most, however long the article. ``exported`` is the time that the file will bear, by default now.
    Raises :class:`warreader.queries.people.NoSuchPerson` where ``options.whose`` names nobody in the team, and
    ``Revision.DoesNotExist`` where the article is not there any more.
    """
    rows = fetch(place)
    whose = whose_tags(place, options.whose or TEAM, rows.members)
    people = people_of(rows.members, names=options.names)
    chosen = ReadingFilter.from_string(options.filter).for_files()
    sentences = tuple(Picker(rows, place.session.needed, options, chosen, whose, people).sentences())
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
        people=_authors(sentences),
        options=replace(options, whose=shown.id if shown else whose.value, filter=chosen.query()),
        whose=whose_words(shown),
        filter=chosen.words_for(),
        exported=exported or timezone.now(),
        setting=_session(place.session),
        verdict=_verdict(place, rows, sentences),
    )


def fetch(place: Place) -> Rows:
    """Read the rows, as of one moment."""
    revisions = Revision.objects.visible_to(place.viewer).select_related("article", "capture")
    bits = sum((Cast(name, IntegerField()) * (1 << step) for step, name in enumerate(BITS)), Value(0))
    annotations = Annotation.objects.visible_to(place.viewer).order_by(*ORDER)
    annotations = annotations.annotate(key=Cast("public_id", CharField()), bits=bits)
    evidence = Evidence.objects.visible_to(place.viewer).order_by(*ORDER)
    evidence = evidence.annotate(key=Cast("public_id", CharField()))
    here = {"session": place.session, "sentence__revision": place.revision.pk}
    with snapshot():
        return Rows(
            revision=revisions.defer("capture__content").get(pk=place.revision.pk),
            sentences=[SentenceRow(*row) for row in _sentences(place).values_list(*SentenceRow._fields)],
            annotations=_by_sentence(
                AnnotationRow(*row) for row in annotations.filter(**here).values_list(*AnnotationRow._fields)
            ),
            evidence=_by_sentence(
                EvidenceRow(*row) for row in evidence.filter(**here).values_list(*EvidenceRow._fields)
            ),
            members=members_of(place),
            ends={row.sentence_id: row for row in _ends(place)},
        )


def _sentences(place: Place) -> SentenceQuerySet:
    """Return the sentences, with whether they are key in the session that is read: one list, asked once."""
    items = WorkItem.objects.visible_to(place.viewer).filter(session=place.session, key=True)
    known = items.filter(sentence__revision=place.revision.pk).values("sentence")
    return place.sentences().annotate(key=ExpressionWrapper(Q(pk__in=known), output_field=BooleanField()))


def _ends(place: Place) -> AdjudicationQuerySet:
    """Return what settled sentences here, as far as the viewer may see it."""
    rows = Adjudication.objects.visible_to(place.viewer).settled().with_votes()
    if not place.settled_in:
        return rows.none()
    here = rows.filter(session=place.settled_in, sentence__revision=place.revision.pk)
    return here.select_related("session").defer("session__guideline") if place.session.standing else here


Row = TypeVar("Row", AnnotationRow, EvidenceRow)


def _by_sentence(rows: Iterable[Row]) -> Mapping[int, Sequence[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.sentence_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class Picker:
    """Picks out of the rows what the options ask for; ``needed`` is as for :func:`warreader.marks.mark_of`."""

    rows: Rows
    needed: int
    options: Options
    filter: ReadingFilter
    whose: Whose
    people: Mapping[int, Person]

    def sentences(self) -> Iterable[SentenceItem]:
        """Yield every sentence, bare where the filter leaves it out."""
        text = self.rows.revision.text
        for row in self.rows.sentences:
            yield self._sentence(row, text[row.start : row.end])

    def _sentence(self, row: SentenceRow, text: str) -> SentenceItem:
        annotations = self.rows.annotations.get(row.pk, ())
        evidence = self.rows.evidence.get(row.pk, ())
        judged = judgements(annotations, evidence)
        end, whose = self._end(row), self.whose.member_id
        settled = Settlement(end.outcome, end.supported) if end else None
        mark = mark_of(judged, viewer=None, whose=whose, needed=self.needed, settled=settled)
        bare = SentenceItem(row.ordinal, row.start, row.end, row.paragraph, row.kind, text, state=None)
        if not self.filter.matches(mark, row.kind, text):
            return bare
        authors = {annotation.author_id for annotation in annotations}
        sources = [one for one in evidence if self.options.evidence and self._asked_for(one)]
        theirs: dict[int, list[EvidenceRow]] = defaultdict(list)
        for source in sources:
            theirs[source.author_id].append(source)
        items = [self._annotation(one, theirs.get(one.author_id, ())) for one in annotations if self._asked_for(one)]
        return replace(
            bare,
            state=self._state(mark.state),
            flags=mark.flags,
            annotations=tuple(item for item in items if item.tag or item.flags or item.note or item.evidence),
            evidence=tuple(self._evidence(one) for one in sources if one.author_id not in authors),
            settled=self._settled(end) if end else None,
            key=row.key and self.whose.value in {TEAM, MINE},
        )

    def _end(self, row: SentenceRow) -> Any:
        """Return how the sentence was settled, where that counts: not in somebody else's tags."""
        return self.rows.ends.get(row.pk) if self.whose.value in {TEAM, MINE} else None

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

    def _state(self, state: State) -> State:
        return State.VERIFIED if state == State.HOLLOW and not self.options.evidence else state

    def _annotation(self, row: AnnotationRow, sources: Sequence[EvidenceRow]) -> AnnotationItem:
        """Return an annotation with ``sources``, which are its author's."""
        evidence = tuple(self._evidence(one) for one in sources)
        return AnnotationItem(
            id=row.public_id,
            author=self.people[row.author_id],
            round=row.round,
            tag=row.tag,
            flags=row.flags,
            note=row.note if self.options.notes and row.note_exported else "",
            evidence=evidence if self.options.evidence else None,
            created=row.created_at,
            updated=row.updated_at,
            look_again=row.look_again,
        )

    def _evidence(self, row: EvidenceRow) -> EvidenceItem:
        return EvidenceItem(
            id=row.public_id,
            author=self.people[row.author_id],
            url=row.url,
            citation=row.citation,
            quotation=row.quotation,
            seen_on=row.seen_on,
            note=row.note if self.options.notes else "",
            created=row.created_at,
            updated=row.updated_at,
        )


def judgements(annotations: Sequence[AnnotationRow], evidence: Sequence[EvidenceRow]) -> list[Judgement]:
    """Return one judgement per person: the discussed one where there is one, else the independent one.

    Whoever recorded evidence and judged nothing has a judgement without a tag.
    """
    supported = {one.author_id for one in evidence}
    latest = {one.author_id: one for one in sorted(annotations, key=lambda one: one.round == Round.DISCUSSED)}
    judged = [
        Judgement(key, one.tag, one.flags, bool(one.note), key in supported, look_again=one.look_again)
        for key, one in latest.items()
    ]
    return judged + [Judgement(key, "", has_evidence=True) for key in supported if key not in latest]


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


def _authors(sentences: Iterable[SentenceItem]) -> tuple[Person, ...]:
    # By id: a person's own hash is worked out anew for each annotation.
    found: dict[str, Person] = {}
    for sentence in sentences:
        found |= {item.author.id: item.author for item in sentence.annotations}
        found |= {source.author.id: source.author for source in sentence.evidence}
        found |= {sentence.settled.by.id: sentence.settled.by} if sentence.settled else {}
    return tuple(found.values())
