"""Zips that take too long to wait for: a task makes them, a page says how far they are, and one person fetches them."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.factories import hold_session, judge, make_article, place_of
from tests.tasks import queued
from warreader.actions import kept_bundles
from warreader.exports import Options
from warreader.exports.bundle import Order
from warreader.models import AnnotationSession, Article, Event, EventKind, KeptBundle, Membership
from warreader.tasks.bundles import make, tidy

from .pages import HTMX, text_of

ASKED = {"formats": ["jsonl", "md"], "whose": "team"}


@pytest.fixture(autouse=True)
def _slow(monkeypatch):
    monkeypatch.setattr(kept_bundles, "AT_ONCE", 9)


@pytest.fixture
def articles(desk):
    return [make_article(desk.editor, title=title) for title in ("Harbour", "Bridge")]


@pytest.fixture
def session(desk, articles):
    return hold_session(desk.editor, desk.annotator, articles=articles, mode="open")


@pytest.fixture
def ask(django_capture_on_commit_callbacks):
    """Ask for a zip on a page; the task is done before this returns, unless it is only put in line."""

    def ask(client, address, data=ASKED):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, data)

    return ask


def unpacked(response) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_large_zip_is_made_by_a_task_and_fetched_by_whoever_asked(  # noqa: PLR0917
    desk, articles, session, client_of, ask, monkeypatch
):
    client, address = client_of(desk.annotator), reverse("session-exports", args=[session.public_id])
    response = ask(client, address)
    kept = KeptBundle.objects.get()
    assert (response.status_code, response["Location"]) == (303, reverse("bundle", args=[kept.public_id]))
    page = text_of(client.get(response["Location"]))
    file = reverse("bundle-file", args=[kept.public_id])
    assert f'href="{file}"' in page
    assert "2 reports" in page
    assert "every 2s" not in page
    fetched = client.get(file)
    assert fetched["Content-Disposition"].startswith('attachment; filename="round-')
    assert fetched["Cache-Control"] == "no-store"
    files = unpacked(fetched)
    event = Event.objects.get(kind=EventKind.BUNDLE_ISSUED)
    assert (event.actor, event.session, event.action) == (desk.annotator, session, kept.action)
    # twice as many people are twice as much work
    order = Order.of_one(place_of(desk.viewer, articles[0], session), ("md",), Options())
    monkeypatch.setattr(kept_bundles, "AT_ONCE", 5)
    assert not kept_bundles.takes_long(order)
    monkeypatch.setattr(kept_bundles, "PEOPLE", 1)
    hold_session(desk.editor, desk.annotator, desk.owner, articles=articles, mode="open", name="Two")
    two = AnnotationSession.objects.get(name="Two")
    assert kept_bundles.takes_long(replace(order, session=two))
    # what is made at once is the same
    monkeypatch.setattr(kept_bundles, "PEOPLE", 5)
    monkeypatch.setattr(kept_bundles, "AT_ONCE", 10)
    at_once = unpacked(client.post(address, ASKED))
    assert files.keys() == at_once.keys()
    assert len(files["jsonl/sentences.jsonl"]) == len(at_once["jsonl/sentences.jsonl"])
    assert response["Location"] in text_of(client.get(address))
    assert response["Location"] not in text_of(client_of(desk.owner).get(address))
    for address in (response["Location"], file):
        assert client_of(desk.owner).get(address).status_code == 404


def test_until_it_is_made_the_page_says_so_and_asks_again(desk, session, client_of, ask):
    client, address = client_of(desk.annotator), reverse("session-exports", args=[session.public_id])
    with queued:
        for _ in range(3):
            assert ask(client, address).status_code == 303
        refused = ask(client, address, ASKED | {"notes": "on"})
    assert (refused.status_code, "Several zips are being made" in text_of(refused)) == (422, True)
    assert DBTaskResult.objects.filter(task_path=make.module_path).count() == 3
    kept = KeptBundle.objects.order_by("pk").first()
    here = reverse("bundle", args=[kept.public_id])
    with CaptureQueriesContext(connection) as queries:
        page = text_of(client.get(here))
    assert len(queries) == 3
    piece = text_of(client.get(here, headers=HTMX))
    for text in (page, piece):
        assert "The zip is being made." in text
        assert 'hx-trigger="every 2s"' in text
    assert "<html" not in piece
    assert "longer than it should" not in piece
    KeptBundle.objects.filter(pk=kept.pk).update(created_at=timezone.now() - timedelta(minutes=11))
    assert "longer than it should" in text_of(client.get(here, headers=HTMX))
    # signed out meanwhile, the page goes to the sign-in instead of asking for ever
    signed_out = Client().get(here, headers=HTMX)
    assert (signed_out.status_code, signed_out["HX-Refresh"]) == (401, "true")
    assert client.get(reverse("bundle-file", args=[kept.public_id])).status_code == 404
    assert not Event.objects.filter(kind=EventKind.BUNDLE_ISSUED).exists()
    # whoever may not export any more gets none
    Membership.objects.filter(pk=desk.annotator.pk).update(left_at=timezone.now())
    make.func(kept.pk)
    kept.refresh_from_db()
    assert (kept.state, kept.problem) == ("failed", "What was asked for cannot be exported by you any more.")
    assert client.get(here).status_code == 404


def test_ticked_and_single_reports_go_the_same_way(desk, articles, client_of, ask, monkeypatch):
    client = client_of(desk.viewer)
    ticked = {"article": [str(one.public_id) for one in articles]}
    ask(client, reverse("library-exports", args=[desk.team.public_id], query=ticked))
    monkeypatch.setattr(kept_bundles, "AT_ONCE", 1)
    ask(client, reverse("exports", args=[articles[0].public_id]), {"format": "csv", "whose": "team", "sheet": "1"})
    manifests = [
        json.loads(unpacked(client.get(reverse("bundle-file", args=[one.public_id])))["manifest.json"])
        for one in KeptBundle.objects.order_by("pk")
    ]
    assert [(one["selection"], len(one["articles"])) for one in manifests] == [
        ("2 reports ticked by hand", 2),
        ("one report, from its own page", 1),
    ]


def test_what_is_withheld_by_now_is_not_given_and_after_a_day_nothing_is(desk, articles, client_of, ask):
    judge(place_of(desk.owner, articles[0]), 1, "opinion")
    client, address = client_of(desk.annotator), reverse("library-exports", args=[desk.team.public_id])
    ask(client, address)
    earlier = reverse("bundle-file", args=[KeptBundle.objects.get().public_id])
    assert client.get(earlier).status_code == 200
    hold_session(desk.editor, desk.annotator, articles=articles[:1])
    assert client.get(earlier).status_code == 404
    page = text_of(client.get(earlier.removesuffix("file/")))
    assert ("what you may not see any more" in page, earlier in page) == (True, False)
    assert f"{address}?article=" in page
    ask(client, address)
    later = reverse("bundle-file", args=[KeptBundle.objects.latest("pk").public_id])
    assert b'"opinion"' not in unpacked(client.get(later))["jsonl/sentences.jsonl"]
    KeptBundle.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    tidy()
    assert not KeptBundle.objects.exists()


def test_what_a_dead_worker_has_forgotten_is_made_and_only_once(desk, session, django_capture_on_commit_callbacks):
    asked = {"articles": [str(one.article.public_id) for one in session.articles.all()], "formats": ["md"]}
    order = asked | {"options": {"whose": "team"}, "selection": "", "text": None}
    row = {"team": desk.team, "member": desk.viewer, "session": session, "action": uuid4(), "order": order}
    kept = KeptBundle.objects.create(**row)
    for minutes, state in ((9, "waiting"), (11, "ready"), (11, "ready")):
        KeptBundle.objects.update(created_at=timezone.now() - timedelta(minutes=minutes))
        with django_capture_on_commit_callbacks(execute=True):
            tidy()
        kept.refresh_from_db()
        assert (kept.state, kept.problem) == (state, "")
    assert Event.objects.filter(kind=EventKind.BUNDLE_ISSUED).count() == 1


def test_of_what_is_deleted_no_zip_is_given_or_made(desk, articles, session, client_of, ask):
    client = client_of(desk.annotator)
    ask(client, reverse("session-exports", args=[session.public_id]))
    ask(client, reverse("library-exports", args=[desk.team.public_id]))
    with queued:
        ask(client, reverse("library-exports", args=[desk.team.public_id]), ASKED | {"notes": "on"})
    of_session, of_library, late = KeptBundle.objects.order_by("pk")
    files = [reverse("bundle-file", args=[one.public_id]) for one in (of_session, of_library)]
    assert [client.get(one).status_code for one in files] == [200, 200]
    AnnotationSession.objects.filter(pk=session.pk).update(deleted_at=timezone.now())
    assert [client.get(one).status_code for one in files] == [404, 200]
    Article.objects.filter(pk=articles[0].pk).update(deleted_at=timezone.now())
    assert [client.get(one).status_code for one in files] == [404, 404]
    make.func(late.pk)
    page = text_of(client.get(reverse("bundle", args=[late.public_id])))
    assert "A report of those that you asked for is not there any more." in page
    assert "Export anew" in page
