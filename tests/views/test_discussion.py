"""Discussions over HTTP: threads in the card, with and without a script."""

import re
from uuid import uuid4

import pytest

from tests.factories import hold_session, place_of
from warreader.actions.discussion import begin_thread, delete_comment, reply, resolve_thread
from warreader.models import Comment, Event

from .pages import HTMX, queries, text_of, url

HEADERS = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])


@pytest.fixture
def client(client_of, annotator):
    return client_of(annotator)


@pytest.fixture
def thread(place) -> Comment:
    """A thread of the annotator's about the second sentence."""
    return begin_thread(place=place, ordinal=2, text="Is it so?", action=uuid4())


def card(client, article, ordinal=2) -> str:
    return text_of(client.get(url("sentence", article, ordinal), headers=HTMX))


def test_what_is_said_stands_in_the_card_escaped_with_links_and_whom_it_calls(client, article, editor):
    text = f"<b>See</b>\nhttps://example.org/a?b=1&c=2. @{editor.name.upper()}?"
    answer = client.post(url("comments", article, 2), {"text": text}, headers=HTMX)
    assert answer.status_code == 200
    for page in (text_of(answer), card(client, article)):
        assert "&lt;b&gt;See&lt;/b&gt;<br>" in page
        address = "https://example.org/a?b=1&amp;c=2"
        assert f'<a href="{address}" rel="noopener noreferrer nofollow">{address}</a>. ' in page
        assert f'<b class="call">@{editor.name.upper()}</b>?' in page
    assert 'id="discussion-2" class="discussion" hx-swap-oob="true"' in text_of(answer)


def test_without_a_script_the_answer_is_the_way_back_to_the_card(client, article, thread):
    for name, args in (("comments", []), ("comment-replies", [thread.public_id])):
        answer = client.post(url(name, article, 2, *args), {"text": "So it is"})
        assert (answer.status_code, answer["Location"]) == (303, f"{url('sentence', article, 2)}#s2")
    assert text_of(client.get(answer["Location"])).count("So it is") == 2


@HEADERS
@pytest.mark.parametrize("name", ["comments", "comment-replies", "comment"])
@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"text": " "}, "Write something first."),
        ({"text": "x" * 10_001}, "at most 10000"),
        ({"text": "Typed words", "mention": "Nobody Known"}, "Nobody in the team has this name."),
    ],
    ids=["empty", "too long", "unknown"],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_stays_there(  # noqa: PLR0917
    client, article, thread, name, data, error, headers
):
    args = [] if name == "comments" else [thread.public_id]
    answer = client.post(url(name, article, 2, *args), data | {"base": thread.version.hex}, headers=headers)
    page = text_of(answer)
    assert answer.status_code == 422
    assert error in page
    assert data["text"].strip() in page
    if name != "comment":
        assert re.search(rf'class="error" id="comment-(text|mention)-error">[^<]*{error}', page)
    assert Comment.objects.count() == 1


def test_whom_the_field_names_is_called(client, article, editor):
    for text in ("Look here", f"@{editor.name}, look there"):
        client.post(url("comments", article, 2), {"text": text, "mention": editor.name}, headers=HTMX)
    said = Comment.objects.order_by("pk").values_list("text", flat=True)
    assert list(said) == [f"@{editor.name} Look here", f"@{editor.name}, look there"]
    assert [set(one.mentions.all()) for one in Comment.objects.all()] == [{editor}] * 2


def test_the_page_offers_the_names_of_those_who_are_in_the_team(client, article, desk, mate):
    mate.left_at = mate.joined_at
    mate.save()
    page = text_of(client.get(url("article", article)))
    offered = re.findall(r'<option value="([^"]+)"></option>', page)
    assert set(offered) == {desk.viewer.name, desk.editor.name, desk.owner.name}


def test_ones_own_comment_is_changed_in_a_form_of_its_own(client, article, thread):
    address = url("comment", article, 2, thread.public_id)
    for headers in ({}, HTMX):
        page = text_of(client.get(address, headers=headers))
        assert f'name="base" value="{thread.version.hex}"' in page
        assert "\nIs it so?</textarea>" in page
        assert ("<!doctype html>" in page) == (not headers)
    data = {"text": "Is it really so?", "base": thread.version.hex}
    assert client.post(address, data, headers=HTMX).status_code == 200
    assert re.search(r"<small [^>]*>edited</small>", card(client, article))
    assert "<del>Is it so?</del> <ins>Is it really so?</ins>" in text_of(client.get(url("history", article, 2)))


@HEADERS
def test_a_change_to_an_older_version_is_refused_with_what_was_typed_beside_what_stands(
    client, article, thread, headers
):
    address, older = url("comment", article, 2, thread.public_id), thread.version.hex
    client.post(address, {"text": "Other tab", "base": older})
    answer = client.post(address, {"text": "This tab", "base": older}, headers=headers)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "\nThis tab</textarea>" in page
    assert "Other tab" in page
    thread.refresh_from_db()
    assert f'name="base" value="{thread.version.hex}"' in page, "the next attempt starts from what is shown"


@HEADERS
def test_a_change_to_what_was_deleted_elsewhere_is_refused_and_loses_nothing_typed(client, article, thread, headers):
    client.post(url("comment-removal", article, 2, thread.public_id), {"base": thread.version.hex})
    address = url("comment", article, 2, thread.public_id)
    answer = client.post(address, {"text": "Typed meanwhile", "base": thread.version.hex}, headers=headers)
    assert answer.status_code == 409
    assert "\nTyped meanwhile</textarea>" in text_of(answer)
    assert client.get(address, headers=headers).status_code == 404


