"""Archives give their files one by one; what would harm is refused, and nothing is written."""

import stat
import zipfile

import pytest

from tests.importers import made
from warreader.importers import Received, Unreadable, archives, read, unpack

TEXT = b"The army shelled the town on Monday, he said."


def unpacked(*files, **options) -> list[tuple[str, bytes]]:
    return [(one.filename, one.content) for one in unpack(made.archive(files, **options))]


def test_each_file_comes_with_its_path():
    files = [("one.txt", TEXT), ("folder/two.txt", TEXT * 2)]
    assert unpacked(*files, ("folder/", b"")) == files


@pytest.mark.parametrize("kind", made.MAKERS)
def test_what_is_no_archive_comes_as_it_is(kind):
    received = made.MAKERS[kind](["The army shelled the town on Monday."])
    assert [*unpack(received)] == [received]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("//host/share/a.txt", "host/share/a.txt"),
        ("C:\\windows\\a.txt", "windows/a.txt"),
        ("..\\..\\a.txt", "a.txt"),
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("a:b.txt", "a:b.txt"),
    ],
)
def test_a_path_leads_nowhere(name, shown):
    assert unpacked((name, TEXT)) == [(shown, TEXT)]


def test_what_a_system_put_there_and_links_are_passed_over():
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    theirs = [("__MACOSX/._a.txt", TEXT), (".DS_Store", TEXT), ("a/.git/config", TEXT), ("Thumbs.db", TEXT)]
    assert unpacked((link, b"/etc/passwd"), *theirs, ("a.txt", TEXT)) == [("a.txt", TEXT)]
    with pytest.raises(Unreadable, match="no files"):
        unpacked(*theirs)


def test_two_files_of_one_name_are_both_read():
    assert unpacked(("a.txt", TEXT), ("../a.txt", b"Other.")) == [("a.txt", TEXT), ("a.txt (2)", b"Other.")]


def test_an_archive_within_an_archive_is_not_opened():
    inner = made.archive([("a.txt", TEXT)]).content
    [one] = unpack(made.archive([("inner.zip", inner)]))
    assert one.content == inner
    with pytest.raises(Unreadable, match="archive"):
        read(one)


def test_a_document_within_an_archive_is_read():
    document = made.docx(["The army shelled the town on Monday."])
    [one] = unpack(made.archive([("folder/report.docx", document.content)]))
    assert read(one).importer == "docx"


def test_too_many_files_are_refused_before_the_first():
    files = [(f"{number}.txt", TEXT) for number in range(archives.MOST_FILES + 1)]
    with pytest.raises(Unreadable, match=r"more than 1000 files"):
        next(unpack(made.archive(files)))


def test_a_list_of_files_without_end_is_not_even_read(monkeypatch):
    monkeypatch.setattr("warreader.importers.telling.zipfile.ZipFile", None)
    with pytest.raises(Unreadable, match="more than 20000 files"):
        next(unpack(Received(b"PK\x03\x04" + b"PK\x01\x02" * 20_001, "a.zip")))


def test_a_bomb_is_told_by_its_own_words(monkeypatch):
    monkeypatch.setattr(archives, "MOST_TOTAL", 10 * archives.MEGABYTE)
    bomb = made.archive([(f"{number}.txt", b"0" * archives.MEGABYTE) for number in range(11)])
    assert len(bomb.content) < 15_000
    with pytest.raises(Unreadable, match="10 MB together"):
        next(unpack(bomb))


def test_a_file_that_is_too_large_is_named_and_the_others_come(monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", archives.MEGABYTE)
    packed = unpack(made.archive([("large.txt", b"0" * 1_000_001), ("a.txt", TEXT)]))
    assert next(packed).filename == "a.txt"
    with pytest.raises(Unreadable, match=r"too large: large\.txt"):
        next(packed)


def lying(content: bytes, size: int, claimed: int) -> Received:
    """An archive whose entries say another size than the file has."""
    lie = content.replace(size.to_bytes(4, "little"), claimed.to_bytes(4, "little"))
    assert lie != content
    return Received(lie, "lie.zip")


def test_a_size_that_is_a_lie_gets_nothing_more_out():
    honest = made.archive([("a.txt", b"0" * 1_777_777)]).content
    with pytest.raises(Unreadable, match=r"damaged, or too large: a\.txt"):
        [*unpack(lying(honest, 1_777_777, 45))]


def test_a_damaged_file_is_named_and_the_others_come():
    content = made.archive([("a.txt", TEXT), ("b.txt", b"Others.")], compression=zipfile.ZIP_STORED).content
    packed = unpack(Received(content.replace(b"Monday", b"Friday"), "a.zip"))
    assert next(packed).filename == "b.txt"
    with pytest.raises(Unreadable, match=r"a\.txt"):
        next(packed)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_ways_of_packing_that_take_memory_are_refused(method):
    with pytest.raises(Unreadable, match="packed in a way"):
        unpacked(("a.txt", TEXT), compression=method)


def test_an_encrypted_archive_is_refused():
    content = bytearray(made.archive([("a.txt", TEXT)]).content)
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unreadable, match="encrypted"):
        [*unpack(Received(bytes(content)))]


def test_a_broken_archive_is_refused():
    with pytest.raises(Unreadable, match="damaged"):
        [*unpack(Received(made.archive([("a.txt", TEXT)]).content[:-30]))]
    with pytest.raises(Unreadable, match="archive"):
        read(made.archive([("a.txt", TEXT)]))
