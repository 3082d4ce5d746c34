"""Files of every format, made of paragraphs: no binary file is kept with the tests."""

import io
import quopri
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from docx import Document

from warreader.importers import Received
from warreader.importers.bidi import is_leftward

LINE = 84
"""Letters in a line of the PDFs made here."""


def plain(paragraphs: Sequence[str], charset: str = "utf-8") -> Received:
    return Received("\n\n".join(paragraphs).encode(charset), "report.txt", "text/plain")


def html(paragraphs: Sequence[str], head: str = "") -> Received:
    """A page with a menu, a foot and comments about the paragraphs."""
    body = "\n".join(f"<p>{escape(one)}</p>" for one in paragraphs)
    page = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>'
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/war">War</a></li></ul></nav>'
        f"<main><article>{body}</article></main>"
        '<footer><p>Copyright. <a href="/about">About us</a></p></footer></body></html>'
    )
    return Received(page.encode(), "report.html", "text/html")


def mhtml(paragraphs: Sequence[str]) -> Received:
    """The same page as a browser saves it with its parts."""
    lines = (
        "From: <Saved by Blink>",
        "Snapshot-Content-Location: https://post.example/report",
        "Subject: Report",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----Boundary--x----"',
        "",
        "",
        "------Boundary--x----",
        "Content-Type: text/html",
        "Content-Transfer-Encoding: quoted-printable",
        "Content-Location: https://post.example/report",
        "",
        quopri.encodestring(html(paragraphs).content).decode(),
        "------Boundary--x----",
        "Content-Type: image/png",
        "Content-Transfer-Encoding: base64",
        "",
        "iVBORw0KGgo=",
        "------Boundary--x------",
    )
    return Received("\r\n".join(lines).encode(), "report.mhtml", "multipart/related")


def docx(paragraphs: Sequence[str], build: Callable[..., None] | None = None) -> Received:
    """A document; ``build(document)`` adds more to it."""
    document = Document()
    for one in paragraphs:
        document.add_paragraph("".join(letter for letter in one if letter >= " " or letter in "\t\n"))
    if build:
        build(document)
    file = io.BytesIO()
    document.save(file)
    return Received(file.getvalue(), "report.docx")


def repacked(received: Received, changes: Mapping[str, Callable[[bytes], bytes]]) -> Received:
    """The same archive with some of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(received.content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, bytes)(old.read(name)))
    return Received(file.getvalue(), received.filename)


def archive(
    files: Iterable[tuple[str | zipfile.ZipInfo, bytes]], compression: int = zipfile.ZIP_DEFLATED
) -> Received:
    """A zip archive; two files may have one name."""
    file = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(file, "w", compression) as packed:
        for name, content in files:
            packed.writestr(name, content)
    return Received(file.getvalue(), "reports.zip", "application/zip")


def pdf(paragraphs: Sequence[str], **options: str) -> Received:
    """Pages with the paragraphs in lines of even length."""
    lines: list[tuple[float, str]] = []
    for one in paragraphs:
        wrapped = list(_wrapped(one))
        lines += [(24 if number == 0 else 14, line) for number, line in enumerate(wrapped)]
    pages: list[list[tuple[float, str]]] = [[]]
    for line in lines:
        if sum(way for way, _ in pages[-1]) > 660:
            pages.append([])
        pages[-1].append(line)
    return Received(pdf_of(pages, **options), "report.pdf", "application/pdf")


def _wrapped(text: str) -> Iterable[str]:
    spaced = not re.search("[\u3040-\u9fff]", text)
    line = ""
    for word in text.split() if spaced else text:
        if line and _width(line) + _width(word) >= LINE:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip() if spaced else line + word
    yield line


def _width(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)


def pdf_of(
    pages: Sequence[Sequence[tuple[float, str]]], *, head: str = "", title: str = "", extra: str = ""
) -> bytes:
    """A PDF of pages of lines, each with the way down to it; ``head`` is the first line of every page.

    Its font is named and not embedded: a table says which letter each code is, whatever the script.
    """
    letters = sorted({letter for page in pages for _, line in page for letter in line + head + "0123456789"})
    codes = {letter: number for number, letter in enumerate(letters, 1)}
    table = "\n".join(f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def 1 "
        f"begincodespacerange <0000> <ffff> endcodespacerange {len(codes)} beginbfchar\n{table}\nendbfchar "
        "endcmap end end"
    )
    kids = " ".join(f"{8 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Helvetica /Encoding /Identity-H /DescendantFonts [4 0 R] "
        "/ToUnicode 6 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Helvetica /DW 500 /FontDescriptor 5 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        "<< /Type /FontDescriptor /FontName /Helvetica /Flags 32 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
        "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        _stream(cmap),
        f"<< /Title <feff{title.encode('utf-16-be').hex()}> >>",
    ]
    for number, page in enumerate(pages, 1):
        rows = [(40.0, f"{head} {number}")] if head else []
        content = "".join(_drawn(line, way, codes) for way, line in [*rows, *page])
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects) + 2} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>",
            _stream(f"BT /F1 10 Tf 72 780 Td {content} ET"),
        ]
    return _assembled(objects, extra)


def _drawn(line: str, way: float, codes: Mapping[str, int]) -> str:
    shown = line[::-1] if is_leftward(line) else line
    return f"0 -{way} Td <{''.join(f'{codes[letter]:04x}' for letter in shown)}> Tj\n"


def _stream(content: str) -> str:
    return f"<< /Length {len(content.encode())} >>\nstream\n{content}\nendstream"


def _assembled(objects: Sequence[str], extra: str) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    start = len(out)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info 7 0 R {extra} >>"
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


MAKERS: Mapping[str, Callable[[Sequence[str]], Received]] = {
    "plain": plain,
    "html": html,
    "mhtml": mhtml,
    "docx": docx,
    "pdf": pdf,
}
"""By the names of the formats that they make."""
