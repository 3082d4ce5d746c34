"""Finding an article as one member sees it."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import user_of
from warreader.models import OPERATOR, Ability, Article, Membership
from warreader.places import Place


def test_a_member_reads_in_the_reading_room(annotator, article):
    place = Place.find(user_of(annotator), article.public_id)
    assert (place.article, place.member, place.author) == (article, annotator, annotator)
    assert (place.session.standing, place.session.team) == (True, article.team)
    assert place.may(Ability.ANNOTATE)
    assert not place.may(Ability.ADD_ARTICLE)


def test_finding_it_takes_one_query_and_leaves_the_text_where_it_is(annotator, article):
    with CaptureQueriesContext(connection) as queries:
        place = Place.find(user_of(annotator), article.public_id)
        assert (place.team.name, place.revision.number, place.round) == ("Desk", 1, "independent")
    assert len(queries) == 1
    assert place.revision.get_deferred_fields() == {"text"}


def test_nobody_else_finds_it(article, outsider):
    for nobody in (outsider, AnonymousUser()):
        with pytest.raises(Article.DoesNotExist):
            Place.find(nobody, article.public_id)


def test_what_is_not_there_is_not_found(annotator, article):
    with pytest.raises(Article.DoesNotExist):
        Place.find(user_of(annotator), uuid4())


@pytest.mark.parametrize("placeholders", [0, 1, 2])
def test_the_operator_finds_it_and_is_no_member(article, placeholders):
    for number in range(placeholders):
        Membership.objects.create(team=article.team, user=None, name=f"Imported {number}")
    place = Place.find(OPERATOR, article.public_id)
    assert (place.member, place.may(Ability.READ)) == (None, False)
    with pytest.raises(TypeError):
        _ = place.author


def test_sentences_come_in_order(place):
    assert [sentence.ordinal for sentence in place.sentences()] == [1, 2, 3, 4, 5]
