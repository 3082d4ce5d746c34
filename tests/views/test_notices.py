"""Notices over HTTP: the list, the number in the top bar, opening one, marking all as read."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories import make_article, make_desk, place_of, user_of
from warreader.actions.discussion import begin_thread
from warreader.actions.teams import add_member
from warreader.models import Notice, Role

from .pages import queries, text_of, url


def call(place, *people) -> None:
    """Call people in a discussion of the first sentence."""
    begin_thread(place=place, ordinal=1, text=" ".join(f"@{one.name}" for one in people), action=uuid4())


@pytest.fixture
def client(client_of, editor):
    return client_of(editor)


def badge(client, address: str) -> str:
    found = re.search(r'<b class="badge">(\d+)<span class="unseen"> unread', text_of(client.get(address)))
    return found[1] if found else ""


def test_the_number_of_unread_ones_stands_on_every_page_without_a_query(client, place, editor, article):
    addresses = [url("article", article), reverse("library", args=[editor.team.public_id]), reverse("preferences")]
    before = [len(queries(client, address)) for address in addresses]
    assert [badge(client, address) for address in addresses] == ["", "", ""]
    call(place, editor)
    call(place, editor)
    assert [badge(client, address) for address in addresses] == ["2", "2", "2"]
    assert [len(queries(client, address)) for address in addresses] == before


def test_opening_one_marks_it_read_and_leads_to_what_it_is_about(client, place, editor, article):
    call(place, editor)
    page = text_of(client.get(reverse("notices")))
    assert f"{place.author.name} called you in a discussion: sentence 1 of “{article.title}”" in page
    (action,) = re.findall(r'action="(/notices/[0-9a-f-]{36}/reading/)"', page)
    assert client.get(action).status_code == 405
    answer = client.post(action)
    assert (answer.status_code, answer["Location"]) == (303, f"{url('sentence', article, 1)}#discussion-1")
    assert badge(client, reverse("notices")) == ""
    assert client.post(action).status_code == 303, "a second click leads there, too"


def test_all_can_be_marked_read_at_once(client, place, editor):
    for _ in range(3):
        call(place, editor)
    assert client.post(reverse("notices-reading")).status_code == 303
    page = text_of(client.get(reverse("notices")))
    assert "unread" not in page
    assert "Mark all as read" not in page
    assert page.count("called you") == 3


def test_anothers_notice_is_not_there(client, client_of, place, editor, mate):
    call(place, editor)
    address = reverse("notice-reading", args=[Notice.objects.get().public_id])
    assert client_of(mate).post(address).status_code == 404
    assert client_of(mate).post(reverse("notices-reading")).status_code == 303
    assert Notice.objects.unread().count() == 1


def test_the_teams_that_somebody_is_in_are_all_in_the_list_and_those_left_are_not(client, place, editor):
    call(place, editor)
    other = make_desk("Second desk")
    second = add_member(team=other.team, user=user_of(editor), role=Role.VIEWER, by=other.owner)
    call(place_of(other.owner, make_article(other.editor)), second)
    page = text_of(client.get(reverse("notices")))
    assert page.count("called you") == 2
    assert page.index("Second desk") < page.rindex(place.team.name)
    second.left_at = second.joined_at
    second.save()
    assert "Second desk" not in text_of(client.get(reverse("notices")))
    assert badge(client, reverse("notices")) == "1"


def test_an_empty_list_says_what_will_stand_there(client):
    assert "Nothing yet." in text_of(client.get(reverse("notices")))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_few_queries(client, place, editor, number):
    for _ in range(number):
        call(place, editor)
    assert len(queries(client, reverse("notices"))) == 4


def test_long_lists_have_pages(client, place, editor):
    call(place, editor)
    one = Notice.objects.get()
    Notice.objects.bulk_create(
        Notice(team=one.team, member=editor, kind=one.kind, session=one.session, created_at=one.created_at)
        for _ in range(25)
    )
    first, second = (text_of(client.get(f"{reverse('notices')}?page={number}")) for number in (1, 2))
    assert (first.count("/reading/"), second.count("/reading/")) == (21, 7)
    assert "page 1 of 2" in first
    assert client.get(f"{reverse('notices')}?page=x").status_code == 200


def test_letters_are_a_preference(client, editor):
    assert not user_of(editor).mails_notices
    client.post(reverse("preferences"), {"theme": "system", "mails_notices": "on"})
    editor.user.refresh_from_db()
    assert editor.user.mails_notices
