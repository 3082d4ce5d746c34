"""What was said about a sentence: its threads, as the viewer may see them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet

from warreader.models import OPERATOR, Comment, Membership, User
from warreader.places import Place

from .prepared import prepared_models
from .reading import Line


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, with the names of those whom it mentions."""

    comment: Comment
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment that began a discussion, and those that followed."""

    root: Comment
    remarks: tuple[Remark, ...]

    @property
    def resolved(self) -> bool:
        """Whether somebody has said that it has come to its end."""
        return self.root.resolved_at is not None


@dataclass(frozen=True, slots=True)
class Discussion:
    """All threads of a sentence."""

    threads: tuple[Thread, ...]

    @property
    def open(self) -> list[Thread]:
        """The threads that go on, the oldest first."""
        return [thread for thread in self.threads if not thread.resolved]

    @property
    def resolved(self) -> list[Thread]:
        """The threads that have come to their end."""
        return [thread for thread in self.threads if thread.resolved]


def discussion_of(place: Place, line: Line) -> Discussion:
    """Return what was said here about a sentence; one query.

    Nothing, and none, where the viewer does not see others' work, or wants to judge the sentence first.
    """
    first = place.own_first and not (line.mark.own and line.mark.own.tag)
    if place.session.concealed or place.withheld or first:
        return Discussion(())
    here = (getattr(place.viewer, "pk", 0), place.session.pk, place.revision.pk, line.ordinal)
    return Discussion(_threads(_remarks(_comments(*here, operator=place.viewer is OPERATOR))))


@prepared_models
def _comments(viewer: int, session: int, revision: int, ordinal: int, *, operator: bool) -> QuerySet[Any, Any]:
    rows = Comment.objects.visible_to(OPERATOR if operator else User(pk=viewer))
    rows = rows.filter(session=session, sentence__revision=revision, sentence__ordinal=ordinal)
    rows = rows.select_related("author", "resolved_by").annotate(mentioned=F("mentions__name"))
    return rows.order_by("created_at", "pk")


def _remarks(rows: Iterable[Comment]) -> list[Remark]:
    """Return each comment once: there is a row for each name that it mentions."""
    remarks: dict[int, Remark] = {}
    for row in rows:
        remark = remarks.setdefault(row.pk, Remark(row))
        name = getattr(row, "mentioned", None)
        if name:
            remark.names.append(name)
    return list(remarks.values())


def _threads(remarks: Iterable[Remark]) -> tuple[Thread, ...]:
    by_root: dict[int, list[Remark]] = {}
    for remark in remarks:
        by_root.setdefault(remark.comment.root_id or remark.comment.pk, []).append(remark)
    return tuple(Thread(found[0].comment, tuple(found)) for found in by_root.values())


def people_to_mention(place: Place, members: Iterable[Membership]) -> list[Membership]:
    """Return those of the team whom a comment may call: all who are in it now, but the member."""
    return [one for one in members if one.left_at is None and (place.member is None or one.pk != place.member.pk)]
