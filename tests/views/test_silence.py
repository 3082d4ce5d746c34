"""Nothing of a discussion reaches whoever has its article to judge in a blind session, nor any file."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import Desk, hold_session, make_member, place_of, user_of
from warreader.actions.discussion import begin_thread, delete_comment, reply, resolve_thread
from warreader.actions.sessions import reveal
from warreader.models import Article, Comment, Membership

from .pages import text_of, url
from .test_blindness import Room, addresses, differing, files, pages
from .test_blindness import room as room  # noqa: PLC0414 (a fixture)

pytestmark = pytest.mark.thorough

CANARY = "CANARY"


def signed_in(member: Membership) -> Client:
    client = Client()
    client.force_login(user_of(member))
    return client


def talk(desk: Desk, article: Article, mate: Membership, thread: Comment) -> None:
    """Mention, answer, resolve, delete: all that others would see."""
    theirs = place_of(desk.owner, article)
    own = begin_thread(
        place=theirs, ordinal=1, text=f"{CANARY} @{desk.annotator.name} https://{CANARY}.example", action=uuid4()
    )
    reply(place=place_of(mate, article), thread=own, text=f"{CANARY} answer", action=uuid4())
    reply(place=theirs, thread=thread, text=f"{CANARY} @{desk.annotator.name} in your own thread", action=uuid4())
    resolve_thread(place=theirs, thread=thread, action=uuid4())
    gone = begin_thread(place=theirs, ordinal=5, text=f"{CANARY} gone", action=uuid4())
    delete_comment(place=theirs, comment=gone, base=gone.version.hex, action=uuid4())


def test_whoever_judges_it_blind_learns_of_no_discussion(room: Room):
    desk, article, mate = room.desk, room.article, make_member(room.desk.team)
    thread = begin_thread(place=place_of(desk.annotator, article), ordinal=2, text="My own", action=uuid4())
    session = hold_session(desk.editor, desk.annotator, articles=[article])
    blind = place_of(desk.annotator, article, session)
    clients = {"annotator": signed_in(desk.annotator)}
    filters = [f"{url('article', article)}?with=discussed&hide=1&whose={whose}" for whose in ("mine", "team")]
    own = [blind.url(), *(blind.url("sentence", ordinal) for ordinal in (1, 2)), blind.url("changes")]
    # of the reading room, evidence may only be read now
    asked = [address for address in addresses(room) if "evidence/" not in address]
    asked += [reverse("notices"), *filters, *own]
    before = pages(room, clients, asked)
    talk(desk, article, mate, thread)
    after = pages(room, clients, asked)
    assert [key for key, page in after.items() if CANARY in page] == []
    assert differing(before, after) == []
    assert len(differing(pages(room, {"annotator": signed_in(desk.owner)}, asked[:-4]), before)) > len(asked) / 3

    reveal(member=desk.editor, session=session, action=uuid4())
    assert CANARY in text_of(clients["annotator"].get(url("sentence", article, 1)))


def test_no_file_tells_of_a_discussion_that_was_not_asked_for(room: Room):
    desk, article, mate = room.desk, room.article, make_member(room.desk.team)
    before = files(room, room.people, parts=False)
    thread = begin_thread(place=place_of(desk.annotator, article), ordinal=2, text=f"{CANARY} own", action=uuid4())
    talk(desk, article, mate, thread)
    after = files(room, room.people, parts=False)
    assert differing(before, after) == []
    assert [key for key, content in after.items() if CANARY in content.upper()] == []
