"""Single keys: layouts, repeats, fields, preferences, the help."""

import pytest
from playwright.sync_api import expect

from tests.factories import user_of

pytestmark = pytest.mark.browser


def key_down(page, **event: object) -> None:
    """What the browser says of a key that Playwright's own keyboard does not have."""
    page.evaluate(
        "(event) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...event }))",
        event,
    )


def test_the_help_dialog_opens_and_closes_and_keys_do_nothing_meanwhile(read):
    reader = read().at(1).press("?")
    dialog = reader.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("next sentence")
    reader.press("2", "j", "Escape")
    expect(dialog).not_to_be_visible()
    reader.press("?")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).not_to_be_visible()
    reader.at(1)
    assert reader.tags() == {}


def test_another_script_follows_the_place_on_the_keyboard(read):
    reader = read().at(1)
    key_down(reader.page, key="о", code="KeyJ")
    reader.at(2)
    key_down(reader.page, key="м", code="KeyV")
    reader.shows(s2="hollow").at(3)
    key_down(reader.page, key="щ", code="KeyO")
    reader.shows(s3="opinion").saved()


def test_digits_that_need_shift_follow_the_place_on_the_keyboard(read):
    reader = read().at(1)
    key_down(reader.page, key="é", code="Digit2")
    reader.shows(s1="unverified").saved()


def test_a_latin_layout_follows_the_letter(read):
    reader = read().at(1)
    key_down(reader.page, key="j", code="KeyC")  # Dvorak
    reader.at(2)
    key_down(reader.page, key="h", code="KeyJ")
    reader.at(2)


def test_a_key_that_is_held_down_moves_and_does_not_tag_again(read):
    reader = read().at(1)
    key_down(reader.page, key="2", code="Digit2")
    key_down(reader.page, key="2", code="Digit2", repeat=True)
    key_down(reader.page, key="z", code="KeyZ", repeat=True)
    reader.at(2).shows(s1="unverified", s2="open")
    key_down(reader.page, key="j", code="KeyJ", repeat=True)
    key_down(reader.page, key="j", code="KeyJ", repeat=True)
    reader.at(4).saved()
    assert reader.tags() == {1: "unverified"}


@pytest.mark.parametrize("modifier", ["Control", "Alt", "Meta"])
def test_keys_with_modifiers_are_the_browsers(read, modifier):
    reader = read().at(1)
    key_down(reader.page, key="2", code="Digit2", **{f"{modifier.lower().replace('control', 'ctrl')}Key": True})
    reader.press("j").at(2)
    assert reader.tags() == {}


def test_typing_in_fields_never_tags(read):
    reader = read().at(1)
    fields = [("n", "#note-text"), ("e", "#evidence-1 [name=citation]"), ("/", "#q")]
    for key, field in fields:
        reader.press("Escape", key)
        reader.page.locator(field).focus()
        reader.page.keyboard.type("123vuoxz0qjk.")
        expect(reader.page.locator(field)).to_have_value("123vuoxz0qjk.")
    reader.page.get_by_label("Whose tags").focus()
    reader.press("2")
    reader.page.get_by_text("Tag a range").click()
    reader.page.locator("#card input[name=to]").fill("2")
    reader.press("3")
    reader.press("Escape").focused(1)
    assert reader.tags() == {}
    assert reader.waiting() == 0


def test_escape_closes_what_is_open_and_goes_back_to_the_sentence(read):
    reader = read().at(1)
    reader.page.get_by_text("More", exact=True).click()
    reader.press("Escape").focused(1)
    expect(reader.page.locator(".more > div")).not_to_be_visible()
    reader.press("n")
    expect(reader.page.locator("#note-text")).to_be_focused()
    reader.press("Escape").focused(1)


def test_keys_can_be_switched_off_and_arrows_stay(read, desk):
    user = user_of(desk.annotator)
    user.single_keys = False
    user.save()
    reader = read().at(1)
    reader.sentence(1).click()
    reader.press("2", "j", "?").at(1)
    expect(reader.page.get_by_role("dialog")).not_to_be_visible()
    reader.press("ArrowDown").at(2)
    assert reader.tags() == {}


def test_keys_can_be_changed_in_the_preferences(read):
    reader = read()
    page = reader.page
    page.goto("/accounts/preferences/")
    page.get_by_label("tag opinion").fill("m")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messages")).to_contain_text("saved")
    reader.open().press("m").shows(s1="opinion").press("3").at(2).press("o").shows(s2="opinion").saved()
    assert reader.tags() == {1: "opinion", 2: "opinion"}
