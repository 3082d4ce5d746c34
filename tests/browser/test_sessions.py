"""Three people, three browsers: two judge blind, an editor reveals, they change their minds, the file says both."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.looks import WIDE, check_all
from tests.factories import make_article

pytestmark = pytest.mark.browser


@pytest.fixture
def seats(desk, mate, new_page, sign_in):
    """The editor's page, and those of two annotators."""
    return [sign_in(new_page(viewport=WIDE), member) for member in (desk.editor, desk.annotator, mate)]


def make_session(page, desk, mate) -> None:
    page.goto(f"/teams/{desk.team.public_id}/articles/")
    page.get_by_role("link", name="Sessions").press("Enter")
    page.get_by_role("link", name="Make a session").press("Enter")
    check_all(page, "new session")
    page.get_by_label("Name", exact=True).fill("Round one")
    page.get_by_label("Report 1").or_(page.locator("[name=articles]").first).check()
    for member in (desk.annotator, mate):
        page.get_by_label(f"{member.name} (").check()
    page.get_by_label(f"{desk.owner.name} (").uncheck()
    page.get_by_role("button", name="Make the session").press("Enter")
    expect(page.get_by_role("heading", name="Round one")).to_be_visible()


def judge_all(page, team, *keys: str) -> None:
    page.goto(f"/teams/{team.public_id}/sessions/")
    page.locator(".works a").first.press("Enter")
    page.wait_for_url("**/sentences/1/**", wait_until="load")
    for key in keys:
        page.keyboard.press(key)
    # work that is on its way goes first
    page.get_by_role("button", name="I have finished this report").press("Enter")
    expect(page.get_by_text("Finished. You can take it up again")).to_be_visible()


def test_two_judge_blind_and_meet_after_the_reveal(desk, mate, seats):
    editor, one, other = seats
    make_article(desk.editor, length=3)
    make_session(editor, desk, mate)
    session = editor.url
    check_all(editor, "session")
    judge_all(one, desk.team, "2", "3", "3")
    judge_all(other, desk.team, "2", "2", "3")
    expect(other.locator(".works")).to_contain_text("3 of 3 judged")
    check_all(other, "one's own session")

    editor.reload()
    expect(editor.get_by_text("2 of 2 finished.")).to_be_visible()
    editor.locator("summary", has_text="Reveal").press("Enter")
    editor.get_by_role("button", name="Reveal it now").press("Enter")
    expect(editor.get_by_text("Revealed: everybody")).to_be_visible()
    editor.get_by_role("link", name="How far people agree").press("Enter")
    expect(editor.get_by_text("0.67 (2/3)").first).to_be_visible()
    check_all(editor, "agreement")

    other.goto(session)
    other.get_by_role("link", name="Report").first.press("Enter")
    other.get_by_label("Whose tags").select_option("team")
    expect(other.locator("#n-split")).to_have_text("1")
    other.get_by_label("Whose tags").select_option("mine")
    other.locator("#s2").focus()
    other.keyboard.press("3")
    expect(other.locator("#status")).to_have_text("Saved")
    other.locator("#export").press("Enter")
    other.get_by_label("Whose tags").select_option("team")
    other.get_by_label("Format").select_option("json")
    with other.expect_download() as download:
        other.get_by_role("button", name="Download").press("Enter")
    rounds = [
        note["round"]
        for sentence in json.loads(download.value.path().read_text())["sentences"]
        for note in sentence["annotations"]
    ]
    assert sorted(rounds) == ["discussed"] + ["independent"] * 6
