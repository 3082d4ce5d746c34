"""Which other reports have a text, or much of it, and which have one of its sentences."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from warreader.models import Article, Kind, NearDuplicate, Revision, Sentence, Viewer
from warreader.places import Place
from warreader.text import near

from .differences import Difference, Part, rows_of

#: more than anybody compares
MOST = 200


@dataclass(frozen=True, slots=True)
class Shares:
    """How much two reports have of each other."""

    #: of all shingles of either, of those here, of those there
    resemblance: float
    of_here: float
    of_there: float
    #: sentences of each that the other has not word for word; those of a few words aside
    only_here: int
    only_there: int


@dataclass(frozen=True, slots=True)
class Copy:
    """A report that has the text, or much of it."""

    article: Article
    revision: Revision
    #: None for the report whose copies they are
    shares: Shares | None
    #: when its bytes were received
    captured: datetime

    @property
    def since(self) -> tuple[date, datetime]:
        """When it is known to have been there: published, else captured."""
        return self.article.published or self.captured.date(), self.captured


@dataclass(frozen=True, slots=True)
class Group:
    """A report and its copies."""

    rows: Sequence[Copy]

    @property
    def copies(self) -> int:
        """How many others there are."""
        return len(self.rows) - 1


def count_of_copies(viewer: Viewer, revision: str) -> Coalesce:
    """Return, for a query with a revision's key in that column, how many other reports have its text."""
    rows = NearDuplicate.objects.visible_to(viewer).of_present_texts().filter(one=OuterRef(revision))
    counted = rows.order_by().values("one").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def group_of(place: Place) -> Group:
    """Return the place's report and its copies, earliest first; two queries."""
    rows = _pairs(place)[:MOST]
    echoes = _echoes(place, [place.revision.pk, *(row.other_id for row in rows)])
    copies = [_copy(place, row, echoes) for row in rows]
    own = Copy(place.article, place.revision, None, place.captured or place.revision.created_at)
    return Group(sorted([own, *copies], key=lambda copy: copy.since))


def copy_of(place: Place, article: UUID) -> Copy | None:
    """Return one report of the group; None where it is none."""
    row = _pairs(place).filter(other__article__public_id=article).first()
    return _copy(place, row, _echoes(place, [place.revision.pk, row.other_id])) if row else None


def _pairs(place: Place) -> Any:
    back = NearDuplicate.objects.filter(one=OuterRef("other"), other=OuterRef("one")).values("containment")
    rows = NearDuplicate.objects.visible_to(place.viewer).of_present_texts().filter(one=place.revision.pk)
    rows = rows.annotate(back=Subquery(back[:1]), captured=F("other__capture__received_at"))
    return rows.select_related("other__article").defer("other__text").order_by("-resemblance", "pk")


def _echoes(place: Place, revisions: Sequence[int]) -> Mapping[int, Counter[int]]:
    """Return the echoes of the texts' sentences; what the sites added aside."""
    rows = Sentence.objects.visible_to(place.viewer).filter(revision__in=revisions, echo__isnull=False)
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for revision, echo in rows.exclude(kind=Kind.BOILERPLATE).values_list("revision_id", "echo"):
        found[revision][echo] += 1
    return found


def _copy(place: Place, row: Any, echoes: Mapping[int, Counter[int]]) -> Copy:
    here, there = echoes[place.revision.pk], echoes[row.other_id]
    shares = Shares(
        resemblance=row.resemblance,
        of_here=row.containment,
        of_there=row.back if row.back is not None else row.containment,
        only_here=(here - there).total(),
        only_there=(there - here).total(),
    )
    return Copy(row.other.article, row.other, shares, row.captured)


def beside(place: Place, copy: Copy) -> Difference:
    """Return the place's text beside a copy's, sentence by sentence: what is the same, changed, or in one alone."""
    texts = {copy.revision.pk: copy.revision.text, place.revision.pk: place.revision.text}
    spans: dict[int, list[Any]] = {key: [] for key in texts}
    rows = Sentence.objects.visible_to(place.viewer).filter(revision__in=texts).order_by("ordinal")
    for row in rows.exclude(kind=Kind.BOILERPLATE):
        spans[row.revision_id].append(row)
    there = texts[copy.revision.pk], spans[copy.revision.pk]
    here = texts[place.revision.pk], spans[place.revision.pk]
    links = [
        (there[1][pair.one].ordinal, here[1][pair.other].ordinal, pair.fit.value)
        for pair in near.pairs(*there, *here)
    ]
    return Difference(copy.revision, place.revision, tuple(rows_of(_parts(*there), _parts(*here), links)))


def _parts(text: str, sentences: Sequence[Sentence]) -> list[Part]:
    return [Part(row.ordinal, text[row.start : row.end]) for row in sentences]


def places_of(place: Place, sentence: Sentence) -> list[Any]:
    """Return the sentences of other reports' present texts with the same words, one of each report, earliest first."""
    if sentence.echo is None:
        return []
    rows = Sentence.objects.visible_to(place.viewer).filter(team=place.team, echo=sentence.echo)
    rows = rows.filter(revision__article__revision=F("revision")).exclude(revision__article=place.article)
    rows = rows.annotate(captured=F("revision__capture__received_at"))
    rows = rows.select_related("revision__article").defer("revision__text").order_by("ordinal")
    first = {row.revision.article_id: row for row in reversed(rows[:MOST])}
    return sorted(first.values(), key=lambda row: Copy(row.revision.article, row.revision, None, row.captured).since)
