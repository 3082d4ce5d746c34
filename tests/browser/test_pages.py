"""Every page: no finding of axe-core, nothing wider than the screen, nothing in the console; weight of the largest."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.looks import PHONE, WIDE, check, check_all
from tests.factories import make_article, place_of, support, user_of
from warreader.actions.annotations import Change, Target, annotate
from warreader.actions.returning.waiting import keep
from warreader.importers import Received
from warreader.models import Flag, Revision, Tag
from warreader.text import Kind

pytestmark = pytest.mark.browser
LONG_TITLE = "A very long title " + "and onewordthatisverylong " * 5
ARABIC = (
    "قالت الوزارة إن القوات سيطرت على المدينة يوم الثلاثاء.",
    "ولم يتسن التحقق من هذه الأنباء بشكل مستقل.",
    "وقال شاهد: «رأيت ثلاث دبابات»، مضيفا أن الطريق مغلق.",
)


def fill(desk, article, *, every: int = 1) -> None:
    """Give an article everything: each tag, flags, notes, evidence, a split, boilerplate."""
    sentences = article.revision.sentences.all()
    sentences.filter(ordinal=1).update(kind=Kind.TITLE)
    sentences.filter(ordinal=2).update(kind=Kind.CAPTION)
    sentences.filter(ordinal=article.revision.sentences.count()).update(kind=Kind.BOILERPLATE)
    mine, theirs = place_of(desk.annotator, article), place_of(desk.editor, article)
    numbers = range(1, sentences.count() - 1, every)
    for step, tag in enumerate(Tag):
        some = [Target(number) for number in numbers if number % len(Tag) == step]
        flags = {Flag.values[step]: True}
        annotate(place=mine, targets=some, change=Change(tag, flags, "A note." if step else None), action=uuid4())
        others = [Target(number) for number in numbers if (number + number // 5) % len(Tag) == step]
        annotate(place=theirs, targets=others, change=Change(tag), action=uuid4())
    for number in numbers[::4]:
        support(mine, number)


@pytest.fixture
def page(new_page):
    """A wide page."""
    return new_page(viewport=WIDE)


def test_pages_around_the_article_are_accessible_and_fit(desk, page, sign_in):
    page.goto("/accounts/login/")
    check_all(page, "login")
    sign_in(page, desk.editor)
    library = f"/teams/{desk.team.public_id}/articles/"
    page.goto(library)
    expect(page.get_by_text("No reports yet.")).to_be_visible()
    check_all(page, "empty library")
    article = make_article(desk.editor, length=16, title=LONG_TITLE)
    fill(desk, article)
    here = f"/articles/{article.public_id}/"
    table = f"title,sentence,annotator,tag\n{LONG_TITLE},1,Ann,opinion\nNone,1,Ann,opinion\n".encode()
    kept = keep(member=desk.editor, received=Received(table, filename="tags.csv"))
    paths = {
        "library, ticked": f"{library}?article={article.public_id}",
        "annotations back": f"/teams/{desk.team.public_id}/returns/",
        "what a file would do": f"/teams/{desk.team.public_id}/returns/{kept.sha256}/",
        "help": "/help/",
        "preferences": "/accounts/preferences/",
        "password": "/accounts/password/change/",
        "history": f"{here}sentences/4/history/",
        "exports": f"{here}exports/",
    }
    for name, path in paths.items():
        page.goto(path)
        check_all(page, name)


def test_the_reading_page_is_accessible_and_fits(desk, page, sign_in, troubles):
    article = make_article(desk.editor, length=16, title=LONG_TITLE)
    fill(desk, article)
    sign_in(page, desk.annotator)
    here = f"/articles/{article.public_id}/"
    paths = {
        "reading page": here,
        "team's tags, filtered": f"{here}?whose=team&state=split&state=opinion&flag=said",
        "nothing fits": f"{here}?q=nosuchword&hide=1",
        "card": f"{here}sentences/8/",
    }
    for name, path in paths.items():
        page.goto(path)
        check_all(page, name)
    page.locator("#evidence-8 summary").click()
    page.get_by_role("button", name="Record the evidence").click()
    expect(page.locator("#evidence-8 [role=alert]")).to_be_visible()
    check_all(page, "card with a mistake")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    check_all(page, "keys")
    troubles.expect("status of 422")


def test_an_arabic_article_reads_from_right_to_left(read, desk):
    article = make_article(desk.editor, *ARABIC, title=ARABIC[0])
    Revision.objects.filter(pk=article.revision.pk).update(language="ar")
    reader = read(article=article, viewport=WIDE).at(1).press("2").saved()
    # asked at once: what the stream tells of one's own tag paints the sentence anew
    left, middle = reader.sentence(1).evaluate(
        "(one) => [one.querySelector('.mark'), one].map((part) => part.getBoundingClientRect())"
        ".map((box, index) => box.x + index * box.width / 2)"
    )
    assert left < middle, "the sign stands at the sentence's end, on the left"
    check_all(reader.page, "Arabic")


def test_300_sentences_fit_on_a_phone_and_can_be_tagged(read, desk):
    article = make_article(desk.editor, length=300)
    fill(desk, article, every=7)
    reader = read(article=article, path="sentences/150/", viewport=PHONE).at(150)
    check(reader.page, "300 sentences")
    reader.press("2").saved()
    assert reader.tags()[150] == "unverified"


def test_a_cold_load_of_300_sentences_is_at_most_60_kilobytes_and_10_requests(read, desk, new_context, sign_in):
    article = make_article(desk.editor, length=300)
    fill(desk, article)
    page = sign_in(new_context().new_page(), desk.annotator)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: dict[str, float] = {}
    urls: set[str] = set()
    session.on("Network.requestWillBeSent", lambda event: urls.add(event["request"]["url"]))
    session.on(
        "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]})
    )
    reader = read(article=article, page=page)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".s")).to_have_count(300)
    urls = {url for url in urls if not url.startswith("data:")}  # the browser's own, for a field with a list
    print(f"{sum(sizes.values()) / 1000:.1f} kB, {len(urls)} requests")
    assert reader.at(299).waiting() == 0
    assert sum(sizes.values()) <= 60_000
    assert len(urls) <= 10


def test_a_long_word_does_not_widen_the_page(read, desk):
    article = make_article(desk.editor, "W" * 300, "https://example.org/" + "a" * 300)
    reader = read(article=article, viewport=PHONE)
    check(reader.page, "a long word")


def test_light_and_dark_can_be_chosen(read, desk):
    reader = read(color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = reader.page.evaluate(paper)
    reader.page.locator(".menu summary").click()
    reader.page.get_by_role("button", name="Dark").click()
    reader.page.wait_for_url(f"**{reader.url}")
    dark = reader.page.evaluate(paper)
    assert dark != light
    assert user_of(desk.annotator).__class__.objects.get(pk=desk.annotator.user_id).theme == "dark"
    reader.page.locator(".menu summary").click()
    reader.page.get_by_role("button", name="As the system").click()
    expect(reader.page.locator("html")).not_to_have_attribute("data-theme", "dark")
    assert reader.page.evaluate(paper) == light


def test_the_card_of_a_phone_can_be_folded_and_a_tap_on_a_sentence_opens_it(read):
    reader = read(viewport=PHONE, has_touch=True).at(1)
    card, fold = reader.page.locator("#card"), reader.page.locator("#fold")
    assert card.bounding_box()["height"] > 150
    fold.click()
    assert card.bounding_box()["height"] < 80
    expect(fold).to_have_attribute("aria-expanded", "false")
    reader.sentence(3).tap()
    reader.at(3)
    assert card.bounding_box()["height"] > 150
    expect(fold).to_have_attribute("aria-expanded", "true")
    reader.page.locator("#t-opinion").tap()
    reader.shows(s3="opinion").saved()
