"""Public ids: those of the file where nobody has them, else others that are the same each time."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar
from uuid import UUID, uuid4, uuid5

from warreader.models import Team
from warreader.models.base import PublicIdModel

from .told import Told

#: ids that are asked for at once
BATCH = 1_000
#: how often the same thing can be taken away, and come back under an id that is the same each time
MOST_TIMES = 10

T = TypeVar("T")


def batches(found: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    """Yield a sequence in parts."""
    for start in range(0, len(found), size):
        yield found[start : start + size]


def taken(model: type[PublicIdModel], ids: Iterable[UUID]) -> set[UUID]:
    """Return those of some ids that rows have, of whatever team."""
    found: set[UUID] = set()
    for some in batches(sorted(set(ids))):
        rows = model._default_manager.filter(public_id__in=some)
        found |= set(rows.values_list("public_id", flat=True))
    return found


def own(team: Team, identity: str) -> UUID:
    """Return the id that a team gives to what has another where it came from."""
    return uuid5(team.public_id, identity)


def both(team: Team, identity: str) -> list[UUID]:
    """Return the ids under which a team may have something."""
    return [UUID(identity), own(team, identity)] if identity else []


def line(team: Team, identity: str) -> list[UUID]:
    """Return the ids that a team gives to the same thing one after the other, each time that it was taken away."""
    found = [UUID(identity)]
    while len(found) < MOST_TIMES:
        found.append(own(team, str(found[-1])))
    return found


class Ids:
    """Gives ids to what is made of one kind; ``asked`` are all that the file has of it."""

    def __init__(self, team: Team, model: type[PublicIdModel], asked: Iterable[str], told: Told) -> None:
        self.team = team
        self.told = told
        self.taken = taken(model, (one for identity in asked for one in both(team, identity)))

    def give(self, identity: str) -> UUID:
        """Return the id of the file, where nobody has it; what has been given is taken."""
        if not identity:
            return uuid4()
        for number, one in enumerate(both(self.team, identity)):
            if one not in self.taken:
                self.taken.add(one)
                self.told.renamed += number
                return one
        self.told.renamed += 1
        return uuid4()
