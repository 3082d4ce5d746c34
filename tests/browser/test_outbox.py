"""What the reader does is kept until the server has it: no connection, no session, another person, a full store."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from tests.browser.reader import POSTS, hold
from tests.factories import PASSWORD, judge, make_article, place_of, user_of
from warreader.models import Annotation, Event

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _expected(troubles):
    """The browser itself notes down requests that fail or are refused; that is what is tried here."""
    yield
    troubles.expect(
        "net::ERR_",
        "status of 401",
        "status of 403",
        "status of 409",
        "status of 422",
        "status of 429",
        "status of 50",
    )


def try_again(page: Page) -> None:
    """Have the page try now, as it does when the connection is back."""
    page.evaluate("dispatchEvent(new Event('online'))")


def version(reader, number: int) -> str:
    row = Annotation.objects.get(author=reader.member, sentence__ordinal=number)
    return row.version.hex[:8]


def test_tags_made_offline_are_kept_and_sent_in_order(read):
    reader = read().at(1)
    reader.page.context.set_offline(True)
    reader.press("1", "k", "2", "k", "0", "3", "2").shows(s1="opinion", s2="unverified").unsaved(5)
    assert reader.tags() == {}
    expect(reader.status()).to_have_class("bad")
    expect(reader.mark(1)).to_have_class(re.compile("waits"))
    reader.page.context.set_offline(False)
    reader.saved().shows(s1="opinion", s2="unverified")
    assert reader.tags() == {1: "opinion", 2: "unverified"}
    history = [event.data["tag"][1] for event in Event.objects.filter(actor=reader.member).order_by("number")]
    assert history == ["verified", "unverified", "", "opinion", "unverified"]
    expect(reader.status()).to_have_text("Saved")


def test_a_note_and_evidence_written_offline_are_kept_and_sent(read):
    reader = read().at(1)
    reader.page.context.set_offline(True)
    reader.press("n")
    reader.page.keyboard.type("Seen on the map.")
    reader.page.get_by_role("button", name="Save the note").click()
    reader.unsaved(1).press("Escape", "e")
    reader.page.keyboard.type("example.org/map")
    reader.page.get_by_role("button", name="Record the evidence").click()
    reader.press("Escape", "1").unsaved(3)
    reader.page.context.set_offline(False)
    reader.saved().shows(s1="verified")
    assert reader.notes() == {1: "Seen on the map."}
    assert reader.tags() == {1: "verified"}


def test_what_waits_survives_a_reload_and_another_page(read):
    reader = read().at(1)
    reader.page.route(POSTS, lambda route: route.abort())
    reader.press("1", "k", "2", "3").unsaved(3)
    reader.page.reload()
    reader.shows(s1="unverified", s2="opinion").unsaved(3).press(".", "x").shows(s1="unverified", s3="nothing")
    reader.page.goto("/help/")
    reader.page.unroute(POSTS)
    reader.open().saved().shows(s1="unverified", s2="opinion", s3="nothing")
    assert reader.tags() == {1: "unverified", 2: "opinion", 3: "nothing"}


def test_what_waits_of_one_article_is_sent_from_another(read, desk):
    reader = read().at(1)
    reader.page.route(POSTS, lambda route: route.abort())
    reader.press("2", "3").unsaved(2)
    other = make_article(desk.editor)
    reader.page.unroute(POSTS)
    reader.page.goto(f"/articles/{other.public_id}/")
    reader.saved()
    assert reader.tags() == {1: "unverified", 2: "opinion"}
    expect(reader.page.locator(".mark:not(.open)")).to_have_count(0)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_that_fails_gets_it_again(read, status):
    reader = read().at(1)
    asked: list[Route] = []

    def fail_once(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.fulfill(status=status, body="no")
        else:
            route.continue_()

    reader.page.route(POSTS, fail_once)
    reader.press("2").unsaved(1).saved()
    assert len(asked) == 2
    assert reader.tags() == {1: "unverified"}


def test_an_answer_that_was_lost_does_no_harm(read):
    reader = read().at(1)
    lost: list[Route] = []

    def lose_once(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route)
        route.fetch()
        route.abort()

    reader.page.route(POSTS, lose_once)
    reader.press("2").unsaved(1).press("3")
    reader.saved().shows(s1="unverified", s2="opinion")
    assert Event.objects.filter(actor=reader.member).count() == 2


def test_what_was_changed_elsewhere_is_shown_and_not_written_over(read):
    reader = read().at(1)
    judge(place_of(reader.member, reader.article), 1, "opinion")
    reader.press("2").shows(s1="opinion").saved()
    expect(reader.status()).to_contain_text("changed elsewhere")
    expect(reader.status()).to_have_class("bad")
    assert reader.tags() == {1: "opinion"}
    reader.page.get_by_role("link", name="Look at it").click()
    reader.at(1).press("2").shows(s1="unverified").saved()
    assert reader.tags() == {1: "unverified"}


def test_all_that_waits_behind_a_stale_tag_is_refused_with_it_and_the_rest_is_saved(read):
    reader = read().at(1)
    reader.page.context.set_offline(True)
    reader.press("1", "k", "2", "3").unsaved(3)
    judge(place_of(reader.member, reader.article), 1, "opinion")
    reader.page.context.set_offline(False)
    reader.saved().shows(s1="opinion", s2="opinion")
    assert reader.tags() == {1: "opinion", 2: "opinion"}
    expect(reader.status()).to_contain_text("changed elsewhere")


def test_an_undo_behind_a_refused_tag_takes_nothing_else_back(read):
    reader = read().at(1).press("2").saved()
    reader.page.context.set_offline(True)
    reader.press("3", "z").unsaved(2)
    judge(place_of(reader.member, reader.article), 2, "nothing")
    reader.page.context.set_offline(False)
    reader.saved().shows(s1="unverified", s2="nothing")
    assert reader.tags() == {1: "unverified", 2: "nothing"}


def test_undo_made_offline_takes_back_what_was_made_before_it(read):
    reader = read().at(1).press("2", "2").saved()
    reader.page.context.set_offline(True)
    reader.press("z", "z").unsaved(2)
    reader.sentence(1).click()
    reader.press("3").unsaved(3)
    reader.page.context.set_offline(False)
    reader.saved().shows(s1="opinion", s2="open")
    assert reader.tags() == {1: "opinion"}


def test_a_stale_note_comes_back_with_what_stands_now(read):
    reader = read().at(1)
    judge(place_of(reader.member, reader.article), 1, None, note="From elsewhere")
    reader.press("n")
    reader.page.keyboard.type("Mine")
    save, typed = reader.page.get_by_role("button", name="Save the note"), reader.page.locator("#note-text")
    save.click()
    expect(reader.status()).to_contain_text("changed elsewhere")
    expect(typed).to_have_value("Mine")
    assert reader.notes() == {1: "From elsewhere"}
    # what is done elsewhere meanwhile paints the card anew, and takes nothing of it
    judge(place_of(reader.member, reader.article), 1, None, base=version(reader, 1), note="Once more")
    expect(reader.mark(1)).to_have_attribute("data-v", version(reader, 1))
    expect(typed).to_have_value("Mine")
    save.click()
    expect(reader.page.locator("#note-1 [role=alert]")).to_contain_text("It says now: “Once more”")
    expect(typed).to_have_value("Mine")
    save.click()
    reader.until(lambda: reader.notes() == {1: "Mine"})
    reader.saved()


def test_what_the_server_forbids_is_put_back(read):
    reader = read().at(1)
    reader.page.route(POSTS, lambda route: route.fulfill(status=403, body="no"))
    reader.press("2")
    expect(reader.status()).to_have_text(re.compile(r"Not saved \(403\)"))
    reader.shows(s1="open").saved()


def test_an_expired_sign_in_keeps_everything_until_the_person_is_back(read):
    reader = read().at(1)
    Session.objects.all().delete()
    reader.press("1", "2")
    expect(reader.status()).to_contain_text("Not saved yet: 2 waiting for you.")
    reader.shows(s1="hollow", s2="unverified")
    assert reader.tags() == {}
    reader.page.get_by_role("link", name="Sign in again").click()
    sign_in_by_form(reader.page, reader.member)
    reader.page.wait_for_url(lambda url: urlsplit(url).path == reader.url)
    reader.saved().shows(s1="hollow", s2="unverified")
    assert reader.tags() == {1: "verified", 2: "unverified"}


def test_signing_in_again_in_another_tab_is_enough(read, sign_in):
    reader = read().at(1)
    Session.objects.all().delete()
    reader.press("2")
    expect(reader.status()).to_contain_text("waiting for you")
    sign_in(reader.page, reader.member)
    try_again(reader.page)
    reader.saved()
    assert reader.tags() == {1: "unverified"}


def test_cookies_that_are_gone_lose_nothing(read, sign_in):
    reader = read().at(1)
    reader.page.context.clear_cookies()
    reader.press("2")
    expect(reader.status()).to_contain_text("waiting for you")
    sign_in(reader.page, reader.member)
    reader.open().saved()
    assert reader.tags() == {1: "unverified"}


def test_the_next_person_at_the_computer_never_sends_what_another_left(read, sign_in, desk):
    first = read().at(1)
    page = first.page
    page.context.set_offline(True)
    first.press("2", "3").unsaved(2)
    open_tab = page.context.new_page()
    sign_in(page, desk.editor)
    page.context.set_offline(
        False
    )  # the first one's page is still open, and the second one's session is sent with it
    expect(first.status()).to_contain_text("Not saved yet: 2 waiting for you.")
    second = read(desk.editor, first.article, page=open_tab)
    second.shows(s1="open", s2="open").press("x").shows(s1="nothing")
    second.until(lambda: second.tags() == {1: "nothing"})
    first.until(lambda: first.waiting() == 2)
    assert first.tags() == {}
    sign_in(page, first.member)
    open_tab.close()
    first.open().saved().shows(s1="unverified", s2="opinion")
    assert first.tags() == {1: "unverified", 2: "opinion"}
    assert second.tags() == {1: "nothing"}


def test_what_one_person_typed_is_not_shown_to_the_next(read, sign_in, desk):
    first = read().at(1).press("n")
    first.page.keyboard.type("A secret of mine")
    first.page.goto("/help/")
    sign_in(first.page, desk.editor)
    second = read(desk.editor, first.article, page=first.page).at(1)
    assert "A secret" not in second.page.locator("#note-text").input_value()
    sign_in(first.page, first.member)
    expect(first.open().page.locator("#note-text")).to_have_value("A secret of mine")


@pytest.mark.parametrize("broken", ["full", "shut"])
def test_a_browser_that_keeps_nothing_still_sends(read, desk, new_context, sign_in, broken):
    page = sign_in(new_context().new_page(), desk.annotator)
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
        "Object.defineProperty(window, 'localStorage', "
        "{ value: new Proxy({}, { set() { throw new Error('full'); } }) });"
        if broken == "full"
        else "Object.defineProperty(window, 'localStorage', "
        "{ get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    reader = read(page=page).at(1)
    let_go = hold(page)
    reader.press("1", "2").shows(s1="hollow", s2="unverified")
    let_go()
    reader.until(lambda: reader.tags() == {1: "verified", 2: "unverified"})
    expect(reader.status()).to_have_text("Saved")


def test_without_locks_two_tabs_send_everything_once_and_in_order(read, desk, new_context, sign_in):
    context = new_context()
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });")
    one = read(page=sign_in(context.new_page(), desk.annotator))
    two = read(one.member, one.article, page=context.new_page())
    context.set_offline(True)
    one.press("1", "k", "2", "3", "x").unsaved(4)
    context.set_offline(False)
    try_again(two.page)
    one.saved()
    two.saved().shows(s1="unverified", s2="opinion", s3="nothing")
    assert one.tags() == {1: "unverified", 2: "opinion", 3: "nothing"}
    assert Event.objects.filter(actor=one.member).count() == 4


def test_what_comes_in_while_the_last_entry_is_answered_is_sent_too(read):
    reader = read().at(1)
    for _ in range(3):
        reader.press("1", "k").press("2", "k").press("3", "k").press("x", "k")
    reader.saved()
    assert reader.tags() == {1: "nothing"}


def sign_in_by_form(page: Page, member) -> None:
    page.get_by_label("Username or e-mail address").fill(user_of(member).username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
