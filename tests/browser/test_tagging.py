"""Tagging by key and click."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reader import hold
from tests.factories import judge, make_article, place_of, support
from warreader.models import Kind, Sentence

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("keys", [("1", "2", "3", "x"), ("v", "u", "o", "x")], ids=["digits", "letters"])
def test_a_key_tags_and_steps_on(read, keys):
    reader = read().at(1).press(*keys)
    reader.shows(s1="hollow", s2="unverified", s3="opinion", s4="nothing", s5="open").at(5).focused(5).saved()
    assert reader.tags() == {1: "verified", 2: "unverified", 3: "opinion", 4: "nothing"}
    expect(reader.status()).to_have_text("Saved")


def test_verified_with_evidence_is_not_hollow(read, desk):
    article = make_article(desk.editor)
    support(place_of(desk.annotator, article), 1)
    read(article=article).press("1").shows(s1="verified").saved().shows(s1="verified")


def test_a_tag_can_be_changed_and_cleared(read):
    reader = read().press("1", "k", "2").shows(s1="unverified").saved()
    reader.press("k", "0").shows(s1="open").saved().at(1)
    assert reader.tags() == {}
    reader.press("3").shows(s1="opinion").saved()
    assert reader.tags() == {1: "opinion"}


def test_the_same_tag_again_is_no_conflict(read):
    reader = read().press("1", "k", "1", "k", "0", "0", "2").shows(s1="unverified").saved()
    assert reader.tags() == {1: "unverified"}
    expect(reader.status()).not_to_have_class(re.compile("bad"))


def test_stepping_on_passes_boilerplate_and_ends_at_the_last_sentence(read, desk):
    article = make_article(desk.editor, "One.", "Two.", "Three.")
    Sentence.objects.filter(revision=article.revision, ordinal=2).update(kind=Kind.BOILERPLATE)
    reader = read(article=article).at(1).press("2").at(3).press("2").saved().at(3)
    assert reader.tags() == {1: "unverified", 3: "unverified"}


def test_many_steps_are_undone_after_a_reload_too(read):
    reader = read().press("1", "2", "3").saved()
    reader.press("z").shows(s3="open").at(3).focused(3)
    reader.page.reload()
    reader.press("z").shows(s2="open").at(2).press("z").shows(s1="open").at(1).saved()
    assert reader.tags() == {}
    reader.press("z")
    expect(reader.status()).to_contain_text("nothing left to undo")
    expect(reader.status()).to_have_class("bad")


@pytest.fixture(autouse=True)
def _expected(troubles):
    """Refused answers are in the browser's console by themselves."""
    yield
    troubles.expect("422 (Unprocessable", "409 (Conflict)")


def test_undo_typed_ahead_of_the_answers_keeps_the_order(read):
    reader = read()
    let_go = hold(reader.page)
    reader.press("1", "k", "z", "2", "k", "3")
    let_go()
    reader.shows(s1="opinion").saved()
    assert reader.tags() == {1: "opinion"}
    expect(reader.status()).to_have_text("Saved")


def test_flags_go_on_and_off_by_key_and_by_click(read):
    reader = read().at(1).press("q", "l").saved()
    assert reader.flags() == {1: ["quoted", "loaded"]}
    reader.press("q").saved()
    assert reader.flags() == {1: ["loaded"]}
    loaded = reader.page.locator("#f-loaded")
    expect(loaded).to_have_attribute("aria-pressed", "true")
    loaded.click()
    expect(loaded).to_have_attribute("aria-pressed", "false")
    reader.saved()
    expect(loaded).to_be_focused()
    assert reader.flags() == {}
    loaded.click(click_count=3, delay=1)
    reader.saved()
    assert reader.flags() == {1: ["loaded"]}


def test_a_flag_by_key_goes_to_the_sentence_whose_card_is_not_there_yet(read):
    reader = read().at(1).press("q").saved()
    reader.press("j", "s", "k", "q").saved()
    assert reader.flags() == {2: ["said"]}


def test_a_click_tags_and_the_focus_stays_on_the_button(read):
    reader = read().at(1)
    for tag in ("unverified", "opinion", "nothing"):
        button = reader.page.locator(f"#t-{tag}")
        button.click()
        reader.shows(s1=tag).saved().at(1)
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-pressed", "true")
    reader.page.locator("#t-undo").click()
    reader.shows(s1="opinion").saved()
    expect(reader.page.locator("#t-undo")).to_be_focused()
    reader.page.keyboard.press("Enter")
    reader.shows(s1="unverified").saved()
    reader.page.locator("#t-opinion").focus()
    reader.press("Space").shows(s1="opinion").saved()
    reader.page.locator("#t-clear").click()
    reader.shows(s1="open").saved()
    assert reader.tags() == {}


