"""A page asked for by its address: fetched, read, saved, and shown with where it came from."""

import hashlib
from functools import partial
from uuid import uuid4

import pytest

from tests.views.pages import text_of, url
from warreader.actions.arrivals import ask_for, save
from warreader.actions.errors import Refused
from warreader.actions.teams import forbid_fetching
from warreader.fetching import fetch
from warreader.importers import read
from warreader.models import Arrival, Capture, Team

from .sites import Site, answer, leads_to, reaching, site

REPORT = (
    "<!doctype html><html lang=en><head><title>Bridge hit near Odesa</title></head><body><article>"
    "<h1>Bridge hit near Odesa</h1><p>The ministry said on Friday that the bridge had been hit by two missiles.</p>"
    "<p>Nobody was hurt, it said, and the road was opened again on Saturday morning.</p></article></body></html>"
)


@pytest.fixture
def elsewhere(monkeypatch):
    """A site with a report, and the app's task reaching it."""
    page = answer(REPORT.encode(), "X-Served-By: cache-1")
    with site({"/old": leads_to("/report", "301 Moved"), "/report": page}) as here:
        monkeypatch.setattr("warreader.tasks.arrivals.fetch", partial(fetch, reach=reaching(here)))
        monkeypatch.setattr("warreader.tasks.arrivals.read_safely", read)
        yield here


@pytest.fixture
def asked(desk, elsewhere, django_capture_on_commit_callbacks):
    """Give the arrival of an address that the editor has asked for, after the task."""

    def asked(address: str) -> Arrival:
        with django_capture_on_commit_callbacks(execute=True):
            (arrival,) = ask_for(member=desk.editor, url=address, batch=uuid4())
        return Arrival.objects.select_related("capture").get(pk=arrival.pk)

    return asked


def test_a_report_that_was_fetched_is_saved_with_all_of_its_origin(client_of, desk, elsewhere: Site, asked):
    arrival = asked(elsewhere.url("/old"))
    assert (arrival.state, arrival.title, arrival.problem) == ("ready", "Bridge hit near Odesa", "")
    article = save(member=desk.editor, arrival=arrival)
    capture = Capture.objects.get(pk=article.revision.capture_id)
    assert bytes(capture.content) == REPORT.encode()
    assert capture.sha256 == hashlib.sha256(REPORT.encode()).hexdigest()
    assert (capture.url, capture.status, capture.address) == (elsewhere.url("/report"), 200, "127.0.0.1")
    assert ["X-Served-By", "cache-1"] in capture.headers
    assert [one["url"] for one in capture.redirects] == [elsewhere.url("/old")]
    page = text_of(client_of(desk.viewer).get(url("origin", article)))
    for shown in ("fetched by this server", elsewhere.url("/old"), "status 301", "X-Served-By", capture.sha256):
        assert shown in page
    assert "two missiles" in article.revision.text


def test_a_page_that_is_refused_waits_with_the_reason(elsewhere: Site, asked):
    for path, reason in (("/none", "broke off"), ("http://10.0.0.1/", "no public site")):
        arrival = asked(path if path.startswith("http") else elsewhere.url(path))
        assert (arrival.state, arrival.capture) == ("failed", None)
        assert reason in arrival.problem
        assert "10.0.0.1" not in arrival.problem


def test_for_a_team_that_forbids_it_nothing_is_fetched_also_where_it_was_asked_for_before(
    desk, elsewhere: Site, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as waiting:
        (arrival,) = ask_for(member=desk.editor, url=elsewhere.url("/report"), batch=uuid4())
    forbid_fetching(member=desk.owner, forbidden=True, action=uuid4())
    for task in waiting:
        task()
    arrival.refresh_from_db()
    assert (arrival.state, elsewhere.asked) == ("failed", [])
    assert "This team" in arrival.problem
    desk.editor.team = Team.objects.get(pk=desk.team.pk)
    with pytest.raises(Refused, match="This team"):
        ask_for(member=desk.editor, url=elsewhere.url("/report"), batch=uuid4())
