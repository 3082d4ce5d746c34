"""How far people agree: reliability data in, figures out. Pure functions over plain data.

Each figure carries its ``Basis``: the units and people it rests on, and the units left out. The terms are those of
Krippendorff, Content Analysis, 4th ed. (Sage 2019), chapter 12: units (here sentences) are judged by coders (people).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import lcm
from random import Random
from typing import TypeVar

from .marks import State

Unit = TypeVar("Unit", bound=Hashable)
Person = TypeVar("Person", bound=Hashable)
#: the reliability data: what each person says of each unit; who did not judge a unit is absent from it
Ratings = Mapping[Unit, Mapping[Person, str]]
#: what a value becomes before it is compared; None drops it
Reduction = Callable[[str], str | None]
#: the values of one unit, in any order
_Kind = tuple[str, ...]

TAGS = tuple(state.value for state in (State.VERIFIED, State.UNVERIFIED, State.OPINION, State.NOTHING))
#: in a confusion table: the key judged the unit, the person did not
MISSING = "missing"
#: beyond each end of a 95 % interval lies one in so many resamples
_ONE_IN = 40

#: the tags as they are
ALL: Reduction = str
#: opinion against checkable; "nothing to assess" is dropped
CHECKABLE: Reduction = {"verified": "checkable", "unverified": "checkable", "opinion": "opinion"}.get
#: verified against unverified; whatever is not checkable is dropped
VERIFIED: Reduction = {"verified": "verified", "unverified": "unverified"}.get


class Undefined(StrEnum):
    """Why alpha has no value."""

    #: no unit has two values
    NOTHING_PAIRABLE = "nothing pairable"
    #: every pairable value is the same: without variation, agreement cannot be told from chance
    ALL_THE_SAME = "all the same"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a figure rests on; ``units`` and ``left_out`` together are all units that were given."""

    #: units that two or more people judged
    units: int
    #: people who judged one of these
    people: int
    #: units that fewer than two people judged
    left_out: int


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha, at most 1: 1 is agreement throughout, 0 what chance gives, less is worse than chance."""

    value: float | None
    #: why ``value`` is None; None where there is a value
    undefined: Undefined | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % bootstrap interval for alpha."""

    low: float
    high: float
    #: how many resamples were drawn
    resamples: int
    #: how many of these have no alpha, and are left out
    undefined: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class PercentAgreement:
    """Pairwise observed agreement: pairs of people within units, pooled over the units."""

    #: pairs that say the same
    agreeing: int
    pairs: int
    basis: Basis

    @property
    def share(self) -> float | None:
        """The share of agreeing pairs, 0 to 1; None without pairs."""
        return self.agreeing / self.pairs if self.pairs else None


@dataclass(frozen=True, slots=True)
class Pair:
    """How far two people agree on the units that both judged."""

    agreement: PercentAgreement
    alpha: Alpha

    @property
    def units(self) -> int:
        """How many units both judged."""
        return self.alpha.basis.units


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often one person gave each value."""

    counts: Mapping[str, int]

    @property
    def units(self) -> int:
        """How many units the person judged."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Confusion:
    """One person against a key; ``basis.left_out`` has the missing units and those that the key did not judge."""

    #: units by (the key's value, the person's value or ``MISSING``)
    counts: Mapping[tuple[str, str], int]
    basis: Basis

    @property
    def missing(self) -> int:
        """How many units the key judged and the person did not."""
        return sum(number for (_, value), number in self.counts.items() if value == MISSING)


def one_tag(tag: str) -> Reduction:
    """Return the reduction to ``tag`` against "other", which is every other value, "nothing to assess" too."""
    return lambda value: tag if value == tag else "other"


def reduced(ratings: Ratings[Unit, Person], by: Reduction) -> dict[Unit, dict[Person, str]]:
    """Return the ratings with each value reduced. Units without any value stay, so that they count as left out."""
    return {
        unit: {person: new for person, value in row.items() if (new := by(value)) is not None}
        for unit, row in ratings.items()
    }


def alpha(ratings: Ratings) -> Alpha:
    """Return Krippendorff's alpha for nominal data with any number of people and values missing.

    With n pairable values, n_c of them c, and o_ck coincidences of c and k, where a unit of m values gives each of its
    ordered pairs the weight 1 / (m - 1): alpha = 1 - (n - 1) · Σ o_ck (c ≠ k) / (n² - Σ n_c²). Krippendorff 2011,
    "Computing Krippendorff's Alpha-Reliability"; Content Analysis, 4th ed., chapter 12.
    """
    return _alpha(_kinds(ratings), _basis(ratings))


def percent_agreement(ratings: Ratings) -> PercentAgreement:
    """Return the share of pairs of people, over all units, who say the same; chance is not taken into account."""
    return _percent_agreement(_kinds(ratings), _basis(ratings))


