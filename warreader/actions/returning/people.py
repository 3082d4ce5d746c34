"""Whose work it is that is brought in: members of the team, or places made for those who are none."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from warreader import text as texts
from warreader.actions.history import History
from warreader.models import EventKind, Membership, Role
from warreader.readback import Person

from .ids import Ids, both, own
from .rows import Rows
from .told import Became, Told


class People:
    """Knows who is who: by id, then by their own name where one member has it; a place is made for everybody else.

    Such a member has no account and is not in the team any more: nobody can be given work that way. Somebody whom the
    file calls by several names is one person; of several who have one name, nobody is known by it.
    """

    #: for places that are made
    ids: Ids

    def __init__(self, history: History, told: Told, rows: Rows, asked: Sequence[Person], *, by_name: bool) -> None:
        self.history = history
        self.told = told
        self.rows = rows
        self.team = history.actor.team
        members = list(Membership.objects.filter(team=self.team).order_by("pk"))
        by_id = {member.public_id: member for member in members}
        named = defaultdict(list)
        for member in members:
            named[member.name].append(member)
        shared = _shared(asked)
        self.known: dict[Person, Membership] = {}
        for person in asked:
            known = [by_id[one] for one in self._ids(person) if one in by_id]
            name = _name(person)
            same = named[name] if by_name and person.real and name not in shared else []
            if known or len(same) == 1:
                self.known[person] = (known or same)[0]

    def place(self, people: Iterable[Person]) -> None:
        """Make a place for those of some people who are none of the team."""
        there = {_key(person): row for person, row in self.known.items()}
        made = []
        for person in people:
            if person not in self.known and _key(person) not in there:
                made.append(self._row(person))
                there[_key(person)] = made[-1]
            self.known[person] = there[_key(person)]
        self.rows.add(made)
        for row in made:
            self.history.append(EventKind.MEMBER_PLACED, data={"member": str(row.public_id)})
            self.told.say(Became.PLACED, row.name)

    def _ids(self, person: Person) -> list[UUID]:
        """Return under which ids somebody may be in the team: whoever has only a name has one out of it."""
        return both(self.team, person.id) if person.id else [own(self.team, _key(person))]

    def _row(self, person: Person) -> Membership:
        return Membership(
            public_id=self.ids.give(person.id) if person.id else self._ids(person)[0],
            team=self.team,
            name=_name(person) or _("Somebody"),
            role=Role.ANNOTATOR,
            left_at=timezone.now(),
        )


def _name(person: Person) -> str:
    return texts.one_line(person.name)[:200]


def _key(person: Person) -> str:
    """Return by what the file tells people apart: by id, where it has that."""
    return person.id or f"name:{_name(person)}"


def _shared(people: Iterable[Person]) -> Collection[str]:
    """Return the names that several people have, told apart by their ids."""
    ids = defaultdict(set)
    for person in people:
        if person.id:
            ids[_name(person)].add(person.id)
    return {name for name, found in ids.items() if len(found) > 1} | {""}
