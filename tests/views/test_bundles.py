"""The pages on which several articles are taken away at once."""

import io
import json
import re
import zipfile
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.actions.test_revisions import revise
from tests.factories import hold_session, judge, make_article, make_desk, place_of
from warreader.actions import bundles
from warreader.models import Article, Event, EventKind, Team


def names(response) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        return archive.namelist()


@pytest.fixture
def session(desk):
    return hold_session(desk.editor, desk.annotator, articles=[make_article(desk.editor) for _ in range(2)])


def test_a_session_goes_out_as_a_zip_that_is_kept_nowhere(desk, session, client_of):
    client, address = client_of(desk.viewer), reverse("session-exports", args=[session.public_id])
    assert address in client.get(reverse("session-show", args=[session.public_id])).content.decode()
    page = client.get(address).content.decode()
    assert "2 reports" in page
    assert 'value="jsonl" id="id_formats' in page
    # what is named twice is in it once
    response = client.post(address, {"formats": ["md", "csv", "md"], "whose": "team"})
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert response["Content-Disposition"].startswith('attachment; filename="round-')
    assert response["Cache-Control"] == "no-store"
    assert sorted({name.split("/")[0] for name in names(response)}) == [
        "csv", "datasheet.md", "guideline.md", "manifest.json", "md",
    ]  # fmt: skip


def test_the_librarys_filter_picks_what_goes_out(desk, client_of):
    make_article(desk.editor, "One.", title="Harbour"), make_article(desk.editor, "Two.", title="Bridge")
    client, address = client_of(desk.viewer), reverse("library-exports", args=[desk.team.public_id])
    library = client.get(reverse("library", args=[desk.team.public_id], query={"q": "Harbour"})).content.decode()
    assert f'href="{address}?q=Harbour' in library
    asked = f"{address}?q=Harbour"
    assert "1 report: with “Harbour”" in client.get(asked).content.decode()
    response = client.post(asked, {"formats": "md", "whose": "team"})
    assert [name for name in names(response) if name.startswith("md/")] == ["md/0001-harbour.md"]
    assert Event.objects.get(kind=EventKind.BUNDLE_ISSUED).text.fields == {"selection": ["", "with “Harbour”"]}


def ticking(*articles: Article | UUID) -> dict[str, list[str]]:
    return {"article": [str(getattr(one, "public_id", one)) for one in articles]}


def test_what_is_ticked_goes_out_and_the_page_the_manifest_and_the_history_say_what_it_is(desk, client_of):
    one, _two, three = (make_article(desk.editor, title=title) for title in ("Harbour", "Bridge", "Road"))
    client = client_of(desk.viewer)
    ticks = ticking(one, three)
    address = reverse("library-exports", args=[desk.team.public_id], query=ticks | {"q": "Bridge", "only": "ticked"})
    page = client.get(address).content.decode()
    assert "2 reports ticked by hand" in page
    assert re.findall(r'<bdi lang="en"><a href="[^"]+">(.+?)</a>', page) == ["Road", "Harbour"]
    assert f"?q=Bridge&amp;article={three.public_id}&amp;article={one.public_id}" in page
    response = client.post(address, {"formats": "md", "whose": "team"})
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert "the team’s library; 2 reports ticked by hand" in archive.read("datasheet.md").decode()
    held = [str(three.public_id), str(one.public_id)]
    assert (manifest["selection"], [article["id"] for article in manifest["articles"]]) == (
        "2 reports ticked by hand",
        held,
    )
    event = Event.objects.get(kind=EventKind.BUNDLE_ISSUED)
    assert (event.data["articles"], event.text.fields) == (held, {"selection": ["", "2 reports ticked by hand"]})


def test_what_is_ticked_outlives_a_form_with_a_mistake(desk, client_of):
    kept = make_article(desk.editor, title="Harbour")
    address = reverse("library-exports", args=[desk.team.public_id], query=ticking(kept))
    response = client_of(desk.viewer).post(address, {"whose": "team", "notes": "on"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "1 report ticked by hand" in page
    assert f'action="?article={kept.public_id}"' in page
    assert "Harbour" in page


def test_ticked_reports_that_one_may_not_see_are_left_out_and_that_is_said(desk, client_of):
    seen, gone = (make_article(desk.editor, title=title) for title in ("Harbour", "Bridge"))
    hidden = make_article(make_desk("Others").editor, title="Elsewhere")
    client = client_of(desk.viewer)
    address = reverse("library-exports", args=[desk.team.public_id], query=ticking(seen, gone, hidden, uuid4()))
    asked = {"formats": "md", "whose": "team"}
    Article.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    page = client.get(address).content.decode()
    assert "3 of the ticked reports are not in this library any more, and left out." in page
    assert "Bridge" not in page
    assert "Elsewhere" not in page
    assert f'action="?article={seen.public_id}"' in page
    # what is sent from a page that did not say so is refused, and that page says it
    refused = client.post(address, asked)
    assert (refused.status_code, "3 of the ticked" in refused.content.decode()) == (422, True)
    assert not Event.objects.filter(kind=EventKind.BUNDLE_ISSUED).exists()
    taken = client.post(reverse("library-exports", args=[desk.team.public_id], query=ticking(seen)), asked)
    assert [name for name in names(taken) if name.startswith("md/")] == ["md/0001-harbour.md"]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("only=ticked", 200, "No report is ticked."),
        ("article=nonsense", 200, "No report is ticked."),
        (f"article={uuid4()}", 200, "1 of the ticked reports is not in this library any more"),
        ("&".join(f"article={uuid4()}" for _ in range(101)), 422, "101 reports are ticked, and at most 100 go on"),
    ],
    # the same in each worker
    ids=["none", "nonsense", "gone", "too many"],
)
def test_with_nothing_or_too_much_ticked_the_page_offers_no_zip_and_none_is_made(  # noqa: PLR0917
    desk, article, client_of, query, status, said
):
    client = client_of(desk.viewer)
    address = f"{reverse('library-exports', args=[desk.team.public_id])}?{query}"
    response = client.get(address)
    assert (response.status_code, said in response.content.decode()) == (status, True)
    assert "<button" not in response.content.decode().split("<main")[1]
    assert client.post(address, {"formats": "md", "whose": "team"}).status_code == 422
    assert not Event.objects.filter(kind=EventKind.BUNDLE_ISSUED).exists()


