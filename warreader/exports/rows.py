"""What the viewer may see of an article, as it is stored: a handful of queries, however long it is.

Rows come by the ten thousand, and as text: of what Django makes of a column, row by row, most is written out as text
again. Ids, times and switches are made into what they stand for where they are used.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, CharField, Expression, ExpressionWrapper, Func, IntegerField, Q, Value
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

from warreader.models import (
    Adjudication,
    Annotation,
    Evidence,
    Flag,
    Membership,
    Revision,
    WorkItem,
)
from warreader.models.articles import SentenceQuerySet
from warreader.models.settling import AdjudicationQuerySet
from warreader.places import Place
from warreader.queries.people import members_of

from .snapshot import snapshot

#: in the order of making, and the same each time
ORDER: Final = ("created_at", "public_id")
#: the columns of an annotation that are yes or no: seven of them cost seven conversions a row
SWITCHED: Final = (*Flag.values, "look_again", "note_exported")


class Switches(NamedTuple):
    """What an annotation's columns say that are yes or no."""

    #: those that stand, in the codebook's order
    flags: tuple[str, ...]
    #: whether it waits for another look
    look_again: bool
    #: whether its author lets the note leave the app
    note_exported: bool


def _switches(bits: int) -> Switches:
    on = [name for step, name in enumerate(SWITCHED) if bits >> step & 1]
    return Switches(tuple(one for one in on if one in Flag.values), "look_again" in on, "note_exported" in on)


#: by the sum that :func:`_bits` has the database write
SWITCHES: Final = {str(bits): _switches(bits) for bits in range(1 << len(SWITCHED))}


class SentenceRow(NamedTuple):
    """A sentence, as it is stored: a fifth of a model's cost."""

    pk: int
    ordinal: int
    start: int
    end: int
    paragraph: int
    kind: str
    key: bool


class AnnotationRow(NamedTuple):
    """An annotation; ``key`` is its public id as the database writes it, ``made`` and ``changed`` are times."""

    key: str
    sentence_id: int
    author_id: int
    round: str
    tag: str
    note: str
    made: str
    changed: str
    bits: str

    @property
    def switches(self) -> Switches:
        """What it says by yes or no."""
        return SWITCHES[self.bits]


class EvidenceRow(NamedTuple):
    """A source; ``key`` is its public id as the database writes it, ``made`` and ``changed`` are times."""

    key: str
    sentence_id: int
    author_id: int
    url: str
    citation: str
    quotation: str
    seen_on: date | None
    note: str
    made: str
    changed: str


Row = TypeVar("Row", AnnotationRow, EvidenceRow)


def public_id(row: AnnotationRow | EvidenceRow) -> str:
    """Return a row's UUID as it is written outside, with the hyphens that SQLite leaves out."""
    key = row.key
    return key if len(key) > 32 else f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def times(row: AnnotationRow | EvidenceRow) -> tuple[datetime, datetime]:
    """Return when a row was made and when it was changed last."""
    made = datetime.fromisoformat(row.made)
    return made, made if row.changed == row.made else datetime.fromisoformat(row.changed)


class Written(Func):
    """A time as text that ``datetime.fromisoformat`` takes for one in UTC."""

    output_field = CharField()
    arity = 1

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Django stores it as text, in UTC."""
        return super().as_sql(compiler, connection, template="(%(expressions)s || '+00:00')", **extra)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Whatever the connection's time zone and way of writing dates."""
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00:00')"
        return super().as_sql(compiler, connection, template=template, **extra)


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


def fetch(place: Place) -> Rows:
    """Read the rows, as of one moment."""
    revisions = Revision.objects.visible_to(place.viewer).select_related("article", "capture")
    annotations = Annotation.objects.visible_to(place.viewer).order_by(*ORDER).annotate(**_texts(), bits=_bits())
    evidence = Evidence.objects.visible_to(place.viewer).order_by(*ORDER).annotate(**_texts())
    here = {"session": place.session, "sentence__revision": place.revision.pk}
    with snapshot():
        return Rows(
            revision=revisions.defer("capture__content").get(pk=place.revision.pk),
            sentences=[SentenceRow(*row) for row in _sentences(place).values_list(*SentenceRow._fields)],
            annotations=_by_sentence(
                map(AnnotationRow._make, annotations.filter(**here).values_list(*AnnotationRow._fields))
            ),
            evidence=_by_sentence(map(EvidenceRow._make, evidence.filter(**here).values_list(*EvidenceRow._fields))),
            members=members_of(place),
            ends={row.sentence_id: row for row in _ends(place)},
        )


def _texts() -> dict[str, Expression]:
    """Return the columns that come as text."""
    return {"key": Cast("public_id", CharField()), "made": Written("created_at"), "changed": Written("updated_at")}


def _bits() -> Expression:
    """Return the switches as one number; as text, since Django converts each number that was worked out."""
    bits = sum((Cast(name, IntegerField()) * (1 << step) for step, name in enumerate(SWITCHED)), Value(0))
    return Cast(bits, CharField())


def _sentences(place: Place) -> SentenceQuerySet:
    """Return the sentences, with whether they are key in the session that is read: one list, asked once."""
    items = WorkItem.objects.visible_to(place.viewer).filter(session=place.session, key=True)
    known = items.filter(sentence__revision=place.revision.pk).values("sentence")
    return place.sentences().annotate(key=ExpressionWrapper(Q(pk__in=known), output_field=BooleanField()))


def _ends(place: Place) -> AdjudicationQuerySet:
    """Return what settled sentences here, as far as the viewer may see it."""
    if not place.settled_in:
        return Adjudication.objects.none()
    rows = Adjudication.objects.visible_to(place.viewer).settled().with_votes()
    here = rows.filter(session=place.settled_in, sentence__revision=place.revision.pk)
    return here.select_related("session").defer("session__guideline") if place.session.standing else here


def _by_sentence(rows: Iterable[Row]) -> Mapping[int, Sequence[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.sentence_id].append(row)
    return found
