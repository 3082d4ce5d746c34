"""The app's settings for tests: nothing of the developer's own environment or data, fast where it may be."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for name in [name for name in os.environ if name.startswith("WARREADER_")]:
    del os.environ[name]
_folder = Path(tempfile.mkdtemp(prefix="warreader-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["WARREADER_DATA"] = str(_folder)
if _url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["WARREADER_DATABASE_URL"] = _url

from warreader.settings import *  # noqa: E402, F403
from warreader.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: threads and the browser tests' server open it too.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
if _template := os.environ.get("TEST_TEMPLATE"):
    # A copy of one that is migrated, for each worker.
    DATABASES["default"]["TEST"] = {"TEMPLATE": _template, "MIGRATE": False}
# Every test's connection is its own; one kept open would be in the way of dropping the database.
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Of the usual kind, so that the browser tests' server can check what it makes.
PASSWORD_HASHERS = ["tests.hashers.QuickHasher"]
# Pages name their files without collecting them first; the browser tests' server has collected ones.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TASKS = {"default": {"BACKEND": "tests.tasks.Inline"}}
