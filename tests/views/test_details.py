"""What is known about a report in the library, corrected by hand."""

import pytest

from tests.factories import make_arrival, make_article
from warreader.actions.details import state_of
from warreader.actions.storing import Details
from warreader.models import Article, Event, EventKind
from warreader.queries.arrivals import article_at

from .pages import queries, text_of, url

NEW = {
    "title": "Bridge still stands",
    "source": "Agency",
    "author": "",
    "published": "2026-05-03",
    "url": "https://news.example/a?utm_source=x",
}


def sent(article: Article, **changed: str) -> dict[str, str]:
    """What the page's form sends."""
    return NEW | {"base": state_of(Details.of(Article.objects.get(pk=article.pk)))} | changed


def described() -> list[dict]:
    return [event.text.fields for event in Event.objects.filter(kind=EventKind.ARTICLE_DESCRIBED).order_by("number")]


def test_details_are_corrected_found_by_their_new_words_and_the_old_ones_are_kept(client_of, desk, article):
    editor, title = client_of(desk.editor), article.title
    assert url("details", article) in text_of(editor.get(url("origin", article)))
    assert url("details", article) not in text_of(client_of(desk.viewer).get(url("origin", article)))
    assert editor.post(url("details", article), sent(article)).status_code == 303
    row = Article.objects.get(pk=article.pk)
    assert (row.title, row.source, str(row.published)) == ("Bridge still stands", "Agency", "2026-05-03")
    assert described()[0]["title"] == [title, "Bridge still stands"]
    library = url("library", article).replace(str(article.public_id), str(desk.team.public_id))
    assert "Bridge still stands" in text_of(editor.get(library, {"q": "still stands"}))
    page = text_of(editor.get(url("details", article)))
    assert title in page
    assert desk.editor.name in page
    # what is the same makes no event
    assert editor.post(url("details", article), sent(article)).status_code == 303
    assert len(described()) == 1


def test_what_comes_from_the_new_address_is_of_this_report(client_of, desk, article):
    client_of(desk.editor).post(url("details", article), sent(article))
    assert article_at(make_arrival(desk.editor, url="https://www.news.example/a")) == article


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", " "), ("title", "x" * 501), ("published", "yesterday"), ("url", "javascript:alert(1)")],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(client_of, desk, article, field, value):
    response = client_of(desk.editor).post(url("details", article), sent(article, **{field: value}))
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in text_of(response)
    assert 'value="Agency"' in text_of(response)
    assert Article.objects.get(pk=article.pk).title == article.title


def test_of_two_who_correct_at_once_the_second_sees_what_the_first_said(client_of, desk):
    article = make_article(desk.editor, "It stands.", title="As it came")
    old = sent(article, title="Second")
    client = client_of(desk.editor)
    assert client_of(desk.owner).post(url("details", article), sent(article, title="First")).status_code == 303
    response = client.post(url("details", article), old)
    assert response.status_code == 409
    page = text_of(response)
    assert '<dd dir="auto">First</dd>' in page
    assert 'value="Second"' in page
    assert Article.objects.get(pk=article.pk).title == "First"
    base = state_of(Details.of(Article.objects.get(pk=article.pk)))
    assert base in page
    assert client.post(url("details", article), old | {"base": base}).status_code == 303
    assert Article.objects.get(pk=article.pk).title == "Second"


def test_the_page_costs_the_same_after_many_corrections(client_of, desk, article):
    client = client_of(desk.editor)
    before = len(queries(client, url("details", article)))
    for title in ("One", "Two", "Three"):
        client.post(url("details", article), sent(article, title=title))
    assert len(queries(client, url("details", article))) == before <= 5
