"""PDFs: read by PDFium, and their marks of accessibility out of the bytes; nothing in a report is a command."""

import json
import re
import subprocess

import page
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tests.exports.conftest import Case, written
from tests.exports.readers import pages_of, streams_of
from tests.factories import built, judge, make_article, place_of, support
from warreader.actions.errors import Refused
from warreader.actions.exports import build
from warreader.exports import Options, pdf
from warreader.models import Kind, Revision, Sentence

#: as PDFium copies them, and what PDFs have no letters for
BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\ufe0f\ufffe\u2400-\u241f\x0b\x1f]+")


def squeezed(text: str) -> str:
    return BLANK.sub("", text)


def all_of(content: bytes) -> bytes:
    return b"\n".join([content, *streams_of(content)])


def elements(content: bytes) -> list[str]:
    """The kinds of the elements of the first page's structure tree, from the top."""
    document = pypdfium2.PdfDocument(content)
    tree = pdfium.FPDF_StructTree_GetForPage(document[0])
    found: list[str] = []

    def walk(element) -> None:
        buffer = (pdfium.FPDF_WCHAR * 64)()
        size = pdfium.FPDF_StructElement_GetType(element, buffer, 128)
        found.append(bytes(buffer)[: size - 2].decode("utf-16-le"))
        for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, index):
                walk(child)

    for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
    pdfium.FPDF_StructTree_Close(tree)
    return found


@pytest.fixture
def report(desk):
    texts = (
        "Headline",
        "Part",
        "Photo.",
        "The #let column @ref stood $x$ \\ there.",
        "Бій тривав.",
        "كان عملا جبانا.",
    )
    place = place_of(desk.annotator, make_article(desk.editor, *texts, title="Report"))
    for ordinal, kind in enumerate((Kind.TITLE, Kind.SUBHEAD, Kind.CAPTION), 1):
        Sentence.objects.filter(revision=place.revision, ordinal=ordinal).update(kind=kind)
    Revision.objects.filter(pk=place.revision.pk).update(language="uk")
    judge(place, 4, "unverified", flags={"loaded": True}, note="#panic() *no*\nsecond", note_exported=True)
    judge(place, 5, "verified")
    support(place, 5, citation="Bulletin #7")
    return place


def test_it_is_tagged_and_says_that_it_is_accessible(report):
    content = written(report, "pdf", Options(notes=True, names=True))
    inside = all_of(content)
    for mark in (b"<pdfuaid:part>1</pdfuaid:part>", b"/Marked true", b"/DisplayDocTitle true", b"/StructTreeRoot"):
        assert mark in inside
    assert {b"/Lang(en)", b"/Lang(uk)"} <= set(re.findall(rb"/Lang ?\([^)]*\)", inside))
    document = pypdfium2.PdfDocument(content)
    assert document.is_tagged()
    known = document.get_metadata_dict()
    assert (known["Title"], known["Subject"]) == ("Report", "Unverified does not mean false.")
    assert known["CreationDate"] == known["ModDate"] == "D:20260304050607Z"
    kinds = elements(content)
    assert {"H1", "H2", "P", "Link"} <= set(kinds)
    assert [kind for kind in kinds if kind.startswith("H")][:2] == ["H1", "H2"]
    assert "Figure" not in kinds


def test_its_links_are_described_and_tagged_and_its_fonts_are_whole(report):
    """What a checker of PDF/UA asks beyond the tags: ISO 14289-1, 7.18 and 7.21."""
    inside = all_of(written(report, "pdf", Options(notes=True, names=True)))
    links = re.findall(rb"/Subtype ?/Link\b.*?>>", inside, re.DOTALL)
    assert len(links) == inside.count(b"/OBJR") > 0
    assert all(b"/Contents" in one and b"/StructParent" in one for one in links)
    assert inside.count(b"/Annots") == len(re.findall(rb"/Tabs ?/S\b", inside))
    fonts = len(re.findall(rb"/Subtype ?/Type0\b", inside))
    assert inside.count(b"/ToUnicode") == len(re.findall(rb"/FontFile\d ", inside)) == fonts > 0
    assert not re.search(rb"/Subtype ?/Type[13]\b", inside)


@pytest.mark.thorough
def test_a_checker_of_pdf_ua_finds_nothing(case: Case):
    content = written(case.place, "pdf", case.options)
    report = page.validate_pdf_bytes(content, profile="ua1")
    # what has letters without a font says that it is none
    assert report.is_compliant is (b"pdfuaid" in all_of(content)), report.failures


