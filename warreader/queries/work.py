"""A session's work list: its sentences, across its articles, with what each shows and who is checking it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, IntegerField, Max, Min
from django.db.models.functions import Cast, Substr

from warreader.filters import MINE, TAKEN, TEAM, WorkFilter
from warreader.marks import State, agreed
from warreader.models import (
    Ability,
    Adjudication,
    Annotation,
    AnnotationSession,
    Article,
    Assignment,
    Evidence,
    Membership,
    Mode,
    Phase,
    Sentence,
    SessionArticle,
    WorkItem,
)
from warreader.models.annotations import AnnotationQuerySet, EvidenceQuerySet
from warreader.places import FIRST, address

PAGE_SIZE = 50


#: what a sentence shows that nobody has judged, and how many people have
UNJUDGED = (State.OPEN, 0)


@dataclass(frozen=True, slots=True)
class Task:
    """A sentence in the work list."""

    pk: int
    part: SessionArticle
    ordinal: int
    state: State
    #: how many of those whose tags are shown judged it
    judged: int
    has_evidence: bool
    item: WorkItem | None
    #: whether the member may judge there now
    workable: bool
    words: str = ""

    @property
    def article(self) -> Article:
        """The article that the sentence stands in."""
        return self.part.article

    @property
    def holder(self) -> Membership | None:
        """Who is checking the sentence now."""
        return self.item.taken_by if self.item and self.item.held() else None

    @property
    def key(self) -> bool:
        """Whether the sentence is marked as key."""
        return bool(self.item and self.item.key)

    @property
    def url(self) -> str:
        """Where the sentence's card is."""
        return self._url("sentence")

    @property
    def taking(self) -> str:
        """Where it is taken."""
        return self._url("taking")

    @property
    def leaving(self) -> str:
        """Where it is left."""
        return self._url("leaving")

    @property
    def keying(self) -> str:
        """Where it is marked as key."""
        return self._url("key")

    def _url(self, name: str) -> str:
        number = self.part.revision.number
        return address(self.article, self.part.session, number if number != FIRST else None, name, self.ordinal)


@dataclass(frozen=True, slots=True)
class WorkList:
    """A page of a session's sentences."""

    filter: WorkFilter
    whose: str
    page: Page
    tasks: tuple[Task, ...]
    articles: tuple[Article, ...]
    #: who is checking something now
    holders: tuple[Membership, ...]

    @property
    def here(self) -> str:
        """The query string of this very page of the list."""
        query = self.filter.query()
        return f"{query}{'&' if query else ''}page={self.page.number}"

    @property
    def words(self) -> str:
        """The filter in words."""
        person = next((one.name for one in self.holders if str(one.public_id) == self.filter.taken), "")
        title = next((one.title for one in self.articles if str(one.public_id) == self.filter.article), "")
        return self.filter.words_for(person=person, article=title)


def work_list(member: Membership, session: AnnotationSession, chosen: WorkFilter) -> WorkList:
    """Return the session's sentences that a filter picks; eight queries, however many there are.

    Before a blind session's reveal, with the member's own tags alone.
    """
    rows = SessionArticle.objects.visible_to(member.viewer).filter(session=session, article__deleted_at=None)
    parts = tuple(rows.select_related("article", "session", "revision").defer("revision__text").order_by("pk"))
    whose = MINE if session.concealed else chosen.whose or TEAM
    own = Assignment.objects.visible_to(member.viewer).filter(part__in=[part.pk for part in parts], member=member)
    reader = _Reader(member, session, whose, {one.part_id: one for one in own})
    tasks = list(reader.tasks(parts))
    holders = {task.holder for task in tasks if task.holder}
    page = Paginator([task for task in tasks if _fits(task, chosen, member)], PAGE_SIZE).get_page(chosen.page)
    return WorkList(
        filter=chosen,
        whose=whose,
        page=page,
        tasks=_with_words(member, list(page)),
        articles=tuple(part.article for part in parts),
        holders=tuple(sorted(holders, key=lambda one: (one.name, one.pk))),
    )


