"""Reading as of one moment, outside any transaction: as a server and a command do."""

import threading

import pytest
from django.db import connection

from tests.factories import built, judge, make_article, make_desk, place_of
from warreader.exports.snapshot import snapshot
from warreader.models import Annotation

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work):
    """Do ``work`` over another connection, and wait for it."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    assert not thread.is_alive()


def test_a_file_is_built_outside_a_transaction():
    desk = make_desk()
    place = place_of(desk.annotator, make_article(desk.editor))
    judge(place, 1, "opinion")
    assert b"opinion" in built(place, "csv")


def test_a_snapshot_does_not_see_or_hold_up_a_writer_that_comes_after_its_first_read():
    desk = make_desk()
    place = place_of(desk.annotator, make_article(desk.editor))
    judge(place, 1, "opinion")
    with snapshot():
        assert Annotation.objects.count() == 1
        elsewhere(lambda: judge(place, 2, "opinion"))
        with snapshot():
            assert Annotation.objects.count() == 1
    assert Annotation.objects.count() == 2
