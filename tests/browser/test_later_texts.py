"""A page whose report gets a later text while somebody reads it."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.factories import draft, make_article
from warreader.actions.articles import Details
from warreader.actions.revisions import add_revision
from warreader.models import Annotation

pytestmark = pytest.mark.browser
LINES = ("Tanks moved at dawn.", "Nobody saw where they went.", "Two bridges fell.")


@pytest.fixture(autouse=True)
def _expected(troubles):
    """The browser itself notes down requests that fail or are refused; that is what is tried here."""
    yield
    troubles.expect("net::ERR_", "status of 409")


@pytest.fixture
def article(desk):
    return make_article(desk.editor, *LINES)


def revise(article) -> None:
    later = draft("A new first line.", *LINES)
    add_revision(member=article.added_by, article=article, draft=later, details=Details(""), action=uuid4())


def stored() -> list[tuple[int, int, str]]:
    return list(Annotation.objects.values_list("sentence__revision__number", "sentence__ordinal", "tag"))


def test_what_is_done_on_the_old_page_changes_nothing_and_what_was_written_can_be_read(read, article):
    reader = read(article=article).at(1)
    page = reader.page
    reader.press("n")
    page.keyboard.type("Long thoughts.")
    revise(article)
    expect(reader.status()).to_contain_text("The report has a later text.")
    page.get_by_role("button", name="Save the note").click()
    expect(reader.status()).to_contain_text("this was not saved. What you wrote: “Long thoughts.”")
    reader.saved().press("Escape", "1").saved().shows(s1="open")
    assert stored() == []
    page.reload()
    reader.press("2").shows(s1="unverified").saved()
    assert stored() == [(2, 1, "unverified")]
    page.locator(".chip.opinion").click()
    expect(page).to_have_url(re.compile(rf"/articles/{article.public_id}/\?state=opinion"))

    with page.expect_response(re.compile(r"/revisions/1/live/")):
        page.goto(f"/articles/{article.public_id}/revisions/1/")
    page.wait_for_timeout(200)
    expect(reader.status()).to_be_empty()


def test_what_waited_for_the_connection_is_refused_and_said(read, article):
    reader = read(article=article).at(1)
    reader.page.context.set_offline(True)
    reader.press("1", "k", "2").unsaved(2)
    revise(article)
    reader.page.context.set_offline(False)
    reader.saved().shows(s1="open", s2="open")
    expect(reader.status()).to_contain_text("text has changed")
    assert stored() == []
