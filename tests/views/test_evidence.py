"""Evidence over HTTP: recording, changing and removing one's own."""

import re
from uuid import uuid4

import pytest

from tests.factories import place_of, support
from warreader.models import Event, Evidence

from .pages import HTMX, text_of, url

HEADERS = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
FULL = {
    "url": "https://example.org/a?b=1&c=2",
    "citation": "Ministry bulletin 12",
    "quotation": "“at least 12” <dead>",
    "seen_on": "2026-11-20",
    "note": "archived copy",
}


@pytest.fixture
def client(client_of, annotator):
    return client_of(annotator)


def values(row: Evidence) -> dict[str, str]:
    return {name: str(getattr(row, name) or "") for name in FULL}


def test_evidence_is_recorded_with_all_that_was_given_and_stands_in_the_card(client, article, annotator):
    answer = client.post(url("evidence", article, 2), FULL, headers=HTMX)
    row = Evidence.objects.get()
    page = text_of(answer)
    assert answer.status_code == 200
    assert (values(row), row.author, row.sentence.ordinal) == (FULL, annotator, 2)
    assert 'href="https://example.org/a?b=1&amp;c=2"' in page
    assert "“at least 12” &lt;dead&gt;" in page
    assert '<a class="mark open evidence" id="m2"' in page


def test_without_a_script_the_answer_is_the_way_back_to_the_card(client, article):
    answer = client.post(url("evidence", article, 2), FULL)
    assert (answer.status_code, answer["Location"]) == (303, f"{url('sentence', article, 2)}#s2")
    assert "Ministry bulletin 12" in text_of(client.get(answer["Location"]))


def test_an_address_without_a_scheme_is_taken_as_https(client, article):
    client.post(url("evidence", article, 2), {"url": "example.org/x"}, headers=HTMX)
    assert Evidence.objects.get().url == "https://example.org/x"