def test_a_deleted_comment_leaves_its_trace_and_no_word(client, client_of, article, thread, editor):
    reply(place=place_of(editor, article), thread=thread, text="Yes", action=uuid4())
    data = {"base": thread.version.hex}
    assert client.post(url("comment-removal", article, 2, thread.public_id), data, headers=HTMX).status_code == 200
    for page in (card(client_of(editor), article), text_of(client.get(url("history", article, 2)))):
        assert "Is it so?" not in page
    assert f"Deleted by {thread.author.name}" in card(client, article)


def test_a_resolved_thread_is_folded_and_can_be_opened_again(client, article, thread, annotator):
    assert client.post(url("comment-resolution", article, 2, thread.public_id), headers=HTMX).status_code == 200
    page = card(client, article)
    assert re.search(r'<details class="resolved">\s*<summary>1 resolved', page)
    assert f"Resolved by {annotator.name}" in page
    assert client.post(url("comment-reopening", article, 2, thread.public_id)).status_code == 303
    assert "1 resolved" not in card(client, article)


@HEADERS
@pytest.mark.parametrize("name", ["comments", "comment-replies"])
def test_the_same_action_twice_is_one(client, article, thread, name, headers):
    args = [] if name == "comments" else [thread.public_id]
    data = {"text": "Once", "action": str(uuid4())}
    statuses = [client.post(url(name, article, 2, *args), data, headers=headers).status_code for _ in range(2)]
    assert statuses == ([200, 200] if headers else [303, 303])
    assert Event.objects.filter(action=data["action"]).count() == 1
    assert Comment.objects.filter(text="Once").count() == 1


def test_a_comment_is_found_only_under_its_own_sentence_and_session(client, client_of, article, thread, desk):
    session = hold_session(desk.editor, desk.annotator, articles=[article], mode="open")
    elsewhere = place_of(desk.annotator, article, session).url("comment", 2, thread.public_id)
    for address in (url("comment", article, 1, thread.public_id), url("comment", article, 2, uuid4()), elsewhere):
        assert client.get(address).status_code == 404
        assert client.post(address, {"text": "x", "base": thread.version.hex}).status_code == 404
    own = url("comment", article, 2, thread.public_id)
    assert client_of(desk.editor).get(own).status_code == 403
    assert client_of(desk.editor).post(own, {"text": "x", "base": thread.version.hex}).status_code == 403
    assert client_of(desk.viewer).post(url("comments", article, 2), {"text": "x"}).status_code == 403
    assert client.post(url("comments", article, 99), {"text": "x"}).status_code == 404


def test_whoever_may_only_read_sees_what_is_said_without_forms(client_of, desk, article, thread):
    page = card(client_of(desk.viewer), article)
    assert "Is it so?" in page
    assert "/comments/" not in page


def test_where_nothing_is_said_yet_a_post_is_refused_with_the_reason(client, article, desk):
    session = hold_session(desk.editor, desk.annotator, articles=[article])
    here = place_of(desk.annotator, article, session)
    answer = client.post(here.url("comments", 1), {"text": "x"}, headers=HTMX)
    assert answer.status_code == 403
    page = text_of(client.get(here.url("sentence", 1), headers=HTMX))
    assert '<section id="discussion-1" class="discussion" hidden>' in page
    assert "/comments/" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_a_card_takes_one_query_for_any_number_of_threads(client, article, desk, mate, number):
    for _ in range(number):
        mine = place_of(desk.annotator, article)
        thread = begin_thread(place=mine, ordinal=2, text=f"@{mate.name} @{desk.editor.name}?", action=uuid4())
        reply(place=place_of(mate, article), thread=thread, text=f"@{desk.owner.name}!", action=uuid4())
    resolve_thread(place=mine, thread=thread, action=uuid4())
    assert len(queries(client, url("sentence", article, 2), headers=HTMX)) == 8
    assert len(queries(client, url("sentence", article, 2))) == 12


def test_the_same_answer_in_two_threads_of_one_page_is_two(client, article, place, thread):
    other = begin_thread(place=place, ordinal=2, text="And this?", action=uuid4())
    page = text_of(client.get(url("sentence", article, 2)))
    fields = re.findall(
        r'name="page" value="([0-9a-f-]+)"><input type="hidden" name="(thread)" value="([^"]+)"', page
    )
    for one in (thread, other):
        sent = next({"page": made, name: value} for made, name, value in fields if value == str(one.public_id))
        client.post(url("comment-replies", article, 2, one.public_id), sent | {"text": "Yes"})
        client.post(url("comment-resolution", article, 2, one.public_id), sent)
    assert Comment.objects.filter(text="Yes").count() == 2
    assert Comment.objects.roots().exclude(resolved_at=None).count() == 2


def test_a_thread_keeps_its_order_and_its_deleted_part(client, article, place, editor, thread):
    second = reply(place=place_of(editor, article), thread=thread, text="Second", action=uuid4())
    reply(place=place, thread=thread, text="Third", action=uuid4())
    delete_comment(place=place_of(editor, article), comment=second, base=second.version.hex, action=uuid4())
    page = card(client, article)
    assert page.index("Is it so?") < page.index("Deleted by") < page.index("Third")
