"""``manage.py serve``, on its own and as a process."""

import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

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
def environ(tmp_path_factory) -> dict[str, str]:
    """The environment of an installation that is ready to be served."""
    data = tmp_path_factory.mktemp("served")
    (data / "static").mkdir()
    (data / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WARREADER_")}
    kept |= {"WARREADER_DATA": str(data), "DJANGO_SETTINGS_MODULE": "warreader.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=kept, check=True, timeout=60)
    return kept


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_stops_with_all_its_processes_when_told_to(environ, how):
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, start_new_session=True, stdout=subprocess.PIPE)
    try:
        wait_for(port, process, "/healthz")
        assert get(port, "/healthz")[0] == 200
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) >= 2
        process.send_signal(how)
        out, _ = process.communicate(timeout=20)
        assert process.returncode == 0
        assert f"listens on http://127.0.0.1:{port} ".encode() in out
        assert b"requests for http://127.0.0.1:8000," in out
        _, alive = psutil.wait_procs(children, timeout=10)
        assert alive == []
    finally:
        stop(process)
