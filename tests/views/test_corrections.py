"""Dividing a sentence, and making two one, from the reading page."""

import re

import pytest
from django.urls import reverse

from tests.actions.test_revisions import revise
from tests.factories import hold_session, judge, make_article, place_of
from warreader.models import Annotation, Article
from warreader.queries.corrections import Said, correction

from .pages import queries, text_of

LINES = ("It rained.The tanks moved.", "Nobody saw them.", "The end.")


@pytest.fixture
def article(desk) -> Article:
    return make_article(desk.editor, *LINES)


@pytest.fixture
def place(desk, article):
    return place_of(desk.editor, article)


def said(place) -> tuple[Said, ...]:
    found = correction(place, 1)
    return found.said if found else ()


def words(article: Article) -> list[str]:
    revision = Article.objects.get(pk=article.pk).revision
    assert revision
    return [revision.text[one.start : one.end] for one in revision.sentences.order_by("ordinal")]


def test_a_sentence_is_divided_before_a_word_though_no_space_stands_there(client_of, place, article):
    client = client_of(place.author)
    page = text_of(client.get(place.url("correction", 1)))
    cut = re.findall(r'value="(\d+)">The ', page)
    answer = client.post(place.url("correction", 1), {"cut": cut[0]})
    assert (answer.status_code, answer["Location"]) == (
        303,
        reverse("revision:sentence", args=[article.public_id, 2, 1]) + "#s1",
    )
    assert words(article) == ["It rained.", "The tanks moved.", *LINES[1:]]


def test_the_page_at_the_address_without_a_text_corrects_the_present_one(client_of, place, article):
    revise(article, *LINES, "More of it.")
    client = client_of(place.author)
    address = reverse("correction", args=[article.public_id, 2])
    (form, again) = re.findall(r'<form method="post" action="([^"]+correction/)"', text_of(client.get(address)))
    assert form == again
    assert client.post(form, {"after": "3"}).status_code == 303


def test_it_can_be_divided_after_any_number_of_characters(client_of, place, article):
    client = client_of(place.author)
    client.post(place.url("correction", 2), {"after": "3"})
    assert words(article) == [LINES[0], "Nob", "ody saw them.", LINES[2]]
    assert "was corrected. 1 divided." in text_of(client.get(reverse("texts", args=[article.public_id])))
    page = text_of(client.get(reverse("difference", args=[article.public_id, 2])))
    assert "<b>1 divided.</b> The same words, captured" in page
    assert "</i> divided</b>" in page


def test_two_become_one_and_the_page_said_what_becomes_of_their_tags(client_of, desk, place, article):
    judge(place, 1, "opinion")
    judge(place, 2, "opinion")
    mine = place_of(desk.annotator, article)
    judge(mine, 1, "verified")
    judge(mine, 2, "unverified")
    client = client_of(desk.editor)
    page = text_of(client.get(place.url("correction", 1)))
    assert f"{desk.annotator.name} says “verified” of the one and “unverified” of the other" in page
    assert f"{desk.editor.name} says" not in page
    assert client.post(place.url("correction", 1), {"join": "1"}).status_code == 303
    assert len(words(article)) == 2
    later = Article.objects.get(pk=article.pk).revision
    kept = Annotation.objects.filter(sentence__revision=later).values_list("author", "tag")
    assert list(kept) == [(desk.editor.pk, "opinion")]


@pytest.mark.parametrize("data", [{}, {"after": "500"}, {"cut": "0"}, {"cut": "x"}, {"after": "-1"}])
def test_what_divides_nothing_is_refused_beside_what_was_chosen(client_of, place, article, data):
    answer = client_of(place.author).post(place.url("correction", 2), data)
    assert answer.status_code == 422
    assert 'role="alert"' in text_of(answer)
    assert words(article) == list(LINES)


def test_the_last_sentence_is_joined_with_nothing(client_of, place, article):
    client = client_of(place.author)
    assert "Make them one" not in text_of(client.get(place.url("correction", 3)))
    assert client.post(place.url("correction", 3), {"join": "1"}).status_code == 422
    assert client.get(place.url("correction", 4)).status_code == 404


def test_what_was_corrected_meanwhile_is_409(client_of, place, article):
    client = client_of(place.author)
    assert client.post(place.url("correction", 1), {"join": "1"}).status_code == 303
    assert client.post(place.url("correction", 1), {"join": "1"}).status_code == 409
    assert len(words(article)) == 2


def test_a_session_leads_to_the_reading_room_and_changes_nothing(client_of, desk, article):
    session = hold_session(desk.editor, desk.editor, articles=[article], mode="open")
    here = place_of(desk.editor, article, session)
    client = client_of(desk.editor)
    page = text_of(client.get(here.url("correction", 2)))
    assert f'href="{reverse("correction", args=[article.public_id, 2])}"' in page
    assert "<form" not in page[page.index("<main") :]
    assert client.post(here.url("correction", 2), {"join": "1"}).status_code == 422
    revise(article, *LINES, "More.")
    assert "To the report in the reading room" in text_of(client.get(here.url("correction", 2)))


def test_the_card_leads_there_for_those_who_may(client_of, desk, place, article):
    for member, there in ((desk.editor, True), (desk.annotator, False)):
        page = text_of(client_of(member).get(place.url("sentence", 2)))
        assert (place.url("correction", 2) in page) == there


def test_it_tells_nothing_of_others_to_those_from_whom_they_are_withheld(client_of, desk, place, article, mate):
    judge(place_of(mate, article), 1, "opinion")
    judge(place_of(mate, article), 2, "verified")
    assert [one.name for one in said(place)] == [mate.name]
    hold_session(desk.owner, desk.editor, articles=[article])
    blind = place_of(desk.editor, article)
    assert said(blind) == ()
    client = client_of(desk.editor)
    assert mate.name not in text_of(client.get(blind.url("correction", 1)))
    assert client.post(blind.url("correction", 1), {"join": "1"}).status_code == 422
    assert article.revisions.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_few_queries(client_of, desk, number):
    article = make_article(desk.editor, *(f"Sentence {one}." for one in range(number * 5)))
    place = place_of(desk.editor, article)
    for one in range(1, number + 1):
        judge(place, one, "opinion")
    assert len(queries(client_of(desk.editor), place.url("correction", 1))) == 6


def test_every_piece_of_a_sentence_is_there_and_can_be_divided_at(desk):
    article = make_article(desk.editor, "« Слава! » – сказав він… “Hi.” 数千人が死亡した。e\u0301a don't", "Next.")
    found = correction(place_of(desk.editor, article), 1)
    assert found
    assert "".join(piece.words for piece in found.pieces) == found.here
    for piece in found.pieces[1:]:
        assert len(found.divided(piece.at or 0)) == 3
