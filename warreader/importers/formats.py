"""The formats that a report may come in, and how the right one is told: by content, then by what is said of it."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Final, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from .drafts import Draft, Received

MEGABYTE: Final = 1_000_000
#: to be read once: it is parsed out of a file, and takes as long as reading a text
_version = cache(version)
Reader = Callable[[Received, str], Draft]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that is read."""

    #: of the module here that reads it, too; it is imported only where something is read
    name: str
    label: str | Promise
    #: the usual one first; without the dot
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    #: a longer file is refused
    most_bytes: int
    #: the packages that read it, besides those that decode text
    libraries: tuple[str, ...] = ()
    #: whether it is text, so that a charset is told and mojibake repaired
    textual: bool = False

    @property
    def read(self) -> Reader:
        """What makes a draft of bytes and a language (empty where none is given); raises ``Unreadable``."""
        return cast("Reader", importlib.import_module(f".{self.name}", __package__).read)

    @property
    def software(self) -> str:
        """The libraries that read it with their versions, as provenance names them."""
        decoders = ("charset-normalizer", "ftfy") if self.textual else ("ftfy",)
        return ", ".join(f"{name} {_version(name)}" for name in (*self.libraries, *decoders))


_FORMATS = (
    Format(
        "plain",
        gettext_lazy("Text"),
        ("txt", "text", "md"),
        ("text/plain", "text/markdown"),
        5 * MEGABYTE,
        textual=True,
    ),
    Format(
        "html",
        gettext_lazy("Web page"),
        ("html", "htm", "xhtml"),
        ("text/html", "application/xhtml+xml"),
        20 * MEGABYTE,
        ("trafilatura", "lxml"),
        textual=True,
    ),
    Format(
        "mhtml",
        gettext_lazy("Saved web page (MHTML)"),
        ("mhtml", "mht"),
        ("multipart/related", "application/x-mimearchive"),
        20 * MEGABYTE,
        ("trafilatura", "lxml"),
        textual=True,
    ),
    Format(
        "docx",
        gettext_lazy("Word document"),
        ("docx",),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
        20 * MEGABYTE,
        ("python-docx", "lxml"),
    ),
    Format("pdf", gettext_lazy("PDF with text"), ("pdf",), ("application/pdf",), 20 * MEGABYTE, ("pypdfium2",)),
)
FORMATS: Mapping[str, Format] = {one.name: one for one in _FORMATS}
ACCEPTED: Final = (*(f".{suffix}" for one in _FORMATS for suffix in one.suffixes), ".zip")
"""How the names of files end that can be read, for a browser that lets somebody choose some."""
