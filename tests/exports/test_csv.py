"""The table, as spreadsheets meet it."""

import csv
import io

import pytest

from tests.exports.conftest import EVERYTHING, FORMULAS, written
from tests.exports.readers import unguarded
from tests.factories import judge, place_of, support
from warreader.exports import Options
from warreader.exports.csv_ import COLUMNS, guarded


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_annotation_has_a_line(desk, article):
    for member in (desk.annotator, desk.editor):
        judge(place_of(member, article), 1, "opinion", flags={"quoted": True, "loaded": True})
    judge(place_of(desk.editor, article), 4, "verified")
    lines = rows(written(place_of(desk.viewer, article), "csv"))
    assert [(line["sentence"], line["tag"], line["flags"]) for line in lines] == [
        ("1", "opinion", "quoted loaded"),
        ("1", "opinion", "quoted loaded"),
        ("4", "verified", ""),
    ]
    assert len({line["annotation"] for line in lines}) == 3


def test_evidence_without_a_judgement_has_a_line_of_its_own(place):
    support(place, 2, citation="One")
    support(place, 2, citation="Two")
    (line,) = rows(written(place, "csv"))
    assert (line["sentence"], line["annotation"], line["tag"], line["evidence"]) == ("2", "", "", "One\nTwo")


def test_a_file_without_annotations_still_says_where_it_comes_from(place):
    (line,) = rows(written(place, "csv"))
    assert line["notice"] == "Unverified does not mean false."
    assert line["revision_sha256"] == place.revision.digest
    assert line["sentence"] == line["tag"] == ""


def test_lines_end_and_cells_are_quoted_as_rfc_4180_says(place):
    judge(place, 1, "opinion", note='two\nlines, and "quotes"', note_exported=True)
    content = written(place, "csv", Options(notes=True))
    assert content.startswith(",".join(COLUMNS).encode() + b"\r\n")
    assert b'"two\nlines, and ""quotes"""' in content
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize("bom", [False, True])
def test_the_byte_order_mark_is_a_choice(place, bom):
    assert written(place, "csv", Options(bom=bom)).startswith(b"\xef\xbb\xbf") is bom


@pytest.mark.parametrize("cell", FORMULAS[:-1])
def test_no_cell_is_a_formula(cell):
    assert guarded(cell) == f"'{cell}"
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("cell", ["", "plain", "“quoted”", "a=b", "3 tanks", "'s-Hertogenbosch", "—dash"])
def test_a_cell_that_is_none_stays_as_it_is(cell):
    assert guarded(cell) == cell
    assert unguarded(cell) == cell


def test_the_guard_reaches_every_column_that_somebody_writes(desk, article):
    formula = "=1+1"
    desk.annotator.name = article.title = formula
    desk.annotator.save()
    article.save()
    place = place_of(desk.annotator, article)
    judge(place, 1, "opinion", note=formula, note_exported=True)
    support(place, 1, citation=formula)
    (line,) = rows(written(place, "csv", Options(names=True, notes=True, whose="mine")))
    for column in ("title", "author", "note", "evidence", "whose"):
        assert line[column].startswith("'=1+1"), column
    assert not [cell for cell in line.values() if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]


def test_what_was_said_stands_on_each_line_of_its_sentence_a_remark_a_line(discussed):
    first, again, second = (row["discussion"] for row in rows(written(discussed.viewer, "csv", EVERYTHING)))
    assert first == again
    assert [line.split("Z ")[1] for line in first.split("\n")] == [
        "Ada Byron: Is it so, @ed canary?",
        "Ed Canary: It is not, @Ada Byron.",
        "Ed Canary: (deleted)",
        "Ed Canary: resolved",
    ]
    assert second.endswith("Ed Canary: Who looks?")
    assert {row["discussion"] for row in rows(written(discussed.viewer, "csv"))} == {""}
