"""The app's settings for a served test: few threads, and on PostgreSQL a pool of few connections."""

from warreader.settings import *  # noqa: F403
from warreader.settings import DATABASES

THREADS = 4
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 5, "timeout": 10}
# Pages name their files without collecting them first.
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
