"""Pages in the manner of several publishing systems: what is read of them, beside what a person would.

The pages are ours, made after what the systems write; ``pages/NAME.txt`` has the paragraphs that are the report's.
"""

from datetime import date
from pathlib import Path

import pytest

from warreader.importers import Draft, Found, Received, read
from warreader.text import Kind

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
#: of all paragraphs, those that are right of what is read, and those read of what is right; measured: 0.961 and 0.992
PRECISION, RECALL = 0.95, 0.98


def page(name: str) -> Draft:
    path = Path(__file__).parent / "pages" / f"{name}.html"
    return read(Received(path.read_bytes(), path.name, "text/html"))


def gold(path: Path) -> set[str]:
    return set(path.with_suffix(".txt").read_text().strip().split("\n\n"))


def lines(draft: Draft, kind: Kind) -> list[str]:
    return [draft.text[one.start : one.end] for one in draft.sentences if one.kind is kind]


@pytest.fixture(scope="module")
def read_pages() -> dict[Path, set[str]]:
    return {path: set(page(path.stem).text.split("\n\n")) for path in PAGES}


def test_reports_are_told_from_what_stands_around_them(read_pages):
    right = sum(len(found & gold(path)) for path, found in read_pages.items())
    assert right / sum(map(len, read_pages.values())) >= PRECISION
    assert right / sum(len(gold(path)) for path in PAGES) >= RECALL
    assert len(PAGES) == 12


def test_no_page_loses_more_than_a_line_and_gives_more_than_two(read_pages):
    assert {path.stem for path, found in read_pages.items() if len(gold(path) - found) > 1} == set()
    assert {path.stem for path, found in read_pages.items() if len(found - gold(path)) > 2} == set()


def test_what_readers_wrote_below_is_left_out(read_pages):
    words = " ".join(line for found in read_pages.values() for line in found)
    remarks = ("three explosions, not two", "third floor that morning", "radio was silent")
    assert [remark for remark in remarks if remark in words] == []


def test_headings_and_captions_are_told_by_the_page():
    draft = page("wordpress")
    assert lines(draft, Kind.TITLE) == ["Two bridges over the Oril fall in one night, and nobody says who did it"]
    assert lines(draft, Kind.SUBHEAD) == ["What the pictures show", "What each side says"]
    assert "Rescuers look at what is left of the bridge at Varna Bend." in lines(draft, Kind.CAPTION)
    assert lines(page("substack"), Kind.CAPTION) == [
        "The Anna Maria in the port of Belhorod-on-Sea, where she has been since Monday noon."
    ]


def test_a_page_says_who_where_and_when():
    assert page("wordpress").found == Found(
        title="Two bridges over the Oril fall in one night, and nobody says who did it",
        url="https://oril-post.example/2025/03/two-bridges-over-the-oril-fall/",
        source="Oril Post",
        author="Maria Stefko",
        published=date(2025, 3, 13),
        language="en",
    )
    assert page("nextjs").found.author == "Maria Stefko, Jan Vos"
    arabic = page("arabic")
    assert (arabic.found.source, arabic.found.language, arabic.language) == ("صحيفة الميناء", "ar", "ar")
    assert (page("joomla").language, page("aspnet").language) == ("uk", "fr")
