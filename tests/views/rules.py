"""What a rule of the permission matrix says, and what a request is answered by it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from warreader.models import Ability, Evidence, Role
from warreader.models.choices import ROLE_NEEDED

#: everybody, without signing in; everybody who has signed in; nobody, since the URL has no such method
ANYBODY, SIGNED_IN, NOBODY = "anybody", "signed in", "nobody"
CHANGED = (303, 200)
ROLES = {str(role.label): role for role in Role}


@dataclass(frozen=True)
class Rule:
    """Who may GET and who may POST, and how a request that may is answered: without htmx, with it."""

    get: str
    post: str = NOBODY
    got: tuple[int, int] = (200, 200)
    posted: tuple[int, int] = CHANGED
    #: what is posted, for the person's own evidence
    data: Callable[[Evidence], dict[str, Any]] = lambda _own: {}
    #: what the address names after the article: its sentence, its evidence
    args: Callable[[Evidence], list[Any]] = lambda _own: []
    of_team: bool = False
    #: who is answered in another way: person -> status of a GET, of a POST
    got_apart: dict[str, int] = field(default_factory=dict)
    posted_apart: dict[str, int] = field(default_factory=dict)


def expected(allowed: str, person: str, of_page: str, *, htmx: bool, done: tuple[int, int]) -> int:
    """The status with which a request is answered."""
    if person == "anonymous" and of_page != ANYBODY:
        return 401 if htmx else 302
    if allowed == NOBODY:
        return 405
    if allowed in (ANYBODY, SIGNED_IN):
        return done[htmx]
    if person in ("outsider", "left"):
        return 404
    return done[htmx] if ROLES[person] >= ROLE_NEEDED[Ability(allowed)] else 403


def walk() -> dict[str, str]:
    """Every named URL of the app with its pattern; the admin has tests of its own."""
    return dict(named(get_resolver(), "", ""))


def named(resolver: URLResolver, space: str, start: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        path = f"{start}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"{path} has no name"
            yield f"{space}{pattern.name}", path
        elif pattern.namespace != "admin":
            yield from named(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, path)


def rows() -> dict[str, list[Any]]:
    """Everything that the app has stored, but when people last signed in."""
    return {model.__name__: stored(model) for model in apps.get_app_config("warreader").get_models()}


def stored(model: type[Model]) -> list[Any]:
    columns = [field.attname for field in model._meta.concrete_fields if field.attname != "last_login"]
    return list(model._default_manager.order_by("pk").values_list(*columns))
