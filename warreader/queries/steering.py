"""Who judges what in a session, as its leaders see and change it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from warreader.actions.assignments import Pair, begun_by, pairs_of, version_of
from warreader.models import AnnotationSession, Article, Membership, SessionArticle

from .sessions import annotators_of


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether somebody judges an article; ``name`` is the field's value, ``begun`` that they have begun."""

    name: str
    member: Membership
    ticked: bool
    begun: bool
    lost: bool


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who judges what in a session, as it stands or as it was typed."""

    parts: tuple[SessionArticle, ...]
    people: tuple[Membership, ...]
    #: annotators of the team who judge nothing in the session
    others: tuple[Membership, ...]
    standing: frozenset[Pair]
    begun: frozenset[Pair]

    @property
    def base(self) -> str:
        """What a change of it is based on."""
        return version_of(self.standing)

    @property
    def behind(self) -> list[SessionArticle]:
        """The reports that have a later text than the one that is judged."""
        return [part for part in self.parts if part.article.revision_id != part.revision_id]

    def pairs(self, names: Iterable[str]) -> set[Pair]:
        """Return the keys of pairs that are named "article:member", by their public ids; unknown ones are left out."""
        articles = {str(part.article.public_id): part.pk for part in self.parts}
        people = {str(one.public_id): one.pk for one in (*self.people, *self.others)}
        named = [name.partition(":") for name in names]
        return {(articles[one], people[other]) for one, _, other in named if one in articles and other in people}

    def rows(self, ticked: Collection[Pair], lost: Collection[Pair] = ()) -> list[tuple[SessionArticle, list[Cell]]]:
        """Return a row per article, with a cell per person."""
        return [(part, [self._cell(part, one, ticked, lost) for one in self.people]) for part in self.parts]

    def _cell(self, part: SessionArticle, one: Membership, ticked: Collection[Pair], lost: Collection[Pair]) -> Cell:
        pair = (part.pk, one.pk)
        name = f"{part.article.public_id}:{one.public_id}"
        return Cell(name, one, ticked=pair in ticked, begun=pair in self.begun, lost=pair in lost)


def assigned(member: Membership, session: AnnotationSession, more: Collection[UUID] = ()) -> Assigned:
    """Return who judges what in a session, for somebody who leads it; ``more`` people get a column, too."""
    rows = SessionArticle.objects.visible_to(member.viewer).filter(session=session, article__deleted_at=None)
    parts = tuple(rows.select_related("article", "session").order_by("pk"))
    standing, known = pairs_of(session), {part.pk for part in parts}
    within = {person for part, person in standing if part in known}
    everybody = annotators_of(member)
    gone = Membership.objects.visible_to(member.viewer).filter(pk__in=within - {one.pk for one in everybody})
    people = [one for one in everybody if one.pk in within or one.public_id in more] + list(gone.order_by("name"))
    others = tuple(one for one in everybody if one not in people)
    return Assigned(parts, tuple(people), others, frozenset(standing), frozenset(begun_by(session)))


def addable(member: Membership, session: AnnotationSession, most: int) -> list[Article]:
    """Return articles of the team that are not in the session, newest first."""
    rows = Article.objects.visible_to(member.viewer).filter(team=session.team_id).exclude(revision=None)
    rows = rows.exclude(in_sessions__session=session).select_related("revision").defer("revision__text")
    return list(rows.order_by("-created_at", "-pk")[:most])
