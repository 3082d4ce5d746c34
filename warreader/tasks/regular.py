"""What is done again and again while the app is served: a chain of tasks, each of which puts the next one in line."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from . import bundles
from .arrivals import tidy
from .deadlines import remind

logger = logging.getLogger(__name__)

INTERVAL = timedelta(minutes=5)
#: how long it stays known what became of a task
KEPT = timedelta(days=7)


def prune() -> None:
    """Forget the tasks that are done, have failed, or were given up by a worker that died, for a week."""
    DBTaskResult.objects.exclude(status=TaskResultStatus.READY).filter(enqueued_at__lt=timezone.now() - KEPT).delete()


#: each is called with nothing, may fail without harm to the others, and does nothing where nothing is to be done
JOBS: tuple[Callable[[], None], ...] = (prune, remind, tidy, bundles.tidy)


@task()
def regular() -> None:
    """Do all the jobs, and put the next turn in line."""
    try:
        for job in JOBS:
            _try(job)
    finally:
        schedule(after=INTERVAL)


def _try(job: Callable[[], None]) -> None:
    try:
        job()
    except Exception:
        logger.exception("A regular job failed: %s", job.__qualname__)


def schedule(after: timedelta = timedelta()) -> None:
    """Put the next turn in line, unless one waits already."""
    with transaction.atomic():
        waiting = DBTaskResult.objects.filter(task_path=regular.module_path, status=TaskResultStatus.READY)
        if not waiting.exists():
            regular.using(run_after=timezone.now() + after).enqueue()
