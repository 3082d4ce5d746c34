"""Reports on their way in: taken, read, corrected, saved, discarded."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_arrival, make_article, make_desk, user_of
from warreader.actions.arrivals import MOST, MOST_ASKED, ask_for, receive, receive_page, receive_text, save, try_again
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
from warreader.fetching import Fetched, FetchRefused, Reason
from warreader.importers import Found, Received, from_pasted, read
from warreader.models import Arrival, Article, Capture, Event, Membership, Sentence, Team
from warreader.models.arrivals import KEPT
from warreader.queries.arrivals import article_at, known_of
from warreader.tasks import arrivals as tasks
from warreader.tasks.arrivals import tidy
from warreader.tasks.letters import send_notices
from warreader.text import Kind
from warreader.text.corrections import merge, split
from warreader.text.web import page_key

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
    details = Details.of(arrival)
    own = {name: more.pop(name) for name in ("language", "sentences", "later") if name in more}
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

    @pytest.mark.parametrize(
        ("named", "kept"),
        [("https://example.org/a b", "https://example.org/a%20b"), ("http://a_b.example.org/x", ""), ("//x", "")],
    )
    def test_no_address_is_filled_in_that_the_form_would_refuse(self, arrival, named, kept):
        put_draft(arrival, replace(from_pasted(REPORT), found=Found(url=named)))
        assert arrival.url == kept

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


PAGE = Fetched(
    content=b"<html><title>T</title><p>Tanks crossed the river on Friday, the ministry said. Nobody saw it.",
    media_type="text/html",
    url="https://example.org/tanks",
    redirects=({"url": "https://example.org/t", "status": 301, "address": "192.0.2.1", "location": "/tanks"},),
    status=200,
    headers=(("Content-Type", "text/html"),),
    address="192.0.2.1",
)


class TestFetching:
    @pytest.fixture
    def ask(self, editor, monkeypatch, django_capture_on_commit_callbacks):
        def ask(answer: Fetched | FetchRefused) -> Arrival:
            def fetch(_url: str) -> Fetched:
                if isinstance(answer, FetchRefused):
                    raise answer
                return answer

            monkeypatch.setattr("warreader.tasks.arrivals.fetch", fetch)
            with django_capture_on_commit_callbacks(execute=True):
                ask_for(member=editor, url="https://example.org/t", batch=uuid4())
            return Arrival.objects.get()

        return ask

    def test_a_page_is_fetched_and_kept_with_all_that_is_known_of_its_way(self, editor, ask):
        arrival = ask(PAGE)
        assert (arrival.state, arrival.url) == ("ready", PAGE.url)
        capture = save(member=editor, arrival=arrival).revision.capture
        assert (bytes(capture.content), capture.status, capture.address) == (PAGE.content, 200, "192.0.2.1")
        assert (capture.redirects, capture.headers) == ([*PAGE.redirects], [["Content-Type", "text/html"]])
        assert (capture.importer, capture.url) == ("html", PAGE.url)

    def test_what_is_refused_is_said_and_can_be_tried_at_another_address(
        self, ask, monkeypatch, django_capture_on_commit_callbacks
    ):
        arrival = ask(FetchRefused(Reason.PRIVATE))
        assert (arrival.state, arrival.capture) == ("failed", None)
        assert arrival.problem
        monkeypatch.setattr("warreader.tasks.arrivals.fetch", lambda url: replace(PAGE, url=url))
        with django_capture_on_commit_callbacks(execute=True):
            try_again(arrival=arrival, url="https://example.org/other")
        arrival.refresh_from_db()
        assert (arrival.state, arrival.url) == ("ready", "https://example.org/other")

    def test_a_page_that_cannot_be_read_is_fetched_anew(self, ask, monkeypatch, django_capture_on_commit_callbacks):
        arrival = ask(replace(PAGE, content=b"\x89PNG\r\n\x1a\n\x00\x00", media_type="image/png"))
        assert arrival.state == "failed"
        assert arrival.capture is not None
        monkeypatch.setattr("warreader.tasks.arrivals.fetch", lambda _url: PAGE)
        with django_capture_on_commit_callbacks(execute=True):
            try_again(arrival=arrival)
        arrival.refresh_from_db()
        assert (arrival.state, Capture.objects.count()) == ("ready", 1)

    def test_slow_sites_keep_neither_letters_nor_everybody_waiting(self, editor):
        assert tasks.read.priority < send_notices.priority
        for _page in range(MOST_ASKED):
            ask_for(member=editor, url="https://example.org/t", batch=uuid4())
        with pytest.raises(Refused, match="are being fetched"):
            ask_for(member=editor, url="https://example.org/t", batch=uuid4())

    def test_where_the_team_forbids_it_nothing_is_asked_for(self, editor):
        editor.team.forbids_fetching = True
        with pytest.raises(Refused):
            ask_for(member=editor, url="https://example.org/t", batch=uuid4())
        assert not Arrival.objects.exists()

    def test_for_whoever_has_left_meanwhile_nothing_is_fetched(self, editor, ask):
        Membership.objects.filter(pk=editor.pk).update(left_at=timezone.now())
        arrival = ask(PAGE)
        assert (arrival.state, arrival.capture) == ("failed", None)

    def test_where_the_team_has_forbidden_it_meanwhile_nothing_is_fetched(self, editor, ask):
        Team.objects.filter(pk=editor.team_id).update(forbids_fetching=True)
        arrival = ask(PAGE)
        assert (arrival.state, arrival.capture) == ("failed", None)


class TestArchives:
    def packed(self, **files: bytes) -> Received:
        whole = BytesIO()
        with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return Received(whole.getvalue(), filename="all.zip", media_type="application/zip")

    def test_each_file_of_an_archive_waits_for_itself_and_the_archive_is_kept_once(self, editor):
        archive = self.packed(**{"a/one.txt": b"One. Two.", "two.txt": b"Three. Four."})
        arrivals = receive(member=editor, received=[archive, Received(b"Five. Six.")], batch=uuid4())
        captures = [one.capture for one in Arrival.objects.order_by("pk").select_related("capture__container")]
        assert len(arrivals) == 3
        assert [one.filename for one in captures] == ["a/one.txt", "two.txt", ""]
        assert [one.container.filename if one.container else "" for one in captures] == ["all.zip", "all.zip", ""]
        assert bytes(captures[0].container.content) == archive.content
        assert Capture.objects.count() == 4

    def test_one_that_cannot_be_unpacked_is_kept_and_says_so_and_the_other_files_go_on(self, editor):
        broken = replace(self.packed(a=b"One."), content=self.packed(a=b"One.").content[:-30])
        receive(member=editor, received=[broken, Received(b"Five. Six.")], batch=uuid4())
        first, second = Arrival.objects.order_by("pk")
        assert (first.state, first.capture.filename, second.state) == ("failed", "all.zip", "waiting")
        assert first.problem

    def test_more_than_is_taken_at_once_is_refused_whole(self, editor):
        archive = self.packed(**{f"{number}.txt": b"One." for number in range(MOST + 1)})
        with pytest.raises(Refused):
            receive(member=editor, received=[archive], batch=uuid4())
        assert not Capture.objects.exists()


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

    def test_one_from_the_address_of_a_report_becomes_a_later_text_of_it(self, editor):
        first = save(member=editor, arrival=make_arrival(editor, REPORT, url="https://example.org/a"))
        row = change(make_arrival(editor, f"{REPORT} So it was."), url="http://example.org/a/")
        assert row.article == first
        capture = row.capture
        assert save(member=editor, arrival=row) == first
        first.refresh_from_db()
        assert (first.revision.number, first.revision.capture) == (2, capture)
        back = change(make_arrival(editor, REPORT), url="https://example.org/a")
        assert save(member=editor, arrival=back) == first
        again = change(make_arrival(editor, REPORT), url="https://example.org/a")
        with pytest.raises(Duplicate):
            save(member=editor, arrival=again)

    def test_unless_it_is_said_to_be_one_of_its_own(self, editor):
        first = save(member=editor, arrival=make_arrival(editor, REPORT, url="https://example.org/a"))
        row = change(make_arrival(editor, f"{REPORT} So it was."), url="https://example.org/a")
        row = change(change(row, later=False), title="Other")
        assert row.article is None
        row = change(row, later=True)
        assert row.article == first
        assert save(member=editor, arrival=change(row, later=False)) != first

    def test_where_one_has_come_from_its_address_meanwhile_somebody_must_say_which_it_is(self, editor):
        first, second = (make_arrival(editor, f"{REPORT} {n}.", url="https://example.org/a") for n in range(2))
        there = save(member=editor, arrival=first)
        assert (known_of(second)["known"], known_of(second)["later"]) == (there, True)
        with pytest.raises(Refused, match="by now"):
            save(member=editor, arrival=second)
        assert save(member=editor, arrival=second, own=True) != there
        third = make_arrival(editor, f"{REPORT} So it was.", url="https://example.org/a")
        assert known_of(third)["later"] is False
        assert save(member=editor, arrival=third) != there

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


@pytest.mark.parametrize("later", [False, True])
def test_the_bytes_are_not_read_where_nobody_asks_for_them(editor, later):
    """They may be thirty megabytes, and an archive's are those of each of its files."""
    archive = Capture.objects.create(team=editor.team, sha256="a", content=b"a", media_type="application/zip")
    article = make_article(editor) if later else None
    arrivals = [make_arrival(editor, article=article) for _ in range(2)]
    Capture.objects.exclude(pk=archive.pk).filter(arrivals__isnull=False).update(container=archive)
    with CaptureQueriesContext(connection) as captured:
        save(member=editor, arrival=arrivals[0])
        remove(Arrival.objects.all())
    assert [row["sql"] for row in captured if '"content"' in row["sql"]] == []


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
        page = page_key("http://www.example.org/tanks")
        Capture.objects.filter(revisions__article=article).update(page=page)
        assert article_at(Arrival(team=editor.team, url="https://example.org/tanks/")) == article

    @pytest.mark.parametrize(
        ("there", "asked"),
        [
            (
                "https://пошта.укр/новини/42",
                "https://xn--80a1acn3a.xn--j1amh/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/42",
            ),
            ("https://example.org/Tanks?id=1&utm_source=x", "http://example.org/Tanks/?id=1"),
            ("https://example.org/", "http://www.example.org"),
        ],
    )
    def test_the_same_page_is_known_by_every_way_of_writing_it(self, editor, there, asked):
        article = make_article(editor)
        for one, other in ((there, asked), (asked, there)):
            Article.objects.update(url=one)
            assert article_at(Arrival(team=editor.team, url=other)) == article

    def test_no_bytes_are_walked_through_to_find_it(self, editor):
        make_article(editor)
        with CaptureQueriesContext(connection) as queries:
            article_at(Arrival(team=editor.team, url="https://example.org/tanks"))
        (query,) = queries
        captures = query["sql"].partition('"warreader_capture"')[2].partition(")")[0]
        assert '"page" = ' in captures
        assert '"url"' not in captures

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
