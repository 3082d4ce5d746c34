"""What has changed since a page was made: only what may be seen, from a cursor that says nothing of others' work."""

import re
from dataclasses import replace
from uuid import UUID, uuid4

from tests.factories import judge, make_article, place_of, support
from tests.views.pages import text_of, url
from warreader.live import changes_since, cursor_of
from warreader.models import AnnotationSession


def test_nothing_has_changed_since_now(place):
    judge(place, 1, "opinion")
    cursor = cursor_of(place)
    assert (changes_since(place, cursor).ordinals, changes_since(place, cursor).cursor) == ((), cursor)


def test_each_sentence_that_anybody_worked_on_is_named_once_in_order(place, editor, article):
    cursor = cursor_of(place)
    judge(place, 3, "opinion")
    support(place_of(editor, article), 2)
    judge(place_of(editor, article), 3, "verified")
    changes = changes_since(place, cursor)
    assert changes.ordinals == (2, 3)
    assert changes.cursor == cursor_of(place) != cursor


def test_a_cursor_is_an_opaque_id(place):
    judge(place, 1, "opinion")
    assert UUID(cursor_of(place)).version == 4


def test_another_articles_work_changes_nothing_here(place, editor):
    cursor = cursor_of(place)
    judge(place_of(editor, make_article(editor)), 1, "opinion")
    assert changes_since(place, cursor).ordinals == ()
    assert cursor_of(place) == cursor


def test_another_sessions_work_changes_nothing_here_even_for_its_author(place, team):
    cursor = cursor_of(place)
    session = AnnotationSession.objects.create(team=team, name="Second", mode="open")
    judge(replace(place, session=session), 1, "opinion")
    assert changes_since(place, cursor).ordinals == ()
    assert cursor_of(place) == cursor


def test_a_page_that_names_no_known_event_gets_every_mark(client_of, annotator, article, place):
    judge(place, 2, "opinion")
    for cursor in ("", "x", str(uuid4())):
        page = text_of(client_of(annotator).get(url("changes", article), {"since": cursor}))
        assert set(re.findall(r'id="m(\d)"', page)) >= {"2"}
        assert f'data-cursor="{cursor_of(place)}"' in page


def test_the_answer_holds_the_marks_that_changed_and_the_next_cursor(client_of, annotator, article, place):
    cursor = cursor_of(place)
    judge(place, 2, "opinion")
    page = text_of(client_of(annotator).get(url("changes", article), {"since": cursor}))
    assert re.findall(r'id="m(\d)"', page) == ["2"]
    assert f'data-cursor="{cursor_of(place)}"' in page
    page = text_of(client_of(annotator).get(url("changes", article), {"since": cursor_of(place)}))
    assert re.findall(r'id="m(\d)"', page) == []
