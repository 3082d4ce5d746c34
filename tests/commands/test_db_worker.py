"""``manage.py db_worker``, and what it does regularly."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.tasks import queued, work
from warreader.tasks import regular

pytestmark = pytest.mark.django_db


def waiting() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(status=TaskResultStatus.READY))


@queued
def test_the_worker_puts_the_regular_tasks_in_line_once_and_again_after_each_turn():
    regular.schedule()
    work()
    done = DBTaskResult.objects.get(status=TaskResultStatus.SUCCESSFUL)
    assert done.task_path == "warreader.tasks.regular.regular"
    (later,) = waiting()
    assert timedelta() < later.run_after - timezone.now() <= regular.INTERVAL


@queued
def test_tasks_that_are_over_are_forgotten_after_a_week_and_those_that_wait_are_not():
    for age, status in ((6, "SUCCESSFUL"), (8, "SUCCESSFUL"), (8, "FAILED"), (8, "RUNNING"), (8, "READY")):
        regular.regular.using(run_after=timezone.now() + timedelta(days=1)).enqueue()
        newest = DBTaskResult.objects.order_by("-enqueued_at")[:1].values("pk")
        moment = timezone.now() - timedelta(days=age)
        DBTaskResult.objects.filter(pk__in=newest).update(status=status, enqueued_at=moment)
    regular.prune()
    left = DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True)
    assert list(left) == ["READY", "SUCCESSFUL"]


@queued
def test_a_job_that_fails_stops_neither_the_others_nor_the_next_turn(monkeypatch, caplog):
    done = []
    monkeypatch.setattr(regular, "JOBS", (lambda: 1 / 0, lambda: done.append("second")))
    work()
    assert done == ["second"]
    assert "ZeroDivisionError" in caplog.text
    assert len(waiting()) == 1
