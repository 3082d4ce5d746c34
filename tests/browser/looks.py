"""The looks of a page: light and dark, wide and on a phone. In each of them it fits, and axe-core finds nothing."""

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
#: axe-core's rules that look at colours: all that light and dark can differ in
COLOURS = ["color-contrast", "link-in-text-block"]
ALL_RULES: dict[str, object] = {"resultTypes": ["violations"]}
COLOUR_RULES: dict[str, object] = ALL_RULES | {"runOnly": {"type": "rule", "values": COLOURS}}


def check(page: "Page", name: str, options: dict[str, object] | None = None) -> None:
    """Assert that a page, as it looks now, fits, and that axe-core finds nothing."""
    width = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    assert width <= 0, f"{name} is {width} px too wide"
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    # Of all that it finds out, most would be sent from process to process to be thrown away.
    asked = "options => axe.run(document, options).then((found) => found.violations)"
    found = page.evaluate(asked, options or ALL_RULES)
    wrong = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]
    assert wrong == [], f"{name}: {wrong}"


def check_all(page: "Page", name: str) -> None:
    """Check a page in its four looks, without loading it again: every rule in each width, colours in both schemes."""
    before = page.viewport_size
    for size, schemes in ((WIDE, ("light", "dark")), (PHONE, ("dark", "light"))):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme, options in zip(schemes, (ALL_RULES, COLOUR_RULES), strict=True):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            check(page, f"{name}, {scheme}, {size['width']} px", options)
    page.set_viewport_size(before or WIDE)  # type: ignore[arg-type]
