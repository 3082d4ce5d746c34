"""Steering a session, its charts, and figures that are worked out beside their page."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.looks import WIDE, check_all
from tests.factories import hold_session, judge, make_article, place_of, settle_and_comment
from tests.tasks import queued, work
from warreader.actions.sessions import reveal

pytestmark = pytest.mark.browser


@pytest.fixture
def session(desk, mate):
    """A blind one of two articles, begun."""
    articles = [make_article(desk.editor, length=42, title="A report of the eastern front " * 3) for _ in range(2)]
    session = hold_session(desk.editor, desk.annotator, mate, articles=articles)
    for member, tags in ((desk.annotator, ("verified", "opinion")), (mate, ("unverified", "opinion"))):
        for ordinal, tag in enumerate(tags, 1):
            judge(place_of(member, articles[0], session), ordinal, tag)
    return session


def test_an_editor_steers_a_session_by_keyboard(desk, session, new_page, sign_in, troubles):
    page = sign_in(new_page(viewport=WIDE), desk.editor)
    page.goto(f"/sessions/{session.public_id}/")
    check_all(page, "progress of a concealed session")
    page.get_by_role("link", name="Who judges what").press("Enter")
    check_all(page, "who judges what")
    first = page.get_by_role("checkbox").first
    first.press("Space")
    page.get_by_role("button", name="Have them judge these").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("have begun to judge")
    check_all(page, "asked once more")
    page.get_by_label("Take it from them all the same").press("Space")
    page.get_by_role("button", name="Have them judge these").press("Enter")
    expect(page.get_by_text("Who judges what is changed.")).to_be_visible()
    expect(page.get_by_role("checkbox").first).not_to_be_checked()
    page.get_by_role("link", name="change the session").press("Enter")
    page.get_by_label("Guideline").fill("Judge **slowly**.")
    page.get_by_role("button", name="Change the session").press("Enter")
    page.locator("summary", has_text="Evidence and adjudication").press("Enter")
    page.locator("summary", has_text="Delete the session").press("Enter")
    check_all(page, "terms, asked once more")
    page.get_by_label("Change the guideline all the same").press("Space")
    page.get_by_role("button", name="Change the session").press("Enter")
    expect(page.get_by_text("The session is changed.")).to_be_visible()
    page.locator("summary", has_text="By which the sentences are judged").press("Enter")
    expect(page.locator(".guideline strong")).to_have_text("slowly")
    troubles.expect("422")


def test_figures_come_to_the_page_when_they_are_there_and_charts_show_them(desk, session, new_page, sign_in):
    reveal(member=desk.editor, session=session, action=uuid4())
    page = sign_in(new_page(viewport=WIDE), desk.viewer)
    page.goto(f"/sessions/{session.public_id}/agreement/")
    expect(page.get_by_text("The figures are being worked out.")).to_be_visible()
    check_all(page, "figures are worked out")
    with queued:
        work()
    expect(page.get_by_role("heading", name="Where people disagree")).to_be_visible()
    settle_and_comment(place_of(desk.editor, session.articles.first().article, session))
    page.goto(f"/sessions/{session.public_id}/")
    for name in ("Tags by report", "Agreement by report", "Settled by report"):
        expect(page.get_by_role("img", name=name)).to_be_visible()
    page.locator(".charted .behind summary").first.press("Enter")
    check_all(page, "charts of a revealed session")
