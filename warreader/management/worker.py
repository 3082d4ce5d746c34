"""The child process that does background tasks: it lives as long as the server that has it."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

#: how long it may take to finish what it is at, in seconds
STOP_SECONDS = 5
#: how long to wait before it is started again, in seconds; longer each time, where it ends soon after its start
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


@contextmanager
def task_worker() -> Iterator[None]:
    """Have a worker of background tasks meanwhile; where it ends by itself, another one takes its place."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(stop,), name="keeper of the task worker", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep(stop: threading.Event) -> None:
    pause = FIRST_PAUSE
    while not stop.is_set():
        began = time.monotonic()
        process = _start()
        while process.poll() is None and not stop.wait(0.5):
            pass
        if stop.is_set():
            _end(process)
            return
        pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
        print(f"The worker of background tasks ended ({process.returncode}); it starts again.", file=sys.stderr)  # noqa: T201
        stop.wait(pause)


def _start() -> subprocess.Popen:
    # Its input is a pipe that closes with this process, however that ends. In a session of its own Ctrl-C does not
    # reach it: this process ends it.
    command = [sys.executable, str(settings.ROOT / "manage.py"), "db_worker", "--with-parent", "--no-reload"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - nothing from outside


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
