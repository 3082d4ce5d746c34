"""How far people agree: against Krippendorff's own example, another implementation, and counting by hand."""

from collections import Counter
from dataclasses import astuple
from itertools import combinations
from random import Random

import krippendorff
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warreader.agreement import (
    ALL,
    CHECKABLE,
    MISSING,
    TAGS,
    VERIFIED,
    Alpha,
    Basis,
    Distribution,
    Undefined,
    alpha,
    confusion,
    disagreement,
    distributions,
    interval,
    one_tag,
    pairwise,
    percent_agreement,
    reduced,
)
from warreader.models.choices import Tag

Table = dict[int, dict[int, str]]


def table_from(units: int, people: int, values: int, missing: int, cells: bytes) -> Table:
    """Return ratings out of one byte per cell: two bits have the value, three whether it is missing (in eighths)."""
    said = {divmod(place, people): cell for place, cell in enumerate(cells[: units * people])}
    return {
        unit: {
            person: TAGS[cell % 4 % values]
            for person in range(people)
            if (cell := said[unit, person]) // 4 % 8 >= missing
        }
        for unit in range(units)
    }


#: up to twelve sentences and five people; cells out of bytes, since drawing each alone takes twenty times as long
TABLES = st.builds(
    table_from,
    units=st.sampled_from(range(13)),
    people=st.sampled_from([1, 2, 3, 4, 5, 5]),
    values=st.sampled_from([1, 2, 3, 4, 4]),
    missing=st.sampled_from(range(5)),
    cells=st.binary(min_size=60, max_size=60),
)
hundreds = settings(max_examples=200, deadline=None)


def table_of(*people: str) -> Table:
    """Return ratings out of one line per person with a value per unit; a dot is a missing one."""
    columns = [line.split() for line in people]
    return {
        unit: {person: column[unit] for person, column in enumerate(columns) if column[unit] != "."}
        for unit in range(len(columns[0]))
    }


