"""The layers, read out of the imports: they go down, never up."""

import ast
import importlib.util
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "warreader"
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
    if "migrations" not in path.parts
}
#: longest first part wins; what is not named here is the frame around the layers, and stands above them
LAYERS = {
    "warreader.text": 0,
    "warreader.marks": 0,
    "warreader.agreement": 0,
    "warreader.charts": 0,
    "warreader.models": 1,
    "warreader.actions": 2,
    "warreader.exports": 2,
    "warreader.fetching": 2,
    "warreader.filters": 2,
    "warreader.guidelines": 2,
    "warreader.importers": 2,
    "warreader.keys": 2,
    "warreader.live": 2,
    "warreader.mail": 2,
    "warreader.places": 2,
    "warreader.queries": 2,
    "warreader.readback": 2,
    "warreader.search": 2,
    "warreader.tasks": 2,
    "warreader.ticks": 2,
    "warreader.forms": 3,
    "warreader.management": 3,
    "warreader.templatetags": 3,
    "warreader.views": 4,
}
#: on their own: settings need nothing, and the server's bridge knows nothing of what it serves
ALONE = {"warreader.secret", "warreader.server", "warreader.settings"}
FRAME = {
    "warreader",
    "warreader.admin",
    "warreader.apps",
    "warreader.asgi",
    "warreader.staticfiles",
    "warreader.urls",
    "warreader.wsgi",
}
MOST_LINES = 400


def layer_of(module: str) -> int | None:
    """Return the layer of a module; None where it is in none."""
    parts = module.split(".")
    return LAYERS.get(".".join(parts[:2]))


@cache
def imports_of(module: str) -> set[str]:
    """Return what a module imports anywhere in it, by absolute names; packages beside modules."""
    package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            name = "." * node.level + (node.module or "")
            source = importlib.util.resolve_name(name, package)
            names = {f"{source}.{alias.name}" for alias in node.names}
            found |= names & MODULES.keys()
            found |= {source} if names - MODULES.keys() else set()
    return found


def ours(names: set[str]) -> set[str]:
    return {name for name in names if name in MODULES}


def upward(module: str) -> set[str]:
    """Return what a module of a layer imports from above."""
    own = layer_of(module) or 0
    return {name for name in ours(imports_of(module)) if own < (layer_of(name) or 0)}


def reach(module: str) -> set[str]:
    """Return all that a module comes to through what it imports; a package's import of its own modules aside."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        fresh = {name for name in ours(imports_of(waiting.pop())) if not module.startswith(f"{name}.")} - seen
        seen |= fresh
        waiting += fresh
    return seen


LAYERED = {module for module in MODULES if layer_of(module) is not None}


def test_every_module_has_its_place():
    assert MODULES.keys() - LAYERED <= ALONE | FRAME
    assert {"warreader.text", "warreader.models.base", "warreader.actions.undo", "warreader.views.access"} <= LAYERED


def test_imports_go_down():
    assert {module: upward(module) for module in LAYERED if upward(module)} == {}


def test_no_layer_knows_the_frame_around_it():
    outside = (FRAME | ALONE) - {"warreader"}
    assert {module for module in LAYERED if imports_of(module) & outside} == set()


def test_the_lowest_layer_knows_nothing_of_django():
    lowest = {module for module in LAYERED if layer_of(module) == 0}
    frameworks = {"django", "csp", "environ"}
    assert {module for module in lowest if {name.split(".")[0] for name in imports_of(module)} & frameworks} == set()


def test_what_stands_alone_imports_nothing_of_ours():
    assert {module for module in ALONE if ours(imports_of(module)) - ALONE} == set()


def test_no_module_comes_back_to_itself_through_what_it_imports():
    assert {module for module in LAYERED if module in reach(module)} == set()


def test_no_module_is_longer_than_can_be_read():
    lengths = {module: len(path.read_text().splitlines()) for module, path in MODULES.items()}
    assert {module: length for module, length in lengths.items() if length > MOST_LINES} == {}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import warreader.text", {"warreader.text"}),
        ("from warreader import text", {"warreader.text"}),
        ("from . import text, models", {"warreader.text", "warreader.models"}),
        ("from .models import Article", {"warreader.models"}),
        ("def f():\n    from django.db import models", {"django.db"}),
    ],
)
def test_imports_are_read_however_they_are_written(source, names, tmp_path, monkeypatch):
    path = tmp_path / "sample.py"
    path.write_text(source)
    monkeypatch.setitem(MODULES, "warreader.sample", path)
    imports_of.cache_clear()
    assert imports_of("warreader.sample") == names
    imports_of.cache_clear()
