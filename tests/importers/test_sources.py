"""Files, folders and archives of reports, one after the other."""

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest

from warreader.importers.rows import Columns
from warreader.importers.said import day, said
from warreader.importers.sources import MOST_BYTES, Item, Skipped, Sources


def found(*paths, **kwargs):
    return list(Sources([str(path) for path in paths], **kwargs))


def names(folder: Path, items) -> list[str]:
    """Return where the reports stand, and in brackets what is no report."""
    short = [item.where.replace(f"{folder}/", "") for item in items]
    return [where if isinstance(item, Item) else f"({where})" for where, item in zip(short, items, strict=True)]


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path):
    """A folder to fill."""
    return tmp_path


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Report {name}.")


def test_a_folder_is_read_in_the_order_of_names_without_what_is_hidden(folder):
    fill(folder, "b.txt", "a/z.html", "a/a.txt", "c.TXT", ".hidden.txt", ".git/x.txt", "picture.png")
    assert names(folder, found(folder)) == ["a/a.txt", "a/z.html", "b.txt", "c.TXT", "(picture.png)"]


def test_a_file_keeps_its_name_with_its_path_from_the_folder(folder):
    fill(folder, "a/a.txt")
    assert [one.kept.filename for one in found(folder, folder / "a" / "a.txt")] == [f"{folder.name}/a/a.txt", "a.txt"]


def test_what_is_no_report_is_told_and_expected_where_nothing_is_wrong(folder):
    fill(folder, "page.html", "page_files/ad.html", "old_files/b.txt", "x.bin")
    (folder / "to_folder").symlink_to(folder)
    (folder / "to_nothing.txt").symlink_to(folder / "missing")
    os.mkfifo(folder / "pipe.txt")
    items = found(folder)
    assert names(folder, items) == [
        "old_files/b.txt",
        "page.html",
        "(page_files)",
        "(pipe.txt)",
        "(to_folder)",
        "(to_nothing.txt)",
        "(x.bin)",
    ]
    assert all(one.expected for one in items if isinstance(one, Skipped))


