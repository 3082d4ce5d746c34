"""The texts of an article, and what differs between two of them."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.actions.test_revisions import revise
from tests.factories import hold_session, judge, make_article, place_of
from warreader.actions.articles import Details
from warreader.models import Capture

from .pages import queries, text_of, url

LINES = ("Tanks moved at dawn.", "Nobody saw <where> they went.", "Two bridges fell.", "The mayor was furious.")
LATER = ("Tanks moved at dawn.", "The mayor was furious.", "A new line.", "Two bridges fell.")


@pytest.fixture
def article(desk):
    article = make_article(desk.editor, *LINES, title="Tanks")
    revise(article, *LATER, details=Details("Tanks & bridges", source="Daily"))
    article.refresh_from_db()
    return article


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_list_says_when_from_where_by_whom_and_what_changed(client_of, desk, article):
    page = text_of(client_of(desk.viewer).get(url("texts", article)))
    assert re.findall(r'<li value="(\d)">', page) == ["2", "1"]
    said = words(page)
    assert "1 new, 1 gone." in said
    assert "Title: Tanks new: &amp; bridges Source: new: Daily" in said or "&amp; bridges" in said
    assert f"added by {desk.editor.name}" in said
    assert "pasted" in said
    assert f'href="{url("difference", article, 2)}"' in page
    assert f'href="{url("difference", article, 1)}"' not in page


def test_a_difference_tells_each_change_by_a_sign_and_a_word(client_of, desk, article):
    page = text_of(client_of(desk.viewer).get(url("difference", article, 2)))
    rows = re.findall(r'<div class="was([\w ]*)" id="(\w\d)">', page)
    assert rows == [("", "s1"), (" gone", "e2"), (" moved", "s2"), (" new", "s3"), ("", "s4")]
    assert '<b class="sign"><i aria-hidden="true">−</i> gone</b>' in page
    assert "<del>Nobody saw &lt;where&gt; they went.</del>" in page
    assert "<ins>A new line.</ins>" in page


def test_every_page_says_when_a_text_was_captured_and_not_when_it_was_saved(client_of, desk, article):
    for number in (1, 2):
        captured = datetime(2026, 3, number, 9, tzinfo=UTC)
        Capture.objects.filter(revisions__article=article, revisions__number=number).update(received_at=captured)
    client = client_of(desk.viewer)
    pages = {
        name: words(text_of(client.get(address)))
        for name, address in (
            ("article", place_of(desk.viewer, article).url()),
            ("earlier", reverse("revision:article", args=[article.public_id, 1])),
            ("texts", url("texts", article)),
            ("difference", url("difference", article, 2)),
        )
    }
    assert "captured 2 Mar 2026, 09:00 UTC" in pages["article"]
    assert "The publisher changed this text, captured 2 Mar 2026:" in pages["article"]
    assert "captured 1 Mar 2026, 09:00 UTC" in pages["earlier"]
    assert "captured 2 Mar 2026, 09:00 UTC" in pages["texts"]
    assert "Captured 1 Mar 2026, 09:00 and 2 Mar 2026, 09:00 UTC." in pages["difference"]


def test_two_texts_that_are_no_neighbours_can_be_compared(client_of, desk, article):
    revise(article, *LATER, "The end.")
    client = client_of(desk.viewer)
    page = text_of(client.get(url("difference", article, 3)))
    assert "1 new." in words(page)
    page = text_of(client.get(f"{url('difference', article, 3)}?against=1"))
    assert "2 new, 1 gone, 1 moved." in words(page)
    assert "&amp; bridges" in page, "what was learned on the way is said, too"


@pytest.mark.parametrize(
    ("number", "query"), [(1, ""), (9, ""), (2, "?against=2"), (1, "?against=2"), (2, "?against=x1")]
)
def test_what_is_no_pair_of_texts_is_not_there(client_of, desk, article, number, query):
    wanted = 200 if query == "?against=x1" else 404
    assert client_of(desk.viewer).get(url("difference", article, number) + query).status_code == wanted


@pytest.mark.parametrize("more", [0, 2])
def test_the_pages_take_the_same_few_queries_for_any_number_of_texts(client_of, desk, article, more):
    for number in range(more):
        revise(article, *LATER, f"The end {number}.")
    client = client_of(desk.viewer)
    assert len(queries(client, url("texts", article))) == 5
    assert len(queries(client, url("difference", article, 2))) == 8


class TestTheReadingPage:
    """The line above the title of a text that the publisher has changed."""

    def box(self, client, place) -> str:
        page = text_of(client.get(place.url()))
        return words(" ".join(re.findall(r'<div class="in-session".*?</div>', page, re.DOTALL)))

    def test_says_what_was_changed_and_what_lost_its_place(self, client_of, desk):
        article = make_article(desk.editor, *LINES)
        for member in (desk.annotator, desk.editor):
            judge(place_of(member, article), 2, "opinion")
        client = client_of(desk.annotator)
        assert self.box(client, place_of(desk.annotator, article)) == ""
        revise(article, *LATER)
        place = place_of(desk.annotator, article)
        said = self.box(client, place)
        assert said.endswith(": 1 new, 1 gone. What changed · 2 lost places")
        assert len(queries(client, place.url())) == 12

    def test_counts_no_lost_place_that_the_reader_may_not_see(self, client_of, desk, mate):
        article = make_article(desk.editor, *LINES)
        judge(place_of(mate, article), 2, "opinion")
        judge(place_of(desk.annotator, article), 3, "opinion")
        hold_session(desk.editor, desk.annotator, articles=[article])
        revise(article, LINES[0], LINES[3])
        blind = place_of(desk.annotator, article)
        assert "1 lost place" in self.box(client_of(desk.annotator), blind)
        assert "2 lost places" in self.box(client_of(desk.editor), blind)

    def test_of_a_session_says_that_it_keeps_its_text(self, client_of, desk):
        article = make_article(desk.editor, *LINES)
        session = hold_session(desk.editor, desk.annotator, articles=[article], mode="open")
        revise(article, *LATER)
        place = place_of(desk.annotator, article, session)
        client = client_of(desk.annotator)
        assert "This session judges text 1 until an editor moves it." in self.box(client, place)
        assert len(queries(client, place.url())) == 12
