"""What is published, in a browser: with and without JavaScript, light and dark, wide and on a phone."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.looks import WIDE, check_all
from tests.publications import ASKED, make_world
from warreader.actions.publishing import correct, withdraw
from warreader.models import Publication

pytestmark = pytest.mark.browser


@pytest.fixture
def world(site):
    """A settled article."""
    return make_world()


def test_an_editor_publishes_without_javascript_what_anybody_then_reads(world, new_page, sign_in, troubles):
    editor, reader = (new_page(viewport=WIDE, java_script_enabled=False) for _ in range(2))
    sign_in(editor, world.desk.editor)
    editor.goto(f"/articles/{world.article.public_id}/publications/")
    editor.get_by_role("link", name="Publish this report").click()
    editor.get_by_label("why each sentence was settled so").check()
    editor.get_by_role("button", name="Show what will be public").click()
    expect(editor.get_by_role("region", name="This will be public")).to_contain_text("canary-reason")
    for name in ("prisoners", "private", "graphic"):
        editor.locator(f"input[name={name}][value=none]").check()
    preview = editor.locator(".preview .reading .text").inner_html()
    editor.get_by_role("button", name="Publish", exact=True).click()
    expect(editor.get_by_role("heading", name="Published", exact=True)).to_be_visible()
    reader.goto(editor.get_by_role("link", name="Open the page").get_attribute("href"))
    assert reader.locator(".reading .text").inner_html() == preview
    reader.locator("#s1 a.mark").click()
    expect(reader.locator("#n1")).to_contain_text("canary-reason")
    assert reader.context.cookies() == []


def test_its_pages_are_accessible_and_fit(world, new_page, sign_in, troubles):
    page = new_page(viewport=WIDE)
    publication = world.publish(**dict.fromkeys(ASKED, True), answers={"graphic": "It matters."})
    here = {"place": world.place, "publication": publication}
    correct(**here, release=world.release(**dict.fromkeys(ASKED, True)), correction="The date.", action=uuid4())
    gone: Publication = world.publish()
    withdraw(place=world.place, publication=gone, reason="It named a prisoner.", action=uuid4())
    page.goto(f"/published/{publication.token}/")
    check_all(page, "published")
    page.goto(f"/published/{gone.token}/")
    check_all(page, "withdrawn")
    troubles.expect("410")
    sign_in(page, world.desk.editor)
    page.goto(f"/articles/{world.article.public_id}/publications/")
    page.get_by_text("Withdraw", exact=True).first.click()
    check_all(page, "publications")
    page.goto(f"/teams/{world.desk.team.public_id}/publications/")
    check_all(page, "publications of a team")
    page.goto(f"/articles/{world.article.public_id}/publications/{publication.public_id}/correction/")
    check_all(page, "correction")
