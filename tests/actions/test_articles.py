"""Adding articles, and correcting the kinds of their sentences."""

import hashlib
from datetime import date
from importlib.metadata import version
from uuid import uuid4

import pytest

from tests.factories import FOUNDING, draft, make_article, make_desk, place_of
from warreader import text
from warreader.actions.articles import Details, Duplicate, add_article, correct_kinds
from warreader.actions.captures import capture_of, note_reading
from warreader.actions.errors import Refused, Repeated
from warreader.importers import Received, from_pasted
from warreader.models import Article, Capture, Event, EventCounter, Kind, Revision, Sentence

REPORT = "Tanks seen near Izium\r\n\r\nThe column moved at dawn. Nobody saw where it went.\r\n\r\nSource link"


def add(member, received=REPORT, **kwargs) -> Article:
    details = kwargs.pop("details", Details(title="Tanks"))
    return add_article(member=member, draft=from_pasted(received), details=details, action=uuid4(), **kwargs)


def test_an_article_is_stored_with_its_text_and_every_sentence_of_it(editor):
    revision = add(editor).revision
    assert revision is not None
    assert revision.text == REPORT.replace("\r\n", "\n")
    assert (revision.number, revision.length) == (1, len(revision.text))
    assert revision.digest == hashlib.sha256(revision.text.encode()).hexdigest()
    assert (revision.language, revision.segmenter) == ("en", text.SEGMENTER)
    spans = [revision.text[row.start : row.end] for row in revision.sentences.order_by("ordinal")]
    assert spans == [
        "Tanks seen near Izium",
        "The column moved at dawn.",
        "Nobody saw where it went.",
        "Source link",
    ]


def test_a_report_of_more_sentences_than_a_page_can_show_is_refused(editor, monkeypatch):
    monkeypatch.setattr("warreader.actions.articles.MOST_SENTENCES", 3)
    with pytest.raises(Refused, match="This report has 4 sentences; 3 are the most"):
        add(editor)
    assert not Article.objects.exists()


def test_the_bytes_that_came_are_kept_unaltered_under_their_digest(editor):
    add(editor)
    capture = Capture.objects.get()
    assert bytes(capture.content) == REPORT.encode()
    assert capture.sha256 == hashlib.sha256(REPORT.encode()).hexdigest()
    assert (capture.importer, capture.received_by) == ("pasted", editor)
    assert capture.software == f"ftfy {version('ftfy')}; {text.SEGMENTER}"


def test_bytes_that_are_kept_already_are_the_ones_that_its_text_names(editor):
    received = Received(b"<p>Tanks.</p>", filename="a/\x00b.html", media_type="text/html", url="https://example.org/")
    kept = capture_of(editor, received)
    note_reading(kept, from_pasted("Tanks."))
    kept.save()
    article = add(editor, "Tanks.", capture=kept)
    assert article.revision.capture == Capture.objects.get() == kept
    assert (kept.filename, kept.media_type, kept.charset) == ("a/b.html", "text/html", "utf-8")
    assert (bytes(kept.content), kept.url) == (received.content, received.url)


def test_what_is_known_about_it_is_stored(editor):
    details = Details("T", url="https://example.org/a", source="Ex", author="A. B.", published=date(2024, 11, 30))
    article = add(editor, details=details)
    article.refresh_from_db()
    assert Details.of(article) == details


def test_it_is_one_event_without_the_text_in_it(editor):
    article = add(editor)
    event = Event.objects.get(article__isnull=False)
    assert (event.kind, event.actor, event.article, event.session) == ("article added", editor, article, None)
    assert event.data == {"article": str(article.public_id), "digest": article.revision.digest, "sentences": 4}


def test_the_kinds_that_an_editor_corrected_in_the_preview_are_stored(editor):
    article = add(editor, kinds={1: Kind.SUBHEAD})
    assert Sentence.objects.get(revision=article.revision, ordinal=1).kind == "subhead"


def test_the_same_text_is_refused_and_names_the_article_that_has_it(desk, editor):
    article = make_article(editor, "The same.")
    with pytest.raises(Duplicate) as caught:
        make_article(desk.owner, "The same.")
    assert caught.value.article == article
    assert (Article.objects.count(), Capture.objects.count(), EventCounter.objects.get().last) == (1, 1, FOUNDING + 1)


def test_another_team_may_add_the_same_text(editor):
    make_article(editor, "The same.")
    make_article(make_desk("Other").editor, "The same.")
    assert Article.objects.count() == 2


@pytest.mark.parametrize("nothing", ["", " \n\t ", "\ufeff\0"])
def test_a_report_without_text_is_refused(editor, nothing):
    with pytest.raises(Refused):
        add(editor, nothing)
    assert not Capture.objects.exists()


def test_an_action_that_comes_again_is_repeated_and_adds_nothing(editor):
    action = uuid4()
    for sentence in ("One.", "One.", "Another."):
        try:
            add_article(member=editor, draft=draft(sentence), details=Details("T"), action=action)
        except Repeated:
            continue
    assert Revision.objects.get().text == "One."


class TestCorrectingKinds:
    """Correcting the kinds of sentences."""

    @pytest.fixture
    def edited(self, editor, article):
        return place_of(editor, article)

    def kinds(self, place) -> list[str]:
        return [sentence.kind for sentence in place.sentences()]

    def test_a_range_is_one_action(self, edited):
        action = uuid4()
        assert correct_kinds(place=edited, ordinals=[1, 2], kind=Kind.CAPTION, action=action) == [1, 2]
        assert self.kinds(edited) == ["caption", "caption", "body", "body", "body"]
        events = Event.objects.filter(action=action)
        assert [event.data for event in events] == [{"kind": ["body", "caption"]}] * 2

    def test_only_what_changes_is_in_the_history(self, edited):
        assert correct_kinds(place=edited, ordinals=[1], kind=Kind.BODY, action=uuid4()) == []
        assert Event.objects.filter(kind="kind corrected").count() == 0

    def test_a_sentence_that_is_not_there_is_refused(self, edited):
        with pytest.raises(Refused):
            correct_kinds(place=edited, ordinals=[1, 9], kind=Kind.TITLE, action=uuid4())
        assert self.kinds(edited) == ["body"] * 5

    def test_an_action_that_comes_again_is_repeated(self, edited):
        action = uuid4()
        correct_kinds(place=edited, ordinals=[1], kind=Kind.TITLE, action=action)
        with pytest.raises(Repeated):
            correct_kinds(place=edited, ordinals=[2], kind=Kind.TITLE, action=action)
        assert self.kinds(edited) == ["title", "body", "body", "body", "body"]
