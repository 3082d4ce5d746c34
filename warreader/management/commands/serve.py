"""``manage.py serve``: the production server."""

import multiprocessing
import socket
from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from warreader.management.worker import task_worker

#: how long a stopping worker may take to finish what it is at, in seconds; open streams would never end
STOP_SECONDS = 2


class Command(BaseCommand):
    """Serve the app until stopped (Ctrl-C, or SIGTERM)."""

    help = "Serve the app with the production server, until stopped."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
        parser.add_argument("--workers", type=int, default=1, help="processes (default: %(default)s)")
        parser.add_argument(
            "--no-tasks", action="store_true", help="leave background tasks to a `db_worker` elsewhere"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve; raises ``CommandError`` where something has to be done first."""
        refuse_unready()
        refuse_taken(options["host"], options["port"])
        self.stdout.write(f"Warreader listens on {address(options['host'], options['port'])} (Ctrl-C stops it).")
        self.stdout.write(f"It takes requests for {settings.BASE_URL}, as WARREADER_BASE_URL says.")
        self.stdout.flush()
        with nullcontext() if options["no_tasks"] else task_worker():
            run(options["host"], options["port"], options["workers"])


def address(host: str, port: int) -> str:
    """Return where the server listens, as a browser on this machine would ask for it."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def refuse_unready() -> None:
    """Raise ``CommandError`` where the database or the static files are not prepared; it says what to run."""
    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise CommandError(f"The database cannot be reached: {error}") from error
    if behind:
        raise CommandError(f"The database is {len(behind)} migrations behind. Run: python manage.py migrate")
    if not settings.DEBUG and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise CommandError("The static files are not collected. Run: python manage.py collectstatic --noinput")


def refuse_taken(host: str, port: int) -> None:
    """Raise ``CommandError`` where the address cannot be listened on.

    The server itself would share a port with another of its kind, and each would get half of the requests.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Cannot listen on {host}, port {port}: {error}. Choose another with --port."
            ) from error


def run(host: str, port: int, workers: int) -> None:
    """Run the server until it is stopped."""
    connections.close_all()
    # A worker starts afresh, with the environment as it is now, instead of as a copy of this process.
    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        "warreader.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
