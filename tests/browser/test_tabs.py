"""Two tabs of one person."""

import pytest
from playwright.sync_api import expect

from tests.factories import judge, place_of

pytestmark = pytest.mark.browser


@pytest.fixture
def two(read, desk, new_context, sign_in):
    """Two tabs of the annotator on the same article."""
    context = new_context()
    one = read(page=sign_in(context.new_page(), desk.annotator))
    return one, read(one.member, one.article, page=context.new_page())


def test_a_tag_of_one_tab_shows_in_the_other_and_can_be_changed_there(two):
    one, other = two
    one.press("2", "3").saved()
    other.shows(s1="unverified", s2="opinion")
    expect(other.page.locator("#says")).to_have_text("2 of 5 sentences judged, tagged by you")
    expect(other.page.locator("#t-unverified")).to_have_attribute("aria-pressed", "true")
    other.press("x").shows(s1="nothing").saved()
    one.shows(s1="nothing")
    assert one.tags() == {1: "nothing", 2: "opinion"}


def test_a_tab_that_is_shown_again_asks_what_has_changed(two):
    one, _other = two
    one.at(1).press("2").saved()
    judge(place_of(one.member, one.article), 3, "opinion")  # on another device
    one.page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    one.shows(s1="unverified", s3="opinion")


def test_a_note_that_is_being_written_is_left_alone_and_still_guarded(two, troubles):
    one, other = two
    other.at(1).press("n")
    other.page.keyboard.type("Mine, from the second tab")
    one.at(1).press("n")
    one.page.keyboard.type("From the first tab")
    one.page.get_by_role("button", name="Save the note").click()
    one.saved()
    expect(other.mark(1)).to_have_class("mark open note")
    note = other.page.locator("#note-text")
    expect(note).to_have_value("Mine, from the second tab")
    expect(note).to_be_focused()
    other.page.get_by_role("button", name="Save the note").click()
    expect(other.page.locator("#note-1 [role=alert]")).to_contain_text("From the first tab")
    assert one.notes() == {1: "From the first tab"}
    troubles.expect("status of 409")


def test_what_one_tab_could_not_save_shows_in_the_other_and_is_sent_by_either(two, troubles):
    one, other = two
    one.page.context.set_offline(True)
    one.press("2").unsaved(1)
    other.shows(s1="unverified")
    one.page.context.set_offline(False)
    other.page.evaluate("dispatchEvent(new Event('online'))")
    one.saved()
    other.saved()
    for tab in two:
        tab.shows(s1="unverified")
        expect(tab.status()).not_to_have_class("bad")
    assert one.tags() == {1: "unverified"}
    troubles.expect("net::ERR_INTERNET_DISCONNECTED")
