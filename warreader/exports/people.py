"""What a file calls people."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from warreader.models import Membership
from warreader.places import Place
from warreader.queries.people import Whose, whose_tags

from .document import SETTLED, Person

#: pseudonyms have three digits: 100 to 999, and on from there in a team too large for it
FIRST, SPREAD = 100, 900


def people_of(members: Iterable[Membership], *, names: bool) -> Mapping[int, Person]:
    """Return the team's people by membership key, with their names or with stable pseudonyms.

    ``members`` must be all who are or were in the team, in any order.
    """
    ordered = sorted(members, key=lambda member: member.pk)
    numbers = pseudonyms([member.public_id for member in ordered])
    return {
        member.pk: Person(
            str(member.public_id), member.name if names else _("Annotator %(number)s") % {"number": number}, number
        )
        for member, number in zip(ordered, numbers, strict=True)
    }


def pseudonyms(ids: Iterable[UUID]) -> list[int]:
    """Return a number for each random id; later ids never change the numbers of earlier ones.

    Numbered in the order of joining, the first would betray who founded the team; so an id says where its number
    is looked for, and whoever comes later takes the next one that is free.
    """
    taken: dict[int, None] = {}
    for public_id in ids:
        number = FIRST + public_id.int % SPREAD
        while number in taken:
            number += 1
        taken[number] = None
    return list(taken)


def whose_in_file(place: Place, value: str, members: Sequence[Membership]) -> Whose:
    """Return whose tags a file shows: as :func:`warreader.queries.people.whose_tags`, and nobody's for ``SETTLED``.

    Pages know no such choice: they show people's judgements beside what is settled.
    """
    if value == SETTLED:
        return Whose(SETTLED, None, whose_words(None, settled=True))
    return whose_tags(place, value, members)


def whose_words(person: Person | None, *, settled: bool = False) -> str:
    """Say whose tags a file holds: "the team’s", "Annotator 417’s", "only what is settled"."""
    if settled:
        return _("only what is settled")
    return _("%(name)s’s") % {"name": person.name} if person else _("the team’s")
