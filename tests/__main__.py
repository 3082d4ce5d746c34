"""``python -m tests``: every test, on SQLite with a real browser, and on a real PostgreSQL.

Finds or installs a Chromium and starts what the tests need; further arguments go to pytest. Ends with a failure
where any test fails, and where there is no browser: browser tests are never skipped.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.chromium import NoBrowserError, find_chromium
from tests.postgres import postgres
from tests.servers import ROOT

WORKERS = 2
STOP_SECONDS = 30
#: for one run of pytest, however slow the machine; a test that hangs shows its stack after two minutes
MOST_SECONDS = 1800
#: pytest's exit code where tests failed
FAILED = 1
#: pytest's exit code where arguments left no test to run
NOTHING = 5


def main(arguments: list[str]) -> int:
    """Run all tests; return an exit code."""
    try:
        chromium = find_chromium()
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Browser: {chromium}", flush=True)
    with tempfile.TemporaryDirectory(prefix="warreader-static-") as folder, postgres() as database:
        browser = {"TEST_CHROMIUM": str(chromium), "TEST_STATIC": str(collected_static(Path(folder)))}
        copied = {"TEST_DATABASE_URL": database, "TEST_TEMPLATE": migrated(database, Path(folder))}
        codes = [
            pytest("SQLite", {}, "-m", "not browser", *arguments),
            # On its own: Playwright keeps an event loop running, and other tests start one.
            in_browser(browser, arguments),
            pytest("PostgreSQL", copied, *without_database(), *arguments),
        ]
    failed = [code for code in codes if code and not (code == NOTHING and arguments)]
    return failed[0] if failed else 0


def in_browser(environ: dict[str, str], arguments: list[str]) -> int:
    """Run the browser's tests; return pytest's exit code.

    What fails is asked once more, by itself: a browser on a busy machine answers late. Both runs are printed.
    """
    code = pytest("In the browser", environ, "-m", "browser", *arguments)
    if code != FAILED:
        return code
    return pytest("In the browser, once more, what failed", environ, "-m", "browser", "--last-failed", *arguments)


def without_database() -> list[str]:
    """Return the options that leave out the tests of what no database changes.

    Pure functions, the formats (what all of them write is read from the database in one place), the server, signing in
    (which is allauth's), the admin, the demo (quickstart makes it), how many queries a page makes, and the views of
    single things: their actions and queries are tried there, and so are the pages that ask for many rows at once.
    """
    names = ("agreement", "architecture", "charts", "filters", "keys", "mail", "marks", "scripts", "settings")
    pure = ["text", "forms", "importers", "server", "templatetags", "live/test_hub.py"]
    pure += ["fetching/test_addresses.py", "fetching/test_fetching.py", "readback/test_forms.py", "test_admin.py"]
    pure += [f"test_{name}.py" for name in names]
    signing_in = [f"views/test_{name}.py" for name in ("accounts", "second_factor", "single_sign_on")]
    files = ("canaries", "complete", "contract", "csv", "docx", "html", "jsonld", "md", "pdf", "rivals", "txt")
    formats = [f"exports/test_{name}.py" for name in files]
    single = ["annotations", "another_look", "arrivals", "bookmarklets", "corrections", "discussion", "evidence"]
    single += ["invitations", "moving", "origins", "pages", "steering", "teams", "undo"]
    others = [f"views/test_{name}.py" for name in (*single, "query_counts")]
    others += [*signing_in, "actions/test_demo.py"]
    return [f"--ignore={ROOT / 'tests' / name}" for name in [*pure, *formats, *others]]


def migrated(database: str, folder: Path) -> str:
    """Migrate a database beside that of an URL, of which each worker has a copy; return its name."""
    name = "migrated"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    address = urlsplit(database)._replace(path=f"/{name}").geturl()
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": "warreader.settings", "WARREADER_DATA": str(folder)}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environ | {"WARREADER_DATABASE_URL": address}, check=True)
    return name


def collected_static(folder: Path) -> Path:
    """Collect the static files as in production, below ``folder``; return where they are."""
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": "warreader.settings", "WARREADER_DATA": str(folder)}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environ, check=True)
    return folder / "static"


def pytest(title: str, environ: dict[str, str], *arguments: str) -> int:
    """Run pytest with more in its environment; return its exit code."""
    print(f"\n=== {title} ===", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", str(WORKERS), *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | environ) as process:
        try:
            return process.wait(MOST_SECONDS)
        except BaseException:
            # As Ctrl-C does: the tests' own servers are stopped on the way out.
            process.send_signal(signal.SIGINT)
            process.wait(STOP_SECONDS)
            raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
