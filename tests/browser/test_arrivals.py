"""Bringing reports in the browser: files, their sentences corrected, saved."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import WIDE, check_all
from tests.factories import make_arrival, make_article
from tests.tasks import queued, work
from warreader.models import Article, Sentence

pytestmark = pytest.mark.browser
REPORT = b"Tanks cross the river\n\nThe army said on Friday it had crossed. Nobody saw it. A last word."


def file(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "text/plain", "buffer": content}


@pytest.fixture
def page(new_page, sign_in, desk):
    return sign_in(new_page(viewport=WIDE), desk.editor)


def kept(page) -> None:
    expect(page.locator("#kept")).to_have_text("Kept")
    page.locator("#kept").evaluate("(one) => { one.textContent = ''; }")


def test_two_files_are_uploaded_corrected_and_saved(desk, page):
    page.goto(f"/teams/{desk.team.public_id}/articles/new/")
    page.locator("input[type=file]").set_input_files(
        [file("tanks.txt", REPORT), file("other.txt", b"Another report\n\nIt has one sentence more.")]
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".arrivals .waiting")).to_have_count(2)
    with queued:
        work()
    expect(page.locator(".arrivals .ready")).to_have_count(2)
    expect(page.locator("#progress")).to_be_empty()
    page.get_by_role("link", name="Tanks cross the river").click()

    page.get_by_label("Kind of sentence 4").select_option("boilerplate")
    kept(page)
    said = page.locator(".said").nth(1)
    box = said.evaluate(
        """(one) => { const range = document.createRange(), at = one.textContent.indexOf("on Friday");
        range.setStart(one.firstChild, at); range.setEnd(one.firstChild, at + 2);
        const { x, y, height } = range.getBoundingClientRect(); return { x: x + 1, y: y + height / 2 }; }"""
    )
    page.mouse.click(box["x"], box["y"])
    page.get_by_role("button", name="Divide before “on Friday it”").click()
    kept(page)
    expect(page.locator(".said").nth(2)).to_have_text("on Friday it had crossed.")
    expect(page.get_by_role("button", name="Divide sentence 2")).to_be_focused()
    page.get_by_role("button", name="Join sentence 2 with the next").press("Enter")
    kept(page)
    expect(page.get_by_role("button", name="Join sentence 2 with the next")).to_be_focused()
    page.get_by_role("button", name="Divide sentence 3").press("Enter")
    expect(page.get_by_role("button", name="Do not divide sentence 3")).to_be_focused()
    kept(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Divide sentence 3", exact=True)).to_be_visible()
    kept(page)
    expect(page.locator(".sentences > li")).to_have_count(4)
    page.get_by_label("Source").fill("The Herald")
    page.get_by_role("button", name="Save the report").click()
    expect(page.locator(".messages")).to_contain_text("“Tanks cross the river” is in the library.")
    kinds = list(Sentence.objects.order_by("ordinal").values_list("kind", flat=True))
    assert (kinds, Article.objects.get().source) == (["title", "body", "body", "boilerplate"], "The Herald")

    page.get_by_role("button", name="Save the chosen reports").click()
    expect(page.get_by_role("link", name="Another report")).to_be_visible()
    assert Article.objects.count() == 2


def test_what_was_changed_elsewhere_is_said_and_what_was_typed_stays(desk, page, troubles):
    arrival = make_arrival(desk.editor)
    page.goto(f"/arrivals/{arrival.public_id}/")
    type(arrival).objects.update(author="Theirs")
    page.get_by_label("Title").fill("Mine")
    page.get_by_label("Source").click()
    expect(page.locator("#trouble")).to_contain_text("was changed meanwhile")
    expect(page.get_by_label("Title")).to_have_value("Mine")
    troubles.expect("status of 409")


def test_the_pages_are_accessible_and_fit(desk, page, troubles):
    page.goto(f"/teams/{desk.team.public_id}/articles/new/")
    check_all(page, "ways")
    page.locator("form[data-most]").evaluate("(form) => { form.dataset.most = '10'; }")
    page.locator("input[type=file]").set_input_files([file("large.txt", REPORT)])
    said = page.locator("input[type=file]").evaluate("(field) => field.validationMessage")
    assert said == "Together these are more than 30 MB: choose fewer."
    page.get_by_role("button", name="Look at its sentences").click()
    make_article(desk.editor, "The very text.")
    make_arrival(desk.editor, "The very text.")
    failed = make_arrival(desk.editor, state="failed", problem="It is a picture of a text.", title="")
    waiting = make_arrival(desk.editor, state="waiting")
    arrival = make_arrival(
        desk.editor,
        "وصول المساعدات\n\nأعلنت القوات المسلحة اليوم أن المدينة تعرضت لقصف عنيف. ولم تقع إصابات.",
        title="A very long title " + "andonewordthatisverylong" * 8,
        repairs=["line ends were made the same"],
    )
    paths = {
        "list": f"/teams/{desk.team.public_id}/arrivals/",
        "failed": f"/arrivals/{failed.public_id}/",
        "waiting": f"/arrivals/{waiting.public_id}/",
        "preview": f"/arrivals/{arrival.public_id}/?open={arrival.spans[1][0]}",
        "text": f"/arrivals/{arrival.public_id}/text/",
    }
    for name, path in paths.items():
        page.goto(path)
        check_all(page, name)
