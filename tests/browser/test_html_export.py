"""The exported web page in a browser: from a file, without a network, without JavaScript."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.browser.looks import PHONE, WIDE, check_all
from tests.factories import judge, make_article, make_desk, place_of, support
from warreader.actions.discussion import begin_thread, reply, resolve_thread
from warreader.exports import FORMATS, Options, read

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

HOSTILE = "</script><script>document.title = 'run'</script><img src='https://canary.invalid/x'> it says here."
SENTENCES = (
    "First sentence of the report.",
    "Second sentence, which nobody has judged.",
    "Цього речення ніхто не перевірив.",
    "سيطر الجيش على المدينة يوم الجمعة.",
    HOSTILE,
    "A long way down.",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A page with every state on it, as a file."""
    desk = make_desk()
    article = make_article(desk.editor, *SENTENCES)
    article.url = "https://example.org/report"
    article.save()
    mine, theirs = place_of(desk.annotator, article), place_of(desk.owner, article)
    judge(mine, 1, "verified")
    support(mine, 1)
    judge(mine, 3, "unverified", flags={"searched": True}, note=f"A note, {HOSTILE}", note_exported=True)
    judge(mine, 4, "verified")
    judge(mine, 5, "opinion")
    judge(theirs, 5, "unverified")
    judge(mine, 6, "nothing")
    thread = begin_thread(place=mine, ordinal=3, text=f"A remark, {HOSTILE}", action=uuid4())
    reply(place=theirs, thread=thread, text="سيطر الجيش.\nWith a second line.", action=uuid4())
    resolve_thread(place=mine, thread=thread, action=uuid4())
    path = tmp_path / "report.html"
    path.write_bytes(b"".join(FORMATS["html"].write(read(mine, Options(notes=True, discussion=True, history=True)))))
    return path


@pytest.fixture
def heard() -> list[str]:
    """What the pages asked for, and what the browser complained of."""
    return []


@pytest.fixture
def opened(browser: "Browser", file: Path, heard: list[str]) -> "Iterator[Callable[..., Page]]":
    """Open the file, in a context of its own; options are Playwright's."""
    contexts = []

    def open_(**options: object) -> "Page":
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: heard.append(request.url))
        page.on("console", lambda message: heard.append(message.text))
        page.goto(file.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


def shown(page: "Page") -> list[str]:
    """Return the ids of the sentences that stand out: those not in the faint colour of the rest."""
    return page.evaluate(
        """() => {
        const faint = getComputedStyle(document.querySelector(".meta")).color;
        return [...document.querySelectorAll("article .s")]
            .filter(one => one.offsetParent && getComputedStyle(one).color !== faint).map(one => one.id);
        }"""
    )


def test_axe_finds_nothing(opened):
    page = opened(viewport=WIDE)
    check_all(page, "as it opens")
    page.locator("#s3 a.mark").click()
    check_all(page, "card")
    page.locator("#show-unverified").check()
    check_all(page, "filter")
    page.locator("summary").click()
    check_all(page, "history")


def test_the_file_asks_for_nothing_runs_nothing_and_breaks_no_rule_of_its_policy(opened, heard, file):
    page = opened()
    page.locator("#s3 a.mark").click()
    page.wait_for_url("**#n3")
    assert set(heard) <= {file.as_uri(), f"{file.as_uri()}#n3"}
    assert "run" not in page.title()
    assert page.locator("img").count() == 0


def test_a_phone_shows_the_page_without_scrolling_sideways(opened):
    page = opened(viewport=PHONE, is_mobile=True, has_touch=True)
    page.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_filter_works_without_javascript(opened):
    page = opened(java_script_enabled=False)
    page.locator("#show-unverified").focus()
    page.keyboard.press("Space")
    assert page.locator("#show-unverified").is_checked()
    page.locator("#hide").check()
    visible = [page.locator(f"#s{number}").is_visible() for number in range(1, 7)]
    assert visible == [False, False, True, False, False, False]
    page.locator("#show-split").check()
    assert [page.locator(f"#s{number}").is_visible() for number in (3, 5)] == [False, True]
    page.locator("#show-all").check()
    assert page.locator("#s1").is_visible()


def test_what_the_filter_leaves_out_is_dimmed_and_stays(opened):
    page = opened()
    assert shown(page) == ["s1", "s2", "s3", "s4", "s5"]
    page.locator("#show-hollow").check()
    assert shown(page) == ["s4"]
    assert page.locator("#s1").is_visible()
    page.locator("#show-f-searched").check()
    assert shown(page) == ["s3"]


def test_a_card_opens_beside_its_sentence_and_leads_back(opened):
    page = opened(viewport=WIDE)
    card = page.locator("#n3")
    page.locator("#s3 a.mark").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#n3")
    assert "A note," in card.inner_text()
    left = page.locator("article").bounding_box()
    box = card.bounding_box()
    assert left
    assert box
    assert box["x"] >= left["x"] + left["width"]
    assert 0 <= box["y"] <= WIDE["height"] - box["height"]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#s3")
    assert card.evaluate("one => getComputedStyle(one).position") == "static"


def test_arabic_runs_from_right_to_left(opened):
    page = opened()
    direction = "id => getComputedStyle(document.getElementById(id).parentElement).direction"
    assert [page.evaluate(direction, name) for name in ("s1", "s4")] == ["ltr", "rtl"]


def test_on_paper_there_are_the_cards_and_no_controls(opened):
    page = opened()
    assert not page.locator("tr").last.is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".filter").is_visible()
    assert page.locator("#n3").is_visible()
    assert page.locator("tr").last.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('#s3 a.mark'), '::after').content") == '"3"'
    assert page.pdf().startswith(b"%PDF")


def test_nothing_lies_over_the_cards_below_the_text(opened):
    page = opened(viewport=WIDE)
    page.locator("#n6").scroll_into_view_if_needed()
    box = "name => document.querySelector(name).getBoundingClientRect().toJSON()"
    beside, strip, notes = (page.evaluate(box, name) for name in ("aside", ".strip", ".notes"))
    assert max(beside["bottom"], strip["bottom"]) <= notes["top"]
