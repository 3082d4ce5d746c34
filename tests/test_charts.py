"""Bar charts as SVG."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from warreader.charts import MOST, Bar, Chart, shares, shortened, svg

SERIES = (("done", "finished"), ("begun", "begun"))


def chart(*bars: Bar) -> Chart:
    return Chart("people", "Progress", "Person", SERIES, bars)


def drawn(found: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(svg(found))


def widths(picture: ElementTree.Element) -> list[tuple[str, str, str]]:
    bars = [one for one in picture.findall("rect") if one.get("class") != "track"]
    return [(one.get("class", ""), one.get("x", ""), one.get("width", "")) for one in bars]


def test_each_value_takes_its_share_after_the_one_before_it():
    picture = drawn(chart(Bar("Ada", (2, 1), 4, "3 of 4"), Bar("Ben", (0, 4), 4, "4 of 4")))
    assert widths(picture) == [
        ("done", "0.00%", "50.00%"),
        ("begun", "50.00%", "25.00%"),
        ("begun", "0.00%", "100.00%"),
    ]
    assert picture.get("height") == "84"


def test_it_names_and_describes_itself_and_has_no_style_of_its_own():
    picture = drawn(chart(Bar("Ada", (2, 1), 4, "3 of 4")))
    named = {one.get("id"): one.text for one in picture.iter() if one.get("id")}
    assert [named[key] for key in picture.get("aria-labelledby", "").split()] == ["Progress", "Ada: 3 of 4"]
    assert picture.get("role") == "img"
    assert "style" not in svg(chart(Bar("Ada", (2, 1), 4, "3 of 4")))


@given(st.text(max_size=80), st.text(max_size=20))
def test_what_people_typed_is_never_markup(label, words):
    clean = re.sub("[^ -~]", "", f'<b>&"{label}'), re.sub("[^ -~]", "", f"</svg>{words}")
    picture = drawn(chart(Bar(clean[0], (1, 0), 1, clean[1])))
    assert [one.text for one in picture.findall("text")] == [shortened(clean[0]), clean[1]]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=5), st.integers(0, 10_000))
def test_bars_never_leave_the_picture(values, total):
    found = shares(Bar("", tuple(values), total, ""))
    assert 0 <= sum(found) <= 100.000001
    assert [value > 0 for value in values] == [share > 0 for share in found]


def test_a_long_label_is_cut_between_words():
    cut = shortened("Russians Flee without Fight from Biggest Ukraine War Conquest")
    assert cut == "Russians Flee without Fight…"
    assert len(shortened("x" * 200)) <= MOST
    assert shortened("Short") == "Short"
