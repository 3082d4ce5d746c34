"""What there is to settle in a session: its sentences, the worst disagreement first, and all that was said of one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import count
from string import ascii_uppercase
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F, Max
from django.db.models.functions import Substr
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from warreader.models import (
    Adjudication,
    Annotation,
    AnnotationSession,
    Event,
    EventKind,
    Evidence,
    Membership,
    Outcome,
    Revision,
    Round,
    Sentence,
    SessionArticle,
)
from warreader.models.base import withheld_articles_of
from warreader.models.continuity import as_in
from warreader.places import FIRST

from .ballots import Rule, Votes, ballots, divided, settled_by_rule, supported

OPEN, WANTED, RULE, HAND, CHANGED, ALL = "open", "wanted", "rule", "hand", "changed", "all"
SHOWN = {
    OPEN: _("open"),
    WANTED: _("need more evidence"),
    RULE: _("settled by rule"),
    HAND: _("settled by hand"),
    CHANGED: _("changed since"),
    ALL: _("all"),
}
#: what may change what a sentence was settled on
CHANGES = (EventKind.ANNOTATION_CHANGED, EventKind.EVIDENCE_CHANGED)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which sentences of a session are walked: in which state, of which article (None: all)."""

    show: str = OPEN
    article: UUID | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """Read a query string; values that do not exist are left out."""
        show, asked = query.get("show", ""), query.get("of", "")
        try:
            article = UUID(asked)
        except ValueError:
            article = None
        return cls(show if show in SHOWN else OPEN, article)

    def query(self) -> str:
        """Return the query string that gives this filter; empty for none."""
        pairs = {"show": "" if self.show == OPEN else self.show, "of": str(self.article or "")}
        return urlencode({name: value for name, value in pairs.items() if value})


class Item(NamedTuple):
    """A sentence of the session; a tuple, since thousands are made for every page."""

    pk: int
    part: SessionArticle
    ordinal: int
    votes: Votes
    #: how many of the pairs of people differ, 0 to 1; None where fewer than two judged
    disagreement: float | None
    #: ``OPEN``, ``WANTED``, ``RULE`` or ``HAND``
    status: str
    outcome: str
    #: whether somebody changed their tag or their evidence after it was settled
    changed: bool

    @property
    def per_cent(self) -> int:
        """The disagreement in per cent."""
        return round(100 * (self.disagreement or 0))