@HEADERS
@pytest.mark.parametrize(
    ("data", "error", "where"),
    [
        ({"url": "javascript:alert(1)"}, "Enter a valid URL", "id_url_error"),
        ({"url": "JaVaScRiPt://%0aalert(1)"}, "Enter a valid URL", "id_url_error"),
        ({"url": "ftp://example.org/x"}, "Enter a valid URL", "id_url_error"),
        ({"url": "data:text/html,x"}, "Enter a valid URL", "id_url_error"),
        ({"url": "https://example.org/\0"}, "Null characters are not allowed", "id_url_error"),
        ({"url": "https://example.org/" + "x" * 2000}, "at most 2000", "id_url_error"),
        ({"citation": "x" * 1001}, "at most 1000", "id_citation_error"),
        ({"citation": "Bulletin", "seen_on": "31.12.2026x"}, "Enter a valid date", "id_seen_on_error"),
        ({"citation": "Bulletin", "quotation": "x" * 10_001}, "at most 10000", "id_quotation_error"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_stays_there(  # noqa: PLR0917
    client, article, data, error, where, headers
):
    answer = client.post(url("evidence", article, 2), data | {"note": "typed <note>"}, headers=headers)
    page = text_of(answer)
    assert answer.status_code == 422
    assert re.search(rf'id="{where}">[^<]*{error}', page)
    assert "typed &lt;note&gt;" in page
    assert re.search(r"<details open>\s*<summary>Add a source", page)
    assert ("<!doctype html>" in page) == (not headers)
    assert not Evidence.objects.exists()


@HEADERS
def test_a_source_without_url_and_citation_is_refused(client, article, headers):
    answer = client.post(url("evidence", article, 2), {"quotation": "they said so"}, headers=headers)
    assert answer.status_code == 422
    assert "Give a URL, or a citation." in text_of(answer)
    assert "they said so" in text_of(answer)


def test_the_form_to_change_it_holds_what_stands(client, article, place):
    row = support(place, 2, "Old bulletin")
    for headers in ({}, HTMX):
        page = text_of(client.get(url("evidence-edit", article, 2, row.public_id), headers=headers))
        assert 'value="Old bulletin"' in page
        assert f'name="base" value="{row.version.hex}"' in page
        assert ("<!doctype html>" in page) == (not headers)


def test_evidence_is_changed_and_the_history_keeps_both(client, article, place):
    row = support(place, 2, "Old bulletin")
    data = {"citation": "New bulletin", "base": row.version.hex}
    assert client.post(url("evidence-edit", article, 2, row.public_id), data, headers=HTMX).status_code == 200
    assert Evidence.objects.get().citation == "New bulletin"
    page = text_of(client.get(url("history", article, 2)))
    assert "<del>Old bulletin</del> <ins>New bulletin</ins>" in page


@HEADERS
def test_a_change_to_an_older_version_is_refused_with_what_was_typed_beside_what_stands(
    client, article, place, headers
):
    row = support(place, 2, "Old bulletin")
    older = row.version.hex
    client.post(url("evidence-edit", article, 2, row.public_id), {"citation": "Other tab", "base": older})
    data = {"citation": "This tab", "note": "typed", "base": older}
    answer = client.post(url("evidence-edit", article, 2, row.public_id), data, headers=headers)
    page = text_of(answer)
    assert answer.status_code == 409
    assert 'value="This tab"' in page
    assert "Other tab" in page
    assert "changed elsewhere" in page
    row.refresh_from_db()
    assert row.citation == "Other tab"
    assert f'name="base" value="{row.version.hex}"' in page, "the next attempt starts from what is shown"


@HEADERS
def test_a_change_to_what_was_removed_elsewhere_is_refused_and_loses_nothing_typed(client, article, place, headers):
    row = support(place, 2)
    client.post(url("evidence-removal", article, 2, row.public_id), {"base": row.version.hex})
    data = {"citation": "Typed meanwhile", "base": row.version.hex}
    answer = client.post(url("evidence-edit", article, 2, row.public_id), data, headers=headers)
    assert answer.status_code == 409
    assert 'value="Typed meanwhile"' in text_of(answer)
    assert "removed in the meantime" in text_of(answer)
    assert not Evidence.objects.exists()
    assert client.get(url("evidence-edit", article, 2, row.public_id), headers=headers).status_code == 404


def test_evidence_is_removed_with_trace(client, article, place):
    row = support(place, 2, "Old bulletin")
    answer = client.post(url("evidence-removal", article, 2, row.public_id), {"base": row.version.hex}, headers=HTMX)
    assert answer.status_code == 200
    assert "undo brings it back" in text_of(answer)
    assert not Evidence.objects.exists()
    assert "<del>Old bulletin</del>" in text_of(client.get(url("history", article, 2)))


@HEADERS
@pytest.mark.parametrize("name", ["evidence-edit", "evidence-removal"])
def test_the_same_action_twice_is_one(client, article, place, name, headers):
    row = support(place, 2)
    data = {"citation": "New", "base": row.version.hex, "action": str(uuid4())}
    statuses = [
        client.post(url(name, article, 2, row.public_id), data, headers=headers).status_code for _ in range(2)
    ]
    assert statuses == ([200, 200] if headers else [303, 303])
    assert Event.objects.filter(action=data["action"]).count() == 1


@pytest.mark.parametrize("base", ["", "0" * 32, "zz", "f" * 33])
def test_removing_another_version_is_refused(client, article, place, base):
    row = support(place, 2)
    answer = client.post(url("evidence-removal", article, 2, row.public_id), {"base": base}, headers=HTMX)
    assert answer.status_code in (409, 422)
    assert Evidence.objects.exists()


def test_a_team_mates_evidence_is_shown_without_means_to_change_it(client, article, editor):
    row = support(place_of(editor, article), 2, "Mate's bulletin")
    page = text_of(client.get(url("sentence", article, 2), headers=HTMX))
    assert "Mate&#x27;s bulletin" in page
    assert str(row.public_id) not in page


def test_long_texts_are_stored_by_the_text_policy(client, article):
    data = {"citation": "Bulletin", "quotation": "one\r\ntwo\0", "note": "three\rfour"}
    client.post(url("evidence", article, 2), data, headers=HTMX)
    row = Evidence.objects.get()
    assert (row.quotation, row.note) == ("one\ntwo", "three\nfour")
