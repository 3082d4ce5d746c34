"""How each person's judgements stand against the key of an article, after a blind session's reveal."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from warreader.agreement import MISSING, TAGS, Confusion, confusion
from warreader.models import (
    Ability,
    Annotation,
    AnnotationSession,
    Assignment,
    Event,
    EventKind,
    Membership,
    Round,
    SessionArticle,
)
from warreader.models.base import withheld_articles_of
from warreader.models.continuity import as_in

KEY, OWN = "key", "own"
#: (article of the session, member) -> sentence -> tag
Tags = Mapping[tuple[int, int], Mapping[int, str]]


class Finish(StrEnum):
    """Whether somebody said that they were done with an article, and by the session's deadline."""

    ON_TIME = "on time"
    #: an editor had given them longer
    LATE = "late"
    NOT_AT_ALL = "not at all"


@dataclass(frozen=True, slots=True)
class Result:
    """One person's work on one article against its key."""

    assignment: Assignment
    confusion: Confusion

    @property
    def part(self) -> SessionArticle:
        """The article in its session."""
        return self.assignment.part

    @property
    def finish(self) -> Finish:
        """Whether and when they finished it."""
        end, done = self.part.session.deadline, self.assignment.finished_at
        if done is None:
            return Finish.NOT_AT_ALL
        return Finish.LATE if end and done > end else Finish.ON_TIME

    @property
    def correct(self) -> int:
        """How many sentences have the key's tag."""
        return _correct(self.confusion.counts)

    @property
    def judged(self) -> int:
        """How many sentences of the key the person judged: what the share rests on."""
        return self.confusion.basis.units

    @property
    def share(self) -> float | None:
        """The share of these that are correct; None where there is none."""
        return self.correct / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Person:
    """All of one person's results in a session."""

    member: Membership
    results: tuple[Result, ...]

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """How many sentences the key and the person gave which tags, over all articles."""
        return sum((Counter(one.confusion.counts) for one in self.results), Counter())

    @property
    def table(self) -> list[tuple[str, list[tuple[int, bool]]]]:
        """A row per tag of the key; in it the number for each tag of the person's, and whether it is the same tag."""
        counts = self.counts
        return [(key, [(counts[key, own], own == key) for own in (*TAGS, MISSING)]) for key in TAGS]

    @property
    def correct(self) -> int:
        """How many sentences have the key's tag."""
        return sum(one.correct for one in self.results)

    @property
    def judged(self) -> int:
        """How many sentences the share rests on."""
        return sum(one.judged for one in self.results)


def compared(member: Membership, session: AnnotationSession) -> list[Person]:
    """Return how people's independent judgements stand against the keys; four queries.

    Of everybody for those who lead sessions, for others only their own. For a session whose work the member may see.
    """
    parts = SessionArticle.objects.visible_to(member.viewer).filter(session=session, article__deleted_at=None)
    parts = parts.exclude(key_author=None).exclude(article__in=withheld_articles_of(member.viewer))
    found = list(parts.select_related("article", "session").order_by("pk"))
    rows = Assignment.objects.visible_to(member.viewer).filter(part__in=[part.pk for part in found])
    if not member.may(Ability.LEAD_SESSIONS):
        rows = rows.filter(member=member)
    by_pk = {part.pk: part for part in found}
    asked = []
    for one in rows.select_related("member").order_by("member__name", "member", "part"):
        one.part = by_pk[one.part_id]
        if one.member_id != one.part.key_author_id:
            asked.append(one)
    tags = _tags(member, session, found, {one.member_id for one in asked})
    people: dict[Membership, list[Result]] = defaultdict(list)
    for one in asked:
        people[one.member].append(Result(one, _confusion(tags, one)))
    return [Person(who, tuple(results)) for who, results in people.items()]


def _confusion(tags: Tags, assignment: Assignment) -> Confusion:
    keys = tags.get((assignment.part_id, assignment.part.key_author_id or 0), {})
    own = tags.get((assignment.part_id, assignment.member_id), {})
    ratings = {pk: {KEY: tag} | ({OWN: own[pk]} if pk in own else {}) for pk, tag in keys.items()}
    return confusion(ratings, person=OWN, key=KEY)


def _tags(
    member: Membership, session: AnnotationSession, parts: Sequence[SessionArticle], people: Iterable[int]
) -> Tags:
    """Return what the key authors and these people say; in articles for practice, what people said first.

    Even where they cleared it since: who could take back what the key calls wrong would always be right.
    """
    by_revision = {part.revision_id: part for part in parts}
    authors = {*people, *(part.key_author_id for part in parts)}
    judged = Annotation.objects.visible_to(member.viewer).filter(session=session, round=Round.INDEPENDENT)
    judged = judged.filter(sentence__revision__in=by_revision, sentence__kind__in=session.kinds, author__in=authors)
    tags: dict[tuple[int, int], dict[int, str]] = defaultdict(dict)
    columns = ("sentence__revision_id", "author_id", "sentence_id", "tag")
    for revision, author, sentence, tag in judged.exclude(tag="").values_list(*columns):
        tags[by_revision[revision].pk, author][sentence] = tag
    for part, author, sentence, tag in _first_tags(member, session, parts, authors):
        if author != part.key_author_id:
            tags[part.pk, author][sentence] = tag
    return tags


def _first_tags(
    member: Membership, session: AnnotationSession, parts: Sequence[SessionArticle], people: Iterable[int | None]
) -> Iterable[tuple[SessionArticle, int, int, str]]:
    """Yield the first tag that each person gave a sentence of an article for practice, the last ones first."""
    practice = {part.article_id: part for part in parts if part.practice}
    if not practice:
        return
    events = Event.objects.visible_to(member.viewer).filter(session=session, kind=EventKind.ANNOTATION_CHANGED)
    revisions = [part.revision_id for part in practice.values()]
    events = events.filter(article__in=practice, sentence__kind__in=session.kinds, actor__in=people)
    events = events.filter(created_at__lte=session.revealed_at).annotate(here=as_in(revisions))
    rows = events.order_by("-number").values_list("article_id", "actor_id", "here", "data")
    for article, actor, sentence, data in rows:
        _before, after = data.get("tag", ("", ""))
        if after:
            yield practice[article], actor, sentence, after


def _correct(counts: Mapping[tuple[str, str], int]) -> int:
    return sum(number for (key, own), number in counts.items() if key == own)
