"""The looks themselves: what is hard to read in one of the four is found there."""

import pytest

from tests.browser.looks import WIDE, check_all

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="en"><title>Page</title><meta name="viewport" content="width=device-width">
<style>
:root {{ color-scheme: light dark; color: light-dark(#111, #eee); background: light-dark(#fff, #111); }}
@media (prefers-color-scheme: {scheme}) and ({width}) {{ {rule} }}
</style><main><h1>Title</h1><p>Words</p></main></html>"""
FAINT = "p { color: #777; background: #666; }"
#: the words as they are, on what lies over something of their own colour
GROUND = "main { background: #777; } p { position: absolute; color: #777; }"


@pytest.mark.parametrize("rule", [FAINT, GROUND], ids=["colour", "ground"])
@pytest.mark.parametrize(
    ("scheme", "width", "name"),
    [("light", "max-width: 500px", "light, 390 px"), ("dark", "min-width: 501px", "dark, 1280 px")],
    ids=["light phone", "dark and wide"],
)
def test_what_one_look_alone_makes_hard_to_read_is_found(new_page, scheme, width, name, rule):
    page = new_page(viewport=WIDE)
    page.set_content(PAGE.format(scheme=scheme, width=width, rule=""))
    check_all(page, "as it should be")
    page.set_content(PAGE.format(scheme=scheme, width=width, rule=rule))
    with pytest.raises(AssertionError, match=rf"{name}: .*color-contrast"):
        check_all(page, "faint")
