"""``manage.py quickstart``: from nothing to the first page in one command."""

import hashlib
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from warreader.actions.demo import TEAM, Account, make_demo
from warreader.management.worker import task_worker
from warreader.models import User

from .serve import refuse_taken, run

HOST = "127.0.0.1"


class Command(BaseCommand):
    """Prepare the app, with a demo team if there is nobody yet, and serve it on this machine."""

    help = "Prepare the database and the static files, make a demo team if there are no accounts, and serve."
    # The database may not be there yet.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add where to listen, and whether to."""
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
        parser.add_argument("--no-serve", action="store_true", help="prepare everything, and end")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare and serve; raises ``CommandError`` where the port is in use."""
        if not options["no_serve"]:
            refuse_taken(HOST, options["port"])
        call_command("migrate", verbosity=0)
        collect_static()
        if User.objects.exists():
            self.stdout.write("There are accounts already: nothing was changed.")
        else:
            self.report(make_demo(seeds=settings.ROOT / "seeds"))
        if not options["no_serve"]:
            self.serve(options["port"])

    def report(self, accounts: list[Account]) -> None:
        """Print who can sign in, and how: the only time that the passwords are seen."""
        self.stdout.write(f"Made the team “{TEAM}”. Its accounts, whose passwords are shown only now:\n\n")
        self.stdout.write(f"  {'user name':12}{'password':18}role")
        for account in accounts:
            self.stdout.write(f"  {account.username:12}{account.password:18}{account.role.label}")
        self.stdout.write("")

    def serve(self, port: int) -> None:
        """Serve on loopback, at the address printed."""
        address = os.environ.setdefault("WARREADER_BASE_URL", f"http://{HOST}:{port}")
        self.stdout.write(f"Warreader is at {address} (Ctrl-C stops it).")
        self.stdout.flush()
        with task_worker():
            run(HOST, port, workers=1)


def collect_static() -> None:
    """Collect and compress the static files, where they are not as they were the last time."""
    stamp = settings.STATIC_ROOT / "collected"
    current = stamp_of_static()
    if stamp.exists() and stamp.read_text() == current:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(current)


def stamp_of_static() -> str:
    """Return a digest of which static files there are, in what size and from when."""
    lines = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            lines.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
