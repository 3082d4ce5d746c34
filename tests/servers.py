"""Starting the real server for a test, on loopback, and stopping it again."""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
STOP_SECONDS = 10


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def granian(target: str, *, environ: Mapping[str, str] | None = None) -> Iterator[int]:
    """Serve an ASGI application in a process of its own; gives its port, and stops it in the end."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port)]
    command += ["--log-level", "warning", "--workers-kill-timeout", "2", target]
    # A group of its own, so that nothing of it is left behind, whatever happens.
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | dict(environ or {}),
        start_new_session=True,
        preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads run yet
    )
    try:
        wait_for(port, process)
        yield port
    finally:
        stop(process)


def end_with_parent() -> None:
    """Have the kernel end this process when its parent ends, in whatever way."""
    die_with_parent = 1
    ctypes.CDLL(None).prctl(die_with_parent, signal.SIGTERM)


def wait_for(port: int, process: subprocess.Popen, path: str = "/") -> None:
    """Wait until the server answers on ``port``; raises ``RuntimeError`` where it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}.")
        try:
            get(port, path)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The server does not answer.")


def get(port: int, path: str, *, seconds: float = 10) -> tuple[int, bytes]:
    """Return status and body of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def stop(process: subprocess.Popen) -> int:
    """Stop a process that was started in a group of its own; return its exit code."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    return process.wait()
