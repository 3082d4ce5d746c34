"""Whose tags a page or file shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from warreader.filters import MINE, TEAM
from warreader.models import OPERATOR, Membership, User
from warreader.places import Place

from .prepared import prepared_models


class NoSuchPerson(LookupError):
    """Nobody whose tags may be asked for here."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose tags are shown: ``member`` is None for the team's."""

    value: str
    member: Membership | None
    #: "tagged by you", "the team’s", …
    label: str

    @property
    def member_id(self) -> int | None:
        """The membership's key, for :func:`warreader.marks.mark_of`."""
        return self.member.pk if self.member else None

    @property
    def settled(self) -> bool:
        """Whether a settled tag stands in place of these: it does not hide what somebody else said."""
        return self.value in {MINE, TEAM}


def members_of(place: Place) -> list[Membership]:
    """Return everybody who is or was in the team, by name."""
    return _members(getattr(place.viewer, "pk", 0), place.team.pk, operator=place.viewer is OPERATOR)


@prepared_models
def _members(viewer: int, team: int, *, operator: bool) -> QuerySet[Any, Any]:
    who = OPERATOR if operator else User(pk=viewer)
    return Membership.objects.visible_to(who).filter(team=team).order_by("name", "pk")


def whose_tags(place: Place, value: str, members: Sequence[Membership] | None = None) -> Whose:
    """Return whose tags ``value`` asks for ("mine", "team", a public id; empty: what is usual for the viewer).

    Raises :class:`NoSuchPerson` where it names nobody in the team.
    """
    if not value:
        value = MINE if place.judges else TEAM
    if value == TEAM:
        return Whose(TEAM, None, _("the team’s"))
    if value == MINE and place.member:
        return Whose(MINE, place.member, _("yours"))
    member = _by_public_id(place, value, members)
    if place.member and member.pk == place.member.pk:
        return Whose(MINE, member, _("yours"))
    return Whose(str(member.public_id), member, _("%(name)s’s") % {"name": member.name})


def _by_public_id(place: Place, value: str, members: Sequence[Membership] | None) -> Membership:
    try:
        public_id = UUID(value)
    except ValueError as error:
        raise NoSuchPerson(value) from error
    for member in members if members is not None else members_of(place):
        if member.public_id == public_id:
            return member
    raise NoSuchPerson(value)
