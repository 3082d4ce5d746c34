"""The looks of a page: light and dark, wide and on a phone. In each of them it fits, and axe-core finds nothing."""

from functools import cache
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
#: axe-core's rules that look at colours: all that light and dark can differ in, and four fifths of its time
COLOURS = ["color-contrast", "link-in-text-block"]
ALL_RULES: dict[str, object] = {"resultTypes": ["violations"]}
COLOUR_RULES: dict[str, object] = ALL_RULES | {"runOnly": {"type": "rule", "values": COLOURS}}
#: What the rules of colour go by, for each text that can be seen: its colours, whether it is large, how a link stands
#: out of the words around it, and what is painted below, down to the first ground that nothing shines through. Where a
#: part of the page that lies over others comes before that, what is below it is another matter in each width.
PAINTED = r"""() => {
    const below = new Map();
    const ground = (one) => {
        if (!one) return "";
        if (!below.has(one)) {
            const style = getComputedStyle(one), { position, inset, transform } = style;
            const { backgroundColor, backgroundImage, opacity, filter } = style;
            const own = [backgroundColor, backgroundImage, opacity, filter].join();
            const solid = !/rgba|\//.test(backgroundColor) && opacity === "1";
            const still = position === "static" || (position === "relative" && !/[1-9]/.test(inset));
            const over = still && transform === "none" ? "" : `over ${innerWidth}`;
            const clear = own === "rgba(0, 0, 0, 0),none,1,none";
            below.set(one, (clear ? "" : own) + (solid ? "" : over + ground(one.parentElement)));
        }
        return below.get(one);
    };
    const marks = ["fontWeight", "fontStyle", "fontSize", "textDecorationLine", "borderBottom"];
    const kinds = new Set();
    for (const one of document.querySelectorAll("body, body *")) {
        const text = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        const field = one.matches("input:not([type=checkbox], [type=radio], [type=hidden]), select, textarea");
        if (!(text || field) || !one.checkVisibility({ visibilityProperty: true })) continue;
        const style = getComputedStyle(one), around = getComputedStyle(one.parentElement);
        // Words for screen readers alone: nobody sees their colour.
        if (style.position === "absolute" && one.offsetWidth <= 1 && style.overflow === "hidden") continue;
        const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.5 && style.fontWeight >= 700);
        const link = one.closest("a") && style.display === "inline";
        const stands = link ? [around.color, ...marks.map((name) => style[name] === around[name])] : [];
        kinds.add([style.color, style.textShadow, large, ground(one), ...stands].join("|"));
    }
    return [...kinds];
}"""


@cache
def axe() -> str:
    """Return the source of axe-core."""
    return Axe().axe_script


def fits(page: "Page", name: str) -> None:
    """Assert that a page is not wider than its screen."""
    width = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    assert width <= 0, f"{name} is {width} px too wide"


def check(page: "Page", name: str, options: dict[str, object] | None = None) -> None:
    """Assert that a page, as it looks now, fits, and that axe-core finds nothing."""
    fits(page, name)
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    # Of all that it finds out, most would be sent from process to process to be thrown away.
    asked = "options => axe.run(document, options).then((found) => found.violations)"
    found = page.evaluate(asked, options or ALL_RULES)
    wrong = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]
    assert wrong == [], f"{name}: {wrong}"


def check_all(page: "Page", name: str) -> None:
    """Check a page in its four looks, without loading it again: every rule in each width and in each scheme.

    The same colours on the same ground have the same contrast in either width: the two other looks are asked about
    colours where they paint anything that the scheme's first look does not.
    """
    before = page.viewport_size
    for scheme, first, second in (("light", WIDE, PHONE), ("dark", PHONE, WIDE)):
        page.set_viewport_size(first)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        check(page, f"{name}, {scheme}, {first['width']} px")
        painted = set(page.evaluate(PAINTED))
        page.set_viewport_size(second)  # type: ignore[arg-type]
        there = f"{name}, {scheme}, {second['width']} px"
        fits(page, there)
        if not painted.issuperset(page.evaluate(PAINTED)):
            check(page, there, COLOUR_RULES)
    page.set_viewport_size(before or WIDE)  # type: ignore[arg-type]
