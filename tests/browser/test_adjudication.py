"""Settling by keyboard, and without JavaScript; the pages around it are accessible and fit."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looks import WIDE, check_all
from tests.factories import hold_session, judge, make_article, place_of, support
from warreader.models import Adjudication, AnnotationSession

pytestmark = pytest.mark.browser


@pytest.fixture
def session(desk, mate) -> AnnotationSession:
    """An open session of one article: people differ on the first two of its four sentences."""
    article = make_article(desk.editor, length=4)
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article], mode="open")
    for person, tags in ((desk.annotator, ["opinion"] * 4), (mate, ["verified", "nothing", "opinion", "opinion"])):
        for ordinal, tag in enumerate(tags, 1):
            judge(place_of(person, article, session), ordinal, tag, note="Why", flags={"loaded": True})
    support(place_of(mate, article, session), 1)
    return session


def outcomes() -> dict[int, str]:
    return dict(Adjudication.objects.order_by("pk").values_list("sentence__ordinal", "outcome"))


def title(page):
    return page.locator("#item-title")


def test_an_editor_settles_by_keyboard(desk, session, new_page, sign_in, troubles):
    page = sign_in(new_page(viewport=WIDE), desk.editor)
    page.goto(f"/sessions/{session.public_id}/")
    page.get_by_role("link", name="Settle what people disagree on").press("Enter")
    check_all(page, "to settle")
    page.get_by_role("link", name="Begin with the worst").press("Enter")
    expect(title(page)).to_contain_text("Sentence 1")
    check_all(page, "one to settle")
    page.keyboard.press("j")
    expect(title(page)).to_contain_text("Sentence 2")
    expect(page).to_have_title(re.compile("^Settle sentence 2 of "))
    page.keyboard.press("k")
    expect(title(page)).to_contain_text("Sentence 1")
    page.keyboard.press("n")
    page.keyboard.type("1 of them has seen it")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(title(page)).to_contain_text("Sentence 2")
    assert page.url.endswith("/2/")
    page.keyboard.press("0")
    expect(title(page)).to_contain_text("Sentence 3")
    page.keyboard.press("m")
    expect(title(page)).to_contain_text("Sentence 4")
    assert outcomes() == {1: "verified", 2: "none", 3: "wanted"}
    page.keyboard.press("z")
    expect(title(page)).to_contain_text("Sentence 3")
    assert outcomes() == {1: "verified", 2: "none"}
    page.go_back()
    expect(title(page)).to_contain_text("Sentence 4")

    page.get_by_role("link", name="all that is to be settled").press("Enter")
    expect(page.get_by_text("2 left, 2 settled, of 4 sentences.")).to_be_visible()
    page.get_by_role("button", name="Settle 2 sentences").press("Enter")
    expect(page.get_by_text("2 sentences settled by the rule.")).to_be_visible()
    page.get_by_role("button", name="Take it back").press("Enter")
    expect(page.get_by_text("Taken back for 2 sentences.")).to_be_visible()
    page.goto(f"/sessions/{session.public_id}/settled/")
    expect(page.get_by_text("1 of them has seen it")).to_be_visible()
    check_all(page, "how it was settled")
    article = session.articles.get().article.public_id
    page.goto(f"/articles/{article}/verdict/")
    check_all(page, "verdict")
    page.goto(f"/sessions/{session.public_id}/articles/{article}/sentences/1/?whose=team")
    expect(page.locator("#m1")).to_have_accessible_name("Sentence 1, verified, settled, 1 said otherwise")
    check_all(page, "a settled sentence")


def test_what_is_stale_is_shown_as_it_stands(desk, session, new_page, sign_in, troubles):
    page = sign_in(new_page(viewport=WIDE), desk.editor)
    article = session.articles.get().article
    page.goto(f"/sessions/{session.public_id}/adjudication/{article.public_id}/1/")
    page.locator("[name=base]").evaluate("(field) => { field.value = 'ffffffff'; }")
    page.keyboard.press("3")
    expect(page.locator("#item-says")).to_contain_text("settled elsewhere in the meantime")
    page.keyboard.press("z")
    expect(page.locator("#item-says")).to_contain_text("You have settled nothing here")
    troubles.expect("status of 409", "status of 422")
    assert outcomes() == {}


def test_without_javascript_it_settles_all_the_same(desk, session, new_page, sign_in):
    page = sign_in(new_page(viewport=WIDE, java_script_enabled=False), desk.editor)
    article = session.articles.get().article
    page.goto(f"/sessions/{session.public_id}/adjudication/{article.public_id}/1/")
    page.get_by_label("Reason").fill("Seen")
    page.get_by_role("button", name="Verified").first.click()
    expect(title(page)).to_contain_text("Sentence 2")
    page.get_by_role("button", name="Take back your last").click()
    expect(title(page)).to_contain_text("Sentence 1")
    assert outcomes() == {}
