"""The whole way with JavaScript off."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_outbox import sign_in_by_form
from tests.factories import judge, make_article, place_of
from warreader.models import Article, Evidence

pytestmark = pytest.mark.browser
OFF = {"java_script_enabled": False}


@pytest.fixture
def off(read):
    """The annotator at an article, with JavaScript off."""
    return read(**OFF)


def test_tags_flags_and_undo_work_by_form(off, troubles):
    off.mark(2).click()
    expect(off.page.locator("#card-title")).to_have_text("Sentence 2 of 5")
    off.page.locator("#t-opinion").click()
    off.shows(s2="opinion")
    expect(off.page.locator("#says")).to_have_text("1 of 5 sentences judged, tagged by you")
    off.page.locator("#f-quoted").click()
    expect(off.page.locator("#f-quoted")).to_have_attribute("aria-pressed", "true")
    assert off.tags() == {2: "opinion"}
    assert off.flags() == {2: ["quoted"]}
    off.page.locator("#f-quoted").click()
    off.page.locator("#t-undo").click()
    off.page.locator("#t-undo").click()
    off.page.locator("#t-undo").click()
    off.shows(s2="open")
    assert off.tags() == {}
    off.page.locator("#t-undo").click()
    expect(off.page.locator("#card [role=alert]")).to_contain_text("nothing left to undo")
    troubles.expect("status of 422")


def test_two_fields_tag_a_range(off):
    off.mark(2).click()
    off.page.get_by_text("Tag a range").click()
    off.page.locator("#card input[name=to]").fill("4")
    off.page.locator("#t-unverified").click()
    off.shows(s1="open", s2="unverified", s3="unverified", s4="unverified", s5="open")
    assert set(off.tags()) == {2, 3, 4}
    off.page.locator("#t-undo").click()
    assert off.tags() == {}


def test_a_stale_tag_is_refused_and_the_present_state_is_shown(off, troubles):
    off.mark(1).click()
    judge(place_of(off.member, off.article), 1, "opinion")
    off.page.locator("#t-unverified").click()
    off.shows(s1="opinion")
    expect(off.page.locator("#card [role=alert]")).to_contain_text("changed elsewhere")
    assert off.tags() == {1: "opinion"}
    troubles.expect("status of 409")


def test_notes_and_evidence_are_written_by_form_and_mistakes_keep_what_was_typed(off, troubles):
    off.mark(1).click()
    off.page.locator("#note-1 summary").click()
    off.page.locator("#note-text").fill("A note.")
    off.page.get_by_role("button", name="Save the note").click()
    assert off.notes() == {1: "A note."}
    off.page.get_by_text("Add a source").click()
    off.page.get_by_label("Quotation").fill("Kept")
    off.page.get_by_role("button", name="Record the evidence").click()
    expect(off.page.locator("#evidence-1 [role=alert]").first).to_contain_text("Give a URL, or a citation.")
    expect(off.page.get_by_label("Quotation")).to_have_value("Kept")
    off.page.get_by_label("or citation").fill("Bulletin 7")
    off.page.get_by_role("button", name="Record the evidence").click()
    expect(off.page.locator("#evidence-1 .source")).to_contain_text("Bulletin 7")
    off.page.get_by_role("link", name="edit").click()
    off.page.get_by_label("or citation").fill("Bulletin 8")
    off.page.get_by_role("button", name="Save the change").click()
    expect(off.page.locator("#evidence-1 .source")).to_contain_text("Bulletin 8")
    off.page.get_by_role("button", name="remove").click()
    expect(off.page.locator("#evidence-1 .source")).to_have_count(0)
    assert not Evidence.objects.exists()
    troubles.expect("status of 422")


def test_the_filter_and_the_way_to_the_next_sentence_are_links_and_forms(read, desk):
    article = make_article(desk.editor)
    judge(place_of(desk.annotator, article), 1, "opinion")
    off = read(article=article, **OFF)
    off.page.locator("label.chip.opinion").click()
    off.page.get_by_role("button", name="Show").click()
    expect(off.page.locator(".mark.dim")).to_have_count(4)
    off.page.get_by_role("link", name="next to judge").click()
    expect(off.page.locator("#card-title")).to_have_text("Sentence 2 of 5")
    expect(off.page.locator(".mark.dim")).to_have_count(4)
    off.page.get_by_role("link", name=re.compile("^All")).click()
    expect(off.page.locator(".mark.dim")).to_have_count(0)


def test_a_report_is_added_with_a_preview_and_a_corrected_kind(desk, new_page):
    page = new_page(**OFF)
    page.goto("/accounts/login/")
    sign_in_by_form(page, desk.editor)
    page.get_by_role("link", name="Add reports").click()
    page.get_by_role("textbox", name="Text").fill(
        "Tanks cross the river\n\nThe army crossed it. Nobody saw it.\n\nA last word."
    )
    page.get_by_role("button", name="Look at its sentences").click()
    expect(page.locator("ol.sentences > li")).to_have_count(4)
    assert not Article.objects.exists()
    page.get_by_label("Source").fill("The Herald")
    page.get_by_label("Kind of sentence 4").select_option("boilerplate")
    page.get_by_role("button", name="Divide sentence 2").click()
    page.get_by_role("button", name="Divide before “crossed").click()
    expect(page.locator("ol.sentences > li")).to_have_count(5)
    page.get_by_role("button", name="Join sentence 2 with the next").click()
    expect(page.locator("ol.sentences > li")).to_have_count(4)
    page.get_by_role("button", name="Save the report").click()
    expect(page.locator("#text h1")).to_contain_text("Tanks cross the river")
    expect(page.locator("p.boilerplate")).to_contain_text("A last word.")
    expect(page.locator("#text .meta")).to_contain_text("The Herald · published: undated")


def test_an_export_is_downloaded(off):
    off.page.get_by_role("link", name="export").click()
    off.page.get_by_label("Format").select_option("csv")
    with off.page.expect_download() as download:
        off.page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.endswith(".csv")
