"""All that a team has published; and what the report's own page says of its published page."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.actions.test_revisions import revise
from tests.factories import hold_session, make_article, make_desk, place_of, settle_one
from tests.publications import World, make_published, remembered_publications
from warreader.actions.details import describe, state_of
from warreader.actions.publishing import correct, withdraw
from warreader.actions.sessions import close
from warreader.actions.storing import Details
from warreader.models import AnnotationSession, Publication

from .pages import queries, url


@pytest.fixture
def world(db: None) -> World:
    return remembered_publications()


def of_team(world: World) -> str:
    return reverse("team-publications", args=[world.desk.team.public_id])


def correction(publication: Publication) -> str:
    return reverse("publication-correction", args=[publication.article.public_id, publication.public_id])


def resettle(world: World, ordinal: int, outcome: str) -> None:
    """Settle a sentence otherwise, as if the session had been closed only then."""
    AnnotationSession.objects.filter(pk=world.session.pk).update(phase="discussing")
    here = place_of(world.desk.editor, world.article, world.session)
    row = world.session.adjudications.filter(sentence__ordinal=ordinal).first()
    settle_one(here, ordinal, outcome, base=row.version.hex[:8] if row else "")
    close(member=world.desk.owner, session=world.session, action=uuid4())


def test_the_page_of_a_team_has_what_is_public_first_and_what_was_withdrawn_with_its_reason(world, client_of):
    gone, public = world.publish(), world.publish(names=True)
    make_published(make_desk("Other"))
    withdraw(place=world.place, publication=gone, reason="It <b>names</b> a prisoner.", action=uuid4())
    here = {"place": world.place, "publication": public, "release": world.release()}
    correct(**here, correction="The date.", action=uuid4())
    for member in (world.desk.viewer, world.desk.editor):
        response = client_of(member).get(of_team(world))
        assert [row.pk for row in response.context["overview"].page] == [public.pk, gone.pk]
        page = response.content.decode()
        assert "1 of 2 pages are public." in page
        assert "by Canary Editor" in page
        assert "last corrected" in page
        assert "It &lt;b&gt;names&lt;/b&gt; a prisoner." in page
        assert reverse("published", args=[public.token]) in page
        assert reverse("published", args=[gone.token]) not in page
        assert "Behind what" not in page
    AnnotationSession.objects.filter(pk=world.session.pk).update(deleted_at=timezone.now())
    page = client_of(world.desk.editor).get(of_team(world)).content.decode()
    assert "0 of 2 pages are public." in page
    assert "Its session was deleted" in page


def test_a_page_that_is_behind_says_so_to_editors_with_the_way_to_correct_it(world, client_of):
    publication = world.publish()
    editor, viewer = client_of(world.desk.editor), client_of(world.desk.viewer)
    places = [url("article", world.article), url("publications", world.article), of_team(world)]
    for address in places:
        page = editor.get(address).content.decode()
        assert "Published" in page
        assert "Behind what" not in page, address
    resettle(world, 3, "unverified")
    resettle(world, 3, "opinion")
    resettle(world, 4, "opinion")
    for address in places:
        page = editor.get(address).content.decode()
        assert "2 sentences were settled anew since" in page, address
        assert correction(publication) in page
        assert correction(publication) not in viewer.get(address).content.decode()
    revise(world.article, "First, as it is now.", "Second.", "Third.", "Fourth.")
    later = hold_session(world.desk.owner, world.desk.owner, articles=[world.article], mode="open")
    settle_one(place_of(world.desk.editor, world.article, later), 1, "opinion")
    close(member=world.desk.owner, session=later, action=uuid4())
    details = Details(title="Another title")
    describe(place=world.place, details=details, base=state_of(Details.of(world.article)), action=uuid4())
    for address in places:
        page = editor.get(address).content.decode()
        assert "What is known about the report was corrected" in page
        assert "Another session is the report’s verdict now" in page, address
        assert "has a later text" in page
    correct(
        place=world.place, publication=publication, release=world.release(), correction="All anew.", action=uuid4()
    )
    for address in places:
        assert "Behind what" not in editor.get(address).content.decode(), address


def test_whoever_judges_a_report_blind_does_not_learn_that_it_is_published(world, client_of):
    publication = world.publish()
    hold_session(world.desk.owner, world.desk.annotator, articles=[world.article])
    client = client_of(world.desk.annotator)
    for address in (url("article", world.article), url("publications", world.article), of_team(world)):
        page = client.get(address).content.decode()
        assert publication.token not in page
        assert "anybody with the link" not in page
        assert str(publication.public_id) not in page
    assert "0 of" not in client.get(of_team(world)).content.decode()


def test_they_cost_the_same_however_much_is_published(world, client_of):
    editor, reading, team = client_of(world.desk.editor), url("article", world.article), of_team(world)
    first = world.publish()
    assert (len(queries(editor, reading)), len(queries(editor, team))) == (12, 6)
    for step in range(2):
        world.publish()
        here = {"place": world.place, "publication": first, "release": world.release()}
        correct(**here, correction=f"Step {step}.", action=uuid4())
    assert (len(queries(editor, reading)), len(queries(editor, team))) == (12, 6)


def test_who_makes_a_blind_session_of_what_is_public_is_asked_once_more(world, client_of):
    world.publish()
    editor, team = client_of(world.desk.editor), world.desk.team.public_id
    asked = {
        "name": "Again",
        "mode": "blind",
        "articles": [str(world.article.public_id)],
        "people": [str(world.desk.annotator.public_id)],
        "kinds": ["body"],
    }
    response = editor.post(reverse("sessions", args=[team]), asked)
    assert response.status_code == 422
    page = response.content.decode()
    assert "How these reports were settled is public" in page
    assert "Make it blind all the same" in page
    assert editor.post(reverse("sessions", args=[team]), asked | {"confirmed": "on"}).status_code == 303
    made = AnnotationSession.objects.latest("pk")
    page = editor.get(reverse("session-show", args=[made.public_id])).content.decode()
    assert "while they judge them blind" in page
    assert url("publications", world.article) in page
    page = client_of(world.desk.annotator).get(reverse("session-show", args=[made.public_id])).content.decode()
    assert "public" not in page.partition("<main")[2]
    blank = hold_session(world.desk.owner, world.desk.annotator, articles=[make_article(world.desk.owner)])
    more = editor.post(reverse("session-articles", args=[blank.public_id]), {"articles": asked["articles"]})
    assert more.status_code == 422
    assert "How these reports were settled is public" in more.content.decode()


def test_deleting_or_closing_a_session_says_what_becomes_of_public_pages(world, client_of):
    editor, deletion = client_of(world.desk.editor), reverse("session-terms", args=[world.session.public_id])
    assert "withdraw them first" not in editor.get(deletion).content.decode()
    publication = world.publish()
    page = editor.get(deletion).content.decode()
    assert "withdraw them first" in page
    assert f"{url('publications', world.article)}#p-{publication.public_id}" in page
    other = hold_session(world.desk.owner, world.desk.annotator, articles=[world.article], mode="open")
    assert "stay as they are until" in editor.get(reverse("session-show", args=[other.public_id])).content.decode()
    assert "withdraw them first" not in editor.get(reverse("session-terms", args=[other.public_id])).content.decode()
    withdraw(place=world.place, publication=publication, reason="Old.", action=uuid4())
    assert "withdraw them first" not in editor.get(deletion).content.decode()