def interval(ratings: Ratings, *, seed: int, resamples: int = 1000) -> Interval | None:
    """Return the 95 % percentile bootstrap interval for alpha; the same ratings and seed give the same interval.

    It resamples units: as many as are pairable, with replacement, each with all its values. So it says what other
    sentences would do, not other people; and where all agree it is [1, 1], however few the units. A resample whose
    values are all the same has no alpha: it is left out, and counted. Of the B others in order, the ends are the k-th
    from below and from above, k = (B + 1) // 40. None where alpha is undefined, where fewer than two units are
    pairable, and where no resample has an alpha. Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
    """
    kinds, basis = _kinds(ratings), _basis(ratings)
    if basis.units < 2:
        return None
    found = _resampled(kinds, Random(seed), resamples)  # noqa: S311 - a resample is no secret
    defined = sorted(value for value in found if value is not None)
    if not defined:
        return None
    end = max(1, (len(defined) + 1) // _ONE_IN)
    return Interval(defined[end - 1], defined[-end], resamples, resamples - len(defined), basis)


def pairwise(ratings: Ratings[Unit, Person]) -> dict[tuple[Person, Person], Pair]:
    """Return how far each two people agree, under (one, other) and (other, one); nobody is paired with themselves."""
    rank = {person: rank for rank, person in enumerate(distributions(ratings))}
    together: defaultdict[tuple[Person, Person], Counter[_Kind]] = defaultdict(Counter)
    for row in ratings.values():
        for (one, value), (other, another) in combinations(sorted(row.items(), key=lambda item: rank[item[0]]), 2):
            together[one, other][value, another] += 1
    matrix = {}
    for one, other in combinations(rank, 2):
        matrix[one, other] = matrix[other, one] = _pair(together[one, other], len(ratings))
    return matrix


def distributions(ratings: Ratings[Unit, Person]) -> dict[Person, Distribution]:
    """Return how often each person gave each value, units judged by nobody else included."""
    counts: defaultdict[Person, Counter[str]] = defaultdict(Counter)
    for row in ratings.values():
        for person, value in row.items():
            counts[person][value] += 1
    return {person: Distribution(dict(count)) for person, count in counts.items()}


def disagreement(ratings: Ratings[Unit, Person]) -> dict[Unit, float | None]:
    """Return for each unit the share of pairs of people who differ, 0 to 1; None where fewer than two judged."""
    return {unit: _disagreement(tuple(row.values())) for unit, row in ratings.items()}


def confusion(ratings: Ratings[Unit, Person], *, person: Person, key: Person) -> Confusion:
    """Return how a person's values stand against those of a key, which is another coder of the same ratings."""
    counts = Counter((row[key], row.get(person, MISSING)) for row in ratings.values() if key in row)
    both = sum(1 for row in ratings.values() if key in row and person in row)
    return Confusion(dict(counts), _basis_of_two(both, len(ratings)))


def _kinds(ratings: Ratings) -> Counter[_Kind]:
    """Return how many units have which values; who gave them does not matter to alpha."""
    return Counter(tuple(sorted(row.values())) for row in ratings.values() if len(row) > 1)


def _basis(ratings: Ratings) -> Basis:
    pairable = [row for row in ratings.values() if len(row) > 1]
    people = {person for row in pairable for person in row}
    return Basis(len(pairable), len(people), len(ratings) - len(pairable))


def _basis_of_two(units: int, given: int) -> Basis:
    return Basis(units, 2 if units else 0, given - units)


def _pair(kinds: Counter[_Kind], given: int) -> Pair:
    basis = _basis_of_two(kinds.total(), given)
    return Pair(_percent_agreement(kinds, basis), _alpha(kinds, basis))


def _alpha(kinds: Counter[_Kind], basis: Basis) -> Alpha:
    if not kinds:
        return Alpha(None, Undefined.NOTHING_PAIRABLE, basis)
    contributions, scale = _contributions(kinds)
    weighted = ([number * part for part in contributions[kind]] for kind, number in kinds.items())
    value = _alpha_of(_totals(weighted), scale)
    return Alpha(value, Undefined.ALL_THE_SAME if value is None else None, basis)


def _percent_agreement(kinds: Counter[_Kind], basis: Basis) -> PercentAgreement:
    pairs = sum(number * len(kind) * (len(kind) - 1) for kind, number in kinds.items()) // 2
    differing = sum(number * _differing(kind) for kind, number in kinds.items()) // 2
    return PercentAgreement(pairs - differing, pairs, basis)


def _disagreement(kind: _Kind) -> float | None:
    return _differing(kind) / (len(kind) * (len(kind) - 1)) if len(kind) > 1 else None


def _differing(kind: _Kind) -> int:
    """Return how many ordered pairs within a unit differ."""
    return len(kind) ** 2 - sum(number**2 for number in Counter(kind).values())


def _contributions(kinds: Iterable[_Kind]) -> tuple[dict[_Kind, list[int]], int]:
    """Return what a unit of each kind adds: coincidences of differing values, and how often each value is in it.

    The coincidences are multiplied by the number that is returned beside, which makes integers of them: sums are
    exact, and so the same in any order.
    """
    known = set(kinds)
    values = sorted({value for kind in known for value in kind})
    scale = lcm(*(len(kind) - 1 for kind in known))
    return {kind: [scale // (len(kind) - 1) * _differing(kind), *map(kind.count, values)] for kind in known}, scale


def _totals(contributions: Iterable[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*contributions, strict=True)]


def _alpha_of(totals: Sequence[int], scale: int) -> float | None:
    """Return alpha out of summed contributions; None where all values are the same."""
    differing, *counts = totals
    n = sum(counts)
    expected = n**2 - sum(count**2 for count in counts)
    return 1 - (n - 1) * differing / (scale * expected) if expected else None


def _resampled(kinds: Counter[_Kind], random: Random, resamples: int) -> list[float | None]:
    """Return the alpha of each resample of units."""
    contributions, scale = _contributions(kinds)
    # Sorted, since the order in which units are given must not change what is drawn.
    units = [contributions[kind] for kind in sorted(kinds.elements())]
    return [_alpha_of(_totals(random.choices(units, k=len(units))), scale) for _ in range(resamples)]
