"""Which sentence of an article's later text continues which of its earlier ones."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from warreader.models import Fit, Revision, Sentence, Succession
from warreader.text.anchoring import Alignment


class Tie(NamedTuple):
    """That a sentence continues another, by their keys."""

    earlier: int
    later: int
    fit: str


@dataclass(frozen=True, slots=True)
class Ties:
    """How a later text continues an earlier one; what somebody has only said by hand aside."""

    origins: Mapping[int, Sequence[Tie]]
    successors: Mapping[int, Sequence[Tie]]

    @classmethod
    def of(cls, earlier: Revision, later: Revision) -> "Ties":
        """Return the ties of two texts of an article, in the order of both; one query."""
        rows = Succession.objects.filter(earlier__revision=earlier, later__revision=later).exclude(fit=Fit.PLACED)
        rows = rows.order_by("later__ordinal", "earlier__ordinal")
        origins: dict[int, list[Tie]] = defaultdict(list)
        successors: dict[int, list[Tie]] = defaultdict(list)
        for tie in map(Tie._make, rows.values_list("earlier_id", "later_id", "fit")):
            origins[tie.later].append(tie)
            successors[tie.earlier].append(tie)
        return cls(origins, successors)


def tie(alignment: Alignment, earlier: Sequence[Sentence], later: Sequence[Sentence]) -> None:
    """Store how the sentences of a new text continue those of the text before it, and of all texts before that."""
    ties = [
        Tie(earlier[link.earlier].pk, later[link.later].pk, Fit(link.fit.value).value) for link in alignment.links
    ]
    before = Succession.objects.filter(later__revision__in={one.revision_id for one in earlier})
    known = map(Tie._make, before.values_list("earlier_id", "later_id", "fit"))
    team = later[0].team_id
    Succession.objects.bulk_create(
        Succession(team_id=team, earlier_id=one.earlier, later_id=one.later, fit=one.fit)
        for one in [*ties, *_onward(known, ties)]
    )


def _onward(known: Iterable[Tie], ties: Iterable[Tie]) -> list[Tie]:
    """Return the known ties led on to the sentences that the new ones lead to, each two sentences once."""
    further: dict[int, list[Tie]] = defaultdict(list)
    for one in ties:
        further[one.earlier].append(one)
    found = {
        (first.earlier, second.later): Tie(first.earlier, second.later, _through(first.fit, second.fit))
        for first in known
        for second in further[first.later]
    }
    return list(found.values())


def _through(first: str, second: str) -> str:
    """Return how two steps fit as one: what somebody has only said by hand stays that."""
    if first == Fit.PLACED:
        return first
    if first == Fit.SAME:
        return second
    return first if second in {Fit.SAME, first} else Fit.CHANGED
