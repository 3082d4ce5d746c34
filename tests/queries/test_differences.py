"""What differs between two texts, sentence by sentence: every sentence once, as few moves as can be."""

from hypothesis import given
from hypothesis import strategies as st

from warreader.queries.differences import Difference, Part, Row, rows_of


def parts(words: str) -> list[Part]:
    return [Part(ordinal, word) for ordinal, word in enumerate(words.split(), 1)]


def rows(earlier: str, later: str, **links: str) -> list[Row]:
    """The rows of two texts whose sentences are words: "a1_2" says that 1 continues as 2 (a: the same, c: changed)."""
    ties = []
    for name, fit in links.items():
        before, _, after = name[1:].partition("_")
        ties.append((int(before), int(after), fit))
    return list(rows_of(parts(earlier), parts(later), ties))


def said(found: list[Row]) -> list[tuple[str, str, str]]:
    return [(row.before, row.after, " ".join(row.kinds)) for row in found]


def test_what_is_gone_stands_behind_what_it_stood_behind():
    found = rows("a b c d", "b c", x2_1="same", x3_2="same")
    assert said(found) == [("a", "", "gone"), ("b", "b", ""), ("c", "c", ""), ("d", "", "gone")]


def test_what_is_new_and_what_has_changed_say_so():
    found = rows("a b", "a n B", x1_1="same", x2_3="changed")
    assert said(found) == [("a", "a", ""), ("", "n", "new"), ("b", "B", "changed")]


def test_a_sentence_that_was_split_is_one_row_with_its_parts():
    found = rows("a bc d", "a b c d", x1_1="same", x2_2="split", x2_3="split", x3_4="same")
    assert said(found) == [("a", "a", ""), ("bc", "b c", "split"), ("d", "d", "")]


def test_parts_with_other_letters_were_changed_too():
    found = rows("bc", "b d", x1_1="split", x1_2="split")
    assert said(found) == [("bc", "b d", "split changed")]


def test_sentences_that_were_made_one_are_one_row():
    found = rows("a b c", "a b c".replace(" b ", " b"), x1_1="same", x2_2="merged", x3_2="merged")
    assert said(found) == [("a", "a", ""), ("b c", "bc", "merged")]


def test_one_moved_sentence_is_one_move():
    found = rows("a b c d", "d a b c", x1_2="same", x2_3="same", x3_4="same", x4_1="same")
    assert [kinds for _, _, kinds in said(found)] == ["moved", "", "", ""]


def test_what_is_gone_beside_a_moved_sentence_stays_in_its_place():
    found = rows("a b x c", "b a c", x1_2="same", x2_1="same", x4_3="same")
    assert [row.before for row in found].index("x") < [row.before for row in found].index("c")


def test_long_unchanged_stretches_are_folded_but_for_what_stands_beside_a_change():
    earlier = " ".join(f"s{number}" for number in range(10))
    later = earlier.replace("s5", "S5")
    links = {f"x{number}_{number}": "changed" if number == 6 else "same" for number in range(1, 11)}
    found = Difference(None, None, tuple(rows(earlier, later, **links)))  # type: ignore[arg-type]
    assert [(len(one.rows), one.folded) for one in found.stretches] == [(4, True), (3, False), (3, True)]
    assert found.counts == {"changed": 1}


@given(
    earlier=st.integers(0, 8),
    later=st.integers(0, 8),
    links=st.lists(
        st.tuples(st.integers(1, 8), st.integers(1, 8), st.sampled_from(["same", "changed"])), max_size=12
    ),
)
def test_every_sentence_of_both_texts_stands_in_one_row(earlier, later, links):
    links = [(before, after, fit) for before, after, fit in links if before <= earlier and after <= later]
    one = [Part(number, f"e{number}") for number in range(1, earlier + 1)]
    other = [Part(number, f"l{number}") for number in range(1, later + 1)]
    found = list(rows_of(one, other, links))
    assert sorted(part for row in found for part in row.earlier) == one
    assert sorted(part for row in found for part in row.later) == other
    firsts = [row.later[0].ordinal for row in found if row.later]
    assert firsts == sorted(firsts)
