"""Somebody at the reading page, as the browser tests see them."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from tests.factories import place_of
from warreader.models import Annotation, Article, Membership

POSTS = re.compile(r"/articles/[^/]+/(tags|flags|undo|kinds|sentences/\d+/(note|evidence))/")


@dataclass
class Reader:
    """A member with an article open in a page."""

    page: Page
    member: Membership
    article: Article

    @property
    def url(self) -> str:
        return f"/articles/{self.article.public_id}/"

    def open(self, path: str = "") -> "Reader":
        self.page.goto(self.url + path)
        return self

    def press(self, *keys: str) -> "Reader":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def sentence(self, number: int) -> Locator:
        return self.page.locator(f"#s{number}")

    def mark(self, number: int) -> Locator:
        return self.page.locator(f"#m{number}")

    def status(self) -> Locator:
        return self.page.locator("#status")

    def shows(self, **states: str) -> "Reader":
        """Wait for the marks: ``shows(s2="opinion")``, whether saved or not."""
        for name, state in states.items():
            expect(self.mark(int(name[1:]))).to_have_class(re.compile(rf"^mark {state}\b"))
        return self

    def at(self, number: int) -> "Reader":
        """Wait for the reader to be at a sentence, with its card."""
        expect(self.page.locator(".s[aria-current]")).to_have_id(f"s{number}")
        expect(self.page.locator("#card-title")).to_have_attribute("data-n", str(number))
        return self

    def focused(self, number: int) -> "Reader":
        expect(self.sentence(number)).to_be_focused()
        return self

    def saved(self) -> "Reader":
        """Wait until the server has everything."""
        self.until(lambda: self.waiting() == 0)
        expect(self.page.locator(".waits")).to_have_count(0)
        expect(self.page.locator("body")).not_to_have_class(re.compile("unsaved"))
        return self

    def waiting(self) -> int:
        return self.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('outbox:')).length")

    def until(self, true: Callable[[], object], seconds: float = 8) -> None:
        """Wait for something that no locator can see; Playwright's own way needs eval, which the policy forbids."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, "This has not come true."
            self.page.wait_for_timeout(20)  # not time.sleep(): held requests go on in here

    def unsaved(self, count: int) -> "Reader":
        """Wait until the page says how much waits."""
        expect(self.status()).to_have_text(re.compile(rf"Not saved yet: {count} "))
        assert self.waiting() == count
        return self

    def tags(self) -> dict[int, str]:
        """The reader's tags that the database has."""
        return {row.sentence.ordinal: row.tag for row in self._annotations()}

    def notes(self) -> dict[int, str]:
        return {row.sentence.ordinal: row.note for row in self._annotations() if row.note}

    def flags(self) -> dict[int, list[str]]:
        return {row.sentence.ordinal: row.flags for row in self._annotations() if row.flags}

    def _annotations(self) -> list[Annotation]:
        place = place_of(self.member, self.article)
        return list(Annotation.objects.filter(author=place.author, session=place.session).select_related("sentence"))

    def counts(self) -> dict[str, int]:
        """The numbers on the filter's chips."""
        found = self.page.eval_on_selector_all(
            "#filter b[id^=n-]", "all => all.map((b) => [b.id.slice(2), +b.textContent])"
        )
        return dict(found)


def hold(page: Page, pattern: re.Pattern[str] = POSTS) -> Callable[[], None]:
    """Hold requests back until the function that this returns is called."""
    held: list[Route] = []
    free = False

    def handle(route: Route) -> None:
        if free:
            route.continue_()
        else:
            held.append(route)

    def let_go() -> None:
        nonlocal free
        free = True
        for route in held:
            route.continue_()

    page.route(pattern, handle)
    return let_go


def hold_answer(page: Page, pattern: re.Pattern[str]) -> Callable[[], None]:
    """Hold the first answer back until the function that this returns is called; the server has made it by then."""
    held: list[tuple[Route, APIResponse]] = []

    def handle(route: Route) -> None:
        held.append((route, route.fetch()))

    def let_go() -> None:
        for route, answer in held:
            route.fulfill(response=answer)

    page.route(pattern, handle, times=1)
    return let_go
