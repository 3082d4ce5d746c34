"""A judgement whose sentence has changed: it waits for its author's other look."""

from uuid import uuid4

import pytest

from tests.actions.test_revisions import revise
from tests.factories import judge, make_article, place_of
from tests.later import NEW, OLD, changed_article
from warreader.actions.annotations import Change, Target, annotate
from warreader.actions.revisions import correct_sentences
from warreader.actions.undo import undo
from warreader.filters import ReadingFilter
from warreader.models import Annotation
from warreader.queries.cards import card, events_of
from warreader.queries.people import whose_tags
from warreader.queries.reading import read
from warreader.templatetags.history import happened
from warreader.text import Kind, Sentence
from warreader.text.corrections import merge


@pytest.fixture
def place(desk):
    return place_of(desk.annotator, changed_article(desk))


def reading(place, query="", whose="mine"):
    return read(place, ReadingFilter.from_string(query), whose_tags(place, whose))


def own(place, ordinal=2):
    return Annotation.objects.get(author=place.author, sentence__revision=place.revision, sentence__ordinal=ordinal)


def look(place, **change):
    target = Target(2, own(place).version.hex[:8])
    return annotate(place=place, targets=[target], change=Change(**change), action=uuid4())


def test_the_mark_the_filter_and_the_count_say_which_sentences_wait(place):
    found = reading(place)
    assert [line.mark.look_again for line in found.lines] == [False, True, False]
    assert found.again == 1
    assert [line.ordinal for line in reading(place, "with=again").lines if line.matches] == [2]
    assert found.judged == 2, "it is judged all the same"


def test_the_card_has_the_words_that_were_judged(place):
    line = reading(place).lines[1]
    assert card(place, line).earlier == "Four people died."
    assert card(place, reading(place).lines[0]).earlier == ""


def test_still_right_leaves_all_as_it_was_but_the_wish_for_another_look(place):
    look(place, looked=True)
    annotation = own(place)
    assert (annotation.tag, annotation.note, annotation.look_again) == ("unverified", "Where from?", False)
    assert reading(place).again == 0
    assert reading(place, whose="team").again == 1, "the editor has not looked"
    assert happened(events_of(place, 2)[0]) == "looked at it again: still right"


@pytest.mark.parametrize(
    ("tag", "words"),
    [("opinion", "unverified → opinion, looked at it again"), ("unverified", "looked at it again: still right")],
)
def test_whoever_judges_it_again_has_looked_at_it_too(place, tag, words):
    look(place, tag=tag)
    assert (own(place).tag, own(place).look_again) == (tag, False)
    assert happened(events_of(place, 2)[0]) == words


def test_a_note_is_no_other_look(place):
    look(place, note="Since when?")
    assert own(place).look_again


def test_what_is_cleared_and_emptied_waits_for_nothing(place):
    look(place, note="")
    look(place, tag="")
    assert not Annotation.objects.filter(author=place.author, sentence=place.sentences()[1]).exists()


def test_undo_brings_the_wish_back(place):
    look(place, looked=True)
    undo(place=place, action=uuid4())
    assert own(place).look_again
    assert reading(place).again == 1


def test_what_changed_twice_before_one_looked_is_compared_with_what_one_judged(place, desk):
    revise(place.article, NEW[0], "Six people died.", NEW[2])
    here = place_of(desk.annotator, place.article)
    assert card(here, reading(here).lines[1]).earlier == "Four people died."


def test_what_changed_again_after_one_looked_is_compared_with_that(place, desk):
    look(place, looked=True)
    revise(place.article, NEW[0], "Six people died.", NEW[2])
    here = place_of(desk.annotator, place.article)
    assert card(here, reading(here).lines[1]).earlier == "Five people died."


def test_of_two_sentences_that_became_one_both_are_shown(desk):
    article = make_article(desk.editor, *OLD)
    place = place_of(desk.editor, article)
    judge(place, 2, "unverified")
    correct_sentences(place=place, sentences=merged(place, 1, 2), action=uuid4())
    here = place_of(desk.editor, article)
    seen = card(here, reading(here).lines[1])
    assert (seen.earlier, seen.now) == ("Four people died.\n\nThe end.",) * 2


def merged(place, first, last):
    rows = place.sentences().values_list("start", "end", "kind", "paragraph")
    return merge(place.revision.text, [Sentence(one[0], one[1], Kind(one[2]), one[3]) for one in rows], first, last)
