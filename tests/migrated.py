"""A migrated SQLite database, kept in pytest's cache until anything that it is made of changes."""

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import connection


def kept(config: Any) -> Path | None:
    """Where the database is kept, or will be; nowhere on PostgreSQL, without a cache, and with ``--create-db``."""
    if connection.vendor != "sqlite" or config.getvalue("create_db") or not hasattr(config, "cache"):
        return None
    made_of = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        for pattern in ("migrations/*.py", "models.py", "models/*.py"):
            for path in sorted(Path(app.path).glob(pattern)):
                made_of.update(path.read_bytes())
    return Path(config.cache.mkdir("database")) / f"{made_of.hexdigest()}.sqlite3"


def begin_with(database: Path | None) -> bool:
    """Have a copy of it as the test database, which needs no migrations then; say whether it was there."""
    if database is None or not database.exists():
        return False
    shutil.copyfile(database, connection.settings_dict["TEST"]["NAME"])
    connection.settings_dict["TEST"]["MIGRATE"] = False
    return True


def keep(database: Path | None) -> None:
    """Keep the test database as it is now, in the place of older ones."""
    if database is None:
        return
    own = database.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(own)])
    own.replace(database)
    for old in set(database.parent.glob("*.sqlite3")) - {database}:
        old.unlink(missing_ok=True)
