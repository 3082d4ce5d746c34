"""Start the app by the README's line, in a copy of the repository, and use it: sign in, read, tag.

``python .ci/smoke.py FOLDER LINE``; all of it in bounded time, and nothing is left running.
"""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 240
STOP_SECONDS = 20


def main(folder: Path, line: str) -> None:
    """Start it, use it, stop it; raises ``RuntimeError`` where something is not as it should be."""
    port = free_port()
    began = time.monotonic()
    with running(folder, f"{line} --port {port}") as output:
        wait_until_healthy(port, output)
        print(f"The first page was there after {time.monotonic() - began:.0f} s.")
        passwords = dict(re.findall(r"^  (\w+) +(\S+) +\w+$", "".join(output), re.MULTILINE))
        use(port, passwords["annotator"])
    wait_until_gone(port)
    print("Signed in, read an article, tagged a sentence, stopped.")


@contextmanager
def running(folder: Path, command: str) -> Iterator[list[str]]:
    """Run a shell line in a process group of its own; gives the lines that it prints, as they come."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("WARREADER_")}
    environ |= {"WARREADER_DATA": str(folder / "smoke-data"), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        ["bash", "-c", command],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.extend(process.stdout or []), daemon=True)
    reader.start()
    try:
        yield lines
        require(process.poll() is None, "The server ended by itself.")
    finally:
        stop(process)


def stop(process: subprocess.Popen) -> None:
    """Stop the server as Ctrl-C in its terminal would; raises ``RuntimeError`` where it does not stop."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(STOP_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        require(number == signal.SIGTERM, "The server did not stop.")
        return


def wait_until_healthy(port: int, output: list[str]) -> None:
    """Wait until the app says that it is well."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
                require(response.status == 200, "The app is not well.")
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The app did not start:\n" + "".join(output))


def wait_until_gone(port: int) -> None:
    """Wait until nothing answers any more: the shell ends before what it started."""
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.2)
    raise RuntimeError("The server did not stop.")


def use(port: int, password: str) -> None:
    """Do what a first visitor does."""
    base = f"http://127.0.0.1:{port}"
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(path: str) -> str:
        with browser.open(base + path, timeout=30) as response:
            return str(response.read().decode())

    def post(path: str, **fields: str) -> str:
        fields["csrfmiddlewaretoken"] = next(cookie.value or "" for cookie in jar if cookie.name == "csrftoken")
        request = urllib.request.Request(base + path, urllib.parse.urlencode(fields).encode(), {"Origin": base})
        with browser.open(request, timeout=30) as response:
            return str(response.read().decode())

    get("/accounts/login/")
    library = post("/accounts/login/", login="annotator", password=password, next="/")
    articles = re.findall(r'href="(/articles/[0-9a-f-]{36}/)', library)
    require(len(set(articles)) == 5, "The library does not show the five seeds.")
    for path in sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', library))):
        require(bool(get(path)), f"{path} is empty.")
    page = get(articles[0])
    # A sentence that the demo has left for the visitor to judge.
    ordinal = open_sentence(page)
    post(f"{articles[0]}tags/", sentences=ordinal, bases="", tag="opinion", action=str(uuid.uuid4()))
    require(ordinal not in open_sentences(get(articles[0])), "The tag was not kept.")


def open_sentence(page: str) -> str:
    """Return the number of the last sentence that nobody has judged."""
    found = open_sentences(page)
    require(bool(found), "The article has no sentence left to judge.")
    return found[-1]


def open_sentences(page: str) -> list[str]:
    """Return the numbers of the sentences that are not judged, as the page marks them."""
    return re.findall(r'<a class="mark open[^"]*" id="m(\d+)"', page)


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def require(holds: bool, message: str) -> None:
    """Raise ``RuntimeError`` where something does not hold."""
    if not holds:
        raise RuntimeError(message)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
