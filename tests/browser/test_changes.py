"""Later texts in the browser: another look, a lost place put right, a sentence divided; without JavaScript, too."""

import re

import pytest
from playwright.sync_api import expect

from tests.actions.test_revisions import revise
from tests.browser.looks import WIDE, check_all
from tests.browser.test_outbox import sign_in_by_form
from tests.factories import hold_session, judge, make_article, place_of
from warreader.models import Annotation, Article, LostPlace

pytestmark = pytest.mark.browser

FIRST = "It rained on Monday near the river."
LINES = (FIRST, "Four people died.The mayor was furious.", "Nobody saw the tanks leave town.")
LATER = (FIRST, "Five people died.The mayor was furious.", "More is not known at this time.")


@pytest.fixture
def article(desk) -> Article:
    """A report whose second sentence was changed and whose third is gone after people judged them."""
    article = make_article(desk.editor, *LINES)
    for member in (desk.annotator, desk.editor):
        judge(place_of(member, article), 2, "unverified")
        judge(place_of(member, article), 3, "opinion", note="Says who?")
    revise(article, *LATER)
    return article


def kept(member, article) -> dict[int, tuple[str, bool]]:
    revision = Article.objects.get(pk=article.pk).revision
    rows = Annotation.objects.filter(author=member, sentence__revision=revision)
    return {one.sentence.ordinal: (one.tag, one.look_again) for one in rows.select_related("sentence")}


def test_what_changed_is_looked_at_again_and_a_lost_place_is_put_right(desk, article, new_page, sign_in, troubles):
    page = sign_in(new_page(viewport=WIDE), desk.annotator)
    page.goto(f"/articles/{article.public_id}/")
    expect(page.locator(".in-session")).to_contain_text("1 sentence changed, 1 new, 1 gone")
    expect(page.locator("#m2")).to_have_accessible_name(re.compile("to be looked at again"))
    page.get_by_text("Look again 1").click()
    expect(page.locator("#says")).to_contain_text("1 of 3 sentences: to be looked at again")
    page.locator("#s2").click()
    expect(page.locator("#again-2 del")).to_contain_text("Four")
    check_all(page, "another look")
    page.locator("#t-still").press("Enter")
    expect(page.locator("#m2 .again")).to_have_count(0)
    expect(page.locator("#again-2")).to_be_empty()
    expect(page.locator("#t-unverified")).to_have_attribute("aria-pressed", "true")
    assert kept(desk.annotator, article) == {2: ("unverified", False)}
    page.keyboard.press("z")
    expect(page.locator("#m2 .again")).to_have_count(1)
    page.locator("#t-verified").press("Enter")
    expect(page.locator("#m2 .again")).to_have_count(0)

    page.goto(f"/articles/{article.public_id}/")
    page.get_by_role("link", name="2 lost places").press("Enter")
    check_all(page, "lost places")
    page.get_by_role("button", name="Put it there").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choose a sentence")
    troubles.expect("422")
    page.locator("[name=other]").fill("3")
    page.get_by_role("button", name="Put it there").press("Enter")
    expect(page.locator(".case")).to_have_count(1)
    assert LostPlace.objects.get(author=desk.annotator).placed.ordinal == 3
    assert kept(desk.annotator, article)[3] == ("opinion", True)
    page.get_by_role("link", name="all texts").press("Enter")
    check_all(page, "texts")
    page.get_by_role("link", name="compare with text 1").press("Enter")
    expect(page.locator("#s2 ins")).to_contain_text("Five")
    check_all(page, "difference")


def test_a_sentence_is_divided_at_the_caret_and_by_a_word(desk, article, new_page, sign_in):
    page = sign_in(new_page(viewport=WIDE), desk.editor)
    page.goto(f"/articles/{article.public_id}/revisions/2/sentences/2/")
    page.get_by_text("Kind: body").click()
    page.get_by_role("link", name="divide it, or join it with the next").press("Enter")
    check_all(page, "divide or join")
    page.locator(".pieces label", has_text="mayor").dblclick()
    expect(page.locator("[name=after]")).to_have_value("21")
    page.locator(".pieces label", has_text="The").click()
    expect(page.locator("[name=after]")).to_have_value("")
    page.get_by_role("button", name="Divide it there").press("Enter")
    expect(page.locator("#s2")).to_contain_text("Five people died.")
    expect(page.locator("#s3")).to_contain_text("The mayor was furious.")
    assert kept(desk.editor, article) == {2: ("unverified", True), 3: ("unverified", True)}


def test_without_javascript_all_of_it_works(desk, article, new_page):
    session = hold_session(desk.editor, desk.annotator, articles=[make_article(desk.editor, *LINES[:2])], mode="open")
    page = new_page(viewport=WIDE, java_script_enabled=False)
    page.goto(f"/articles/{article.public_id}/revisions/2/sentences/2/")
    sign_in_by_form(page, desk.editor)
    page.locator("#t-still").click()
    expect(page.locator("#m2 .again")).to_have_count(0)
    page.get_by_role("link", name="2 lost places").click()
    page.locator(".case").first.get_by_role("button", name="It belongs nowhere any more").click()
    expect(page.locator(".case")).to_have_count(1)
    page.goto(f"/articles/{article.public_id}/revisions/2/sentences/1/correction/")
    page.get_by_role("button", name="Make them one").click()
    expect(page.locator("#s1")).to_contain_text("Five people died.")
    part = session.articles.select_related("article").get()
    revise(part.article, *LATER[:2])
    page.goto(f"/sessions/{session.public_id}/assignments/")
    page.get_by_role("link", name="look, and move the session").click()
    page.get_by_role("button", name="Move it to text 2").click()
    expect(page.locator(".messages")).to_contain_text("The session judges the later text now.")
    part.refresh_from_db()
    assert part.revision.number == 2
