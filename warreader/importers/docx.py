"""Word documents: paragraphs, headings, lists, tables and text boxes in the order of the page.

What is shown is read: insertions that are tracked, fields' results and links too; deletions, hidden text, comments,
footnotes and running heads are not, and this is told. When it was made says nothing of when it was published, so it
is undated.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from docx import Document
from docx.oxml.ns import qn

from warreader import text as texts
from warreader.text import Kind

from .drafts import Draft, Found, Received, Unreadable
from .drafts import marked as _
from .lines import Line, counted, from_lines

#: of a document's parts, as they are unpacked: more than any report, pictures included
MOST_BYTES: Final = 100_000_000
#: and of the part that holds its text
MOST_TEXT: Final = 30_000_000
MOST_PARTS: Final = 5_000
#: what stands on a cell's own lines rather than in one line with the others
_LONG_CELL: Final = 300

_P, _TR, _TC, _RUN = qn("w:p"), qn("w:tr"), qn("w:tc"), qn("w:r")
_TEXT: Final = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "\u2011"}
#: what is in the file twice, or in another place now
_UNSEEN: Final = frozenset(
    {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", qn("w:moveFrom"), qn("w:del")}
)
#: parts of a document that are shown on every page, and whether there are words in one
_RUNNING: Final = frozenset({"header", "footer"})
_WRITTEN = re.compile(rb"<w:t[ >][^<]*[^<\s]")
_HEADING = re.compile(r"heading \d")
#: what programs write where nobody has given an author or a title
_NOBODY: Final = frozenset({"python-docx", "windows user", "user", "admin", "microsoft office user", "unknown"})
_UNNAMED = re.compile(r"(?i)microsoft word - .*|untitled.*|.*\.docx?|word document|document ?\d*")


def read(received: Received, language: str) -> Draft:
    """Make a draft of a Word document; raises ``Unreadable`` for one that is not to be trusted or holds no text."""
    _guard(received.content)
    document = Document(io.BytesIO(received.content))
    body = document.element.body
    if body.getroottree().docinfo.doctype:
        raise Unreadable(_("This document defines entities, which no word processor does."))
    lines = list(_lines(body, _kinds(document.styles.element)))
    if not lines:
        raise Unreadable(_("There is no text in this document; pictures of text are not read."))
    found = _found(document.core_properties, lines)
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return from_lines(
        received,
        lines,
        importer="docx",
        media_type=media_type,
        language=language,
        repairs=_left_out(document),
        found=found,
    )


def _left_out(document: Any) -> list[str]:
    """Return what to say of words that are in the document, and not in the text."""
    body = document.element.body
    notes = [qn("w:footnoteReference"), qn("w:endnoteReference")]
    deleted = sum(one.getparent().tag == _RUN for one in body.iter(qn("w:delText")))
    return [
        *counted("notes at the foot or the end left out", sum(1 for _note in body.iter(*notes))),
        *counted("comments left out", sum(1 for _comment in body.iter(qn("w:commentReference")))),
        *counted("deletions that are tracked left out", deleted),
        *counted("hidden words left out", sum(_vanishes(run) for run in body.iter(_RUN))),
        *counted("running heads and feet left out", sum(_is_written(rel) for rel in document.part.rels.values())),
    ]


def _is_written(relation: Any) -> bool:
    """Whether it leads to a running head or foot that has words in it."""
    kind = relation.reltype.rpartition("/")[2]
    return kind in _RUNNING and not relation.is_external and _WRITTEN.search(relation.target_part.blob) is not None


def _guard(content: bytes) -> None:
    """Refuse what would unpack to more than can be held; the sizes of entries bound what is read of them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sizes = {one.filename: one.file_size for one in archive.infolist()}
        encrypted = any(one.flag_bits & 1 for one in archive.infolist())
    if encrypted:
        raise Unreadable(_("This document is encrypted. Save it without a password, and bring that."))
    large = sum(sizes.values()) > MOST_BYTES or sizes.get("word/document.xml", 0) > MOST_TEXT
    if large or len(sizes) > MOST_PARTS:
        raise Unreadable(_("This document is larger than a report can be."))


def _kinds(styles: Any) -> dict[str, Kind]:
    """Return the kinds that styles tell, by id; their names are English in every language's Word."""
    kinds = {}
    for style in styles.iter(qn("w:style")):
        label = style.find(qn("w:name"))
        name = (label.get(qn("w:val")) or "").lower() if label is not None else ""
        kind = _kind(name)
        if kind:
            kinds[style.get(qn("w:styleId")) or ""] = kind
    return kinds


def _kind(style: str) -> Kind | None:
    if style == "title":
        return Kind.TITLE
    if style == "subtitle" or _HEADING.match(style):
        return Kind.SUBHEAD
    if style == "caption":
        return Kind.CAPTION
    return Kind.BODY if style.startswith("list") else None


def _lines(body: Any, kinds: dict[str, Kind]) -> Iterator[Line]:
    """Yield the paragraphs in their order; the cells of a row in one line where they are short."""
    paragraphs = (one for one in body.iter(_P) if not any(above.tag in _UNSEEN for above in one.iterancestors()))
    for row, group in groupby(paragraphs, lambda one: next(one.iterancestors(_TR), None)):
        lines = [(next(one.iterancestors(_TC), None), Line(_words(one), _style_kind(one, kinds))) for one in group]
        lines = [(cell, line) for cell, line in lines if line.text]
        cells = [cell for cell, _ in lines]
        if row is None or len(set(cells)) < len(cells) or any(len(line.text) > _LONG_CELL for _, line in lines):
            yield from (line for _, line in lines)
        elif lines:
            yield Line(" | ".join(line.text for _, line in lines), Kind.BODY)


def _style_kind(paragraph: Any, kinds: dict[str, Kind]) -> Kind | None:
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        return None
    style = properties.find(qn("w:pStyle"))
    kind = kinds.get(style.get(qn("w:val")) or "") if style is not None else None
    if kind is None and properties.find(qn("w:outlineLvl")) is not None:
        level = properties.find(qn("w:outlineLvl")).get(qn("w:val"))
        kind = Kind.SUBHEAD if level != "9" else None
    return Kind.BODY if kind is None and properties.find(qn("w:numPr")) is not None else kind


def _words(paragraph: Any) -> str:
    """Return what a paragraph shows, without the text boxes that hang on it."""
    pieces = []
    for run in paragraph.iter(_RUN):
        above = next(one for one in run.iterancestors() if one.tag == _P)
        if above is paragraph and not _is_hidden(run, paragraph):
            pieces += [(one.text or "") if one.tag == qn("w:t") else _TEXT.get(one.tag, "") for one in run]
    return re.sub(r" *\n *", "\n", "".join(pieces)).strip()


def _is_hidden(run: Any, paragraph: Any) -> bool:
    for above in run.iterancestors():
        if above is paragraph:
            break
        if above.tag in _UNSEEN:
            return True
    return _vanishes(run)


def _vanishes(run: Any) -> bool:
    hidden = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return hidden is not None and hidden.get(qn("w:val")) not in {"0", "false", "off"}


def _found(properties: Any, lines: list[Line]) -> Found:
    heading = next((line.text for line in lines if line.kind is Kind.TITLE), "")
    title, author = texts.one_line(properties.title or ""), texts.one_line(properties.author or "")
    code = re.match(r"([a-zA-Z]{2})(?![a-zA-Z])", properties.language or "")
    return Found(
        title=texts.one_line(heading) or ("" if _UNNAMED.fullmatch(title) else title),
        author="" if author.casefold() in _NOBODY else author,
        language=code[1].lower() if code else "",
    )
