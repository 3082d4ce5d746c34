"""The app's own settings, accounts made quickly, and on PostgreSQL a pool of five connections."""

from warreader.settings import *  # noqa: F403
from warreader.settings import DATABASES

# Hundreds of people are made, none of whom signs in by password.
PASSWORD_HASHERS = ["tests.hashers.QuickHasher"]
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 5}
