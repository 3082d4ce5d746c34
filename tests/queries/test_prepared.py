"""A query whose SQL is built once answers as the queryset would, for everybody."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from tests.factories import make_article, make_member
from warreader.models import Article, Membership, User
from warreader.queries.prepared import MOST, prepared, prepared_models


@pytest.fixture
def built() -> list[int]:
    return []


@pytest.fixture
def names(built):
    @prepared
    def rows(user: int, *, backwards: bool):
        built.append(backwards)
        members = Membership.objects.visible_to(User(pk=user))
        return members.order_by("-name" if backwards else "name").values_list("name")

    return rows


def test_each_asks_with_their_own_values(names, desk, outsider):
    make_member(desk.team)
    mine = names(desk.editor.user.pk, backwards=False)
    theirs = names(outsider.pk, backwards=False)
    assert mine == list(Membership.objects.filter(team=desk.team).order_by("name").values_list("name"))
    assert theirs == []


def test_the_queryset_is_built_once_for_each_shape(names, built, desk):
    forwards = [names(desk.editor.user.pk, backwards=False) for _ in range(3)][-1]
    with CaptureQueriesContext(connection) as queries:
        assert names(desk.editor.user.pk, backwards=True) == forwards[::-1]
    assert built == [False, True]
    assert len(queries) == 1


def test_a_hundred_shapes_are_kept_whatever_addresses_ask_for(db, built):
    @prepared
    def rows(user: int, *, page: int):
        built.append(page)
        return User.objects.filter(pk=user).values_list("pk")[page : page + 1]

    for page in range(MOST + 1):
        rows(1, page=page)
    rows(1, page=MOST)
    rows(1, page=0)
    assert built == [*range(MOST + 1), 0]


def test_models_can_be_had_as_well(desk, outsider):
    @prepared_models
    def members(user: int):
        return Membership.objects.visible_to(User(pk=user)).order_by("pk")

    assert list(members(desk.editor.user.pk)) == list(Membership.objects.filter(team=desk.team).order_by("pk"))
    assert list(members(outsider.pk)) == []


def test_models_come_with_what_the_queryset_adds_and_without_what_it_defers(desk, article):
    @prepared_models
    def articles(user: int, public_id: UUID):
        rows = Article.objects.visible_to(User(pk=user)).filter(public_id=public_id)
        return rows.select_related("revision").defer("revision__text").annotate(shout=Upper("title"))

    make_article(desk.editor)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            [found] = articles(desk.editor.user.pk, article.public_id)
            assert (found, found.revision, found.shout) == (article, article.revision, article.title.upper())
        assert len(queries) == 1
        assert found.revision.get_deferred_fields() == {"text"}
    assert articles(desk.editor.user.pk, uuid4()) == []
