"""Adding many reports at once."""

import hashlib
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import FOUNDING, draft, make_article, make_desk
from warreader import search
from warreader.actions.articles import Details, Duplicate
from warreader.actions.bulk import Twice, add_articles, kept_already
from warreader.actions.captures import capture_of_draft
from warreader.actions.errors import Refused, Repeated
from warreader.actions.storing import Entry
from warreader.models import Article, Capture, Event, EventCounter, Revision, Sentence


def entry(member, *sentences, **details) -> Entry:
    made = draft(*sentences)
    return Entry(made, Details(details.pop("title", "T"), **details), capture_of_draft(member, made))


def add(member, *entries, action=None):
    return add_articles(member=member, entries=entries, action=action or uuid4())


def test_each_report_is_stored_as_one_alone_would_be(editor):
    one, two = add(editor, entry(editor, "One.", "Two.", title="A"), entry(editor, "Three.", title="B", source="S"))
    assert [(article.title, article.source, article.added_by) for article in (one, two)] == [
        ("A", "", editor),
        ("B", "S", editor),
    ]
    revision = Article.objects.get(pk=one.pk).revision
    assert (revision.text, revision.number, revision.length, revision.language) == ("One.\n\nTwo.", 1, 10, "en")
    assert revision.digest == hashlib.sha256(b"One.\n\nTwo.").hexdigest()
    spans = [revision.text[row.start : row.end] for row in Sentence.objects.filter(revision=revision)]
    assert spans == ["One.", "Two."]
    capture = revision.capture
    assert (bytes(capture.content), capture.received_by) == (b"One.\n\nTwo.", editor)
    assert capture.sha256 == revision.digest


def test_it_is_one_event_for_each_in_one_action_with_numbers_in_a_row(editor):
    action = uuid4()
    articles = add(editor, *(entry(editor, f"Report {number}.") for number in range(3)), action=action)
    events = Event.objects.filter(action=action).order_by("number")
    assert [event.article for event in events] == articles
    assert [(event.number, event.position) for event in events] == [(FOUNDING + n, n - 1) for n in (1, 2, 3)]
    assert [event.data["article"] for event in events] == [str(article.public_id) for article in articles]
    assert {event.kind for event in events} == {"article added"}
    assert EventCounter.objects.get().last == FOUNDING + 3


def test_what_the_team_has_and_what_comes_twice_are_told_apart_and_keep_nothing_out(desk, editor):
    there = make_article(desk.owner, "There already.")
    results = add(
        editor,
        entry(editor, "There already."),
        entry(editor, "New."),
        entry(editor, "New."),
        entry(editor, "Newer."),
    )
    known, new, twice, newer = results
    assert (type(known), known.article) == (Duplicate, there)
    assert (type(twice), twice.article) == (Twice, new)
    assert [article.title for article in (new, newer)] == ["T", "T"]
    assert (Article.objects.count(), Capture.objects.count(), Revision.objects.count()) == (3, 3, 3)
    assert EventCounter.objects.get().last == FOUNDING + 3


def test_a_report_without_text_is_refused_and_the_others_are_stored(editor):
    made = draft("x")
    empty = Entry(
        type(made)(content=b"", media_type="", importer="", text="", language="", title="", sentences=()),
        Details("T"),
        capture_of_draft(editor, made),
    )
    refused, article = add(editor, empty, entry(editor, "Something."))
    assert (type(refused), str(refused)) == (Refused, "There is no text in this report.")
    assert Article.objects.get() == article


def test_nothing_new_leaves_no_event_and_no_gap(editor):
    make_article(editor, "The same.")
    add(editor, entry(editor, "The same."))
    make_article(editor, "Another.")
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == list(range(1, FOUNDING + 3))


def test_an_action_that_comes_again_is_repeated_and_adds_nothing(editor):
    action = uuid4()
    add(editor, entry(editor, "One."), action=action)
    with pytest.raises(Repeated):
        add(editor, entry(editor, "Two."), action=action)
    assert Revision.objects.get().text == "One."


def test_another_team_may_have_the_same(editor):
    make_article(make_desk("Other").editor, "The same.")
    assert isinstance(add(editor, entry(editor, "The same."))[0], Article)


def test_bytes_that_are_kept_already_are_not_kept_twice(editor):
    made = draft("One.")
    capture = capture_of_draft(editor, made)
    capture.save()
    (article,) = add(editor, Entry(made, Details("T"), capture))
    assert Capture.objects.get() == article.revision.capture


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads small tables as a whole")
def test_what_is_there_is_looked_up_in_an_index_however_large_the_library(editor):
    with CaptureQueriesContext(connection) as queries:
        add(editor, entry(editor, "One."))
        kept_already(editor, ["0" * 64])
    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    with connection.cursor() as cursor:
        plans = [[row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}")] for sql in asked]
    assert [plan[0] for plan in plans] == [
        "SEARCH warreader_revision USING INDEX revision_digest_once_per_team (team_id=? AND digest=?)",
        "SEARCH warreader_shingle USING INDEX shingle_value (team_id=? AND value=?)",
        "SEARCH warreader_capture USING COVERING INDEX capture_digest (team_id=? AND sha256=?)",
    ]


def test_the_words_of_all_can_be_found(editor):
    articles = add(editor, entry(editor, "A drone."), entry(editor, "A tank."), entry(editor, "A drone again."))
    found = search.matching(Article.objects.all(), "drone")
    assert set(found) == {articles[0], articles[2]}


def unlike(number: int) -> list[str]:
    """Return two sentences that have no word in common with those of another number."""
    return [
        " ".join(f"{word}{number}" for word in words.split()) for words in ("Shells fell on it", "Nobody was hurt")
    ]


@pytest.mark.parametrize("count", [1, 3, 25])
def test_many_take_as_many_statements_as_one(editor, count):
    entries = [entry(editor, f"Report {number}.", *unlike(number)) for number in range(count)]
    with CaptureQueriesContext(connection) as queries:
        add(editor, *entries)
    statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(statements) == (13 if connection.vendor == "sqlite" else 11)
    assert Sentence.objects.count() == 3 * count
