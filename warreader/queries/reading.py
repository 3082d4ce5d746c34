"""An article as somebody reads it: every sentence with its mark."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import compress
from typing import Any, NamedTuple

from django.db.models import Count, IntegerField, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from warreader.filters import MINE, STATES, ReadingFilter
from warreader.marks import NO_SIGN, Judgement, Mark, Settlement, Sign, State, agreed, mark_of
from warreader.models import (
    OPERATOR,
    Adjudication,
    Annotation,
    Comment,
    Evidence,
    Flag,
    Sentence,
    User,
    WorkItem,
)
from warreader.models.annotations import VERSION_LENGTH, YES_OR_NO
from warreader.models.base import Operator
from warreader.models.discussion import TALK
from warreader.models.settling import SETTLED, SIGN, AdjudicationQuerySet, votes_of
from warreader.places import Place

from .people import Whose
from .prepared import prepared


class Seen(NamedTuple):
    """What the viewer may see of a sentence: people's judgements, the sign beside them, and how it was settled."""

    judgements: Sequence[Judgement] = ()
    sign: Sign = NO_SIGN
    settled: Settlement | None = None


UNSEEN = Seen()
#: more people than any session needs
MANY = 1_000_000


class Span(NamedTuple):
    """Where a sentence lies in its text, and what it is there."""

    ordinal: int
    start: int
    end: int
    paragraph: int
    kind: str


class Line(NamedTuple):
    """A sentence of the article, with what it shows; a tuple, since hundreds are made for every page."""

    ordinal: int
    start: int
    end: int
    paragraph: int
    kind: str
    mark: Mark
    #: False where the filter dims it
    matches: bool
    #: whether the sentence is there to be judged
    in_scope: bool


@dataclass(frozen=True)
class Glimpse:
    """Some sentences of an article as one member sees them, and how many of all show each state."""

    place: Place
    whose: Whose
    filter: ReadingFilter
    lines: tuple[Line, ...]
    #: what is not there to be judged counts only where somebody judged it
    counts: Counter[State]

    @cached_property
    def base_url(self) -> str:
        """The article's address on this site."""
        return self.place.url()

    def pick(self, ordinals: Iterable[int]) -> list[Line]:
        """Return the lines of these ordinals, in order."""
        wanted = set(ordinals)
        return [line for line in self.lines if line.ordinal in wanted]

    @property
    def chips(self) -> list[tuple[State, str, int, bool]]:
        """For each state: its word, how many sentences show it, and whether the filter asks for it.

        Where nothing is settled, nothing can be settled as none of the tags.
        """
        settled = bool(self.place.settled_in) or State.NONE in self.filter.states
        shown = [state for state in State if settled or state != State.NONE]
        return [(state, str(STATES[state]), self.counts[state], state in self.filter.states) for state in shown]

    @property
    def total(self) -> int:
        """How many sentences count: those in scope, and others that somebody judged."""
        return sum(self.counts.values())

    @property
    def judged(self) -> int:
        """How many of them are judged."""
        return self.total - self.counts[State.OPEN]

    @property
    def by(self) -> str:
        """Whose tags are shown, as the end of a sentence."""
        if self.whose.value == MINE:
            return _("tagged by you")
        if self.whose.member is None and self.place.session.needed > 1:
            return _("tagged by the team; “verified” needs two people")
        if self.whose.member is None:
            return _("tagged by the team")
        return _("tagged by %(name)s") % {"name": self.whose.member.name}

    def summary(self) -> str:
        """Say in a sentence how far the article is judged, and by whom."""
        text = ngettext(
            "%(judged)s of %(total)s sentence judged", "%(judged)s of %(total)s sentences judged", self.total
        )
        return f"{text % {'judged': self.judged, 'total': self.total}}, {self.by}"


@dataclass(frozen=True)
class Reading(Glimpse):
    """All sentences of an article as one member sees them through a filter."""

    def line(self, ordinal: int) -> Line | None:
        """Return the sentence of this ordinal; None where there is none."""
        return self.lines[ordinal - 1] if 1 <= ordinal <= len(self.lines) else None

    @property
    def again(self) -> int:
        """How many sentences have changed since one of those shown judged them."""
        return sum(line.mark.look_again for line in self.lines)

    @property
    def shown(self) -> int:
        """How many sentences the filter lets stand out."""
        return sum(line.matches for line in self.lines)

    @cached_property
    def first_open(self) -> int:
        """The ordinal of the first sentence still to judge, else of the first of all."""
        return self.next_open(0) or 1

    def next_open(self, after: int) -> int | None:
        """Return the next sentence to judge after an ordinal, beginning again at the top; None where all are."""
        waiting = [line.ordinal for line in self.lines if line.in_scope and line.mark.state == State.OPEN]
        return next((ordinal for ordinal in waiting if ordinal > after), waiting[0] if waiting else None)

    @property
    def state_digest(self) -> str:
        """A few characters that change with any of the viewer's own annotations here."""
        versions = ",".join(line.mark.version for line in self.lines)
        return sha256(versions.encode()).hexdigest()[:VERSION_LENGTH]

    def summary(self) -> str:
        """Say in a sentence what is shown, and whose tags: "12 of 57 sentences: opinion, tagged by you"."""
        if not self.filter.active:
            return super().summary()
        text = ngettext("%(shown)s of %(total)s sentence", "%(shown)s of %(total)s sentences", len(self.lines))
        counted = text % {"shown": self.shown, "total": len(self.lines)}
        return f"{counted}: {self.filter.words_for()}, {self.by}"


