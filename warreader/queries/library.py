"""The articles of a team, with how far each is judged."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower

from warreader import search
from warreader.filters import MINE, TEAM, LibraryFilter
from warreader.marks import Judgement, Mark, State, mark_of
from warreader.models import Ability, Annotation, Article, Kind, Membership, Sentence, Tag
from warreader.models.annotations import AnnotationQuerySet
from warreader.models.articles import ArticleQuerySet, SentenceQuerySet

PAGE_SIZE = 20
TAGS = {State.VERIFIED: Tag.VERIFIED, State.HOLLOW: Tag.VERIFIED}


@dataclass(frozen=True, slots=True)
class Cell:
    """One sentence in a fingerprint."""

    ordinal: int
    kind: str
    state: State


@dataclass(frozen=True, slots=True)
class Row:
    """An article in the library."""

    article: Article
    cells: tuple[Cell, ...]

    @property
    def scope(self) -> list[Cell]:
        """The cells that count: in scope, or judged all the same."""
        return [cell for cell in self.cells if cell.kind != Kind.BOILERPLATE or cell.state != State.OPEN]

    @property
    def counts(self) -> Counter[State]:
        """How many sentences show each state."""
        return Counter(cell.state for cell in self.scope)

    @property
    def judged(self) -> int:
        """How many sentences are judged."""
        return len(self.scope) - self.counts[State.OPEN]


@dataclass(frozen=True, slots=True)
class Library:
    """One page of a team's articles."""

    page: Page
    rows: tuple[Row, ...]
    sources: tuple[str, ...]
    whose: str


def library(member: Membership, chosen: LibraryFilter) -> Library:
    """Return a page of the articles of the member's team; a constant number of queries."""
    whose = _whose(member, chosen)
    everything = Article.objects.visible_to(member.viewer).filter(team=member.team_id)
    sources = everything.exclude(source="").order_by("source").values_list("source", flat=True).distinct()
    page = Paginator(picked(member, chosen), PAGE_SIZE).get_page(chosen.page)
    return Library(page=page, rows=_rows(list(page), member, whose), sources=tuple(sources), whose=whose)


def picked(member: Membership, chosen: LibraryFilter) -> ArticleQuerySet:
    """Return the articles that a filter picks, in its order, without their texts."""
    whose = _whose(member, chosen)
    everything = Article.objects.visible_to(member.viewer).filter(team=member.team_id)
    found = search.matching(everything, chosen.words)
    if chosen.source:
        found = found.filter(source=chosen.source)
    found = _by_progress(_with_progress(found, _annotations(member, whose)), chosen.progress)
    if chosen.states:
        found = found.filter(_any_state(chosen.states, member, whose))
    return _sorted(found.select_related("revision").defer("revision__text"), chosen.sort)


def _whose(member: Membership, chosen: LibraryFilter) -> str:
    return chosen.whose or (MINE if member.may(Ability.ANNOTATE) else TEAM)


def _annotations(member: Membership, whose: str) -> AnnotationQuerySet:
    """Return the annotations in the reading room that the rows are made of."""
    rows = Annotation.objects.visible_to(member.viewer).filter(session__standing=True, session__team=member.team_id)
    if whose == MINE:
        return rows.filter(author=member)
    viewer = member.viewer
    return rows.after_own(viewer) if viewer.own_first and member.may(Ability.ANNOTATE) else rows


def _with_progress(articles: ArticleQuerySet, annotations: AnnotationQuerySet) -> ArticleQuerySet:
    sentences = Sentence.objects.filter(revision=OuterRef("revision")).exclude(kind=Kind.BOILERPLATE)
    judged = annotations.exclude(tag="").filter(sentence__revision=OuterRef("revision"))
    judged = judged.exclude(sentence__kind=Kind.BOILERPLATE)
    return articles.annotate(
        scope=_count(sentences, "revision", "pk"), done=_count(judged, "sentence__revision", "sentence")
    )


def _count(rows: AnnotationQuerySet | SentenceQuerySet, by: str, what: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count(what, distinct=True)).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _by_progress(articles: ArticleQuerySet, progress: str) -> ArticleQuerySet:
    if progress == "none":
        return articles.filter(done=0)
    if progress == "some":
        return articles.filter(done__gt=0, done__lt=F("scope"))
    return articles.filter(done__gte=F("scope")) if progress == "all" else articles


def _any_state(states: Iterable[str], member: Membership, whose: str) -> Q:
    """Return the condition that an article has a sentence in one of the states."""
    here = Sentence.objects.filter(revision=OuterRef("revision"))
    condition = Q()
    for state in states:
        condition |= Q(Exists(_in_state(here, State(state), member, whose)))
    return condition


def _in_state(sentences: SentenceQuerySet, state: State, member: Membership, whose: str) -> SentenceQuerySet:
    """Return the sentences that show a state; the same rule as :func:`warreader.marks.state_of`, in SQL."""
    judged = _annotations(member, whose).exclude(tag="").filter(sentence=OuterRef("pk"))
    if state == State.OPEN:
        return sentences.exclude(kind=Kind.BOILERPLATE).filter(~Exists(judged))
    tags = judged.order_by().values("sentence").annotate(number=Count("tag", distinct=True)).values("number")
    sentences = sentences.annotate(tags=Subquery(tags, output_field=IntegerField()))
    if state == State.SPLIT:
        return sentences.filter(tags__gt=1)
    agreed = sentences.filter(Exists(judged.filter(tag=TAGS.get(state, state))), tags=1)
    if state not in TAGS:
        return agreed
    supported = Exists(judged.with_support().filter(has_evidence=True))
    return agreed.filter(supported if state == State.VERIFIED else ~supported)


def _sorted(articles: ArticleQuerySet, sort: str) -> ArticleQuerySet:
    orders: dict[str, list[Any]] = {
        "title": [Lower("title")],
        "source": [Lower("source"), Lower("title")],
        "published": [F("published").desc(nulls_last=True)],
        "length": ["-scope"],
        "progress": [F("done") * 1.0 / (F("scope") + 0.001)],
    }
    return articles.order_by(*orders.get(sort, []), "-created_at", "-pk")


def _rows(articles: Sequence[Article], member: Membership, whose: str) -> tuple[Row, ...]:
    revisions = [article.revision_id for article in articles]
    seen: dict[tuple[int, int], list[Judgement]] = defaultdict(list)
    annotations = _annotations(member, whose).filter(sentence__revision__in=revisions).with_support()
    columns = ("sentence__revision_id", "sentence__ordinal", "author_id", "tag", "has_evidence")
    for revision, ordinal, author, tag, has_evidence in annotations.values_list(*columns):
        seen[revision, ordinal].append(Judgement(author, tag, has_evidence=has_evidence))
    cells: dict[int | None, list[Cell]] = defaultdict(list)
    sentences = Sentence.objects.visible_to(member.viewer).filter(revision__in=revisions).order_by("ordinal")
    for revision, ordinal, kind in sentences.values_list("revision_id", "ordinal", "kind"):
        judgements = seen.get((revision, ordinal))
        mark = mark_of(judgements, viewer=member.pk, whose=None) if judgements else Mark()
        cells[revision].append(Cell(ordinal, kind, mark.state))
    return tuple(Row(article, tuple(cells[article.revision_id])) for article in articles)