def test_a_table_for_research_is_taken_with_its_data_sheet_from_the_reports_page(desk, article, client_of):
    client, address = client_of(desk.viewer), reverse("exports", args=[article.public_id])
    asked = {"format": "jsonl-offsets", "whose": "team", "sheet": "1"}
    response = client.post(address, asked)
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert response["Content-Disposition"].startswith('attachment; filename="report-')
    assert names(response) == ["jsonl-offsets/sentences.jsonl", "guideline.md", "datasheet.md", "manifest.json"]
    assert "Table for research without the text (zip)" in client.get(address).content.decode()
    event = Event.objects.get(kind=EventKind.BUNDLE_ISSUED)
    assert (event.article, event.data["articles"]) == (article, [str(article.public_id)])
    refused = client.post(address, asked | {"whose": str(uuid4()), "notes": "on"})
    assert (refused.status_code, "checked" in refused.content.decode()) == (422, True)
    # from the page of an earlier text goes that text
    first = str(article.revision.public_id)
    revise(article, "A later text.")
    response = client.post(reverse("revision:exports", args=[article.public_id, 1]), asked)
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert [one["revision"] for one in manifest["articles"]] == [first]


def test_what_cannot_be_packed_is_said_beside_what_was_chosen_and_no_half_file_is_sent(
    desk, session, client_of, monkeypatch
):
    client, address = client_of(desk.viewer), reverse("session-exports", args=[session.public_id])
    monkeypatch.setattr(bundles, "MOST_BYTES", 9_000)
    for data, said in (
        ({"formats": ["md", "csv"], "whose": "team", "notes": "on"}, "This comes to more than"),
        ({"whose": "team", "notes": "on"}, "Choose at least one format."),
        (
            {"formats": "doccano", "whose": "team", "notes": "on", "history": "on"},
            "The history is in no file of this",
        ),
        ({"formats": "nonsense", "whose": "team", "notes": "on"}, "Select a valid choice"),
    ):
        response = client.post(address, data)
        page = response.content.decode()
        assert (response.status_code, response["Content-Type"]) == (422, "text/html; charset=utf-8")
        assert said in page
        assert (
            'id="id_notes" checked' in page
            or 'name="notes" id="id_notes" aria-describedby="id_notes_helptext" checked' in page
        )
    assert not Event.objects.filter(kind=EventKind.BUNDLE_ISSUED).exists()


def test_where_there_is_nothing_the_page_says_so(desk, client_of):
    address = reverse("library-exports", args=[desk.team.public_id])
    page = client_of(desk.viewer).get(address).content.decode()
    assert "There is no report to export here." in page
    assert "<button" not in page.split("<main")[1]


def test_the_page_takes_as_many_queries_for_three_reports_as_for_one(desk, client_of):
    client, address = client_of(desk.viewer), reverse("library-exports", args=[desk.team.public_id])
    counted = []
    for number in (1, 2):
        for _ in range(number):
            judge(place_of(desk.annotator, make_article(desk.editor)), 1, "opinion")
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted.append(len(queries))
        ticked = reverse("library-exports", args=[desk.team.public_id], query=ticking(*Article.objects.all()))
        with CaptureQueriesContext(connection) as queries:
            client.get(ticked)
        counted.append(len(queries))
    assert counted == [7, 7, 7, 7]


def test_an_owner_says_the_licence_and_the_history_has_it_once(desk, client_of):
    client, address = client_of(desk.owner), reverse("team-licence", args=[desk.team.public_id])
    for _ in range(2):
        assert client.post(address, {"licence": "CC-BY-4.0"}).status_code == 303
    assert Team.objects.get(pk=desk.team.pk).licence == "CC-BY-4.0"
    assert 'value="CC-BY-4.0"' in client.get(reverse("team", args=[desk.team.public_id])).content.decode()
    event = Event.objects.get(kind=EventKind.LICENCE_CHANGED)
    assert event.text.fields == {"licence": ["", "CC-BY-4.0"]}
    assert client.post(address, {"licence": "x" * 201}).status_code == 422
