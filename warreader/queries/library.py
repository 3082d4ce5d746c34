"""The articles of a team, with how far each is judged."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from warreader import search
from warreader.filters import MINE, TEAM, LibraryFilter
from warreader.marks import Judgement, Mark, Settlement, State, mark_of
from warreader.models import (
    Ability,
    Adjudication,
    Annotation,
    Article,
    Kind,
    Membership,
    Outcome,
    Sentence,
    Tag,
    User,
)
from warreader.models.annotations import AnnotationQuerySet
from warreader.models.articles import ArticleQuerySet, SentenceQuerySet
from warreader.models.settling import SETTLED, AdjudicationQuerySet, verdict_of

from .copies import count_of_copies
from .prepared import prepared, prepared_models

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
    def reports(self) -> int:
        """How many reports have this text, or much of it, this one among them."""
        return 1 + self.article.copies  # type: ignore[attr-defined]

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
    # What is looked for is no number, as the values of a prepared query are.
    searched = chosen.words or chosen.source
    found: Any = picked(member, chosen) if searched else _Picked(member, replace(chosen, whose=whose))
    page = Paginator(found, PAGE_SIZE).get_page(chosen.page)
    sources = tuple(source for (source,) in _sources(*_keys(member)))
    return Library(page=page, rows=_rows(list(page), member, whose), sources=sources, whose=whose)


@dataclass(frozen=True, slots=True)
class _Picked:
    """What a filter without words or source picks for a member, as a paginator asks for it."""

    member: Membership
    chosen: LibraryFilter

    def count(self) -> int:
        """Return how many articles there are; one query."""
        return sum(number for (number,) in _number(*_keys(self.member), chosen=self.chosen, **_shape(self.member)))

    def __getitem__(self, part: slice) -> list[Article]:
        """Return the articles of a page; one query."""
        rows = _page(*_keys(self.member), chosen=self.chosen, start=part.start, **_shape(self.member))
        return rows[: part.stop - part.start]


def _keys(member: Membership) -> tuple[int, int, int]:
    return member.viewer.pk, member.team_id, member.pk


def _shape(member: Membership) -> dict[str, int | bool]:
    """Return what a member's queries look like, whoever it is."""
    return {"role": member.role, "own_first": member.viewer.own_first}


def _stand_in(user: int, team: int, author: int, *, role: int, own_first: bool) -> Membership:
    """Return a member of these keys, to build a query for."""
    return Membership(pk=author, team_id=team, user=User(pk=user, own_first=own_first), role=role)


@prepared
def _sources(user: int, team: int, _author: int) -> QuerySet[Any, Any]:
    articles = Article.objects.visible_to(User(pk=user)).filter(team=team)
    return articles.exclude(source="").order_by("source").values_list("source").distinct()


@prepared
def _number(*keys: int, chosen: LibraryFilter, **shape: Any) -> QuerySet[Any, Any]:
    rows = picked(_stand_in(*keys, **shape), chosen).order_by()
    return rows.values("team").annotate(number=Count("pk")).values_list("number")


@prepared_models
def _page(*keys: int, chosen: LibraryFilter, start: int, **shape: Any) -> QuerySet[Any, Any]:
    return picked(_stand_in(*keys, **shape), chosen)[start : start + PAGE_SIZE]


def picked(member: Membership, chosen: LibraryFilter) -> ArticleQuerySet:
    """Return the articles that a filter picks, in its order, without their texts."""
    whose = _whose(member, chosen)
    everything = Article.objects.visible_to(member.viewer).filter(team=member.team_id)
    found = search.matching(everything, chosen.words)
    if chosen.source:
        found = found.filter(source=chosen.source)
    found = found.annotate(verdict_session=verdict_of(), copies=count_of_copies(member.viewer, "revision"))
    found = _with_progress(found, member, whose)
    found = _by_progress(found, chosen.progress)
    if chosen.states:
        found = found.filter(_any_state(chosen.states, member, whose))
    return _sorted(found.select_related("revision").defer("revision__text"), chosen.sort)


def ticked(member: Membership, articles: Collection[UUID]) -> ArticleQuerySet:
    """Return those of these articles that the member may see in the library, newest first, without their texts."""
    rows = Article.objects.visible_to(member.viewer).filter(team=member.team_id, public_id__in=articles)
    rows = rows.exclude(revision=None).select_related("revision").defer("revision__text")
    return _sorted(rows, "newest")


def _whose(member: Membership, chosen: LibraryFilter) -> str:
    return chosen.whose or (MINE if member.may(Ability.ANNOTATE) else TEAM)


def _annotations(member: Membership, whose: str) -> AnnotationQuerySet:
    """Return the annotations in the reading room that the rows are made of."""
    rows = Annotation.objects.visible_to(member.viewer).filter(session__standing=True, session__team=member.team_id)
    if whose == MINE:
        return rows.filter(author=member)
    viewer = member.viewer
    return rows.after_own(viewer) if viewer.own_first and member.may(Ability.ANNOTATE) else rows