def test_a_link_to_a_file_is_read_and_a_loop_of_links_ends(folder):
    fill(folder, "a.txt")
    (folder / "b.txt").symlink_to(folder / "a.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    assert names(folder, found(folder)) == ["a.txt", "b.txt", "(loop.txt)"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_what_may_not_be_read_is_told(folder):
    fill(folder, "a.txt", "b/c.txt")
    (folder / "a.txt").chmod(0)
    (folder / "b").chmod(0)
    items = found(folder)
    (folder / "b").chmod(0o700)
    assert [one.why for one in items] == ["Permission denied"] * 2
    assert not any(one.expected for one in items)


def test_a_file_that_is_gone_by_now_is_told(folder):
    fill(folder, "a.txt", "b.txt")
    sources = iter(Sources([str(folder / "a.txt"), str(folder / "b.txt")]))
    next(sources)
    (folder / "b.txt").unlink()
    assert [one.why for one in sources] == ["No such file or directory"]


def test_names_that_are_no_text_are_shown_as_well_as_can_be(folder):
    (Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9\x1b[2J\n.txt"))).write_text("Report.")
    (item,) = found(folder)
    assert item.kept.filename == f"{folder.name}/caf\ufffd[2J .txt"
    item.where.encode()


def test_an_archive_gives_its_files_and_is_their_container(folder):
    content = zipped(
        {"a/one.txt": b"One.", "b.docx.zip": zipped({"x.txt": b"x"}), "c.csv": b"text\nTwo.\n", "d.png": b""}
    )
    (folder / "pile.zip").write_bytes(content)
    one, nested, row, picture = found(folder / "pile.zip")
    assert (one.kept.filename, one.kept.content, one.container.content) == ("a/one.txt", b"One.", content)
    assert (row.where, row.readable.content) == (f"{folder}/pile.zip: c.csv:2", b"Two.")
    assert row.container is one.container
    assert all(isinstance(other, Skipped) and other.expected for other in (nested, picture))


@pytest.mark.parametrize("content", [b"PK\x03\x04nonsense", zipped({})])
def test_an_archive_that_is_none_is_told(folder, content):
    (folder / "a.zip").write_bytes(content)
    (skipped,) = found(folder)
    assert (skipped.where, skipped.expected) == (f"{folder}/a.zip", False)


def test_a_file_too_large_to_be_read_whole_is_not_read(folder):
    with (folder / "a.txt").open("wb") as file:
        file.truncate(10**9)
    assert [one.why for one in found(folder)] == [f"It is larger than {MOST_BYTES // 10**6} MB."]
    assert [one.why for one in found("/dev/zero")] == [f"It is larger than {MOST_BYTES // 10**6} MB."]


def test_a_row_is_read_by_its_text_and_kept_as_it_stood(folder):
    line = '{"body": "Tanks.", "url": "https://example.org/a", "published": "2024-11-30T10:00:00Z", "id": "x1"}\n'
    (folder / "reports.jsonl").write_text(f"nonsense\n{line}")
    broken, item = found(folder, columns=Columns({"text": "body"}))
    assert (broken.where, broken.expected) == (f"{folder}/reports.jsonl:1", False)
    assert item.where == f"{folder}/reports.jsonl:2 (x1)"
    assert (item.kept.content, item.kept.filename) == (line.encode(), f"{folder.name}/reports.jsonl:2")
    assert (item.kept.media_type, item.kept.url, item.importer) == ("application/jsonl", "", "jsonl")
    assert (item.readable.content, item.readable.url) == (b"Tanks.", "https://example.org/a")
    assert (item.said.url, item.said.published) == ("https://example.org/a", date(2024, 11, 30))


def test_a_page_in_a_row_is_read_as_a_page(folder):
    (folder / "a.csv").write_text("html,title\n<p>Tanks.</p>,T\n")
    (item,) = found(folder)
    assert (item.readable.media_type, item.said.title) == ("text/html; charset=utf-8", "T")


def test_lone_surrogates_of_a_row_can_be_stored(folder):
    (folder / "a.jsonl").write_bytes(b'{"text": "a\\ud83d b\\udc80 c\xff"}\n')
    (item,) = found(folder)
    assert item.readable.content == "a\ufffd b".encode() + b"\x80 c\xff"


def test_the_charset_that_is_given_is_that_of_text_and_of_pages(folder):
    fill(folder, "a.txt", "b.html")
    types = [one.kept.media_type for one in found(folder, encoding="cp1251")]
    assert types == ["text/plain; charset=cp1251", "text/html; charset=cp1251"]


def test_how_much_there_is_and_how_much_was_read_are_the_same_in_the_end(folder):
    fill(folder, "a.txt", "b/c.txt", "d.png")
    (folder / "e.jsonl").write_text('nonsense\n{"text": "T."}\n')
    sources = Sources([str(folder)])
    total = sources.total()
    list(sources)
    assert sources.done == total
    assert Sources(["-"]).total() is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2024-11-30", date(2024, 11, 30)),
        ("2024-11-30T23:59:59+02:00", date(2024, 11, 30)),
        ("20241130", date(2024, 11, 30)),
        ("Sat, 30 Nov 2024 10:00:00 +0000", date(2024, 11, 30)),
        ("yesterday", None),
        ("2024-13-45", None),
        ("", None),
    ],
)
def test_a_day_is_told(words, expected):
    assert day(words) == expected


def test_what_a_row_says_and_cannot_be_used_is_told():
    values = {"url": "javascript:alert(1)", "published": "soon", "language": "English!", "title": "A\n\u202eB"}
    known, notes = said(values)
    assert (known.url, known.published, known.language, known.title) == ("", None, "", "A B")
    assert notes == (
        "“javascript:alert(1)” is no web address.",
        "“soon” is no date.",
        "“English!” is no code of a language.",
    )


@pytest.mark.parametrize(("words", "code"), [("en", "en"), ("EN-gb", "en"), ("zh_Hant", "zh"), ("ukr", "ukr")])
def test_a_language_is_its_code_without_the_region(words, code):
    assert said({"language": words})[0].language == code