#: Krippendorff 2011: any number of observers, missing data
WORKED_EXAMPLE = table_of(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def ordinary(seed: int, units: int = 60) -> Table:
    """Return ratings by four people who see the same in most sentences, and skip some."""
    random = Random(seed)
    table: Table = {}
    for unit in range(units):
        truth = random.choice(TAGS)
        said = {person: truth if random.random() < 0.7 else random.choice(TAGS) for person in range(4)}
        table[unit] = {person: value for person, value in said.items() if random.random() < 0.8}
    return table


def theirs(table: Table) -> float:
    """Return alpha as the ``krippendorff`` package has it."""
    counts = [[list(row.values()).count(tag) for tag in TAGS] for row in table.values()]
    return float(krippendorff.alpha(value_counts=counts, value_domain=TAGS, level_of_measurement="nominal"))


def value_of(table: Table) -> float:
    value = alpha(table).value
    assert value is not None
    return value


def pairs_in(table: Table) -> list[tuple[str, str]]:
    return [pair for row in table.values() for pair in combinations(row.values(), 2)]


@pytest.mark.parametrize(
    ("table", "value", "basis"),
    [
        # two observers, binary data
        (table_of("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095, Basis(10, 2, 0)),
        # two observers, nominal data
        (table_of("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692, Basis(12, 2, 0)),
        (WORKED_EXAMPLE, 0.743, Basis(11, 4, 1)),
    ],
)
def test_the_worked_examples_of_krippendorff_come_out(table, value, basis):
    found = alpha(table)
    assert found.value == pytest.approx(value, abs=5e-4)
    assert (found.undefined, found.basis) == (None, basis)


@pytest.mark.thorough
@settings(max_examples=2500, deadline=None)
@given(table=TABLES)
def test_alpha_is_what_another_implementation_finds(table):
    found = alpha(table)
    if found.value is not None:
        assert found.value == pytest.approx(theirs(table), abs=1e-9)


@hundreds
@given(table=TABLES)
def test_alpha_says_why_it_is_undefined(table):
    pairs = pairs_in(table)
    varied = len({value for pair in pairs for value in pair}) > 1
    expected = Undefined.NOTHING_PAIRABLE if not pairs else None if varied else Undefined.ALL_THE_SAME
    found = alpha(table)
    assert found.undefined == expected
    assert (found.value is None) == (expected is not None)


@hundreds
@given(table=TABLES)
def test_every_figure_tells_what_it_rests_on(table):
    paired = {unit: row for unit, row in table.items() if len(row) >= 2}
    people = {person for row in paired.values() for person in row}
    basis = Basis(len(paired), len(people), len(table) - len(paired))
    assert alpha(table).basis == percent_agreement(table).basis == basis
    found = interval(table, seed=1, resamples=5)
    assert found is None or found.basis == basis


@hundreds
@given(table=TABLES)
def test_percent_agreement_counts_pairs_of_people_within_units(table):
    found, pairs = percent_agreement(table), pairs_in(table)
    assert found.pairs == len(pairs)
    assert found.agreeing == sum(1 for one, other in pairs if one == other)
    assert found.share == (found.agreeing / len(pairs) if pairs else None)


@hundreds
@given(table=TABLES, people=st.permutations(range(5)), names=st.permutations("qwer"))
def test_renaming_people_or_values_changes_nothing(table, people, names):
    values = dict(zip(TAGS, names, strict=True))
    renamed = {unit: {f"p{people[one]}": values[tag] for one, tag in row.items()} for unit, row in table.items()}
    assert alpha(renamed) == alpha(table)
    assert percent_agreement(renamed) == percent_agreement(table)
    assert disagreement(renamed) == disagreement(table)


@hundreds
@given(table=TABLES, seed=st.integers(0, 999))
def test_the_order_of_units_and_people_changes_nothing(table, seed):
    def shuffled_items(mapping):
        return Random(seed).sample(list(mapping.items()), len(mapping))

    shuffled = {unit: dict(shuffled_items(row)) for unit, row in shuffled_items(table)}
    assert alpha(shuffled) == alpha(table)
    assert percent_agreement(shuffled) == percent_agreement(table)
    assert interval(shuffled, seed=3, resamples=20) == interval(table, seed=3, resamples=20)
    assert pairwise(shuffled) == pairwise(table)
    assert distributions(shuffled) == distributions(table)


@hundreds
@given(table=TABLES, value=st.sampled_from(TAGS))
def test_a_unit_with_one_value_changes_nothing_but_the_number_left_out(table, value):
    more = {**table, -1: {1: value}}
    for figure in (alpha, percent_agreement):
        *before, basis = astuple(figure(table))
        *after, wider = astuple(figure(more))
        assert (after, wider) == (before, (*basis[:2], basis[2] + 1))
    narrow, wide = (interval(ratings, seed=2, resamples=20) for ratings in (table, more))
    assert (narrow and (narrow.low, narrow.high)) == (wide and (wide.low, wide.high))


@hundreds
@given(values=st.lists(st.sampled_from(TAGS), min_size=2), people=st.integers(2, 6))
def test_perfect_agreement_with_variation_is_one_and_without_it_undefined(values, people):
    table = {unit: dict.fromkeys(range(people), value) for unit, value in enumerate(values)}
    basis = Basis(len(values), people, 0)
    varied = len(set(values)) > 1
    assert alpha(table) == (Alpha(1, None, basis) if varied else Alpha(None, Undefined.ALL_THE_SAME, basis))
    assert percent_agreement(table).share == 1


@pytest.mark.parametrize("seed", range(20))
def test_the_interval_contains_the_estimate_on_ordinary_data(seed):
    table = ordinary(seed)
    found = interval(table, seed=seed, resamples=400)
    assert found.low < value_of(table) < found.high
    assert (found.resamples, found.undefined) == (400, 0)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    table = ordinary(0)
    assert interval(table, seed=5) == interval(table, seed=5) != interval(table, seed=6)


def test_the_interval_narrows_with_more_sentences():
    few, many = (interval(ordinary(1, units), seed=1, resamples=200) for units in (30, 480))
    assert many.high - many.low < (few.high - few.low) / 2


def test_the_interval_is_that_of_resampled_sentences():
    table, random = ordinary(2, units=30), Random(9)
    found = interval(table, seed=1, resamples=2000)
    again = (random.choices(list(table.values()), k=len(table)) for _ in range(2000))
    alphas = sorted(value_of(dict(enumerate(rows))) for rows in again)
    assert (found.low, found.high) == pytest.approx((alphas[50], alphas[-50]), abs=0.015)


def test_the_ends_of_the_interval_are_alphas_of_resamples_one_in_forty_from_each_end():
    # Each number of resamples begins with the same ones: below 79 the least and the greatest are the ends.
    table = ordinary(2)
    found = [interval(table, seed=1, resamples=number) for number in range(1, 80)]
    low, high = [one.low for one in found], [one.high for one in found]
    assert low[:78] == sorted(low[:78], reverse=True)
    assert high[:78] == sorted(high[:78])
    assert low[77] < low[78]
    assert high[78] < high[77]


def test_resamples_without_variation_are_left_out_and_counted():
    table = table_of("a a a b", "a a a b")
    found = interval(table, seed=1, resamples=2000)
    # Each of four draws misses the one "b" with 3/4, or all hit it.
    assert found.undefined / 2000 == pytest.approx((3**4 + 1) / 4**4, abs=0.03)
    assert (found.low, found.high) == (1, 1)


@pytest.mark.parametrize(
    "table",
    [{}, table_of("a b", ". ."), table_of("a a a", "a a a"), table_of("a b", "b .")],
    ids=["no unit", "no pair", "no variation", "one unit"],
)
def test_there_is_no_interval_where_nothing_can_vary(table):
    assert interval(table, seed=1) is None


@hundreds
@given(table=TABLES)
def test_the_matrix_has_the_figures_of_each_two_people_alone(table):
    matrix = pairwise(table)
    people = {person for row in table.values() for person in row}
    assert matrix.keys() == {(one, other) for one in people for other in people if one != other}
    for pair, found in matrix.items():
        alone = {unit: {one: row[one] for one in pair if one in row} for unit, row in table.items()}
        assert found.alpha == alpha(alone)
        assert found.agreement == percent_agreement(alone)
        assert found.units == sum(1 for row in alone.values() if len(row) == 2)


@hundreds
@given(table=TABLES)
def test_a_distribution_has_every_value_that_somebody_gave(table):
    found = distributions(table)
    given = Counter((person, value) for row in table.values() for person, value in row.items())
    assert {(person, value): n for person, one in found.items() for value, n in one.counts.items()} == given
    assert sum(one.units for one in found.values()) == given.total()


@hundreds
@given(table=TABLES)
def test_disagreement_of_a_unit_is_what_its_pairs_lack_of_agreement(table):
    for unit, found in disagreement(table).items():
        share = percent_agreement({unit: table[unit]}).share
        assert found == (None if share is None else pytest.approx(1 - share))


def test_disagreement_goes_from_none_over_nought_to_one():
    table = {1: {}, 2: {1: "a"}, 3: {1: "a", 2: "a"}, 4: {1: "a", 2: "a", 3: "b"}, 5: {1: "a", 2: "b", 3: "c"}}
    assert disagreement(table) == {1: None, 2: None, 3: 0, 4: pytest.approx(2 / 3), 5: 1}


@pytest.mark.parametrize(
    ("reduction", "values"),
    [
        (ALL, ["verified", "unverified", "opinion", "nothing"]),
        (CHECKABLE, ["checkable", "checkable", "opinion", None]),
        (VERIFIED, ["verified", "unverified", None, None]),
        (one_tag("opinion"), ["other", "other", "opinion", "other"]),
        (one_tag("nothing"), ["other", "other", "other", "nothing"]),
    ],
    ids=["all", "checkable", "verified", "opinion", "nothing"],
)
def test_a_reduction_takes_every_tag_to_a_value_or_drops_it(reduction, values):
    assert [reduction(tag) for tag in TAGS] == values


def test_the_tags_are_those_that_annotations_have():
    assert set(TAGS) == set(Tag.values)


def test_a_unit_whose_values_are_dropped_counts_as_left_out():
    table = table_of("verified opinion nothing", "unverified opinion opinion")
    assert reduced(table, CHECKABLE) == {
        0: {0: "checkable", 1: "checkable"},
        1: {0: "opinion", 1: "opinion"},
        2: {1: "opinion"},
    }
    assert alpha(reduced(table, CHECKABLE)) == Alpha(1, None, Basis(2, 2, 1))
    assert alpha(reduced(table, VERIFIED)).basis == Basis(1, 2, 2)


def test_a_person_is_counted_against_a_key_with_what_they_missed():
    table = {
        1: {"key": "opinion", "ann": "opinion"},
        2: {"key": "opinion", "ann": "verified", "bob": "opinion"},
        3: {"key": "verified", "bob": "verified"},
        4: {"key": "opinion", "ann": "opinion"},
        5: {"ann": "verified"},
        6: {},
    }
    found = confusion(table, person="ann", key="key")
    assert found.counts == {("opinion", "opinion"): 2, ("opinion", "verified"): 1, ("verified", MISSING): 1}
    assert (found.missing, found.basis) == (1, Basis(3, 2, 3))


@hundreds
@given(table=TABLES)
def test_a_confusion_table_has_every_unit_of_the_key_once(table):
    found = confusion(table, person=1, key=2)
    assert sum(found.counts.values()) == sum(1 for row in table.values() if 2 in row)
    assert found.basis == confusion(table, person=2, key=1).basis
    assert found.basis.units + found.missing == sum(found.counts.values())


def test_without_any_judgement_every_figure_says_so():
    nothing = Basis(0, 0, 1)
    assert alpha({1: {}}) == Alpha(None, Undefined.NOTHING_PAIRABLE, nothing)
    assert percent_agreement({1: {}}).share is None
    assert confusion({1: {}}, person=1, key=2).basis == nothing
    assert (pairwise({}), distributions({}), disagreement({}), reduced({}, ALL)) == ({}, {}, {}, {})
    assert distributions({1: {7: "opinion"}}) == {7: Distribution({"opinion": 1})}
