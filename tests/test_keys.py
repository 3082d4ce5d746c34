"""Single keys: what each does, with a reader's own choices."""

from collections import Counter

from warreader.keys import KEYS, keymap
from warreader.models import Flag, Tag


def test_no_key_stands_for_two_things():
    assert max(Counter(key for item in KEYS for key in item.keys).values()) == 1


def test_every_tag_and_flag_has_a_key():
    assert {*Tag.values, *Flag.values} <= {item.action for item in KEYS}


def test_the_codebooks_keys_are_the_usual_ones():
    usual = keymap({})
    wanted = {"j": "next", "k": "previous", "1": "verified", "v": "verified", "2": "unverified", "u": "unverified"}
    wanted |= {"3": "opinion", "o": "opinion", "x": "nothing", "0": "clear", "z": "undo", ".": "judge", "n": "note"}
    wanted |= {"e": "evidence", "/": "search", "?": "help"}
    assert wanted.items() <= usual.items()


def test_a_changed_key_takes_the_place_of_the_first_and_leaves_the_second_name():
    changed = keymap({"verified": "w"})
    assert (changed.get("w"), changed.get("1"), changed.get("v")) == ("verified", None, "verified")


def test_a_changed_key_wins_over_anothers_usual_one():
    assert keymap({"verified": "x"})["x"] == "verified"


def test_an_empty_choice_is_the_usual_key():
    assert keymap({"verified": ""}) == keymap({})
