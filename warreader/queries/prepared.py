"""Queries asked all the time: the ORM builds their SQL once, and only their values change from then on."""

from collections.abc import Callable, Hashable, Mapping
from copy import copy
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

#: stands for the first value while the SQL is built, the number after it for the second, and so on: none of them
#: occurs in a query of ours, and all fit into the smallest integer column
STAND_IN = 2_081_734_001
#: shapes of a query that are kept: addresses decide what some of them look like
MOST = 100


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[tuple[Any, ...]]]:
    """Return a function that answers with the rows of the queryset that ``build`` makes.

    Positional arguments of both are integers or UUIDs that the queryset compares with; keyword arguments decide what
    the queryset looks like, and each combination of them is built once. Building takes 2 to 9 ms for the queries that
    this is for, and asking them takes less than one. The rows are as the database driver gives them.
    """
    query = _Prepared(build)

    @wraps(build)
    def rows(*values: int | UUID, **shape: Hashable) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(*query.built(values, shape).filled(values))
            return cursor.fetchall()

    return rows


def prepared_models(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """Return a function like that of :func:`prepared` which answers with the queryset's models.

    They have what the queryset annotates, selects with them and defers.
    """
    query = _Prepared(build)

    @wraps(build)
    def models(*values: int | UUID, **shape: Hashable) -> list[Any]:
        return query.built(values, shape).models(values)

    return models


class _Prepared:
    """A query whose SQL is built once for each shape and database."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self.all: dict[Hashable, _Built] = {}

    def built(self, values: tuple[int | UUID, ...], shape: Mapping[str, Hashable]) -> "_Built":
        """Return the query in this shape."""
        key = (connection.vendor, *sorted(shape.items()))
        found = self.all.get(key)
        if found is None:
            for oldest in list(self.all)[: len(self.all) - MOST + 1]:
                # another thread may be doing the same
                self.all.pop(oldest, None)
            numbers = range(STAND_IN, STAND_IN + len(values))
            stands = [
                UUID(int=number) if isinstance(value, UUID) else number
                for number, value in zip(numbers, values, strict=True)
            ]
            found = self.all[key] = _Built(self.build(*stands, **shape), stands)
        return found


class _Built:
    """A queryset with its SQL, in which stand-ins are where values will be."""

    def __init__(self, rows: QuerySet[Any, Any], stands: list[int | UUID]) -> None:
        self.rows = rows
        # It also knows then which column belongs to which field of which model.
        self.compiler = rows.query.get_compiler(connection=connection)
        self.sql, self.parameters = self.compiler.as_sql()
        self.places: dict[object, int] = {stand: place for place, stand in enumerate(stands)}
        # SQLite has a UUID's digits.
        self.places |= {stand.hex: place for place, stand in enumerate(stands) if isinstance(stand, UUID)}

    def filled(self, values: tuple[int | UUID, ...]) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL and its parameters, with these values."""
        return self.sql, tuple(self._filled(parameter, values) for parameter in self.parameters)

    def _filled(self, parameter: Any, values: tuple[int | UUID, ...]) -> Any:
        place = self.places.get(parameter)
        if place is None:
            return parameter
        value = values[place]
        return value.hex if isinstance(parameter, str) and isinstance(value, UUID) else value

    def models(self, values: tuple[int | UUID, ...]) -> list[Any]:
        """Ask with these values, as a queryset asks whose compiler has its SQL already."""
        compiler = copy(self.compiler)
        compiler.connection = connection
        answers: dict[str, Any] = {"as_sql": lambda *_args, **_options: self.filled(values)}
        vars(compiler).update(answers)
        asking = cast("Any", self.rows.all())
        asking.query.get_compiler = lambda **_options: cast("SQLCompiler", compiler)
        return list(ModelIterable(asking))
