"""How much a sentence is discussed shows beside its mark, and picks it out."""

from uuid import uuid4

import pytest

from tests.factories import judge, place_of
from tests.views.pages import HTMX, queries, text_of, url
from warreader.actions.discussion import begin_thread, reply, resolve_thread
from warreader.filters import ReadingFilter
from warreader.marks import NO_SIGN
from warreader.models import User
from warreader.queries.discussion import discussion_of
from warreader.queries.people import whose_tags
from warreader.queries.reading import glimpse, read


def talk(place, ordinal: int, text: str = "Is it so?"):
    return begin_thread(place=place, ordinal=ordinal, text=text, action=uuid4())


@pytest.fixture
def mine(desk, article):
    """The article as the annotator sees it, with two threads about its second sentence and a resolved one."""
    place = place_of(desk.annotator, article)
    for _ in range(2):
        reply(place=place_of(desk.editor, article), thread=talk(place, 2), text="It is.", action=uuid4())
    resolve_thread(place=place, thread=talk(place, 3), action=uuid4())
    return place


def test_open_threads_are_counted_beside_the_mark_whether_judged_or_not(mine):
    for _ in range(2):
        reading = read(mine, ReadingFilter(), whose_tags(mine, ""))
        assert [line.mark.sign.talks for line in reading.lines] == [0, 2, 0, 0, 0]
        assert reading.lines[0].mark.sign == NO_SIGN
        some = glimpse(mine, ReadingFilter(), whose_tags(mine, ""), mine.sentences()[1:2])
        assert [line.mark.sign.talks for line in some.lines] == [2]
        judge(mine, 2, "opinion", "" if reading.lines[1].mark.own is None else reading.lines[1].mark.version)
    assert reading.lines[1].mark.judged == 1


def test_the_mark_says_so_and_the_filter_finds_it(mine, client_of, desk, article):
    client = client_of(desk.editor)
    page = text_of(client.get(f"{url('article', article)}?with=discussed"))
    assert '<small class="talk">2</small>' in page
    assert 'aria-label="Sentence 2, not judged, 2 open discussions"' in page
    assert page.count('class="mark open dim"') == 4
    assert "1 of 5 sentences: discussed" in page
    assert len(queries(client, url("article", article))) == 12


def test_who_wants_to_judge_first_reads_what_is_said_afterwards(mine, desk, article, client_of):
    User.objects.filter(pk=desk.editor.user_id).update(own_first=True)
    client = client_of(desk.editor)
    assert "It is." not in text_of(client.get(url("sentence", article, 2), headers=HTMX))
    judge(place_of(desk.editor, article), 2, "opinion")
    assert "It is." in text_of(client.get(url("sentence", article, 2), headers=HTMX))


def test_threads_are_read_in_order_the_open_ones_apart(mine):
    reading = read(mine, ReadingFilter(), whose_tags(mine, ""))
    second, third = (discussion_of(mine, reading.lines[number]) for number in (1, 2))
    assert [len(thread.remarks) for thread in second.open] == [2, 2]
    assert (second.resolved, len(third.open), len(third.resolved)) == ([], 0, 1)
