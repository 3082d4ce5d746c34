"""Reports on their way in: taken, read, corrected, saved, discarded."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import make_arrival, make_article, make_desk, user_of
from warreader.actions.arrivals import receive, receive_page, receive_text, save, try_again
from warreader.actions.articles import Details, Duplicate
from warreader.actions.errors import Refused, Stale
from warreader.actions.previews import (
    Corrected,
    correct,
    fill,
    put_draft,
    remove,
    replace_text,
    sentences_of,
    state_of,
)
from warreader.importers import Found, Received, from_pasted, read
from warreader.models import Arrival, Article, Capture, Event, Sentence
from warreader.models.arrivals import KEPT
from warreader.queries.arrivals import article_at
from warreader.tasks.arrivals import tidy
from warreader.text import Kind
from warreader.text.corrections import merge, split

REPORT = "Aid arrives in Odesa\n\nThe ministry said on Friday that aid had arrived. It was late."


@pytest.fixture(autouse=True)
def _read_here(monkeypatch):
    """Read in this process: that another one is killed is not tested here."""
    monkeypatch.setattr("warreader.tasks.arrivals.read_safely", read)


@pytest.fixture
def arrival(editor) -> Arrival:
    return make_arrival(editor, REPORT)


def change(arrival: Arrival, base: str | None = None, **more: object) -> Arrival:
    """Correct an arrival: some of its details, its language or its sentences."""
    details = Details(arrival.title, arrival.url, arrival.source, arrival.author, arrival.published)
    own = {name: more.pop(name) for name in ("language", "sentences", "own") if name in more}
    whole = {"language": arrival.language, "sentences": sentences_of(arrival)} | own
    corrected = Corrected(replace(details, **more), **whole)  # type: ignore[arg-type]
    return correct(arrival=arrival, base=state_of(arrival) if base is None else base, corrected=corrected)


class TestTaking:
    def test_a_pasted_text_is_read_at_once_and_its_bytes_are_kept(self, arrival):
        assert (arrival.state, arrival.title, arrival.language) == ("ready", "Aid arrives in Odesa", "en")
        assert [kind for *_span, kind in arrival.spans] == ["title", "body", "body"]
        assert arrival.digest == hashlib.sha256(REPORT.encode()).hexdigest()
        assert arrival.capture is not None
        assert bytes(arrival.capture.content) == REPORT.encode()
        assert not Article.objects.exists()

    def test_each_file_waits_for_itself_and_is_read_once_all_is_stored(
        self, editor, django_capture_on_commit_callbacks
    ):
        files = [Received(f"Report {n}. A sentence.".encode(), filename=f"{n}.txt") for n in range(2)]
        with django_capture_on_commit_callbacks(execute=True):
            arrivals = receive(member=editor, received=files, batch=uuid4())
            assert [one.state for one in arrivals] == ["waiting", "waiting"]
        rows = Arrival.objects.order_by("pk")
        assert [(one.state, one.capture.filename) for one in rows] == [("ready", "0.txt"), ("ready", "1.txt")]

    @pytest.mark.parametrize("way", ["text", "files", "page"])
    def test_what_is_sent_twice_is_kept_once(self, editor, way):
        batch = uuid4()
        for _ in range(2):
            if way == "text":
                found = receive_text(member=editor, pasted=REPORT, batch=batch)
            elif way == "files":
                found = receive(member=editor, received=[Received(b"A. B.")], batch=batch)
            else:
                found = receive_page(member=editor, url="https://example.org/", html="<p>A. B.", batch=batch)
        assert [one.pk for one in found] == [Arrival.objects.get().pk]
        assert Capture.objects.count() == 1

    def test_a_page_that_was_handed_over_keeps_its_address_and_bytes(self, editor):
        (arrival,) = receive_page(member=editor, url="https://example.org/a", html="<p>Ї", batch=uuid4())
        capture = arrival.capture
        assert (arrival.url, capture.url, capture.status) == ("https://example.org/a", "https://example.org/a", None)
        assert bytes(capture.content) == "<p>Ї".encode()


class TestReading:
    def test_what_a_report_says_of_itself_is_filled_in_on_one_line(self, arrival):
        found = Found(title="x", source="The\nWire", author="A. \u202eB", url="https://example.org/a?utm_source=b")
        put_draft(arrival, replace(from_pasted(REPORT), found=found, title="A\ntitle", repairs=("one thing",)))
        assert (arrival.title, arrival.source, arrival.author) == ("A title", "The Wire", "A. B")
        assert (arrival.url, arrival.repairs) == (found.url, ["one thing"])

    def test_a_report_without_text_has_failed_and_says_so(self, arrival):
        put_draft(arrival, from_pasted(" "))
        assert (arrival.state, arrival.problem) == ("failed", "There is no text in this report.")

    def test_what_was_read_of_one_that_is_gone_is_dropped(self, arrival):
        remove(Arrival.objects.all())
        fill(arrival=arrival, draft=from_pasted(REPORT))
        assert not Arrival.objects.exists()

    def test_what_could_not_be_read_is_kept_and_can_be_tried_again(self, editor, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            receive(
                member=editor,
                received=[Received(b"\x89PNG\r\n\x1a\n\x00\x00", filename="a.png")],
                batch=uuid4(),
            )
        arrival = Arrival.objects.get()
        assert arrival.state == "failed"
        assert arrival.problem
        with django_capture_on_commit_callbacks(execute=True):
            try_again(arrival=arrival)
            assert Arrival.objects.get().state == "waiting"
        assert Arrival.objects.get().state == "failed"


class TestCorrecting:
    def test_details_and_kinds_are_stored(self, arrival):
        sentences = [one._replace(kind=Kind.CAPTION) for one in sentences_of(arrival)]
        row = change(arrival, title="Other", source="Wire", sentences=tuple(sentences))
        assert (row.title, row.source, {kind for *_span, kind in row.spans}) == ("Other", "Wire", {"caption"})

    def test_an_empty_title_is_the_one_in_the_text(self, arrival):
        assert change(arrival, title="").title == "Aid arrives in Odesa"

    def test_another_language_divides_the_text_anew(self, arrival):
        one = merge(arrival.text, sentences_of(arrival), 1, 2)
        row = change(arrival, sentences=tuple(one))
        assert len(row.spans) == 2
        row = change(row, language="de")
        assert (row.language, len(row.spans)) == ("de", 3)

    def test_what_somebody_else_has_changed_meanwhile_is_stale(self, arrival):
        base = state_of(arrival)
        change(arrival, title="Theirs")
        with pytest.raises(Stale):
            change(arrival, base, title="Mine")
        assert Arrival.objects.get().title == "Theirs"

    def test_the_same_correction_again_is_none(self, arrival):
        base = state_of(arrival)
        change(arrival, title="Mine")
        assert change(arrival, base, title="Mine").title == "Mine"

    def test_a_pasted_text_can_be_replaced_and_its_bytes_with_it(self, arrival):
        row = replace_text(arrival=arrival, base=state_of(arrival), text="Another text. It is short.")
        assert len(row.spans) == 2
        assert bytes(Capture.objects.get().content) == b"Another text. It is short."
        with pytest.raises(Stale):
            replace_text(arrival=arrival, base=state_of(arrival), text="A third.")

    def test_the_text_of_a_file_cannot(self, arrival):
        Capture.objects.update(importer="html")
        with pytest.raises(Refused):
            replace_text(arrival=arrival, base=state_of(arrival), text="Another text.")


class TestSaving:
    def test_what_was_looked_at_is_stored_with_the_very_bytes_that_came(self, editor, arrival):
        capture = Capture.objects.get()
        parts = split(arrival.text, sentences_of(arrival), 1, arrival.text.index("on Friday"))
        row = change(arrival, source="Wire", sentences=tuple(parts))
        article = save(member=editor, arrival=row)
        assert article.revision.capture == capture == Capture.objects.get()
        assert (article.title, article.source, article.revision.text) == ("Aid arrives in Odesa", "Wire", REPORT)
        assert Sentence.objects.count() == 4
        assert not Arrival.objects.exists()
        assert Event.objects.get(article=article).action == arrival.public_id

    def test_an_identical_text_is_not_stored_twice_and_waits_on(self, editor, arrival):
        first = save(member=editor, arrival=arrival)
        again = make_arrival(editor, REPORT)
        with pytest.raises(Duplicate) as caught:
            save(member=editor, arrival=again)
        assert caught.value.article == first
        assert Arrival.objects.get() == again

    def test_what_is_gone_or_not_read_cannot_be_saved(self, editor, arrival):
        Arrival.objects.update(state="waiting")
        with pytest.raises(Refused):
            save(member=editor, arrival=arrival)
        remove(Arrival.objects.all())
        with pytest.raises(Refused):
            save(member=editor, arrival=arrival)


class TestDiscarding:
    def test_bytes_go_with_what_needed_them_and_stay_with_what_does(self, editor):
        archive = Capture.objects.create(team=editor.team, sha256="a", content=b"a", media_type="application/zip")
        arrivals = [make_arrival(editor) for _ in range(2)]
        Capture.objects.exclude(pk=archive.pk).update(container=archive)
        remove(Arrival.objects.filter(pk=arrivals[0].pk))
        assert Capture.objects.count() == 2
        article = save(member=editor, arrival=arrivals[1])
        assert set(Capture.objects.all()) == {archive, article.revision.capture}

    def test_an_archive_goes_with_the_last_of_its_files(self, editor):
        archive = Capture.objects.create(team=editor.team, sha256="a", content=b"a", media_type="application/zip")
        make_arrival(editor)
        Capture.objects.exclude(pk=archive.pk).update(container=archive)
        remove(Arrival.objects.all())
        assert not Capture.objects.exists()

    def test_what_nobody_saves_is_thrown_away_after_its_time(self, editor):
        old, new = (make_arrival(editor) for _ in range(2))
        Arrival.objects.filter(pk=old.pk).update(created_at=timezone.now() - KEPT - timedelta(hours=1))
        tidy()
        assert Arrival.objects.get() == new
        assert Capture.objects.count() == 1

    def test_what_was_forgotten_unread_is_read(self, editor, django_capture_on_commit_callbacks):
        receive(member=editor, received=[Received(b"A report. Two sentences.")], batch=uuid4())
        Arrival.objects.update(created_at=timezone.now() - timedelta(hours=1))
        with django_capture_on_commit_callbacks(execute=True):
            tidy()
        assert Arrival.objects.get().state == "ready"


class TestWhereItIs:
    def test_the_report_of_the_same_address_is_found_however_it_is_written(self, editor, arrival):
        article = make_article(editor)
        Article.objects.update(url="http://www.example.org/tanks/")
        arrival.url = "https://EXAMPLE.org/tanks?utm_source=x#top"
        assert article_at(arrival) == article
        arrival.url = "https://example.org/tanks/2"
        assert article_at(arrival) is None

    def test_an_address_that_a_text_was_fetched_from_counts_too(self, editor, arrival):
        article = make_article(editor)
        Capture.objects.filter(revisions__article=article).update(url="https://example.org/tanks")
        assert article_at(Arrival(team=editor.team, url="https://example.org/tanks/")) == article

    def test_another_teams_reports_are_not_known(self, editor):
        make_article(make_desk("Other").editor)
        Article.objects.update(url="https://example.org/tanks")
        assert article_at(Arrival(team=editor.team, url="https://example.org/tanks")) is None


def test_only_those_who_may_add_reports_see_what_waits(desk, arrival):
    other = make_desk("Other")
    seen = [len(Arrival.objects.visible_to(user_of(one))) for one in (desk.owner, desk.editor)]
    assert seen == [1, 1]
    unseen = (desk.annotator, desk.viewer, other.owner)
    assert [len(Arrival.objects.visible_to(user_of(one))) for one in unseen] == [0, 0, 0]
