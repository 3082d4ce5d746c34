"""The line in which tasks wait."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

#: a task that has been at work for so long has most likely died with its worker
GIVEN_UP = timedelta(minutes=1)


def put_once(task: Task, *args: Any) -> None:
    """Put a task in line once what is being written is stored, unless the same one waits or is being done."""
    at_work = Q(status=TaskResultStatus.RUNNING, started_at__gt=timezone.now() - GIVEN_UP)
    same = DBTaskResult.objects.filter(task_path=task.module_path, args_kwargs={"args": list(args), "kwargs": {}})
    if not same.filter(Q(status=TaskResultStatus.READY) | at_work).exists():
        transaction.on_commit(partial(task.enqueue, *args))
