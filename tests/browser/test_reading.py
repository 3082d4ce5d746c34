"""Reading: steps, filters, addresses, history, and a page that stays where it is."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.reader import hold, hold_answer
from tests.factories import judge, make_article, place_of, support

pytestmark = pytest.mark.browser


@pytest.fixture
def judged(desk):
    """An article of eight sentences, four of them judged by the annotator, one by the editor."""
    words = ("one", "two", "tank", "four", "five", "tank", "seven", "eight")
    article = make_article(desk.editor, *(f"This is {word}, number {n}." for n, word in enumerate(words, 1)))
    place = place_of(desk.annotator, article)
    judge(place, 2, "opinion", flags={"quoted": True})
    judge(place, 3, "opinion")
    judge(place, 4, "verified")
    judge(place, 5, "unverified", note="Why?")
    support(place, 4)
    judge(place_of(desk.editor, article), 2, "unverified")
    return article


def query(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_j_and_k_step_through_the_text_and_the_card_follows(read):
    reader = read().at(1).press("j", "j").at(3).focused(3).press("k").at(2).focused(2)
    reader.press("k", "k", "k").at(1)
    expect(reader.page.locator("#card-title")).to_have_text("Sentence 1 of 5")


def test_arrows_step_inside_the_article_and_scroll_outside(read):
    reader = read().at(1)
    reader.page.get_by_role("link", name="Warreader").focus()
    reader.press("ArrowDown").at(1)
    reader.sentence(2).click()
    reader.press("ArrowDown").at(3).press("ArrowUp", "ArrowUp").at(1)


def test_a_click_on_a_sentence_its_sign_or_the_map_goes_there(read):
    reader = read().at(1)
    reader.sentence(3).click()
    reader.at(3).focused(3)
    reader.mark(5).click()
    reader.at(5)
    reader.page.locator("#c2").click()
    reader.at(2)
    assert urlsplit(reader.page.url).path == reader.url


def test_the_chips_filter_and_the_address_can_be_opened_afresh(read, judged, desk, sign_in, new_page):
    reader = read(article=judged)
    page = reader.page
    page.locator("label.chip.opinion").click()
    expect(page.locator("#says")).to_have_text("2 of 8 sentences: opinion, tagged by you")
    expect(page.locator(".mark.dim")).to_have_count(6)
    expect(page.locator("#all")).not_to_have_attribute("aria-current", "true")
    assert query(page) == {"state": ["opinion"], "whose": ["mine"]}
    page.locator("label.chip.unverified").click()
    expect(page.locator(".mark.dim")).to_have_count(5)
    expect(page.locator("#export")).to_have_attribute("href", re.compile(r"exports/\?state=unverified&state=opinion"))
    other = sign_in(new_page(), desk.annotator)
    other.goto(page.url)
    expect(other.locator(".mark.dim")).to_have_count(5)
    expect(other.locator("input[name=state]:checked")).to_have_count(2)
    page.locator("#all").click()
    expect(page.locator(".mark.dim")).to_have_count(0)
    assert "state" not in query(page)


def test_words_filter_while_they_are_typed_without_filling_the_history(read, judged):
    reader = read(article=judged)
    page = reader.page
    page.goto(reader.url)
    length = page.evaluate("history.length")
    reader.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("tank", delay=5)
    expect(page.locator("#says")).to_contain_text("2 of 8 sentences: with “tank”")
    expect(page.locator("#heard")).to_contain_text("2 of 8 sentences: with “tank”")
    page.keyboard.type(", number 6")
    expect(page.locator("#says")).to_contain_text("1 of 8")
    assert query(page)["q"] == ["tank, number 6"]
    assert page.evaluate("history.length") == length + 1
    reader.press("Escape")
    expect(page.locator("#q")).not_to_be_focused()
    # leaving the field asks once more
    page.wait_for_load_state("networkidle")
    page.go_back()
    expect(page.locator("#says")).to_contain_text("4 of 8 sentences judged")


def test_whose_tags_can_be_chosen(read, judged, desk):
    reader = read(article=judged)
    whose = reader.page.get_by_label("Whose tags")
    whose.select_option("team")
    reader.shows(s2="split", s3="opinion")
    expect(reader.page.locator("#text .meta")).to_contain_text("tags shown: the team’s")
    whose.select_option(str(desk.editor.public_id))
    reader.shows(s2="unverified", s3="open")
    assert query(reader.page)["whose"] == [str(desk.editor.public_id)]
    reader.press("Escape", "3").saved().shows(s1="open")
    assert reader.tags()[1] == "opinion"


def test_hiding_leaves_the_others_out_and_steps_go_over_them(read, judged):
    reader = read(article=judged)
    reader.page.get_by_text("More", exact=True).click()
    reader.page.get_by_label("hide instead of dimming").check()
    reader.page.locator("label.chip.opinion").click()
    expect(reader.page.locator(".s")).to_have_count(2)
    assert query(reader.page)["hide"] == ["1"]
    reader.press("Escape", "j").at(2).press("j").at(3).press("j").at(3).press("k").at(2)


@pytest.mark.parametrize(
    ("label", "numbers"),
    [("quoted", [2]), ("with a note", [5]), ("with evidence", [4]), ("caption", [])],
)
def test_flags_notes_evidence_and_kinds_filter(read, judged, label, numbers):
    reader = read(article=judged)
    reader.page.get_by_text("More", exact=True).click()
    reader.page.locator(".more").get_by_label(label, exact=True).check()
    expect(reader.page.locator(".mark:not(.dim)")).to_have_count(len(numbers))
    assert [int(one.get_attribute("id")[1:]) for one in reader.page.locator(".mark:not(.dim)").all()] == numbers
    if not numbers:
        expect(reader.page.locator("#text .empty")).to_contain_text("No sentence fits this filter.")


def test_back_and_forward_give_whole_pages(read, judged):
    reader = read(article=judged)
    page = reader.page
    page.locator("label.chip.opinion").click()
    expect(page.locator(".mark.dim")).to_have_count(6)
    page.locator("label.chip.unverified").click()
    expect(page.locator(".mark.dim")).to_have_count(5)
    page.go_back()
    expect(page.locator(".mark.dim")).to_have_count(6)
    expect(page.locator("input[name=state]:checked")).to_have_count(1)
    page.go_back()
    expect(page.locator(".mark.dim")).to_have_count(0)
    expect(page.locator("header.top")).to_have_count(1)
    page.go_forward()
    expect(page.locator(".mark.dim")).to_have_count(6)
    reader.press("j").press("2").saved()
    assert reader.tags()[2] == "unverified"
    page.goto("/help/")
    page.go_back()
    expect(page.locator("header.top")).to_have_count(1)
    # as it is now, not as the page was left
    expect(page.locator(".mark.dim")).to_have_count(7)
    expect(page.locator("#card-title")).to_have_count(1)


def test_the_page_stays_where_it_is_while_visible_sentences_are_tagged_or_a_filter_dims(read, desk):
    reader = read(article=make_article(desk.editor, length=60))
    reader.sentence(30).click()
    reader.at(30)
    reader.page.evaluate("document.getElementById('s30').scrollIntoView({ block: 'center' })")
    top = reader.page.evaluate("scrollY")
    places = "[...document.querySelectorAll('.s')].map((s) => Math.round(s.getBoundingClientRect().top))"
    before = reader.page.evaluate(places)
    reader.press("1", "2", "3").at(33).saved()
    assert reader.page.evaluate("scrollY") == top
    assert reader.page.evaluate(places) == before
    reader.page.locator("label.chip.opinion").click()
    expect(reader.page.locator(".mark.dim")).to_have_count(59)
    assert reader.page.evaluate("scrollY") == top
    assert reader.page.evaluate(places) == before


def test_stepping_keeps_the_current_sentence_in_sight(read, desk):
    reader = read(article=make_article(desk.editor, length=60), path="sentences/20/").at(20)
    for _ in range(25):
        reader.press("j")
    reader.focused(45)
    box, filters = reader.sentence(45).bounding_box(), reader.page.locator("#filter").bounding_box()
    keys = reader.page.locator("footer.keys").bounding_box()
    assert filters["y"] + filters["height"] < box["y"]
    assert box["y"] + box["height"] < keys["y"]


def test_a_filter_that_cannot_be_loaded_says_so(read, judged, troubles):
    reader = read(article=judged)
    reader.page.context.set_offline(True)
    reader.page.locator("label.chip.opinion").click()
    expect(reader.status()).to_contain_text("No answer from the server")
    reader.page.context.set_offline(False)
    troubles.expect("net::ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")


def test_a_late_answer_of_a_filter_does_not_replace_a_newer_one(read, judged):
    reader = read(article=judged)
    let_go = hold(reader.page, re.compile(r"\?state=opinion&whose=mine$"))
    with reader.page.expect_request(re.compile(r"state=opinion")):
        reader.page.locator("label.chip.opinion").click()
    reader.page.locator("label.chip.opinion").click()
    reader.page.locator("label.chip.unverified").click()
    with reader.page.expect_response(re.compile(r"state=unverified")):
        let_go()
    expect(reader.page.locator(".mark.dim")).to_have_count(7)
    assert query(reader.page)["state"] == ["unverified"]


def test_an_answer_asked_for_under_another_filter_leaves_what_the_new_one_shows(read, judged):
    reader = read(article=judged)
    let_go = hold(reader.page)
    reader.press("2", "3")
    reader.page.locator("label.chip.nothing").click()
    expect(reader.page.locator("#says")).to_contain_text("nothing to assess")
    let_go()
    reader.saved()
    expect(reader.page.locator(".mark.dim")).to_have_count(8)
    expect(reader.page.locator("#says")).to_contain_text("nothing to assess")


def test_a_text_asked_for_before_a_tag_was_saved_shows_the_tag(read):
    reader = read().at(1)
    let_go = hold_answer(reader.page, re.compile(r"[?&]with=note"))
    reader.page.locator(".more > summary").click()
    with reader.page.expect_request(re.compile(r"[?&]with=note")):
        reader.page.get_by_label("with a note", exact=True).check()
    reader.press("Escape", "2").saved().shows(s1="unverified")
    let_go()
    expect(reader.page.locator(".mark.dim")).to_have_count(5)
    reader.shows(s1="unverified")