Rows = TypeVar("Rows", AnnotationQuerySet, EvidenceQuerySet)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a session's sentences for a member; ``own`` has their assignments, by part."""

    member: Membership
    session: AnnotationSession
    whose: str
    own: Mapping[int, Assignment]

    def tasks(self, parts: Sequence[SessionArticle]) -> Iterator[Task]:
        """Yield every sentence in scope, article by article."""
        mine = [part.revision_id for part in parts if part.pk in self.own]
        shown, supported, items = self._shown(mine), self._supported(mine), self._items()
        revisions = {part.revision_id for part in parts}
        asked = Sentence.objects.visible_to(self.member.viewer).filter(
            revision__in=revisions, kind__in=self.session.kinds
        )
        sentences = defaultdict(list)
        for pk, revision, ordinal in asked.order_by("ordinal").values_list("pk", "revision_id", "ordinal"):
            sentences[revision].append((pk, ordinal))
        for part in parts:
            workable = self._workable(part)
            for pk, ordinal in sentences[part.revision_id]:
                state, judged = shown.get(pk, UNJUDGED)
                yield Task(pk, part, ordinal, state, judged, pk in supported, items.get(pk), workable)

    def _shown(self, mine: Sequence[int]) -> dict[int, tuple[State, int]]:
        """Return what each judged sentence shows; the same rule as :func:`warreader.marks.mark_of`, in SQL."""
        judged = Annotation.objects.visible_to(self.member.viewer).filter(session=self.session)
        judged = self._asked(judged.standing(self.session.round).exclude(tag=""), mine)
        rows = judged.with_support().order_by().values("sentence")
        rows = rows.annotate(
            tags=Count("tag", distinct=True),
            one=Min("tag"),
            supported=Max(Cast("has_evidence", IntegerField())),
            people=Count("pk"),
        )
        needed = 1 if self.whose == MINE else self.session.needed
        found = {}
        for pk, tags, tag, evidence, people in rows.values_list("sentence", "tags", "one", "supported", "people"):
            state = State.SPLIT if tags > 1 else agreed(tag, supported=bool(evidence) and people >= needed)
            found[pk] = (state, people)
        for pk, outcome, supported in self._ends():
            found[pk] = (agreed(outcome, supported=supported), found.get(pk, UNJUDGED)[1])
        return found

    def _ends(self) -> Iterable[tuple[int, str, bool]]:
        """Return what settles a sentence, if evidence supports it; it stands above people's tags."""
        ends = Adjudication.objects.visible_to(self.member.viewer).settled().filter(session=self.session)
        if self._judges_first:
            ends = ends.after_own(self.member.viewer, self.session.pk)
        return ends.with_votes().order_by().values_list("sentence", "outcome", "supported")

    def _supported(self, mine: Sequence[int]) -> set[int]:
        rows = Evidence.objects.visible_to(self.member.viewer).filter(session=self.session)
        return set(self._asked(rows, mine).order_by().values_list("sentence_id", flat=True).distinct())

    def _asked(self, rows: Rows, mine: Sequence[int]) -> Rows:
        """Return those of the rows whose tags are asked for, less what a person who judges first waits for."""
        if self.whose == MINE:
            return rows.filter(author=self.member)
        if not self._judges_first:
            return rows
        return rows.exclude(sentence__revision__in=mine) | rows.after_own(self.member.viewer)

    @property
    def _judges_first(self) -> bool:
        session = self.session
        return self.member.viewer.own_first and session.mode == Mode.OPEN and session.phase != Phase.CLOSED

    def _items(self) -> dict[int, WorkItem]:
        rows = WorkItem.objects.visible_to(self.member.viewer).filter(session=self.session)
        return {item.sentence_id: item for item in rows.signs().select_related("taken_by")}

    def _workable(self, part: SessionArticle) -> bool:
        """Say whether sentences of the article are shared out, and the member may judge them now."""
        assignment = self.own.get(part.pk)
        if not self.session.shares_work or self.session.phase == Phase.CLOSED or assignment is None:
            return False
        late = assignment.finished_at or assignment.late(self.session)
        return not late and self.member.may(Ability.ANNOTATE)


def _fits(task: Task, chosen: WorkFilter, member: Membership) -> bool:
    return (
        (not chosen.states or task.state in chosen.states)
        and (not chosen.evidence or task.has_evidence == (chosen.evidence == "with"))
        and (not chosen.taken or _taken(task, chosen.taken, member))
        and (not chosen.key or task.key)
        and (not chosen.article or str(task.article.public_id) == chosen.article)
    )


def _taken(task: Task, taken: str, member: Membership) -> bool:
    holder = task.holder
    if taken in TAKEN:
        return {"me": holder == member, "somebody": holder is not None, "nobody": holder is None}[taken]
    return holder is not None and str(holder.public_id) == taken


def _with_words(member: Membership, tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Return the tasks with their sentences' words; one query."""
    tasks = list(tasks)
    rows = Sentence.objects.visible_to(member.viewer).filter(pk__in=[task.pk for task in tasks])
    words = Substr("revision__text", F("start") + 1, F("end") - F("start"))
    found = dict(rows.order_by().values_list("pk", words))
    return tuple(replace(task, words=found[task.pk]) for task in tasks)
