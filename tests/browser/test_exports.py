"""Exports from the page: a file of each format comes down."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.exports.readers import SUMMARIES, told
from tests.factories import judge, make_article, place_of
from warreader.exports import FORMATS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_each_format_comes_down_and_is_listed(read, desk, name):
    article = make_article(desk.editor)
    judge(place_of(desk.annotator, article), 2, "opinion")
    reader = read(article=article)
    page = reader.page
    page.get_by_role("link", name="export").click()
    page.get_by_label("Format").select_option(name)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    text = told(Path(download.value.path()).read_bytes()).removeprefix("\ufeff")
    assert "opinion" in text
    assert name in SUMMARIES or "Sentence 2 of report" in text
    if name in {"json", "jsonld"}:
        json.loads(text)
    page.reload()
    expect(page.locator("table")).to_contain_text(name)


def test_the_export_follows_the_filter_chosen_on_the_page(read, desk):
    article = make_article(desk.editor)
    judge(place_of(desk.annotator, article), 2, "opinion")
    reader = read(article=article)
    page = reader.page
    page.locator("label.chip.opinion").click()
    expect(page.locator(".mark.dim")).to_have_count(4)
    page.get_by_role("link", name="export").click()
    expect(page.locator("main")).to_contain_text("1 of 5 sentences: opinion")
    expect(page.get_by_label("only what the filter shows")).to_be_checked()


def test_the_library_is_filtered_without_a_reload(read, desk):
    reader = read(article=make_article(desk.editor, title="About tanks"))
    make_article(desk.editor, title="About ships")
    page = reader.page
    page.goto(f"/teams/{desk.team.public_id}/articles/")
    expect(page.locator(".articles li")).to_have_count(2)
    page.locator("#q").fill("tanks")
    expect(page.locator(".articles li")).to_have_count(1)
    assert "q=tanks" in page.url
    assert "source=" not in page.url
    page.locator("#q").fill("nothing like it")
    expect(page.locator("#rows .empty")).to_contain_text("No report fits.")
