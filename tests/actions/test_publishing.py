"""Publishing a settled article: what goes out, and when it may."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import hold_session, make_article, place_of, settle_one
from tests.publications import ANSWERS, World, remembered_publications
from warreader.actions import publishing
from warreader.actions.errors import Refused, Repeated, Stale
from warreader.actions.publishing import correct, prepare, publish, withdraw
from warreader.exports import complete, jsonld
from warreader.exports.cards import cards
from warreader.exports.jsonld import UNSUPPORTED
from warreader.exports.read import read
from warreader.exports.released import READ, Choices, released
from warreader.exports.restored import restored
from warreader.marks import State
from warreader.models import AnnotationSession, Comment, Edition, Event, EventText, Publication

ALL = {"names": True, "votes": True, "evidence": True, "reasons": True, "notes": True}


@pytest.fixture
def world(db: None) -> World:
    return remembered_publications()


def test_an_edition_is_written_down_whole_and_is_read_back_as_it_was(world):
    publication = world.publish(**ALL, indexed=True)
    edition = publication.editions.get()
    document = restored(edition.document)
    assert "".join(part.decode() for part in complete.write(document)) == edition.document
    assert [one.state for one in document.sentences] == [State.VERIFIED, State.OPINION, State.NONE, State.OPEN]
    assert [one.tag for sentence in document.sentences for one in sentence.annotations] == [""]
    assert document.sentences[3].settled is None
    assert (edition.number, edition.correction, edition.answers) == (1, "", ANSWERS)
    assert edition.choices == ALL | {"indexed": True, "licence": "", "guideline": False}
    event = Event.objects.get(action__isnull=False, kind="article published")
    assert (event.session, event.article, event.actor) == (world.session, world.article, world.desk.editor)
    assert event.data["answers"] == {"prisoners": False, "private": True, "graphic": False}
    assert "canary-consent" not in str(event.data)
    assert EventText.objects.get(event=event).fields == {"private": ["", "canary-consent"]}


def test_verified_without_evidence_is_never_published_as_verified(world):
    place = place_of(world.desk.owner, make_article(world.desk.owner, "Only one."))
    session = hold_session(world.desk.owner, world.desk.owner, articles=[place.article], mode="open")
    settle_one(place_of(world.desk.editor, place.article, session), 1, "verified")
    place.article.verdict = session
    place.article.save()
    document = prepare(place_of(world.desk.editor, place.article), Choices())
    assert [one.state for one in document.sentences] == [State.HOLLOW]
    assert UNSUPPORTED in b"".join(jsonld.write(document)).decode()
    assert "verified without evidence" in "".join(cards(document))


def test_nobody_is_the_same_person_on_a_page_with_names_and_on_one_with_pseudonyms(world):
    named, unnamed = (prepare(world.place, Choices(names=names)).people for names in (True, False))
    inside = {str(one.public_id) for one in world.desk.team.memberships.all()}
    assert {one.name for one in named} == {"Canary Editor"}
    assert [one.name[:10] for one in unnamed] == ["Annotator "]
    ids = [{one.id for one in people} for people in (named, unnamed)]
    assert ids[0].isdisjoint(ids[1])
    assert (ids[0] | ids[1]).isdisjoint(inside)
    assert prepare(world.place, Choices()).people == unnamed


def test_what_was_said_and_done_never_goes_out_even_if_it_is_read(world):
    here = place_of(world.desk.editor, world.article, world.session)
    row = {"team": here.team, "session": here.session, "sentence": here.sentences()[0], "author": here.author}
    Comment.objects.create(**row, text="canary-talk", version=uuid4(), created_at=timezone.now())
    document = read(here, replace(READ, discussion=True, history=True))
    whole = b"".join(complete.write(document)).decode()
    assert "canary-talk" in whole
    assert document.history
    out = released(document, Choices(**ALL))
    assert out.history is None
    for write in (complete.write, jsonld.write):
        written = b"".join(write(out)).decode()
        assert "canary-talk" not in written
        assert "sentence settled" not in written


def test_what_is_not_settled_or_hides_something_is_not_published(world):
    bare = place_of(world.desk.editor, make_article(world.desk.editor))
    with pytest.raises(Refused, match="Settle its sentences in a session"):
        prepare(bare, Choices())
    release = world.release()
    hold_session(world.desk.owner, world.desk.annotator, articles=[world.article])
    with pytest.raises(Refused, match="blind session"):
        publish(place=world.place, release=release, action=uuid4())
    withheld = replace(world.place, withheld=True)
    with pytest.raises(Refused, match="not yours to publish"):
        prepare(withheld, Choices())
    assert not Publication.objects.exists()


def test_what_was_not_looked_at_does_not_go_out(world):
    release = world.release()
    with pytest.raises(Stale, match="not what you looked at"):
        publish(place=world.place, release=replace(release, choices=Choices(names=True)), action=uuid4())
    world.session.adjudications.filter(sentence__ordinal=4).update(outcome="opinion")
    with pytest.raises(Stale, match="settled something since"):
        publish(place=world.place, release=release, action=uuid4())
    assert not Edition.objects.exists()


def test_corrections_are_further_editions_and_a_repeat_makes_none(world):
    publication, action = world.publish(names=True), uuid4()
    release = world.release(reasons=True)
    terms = {"place": world.place, "publication": publication, "release": release}
    correct(**terms, correction="A name was wrong.", action=action)
    with pytest.raises(Repeated):
        correct(**terms, correction="A name was wrong.", action=action)
    publication.refresh_from_db()
    assert [(one.number, one.correction) for one in publication.editions.all()] == [(1, ""), (2, "A name was wrong.")]
    assert publication.names is False
    assert Event.objects.latest("number").data["edition"] == 2


def test_what_is_withdrawn_says_why_and_is_neither_corrected_nor_withdrawn_again(world):
    publication = world.publish()
    here = {"place": world.place, "publication": publication}
    withdraw(**here, reason="It names a prisoner.", action=uuid4())
    publication.refresh_from_db()
    assert (publication.withdrawn_by, publication.reason) == (world.desk.editor, "It names a prisoner.")
    assert Event.objects.latest("number").kind == "publication withdrawn"
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw(**here, reason="Again.", action=uuid4())
    with pytest.raises(Refused, match="not corrected any more"):
        correct(**here, release=world.release(), correction="x", action=uuid4())


def test_a_team_does_not_publish_without_end(world, monkeypatch):
    monkeypatch.setattr(publishing, "MOST_HOURLY", 1)
    world.publish()
    with pytest.raises(Refused, match="within an hour"):
        world.publish()
    assert len({one.token for one in Publication.objects.all()}) == 1


def test_what_is_settled_while_the_editor_presses_the_button_does_not_go_out_unseen(world, monkeypatch):
    release, digest_of = world.release(), publishing.digest_of
    place = world.place

    def meanwhile(*given):
        """Somebody settles a sentence otherwise once the document is read and found to be what was looked at."""
        AnnotationSession.objects.filter(pk=world.session.pk).update(phase="discussing")
        settle_one(place_of(world.desk.editor, world.article, world.session), 4, "opinion", base=waiting)
        AnnotationSession.objects.filter(pk=world.session.pk).update(phase="closed")
        return digest_of(*given)

    waiting = world.session.adjudications.get(sentence__ordinal=4).version.hex[:8]
    monkeypatch.setattr(publishing, "digest_of", meanwhile)
    with pytest.raises(Stale, match="at this very moment"):
        publish(place=place, release=release, action=uuid4())
    monkeypatch.setattr(publishing, "digest_of", digest_of)
    assert not Publication.objects.exists()
    with pytest.raises(Stale, match="settled something since"):
        publish(place=place, release=release, action=uuid4())
