"""Word documents: what is shown is read in its order, and what a document does not have to have is refused."""

import io
import zipfile

import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from tests.importers import made
from warreader.importers import Received, Unreadable, read
from warreader.text import Kind

BODY = (
    "The army shelled the town of Izyum on Monday, officials said, and at least two people died there.",
    "Five others were hurt, according to the mayor, who spoke to reporters in front of the hospital.",
)
DOCUMENT = "word/document.xml"


def kinds_of(draft) -> list[tuple[str, Kind]]:
    return [(draft.text[one.start : one.end], one.kind) for one in draft.sentences]


def test_headings_lists_captions_and_tables_are_told_by_their_styles():
    def build(document):
        document.add_paragraph("Two die in Izyum", style="Title")
        document.add_paragraph(BODY[0])
        document.add_heading("What we know", level=2)
        document.add_paragraph("The mayor said so", style="List Bullet")
        document.add_paragraph("The hospital after the attack", style="Caption")
        table = document.add_table(rows=2, cols=2)
        for cell, words in zip(table._cells, ("Dead", "2", "Hurt", "5"), strict=True):
            cell.text = words
        document.add_paragraph(BODY[1])
        document.core_properties.author = "Ann Bee"
        document.core_properties.title = "Template"
        document.core_properties.language = "en-GB"

    draft = read(made.docx([], build))
    assert kinds_of(draft) == [
        ("Two die in Izyum", Kind.TITLE),
        (BODY[0], Kind.BODY),
        ("What we know", Kind.SUBHEAD),
        ("The mayor said so", Kind.BODY),
        ("The hospital after the attack", Kind.CAPTION),
        ("Dead | 2", Kind.BODY),
        ("Hurt | 5", Kind.BODY),
        (BODY[1], Kind.BODY),
    ]
    found = draft.found
    assert (draft.title, found.author, found.language, found.published) == ("Two die in Izyum", "Ann Bee", "en", None)


def test_insertions_are_read_and_what_is_left_out_is_told():
    def build(document):
        paragraph = document.add_paragraph("Two ")
        for tag, words, text in (("w:ins", "people ", "w:t"), ("w:del", "soldiers ", "w:delText")):
            change, run, letters = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text)
            letters.text = words
            run.append(letters)
            change.append(run)
            paragraph._p.append(change)
        paragraph.add_run("secretly ").font.hidden = True
        paragraph.add_run("died.")

        document.sections[0].header.paragraphs[0].text = "Draft"
        document.add_comment(paragraph.runs[0], text="Sure?")
        paragraph.runs[0]._r.append(OxmlElement("w:footnoteReference"))

    draft = read(made.docx([], build))
    assert draft.text == "Two people died."
    assert draft.repairs == (
        "notes at the foot or the end left out (1 time)",
        "comments left out (1 time)",
        "deletions that are tracked left out (1 time)",
        "hidden words left out (1 time)",
        "running heads and feet left out (1 time)",
    )


def test_a_text_box_is_read_once_and_on_its_own():
    box = (
        f'<w:p {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<w:r><w:t>Before the box.</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In the box."
        "</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>In the box.</w:t>"
        "</w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    draft = read(made.docx([], lambda document: document.element.body.insert(0, parse_xml(box))))
    assert draft.text == "Before the box.\n\nIn the box."


def test_a_table_that_is_only_a_layout_keeps_its_paragraphs():
    def build(document):
        cell = document.add_table(rows=1, cols=2)._cells[0]
        cell.text = BODY[0]
        cell.add_paragraph(BODY[1])

    assert read(made.docx([], build)).text == "\n\n".join(BODY)


def test_links_line_breaks_and_tabs_are_kept():
    def build(document):
        paragraph = document.add_paragraph()
        paragraph.add_run("One line\nand another\tof ")
        link, run = OxmlElement("w:hyperlink"), paragraph.add_run("the report.")
        link.append(run._r)
        paragraph._p.append(link)

    assert read(made.docx([], build)).text == "One line\nand another\tof the report."


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "declared",
    [
        f'<!ENTITY l0 "lol">{LAUGHS}',
        '<!ENTITY l9 SYSTEM "file:///etc/passwd">',
        '<!ENTITY % x SYSTEM "http://192.0.2.1/">%x;',
    ],
)
def test_a_document_that_declares_entities_is_refused(declared):
    def change(content: bytes) -> bytes:
        start = content.index(b"?>") + 2
        text = content[start:].replace(b"Five others", b"&l9; others" if b"l9" in declared.encode() else b"Five")
        return content[:start] + f"<!DOCTYPE x [{declared}]>".encode() + text

    with pytest.raises(Unreadable):
        read(made.repacked(made.docx(BODY), {DOCUMENT: change}))


def test_a_document_that_unpacks_to_too_much_is_refused():
    received = made.docx(BODY)
    file = io.BytesIO(received.content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image.bin", b"0" * 101_000_000)
    assert len(file.getvalue()) < 500_000
    with pytest.raises(Unreadable, match="larger than a report"):
        read(Received(file.getvalue()))


@pytest.mark.parametrize(
    "changes",
    [
        {DOCUMENT: lambda _: b""},
        {DOCUMENT: lambda content: content[: len(content) // 2]},
        {DOCUMENT: lambda _: b"<nothing/>"},
        {"_rels/.rels": lambda _: b"<x/>"},
        {"[Content_Types].xml": lambda _: b"no XML"},
    ],
)
def test_a_document_whose_parts_are_broken_is_refused(changes):
    with pytest.raises(Unreadable):
        read(made.repacked(made.docx(BODY), changes))


def test_other_documents_are_refused_with_what_to_do():
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    with pytest.raises(Unreadable, match=r"old Word\. Save it as \.docx"):
        read(Received(old, "a.doc"))
    with pytest.raises(Unreadable, match="encrypted"):
        read(Received(old + "EncryptedPackage".encode("utf-16-le"), "a.docx"))
    with pytest.raises(Unreadable, match=r"Save the text as \.docx"):
        read(made.archive([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")]))
    with pytest.raises(Unreadable, match="RTF"):
        read(Received(b"{\\rtf1 Text}", "a.rtf"))


def test_a_document_is_told_by_its_content_whatever_it_is_called():
    assert read(Received(made.docx(BODY).content, "report.txt", "text/plain")).importer == "docx"
    assert read(Received(made.html(BODY).content, "report.docx")).importer == "html"
    assert read(Received("\n\n".join(BODY).encode(), "report.docx")).importer == "plain"
