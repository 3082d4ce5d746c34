"""Exports from the page: a file of each format comes down."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.looks import WIDE, check_all
from tests.browser.test_pages import LONG_TITLE
from tests.exports.readers import SUMMARIES, parts_of, told
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
    assert name in {*SUMMARIES, "jsonl-offsets"} or "Sentence 2 of report" in text
    if name in {"json", "jsonld"}:
        json.loads(text)
    page.reload()
    expect(page.locator("table")).to_contain_text(str(FORMATS[name].label))


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
    page.get_by_label("About ships").press("Space")
    expect(page.locator("#ticked")).to_have_text("Ticked: 1")
    page.locator("#q").fill("tanks")
    expect(page.locator(".articles li")).to_have_count(1)
    assert "q=tanks" in page.url
    assert "source=" not in page.url
    page.get_by_role("button", name="Tick all on this page").click()
    expect(page.locator("#ticked")).to_have_text("Ticked: 2")
    page.locator("#q").fill("nothing like it")
    page.locator("#q").press("Enter")
    expect(page.locator("#rows .empty")).to_contain_text("No report fits.")
    expect(page.locator("#q")).to_be_focused()
    page.get_by_role("button", name="Export the ticked").click()
    expect(page.locator(".chosen li")).to_have_text(["About ships", "About tanks"])
    page.go_back()
    expect(page.locator("#ticked")).to_have_text("Ticked: 2")


def test_several_reports_come_down_in_one_zip_without_javascript(desk, new_page, sign_in):
    for number in range(3):
        judge(place_of(desk.annotator, make_article(desk.editor, title=f"About tanks {number}")), 2, "opinion")
    page = sign_in(new_page(viewport=WIDE, java_script_enabled=False), desk.viewer)
    page.goto(f"/teams/{desk.team.public_id}/articles/")
    page.get_by_label("About tanks 1").check()
    page.get_by_label("Words in title or text").fill("tanks")
    page.get_by_role("button", name="Show").click()
    page.get_by_label("About tanks 2").check()
    page.get_by_role("button", name="Export the ticked").click()
    page.get_by_label("Text for any editor (Markdown)").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    names = parts_of(Path(download.value.path()).read_bytes())
    assert sum(name.startswith("md/") for name in names) == 2
    assert {"jsonl/sentences.jsonl", "manifest.json", "datasheet.md"} <= names.keys()


def test_the_page_of_several_reports_fits_every_look(desk, new_page, sign_in):
    article = make_article(desk.editor, title=LONG_TITLE)
    page = sign_in(new_page(viewport=WIDE), desk.viewer)
    page.goto(f"/teams/{desk.team.public_id}/exports/?article={article.public_id}&article={uuid4()}")
    check_all(page, "export of several reports")
