"""Finding a Chromium to test with, or installing one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

VARIABLE = "WARREADER_CHROMIUM"
#: the same browser without windows comes first: around every page it spares what nobody looks at
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium-headless-shell", "chromium")
INSTALL_SECONDS = 300


class NoBrowserError(Exception):
    """There is no Chromium, and none could be installed; the text says what was tried."""


def find_chromium() -> Path:
    """Return the path of a Chromium: one that is here, else one installed by Playwright, else Debian's.

    Raises :class:`NoBrowserError` where all of that fails.
    """
    if named := os.environ.get(VARIABLE):
        if not shutil.which(named):
            raise NoBrowserError(f"{VARIABLE} names {named}, which is no program.")
        return Path(named)
    ways: list[Callable[[], Path | None]] = [playwrights_own, the_systems, by_playwright, by_debian]
    for way in ways:
        if path := way():
            return path
    raise NoBrowserError(
        "Found no Chromium, and could install none: Playwright's download and Debian's package were tried.\n"
        f"Install Chromium or Chrome, or say in {VARIABLE} where one is. The browser tests are never skipped."
    )


def playwrights_own() -> Path | None:
    """Return the browser that Playwright has installed before."""
    # Asked in a process of its own: Playwright's loop would stay in this one.
    code = "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    path = Path(asked.stdout.strip() or "/nowhere/at/all")
    folder = path.parents[1]
    shells = folder.with_name(folder.name.replace("chromium-", "chromium_headless_shell-")).glob("*/*headless*shell")
    return next((found for found in (*shells, path) if found.is_file()), None)


def the_systems() -> Path | None:
    """Return a browser that is on the path."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def by_playwright() -> Path | None:
    """Have Playwright download its own, where it can."""
    print("No Chromium here: asking Playwright for its own.", flush=True)
    return playwrights_own() if run(sys.executable, "-m", "playwright", "install", "chromium") else None


def by_debian() -> Path | None:
    """Install Debian's package, where this is Debian and we may."""
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    print("Installing Debian's chromium.", flush=True)
    run("apt-get", "update")
    install = ("apt-get", "install", "--yes", "--no-install-recommends")
    return the_systems() if any(run(*install, package) for package in PACKAGES) else None


def run(*command: str) -> bool:
    """Run a command in bounded time, without input; say whether it did what it should."""
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, env=environ, timeout=INSTALL_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
