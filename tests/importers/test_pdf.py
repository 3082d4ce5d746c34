"""PDFs: lines become paragraphs again, and what cannot be read is refused with what to do."""

import pytest

from tests.importers import made
from tests.importers.corpus import SCRIPTS
from warreader.importers import Received, Unreadable, read
from warreader.importers.bidi import logical
from warreader.importers.layout import Row, lines_of

LONG = ["The army shelled the town of Izyum on Monday, officials said, and at least two people died there. " * 4] * 2


def set_in(*lines: str, left: float = 72, size: float = 10, way: float = 12, width: float = 5) -> list[Row]:
    """Lines of a page as they stand in it, from the top."""
    return [Row(line, left, left + width * len(line), 700 - number * way, size) for number, line in enumerate(lines)]


def texts_of(*pages: list[Row]) -> list[str]:
    return [line.text for line in lines_of(pages)[0]]


def test_words_parted_at_a_lines_end_are_put_together_and_counted():
    filler = ["A line of words that is as long as the others are."] * 3
    lines, count = lines_of(
        [set_in("A line of words that is as long as the oth-", "ers are. A well-", "known one.", *filler)]
    )
    assert lines[0].text.startswith("A line of words that is as long as the others are. A wellknown one.")
    assert count == 2


def test_a_hyphen_that_a_word_has_elsewhere_stays():
    [line] = texts_of(
        set_in("The well-known commander, it was said here by the well-", "known one, had parted with them.")
    )
    assert "the well-known one" in line


def test_a_document_that_parts_no_words_keeps_its_hyphens():
    page = set_in(
        *["A line of words that is as long as the others are here"] * 60, "and a counter-", "attack followed."
    )
    assert texts_of(page)[-1].endswith("a counter-attack followed.")


def test_a_paragraph_goes_on_over_the_end_of_a_page():
    first = set_in(
        "The army shelled the town on Monday, officials in the", "region said, and two people had died there when"
    )
    second = set_in("they tried to leave it by car. Five others were hurt.")
    assert len(texts_of(first, second)) == 1


def test_a_first_line_further_in_begins_a_paragraph():
    page = [
        *set_in("The army shelled the town on Monday, officials in it said."),
        Row("Five others were hurt in it, and nobody could say why they", 84, 374, 688, 10),
        Row("had been there at that time of the day, officials said.", 72, 347, 676, 10),
    ]
    assert len(texts_of(page)) == 2


def test_larger_lines_are_headings_with_their_kinds():
    page = [
        *set_in("Two die in Izyum", size=18),
        *set_in("What we know", size=13),
        *set_in(*["Words of a line. " * 4] * 5),
    ]
    page = [Row(row.text, row.left, row.right, 700 - 20 * number, row.size) for number, row in enumerate(page)]
    lines, _ = lines_of([page])
    assert [(line.text, line.kind) for line in lines[:2]] == [
        ("Two die in Izyum", "title"),
        ("What we know", "subhead"),
    ]


def test_running_heads_and_page_numbers_are_left_out_and_counted():
    pages = [
        [(60, f"{name} was shelled on Monday, officials in the region said.")]
        for name in ("Izyum", "Kherson", "Bakhmut")
    ]
    draft = read(Received(made.pdf_of(pages, head="War Daily, page")))
    assert "War Daily" not in draft.text
    assert draft.repairs == ("running heads and page numbers left out (3 times)",)


def test_a_line_from_right_to_left_is_read_in_its_order_however_it_is_drawn():
    def drawn(line: str, backwards: bool) -> list[tuple[str, float, float]]:
        shown = [(letter, 500.0 - 5 * index, 505.0 - 5 * index) for index, letter in enumerate(line)]
        return shown[::-1] if backwards else shown

    for words in ("قال مسؤولون يوم الاثنين", "חמישה אחרים נפצעו"):
        assert logical(drawn(words, True)) == logical(drawn(words, False)) == words
    # drawn: the word, then left of it a number and another from left to right
    glyphs = [
        *drawn("يوم ", False),
        ("1", 460, 465),
        ("2", 465, 470),
        (" ", 455, 456),
        ("ف", 440, 445),
        ("ي", 435, 440),
    ]
    assert logical(glyphs) == "يوم 12 في"


def test_what_the_file_says_of_itself_is_found_unless_a_program_said_it():
    assert read(made.pdf(LONG, title="Two die in Izyum")).found.title == "Two die in Izyum"
    assert read(made.pdf(LONG, title="Microsoft Word - report.docx")).found.title == ""


def test_pages_that_are_only_pictures_are_refused_or_named():
    with pytest.raises(Unreadable, match="only pictures"):
        read(Received(made.pdf_of([[], []])))
    pages = [[(60, SCRIPTS["english"][0][:80])], [], [(60, SCRIPTS["english"][1][:80])]]
    assert read(Received(made.pdf_of(pages))).repairs == ("pages without text left out: 2",)


def test_an_encrypted_file_is_refused_with_what_to_do():
    locked = "/Encrypt << /Filter /Standard /V 1 /R 2 /O <{0}> /U <{0}> /P -4 >> /ID [<00> <00>]".format("41" * 32)
    with pytest.raises(Unreadable, match="encrypted"):
        read(made.pdf(LONG, extra=locked))


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(2000), made.pdf(LONG).content[:400]])
def test_a_broken_file_is_refused(content):
    with pytest.raises(Unreadable):
        read(Received(content, "a.pdf"))
