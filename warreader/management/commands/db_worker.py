"""``manage.py db_worker``: the background tasks, until stopped."""

import logging
import os
import signal
import sys
from argparse import ArgumentParser
from threading import Thread
from typing import Any

from django_tasks_db.management.commands import db_worker

from warreader.tasks import regular


class Command(db_worker.Command):
    """django-tasks-db's worker, which also keeps the regular tasks going and can end with what started it."""

    help = "Do background tasks until stopped. `serve` and `quickstart` run one by themselves."
    with_parent = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add how it ends."""
        super().add_arguments(parser)
        parser.add_argument(
            "--with-parent",
            action="store_true",
            help="end when standard input closes, as it does when the process that holds it ends; log errors only",
        )

    def configure_logging(self, verbosity: int) -> None:
        """Say what becomes of each task; only what goes wrong where a server's output is shared."""
        super().configure_logging(verbosity)
        if self.with_parent:
            logging.getLogger("django_tasks").setLevel(logging.WARNING)
            logging.getLogger("django_tasks_db").setLevel(logging.ERROR)

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until stopped; what is being done at that moment is done first."""
        self.with_parent = options.pop("with_parent")
        if self.with_parent:
            Thread(target=_end_with_input, daemon=True).start()
        regular.schedule()
        super().handle(*args, **options)


def _end_with_input() -> None:
    # Not through sys.stdin: a thread that holds its buffer's lock would be a fatal error as Python ends.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