def read(place: Place, chosen: ReadingFilter, whose: Whose) -> Reading:
    """Return the article's sentences with their marks; two queries, and the text's where the filter has words."""
    seen = judgements(place)
    lines = tuple(line_of(place, chosen, whose, row, seen.get(row.ordinal, UNSEEN)) for row in spans(place))
    return Reading(place=place, whose=whose, filter=chosen, lines=lines, counts=counted(lines))


def spans(place: Place) -> list[Span]:
    """Return the article's sentences as they lie in its text, in order."""
    viewer, _session, revision = _here(place)
    return [Span._make(row) for row in _spans(viewer, revision, operator=place.viewer is OPERATOR)]


@prepared
def _spans(viewer: int, revision: int, *, operator: bool) -> QuerySet[Any, Any]:
    rows = Sentence.objects.visible_to(OPERATOR if operator else User(pk=viewer)).filter(revision=revision)
    return rows.order_by("ordinal").values_list("ordinal", "start", "end", "paragraph", "kind")


def line_of(place: Place, chosen: ReadingFilter, whose: Whose, span: Span, seen: Seen) -> Line:
    """Return what a sentence shows, from what may be seen of it."""
    viewer = place.member.pk if place.member else None
    needed, one = place.session.needed, whose.member_id
    settled = seen.settled if whose.settled else None
    mark = Mark()
    if seen != UNSEEN:
        mark = mark_of(seen.judgements, viewer=viewer, whose=one, sign=seen.sign, needed=needed, settled=settled)
    words = place.revision.text[span.start : span.end] if chosen.words else ""
    matches = chosen.matches(mark, span.kind, words)
    return Line(*span, mark, matches, span.kind in place.session.kinds)


def counted(lines: Iterable[Line]) -> Counter[State]:
    """Return how many sentences show each state, as ``Reading.counts`` has it."""
    return Counter(line.mark.state for line in lines if line.in_scope or line.mark.state != State.OPEN)


def glimpse(place: Place, chosen: ReadingFilter, whose: Whose, sentences: Sequence[Sentence]) -> Glimpse:
    """Return some sentences with their marks, and the counts of all, in two queries.

    For a filter under which every sentence stands out: only :func:`read` can say how many do under another.
    """
    found = judgements(place, [sentence.ordinal for sentence in sentences])
    spans = [Span(one.ordinal, one.start, one.end, one.paragraph, one.kind) for one in sentences]
    lines = tuple(line_of(place, chosen, whose, span, found.get(span.ordinal, UNSEEN)) for span in spans)
    return Glimpse(place=place, whose=whose, filter=chosen, lines=lines, counts=tally(place, whose))


def tally(place: Place, whose: Whose) -> Counter[State]:
    """Return how many sentences show each state, as ``Reading.counts`` has it, in one query.

    The same rule as :func:`warreader.marks.mark_of`, in SQL: a row per sentence that is judged or settled, and one
    for how many are there to be judged.
    """
    scope = tuple(place.session.scope)
    of_one = whose.member_id or 0
    settled_in = place.settled_in if whose.settled else 0
    shape = {"round": place.round, "of_one": bool(of_one), "settled": bool(settled_in), "scope": scope}
    rows = _tally(*_here(place), of_one, settled_in, **shape, **_who(place))
    needed = 1 if of_one else place.session.needed
    counts: Counter[State] = Counter()
    for kind, tags, tag, has_evidence, people in rows:
        if not kind:
            counts[State.OPEN] += tags
            continue
        supported = bool(has_evidence) and people >= needed
        counts[State.SPLIT if tags > 1 else agreed(tag, supported=supported)] += 1
        counts[State.OPEN] -= kind in scope
    return counts


@prepared
def _tally(
    viewer: int,
    session: int,
    revision: int,
    author: int,
    settled_in: int,
    *,
    round: str,  # noqa: A002
    of_one: bool,
    settled: bool,
    scope: tuple[str, ...],
    operator: bool,
    own_first: bool,
) -> QuerySet[Any, Any]:
    who = OPERATOR if operator else User(pk=viewer)
    judged = Annotation.objects.visible_to(who).standing(round).exclude(tag="")
    judged = judged.filter(session=session, sentence__revision=revision)
    if of_one:
        judged = judged.filter(author=author)
    if own_first:
        judged = judged.after_own(who)
    ends = _ends(who, session, settled_in, own_first=own_first).filter(sentence__revision=revision)
    if settled:
        judged = judged.exclude(sentence__in=ends.values("sentence"))
    rows = judged.with_support().order_by().values("sentence", "sentence__kind")
    rows = rows.annotate(
        tags=Count("tag", distinct=True),
        one=Min("tag"),
        supported=Max(Cast("has_evidence", IntegerField())),
        people=Count("pk"),
    )
    asked = Sentence.objects.visible_to(who).filter(revision=revision, kind__in=scope)
    totals = (
        asked.order_by()
        .values("revision")
        .annotate(none=Value(""), all=Count("pk"), one=Value(""), no=Value(0), nobody=Value(0))
    )
    others = [totals.values_list("none", "all", "one", "no", "nobody")]
    if settled:
        # as many people as it may need
        told = ends.with_votes().annotate(tags=Value(1), known=Cast("supported", IntegerField()), enough=Value(MANY))
        others.append(told.order_by().values_list("sentence__kind", "tags", "outcome", "known", "enough"))
    return rows.values_list("sentence__kind", "tags", "one", "supported", "people").union(*others, all=True)


