"""The card: notes, evidence, drafts, and whose card it is."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reader import hold, hold_answer
from tests.factories import judge, make_article, place_of, support
from warreader.models import Evidence

pytestmark = pytest.mark.browser
CARDS = re.compile(r"/sentences/\d+/(\?.*)?$")


@pytest.fixture(autouse=True)
def _expected(troubles):
    yield
    troubles.expect("status of 422", "status of 409")


def write(reader, text: str):
    """Type a note for the current sentence, without saving it."""
    reader.press("n")
    expect(reader.page.locator("#note-text")).to_be_focused()
    reader.page.keyboard.type(text)
    return reader


def test_a_note_is_written_by_key_and_saved(read):
    reader = write(read().at(1), "Who says so? 1 2 3 x z")
    reader.page.get_by_role("button", name="Save the note").click()
    expect(reader.mark(1)).to_have_class(re.compile("note"))
    reader.saved()
    assert reader.notes() == {1: "Who says so? 1 2 3 x z"}
    assert reader.tags() == {1: ""}
    reader.open("sentences/1/")
    expect(reader.page.locator("#note-text")).to_have_value("Who says so? 1 2 3 x z")


def test_a_note_saved_after_tags_of_the_same_sentence_is_no_conflict(read):
    reader = read().at(1)
    reader.page.locator("#t-opinion").click()
    reader.saved().press("q").saved()
    write(reader, "One")
    reader.page.get_by_role("button", name="Save the note").click()
    reader.saved()
    reader.page.locator("#t-unverified").click()
    reader.saved()
    reader.page.locator("#note-text").fill("Two")
    reader.page.get_by_role("button", name="Save the note").click()
    reader.saved()
    expect(reader.status()).to_have_text("Saved")
    assert reader.notes() == {1: "Two"}


def test_n_right_after_a_step_opens_the_note_of_the_new_sentence(read):
    reader = write(read().at(1).press("j"), "Second")
    reader.page.get_by_role("button", name="Save the note").click()
    reader.saved()
    assert reader.notes() == {2: "Second"}


def test_a_card_that_comes_late_does_not_replace_a_newer_one(read):
    reader = read().at(1)
    let_go = hold(reader.page, re.compile(r"/sentences/2/(\?.*)?$"))
    with reader.page.expect_request(re.compile(r"/sentences/2/")):
        reader.press("j")
    reader.press("j").at(3)
    let_go()
    reader.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    reader.at(3)
    expect(reader.page.locator("#note-3")).to_have_count(1)


def test_while_the_card_is_on_its_way_tags_are_for_the_current_sentence_and_notes_wait(read):
    reader = read().at(1)
    let_go = hold(reader.page, CARDS)
    reader.press("j")
    expect(reader.page.locator("#card-title")).to_have_text("Sentence 2 of 5")
    expect(reader.page.locator("#note-1")).to_have_attribute("inert", "")
    reader.page.locator("#t-opinion").click()
    reader.shows(s1="open", s2="opinion").saved()
    let_go()
    reader.at(2)
    expect(reader.page.locator("#note-2")).not_to_have_attribute("inert", "")
    assert reader.tags() == {2: "opinion"}


def test_what_was_typed_stays_with_its_sentence_until_it_is_saved(read):
    reader = write(read().at(1), "Half a thought").press("Escape").focused(1)
    write(reader.press("j"), "Another").press("Escape").press("k").at(1)
    note = reader.page.locator("#note-text")
    expect(note).to_have_value("Half a thought")
    reader.page.reload()
    reader.at(1)
    expect(note).to_have_value("Half a thought")
    reader.page.get_by_role("button", name="Save the note").click()
    reader.saved()
    assert reader.notes() == {1: "Half a thought"}
    note.fill("")
    reader.page.get_by_role("button", name="Save the note").click()
    reader.saved().press("Escape", "j").at(2)
    expect(note).to_have_value("Another")
    reader.press("k").at(1)
    expect(note).to_have_value("")
    assert reader.notes() == {}


def test_a_draft_never_writes_over_a_note_that_came_in_between(read, desk):
    reader = write(read().at(1), "Draft").press("Escape", "j").at(2)
    judge(place_of(desk.annotator, reader.article), 1, None, note="From the other device")
    reader.press("k").at(1)
    expect(reader.page.locator("#note-text")).to_have_value("Draft")
    reader.page.get_by_role("button", name="Save the note").click()
    expect(reader.page.locator("#note-1 [role=alert]")).to_contain_text("From the other device")
    assert reader.notes() == {1: "From the other device"}


def test_evidence_is_recorded_and_makes_verified_solid(read):
    reader = read().at(1).press("1", "k").at(1).saved().shows(s1="hollow").press("e")
    expect(reader.page.locator("#evidence-1 input[name=url]")).to_be_focused()
    reader.page.keyboard.type("example.org/report")
    reader.page.get_by_label("Quotation").fill("On 4 May, ...")
    reader.page.get_by_label("Date seen").fill("2026-05-04")
    reader.page.get_by_role("button", name="Record the evidence").click()
    reader.shows(s1="verified").saved()
    expect(reader.page.locator("#evidence-1 .source")).to_contain_text("https://example.org/report")
    expect(reader.page.locator("#evidence-1 .source")).to_contain_text("4 May 2026")
    assert Evidence.objects.get().quotation == "On 4 May, ..."
    reader.page.get_by_role("button", name="remove").click()
    reader.shows(s1="hollow").saved()
    reader.press("Escape", "z").shows(s1="verified").saved()
    expect(reader.page.locator("#evidence-1 .source")).to_have_count(1)


def test_evidence_is_changed_in_its_place(read, desk):
    article = make_article(desk.editor)
    support(place_of(desk.annotator, article), 1, "Bulletin 7")
    reader = read(article=article).at(1)
    reader.page.get_by_role("link", name="edit").click()
    reader.page.get_by_label("or citation").fill("Bulletin 8")
    reader.page.get_by_role("button", name="Save the change").click()
    expect(reader.page.locator("#evidence-1 .source")).to_contain_text("Bulletin 8")
    reader.saved()
    assert Evidence.objects.get().citation == "Bulletin 8"


def test_evidence_with_mistakes_comes_back_with_them_beside_the_fields_and_all_that_was_typed(read):
    reader = read().at(1).press("e")
    reader.page.keyboard.type("not an address")
    reader.page.get_by_label("Quotation").fill("Kept")
    reader.page.get_by_role("button", name="Record the evidence").click()
    url = reader.page.locator("#evidence-1 input[name=url]")
    expect(
        reader.page.locator(".field", has=reader.page.locator("input[name=url]")).locator(".error")
    ).to_contain_text("valid URL")
    expect(url).to_have_value("not an address")
    expect(reader.page.get_by_label("Quotation")).to_have_value("Kept")
    expect(reader.status()).to_have_class("bad")
    url.fill("https://example.org")
    reader.page.get_by_role("button", name="Record the evidence").click()
    expect(reader.page.locator("#evidence-1 .source")).to_contain_text("https://example.org")
    reader.saved()
    assert Evidence.objects.get().quotation == "Kept"


def test_what_was_refused_for_a_sentence_that_the_reader_has_left_waits_in_its_card(read):
    reader = read().at(1)
    let_go = hold(reader.page)
    reader.press("e")
    reader.page.keyboard.type("not an address")
    reader.page.get_by_role("button", name="Record the evidence").click()
    reader.press("Escape", "j").at(2)
    let_go()
    expect(reader.status()).to_contain_text("valid URL")
    reader.page.get_by_role("link", name="Look at it").click()
    reader.at(1)
    expect(reader.page.locator("#evidence-1 input[name=url]")).to_have_value("not an address")


def test_a_sign_that_is_pressed_by_key_leads_to_its_card_and_escape_leads_back(read):
    reader = read().at(1)
    reader.press("j").at(2).focused(2).press("Tab")
    expect(reader.mark(2)).to_be_focused()
    reader.press("Enter")
    expect(reader.page.locator("#card-title")).to_be_focused()
    reader.press("Escape").focused(2)


def test_tab_goes_from_the_sentence_over_its_sign_to_the_card(read):
    reader = read().at(1).press("j").at(2).press("Tab", "Tab")
    assert reader.page.evaluate("Boolean(document.activeElement.closest('#card'))")


def test_the_arrows_of_the_card_step_and_keep_the_focus(read):
    reader = read().at(1)
    on = reader.page.get_by_role("link", name="Next sentence")
    on.click()
    reader.at(2)
    expect(on).to_be_focused()
    reader.press("Enter").at(3)
    expect(on).to_be_focused()


def test_an_editor_corrects_kinds_for_a_range(read, desk):
    reader = read(desk.editor).at(1).press("j").at(2)
    reader.page.get_by_text("Kind: body").click()
    reader.page.locator("#card select[name=kind]").select_option("caption")
    reader.page.get_by_label("through sentence", exact=True).fill("3")
    reader.page.get_by_role("button", name="Correct").click()
    expect(reader.page.locator("p.caption")).to_have_count(2)
    reader.saved().at(2)
    reader.press("Escape", "z")
    expect(reader.page.locator("p.caption")).to_have_count(0)


def test_a_card_asked_for_before_a_flag_was_saved_shows_the_flag(read):
    reader = read().at(1)
    let_go = hold_answer(reader.page, CARDS)
    with reader.page.expect_request(CARDS):
        reader.press("j")
    reader.press("q").saved()
    let_go()
    reader.at(2)
    expect(reader.page.locator("#f-quoted")).to_have_attribute("aria-pressed", "true")


def test_a_source_half_typed_is_still_there_after_another_was_looked_at(read, desk):
    article = make_article(desk.editor)
    support(place_of(desk.annotator, article), 1, "Old bulletin")
    reader = read(article=article).at(1).press("e")
    reader.page.get_by_label("Quotation").fill("Half a quotation")
    reader.page.get_by_role("link", name="edit").click()
    expect(reader.page.get_by_label("or citation")).to_have_value("Old bulletin")
    expect(reader.page.get_by_label("URL")).to_be_focused()
    reader.page.get_by_label("Quotation").fill("Half a change")
    reader.press("Escape", "j").at(2).press("k").at(1)
    expect(reader.page.get_by_label("Quotation")).to_have_value("Half a quotation")
    reader.page.get_by_role("link", name="edit").click()
    expect(reader.page.get_by_label("Quotation")).to_have_value("Half a change")
    reader.page.get_by_role("link", name="leave as it is").click()
    expect(reader.page.get_by_label("Quotation")).to_have_value("Half a quotation")


def test_what_was_typed_and_taken_away_again_stays_away(read):
    reader = write(read().at(1), "No").press("Escape", "j").at(2).press("k").at(1)
    reader.page.locator("#note-text").fill("")
    reader.press("Escape", "2").at(2).press("k").at(1)
    expect(reader.page.locator("#note-text")).to_have_value("")


def test_the_focus_stays_in_the_card_when_what_had_it_goes(read, desk):
    article = make_article(desk.editor)
    support(place_of(desk.annotator, article), 1, "Old bulletin")
    reader = read(article=article).at(1)
    reader.page.get_by_role("button", name="remove").press("Enter")
    reader.saved()
    expect(reader.page.locator("#card-title")).to_be_focused()
    reader.press("e")
    reader.page.get_by_label("or citation").fill("New bulletin")
    reader.press("Enter").saved()
    expect(reader.page.locator("#evidence-1 .source")).to_contain_text("New bulletin")
    expect(reader.page.locator("#card-title")).to_be_focused()


def test_a_source_is_left_as_it_is_where_the_address_is_the_sentences(read, desk):
    article = make_article(desk.editor)
    support(place_of(desk.annotator, article), 1, "Old bulletin")
    reader = read(article=article, path="sentences/1/").at(1)
    reader.page.get_by_role("link", name="edit").click()
    reader.page.get_by_role("link", name="leave as it is").click()
    expect(reader.page.locator("#evidence-1 .source")).to_contain_text("Old bulletin")
    expect(reader.page.get_by_label("or citation")).to_have_value("")
    expect(reader.page.get_by_text("Add a source")).to_be_visible()


def test_a_sentence_that_the_filter_hides_is_judged_and_noted_in_its_card_without_conflict(read, desk):
    article = make_article(desk.editor)
    judge(place_of(desk.annotator, article), 1, "opinion")
    reader = read(article=article, path="sentences/1/?state=open&hide=1")
    expect(reader.page.locator("#m1")).to_have_count(0)
    reader.press("q").saved()
    expect(reader.status()).to_have_text("Saved")
    write(reader, "Why?").page.get_by_role("button", name="Save the note").click()
    reader.saved()
    expect(reader.status()).to_have_text("Saved")
    reader.press("Escape", "2").saved()
    expect(reader.status()).to_have_text("Saved")
    assert (reader.tags(), reader.flags(), reader.notes()) == ({1: "unverified"}, {1: ["quoted"]}, {1: "Why?"})
