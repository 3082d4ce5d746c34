"""Files that were issued, and what has changed since."""

from uuid import uuid4

import pytest

from tests.exports.conftest import in_session
from tests.factories import judge, make_article, place_of, support, take_away
from warreader.actions.articles import correct_kinds
from warreader.exports import Options
from warreader.exports.issued import exports_of, last_export_of
from warreader.models import AnnotationSession, Kind

QUERIES = 2


def issue(place, name="json", **options):
    return take_away(place, name, Options(**options))[0]


def changed(place) -> list[int]:
    counted = [one.changed_since for one in exports_of(place)]
    last = last_export_of(place)
    assert ([last.changed_since] if last else []) == counted[:1], "both count alike"
    return counted


def test_an_article_that_nobody_exported_has_none(place):
    assert exports_of(place) == []
    assert last_export_of(place) is None


def test_the_newest_comes_first_with_who_took_what(desk, article):
    mine, theirs = place_of(desk.annotator, article), place_of(desk.owner, article)
    issue(mine, "csv")
    issued = issue(theirs, "html", names=True, filter="state=opinion")
    newest, oldest = exports_of(mine)
    assert (newest.by, newest.format, newest.names, newest.filter) == (
        desk.owner.name,
        "html",
        True,
        "state=opinion",
    )
    assert (newest.sha256, newest.at) == (issued.event.data["sha256"], issued.event.created_at)
    assert (oldest.by, oldest.format) == (desk.annotator.name, "csv")


def test_each_counts_the_sentences_that_changed_since(place):
    judge(place, 1, "opinion")
    issue(place)
    assert changed(place) == [0]
    judge(place, 2, "opinion")
    support(place, 2)
    issue(place)
    support(place, 3)
    assert changed(place) == [1, 2]


def test_a_corrected_kind_is_a_change_and_an_export_is_none(desk, article):
    place = place_of(desk.editor, article)
    issue(place)
    issue(place)
    correct_kinds(place=place, ordinals=[4, 5], kind=Kind.CAPTION, action=uuid4())
    assert changed(place) == [2, 2]


def test_another_articles_changes_are_none_of_this_one(desk, place):
    issue(place)
    judge(place_of(desk.annotator, make_article(desk.editor)), 1, "opinion")
    assert changed(place) == [0]


def test_a_change_that_may_not_be_seen_is_not_counted(desk, article):
    session = AnnotationSession.objects.create(team=desk.team, name="Blind", mode="blind")
    mine, theirs = (in_session(place_of(one, article), session) for one in (desk.annotator, desk.owner))
    issue(mine)
    issue(theirs)
    judge(theirs, 1, "opinion")
    judge(theirs, 2, "opinion")
    judge(mine, 3, "opinion")
    assert changed(mine) == [1]
    assert changed(theirs) == [2]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(place, rows, django_assert_num_queries):
    for ordinal in range(1, rows + 1):
        issue(place)
        judge(place, ordinal, "opinion")
    with django_assert_num_queries(QUERIES):
        assert len(exports_of(place)) == rows