def _ends(who: User | Operator, session: int, settled_in: int, *, own_first: bool) -> AdjudicationQuerySet:
    """Return what settles sentences, for somebody who reads in ``session``."""
    ends = Adjudication.objects.visible_to(who).settled().filter(session=settled_in)
    return ends.after_own(who, session) if own_first else ends


def judgements(place: Place, ordinals: Collection[int] | None = None) -> Mapping[int, Seen]:
    """Return what the viewer may see in the place's session and round, by sentence ordinal.

    Of some sentences, or of all, in one query. Evidence that somebody recorded without judging is a judgement
    without a tag. In the reading room a sentence is settled as the article's verdict has it.
    """
    one = next(iter(ordinals)) if ordinals is not None and len(ordinals) == 1 else 0
    found: dict[int, list[Judgement]] = defaultdict(list)
    signs: dict[int, Sign] = {}
    settled: dict[int, Settlement] = {}
    shape = {"round": place.round, "of_one": bool(one), "settled": bool(place.settled_in)}
    signs_of = {"signed": place.session.shares_work, "discussed": not place.session.concealed}
    rows = _judgements(*_here(place), one, place.settled_in, **shape, **signs_of, **_who(place))
    for ordinal, author, tag, has_note, base, has_evidence, *flags, again in rows:
        if tag in {SIGN, TALK}:
            sign = signs.get(ordinal, NO_SIGN)
            put = {"talks": author} if tag == TALK else {"key": bool(has_note), "holder": author or 0, "name": base}
            signs[ordinal] = sign._replace(**put)
            continue
        if tag.startswith(SETTLED):
            settled[ordinal] = settlement(tag, author, bool(has_note), base, supported=bool(has_evidence))
            continue
        standing = tuple(compress(Flag.values, flags))
        found[ordinal].append(Judgement(author, tag, standing, bool(has_note), bool(has_evidence), base, bool(again)))
    return {
        ordinal: Seen(found.get(ordinal, ()), signs.get(ordinal, NO_SIGN), settled.get(ordinal))
        for ordinal in found.keys() | signs.keys() | settled.keys()
    }


def settlement(tag: str, votes: int, by_rule: bool, base: str, *, supported: bool) -> Settlement:
    """Return how a sentence was settled, out of the columns of ``AdjudicationQuerySet.united``."""
    by, _line, reason = base.partition("\n")
    return Settlement(tag.removeprefix(SETTLED), supported, votes_of(votes), by_rule, by, reason)


@prepared
def _judgements(
    viewer: int,
    session: int,
    revision: int,
    ordinal: int,
    settled_in: int,
    *,
    round: str,  # noqa: A002
    of_one: bool,
    settled: bool,
    signed: bool,
    discussed: bool,
    operator: bool,
    own_first: bool,
) -> QuerySet[Any, Any]:
    who = OPERATOR if operator else User(pk=viewer)
    text = Q(sentence__revision=revision, **({"sentence__ordinal": ordinal} if of_one else {}))
    here = text & Q(session=session)
    columns = ("sentence__ordinal", "author_id", "tag", "has_note", "base", "has_evidence", *YES_OR_NO)
    annotated, recorded = Annotation.objects.visible_to(who), Evidence.objects.visible_to(who)
    said = Comment.objects.visible_to(who)
    if own_first:
        annotated, recorded, said = annotated.after_own(who), recorded.after_own(who), said.after_own(who, session)
    annotations = annotated.filter(here).standing(round).with_support().values_list(*columns)
    bare = recorded.filter(here).without_annotation(round).values_list(*columns)
    parts = [bare]
    if signed:
        parts.append(WorkItem.objects.visible_to(who).filter(here).signs().values_list(*columns))
    if discussed:
        parts.append(said.filter(here).signs())
    if settled:
        ends = _ends(who, session, settled_in, own_first=own_first).filter(text)
        parts.append(ends.united().values_list(*columns))
    return annotations.union(*parts)


def _here(place: Place) -> tuple[int, int, int]:
    return getattr(place.viewer, "pk", 0), place.session.pk, place.revision.pk


def _who(place: Place) -> dict[str, bool]:
    return {"operator": place.viewer is OPERATOR, "own_first": place.own_first}