@dataclass(frozen=True)
class Queue:
    """The sentences of a session that are to be settled, the worst disagreement first."""

    session: AnnotationSession
    chosen: QueueFilter
    parts: tuple[SessionArticle, ...]
    #: of the chosen article, in whatever state
    items: tuple[Item, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many are in each state, in all, and how many changed since they were settled."""
        counts = Counter(item.status for item in self.items)
        return counts + Counter({ALL: len(self.items), CHANGED: sum(item.changed for item in self.items)})

    @property
    def left(self) -> int:
        """How many are not settled."""
        return self.counts[OPEN] + self.counts[WANTED]

    @property
    def settled(self) -> int:
        """How many are settled."""
        return self.counts[ALL] - self.left

    @property
    def chips(self) -> list[tuple[str, str, int, str]]:
        """For each state: its word, how many are in it, and the query string that asks for it."""
        of = self.chosen.article
        return [(show, str(word), self.counts[show], QueueFilter(show, of).query()) for show, word in SHOWN.items()]

    @cached_property
    def shown(self) -> list[Item]:
        """Those that the filter lets through."""
        return [item for item in self.items if self._lets_through(item)]

    def _lets_through(self, item: Item) -> bool:
        return self.chosen.show in {ALL, item.status} or (self.chosen.show == CHANGED and item.changed)

    def at(self, article: UUID, ordinal: int) -> Item | None:
        """Return the sentence of this name; None where there is none here."""
        named = (one for one in self.items if one.ordinal == ordinal and one.part.article.public_id == article)
        return next(named, None)

    def after(self, item: Item) -> Item | None:
        """Return the next one that the filter lets through, beginning again at the top; None where no other is."""
        position = self.items.index(item)
        turned = [*self.items[position + 1 :], *self.items[:position]]
        return next((one for one in turned if self._lets_through(one)), None)

    def before(self, item: Item) -> Item | None:
        """Return the one before that the filter lets through; None where there is none."""
        position = self.items.index(item)
        return next((one for one in reversed(self.items[:position]) if self._lets_through(one)), None)

    def by_rule(self, rule: Rule, settler: Membership) -> int:
        """Return how many sentences a rule would settle; one query where the session needs evidence."""
        votes = {item.pk: item.votes for item in self.items}
        done = {item.pk for item in self.items if item.status != OPEN}
        known = supported(self.session, settler) if self.session.needs_evidence else None
        return len(settled_by_rule(rule, votes, done=done, known=known))


def queue(member: Membership, session: AnnotationSession, chosen: QueueFilter) -> Queue:
    """Return what there is to settle, less articles that are withheld from the member; five queries."""
    rows = SessionArticle.objects.visible_to(member.viewer).filter(session=session, article__deleted_at=None)
    rows = rows.exclude(article__in=withheld_articles_of(member.viewer)).select_related("article", "revision")
    parts = tuple(rows.defer("revision__text").order_by("article__title", "pk"))
    asked = [part for part in parts if chosen.article in {None, part.article.public_id}]
    one = asked[0].article if chosen.article and asked else None
    later = [part.revision_id for part in parts if part.revision.number > FIRST]
    items = _items(session, asked, ballots(member.viewer, session, article=one), _endings(member, session, later))
    return Queue(session, chosen, parts, items)


class Ending(NamedTuple):
    """How a sentence was settled."""

    outcome: str
    by_rule: bool
    changed: bool


def _items(
    session: AnnotationSession,
    parts: Sequence[SessionArticle],
    votes: Mapping[int, Votes],
    endings: Mapping[int, Ending],
) -> tuple[Item, ...]:
    by_revision = {part.revision_id: part for part in parts}
    rows = Sentence.objects.filter(revision__in=by_revision, kind__in=session.kinds)
    items = []
    for pk, revision, ordinal in rows.values_list("pk", "revision_id", "ordinal"):
        given, ending = votes.get(pk, {}), endings.get(pk, Ending("", by_rule=False, changed=False))
        status = _status(ending)
        part = by_revision[revision]
        items.append(Item(pk, part, ordinal, given, divided(given), status, ending.outcome, ending.changed))
    order = {part.pk: number for number, part in enumerate(parts)}
    worst = sorted(items, key=lambda one: (_least(one.disagreement), order[one.part.pk], one.ordinal))
    return tuple(worst)


def _least(disagreement: float | None) -> float:
    return 1 if disagreement is None else -disagreement


def _status(ending: Ending) -> str:
    if not ending.outcome:
        return OPEN
    if ending.outcome == Outcome.WANTED:
        return WANTED
    return RULE if ending.by_rule else HAND


def _endings(member: Membership, session: AnnotationSession, later: Sequence[int]) -> dict[int, Ending]:
    rows = Adjudication.objects.visible_to(member.viewer).filter(session=session)
    found = list(rows.values_list("sentence", "outcome", "rule", "updated_at"))
    changes = _changes(session, min(at for *_, at in found), later) if found else {}
    return {
        key: Ending(outcome, rule is not None, bool((last := changes.get(key)) and last > at))
        for key, outcome, rule, at in found
    }


def _changes(session: AnnotationSession, since: datetime, later: Sequence[int]) -> dict[int, datetime]:
    """Return when sentences were last judged or supported otherwise, of those where that was after a moment.

    Of the texts that are ``later`` than an article's first, also what was done before the session came to them.
    """
    rows = Event.objects.filter(session=session, kind__in=CHANGES, created_at__gt=since).order_by()
    rows = rows.annotate(here=as_in(later) if later else F("sentence"))
    return dict(rows.values("here").annotate(last=Max("created_at")).values_list("here", "last"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A sentence in the list, with its words."""

    item: Item
    words: str


def listed(items: Sequence[Item]) -> list[Listed]:
    """Return sentences with their words; one query."""
    rows = Sentence.objects.filter(pk__in=[item.pk for item in items])
    words = rows.annotate(words=Substr("revision__text", F("start") + 1, F("end") - F("start")))
    by_key: dict[int, str] = dict(words.values_list("pk", "words"))
    return [Listed(item, by_key[item.pk]) for item in items]


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person made of a sentence; ``independent`` is what they said before the reveal."""

    name: str
    annotation: Annotation | None
    independent: Annotation | None
    evidence: tuple[Evidence, ...]

    @property
    def moved(self) -> bool:
        """Whether the person says something else than before the reveal."""
        before = self.independent
        return bool(before and self.annotation and before.tag != self.annotation.tag)

    @property
    def hollow(self) -> bool:
        """Whether this is "verified" without evidence."""
        return bool(self.annotation and self.annotation.tag == "verified" and not self.evidence)


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence to settle: in its context, with what everybody said of it, and how it stands."""

    item: Item
    revision: Revision
    before: str
    words: str
    after: str
    voices: tuple[Voice, ...]
    row: Adjudication | None


def case(member: Membership, session: AnnotationSession, item: Item) -> Case:
    """Return all that there is to look at before a sentence is settled; four queries."""
    here = {"session": session, "sentence": item.pk}
    around = Sentence.objects.filter(
        revision=item.part.revision_id, ordinal__range=(item.ordinal - 1, item.ordinal + 1)
    )
    texts = {one.ordinal: one for one in around.select_related("revision")}
    revision = texts[item.ordinal].revision
    words = {key: revision.text[one.start : one.end] for key, one in texts.items()}
    annotations = Annotation.objects.visible_to(member.viewer).filter(**here).select_related("author")
    evidence = Evidence.objects.visible_to(member.viewer).filter(**here).select_related("author")
    settled = Adjudication.objects.visible_to(member.viewer).filter(**here).select_related("settled_by")
    return Case(
        item=item,
        revision=revision,
        before=words.get(item.ordinal - 1, ""),
        words=words[item.ordinal],
        after=words.get(item.ordinal + 1, ""),
        voices=_voices(session, annotations, evidence.order_by("created_at", "pk")),
        row=settled.first(),
    )


def _voices(
    session: AnnotationSession, annotations: Iterable[Annotation], evidence: Iterable[Evidence]
) -> tuple[Voice, ...]:
    people: dict[Membership, dict[str, Annotation]] = defaultdict(dict)
    sources: dict[Membership, list[Evidence]] = defaultdict(list)
    for annotation in annotations:
        people[annotation.author][annotation.round] = annotation
    for source in evidence:
        sources[source.author].append(source)
    order = sorted({*people, *sources}, key=lambda one: _place_of(session, one))
    voices = []
    for one, letter in zip(order, _letters(), strict=False):
        independent = people[one].get(Round.INDEPENDENT)
        name = letter if session.hides_names else one.name
        said = people[one].get(Round.DISCUSSED, independent)
        voices.append(Voice(name, said, independent, tuple(sources.get(one, ()))))
    return tuple(voices)


def _place_of(session: AnnotationSession, member: Membership) -> Any:
    """Return what people are sorted by: their names, or what nobody can guess and stays the same in the session."""
    if not session.hides_names:
        return member.name, member.pk
    return salted_hmac("warreader.adjudication", f"{session.public_id} {member.public_id}").hexdigest()


def _letters() -> Iterable[str]:
    """Yield A to Z, and then numbers."""
    yield from ascii_uppercase
    yield from map(str, count(27))
