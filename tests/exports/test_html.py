"""The web page, read as markup; what a browser makes of it is in ``tests/browser``."""

import hashlib
import re
from base64 import b64encode
from uuid import uuid4

import pytest

from tests.exports.conftest import SCRIPTS, Case, written
from tests.exports.readers import Page
from tests.factories import draft, judge, make_article, place_of, support
from warreader.actions.articles import Details, add_article
from warreader.actions.evidence import Source, record_evidence
from warreader.exports import Options
from warreader.exports.addresses import web_address
from warreader.text import Kind


def page_of(place, options: Options | None = None) -> Page:
    return Page(written(place, "html", options or Options(notes=True)))


def policy(page: Page) -> dict[str, str]:
    (meta,) = [one for one in page.all("meta") if one.attributes.get("http-equiv") == "Content-Security-Policy"]
    directives = [directive.split(maxsplit=1) for directive in meta.attributes["content"].split(";")]
    return dict(directives)


def test_the_policy_allows_the_files_own_style_and_nothing_else(case: Case):
    page = page_of(case.place, case.options)
    (style,) = page.all("style")
    digest = b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    assert policy(page) == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_nothing_in_the_file_is_fetched(case: Case):
    page = page_of(case.place, case.options)
    assert not [one for one in page.elements if one.attributes.keys() & {"src", "srcset", "data", "poster", "action"}]
    assert "url(" not in page.all("style")[0].text
    assert "@import" not in page.all("style")[0].text


def test_every_link_leads_to_something_in_the_file(case: Case):
    page = page_of(case.place, case.options)
    ids = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
    assert len(set(ids)) == len(ids)
    assert {one.attributes["href"][1:] for one in page.all("a")} <= set(ids)


def test_a_mark_leads_to_its_card_and_the_card_back(place):
    judge(place, 3, "opinion")
    page = page_of(place)
    (mark,) = page.all("a", of="mark")
    (card,) = page.all("li", of="card")
    assert mark.attributes["href"] == f"#{card.attributes['id']}" == "#n3"
    assert "Sentence 3: opinion" in mark.text
    assert "#s3" in [one.attributes["href"] for one in page.all("a")]


def test_a_mark_is_told_by_class_sign_and_word(desk, article):
    mine, theirs = place_of(desk.annotator, article), place_of(desk.owner, article)
    judge(mine, 1, "verified")
    judge(mine, 2, "verified")
    support(mine, 2)
    judge(mine, 3, "opinion")
    judge(theirs, 3, "unverified")
    spans = {one.attributes["id"]: one for one in page_of(mine).all(of="s") if "id" in one.attributes}
    marks = {key: (one.attributes["class"].split()[1], one.text[len(one.words) :]) for key, one in spans.items()}
    assert marks["s1"] == ("hollow", "✓Sentence 1: verified without evidence")
    assert marks["s2"] == ("verified", "✓Sentence 2: verified")
    assert marks["s3"] == ("split", "≠Sentence 3: split")
    assert marks["s4"] == ("open", "")


def test_the_filter_has_a_choice_for_each_state_and_flag_with_its_count(place):
    judge(place, 1, "opinion", flags={"quoted": True})
    judge(place, 2, "opinion")
    labels = [" ".join(one.text.split()) for one in page_of(place).all("label")]
    assert labels == ["All 5", "❝Opinion 2", "◦Not judged 3", "Quoted 1", "Hide the rest"]


def test_the_fingerprint_has_a_cell_for_each_sentence(place):
    judge(place, 2, "opinion")
    cells = [one.attributes["class"].split()[1] for one in page_of(place).all(of="c")]
    assert cells == ["open", "opinion", "open", "open", "open"]


def test_sentences_that_the_filter_leaves_out_show_neither_mark_nor_state(place):
    judge(place, 1, "opinion")
    judge(place, 2, "unverified")
    page = page_of(place, Options(filter="state=opinion"))
    states = [one.attributes["class"] for one in page.all(of="s") if "id" in one.attributes]
    assert states == ["s opinion", "s out", "s out", "s out", "s out"]
    assert [one.attributes["id"] for one in page.all(of="card")] == ["n1"]
    assert "1 of 5 sentences: opinion" in [one.text for one in page.all("dd")]


def test_the_title_is_the_heading(desk):
    made = draft("The title", "A sentence.", kind=Kind.TITLE)
    place = place_of(
        desk.annotator, add_article(member=desk.editor, draft=made, details=Details("X"), action=uuid4())
    )
    page = page_of(place)
    assert [one.text for one in page.all("h1")] == ["The title"]
    assert "A sentence." in [one.text for one in page.all("h2")]


def test_an_article_without_a_title_in_its_text_is_headed_by_its_name(desk):
    place = place_of(desk.annotator, make_article(desk.editor, "A sentence.", title="Its name"))
    assert [one.text for one in page_of(place).all("h1")] == ["Its name"]


def test_each_paragraph_finds_its_own_direction(desk):
    place = place_of(desk.annotator, make_article(desk.editor, *SCRIPTS))
    blocks = page_of(place).all("p", of="body")
    assert len(blocks) == len(SCRIPTS)
    assert {one.attributes["dir"] for one in blocks} == {"auto"}


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://example.org/", True),
        ("http://example.org/", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org/", False),
        ("https:", False),
        ("https://[broken", False),
        ("", False),
    ],
)
def test_only_what_leads_to_the_web_becomes_a_link(place, url, leads):
    assert bool(web_address(url)) is leads
    place.article.url = url
    place.article.save()
    record_evidence(place=place, ordinal=1, source=Source(url=url, citation="x"), action=uuid4())
    links = [one.attributes["href"] for one in page_of(place).all("a") if not one.attributes["href"].startswith("#")]
    assert links == ([url, url] if leads else [])


def test_lines_of_a_note_stay_lines(place):
    judge(place, 1, "opinion", note="one\r\ntwo\nthree & <four>", note_exported=True)
    content = written(place, "html", Options(notes=True)).decode()
    assert re.search(r"one<br>two<br>three &amp; &lt;four&gt;</div>", content)
