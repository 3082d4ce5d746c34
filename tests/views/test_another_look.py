"""Sentences that have changed since somebody judged them, on the reading page."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.exports.conftest import written
from tests.factories import place_of
from tests.later import changed_article
from tests.live.test_tail import told, watch
from warreader.actions.annotations import Change, Target, annotate
from warreader.exports import Options
from warreader.live.tail import Tail
from warreader.models import Annotation, Article
from warreader.places import Place

from .pages import HTMX, queries, text_of


@pytest.fixture
def article(desk):
    return changed_article(desk)


def own_base(place: Place) -> str:
    rows = Annotation.objects.filter(author=place.author, sentence__revision=place.revision)
    return rows.get(sentence__ordinal=2).version.hex[:8]


@pytest.fixture
def base(article, desk) -> str:
    return own_base(place_of(desk.annotator, article))


def url(name: str, article: Article, *args: object) -> str:
    return reverse(f"revision:{name}", args=[article.public_id, 2, *args])


def still_right(client, article, base, **headers):
    data = {"sentences": "2", "bases": base, "action": uuid4()}
    return client.post(url("another-look", article), data, **headers)


def test_the_page_says_which_sentences_wait_by_a_sign_and_in_words(client_of, desk, article):
    page = text_of(client_of(desk.annotator).get(url("article", article)))
    assert re.findall(r'id="m(\d)"[^>]*>.<small>\+1</small><small class="again">↻', page) == ["2"]
    assert 'aria-label="Sentence 2, unverified, by you, to be looked at again, judged by 1 other"' in page
    assert '<b id="n-again">1</b>' in page


def test_the_card_asks_whether_it_is_still_right_and_shows_what_was_judged(client_of, desk, article):
    client = client_of(desk.annotator)
    card = text_of(client.get(url("sentence", article, 2), headers=HTMX))
    assert '<del><span class="unseen"> gone: </span>Four</del>' in card
    assert '<ins><span class="unseen"> new: </span>Five</ins> people died.' in card
    assert "Still right" in card
    assert "Still right" not in text_of(client.get(url("sentence", article, 1), headers=HTMX))
    assert len(queries(client, url("sentence", article, 2), headers=HTMX)) == 8
    assert len(queries(client, url("sentence", article, 2))) == 12


def test_what_is_said_to_be_right_is_answered_with_its_mark_the_count_and_no_more_wish(
    client_of, desk, article, base
):
    answer = text_of(still_right(client_of(desk.annotator), article, base, headers=HTMX))
    assert set(re.findall(r' id="([mc]\d+)"', answer)) == {"m2", "c2"}
    assert "↻" not in answer
    assert '<b id="n-again" hx-swap-oob="true" class="zero">0</b>' in answer
    assert '<div id="again-2" hx-swap-oob="true"></div>' in answer


def test_without_htmx_it_leads_back_to_the_sentence(client_of, desk, article, base):
    answer = still_right(client_of(desk.annotator), article, base)
    assert (answer.status_code, answer["Location"]) == (303, f"{url('sentence', article, 2)}#s2")


def test_what_has_moved_on_is_409(client_of, desk, article):
    assert still_right(client_of(desk.annotator), article, "12345678", headers=HTMX).status_code == 409


def test_those_who_look_at_the_teams_tags_hear_how_many_still_wait(client_of, desk, article, base):
    listener, tail = watch(place_of(desk.editor, article), "whose=team"), Tail()
    still_right(client_of(desk.annotator), article, base, headers=HTMX)
    assert '<b id="n-again" hx-swap-oob="true">1</b>' in told(tail, listener)[0], "the editor has not looked"
    place = place_of(desk.editor, article)
    annotate(place=place, targets=[Target(2, own_base(place))], change=Change(looked=True), action=uuid4())
    said = told(tail, listener)[0]
    assert "↻" not in said
    assert '<b id="n-again" hx-swap-oob="true" class="zero">0</b>' in said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("json", '"look_again":true'),
        ("csv", ",yes,"),
        ("md", "unverified, to be looked at again"),
        ("html", "unverified, to be looked at again"),
        ("jsonld", '"rdfs:comment":"to be looked at again"'),
    ],
)
def test_files_say_so(desk, article, name, words):
    place = place_of(desk.annotator, article)
    before = written(place, name, Options(whose="mine")).decode()
    assert before.count(words) == 1
    Annotation.objects.filter(sentence__revision=article.revision).update(look_again=False)
    assert words not in written(place, name, Options(whose="mine")).decode()
