"""A real browser on the real server, for tests marked ``browser``.

The server runs ``warreader.asgi`` in a process of its own, on the test's own database: what a test makes with the
factories is what the browser sees, and every test starts from nothing. Each worker of xdist has its own of both.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.chromium import the_systems
from tests.factories import Desk, make_article, user_of
from tests.servers import ROOT, granian

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

    from tests.browser.reader import Reader
    from warreader.models import Article, Membership

#: set by ``python -m tests``: which browser to drive, and where static files are collected
CHROMIUM = "TEST_CHROMIUM"
COLLECTED = "TEST_STATIC"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """The running app."""

    url: str


@pytest.fixture(scope="session")
def served(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Site]:
    """The app on the test database, under the production server; use ``site``."""
    data = settings.DATA / "served"
    collect_static(data / "static")
    environ = {
        "DJANGO_SETTINGS_MODULE": "warreader.settings",
        "WARREADER_DATA": str(data),
        "WARREADER_SECRET_KEY": settings.SECRET_KEY,
        "WARREADER_DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "WARREADER_BASE_URL": "http://127.0.0.1",
    }
    with granian("warreader.asgi:application", environ=environ) as port:
        yield Site(f"http://127.0.0.1:{port}")


def collect_static(folder: Path) -> None:
    """Have the collected static files in ``folder``: those that ``python -m tests`` collected, or new ones."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if collected := os.environ.get(COLLECTED):
        folder.symlink_to(collected)
        return
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": "warreader.settings", "WARREADER_DATA": str(folder.parent)}
    subprocess.run(command, cwd=ROOT, env=environ, check=True, timeout=120)


@pytest.fixture
def site(transactional_db: None, served: Site) -> Site:
    """The running app, with an empty database that the test fills."""
    return served


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium: the one that ``python -m tests`` found, or one on the path."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    path = os.environ.get(CHROMIUM) or the_systems()
    # Playwright's own loop runs in this thread, and Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Troubles:
    """What went wrong in the browser of a test; anything here at its end fails the test."""

    found: list[str]

    def expect(self, *texts: str) -> None:
        """Take away messages that a test provokes on purpose: those that have one of ``texts`` in them."""
        self.found[:] = [message for message in self.found if not any(text in message for text in texts)]

    def listen(self, page: "Page") -> None:
        """Note down a page's console errors and uncaught exceptions."""
        page.on("console", self._complaint)
        page.on("pageerror", self._uncaught)

    def ignore(self, page: "Page") -> None:
        """Listen to a page no more."""
        page.remove_listener("console", self._complaint)
        page.remove_listener("pageerror", self._uncaught)

    def _complaint(self, message: "ConsoleMessage") -> None:
        if message.type == "error":
            self.found.append(f"{message.text} ({message.location.get('url', '')})")

    def _uncaught(self, error: object) -> None:
        self.found.append(f"uncaught: {error}")


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    """The browser's complaints; a test fails on any that it does not expect."""
    troubles = Troubles([])
    yield troubles
    assert troubles.found == []


@pytest.fixture
def new_context(browser: "Browser", site: Site, troubles: Troubles) -> "Iterator[Callable[..., BrowserContext]]":
    """Give browser contexts (people, or devices) of their own, on the site; options are Playwright's."""
    contexts = []

    def make(**options: object) -> "BrowserContext":
        context = browser.new_context(base_url=site.url, reduced_motion="reduce", **options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        context.on("page", troubles.listen)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


class Pages:
    """Pages that tests use one after another: a new page in a new context costs a second of processor time."""

    def __init__(self, browser: "Browser", url: str) -> None:
        self.browser = browser
        self.url = url
        self.free: dict[str, list[Page]] = {}

    def take(self, options: dict[str, object]) -> "Page":
        """Return a page that nobody uses, in a context of its own with these options."""
        if free := self.free.get(repr(options)):
            return free.pop()
        context = self.browser.new_context(base_url=self.url, reduced_motion="reduce", **options)  # type: ignore[arg-type]
        return context.new_page()

    def give_back(self, options: dict[str, object], page: "Page") -> None:
        """Take back a page, as good as new: without cookies, storage, routes, or pages beside it."""
        context = page.context
        for other in context.pages:
            if other != page:
                other.close()
        if page.is_closed():
            context.close()
            return
        page.unroute_all()
        context.unroute_all()
        context.set_offline(False)
        page.goto(f"{self.url}/healthz")  # of the same site: its process stays
        session = context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": "all"})
        session.detach()
        context.clear_cookies()
        self.free.setdefault(repr(options), []).append(page)


@pytest.fixture(scope="session")
def pages(browser: "Browser", served: Site) -> Pages:
    """The worker's pages on the site; use ``new_page``."""
    return Pages(browser, served.url)


@pytest.fixture
def new_page(site: Site, pages: Pages, troubles: Troubles) -> "Iterator[Callable[..., Page]]":
    """Give pages of people, or devices, of their own, on the site; options are Playwright's for contexts.

    For a script that runs before the page's own, take a page of a ``new_context``: it stays for good.
    """
    taken = []

    def make(**options: object) -> "Page":
        page = pages.take(options)
        page.context.set_default_timeout(10_000)
        page.context.on("page", troubles.listen)
        troubles.listen(page)
        taken.append((options, page))
        return page

    yield make
    for options, page in taken:
        page.context.remove_listener("page", troubles.listen)
        troubles.ignore(page)
        pages.give_back(options, page)


@pytest.fixture
def page(new_page: "Callable[..., Page]") -> "Page":
    """A page of somebody who has not signed in."""
    return new_page()


@pytest.fixture
def sign_in(site: Site) -> "Callable[[Page, Membership], Page]":
    """Sign a page's reader in as a member, without the form (whose own test fills it in with ``PASSWORD``)."""

    def sign_in(page: "Page", member: "Membership") -> "Page":
        client = Client()
        client.force_login(user_of(member))
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site.url}])
        return page

    return sign_in


@pytest.fixture
def read(
    desk: Desk,
    new_page: "Callable[..., Page]",
    sign_in: "Callable[[Page, Membership], Page]",
) -> "Callable[..., Reader]":
    """Have somebody open an article: the annotator and one of five sentences unless told; options are Playwright's."""
    from tests.browser.reader import Reader  # noqa: PLC0415

    def read(
        member: "Membership | None" = None,
        article: "Article | None" = None,
        path: str = "",
        page: "Page | None" = None,
        **options: object,
    ) -> Reader:
        member = member or desk.annotator
        page = page or sign_in(new_page(**options), member)
        return Reader(page, member, article or make_article(desk.editor)).open(path)

    return read
