"""The pages that bring annotations back."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.factories import hold_session, judge, make_article, make_desk, place_of
from tests.readback.conftest import file_of, forget
from warreader.actions.returning.waiting import WAITING
from warreader.models import (
    Adjudication,
    Annotation,
    AnnotationSession,
    Article,
    Capture,
    Event,
    EventKind,
    Membership,
    Role,
)
from warreader.readback import read
from warreader.views import returns


@pytest.fixture
def elsewhere(desk):
    """A team that has nothing, and a file of three people's work on three sentences."""
    article = make_article(desk.editor)
    for member in (desk.annotator, desk.editor, desk.owner):
        for ordinal in (1, 2, 3):
            judge(place_of(member, article), ordinal, "opinion")
    content = file_of(article)
    forget(desk.team)
    return make_desk("Others"), content


def upload(client, team, content, name="work.json"):
    return client.post(reverse("returns", args=[team.public_id]), {"file": SimpleUploadedFile(name, content)})


def test_a_file_is_looked_at_first_and_then_brought_in_once(elsewhere, client_of):
    other, content = elsewhere
    client = client_of(other.editor)
    asked = client.get(reverse("returns", args=[other.team.public_id]))
    assert "up to 20 MB" in asked.content.decode()

    answer = upload(client, other.team, content)
    assert answer.status_code == 303
    shown = client.get(answer["Location"]).content.decode()
    assert "New report" in shown
    assert "<td>9</td><td>0</td>" in shown
    assert not Annotation.objects.filter(team=other.team).exists()

    page = answer["Location"] + "confirmation/"
    assert client.post(page).status_code == 303
    assert Annotation.objects.filter(team=other.team).count() == 9
    assert Event.objects.get(team=other.team, kind=EventKind.WORK_IMPORTED).actor == other.editor
    assert client.post(page).status_code == 404
    assert not Capture.objects.filter(importer=WAITING).exists()
    again = client.get(upload(client, other.team, content)["Location"]).content.decode()
    assert "There is nothing in it that could be added." in again
    assert "<td>0</td><td>9</td>" in again


def test_a_file_waits_for_its_own_person_alone_and_can_be_let_go(elsewhere, client_of):
    other, content = elsewhere
    address = upload(client_of(other.editor), other.team, content)["Location"]
    assert client_of(other.owner).get(address).status_code == 404
    assert client_of(other.editor).post(f"{address}removal/").status_code == 303
    assert not Capture.objects.filter(importer=WAITING).exists()


def test_what_was_confirmed_by_somebody_who_may_not_any_more_or_for_a_session_that_is_gone_is_not_brought_in(
    elsewhere, client_of, monkeypatch
):
    other, content = elsewhere
    client = client_of(other.editor)
    address = upload(client, other.team, content)["Location"]
    session = hold_session(other.editor, other.owner, articles=[make_article(other.editor)], mode="open")

    def during(change):
        def slowly(content, meanings=None):
            change()
            return read(content, meanings)

        monkeypatch.setattr(returns, "read_safely", slowly)
        sent = {"action": uuid4(), "session": session.public_id}
        return client.post(f"{address}confirmation/", sent, follow=True).content.decode()

    gone = AnnotationSession.objects.filter(pk=session.pk)
    assert "The session that you chose is not there any more." in during(
        lambda: gone.update(deleted_at=timezone.now())
    )
    gone.update(deleted_at=None)
    member = Membership.objects.filter(pk=other.editor.pk)
    during(lambda: member.update(role=Role.VIEWER))
    member.update(role=Role.EDITOR)
    assert not Annotation.objects.filter(team=other.team).exists()
    # Sent twice, it is done once, and the second time leads on, too.
    monkeypatch.setattr(returns, "read_safely", read)
    sent = {"action": uuid4()}
    assert [client.post(f"{address}confirmation/", sent).status_code for _time in range(2)] == [303, 303]


def test_what_cannot_be_read_says_why_and_keeps_nothing(elsewhere, client_of, monkeypatch):
    other, content = elsewhere
    client = client_of(other.editor)
    for sent, words in ((b"[" * 50_000, "nested too deeply"), (b"<p>Hello", "no annotations"), (b"", "nothing in")):
        answer = upload(client, other.team, sent)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    monkeypatch.setattr(returns, "MOST_BYTES", 1_000_000 - 1)
    answer = upload(client, other.team, content.ljust(1_000_000))
    assert answer.status_code == 413
    assert "larger than 0 MB" in answer.content.decode()
    assert not Capture.objects.filter(importer=WAITING).exists()
    assert Membership.objects.filter(team=other.team, user=None).count() == 0


def test_the_origin_of_a_report_that_came_with_its_annotations_says_that_its_bytes_are_elsewhere(
    elsewhere, client_of
):
    other, content = elsewhere
    client = client_of(other.editor)
    client.post(upload(client, other.team, content)["Location"] + "confirmation/")
    place = place_of(other.editor, Article.objects.get(team=other.team))
    page = client.get(place.url("origin")).content.decode()
    assert "read elsewhere, from bytes of this SHA-256. They are not here." in page
    assert "Download" not in page
    assert client.get(place.url("original")).status_code == 404
    history = client.get(place.url("history", 1)).content.decode()
    assert f"not judged → opinion (brought in out of a file by {other.editor.name})" in history


TASKS = b"""[{"data": {"text": "Smoke rose over the harbour all night."}, "annotations": [
  {"completed_by": 1, "result": [{"value": {"choices": ["Fact"]}, "from_name": "x", "type": "choices"}]},
  {"completed_by": 2, "result": [{"value": {"choices": ["opinion", "settled by hand"]}, "type": "choices"}]}]}]"""


def test_labels_of_other_tools_are_asked_for_and_work_goes_into_the_session_that_is_chosen(desk, client_of):
    article = make_article(desk.editor, "Smoke rose over the harbour all night.")
    client = client_of(desk.editor)
    hold_session(desk.editor, desk.annotator, articles=[make_article(desk.editor)], name="Hidden")
    address = upload(client, desk.team, TASKS, "study.json")["Location"]
    asked = client.get(address).content.decode()
    assert "<option" in asked
    assert 'name="means Fact"' in asked
    assert client.get(address, {"means Fact": "true"}).status_code == 404
    assert client.get(address, {"means Fact": ""}).status_code == 422

    shown = client.get(address, {"means Fact": "verified"}).content.decode()
    assert "settled tags: 1, since no session is named" in shown
    assert "Hidden" not in shown
    assert client.get(address, {"means Fact": "verified", "session": "other"}).status_code == 404
    chosen = {"means Fact": "verified", "session": "new"}
    shown = client.get(address, chosen).content.decode()
    assert "A new session, “study”" in shown
    assert "<td>1</td><td>0</td>" in shown
    assert '<input type="hidden" name="means Fact" value="verified">' in shown
    done = client.post(f"{address}confirmation/", chosen, follow=True)
    row = Adjudication.objects.get()
    assert (row.session.name, row.sentence.revision.article) == ("study", article)
    place = place_of(desk.editor, article, row.session)
    assert done.redirect_chain == [(f"{place.url()}?whose=team", 303)], "to its one report, as the team sees it"
    assert "Brought in: judgements 1, settled tags 1." in done.content.decode()
    again = upload(client, desk.team, TASKS, "study.json")["Location"]
    assert "nothing in it that could be added" in client.get(again, chosen).content.decode()
