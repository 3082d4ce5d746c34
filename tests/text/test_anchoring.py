"""Which sentence of a later text continues which of an earlier one."""

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.edits import ALL_EDITS, EDITS, Score, edited, generated, seeded
from warreader.text import Kind, Sentence, sentences
from warreader.text.anchoring import Fit, Link, align

A, B, C, D = (
    "The mayor left the town on Monday.",
    "Two bridges were destroyed overnight, the army said.",
    "Nobody could confirm it.",
    "Bread costs four times what it did in spring.",
)
NEW = "Schools will open again next week."


def page(*lines):
    """The lines as a text of one paragraph, and their spans."""
    at, spans = 0, []
    for line in lines:
        spans.append(Sentence(at, at + len(line), Kind.BODY, 0))
        at += len(line) + 1
    return " ".join(lines), spans


def found(earlier, later):
    """For each earlier line, the later ones that continue it and how."""
    alignment = align(*page(*earlier), *page(*later))
    rows: list[list[tuple[int, Fit]]] = [[] for _ in earlier]
    for link in alignment.links:
        rows[link.earlier].append((link.later, link.fit))
    assert alignment.lost == tuple(number for number, row in enumerate(rows) if not row)
    assert alignment.new == tuple(sorted(set(range(len(later))) - {link.later for link in alignment.links}))
    return rows


def test_the_same_words_are_found_wherever_they_moved():
    rows = found([A, B, C, D], [D, NEW, B, A])
    assert rows == [[(3, Fit.SAME)], [(2, Fit.SAME)], [], [(0, Fit.SAME)]]


def test_white_space_and_composed_letters_are_no_change():
    assert found(["Café  au\nlait."], ["Cafe\u0301 au lait."]) == [[(0, Fit.SAME)]]


def test_quotation_marks_set_otherwise_are_a_change():
    assert found([A, '"We stay," he said.', B], [A, "“We stay,” he said.", B])[1] == [(1, Fit.CHANGED)]


def test_a_changed_sentence_is_found_between_its_neighbours():
    rows = found([A, B, C], [A, B.replace("Two", "Three"), C])
    assert rows[1] == [(1, Fit.CHANGED)]


def test_a_changed_sentence_is_found_at_either_end_of_the_text():
    rows = found([A, B, C], [A.replace("Monday", "Sunday"), B, "Nobody could yet confirm it."])
    assert rows == [[(0, Fit.CHANGED)], [(1, Fit.SAME)], [(2, Fit.CHANGED)]]


def test_a_sentence_both_changed_and_moved_is_found_when_it_is_like_no_other():
    rows = found([B, A, C, D], [NEW, A, C, D, B.replace("Two", "Three")])
    assert rows[0] == [(4, Fit.CHANGED)]


def test_another_sentence_in_its_place_is_none_of_it():
    assert found([A, B, C], [A, NEW, C])[1] == []


def test_a_repeated_sentence_goes_to_the_one_between_the_same_neighbours():
    rows = found([C, A, C, B, C], [A, C, B, NEW, C])
    assert rows == [[], [(0, Fit.SAME)], [(1, Fit.SAME)], [(2, Fit.SAME)], [(4, Fit.SAME)]]


def test_repeated_sentences_in_a_row_are_aligned_in_order():
    assert found([A, C, C, C, B], [A, C, C, C, B])[1:4] == [[(1, Fit.SAME)], [(2, Fit.SAME)], [(3, Fit.SAME)]]


def test_which_of_three_is_gone_is_not_guessed():
    assert found([A, C, C, C, B], [A, C, C, B])[1:4] == [[(1, Fit.SAME)], [], [(2, Fit.SAME)]]


def test_a_repeated_sentence_without_neighbours_is_lost():
    assert found([A, C, B, C, D], [C, NEW])[1] == []
    assert found([A, C, B, C, D], [NEW, C, NEW])[3] == []


def test_a_sentence_made_two_and_two_made_one():
    two = ["Two bridges were destroyed overnight.", "The army said so."]
    parted = ["Two bridges were destroyed overnight,", "the army said."]
    assert found([A, B, C], [A, *parted, C])[1] == [(1, Fit.SPLIT), (2, Fit.SPLIT)]
    assert found([A, *parted, C], [A, B, C])[1:3] == [[(1, Fit.MERGED)], [(1, Fit.MERGED)]]
    assert found([A, B, C], [A, two[0], C])[1] == [(1, Fit.CHANGED)]


def test_of_one_text_only_where_its_sentences_lie_counts():
    text = "One two. Three. Four five six."
    earlier = [Sentence(0, 15, Kind.BODY, 0), Sentence(16, 20, Kind.BODY, 0), Sentence(21, 30, Kind.BODY, 0)]
    later = [Sentence(0, 8, Kind.BODY, 0), Sentence(9, 15, Kind.BODY, 0), Sentence(16, 30, Kind.BODY, 0)]
    alignment = align(text, earlier, text, later)
    assert alignment.links == (
        Link(0, 0, Fit.SPLIT),
        Link(0, 1, Fit.SPLIT),
        Link(1, 2, Fit.MERGED),
        Link(2, 2, Fit.MERGED),
    )
    assert align(text, later, text, later).links == tuple(Link(at, at, Fit.SAME) for at in range(3))


def test_a_text_without_sentences_loses_and_gains_everything():
    assert found([A, C], []) == [[], []]
    assert align("", [], *page(A)).new == (0,)
    assert align("", [], "", []).links == ()


@given(st.lists(st.sampled_from([A, B, C, D, NEW, B + " Yes.", "***"])), st.lists(st.sampled_from([A, C, D, "***"])))
def test_any_two_texts_are_aligned_one_to_one(earlier, later):
    links = align(*page(*earlier), *page(*later)).links
    whole = [link for link in links if link.fit in {Fit.SAME, Fit.CHANGED}]
    assert len({link.earlier for link in whole}) == len({link.later for link in whole}) == len(whole)
    assert all(earlier[link.earlier] == later[link.later] for link in links if link.fit == Fit.SAME)


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_text_at_all_is_aligned(earlier, later):
    alignment = align(earlier, sentences(earlier), later, sentences(later))
    assert len({link.earlier for link in alignment.links}) + len(alignment.lost) == len(sentences(earlier))


def test_annotations_are_carried_through_the_edits_of_publishers():
    assert_carried(range(40))


@pytest.mark.thorough
def test_annotations_are_carried_through_many_more():
    assert_carried(range(1_000, 1_400))


def assert_carried(seeds):
    """At least 98 % of what is unique and survives is carried, and of all that is carried next to nothing wrongly."""
    score = Score()
    for seed in seeds:
        random = Random(seed)
        earlier = seeded(random) if seed % 2 else generated(random, random.randint(5, 60))
        times = max(1, round(len(earlier.lines()) * random.choice([0.05, 0.15, 0.3])))
        later = edited(random, earlier, times, ALL_EDITS if seed % 3 == 0 else EDITS)
        score.add_links(earlier, later, align(*earlier.made(), *later.made()).links)
    assert score.share >= 0.98
    assert len(score.wrong) <= 0.0005 * score.unique


def test_five_thousand_sentences_take_a_second_or_two():
    random = Random(5)
    earlier = generated(random, 5_000)
    before, after = earlier.made(), edited(random, earlier, 1_000).made()
    started = time.process_time()
    align(*before, *after)
    assert time.process_time() - started < 4
