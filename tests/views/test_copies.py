"""Reports with the same text: where they are named, listed and compared."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.actions.test_near import OTHER, STORY
from tests.actions.test_revisions import revise
from tests.factories import Desk, hold_session, make_article, make_desk
from tests.remembered import Remembered
from warreader.filters import LibraryFilter
from warreader.models import Article
from warreader.queries.copies import Shares
from warreader.queries.library import library
from warreader.templatetags.copies import shares_words

from .pages import HTMX, queries, text_of, url

pytestmark = pytest.mark.django_db


def make_world() -> tuple[Desk, Article]:
    """A story with a copy that is cut, one that is changed, and a report that has one sentence of it."""
    desk = make_desk()
    story = make_article(desk.editor, *STORY, title="The story")
    make_article(desk.editor, *STORY[:12], title="The cut one")
    changed = [
        STORY[0].replace("witness", "bystander"),
        *STORY[1:],
        "This line was added by the local desk.",
    ]
    make_article(desk.editor, *changed, title="The local one")
    make_article(desk.editor, *OTHER, STORY[4], title="One that quotes it")
    Article.objects.filter(title="The local one").update(published=date(2020, 1, 2), source="Local")
    return desk, story


remembered_world = Remembered(make_world)


@pytest.fixture
def world(db):
    return remembered_world()


def named(title):
    return Article.objects.get(title=title)


def test_the_library_and_the_article_say_how_many_reports_have_the_text(world, client_of):
    desk, story = world
    client = client_of(desk.viewer)
    page = text_of(client.get(reverse("library", args=[desk.team.public_id])))
    assert page.count("3 reports, 1 text") == 3
    assert f'<a href="{url("copies", story)}">3 reports, 1 text</a>' in page
    page = text_of(client.get(url("article", story)))
    assert "2 other reports have this text, or much of it: together they are one source." in page
    assert "other report has" not in text_of(client.get(url("article", named("One that quotes it"))))


def test_the_copies_are_listed_earliest_first_with_what_they_have_in_common(world, client_of):
    desk, story = world
    page = text_of(client_of(desk.viewer).get(url("copies", story)))
    places = [page.index(words) for words in ("The local one</a>", "this report", "The cut one</a>")]
    assert places == sorted(places)
    assert "3 reports, 1 text." in page
    assert "The same text but for 2 sentences." in page
    assert "Cut: it has 6" in page
    assert "Copies of one story are one source" in page
    assert "2 Jan 2020" in page
    alone = text_of(client_of(desk.viewer).get(url("copies", named("One that quotes it"))))
    assert "No other report of the library has much of this text." in alone


def test_a_copy_stands_beside_the_report_sentence_by_sentence(world, client_of):
    desk, story = world
    page = text_of(client_of(desk.viewer).get(url("copy", story, named("The local one").public_id)))
    assert "<del>" in page
    assert "bystander</del>" in page
    assert "only there" in page
    assert "only here" not in page
    assert "sentences that are the same</summary>" in page
    cut = text_of(client_of(desk.viewer).get(url("copy", story, named("The cut one").public_id)))
    assert cut.count("only here") == 8


def test_what_is_no_copy_or_not_there_any_more_is_not_found(world, client_of):
    desk, story = world
    client = client_of(desk.viewer)
    assert client.get(url("copy", story, named("One that quotes it").public_id)).status_code == 404
    Article.objects.filter(title="The cut one").update(deleted_at=timezone.now())
    assert client.get(url("copy", story, named("The cut one").public_id)).status_code == 404
    assert "The cut one" not in text_of(client.get(url("copies", story)))
    assert "1 other report has this text" in text_of(client.get(url("article", story)))
    assert "The cut one" not in text_of(client.get(url("sentence-copies", story, 5)))


def test_a_report_whose_text_has_become_another_is_no_copy_any_more(world, client_of):
    desk, story = world
    revise(named("The cut one"), *[f"{line} It is new." for line in OTHER])
    page = text_of(client_of(desk.viewer).get(url("copies", story)))
    assert "The cut one" not in page
    assert "2 reports, 1 text." in page


def test_where_else_a_sentence_stands_is_told_by_its_card(world, client_of):
    desk, story = world
    client = client_of(desk.viewer)
    assert url("sentence-copies", story, 5) in text_of(client.get(url("sentence", story, 5), headers=HTMX))
    fragment = client.get(url("sentence-copies", story, 5), headers=HTMX)
    assert "Also in 3 other reports" in text_of(fragment)
    assert "<html" not in text_of(fragment)
    assert fragment["Vary"].count("HX-Request") == 1
    assert f"{url('sentence', named('One that quotes it'), 21)}#s21" in text_of(fragment)
    page = text_of(client.get(url("sentence-copies", story, 5)))
    assert STORY[4] in page
    assert "<html" in page
    assert "In no other report" in text_of(
        client.get(url("sentence-copies", named("The local one"), 21), headers=HTMX)
    )
    assert client.get(url("sentence-copies", story, 99), headers=HTMX).status_code == 404


def test_copies_are_found_from_a_sessions_place_too(world, client_of):
    desk, story = world
    session = hold_session(desk.editor, desk.annotator, articles=[story], mode="blind")
    client = client_of(desk.annotator)
    ids = [session.public_id, story.public_id]
    assert "3 reports, 1 text." in text_of(client.get(reverse("session:copies", args=ids)))
    page = text_of(client.get(reverse("session:copy", args=[*ids, named("The cut one").public_id])))
    assert reverse("session:sentence", args=[*ids, 20]) in page
    assert reverse("session:copies", args=ids) in text_of(client.get(reverse("session:article", args=ids)))


def test_pages_of_copies_cost_the_same_however_many_there_are(world, client_of):
    desk, story = world
    client = client_of(desk.viewer)
    quoting = named("One that quotes it")
    addresses = [url("copies", story), url("sentence-copies", story, 5), url("article", story)]
    before = [len(queries(client, address)) for address in addresses]
    assert len(queries(client, url("copies", quoting))) == before[0]
    for number in range(3):
        make_article(desk.editor, *STORY[: 19 - number], title=f"Copy {number}")
    assert [len(queries(client, address)) for address in addresses] == before
    assert before == [5, 6, 12]


def test_the_library_counts_copies_in_the_query_of_its_rows(world, django_assert_num_queries):
    desk, _story = world
    with django_assert_num_queries(5):
        rows = library(desk.viewer, LibraryFilter()).rows
    assert sorted(row.reports for row in rows) == [1, 3, 3, 3]


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        (Shares(1, 1, 1, 0, 0), "the same text"),
        (Shares(0.95, 0.95, 0.99, 1, 0), "the same text but for 1 sentence"),
        (Shares(0.93, 0.95, 0.97, 2, 3), "the same text but for 3 sentences"),
        (Shares(0.6, 0.6, 1, 8, 0), "cut: it has 60 % of this report"),
        (Shares(0.6, 1, 0.6, 0, 8), "longer: this report has 60 % of it"),
        (Shares(0.3, 0.5, 0.4, 8, 9), "in common: 50 % of this report, 40 % of that one"),
    ],
)
def test_what_is_in_common_is_said_in_words(shares, words):
    assert shares_words(shares) == words
