"""Background tasks in tests: done at once, or put in line where a test says so."""

import logging
import signal
from io import StringIO
from unittest.mock import patch

from django.core.management import call_command
from django.test import override_settings
from django_tasks import TaskResult
from django_tasks.backends.immediate import ImmediateBackend

#: for tests of what waits in line
queued = override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}})


class Inline(ImmediateBackend):
    """Does a task as it is put in line, and fails where it fails; what is for later stays undone."""

    supports_defer = True

    def _execute_task(self, task_result: TaskResult) -> None:
        if task_result.task.run_after:
            return
        super()._execute_task(task_result)
        if task_result.errors:
            raise AssertionError(task_result.errors[-1].traceback)


def work() -> None:
    """Do what waits in line, as the worker does; inside ``queued``."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    levels = {name: logging.getLogger(name).level for name in ("django_tasks", "django_tasks_db")}
    try:
        # Between tasks the worker lets go of its connection; the test's transaction lives in it.
        with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
            call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0, stdout=StringIO())
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
