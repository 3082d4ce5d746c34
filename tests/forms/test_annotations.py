"""Which sentences a form names, and at which versions."""

from uuid import UUID

import pytest

from warreader.actions.annotations import Target
from warreader.forms.annotations import MOST, FlagForm, NoteForm, TagForm


@pytest.mark.parametrize(
    ("data", "ordinals"),
    [
        ({"sentences": "4"}, [4]),
        ({"sentences": " 4 "}, [4]),
        ({"sentences": "4-6", "bases": ",,"}, [4, 5, 6]),
        ({"sentences": "6-4", "bases": ",,"}, [4, 5, 6]),
        ({"sentences": "4", "to": "6"}, [4, 5, 6]),
        ({"sentences": "4-9", "to": "5"}, [4, 5]),
        ({"sentences": f"1-{MOST}", "bases": "," * (MOST - 1)}, list(range(1, MOST + 1))),
    ],
)
def test_a_range_is_every_sentence_from_one_end_to_the_other(data, ordinals):
    form = TagForm({"bases": "", "tag": "opinion"} | data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["ordinals"] == ordinals


@pytest.mark.parametrize("sentences", ["", "x", "4-", "-4", "4-5-6", "4,5", "1234567", f"1-{MOST + 1}"])
def test_what_names_no_range_is_refused(sentences):
    assert not TagForm({"sentences": sentences, "bases": "", "tag": "opinion"}).is_valid()


def test_each_sentence_of_a_range_has_its_version():
    form = TagForm({"sentences": "4-6", "bases": "aa,,bb", "tag": "opinion"})
    assert form.is_valid()
    assert form.cleaned_data["targets"] == [Target(4, "aa"), Target(5, ""), Target(6, "bb")]


@pytest.mark.parametrize("bases", ["", "aa", "aa,bb,cc,dd", "aa;bb;cc", "AA,,"])
def test_versions_that_do_not_fit_the_range_are_refused(bases):
    assert not TagForm({"sentences": "4-6", "bases": bases, "tag": "opinion"}).is_valid()


def test_an_action_has_the_id_that_was_sent_or_a_new_one():
    sent = NoteForm({"note": "x", "action": "0b7ff3a5-4d4c-4a39-9b3c-0d2f52d1b0aa"})
    new = [NoteForm({"note": "x"}) for _ in range(2)]
    assert sent.is_valid()
    assert all(form.is_valid() for form in new)
    assert sent.cleaned_data["action"] == UUID("0b7ff3a5-4d4c-4a39-9b3c-0d2f52d1b0aa")
    assert new[0].cleaned_data["action"] != new[1].cleaned_data["action"]


def test_clearing_is_an_empty_tag_and_a_flag_is_set_or_unset():
    clear, flag = TagForm({"sentences": "1", "tag": "clear"}), FlagForm({"sentences": "1", "unset": "loaded"})
    assert clear.is_valid()
    assert flag.is_valid()
    assert (clear.change().tag, flag.change().tag, flag.change().flags) == ("", None, {"loaded": False})
