"""Queries asked with every tag: the ORM builds their SQL once, and only their values change from then on."""

from collections.abc import Callable, Hashable, Mapping
from functools import wraps
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import RawQuerySet

#: stands for the first value while the SQL is built, the number after it for the second, and so on: none of them
#: occurs in a query of ours, and all fit into the smallest integer column
STAND_IN = 2_081_734_001


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[tuple[Any, ...]]]:
    """Return a function that answers with the rows of the queryset that ``build`` makes.

    Positional arguments of both are integers that the queryset compares with; keyword arguments decide what the
    queryset looks like, and each combination of them is built once. Building takes 5 to 9 ms for the queries that
    this is for, and asking them takes less than one. The rows are as the database driver gives them.
    """
    query = _Prepared(build)

    @wraps(build)
    def rows(*values: int, **shape: Hashable) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(*query.filled(values, shape))
            return cursor.fetchall()

    return rows


def prepared_models(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., RawQuerySet]:
    """Return a function like that of :func:`prepared` which answers with the queryset's models."""
    query = _Prepared(build)

    @wraps(build)
    def models(*values: int, **shape: Hashable) -> RawQuerySet:
        sql, parameters = query.filled(values, shape)
        return query.model._default_manager.raw(sql, parameters)

    return models


class _Prepared:
    """A query whose SQL is built once for each shape and database."""

    model: type[Model]

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self.built: dict[Hashable, tuple[str, tuple[Any, ...]]] = {}

    def filled(self, values: tuple[int, ...], shape: Mapping[str, Hashable]) -> tuple[str, list[Any]]:
        """Return the SQL and its parameters, with these values."""
        key = (connection.vendor, *sorted(shape.items()))
        if key not in self.built:
            rows = self.build(*range(STAND_IN, STAND_IN + len(values)), **shape)
            self.model = rows.model
            self.built[key] = rows.query.sql_with_params()
        sql, parameters = self.built[key]
        return sql, [_filled(parameter, values) for parameter in parameters]


def _filled(parameter: Any, values: tuple[int, ...]) -> Any:
    is_stand_in = isinstance(parameter, int) and 0 <= parameter - STAND_IN < len(values)
    return values[parameter - STAND_IN] if is_stand_in else parameter
