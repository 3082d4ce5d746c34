"""Exports: one module per format behind one registry, all written from one permission-checked read.

A new format is one module with ``write(document) -> Iterable[bytes]``, and one line in ``FORMATS``, which says whether
it can hold discussion and history. One that is
for people to read, built in memory, has its cap and its parts from ``layout`` and raises ``TooMuch``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import cas, complete, csv_, doccano, docx_, html, jsonld, labelstudio, md, pdf, research, txt
from .document import Document, Options, Part
from .layout import TooMuch
from .read import read

#: how much of a title goes into a file's name, in characters
SLUG_LENGTH = 60
JSONL = "application/jsonl"
BOTH = frozenset(Part)
TALK = frozenset({Part.DISCUSSION})
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file."""

    name: str
    label: str | Promise
    media_type: str
    extension: str
    #: yields the file in pieces; the same document gives the same bytes
    write: Callable[[Document], Iterable[bytes]]
    #: what it can hold of what not every format can
    holds: frozenset[Part] = frozenset()

    def pieces(self, document: Document) -> Iterable[bytes]:
        """Yield the file, with what it can hold of what was asked for."""
        return self.write(document.holding(self.holds))

    def filename(self, document: Document) -> str:
        """Return a name for the file, in ASCII letters, digits, hyphens and dots."""
        slug = slugify(document.title)[:SLUG_LENGTH].strip("-_") or "article"
        return f"{slug}-{document.exported:%Y-%m-%d}.{self.extension}"


_FORMATS = (
    Format("html", _("Web page that needs no network"), "text/html; charset=utf-8", "html", html.write, BOTH),
    Format("jsonld", _("W3C Web Annotations (JSON-LD)"), "application/ld+json", "jsonld", jsonld.write, TALK),
    Format("json", _("Everything, to read back (JSON)"), "application/json", "json", complete.write, BOTH),
    Format("csv", _("Table for a spreadsheet (CSV)"), "text/csv; charset=utf-8", "csv", csv_.write, TALK),
    Format("jsonl", _("Table for research (JSON lines)"), JSONL, "jsonl", research.write, TALK),
    Format("jsonl-offsets", _("Table for research without the text"), JSONL, "jsonl", research.write_offsets, TALK),
    Format("md", _("Text for any editor (Markdown)"), "text/markdown; charset=utf-8", "md", md.write, BOTH),
    Format("docx", _("Word document with comments"), DOCX, "docx", docx_.write, BOTH),
    Format("pdf", _("Tagged PDF to print"), "application/pdf", "pdf", pdf.write, BOTH),
    Format("txt", _("A few lines for a chat or mail"), "text/plain; charset=utf-8", "txt", txt.write),
    Format("doccano", _("For doccano (JSON lines)"), JSONL, "doccano.jsonl", doccano.write),
    Format("labelstudio", _("For Label Studio (JSON)"), "application/json", "labelstudio.json", labelstudio.write),
    Format("cas", _("For INCEpTION (UIMA CAS)"), "application/zip", "cas.zip", cas.write),
)
FORMATS: Mapping[str, Format] = {one.name: one for one in _FORMATS}


def unheld(names: Iterable[str], options: Options) -> dict[Part, str]:
    """Return what is asked for and none of these formats can hold, each with which ones can, in words."""
    held = {part for name in names for part in FORMATS[name].holds}
    return {part: _which_hold(part) for part in options.parts if part not in held}


def _which_hold(part: Part) -> str:
    able = ", ".join(f"“{one.label}”" for one in FORMATS.values() if part in one.holds)
    if part == Part.DISCUSSION:
        return gettext("The discussion is in no file of this kind. It is in these: %(formats)s.") % {"formats": able}
    return gettext("The history is in no file of this kind. It is in these: %(formats)s.") % {"formats": able}


__all__ = ["FORMATS", "Document", "Format", "Options", "Part", "TooMuch", "read", "unheld"]