def _ends(member: Membership) -> AdjudicationQuerySet:
    """Return what settles a sentence of an article of the query around: that of its verdict."""
    rows = Adjudication.objects.visible_to(member.viewer).settled()
    return rows.filter(sentence=OuterRef("pk"), session=OuterRef(OuterRef("verdict_session")))


def _with_progress(articles: ArticleQuerySet, member: Membership, whose: str) -> ArticleQuerySet:
    sentences = Sentence.objects.filter(revision=OuterRef("revision")).exclude(kind=Kind.BOILERPLATE)
    judged = _annotations(member, whose).exclude(tag="").filter(sentence=OuterRef("pk"))
    done = sentences.filter(Exists(judged) | Exists(_ends(member)))
    return articles.annotate(scope=_count(sentences), done=_count(done))


def _count(rows: SentenceQuerySet) -> Coalesce:
    counted = rows.order_by().values("revision").annotate(number=Count("pk")).values("number")
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
    """Return the sentences that show a state; the same rule as :func:`warreader.marks.mark_of`, in SQL."""
    ends = _ends(member)
    if state == State.NONE:
        return sentences.filter(Exists(ends.filter(outcome=Outcome.NONE)))
    judged = _annotations(member, whose).exclude(tag="").filter(sentence=OuterRef("pk"))
    if state == State.OPEN:
        return sentences.exclude(kind=Kind.BOILERPLATE).filter(~Exists(judged), ~Exists(ends))
    tags = judged.order_by().values("sentence").annotate(number=Count("tag", distinct=True)).values("number")
    sentences = sentences.annotate(tags=Subquery(tags, output_field=IntegerField()))
    if state == State.SPLIT:
        return sentences.filter(~Exists(ends), tags__gt=1)
    agreed = Q(~Exists(ends), Exists(judged.filter(tag=TAGS.get(state, state))), tags=1)
    settled = ends.filter(outcome=TAGS.get(state, state))
    if state in TAGS:
        supported = Exists(judged.with_support().filter(has_evidence=True))
        agreed &= Q(supported if state == State.VERIFIED else ~supported)
        settled = settled.with_votes().filter(supported=state == State.VERIFIED)
    return sentences.filter(agreed | Q(Exists(settled)))


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
    verdicts = {
        article.revision_id: article.verdict_session  # type: ignore[attr-defined]
        for article in articles
        if article.revision_id
    }
    seen, settled = _seen(verdicts, member, whose)
    cells: dict[int | None, list[Cell]] = defaultdict(list)
    for revision, ordinal, kind in _sentences(member.viewer.pk, *_filled(verdicts)):
        key = (revision, ordinal)
        known = key in seen or key in settled
        mark = mark_of(seen[key], viewer=member.pk, whose=None, settled=settled.get(key)) if known else Mark()
        cells[revision].append(Cell(ordinal, kind, mark.state))
    return tuple(Row(article, tuple(cells[article.revision_id])) for article in articles)


def _filled(keys: Iterable[int]) -> list[int]:
    """Return as many keys as a page may have: no row has the last of them."""
    return [*keys, *[0] * PAGE_SIZE][:PAGE_SIZE]


@prepared
def _sentences(user: int, *revisions: int) -> QuerySet[Any, Any]:
    rows = Sentence.objects.visible_to(User(pk=user)).filter(revision__in=revisions)
    return rows.order_by("ordinal").values_list("revision_id", "ordinal", "kind")


def _seen(
    verdicts: Mapping[int, int | None], member: Membership, whose: str
) -> tuple[dict[tuple[int, int], list[Judgement]], dict[tuple[int, int], Settlement]]:
    """Return the judgements, and how sentences were settled, by (revision, ordinal); one query."""
    named = {session for session in verdicts.values() if session}
    keys = (*_keys(member), *_filled(verdicts), *_filled(named))
    seen: dict[tuple[int, int], list[Judgement]] = defaultdict(list)
    settled: dict[tuple[int, int], Settlement] = {}
    for revision, ordinal, author, tag, has_evidence, session in _work(
        *keys, whose=whose, settled=bool(named), **_shape(member)
    ):
        if not tag.startswith(SETTLED):
            seen[revision, ordinal].append(Judgement(author, tag, has_evidence=bool(has_evidence)))
        elif verdicts[revision] == session:
            settled[revision, ordinal] = Settlement(tag.removeprefix(SETTLED), bool(has_evidence))
    return seen, settled


@prepared
def _work(*keys: int, whose: str, settled: bool, **shape: Any) -> QuerySet[Any, Any]:
    """Return what is judged of the revisions, and what their verdicts settle: three keys, revisions, sessions."""
    member, revisions, sessions = _stand_in(*keys[:3], **shape), keys[3 : 3 + PAGE_SIZE], keys[3 + PAGE_SIZE :]
    columns = ("sentence__revision_id", "sentence__ordinal", "author_id", "tag", "has_evidence", "session_id")
    rows = _annotations(member, whose).filter(sentence__revision__in=revisions).with_support().values_list(*columns)
    if not settled:
        return rows
    ends = Adjudication.objects.visible_to(member.viewer).filter(sentence__revision__in=revisions)
    return rows.union(ends.filter(session__in=sessions).united().values_list(*columns), all=True)
