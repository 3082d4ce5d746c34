"""What many tests begin with, made once for each worker: after that its rows are put back as they were."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery

from warreader.models import Article, Team, User
from warreader.search import index

Made = TypeVar("Made")


@dataclass
class Remembered(Generic[Made]):
    """A function that makes rows in an empty database, and what it made the first time.

    Every test gets the same rows (keys, names, times and all) and objects of its own. Where the database is not
    empty, or a test has no transaction of its own that is taken back, the function makes new ones.
    """

    make: Callable[[], Made]
    objects: bytes = b""
    has_articles: bool = False
    statements: list[tuple[str, Any]] = field(default_factory=list)

    def __call__(self) -> Made:
        # Keys may be taken; or another process sees the rows, to which the same keys would be the same team.
        if not connection.in_atomic_block or User.objects.exists() or Team.objects.exists():
            return self.make()
        if not self.objects:
            made = self.make()
            self.objects = pickle.dumps(made)
            self.has_articles = Article.objects.exists()
            self.statements = [statement for model in stored() for statement in inserting(model)]
            return made
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, values in self.statements:
                cursor.execute(sql, values)
        for article in Article.objects.select_related("revision") if self.has_articles else ():
            index(article)
        return cast("Made", pickle.loads(self.objects))


def stored() -> list[type[Model]]:
    """The app's models that have rows, and the tables between them."""
    models = apps.get_app_config("warreader").get_models(include_auto_created=True)
    return [model for model in models if model._base_manager.exists()]


def inserting(model: type[Model]) -> list[tuple[str, Any]]:
    """The statements that put all rows of a model back, with their keys."""
    fields = model._meta.local_concrete_fields
    query = InsertQuery(model)
    query.insert_values(fields, list(model._base_manager.all()), raw=True)
    return query.get_compiler(connection=connection).as_sql()
