"""``manage.py serve``, on its own and as a process."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from io import StringIO
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests import migrated
from tests.servers import ROOT, free_port, get, stop, wait_for
from warreader.management.commands.serve import address, refuse_taken

pytestmark = pytest.mark.thorough


@pytest.mark.django_db
def test_unapplied_migrations_are_an_error_that_says_what_to_run():
    recorder = MigrationRecorder(connection)
    last = max(name for app, name in recorder.applied_migrations() if app == "warreader")
    recorder.record_unapplied("warreader", last)
    with pytest.raises(CommandError, match=r"1 migrations behind\. Run: python manage\.py migrate"):
        call_command("serve", stdout=StringIO())


@pytest.mark.django_db
def test_missing_static_files_are_an_error_that_says_what_to_run(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(settings, "STATIC_ROOT", tmp_path)
    with pytest.raises(CommandError, match=r"Run: python manage\.py collectstatic"):
        call_command("serve", stdout=StringIO())


def test_an_ipv6_address_is_printed_as_a_browser_takes_it():
    assert address("::1", 8001) == "http://[::1]:8001"


def test_an_address_that_is_not_ours_is_an_error():
    for host, port in (("192.0.2.1", 8000), ("127.0.0.1", 70000)):
        with pytest.raises(CommandError, match="Cannot listen"):
            refuse_taken(host, port)


@pytest.fixture(scope="module")
def environ(tmp_path_factory, request, django_db_setup) -> dict[str, str]:
    """The environment of an installation that is ready to be served."""
    data = tmp_path_factory.mktemp("served")
    (data / "static").mkdir()
    (data / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WARREADER_")}
    kept |= {"WARREADER_DATA": str(data), "DJANGO_SETTINGS_MODULE": "warreader.settings"}
    if (database := migrated.kept(request.config)) and database.exists():
        shutil.copyfile(database, data / "warreader.sqlite3")
    else:
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=kept, check=True, timeout=60)
    return kept


@pytest.mark.parametrize(
    ("how", "options", "workers"),
    [(signal.SIGTERM, ["--workers", "2"], 1), (signal.SIGINT, ["--no-tasks"], 0)],
    ids=["two and a worker", "tasks elsewhere"],
)
def test_it_answers_and_stops_with_all_its_processes_when_told_to(environ, how, options, workers):
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), *options]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environ, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        wait_for(port, process, "/healthz")
        assert get(port, "/healthz")[0] == 200
        children = psutil.Process(process.pid).children(recursive=True)
        assert len([child for child in children if "db_worker" in child.cmdline()]) == workers
        process.send_signal(how)
        out, complaints = process.communicate(timeout=20)
        assert b"Fatal" not in complaints
        assert process.returncode == 0
        assert f"listens on http://127.0.0.1:{port} ".encode() in out
        assert b"requests for http://127.0.0.1:8000," in out
        _, alive = psutil.wait_procs(children, timeout=10)
        assert alive == []
    finally:
        stop(process)


def worker_of(process: subprocess.Popen, *, other_than: int = 0) -> psutil.Process:
    """Wait for the child that does the background tasks, once it is at its work."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for child in psutil.Process(process.pid).children():
            if child.pid != other_than and "db_worker" in child.cmdline():
                return child
        time.sleep(0.05)
    raise AssertionError("There is no worker.")


def test_its_worker_is_replaced_when_it_dies_and_ends_with_it_even_when_it_is_killed(environ):
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, start_new_session=True, stderr=subprocess.PIPE)
    try:
        first = worker_of(process)
        first.kill()
        second = worker_of(process, other_than=first.pid)
        children = psutil.Process(process.pid).children(recursive=True)
        assert [child.pid for child in children if "db_worker" in child.cmdline()] == [second.pid]
        process.kill()
        second.wait(timeout=15)
        assert b"background tasks ended (-9); it starts again" in process.stderr.read1()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
