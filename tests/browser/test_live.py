"""What others do shows on a page as it happens."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reader import hold_answer
from tests.factories import judge, make_member, place_of, support
from warreader.actions.teams import remove_member

pytestmark = pytest.mark.browser

SECONDS = 15_000


@pytest.fixture
def mates(read, desk):
    """Two people, each with a browser of their own, on the same article; both know that the other is there."""
    one = read()
    other = read(make_member(desk.team), one.article)
    for reader, person in ((one, other), (other, one)):
        expect(reader.page.locator("#present")).to_have_text(f"Also here: {person.member.name}")
    return one, other


def test_a_tag_shows_in_anothers_page_and_their_own_stays_theirs(mates):
    one, other = mates
    one.at(1).press("3").saved()
    expect(other.mark(1)).to_have_text("◦+1")
    other.page.get_by_label("Whose tags").select_option("team")
    other.shows(s1="opinion")
    one.press("2").saved()
    other.shows(s2="unverified")
    expect(other.page.locator("#n-unverified")).to_have_text("1")
    # Each goes on with their own work: the version of it is still on the page.
    other.page.get_by_label("Whose tags").select_option("mine")
    expect(other.page.locator("#says")).to_contain_text("tagged by you")
    other.sentence(2).click()
    other.press("2").saved()
    one.sentence(2).click()
    one.press("3").saved()
    expect(other.mark(2)).to_have_text("?+1")
    other.sentence(2).click()
    other.press("x").saved()
    expect(other.status()).to_have_text("Saved")
    assert other.tags() == {2: "nothing"}
    assert one.tags() == {1: "opinion", 2: "opinion"}


def test_a_card_on_its_way_is_not_put_aside_by_a_change_of_the_one_before(mates):
    one, other = mates
    let_go = hold_answer(other.page, re.compile(r"/sentences/2/$"))
    with other.page.expect_request(re.compile(r"/sentences/2/")):
        other.at(1).press("j")
    judge(place_of(one.member, one.article), 1, "opinion")
    expect(other.mark(1)).to_have_text("◦+1")
    let_go()
    other.at(2)


def test_the_card_shows_what_others_recorded_unless_somebody_is_writing_there(mates):
    one, other = mates
    support(place_of(one.member, one.article), 1, "First bulletin")
    expect(other.page.locator("#card")).to_contain_text("First bulletin")
    other.at(1).press("n")
    other.page.keyboard.type("What I am writing")
    support(place_of(one.member, one.article), 1, "Second bulletin")
    expect(other.status()).to_contain_text("Others have changed this sentence meanwhile.")
    expect(other.page.locator("#note-text")).to_have_value("What I am writing")
    other.status().get_by_role("link").click()
    expect(other.page.locator("#card")).to_contain_text("Second bulletin")
    expect(other.page.locator("#note-text")).to_have_value("What I am writing")


def test_what_one_does_on_another_device_shows_and_can_be_changed(read, desk):
    one = read()
    elsewhere = read(one.member, one.article)
    elsewhere.at(1).press("2").saved()
    one.shows(s1="unverified")
    expect(one.page.locator("#t-unverified")).to_have_attribute("aria-pressed", "true")
    one.at(1).press("3").saved()
    assert one.tags() == {1: "opinion"}


def test_a_page_that_was_cut_off_or_hidden_catches_up(mates, troubles):
    one, other = mates
    other.page.context.set_offline(True)
    one.press("3").saved()
    other.page.context.set_offline(False)
    expect(other.mark(1)).to_have_text("◦+1", timeout=SECONDS)
    hide(other.page, hidden=True)
    one.press("2").saved()
    hide(other.page, hidden=False)
    expect(other.mark(2)).to_have_text("◦+1")
    troubles.expect("net::ERR_INTERNET_DISCONNECTED")


def hide(page, *, hidden: bool) -> None:
    page.evaluate(
        """hidden => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
        }""",
        hidden,
    )


def test_whoever_is_removed_is_told_and_hears_nothing_more(mates, desk):
    one, other = mates
    remove_member(member=other.member, by=desk.owner)
    expect(other.status()).to_contain_text("You cannot read this here any more.")
    judge(place_of(one.member, one.article), 1, "opinion")
    one.shows(s1="opinion")
    expect(one.page.locator("#present")).to_have_text("", timeout=SECONDS)
    expect(other.mark(1)).to_have_class(re.compile("open"))
    expect(other.mark(1)).to_have_text("◦")
