"""Three people, three browsers: two judge blind, an editor reveals, they discuss, he settles, the file says it all."""

import json
import re
from typing import Any

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


def test_two_judge_blind_meet_after_the_reveal_and_are_settled(desk, mate, seats):
    editor, one, other = seats
    article = make_article(desk.editor, length=4)
    make_session(editor, desk, mate)
    session = editor.url
    check_all(editor, "session")
    judge_all(one, desk.team, "2", "3", "3", "2")
    judge_all(other, desk.team, "2", "2", "3", "3")
    expect(other.locator(".works")).to_contain_text("4 of 4 judged")
    check_all(other, "one's own session")

    editor.reload()
    expect(editor.get_by_text("2 of 2 finished.")).to_be_visible()
    editor.locator("summary", has_text="Reveal").press("Enter")
    editor.get_by_role("button", name="Reveal it now").press("Enter")
    expect(editor.get_by_text("Revealed: everybody")).to_be_visible()
    editor.get_by_role("link", name="How far people agree").press("Enter")
    expect(editor.get_by_text("0.50 (2/4)").first).to_be_visible()
    check_all(editor, "agreement")

    one.goto(f"{session}articles/{article.public_id}/sentences/2/")
    other.goto(f"{session}articles/{article.public_id}/sentences/2/")
    other.get_by_label("Whose tags").select_option("team")
    expect(other.locator("#n-split")).to_have_text("2")
    other.get_by_label("Whose tags").select_option("mine")
    expect(other.locator("#all")).to_be_visible()
    discuss(other, one)
    other.keyboard.press("Escape")
    with other.expect_response("**/tags/**"):
        other.keyboard.press("3")

    settle(editor, session)
    expect(other.locator("#m4")).to_have_class(re.compile("unverified"))
    other.goto(f"{session}settled/")
    expect(other.get_by_text("It was said")).to_be_visible()
    check_all(other, "how it was settled")

    found = exported(other, f"{session}articles/{article.public_id}/exports/")
    rounds = [note["round"] for sentence in found for note in sentence["annotations"]]
    assert sorted(rounds) == ["discussed"] + ["independent"] * 8
    assert [sentence["state"] for sentence in found] == ["unverified", "opinion", "opinion", "unverified"]


def discuss(asks, answers) -> None:
    """One asks the other something; the other sees it as it happens, and answers."""
    asks.keyboard.press("d")
    expect(asks.locator(".discussion textarea").first).to_be_focused()
    asks.keyboard.type("Is that not a forecast?")
    asks.get_by_role("button", name="Say it").press("Enter")
    expect(answers.get_by_text("Is that not a forecast?")).to_be_visible()
    answers.locator(".thread summary").press("Enter")
    answers.locator(".thread textarea").fill("It is.")
    answers.locator(".thread").get_by_role("button", name="Answer").press("Enter")
    expect(asks.get_by_text("It is.")).to_be_visible()


def settle(page, session: str) -> None:
    """By the rule what all agree on, and by key, with a reason, what is left."""
    page.goto(f"{session}adjudication/")
    check_all(page, "adjudication")
    page.get_by_role("button", name="Settle 3 sentences").press("Enter")
    expect(page.get_by_text("1 left, 3 settled")).to_be_visible()
    page.get_by_role("link", name="Begin with the worst disagreement").press("Enter")
    check_all(page, "settling one")
    page.keyboard.press("n")
    expect(page.locator("#id_reason")).to_be_focused()
    page.keyboard.type("It was said")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page.get_by_text("Nothing is open")).to_be_visible()


def exported(page, address: str) -> list[dict[str, Any]]:
    page.goto(address)
    page.get_by_label("Whose tags").select_option("team")
    page.get_by_label("Format").select_option("json")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").press("Enter")
    sentences: list[dict[str, Any]] = json.loads(download.value.path().read_text())["sentences"]
    return sentences
