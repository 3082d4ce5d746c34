"""Later texts that come at the same moment as other things."""

from uuid import uuid4

import pytest

from tests.factories import judge, make_article, make_desk, make_member, place_of
from warreader.actions.errors import Refused, Repeated
from warreader.models import Annotation, Article, Revision, Succession

from .test_history import at_once
from .test_revisions import LINES, revise

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_different_texts_at_once_follow_one_another():
    desk = make_desk()
    article = make_article(desk.editor, *LINES)
    judge(place_of(desk.annotator, article), 1, "opinion")
    at_once(lambda line: revise(article, line, *LINES), ["One.", "Two.", "Three.", "Four."])
    numbers = Revision.objects.filter(article=article).order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5]
    assert Article.objects.get().revision.number == 5
    assert Annotation.objects.count() == 5
    assert Succession.objects.filter(earlier__ordinal=1, earlier__revision__number=1).count() == 4


def test_a_tag_on_its_way_is_carried_or_refused_and_never_lands_on_another_sentence():
    desk = make_desk()
    article = make_article(desk.editor, *LINES)
    places = [place_of(make_member(desk.team), article) for _ in range(6)]

    def act(place) -> bool:
        if place is None:
            revise(article, "New.", *LINES)
            return True
        try:
            return bool(judge(place, 2, "opinion"))
        except Refused:
            return False

    done = at_once(act, [*places[:3], None, *places[3:]])
    rows = Annotation.objects.values_list("sentence__revision__number", "sentence__ordinal")
    assert set(rows) <= {(1, 2), (2, 3)}
    assert rows.filter(sentence__revision__number=2).count() == sum(done) - 1


def test_one_text_sent_many_times_at_once_is_stored_once():
    desk = make_desk()
    article = make_article(desk.editor, *LINES)
    action = uuid4()

    def send(_number) -> str:
        try:
            revise(article, "New.", *LINES, action=action)
        except Repeated:
            return "repeated"
        return "stored"

    assert sorted(at_once(send, range(4))) == ["repeated", "repeated", "repeated", "stored"]
