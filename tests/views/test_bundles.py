"""The pages on which several articles are taken away at once."""

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import hold_session, judge, make_article, place_of
from warreader.actions import bundles
from warreader.models import Event, EventKind, Team


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
    response = client.post(address, {"formats": ["md", "csv"], "whose": "team"})
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


def test_what_cannot_be_packed_is_said_beside_what_was_chosen_and_no_half_file_is_sent(
    desk, session, client_of, monkeypatch
):
    client, address = client_of(desk.viewer), reverse("session-exports", args=[session.public_id])
    monkeypatch.setattr(bundles, "MOST_BYTES", 9_000)
    for data, said in (
        ({"formats": ["md", "csv"], "whose": "team", "notes": "on"}, "This comes to more than"),
        ({"whose": "team", "notes": "on"}, "This field is required."),
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
    assert counted == [6, 6]


def test_an_owner_says_the_licence_and_the_history_has_it_once(desk, client_of):
    client, address = client_of(desk.owner), reverse("team-licence", args=[desk.team.public_id])
    for _ in range(2):
        assert client.post(address, {"licence": "CC-BY-4.0"}).status_code == 303
    assert Team.objects.get(pk=desk.team.pk).licence == "CC-BY-4.0"
    assert 'value="CC-BY-4.0"' in client.get(reverse("team", args=[desk.team.public_id])).content.decode()
    event = Event.objects.get(kind=EventKind.LICENCE_CHANGED)
    assert event.text.fields == {"licence": ["", "CC-BY-4.0"]}
    assert client.post(address, {"licence": "x" * 201}).status_code == 422
