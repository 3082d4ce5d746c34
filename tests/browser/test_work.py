"""An open session shared out, and a class that practises, by keyboard; without finding of axe-core."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.looks import WIDE, check_all
from tests.factories import hold_session, judge, make_article, place_of
from warreader.actions.classes import name_key
from warreader.actions.sessions import reveal
from warreader.actions.work import take

pytestmark = pytest.mark.browser


def test_sentences_are_taken_in_the_card_and_in_the_list(desk, mate, new_page, sign_in, troubles):
    article = make_article(desk.editor, length=3)
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article], mode="open")
    take(place=place_of(mate, article, session), ordinal=1, action=uuid4())
    page = sign_in(new_page(viewport=WIDE), desk.annotator)
    page.goto(f"/sessions/{session.public_id}/articles/{article.public_id}/sentences/2/")
    expect(page.locator("#m1")).to_contain_text(f"being checked by {mate.name}")
    page.get_by_role("button", name="I check this").press("Enter")
    expect(page.locator("#m2")).to_contain_text(f"being checked by {desk.annotator.name}")
    page.get_by_role("button", name="key sentence").press("Enter")
    said = f"Sentence 2, not judged, key sentence, being checked by {desk.annotator.name}"
    expect(page.locator("#m2")).to_have_accessible_name(said)
    check_all(page, "work in the card")

    session.needs_evidence = session.needs_second = True
    session.save()
    page.locator("#t-verified").press("Enter")
    expect(page.locator("#mates-2")).to_contain_text("needs a second person")
    page.get_by_role("button", name="I have finished this report").press("Enter")
    expect(page.get_by_role("link", name="sentence 2", exact=True)).to_be_visible()
    troubles.expect("422")
    check_all(page, "a report that lacks evidence")
    page.goto(f"/sessions/{session.public_id}/")
    page.get_by_role("link", name="Work list").press("Enter")
    rows = page.locator(".tasks tbody tr")
    expect(rows).to_have_count(3)
    check_all(page, "work list")
    rows.nth(1).get_by_role("button", name="leave it to others").press("Enter")
    expect(rows.nth(1)).not_to_contain_text("being checked by you")
    expect(rows.nth(1).get_by_role("button", name="key sentence")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("key sentences").check()
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?key=1"))
    rows.first.get_by_role("button", name="I check this").press("Enter")
    expect(rows.first).to_contain_text("being checked by you until")
    expect(rows).to_have_count(1)


def test_a_class_practises_and_stands_against_the_key(desk, new_page, sign_in):
    article = make_article(desk.editor, length=2)
    session = hold_session(desk.owner, desk.annotator, articles=[article])
    part = session.articles.select_related("session", "article").get()
    name_key(member=desk.editor, part=part, practice=True, action=uuid4())
    judge(place_of(desk.editor, article, session), 1, "opinion", note="It cannot be settled.")
    page = sign_in(new_page(viewport=WIDE), desk.annotator)
    page.goto(f"/sessions/{session.public_id}/articles/{article.public_id}/")
    page.locator("#s1").focus()
    page.keyboard.press("2")
    expect(page.locator("#mates-1")).to_contain_text("It cannot be settled.")
    expect(page.locator("#card-title")).to_contain_text("Sentence 1")
    check_all(page, "practice")
    steer = sign_in(new_page(viewport=WIDE), desk.editor)
    steer.goto(f"/sessions/{session.public_id}/")
    steer.locator("summary", has_text="Keys for a class").press("Enter")
    expect(steer.get_by_label("My annotation is")).to_have_value("practice")
    check_all(steer, "keys for a class")
    reveal(member=desk.owner, session=session, action=uuid4())
    page.goto(f"/sessions/{session.public_id}/")
    page.get_by_role("link", name="Against the key").press("Enter")
    expect(page.get_by_text("0.00 (0/1)")).to_be_visible()
    check_all(page, "against the key")
