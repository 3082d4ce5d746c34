"""Word documents: read by python-docx and as XML, by no code that wrote them."""

import io
import re
from datetime import date
from uuid import uuid4
from xml.etree import ElementTree

import docx
import pytest

from tests.exports.conftest import MOMENT, Case, written
from tests.exports.readers import W, parts_of, read_docx
from tests.factories import built, judge, make_article, place_of, support
from warreader.actions.errors import Refused
from warreader.actions.evidence import Source, record_evidence
from warreader.actions.exports import build
from warreader.exports import Options, layout
from warreader.models import Kind, Revision, Sentence

SPACE = re.compile(r"[ \t\r\n]+")


def opened(place, **options) -> docx.document.Document:
    return docx.Document(io.BytesIO(written(place, "docx", Options(**options))))


def visible(text: str) -> str:
    """What no XML holds, as signs."""
    return SPACE.sub(
        " ", "".join(chr(0x2400 + ord(one)) if one < " " and one not in "\t\r\n" else one for one in text)
    )


def test_every_sentence_is_in_it_word_for_word(case: Case):
    sentences = read_docx(written(case.place, "docx", case.options)).sentences
    assert sentences == {ordinal: visible(text) for ordinal, text in enumerate(case.texts, 1)}


def test_a_comment_says_what_a_person_said(place):
    judge(place, 2, "unverified", flags={"loaded": True}, note="First line\n<b>second</b>", note_exported=True)
    source = Source("https://example.org/e", "Bulletin & 7", "“quoted”", date(2026, 3, 2))
    record_evidence(place=place, ordinal=2, source=source, action=uuid4())
    support(place, 3, citation="Alone")
    first, second = opened(place, notes=True, names=True).comments
    assert (first.author, second.author) == (place.author.name,) * 2
    assert first.text.split("\n") == [
        "Sentence 2: ? unverified, loaded",
        "Note: First line",
        "<b>second</b>",
        "Evidence: Bulletin & 7, https://example.org/e, ““quoted””, seen 2 Mar 2026",
    ]
    assert second.text == "Sentence 3: Evidence: Alone"


def test_a_state_is_a_line_a_colour_and_a_sign(place):
    judge(place, 1, "verified")
    support(place, 1, citation="Bulletin")
    judge(place, 2, "verified")
    judge(place, 3, "unverified")
    judge(place, 4, "opinion")
    found = []
    for paragraph in opened(place).paragraphs:
        for run, after in zip(paragraph.runs, paragraph.runs[1:], strict=False):
            if "Sentence" in run.text and (line := run._r.find(f"{W}rPr/{W}u")) is not None:
                found.append((line.get(f"{W}val"), line.get(f"{W}color"), after.text.strip()))
    assert found == [
        ("thick", "00745A", "✓"), ("single", "00745A", "(✓)"), ("dash", "A35200", "?"), ("wave", "8A3B76", "❝"),
    ]  # fmt: skip


def test_kinds_are_styles_and_the_properties_say_what_it_is(desk):
    place = place_of(desk.annotator, make_article(desk.editor, "Headline", "Part", "Photo.", "Body.", title="Report"))
    for ordinal, kind in enumerate((Kind.TITLE, Kind.SUBHEAD, Kind.CAPTION), 1):
        Sentence.objects.filter(revision=place.revision, ordinal=ordinal).update(kind=kind)
    Revision.objects.filter(pk=place.revision.pk).update(language="uk")
    word = opened(place)
    styled = {paragraph.text: paragraph.style.name for paragraph in word.paragraphs}
    assert (styled["Headline"], styled["Part"], styled["Photo."]) == ("Title", "Heading 2", "Caption")
    assert styled["Body."] == "Normal"
    known = word.core_properties
    assert (known.title, known.language, known.author) == ("Report", "uk", "Warreader")
    assert known.created == known.modified == MOMENT
    languages = {one.get(f"{W}val") for one in word.element.body.iter(f"{W}lang")}
    assert languages == {"uk"}
    assert len(word.part.package.parts) < 11
    # some checkers want a table of all fonts that styles and signs name
    parts = parts_of(written(place, "docx"))
    fonts = set(re.findall(r'w:font w:name="([^"]+)"', parts["word/fontTable.xml"].decode()))
    named = re.findall(r"<w:rFonts ([^>]*)/>", (parts["word/styles.xml"] + parts["word/document.xml"]).decode())
    used = set(re.findall(r'"([^"]+)"', " ".join(named)))
    assert {"Georgia", "MS Mincho"} <= used <= fonts


def test_what_is_written_from_right_to_left_says_so(desk):
    arabic = "سيطر الجيش على المدينة."
    place = place_of(desk.annotator, make_article(desk.editor, arabic, "Latin.", title="Latin"))
    turned = {}
    for paragraph in opened(place).paragraphs:
        bidi = paragraph._p.find(f"{W}pPr/{W}bidi") is not None
        turned[paragraph.text] = (bidi, any(run.font.rtl for run in paragraph.runs))
    assert turned[arabic] == (True, True)
    assert turned["Latin."] == (False, False)


def test_the_one_link_leads_to_the_web_or_is_none(place):
    for url, linked in (("javascript:alert(1)", False), ("https://example.org/x?a=1&b=2", True)):
        place.article.url = url
        place.article.save()
        links = parts_of(written(place, "docx"))["word/_rels/document.xml.rels"].decode()
        assert ('TargetMode="External"' in links) is linked
        assert "javascript" not in links


def test_a_part_tells_of_no_clock_but_the_documents(place):
    parts = parts_of(written(place, "docx"))
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part)
        assert b"python-docx" not in part
    assert "docProps/app.xml" not in parts


@pytest.mark.parametrize("most", ["MOST_PIECES", "MOST_LETTERS"])
def test_too_much_for_a_document_is_refused_in_words(place, monkeypatch, most):
    monkeypatch.setattr(layout, most, 4)
    with pytest.raises(Refused, match="too much for a document"):
        build(place, "docx", Options())
    assert built(place, "csv")
