"""Exports: one module per format behind one registry, all written from one permission-checked read.

A new format is one module with ``write(document) -> Iterable[bytes]``, and one line in ``FORMATS``, which says whether
it can hold discussion and history. One that is
for people to read, built in memory, has its cap and its parts from ``layout`` and raises ``TooMuch``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

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
#: and of an id, where a title has no letters for it
SHORT = 8
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
    #: what it is for, in words: formats are chosen by it
    use: str | Promise
    #: what it can hold of what not every format can
    holds: frozenset[Part] = frozenset()

    def pieces(self, document: Document) -> Iterable[bytes]:
        """Yield the file, with what it can hold of what was asked for."""
        return self.write(document.holding(self.holds))

    def filename(self, document: Document) -> str:
        """Return a name for the file, in ASCII letters, digits, hyphens and dots; of other letters, with an id."""
        slug = slugify(document.title)[:SLUG_LENGTH].strip("-_") or f"article-{document.id[:SHORT]}"
        return f"{slug}-{document.exported:%Y-%m-%d}.{self.extension}"


#: what formats are for, in words
READ, COUNT, KEEP, TOOLS = (
    _("To read, print and pass on"),
    _("To count with"),
    _("To keep, and to bring back in"),
    _("For other annotation tools"),
)
_FORMATS = (
    Format("html", _("Web page that needs no network"), "text/html; charset=utf-8", "html", html.write, READ, BOTH),
    Format("docx", _("Word document with comments"), DOCX, "docx", docx_.write, READ, BOTH),
    Format("pdf", _("Tagged PDF to print"), "application/pdf", "pdf", pdf.write, READ, BOTH),
    Format("md", _("Text for any editor (Markdown)"), "text/markdown; charset=utf-8", "md", md.write, READ, BOTH),
    Format("txt", _("A few lines for a chat or mail"), "text/plain; charset=utf-8", "txt", txt.write, READ),
    Format("csv", _("Table for a spreadsheet (CSV)"), "text/csv; charset=utf-8", "csv", csv_.write, COUNT, TALK),
    Format("jsonl", _("Table for research (JSON lines)"), JSONL, "jsonl", research.write, COUNT, TALK),
    Format(
        "jsonl-offsets", _("Table for research without the text"), JSONL, "jsonl", research.write_offsets, COUNT, TALK
    ),
    Format("json", _("Everything, to read back (JSON)"), "application/json", "json", complete.write, KEEP, BOTH),
    Format("jsonld", _("W3C Web Annotations (JSON-LD)"), "application/ld+json", "jsonld", jsonld.write, KEEP, TALK),
    Format("doccano", _("For doccano (JSON lines)"), JSONL, "doccano.jsonl", doccano.write, TOOLS),
    Format(
        "labelstudio", _("For Label Studio (JSON)"), "application/json", "labelstudio.json", labelstudio.write, TOOLS
    ),
    Format("cas", _("For INCEpTION (UIMA CAS)"), "application/zip", "cas.zip", cas.write, TOOLS),
)
FORMATS: Mapping[str, Format] = {one.name: one for one in _FORMATS}


def choices() -> list[tuple[str | Promise, list[tuple[str, str | Promise]]]]:
    """Return the formats to choose from, by what they are for."""
    return [(use, [(one.name, one.label) for one in them]) for use, them in groupby(_FORMATS, lambda one: one.use)]


def unheld(names: Iterable[str], options: Options) -> dict[Part, str]:
    """Return what is asked for and none of these formats can hold, each with which ones can, in words."""
    held = {part for name in names for part in FORMATS[name].holds}
    return {part: _which_hold(part) for part in options.parts if part not in held}


def _which_hold(part: Part) -> str:
    able = ", ".join(f"“{one.label}”" for one in FORMATS.values() if part in one.holds)
    if part == Part.DISCUSSION:
        return gettext("The discussion is in no file of this kind. It is in these: %(formats)s.") % {"formats": able}
    return gettext("The history is in no file of this kind. It is in these: %(formats)s.") % {"formats": able}


__all__ = ["FORMATS", "Document", "Format", "Options", "Part", "TooMuch", "choices", "read", "unheld"]
