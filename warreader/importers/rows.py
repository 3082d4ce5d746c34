"""Reports in rows: JSON lines, and tables in CSV. One report a row, and never the whole file in memory."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final, TypeAlias

from django.utils.translation import gettext as _

from .decoding import decode

#: what a row may say of its report; other columns are left out
COLUMNS: Final = ("text", "html", "title", "url", "source", "author", "published", "language", "id")
#: code points of a line, a field, a row
LONGEST: Final = 10_000_000
#: bytes from which the charset is told
_SAMPLE: Final = 1 << 16
_MOST: Final = {"most": LONGEST // 1_000_000}
_DELIMITERS: Final = ",;\t|"
#: names of columns that are remembered because they are nothing to us
_MOST_UNKNOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A report's row."""

    #: the line it begins in, from 1
    line: int
    #: as it stood in the file
    content: bytes
    #: by the names of ``COLUMNS``; empty ones are left out
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that says nothing that can be used, and why."""

    line: int
    why: str


Found: TypeAlias = Iterator[Row | Broken]


class Useless(Exception):
    """The whole file is no table of reports; the text says why."""


@dataclass
class Columns:
    """Which column of a row is what."""

    #: one of ``COLUMNS`` -> what it is called in the file
    named: Mapping[str, str] = field(default_factory=dict)
    #: those that are none of them, in the order in which they came
    unknown: dict[str, None] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """Return which of ``COLUMNS`` a column is; empty where it is none."""
        for ours, theirs in self.named.items():
            if name == theirs:
                return ours
        plain = name.strip().lower()
        if plain in COLUMNS and plain not in self.named:
            return plain
        if len(self.unknown) < _MOST_UNKNOWN:
            self.unknown[name] = None
        return ""

    def values(self, row: Mapping[str, Any]) -> dict[str, str]:
        """Return what a row says, by the names of ``COLUMNS``; raises ``ValueError`` where there is no text in it."""
        found = {self.of(name): value for name, value in row.items()}
        for name in ("text", "html"):
            if not isinstance(found.get(name, ""), str | None):
                raise ValueError(_("Its %(name)s is not text.") % {"name": name})
        values = {name: words for name, value in found.items() if name and (words := _words(value))}
        if not (values.get("text", "").strip() or values.get("html", "").strip()):
            raise ValueError(_("It has no text."))
        return values


def json_lines(stream: BinaryIO, columns: Columns, encoding: str = "") -> Found:
    """Yield the objects of a stream of JSON lines; empty lines are passed over."""
    with _decoded(stream, encoding or "utf-8-sig", newline="\n") as text:
        for number, line in _lines(text):
            if line is None:
                yield Broken(number, _("It is longer than %(most)s million letters.") % _MOST)
            elif line.strip():
                yield _object(number, line, columns, text.encoding)


def table(stream: BinaryIO, columns: Columns, encoding: str = "") -> Found:
    """Yield the rows of a table that has a header; raises ``Useless`` where no column is the text."""
    csv.field_size_limit(LONGEST)
    with _decoded(stream, encoding or _charset(stream), newline="") as text:
        yield from _rows(_Lines(text), columns)


def _rows(lines: "_Lines", columns: Columns) -> Found:
    header, delimiter = _header(lines, columns)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Broken(lines.first, _("It is no row of a table: %(error)s.") % {"error": error})
            continue
        if fields:
            yield _row(lines, header, fields, columns)


def _object(number: int, line: str, columns: Columns, encoding: str) -> Row | Broken:
    try:
        found = json.loads(line)
        if not isinstance(found, dict):
            return Broken(number, _("It is no JSON object."))
        return Row(number, _encoded(line, encoding), columns.values(found))
    except json.JSONDecodeError as error:
        return Broken(number, _("It is no JSON: %(error)s.") % {"error": error.msg})
    except RecursionError:
        return Broken(number, _("It is nested too deeply."))
    except ValueError as error:
        return Broken(number, str(error))


def _row(lines: "_Lines", header: Sequence[str], fields: Sequence[str], columns: Columns) -> Row | Broken:
    if len(fields) != len(header):
        counts = {"fields": len(fields), "columns": len(header)}
        return Broken(lines.first, _("It has %(fields)s fields, and the table %(columns)s columns.") % counts)
    try:
        return Row(lines.first, lines.content(), columns.values(dict(zip(header, fields, strict=True))))
    except ValueError as error:
        return Broken(lines.first, str(error))


def _words(value: Any) -> str:
    """Return a value as text: several as a list with commas, what is neither text nor number as nothing."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def _header(lines: "_Lines", columns: Columns) -> tuple[list[str], str]:
    """Return the names of the columns, and what stands between them: what tells the most columns apart that we know."""
    lines.begin()
    try:
        line = next(lines, "")
        found = [(next(csv.reader([line], delimiter=sign), []), sign) for sign in _DELIMITERS]
    except csv.Error as error:
        raise Useless(_("It has no header: %(error)s.") % {"error": error}) from error
    header, delimiter = max(found, key=lambda one: sum(bool(Columns(columns.named).of(name)) for name in one[0]))
    known = {columns.of(name) for name in header}
    if not known & {"text", "html"}:
        names = ", ".join(name[:40] for name in header[:20])
        raise Useless(_("No column is called text or html. It has: %(names)s.") % {"names": names})
    return header, delimiter


class _Lines(Iterator[str]):
    """The lines of a table as its reader takes them; it keeps those of the row that is being read."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._encoding = text.encoding
        self._lines = _lines(text)
        self._row: list[str] = []
        self._letters = 0
        self._read = 0
        self.first = 1

    def begin(self) -> None:
        """Begin a row with the next line."""
        self._row = []
        self._letters = 0
        self.first = self._read + 1

    def content(self) -> bytes:
        """Return the bytes of the row."""
        return _encoded("".join(self._row), self._encoding)

    def __next__(self) -> str:
        self._read, line = next(self._lines)
        self._letters += LONGEST if line is None else len(line)
        if line is None or self._letters > LONGEST:
            raise csv.Error(_("longer than %(most)s million letters") % _MOST)
        self._row.append(line)
        return line.replace("\0", "")


def _lines(text: io.TextIOWrapper) -> Iterator[tuple[int, str | None]]:
    """Yield the lines with their numbers, from 1; None for one that is longer than may be."""
    number = 0
    while line := text.readline(LONGEST):
        number += 1
        whole = len(line) < LONGEST or line.endswith(("\n", "\r"))
        while len(line) == LONGEST and not line.endswith(("\n", "\r")):
            line = text.readline(LONGEST)
        yield number, line if whole else None


def _charset(stream: BinaryIO) -> str:
    """Return the charset of a table, told from how it begins."""
    peek = getattr(stream, "peek", None)
    sample = bytes(peek(_SAMPLE))[:_SAMPLE] if peek else b""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    charset = decode(whole).charset
    return "utf-8-sig" if charset == "utf-8" else charset


@contextmanager
def _decoded(stream: BinaryIO, encoding: str, *, newline: str) -> Iterator[io.TextIOWrapper]:
    """Give the stream as text; bytes that are none of it become lone surrogates where they can be told again."""
    wide = "16" in encoding or "32" in encoding
    text = io.TextIOWrapper(stream, encoding, "replace" if wide else "surrogateescape", newline=newline)
    try:
        yield text
    finally:
        text.detach()


def _encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding.removesuffix("-sig"), "surrogateescape")
