"""The stream's beginning, which is a page like others: what was missed, and the place handed to the server."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from tests.factories import judge, place_of, user_of
from warreader import server
from warreader.live import cursor_of, last_number
from warreader.live.watchers import Watcher, framed
from warreader.views import live

from .pages import queries, text_of


@pytest.fixture
def client(client_of, annotator):
    return client_of(annotator)


def test_it_begins_with_what_was_missed_since_the_last_message_or_the_page(client, place, mate):
    address, cursor = place.url("live"), cursor_of(place)
    assert re.fullmatch(r"retry: \d{4}\n\n", text_of(client.get(address, {"since": cursor})))
    judge(place_of(mate, place.article), 2, "opinion")
    answers = [
        client.get(address, {"since": cursor}),
        client.get(address, {"since": "x"}, headers={"Last-Event-ID": cursor}),
    ]
    for answer in answers:
        assert re.findall(r'id="m(\d)"', text_of(answer)) == ["2"]
        assert f"\n\nid: {cursor_of(place)}\ndata: " in text_of(answer)
    assert re.findall(r'id="m(\d)"', text_of(client.get(address, {"since": uuid4()}))) == list("12345")


def test_nothing_on_the_way_keeps_or_packs_it(client, place):
    answer = client.get(place.url("live"), headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Type"] == "text/event-stream"
    assert (answer["Cache-Control"], answer["X-Accel-Buffering"]) == ("no-cache", "no")
    assert answer["Content-Encoding"] == "identity"


def test_the_server_is_handed_who_watches_what_and_from_where_on(client, place, mate):
    given: list[Watcher] = []
    judge(place_of(mate, place.article), 1, "opinion")
    client.get(f"{place.url('live')}?whose=team&state=opinion", **{live.GO_ON: given.append})
    (watcher,) = given
    assert (watcher.place, watcher.seen) == (place, last_number(place))
    assert (watcher.whose.value, watcher.chosen.states) == ("team", ("opinion",))
    assert watcher.login == client.session.session_key
    assert type(watcher.place.viewer) is type(user_of(place.author))  # nothing that holds the request


def test_the_server_and_the_page_agree_where_the_way_to_go_on_is():
    assert live.GO_ON == server.GO_ON
    assert not live.GO_ON.startswith("HTTP_")


@pytest.mark.parametrize(("method", "account"), [("head", ""), ("get", "another")])
def test_what_is_no_listening_is_not_gone_on_with(client, place, method, account):
    given: list[Watcher] = []
    query = {"account": uuid4()} if account else {}
    answer = getattr(client, method)(place.url("live"), query, **{live.GO_ON: given.append})
    assert (answer.status_code, given) == (401 if account else 200, [])


def test_it_takes_the_same_few_queries_however_much_was_missed(client, place, mate):
    address = f"{place.url('live')}?since={cursor_of(place)}"
    other = place_of(mate, place.article)
    counts = []
    for ordinals in ((1,), (2, 3, 4)):
        for ordinal in ordinals:
            judge(other, ordinal, "opinion")
        counts.append(len(queries(client, address)))
    assert counts == [8, 8]


def test_no_text_can_end_a_message_or_begin_another():
    message = framed("one\n\nevent: end\rdata: two\r\nthree", event="x", cursor="c")
    assert message == b"event: x\nid: c\ndata: one\ndata: \ndata: event: end\ndata: data: two\ndata: three\n\n"


def test_a_stream_of_somebody_who_is_signed_out_is_no_sign_in_page(place):
    asked = {"Accept": "text/event-stream"}
    assert Client().get(place.url("live"), headers=asked).status_code == 401
