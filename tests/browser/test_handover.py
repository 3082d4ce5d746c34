"""Handing over the page that one reads: from another site's window to the form, and no further without a press."""

import json
import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from tests.browser.looks import check_all
from tests.fetching import sites
from tests.fetching.sites import answer
from warreader.models import Capture

pytestmark = pytest.mark.browser

PAGE = """<!doctype html>
<title>Міст</title><p onclick=x>The bridge &amp; the dam <script>document.title='ran'</script>
"""
#: what a site sends that does not mean well; "ready" is what it waits for
SPAM = "<script>onmessage=({source})=>{for(let n=0;n<99;n++)source.postMessage(%s,'*')}</script>"


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[sites.Site]:
    """Another site, on this machine."""
    with sites.site({"/favicon.ico": answer(b"", status="204 No Content")}) as here:
        yield here


@pytest.fixture
def reader(page, sign_in, desk):
    return sign_in(page, desk.editor)


def press(reader, desk, elsewhere: sites.Site, path: str):
    """Press the bookmarklet on a page of the other site; gives the window that opens."""
    reader.goto(reverse("bookmarklet", args=[desk.team.public_id]))
    href = reader.get_by_role("link", name="To Warreader").get_attribute("href")
    reader.goto(f"http://127.0.0.1:{elsewhere.port}{path}")
    with reader.expect_popup() as opened:
        reader.evaluate("href => { location.href = href }", href)
    return opened.value


def test_a_page_is_handed_over_shown_as_facts_and_sent_by_a_press(reader, desk, elsewhere):
    elsewhere.answers["/report?id=1"] = answer(PAGE.encode())
    window = press(reader, desk, elsewhere, "/report?id=1#part")
    address = f"http://127.0.0.1:{elsewhere.port}/report?id=1"
    window.get_by_text(address).wait_for()
    assert window.title().startswith("A page handed over")
    check_all(window, "the page that receives")
    window.get_by_role("button", name="Send it on").click()
    window.wait_for_url(re.compile(r"/arrivals/[0-9a-f-]{36}/$"))
    capture = Capture.objects.get()
    assert (capture.url, capture.received_by, capture.status) == (address, desk.editor, None)
    html = bytes(capture.content).decode()
    assert html.startswith("<!DOCTYPE html><html><head><title>ran</title></head><body>")
    assert '<p onclick="x">The bridge &amp; the dam <script>' in html


def test_the_page_that_explains_looks_well(reader, desk):
    reader.goto(reverse("bookmarklet", args=[desk.team.public_id]))
    check_all(reader, "the bookmarklet's page")


def test_without_a_window_that_opened_it_the_page_says_what_to_do(reader, desk):
    address = "https://news.example/a?b=c"
    receiving = reverse("arrivals-page", args=[desk.team.public_id])
    reader.goto(f"{receiving}#https%3A%2F%2Fnews.example%2Fa%3Fb%3Dc")
    reader.get_by_text("No page has come with this window").wait_for()
    assert not reader.locator("#handover").is_visible()
    link = reader.locator("#otherwise a")
    assert link.get_attribute("href").endswith("?url=https%3A%2F%2Fnews.example%2Fa%3Fb%3Dc"), address


def test_a_site_that_cuts_its_windows_off_hands_nothing_over(reader, desk, elsewhere):
    elsewhere.answers["/apart"] = answer(PAGE.encode(), "Cross-Origin-Opener-Policy: same-origin")
    window = press(reader, desk, elsewhere, "/apart")
    window.get_by_text("No page has come with this window").wait_for()
    assert "%2Fapart" in window.locator("#otherwise a").get_attribute("href")


HOSTILE = {
    "another site's address": ({"warreader": "page", "url": "https://other.example/", "html": "x"}, "no page of"),
    "no address": ({"warreader": "page", "url": "javascript:alert(1)", "html": "x"}, "no page of"),
    "too large": ({"warreader": "page", "url": "HERE", "html": "x" * 2_000_001}, "too large"),
}


def opened_from(reader, desk, site, elsewhere: sites.Site, script: str):
    """The receiving page as a site opens it that has guessed its address, and then runs this when it is ready."""
    elsewhere.answers["/hostile"] = answer(script.encode())
    reader.goto(f"http://127.0.0.1:{elsewhere.port}/hostile")
    with reader.expect_popup() as opened:
        receiving = reverse("arrivals-page", args=[desk.team.public_id])
        reader.evaluate("address => { open(address) }", f"{site.url}{receiving}")
    return opened.value


@pytest.mark.parametrize("case", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_page_of_its_site_is_not_taken(reader, desk, site, elsewhere, case):
    message, said = case
    hostile = json.dumps(message).replace('"HERE"', "location.href")
    window = opened_from(reader, desk, site, elsewhere, SPAM % hostile)
    window.get_by_text(said).wait_for()
    assert not window.locator("#handover").is_visible()


def test_what_makes_no_sense_is_passed_over_and_of_several_pages_the_first_counts(reader, desk, site, elsewhere):
    page = '{warreader:"page",url:location.href+"?%s",html:"<p>%s"}'
    sent = [
        "null",
        "7",
        "[]",
        '{warreader:"page"}',
        '{warreader:"page",url:1,html:2}',
        page % ("1", "one"),
        page % ("2", "two"),
    ]
    script = (
        f"<script>onmessage=({{source}})=>[{','.join(sent)}].forEach((one)=>source.postMessage(one,'*'))</script>"
    )
    window = opened_from(reader, desk, site, elsewhere, script)
    window.get_by_text("/hostile?1").wait_for()
    window.evaluate("() => new Promise((done) => setTimeout(done))")
    assert window.locator("[name=page]").input_value() == "<p>one"
    assert window.locator("[name=url]").input_value().endswith("/hostile?1")