def test_shift_and_j_make_a_range_that_one_action_tags_and_one_undo_takes_back(read):
    reader = read().at(1).press("j").press("Shift+J", "Shift+J")
    expect(reader.page.locator(".s.current")).to_have_count(3)
    expect(reader.page.locator("#card-title")).to_contain_text("2–4")
    reader.press("2").shows(s1="open", s2="unverified", s3="unverified", s4="unverified", s5="open").at(5).saved()
    assert set(reader.tags()) == {2, 3, 4}
    reader.press("z").shows(s2="open", s3="open", s4="open").saved()
    assert reader.tags() == {}


def test_shift_and_an_arrow_lengthen_the_range_upwards(read):
    reader = read().at(1)
    reader.sentence(4).click()
    reader.at(4).press("Shift+ArrowUp", "Shift+K", "3").saved()
    assert set(reader.tags()) == {2, 3, 4}


def test_shift_and_a_click_make_a_range(read):
    reader = read().at(1)
    reader.sentence(2).click()
    reader.sentence(4).click(modifiers=["Shift"])
    expect(reader.page.locator(".s.current")).to_have_count(3)
    reader.page.locator("#t-opinion").click()
    reader.saved()
    assert reader.tags() == dict.fromkeys((2, 3, 4), "opinion")
    reader.press("Escape")
    expect(reader.page.locator(".s.current")).to_have_count(1)


def test_selected_text_makes_a_range_and_stays_selected(read):
    reader = read().at(1)
    first, last = reader.sentence(2).bounding_box(), reader.sentence(4).bounding_box()
    reader.page.mouse.move(first["x"] + 30, first["y"] + 10)
    reader.page.mouse.down()
    reader.page.mouse.move(last["x"] + 60, last["y"] + 10, steps=4)
    reader.page.mouse.up()
    expect(reader.page.locator(".s.current")).to_have_count(3)
    assert "Sentence 3" in reader.page.evaluate("String(getSelection())")
    reader.press("2").saved()
    assert set(reader.tags()) == {2, 3, 4}


def test_the_field_of_the_card_makes_a_range_from_its_sentence(read):
    reader = read().at(1).press("2").saved().at(2)
    reader.page.get_by_text("Tag a range").click()
    reader.page.locator("#card input[name=to]").fill("4")
    reader.page.locator("#t-opinion").click()
    reader.shows(s2="opinion", s3="opinion", s4="opinion").saved()
    assert reader.tags() == {1: "unverified", 2: "opinion", 3: "opinion", 4: "opinion"}


def test_a_range_leaves_alone_what_the_filter_hides(read, desk):
    article = make_article(desk.editor)
    judge(place_of(desk.annotator, article), 3, "opinion")
    reader = read(article=article, path="?state=open&hide=1").at(1)
    expect(reader.sentence(3)).to_have_count(0)
    reader.press("Shift+J", "Shift+J").press("2").saved()
    assert reader.tags() == {1: "unverified", 2: "unverified", 3: "opinion", 4: "unverified"}


def test_the_mark_shows_before_the_server_has_answered(read):
    reader = read().at(1)
    let_go = hold(reader.page)
    reader.press("2").shows(s1="unverified")
    expect(reader.page.locator("#c1")).to_have_class(re.compile("unverified"))
    assert reader.tags() == {}
    let_go()
    reader.saved().shows(s1="unverified")
    assert reader.tags() == {1: "unverified"}


def test_counts_and_progress_are_true_after_each_tag(read):
    reader = read()
    says = reader.page.locator("#says")
    expect(says).to_have_text("0 of 5 sentences judged, tagged by you")
    steps = [("1", {"hollow": 1, "open": 4}), ("2", {"hollow": 1, "unverified": 1, "open": 3})]
    for number, (key, counts) in enumerate(steps, 1):
        reader.press(key)
        expect(says).to_have_text(f"{number} of 5 sentences judged, tagged by you")
        assert {state: count for state, count in reader.counts().items() if count} == {"all": 5} | counts
    reader.press("z")
    expect(says).to_have_text("1 of 5 sentences judged, tagged by you")


def test_next_to_judge_passes_what_is_judged_and_begins_again_at_the_top(read, desk):
    article = make_article(desk.editor)
    place = place_of(desk.annotator, article)
    for number in (2, 3, 5):
        judge(place, number, "opinion")
    reader = read(article=article).at(1).press(".").at(4).focused(4).press(".").at(1)
    reader.page.get_by_role("link", name="next to judge").click()
    reader.at(4)


def test_a_viewer_reads_and_finds_nothing_to_tag_with(read, desk):
    article = make_article(desk.editor)
    judge(place_of(desk.annotator, article), 1, "opinion")
    reader = read(desk.viewer, article).shows(s1="opinion").at(2)
    expect(reader.page.locator("#card button:visible, #card textarea")).to_have_count(0)
    reader.press("k").at(1).press("1", "q", "0", "z", "n").at(1).shows(s1="opinion")
    expect(reader.page.locator(".mate")).to_contain_text("opinion")
    assert reader.waiting() == 0
