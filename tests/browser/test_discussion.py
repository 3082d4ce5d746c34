"""Discussing a sentence by keyboard, in two browsers, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looks import PHONE, WIDE, check_all
from tests.factories import make_article, place_of
from warreader.models import Comment

pytestmark = pytest.mark.browser


def test_somebody_is_called_answers_and_the_discussion_is_resolved_all_by_keyboard(desk, read, new_page, sign_in):
    article = make_article(desk.editor)
    asks = read(article=article, viewport=WIDE).at(1).press("j").at(2).press("d")
    box = asks.page.locator("#discussion-2 textarea")
    expect(box).to_be_focused()
    asks.page.keyboard.type(f"Is it so, @{desk.editor.name}?")
    asks.press("Tab", "Tab", "Enter").saved()
    expect(asks.page.locator("#discussion-2 .said")).to_have_text(f"Is it so, @{desk.editor.name}?")
    expect(asks.mark(2).locator(".talk")).to_have_text("1")

    other = sign_in(new_page(viewport=WIDE), desk.editor)
    other.goto(f"/teams/{desk.team.public_id}/articles/")
    other.get_by_role("link", name="Notices 1 unread").press("Enter")
    check_all(other, "notices")
    other.get_by_role("button", name="called you in a discussion").press("Enter")
    answers = read(desk.editor, article, path="sentences/2/", page=other).at(2)
    expect(other.locator("b.badge")).to_have_count(0)
    answers.press("d")
    expect(other.locator("#discussion-2 .thread textarea")).to_be_focused()
    other.keyboard.type("It is: https://example.org/bulletin")
    answers.press("Tab", "Tab", "Enter").saved()
    expect(other.locator("#discussion-2 .said a")).to_have_attribute("rel", "noopener noreferrer nofollow")
    check_all(other, "a discussion")

    # what the other wrote comes by itself
    expect(asks.page.locator("#discussion-2 .said").last).to_have_text("It is: https://example.org/bulletin")
    asks.page.get_by_role("button", name="resolve").press("Enter")
    expect(asks.page.locator("#discussion-2 .resolved summary")).to_have_text("1 resolved")
    expect(asks.mark(2).locator(".talk")).to_have_count(0)
    expect(other.locator("#discussion-2 .resolved summary")).to_have_text("1 resolved")


def test_what_was_typed_stays_until_it_is_sent_whatever_comes_between(desk, read):
    reader = read(viewport=PHONE).at(1).press("d")
    reader.page.keyboard.type("Half a thou")
    reader.press("Escape", "j").at(2).press("k").at(1)
    expect(reader.page.locator("#discussion-1 textarea")).to_have_value("Half a thou")
    check_all(reader.page, "a comment being written")
    reader.press("d")
    reader.page.keyboard.type("ght")
    reader.page.get_by_role("button", name="Say it").click()
    expect(reader.page.locator("#discussion-1 .said")).to_have_text("Half a thought")
    reader.page.locator("#discussion-1").get_by_role("link", name="edit").click()
    box = reader.page.locator("#discussion-1 textarea").first
    expect(box).to_be_focused()
    box.fill("A whole thought")
    reader.page.get_by_role("button", name="Save the change").click()
    expect(reader.page.locator("#discussion-1 .said")).to_have_text("A whole thought")
    reader.page.get_by_role("button", name="delete").click()
    expect(reader.page.locator("#discussion-1 .resolved summary")).to_have_text("1 resolved")
    reader.saved()
    assert list(Comment.objects.values_list("text", flat=True)) == [""]


def test_it_all_works_without_javascript(desk, read, new_page, sign_in, troubles):
    article = make_article(desk.editor)
    place = place_of(desk.annotator, article)
    page = read(article=article, path="sentences/2/", java_script_enabled=False).page
    page.locator("#discussion-2 summary").click()
    page.locator("#discussion-2 textarea").fill("Is it so?")
    page.get_by_label("call somebody").fill("Nobody")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#comment-mention-error")).to_have_text("Nobody in the team has this name.")
    page.get_by_label("call somebody").fill(desk.editor.name)
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#discussion-2 .said")).to_have_text(f"@{desk.editor.name} Is it so?")
    page.get_by_role("link", name="edit").click()
    page.locator("#discussion-2 textarea").first.fill("Is it really so?")
    page.get_by_role("button", name="Save the change").click()
    page.get_by_role("button", name="resolve").click()
    page.locator("#discussion-2 .resolved summary").click()
    page.get_by_role("button", name="open again").click()
    expect(page.locator("#discussion-2 .said")).to_have_text("Is it really so?")
    assert Comment.objects.get(author=place.author).resolved_at is None

    other = sign_in(new_page(java_script_enabled=False), desk.editor)
    other.goto("/notices/")
    other.get_by_role("button", name="called you in a discussion").click()
    expect(other).to_have_url(re.compile(r"/sentences/2/#discussion-2$"))
    troubles.expect("status of 422")