def test_nothing_in_a_report_or_a_note_is_a_command(report):
    words = "\n".join(pages_of(written(report, "pdf", Options(notes=True, names=True))))
    for text in ("The #let column @ref stood $x$ \\ there.", "Note: #panic() *no*\nsecond", "Evidence: Bulletin #7"):
        assert text in words
    assert "? unverified, loaded" in words
    assert report.author.name in words


def test_what_pdf_ua_forbids_of_a_text_is_no_hindrance(desk):
    place = place_of(desk.annotator, make_article(desk.editor, "A copied\ufefftext.", title="A\ufefftitle"))
    judge(place, 1, "opinion", note="as\ufeffis", note_exported=True)
    assert b"pdfuaid" in all_of(written(place, "pdf", Options(notes=True)))
    place.article.title = " \n"
    place.article.save()
    assert "Untitled" in pages_of(written(place, "pdf"))[0]


def test_letters_that_no_font_has_are_told_of(desk):
    place = place_of(desk.annotator, make_article(desk.editor, "軍は金曜日に 🔥 city", title="Report"))
    content = written(place, "pdf")
    assert b"pdfuaid" not in all_of(content)
    assert pypdfium2.PdfDocument(content).is_tagged()
    words = "\n".join(pages_of(content))
    assert "does not conform to PDF/UA" in words.replace("\n", " ")
    assert "show as boxes" in words


def test_the_operators_fonts_are_for_what_ours_lack(place, settings, tmp_path, monkeypatch):
    plain, asked, run = written(place, "pdf"), [], subprocess.run
    settings.FONTS = [str(tmp_path)]

    def watched(*args, **known):
        asked.append(json.loads(known["input"])["fonts"])
        return run(*args, **known)

    monkeypatch.setattr(subprocess, "run", watched)
    assert written(place, "pdf") == plain
    assert asked == [[str(tmp_path)]]


@pytest.mark.thorough
def test_every_sentence_is_in_its_text(case: Case):
    content = written(case.place, "pdf", case.options)
    words = squeezed("".join(pages_of(content)))
    for text in case.texts:
        if text.isascii():
            assert squeezed(text) in words


def test_the_one_link_out_leads_to_the_web_or_is_none(place):
    for url, linked in (("javascript:alert(1)", False), ("https://example.org/x?a=1", True)):
        place.article.url = url
        place.article.save()
        inside = all_of(written(place, "pdf"))
        assert (b"/URI" in inside) is linked
        assert b"javascript" not in inside.lower()


def test_a_word_wider_than_the_page_ends_in_it_and_is_copied_whole(desk):
    wide = "https://example.org/?" + "x" * 300
    place = place_of(desk.annotator, make_article(desk.editor, f"Seen on {wide} today.", title="Wide"))
    judge(place, 1, "unverified", note=wide, note_exported=True)
    content = written(place, "pdf", Options(notes=True))
    words = "".join(pages_of(content))
    assert re.sub(r"\s", "", words).count(wide) == 2
    first = pypdfium2.PdfDocument(content)[0]
    text = first.get_textpage()
    right = max(text.get_charbox(index)[2] for index in range(text.count_chars()))
    assert right < first.get_width() - 70


@pytest.mark.parametrize(("code", "language"), [
    ("uk", ("uk", None)), ("pt-br", ("pt", "BR")), ("zh-Hant-TW", ("zh", "TW")),
    ('x"]', ("en", None)), ("", ("en", None)),
])  # fmt: skip
def test_a_language_is_one_that_the_typesetter_takes(code, language):
    assert pdf._language(code) == language


def test_what_takes_too_long_is_refused_in_words(place, monkeypatch):
    monkeypatch.setattr(pdf, "MOST_WAITING", 0.01)
    with pytest.raises(Refused, match="too long"):
        build(place, "pdf", Options())
    died = (-9, b"", "too long"), (1, b"pyo3_runtime.PanicException: assertion failed: j < i", "cannot be set")
    for code, said, message in died:
        ended = subprocess.CompletedProcess([], code, b"", said)
        monkeypatch.setattr(subprocess, "run", lambda *_args, ended=ended, **_known: ended)
        with pytest.raises(Refused, match=message):
            build(place, "pdf", Options())


def test_when_others_are_at_it_nobody_waits_for_long(place, monkeypatch):
    monkeypatch.setattr(pdf, "MOST_QUEUING", 0.01)
    for _ in range(2):
        pdf._FREE.acquire()
    try:
        with pytest.raises(Refused, match="Others are making PDFs"):
            build(place, "pdf", Options())
    finally:
        for _ in range(2):
            pdf._FREE.release()
    assert built(place, "pdf").startswith(b"%PDF-1.7")
