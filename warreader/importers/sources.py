"""Many reports out of files, folders, archives and streams, one after the other, however many there are."""

import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from django.utils.translation import gettext as _

from . import rows
from .archives import unpack
from .drafts import Found, Received, Unreadable
from .folders import LeftOut, shown, walk
from .formats import FORMATS
from .said import said

STANDARD_INPUT: Final = "-"
_JSON: Final = (rows.json_lines, "jsonl", "application/jsonl")
#: the kinds of files that hold reports in rows, by their suffixes: what reads them, its name, their media type
TABLES: Final = {
    ".jsonl": _JSON,
    ".ndjson": _JSON,
    ".csv": (rows.table, "csv", "text/csv"),
    ".tsv": (rows.table, "csv", "text/tab-separated-values"),
}
ARCHIVE: Final = ".zip"
SUFFIXES: Final = {f".{suffix}": one for one in FORMATS.values() for suffix in one.suffixes}
#: bytes of an archive, and of any other file
MOST_ZIPPED: Final = 200_000_000
MOST_BYTES: Final = max(one.most_bytes for one in FORMATS.values())
_BUFFER: Final = 1 << 17
#: surrogates that stand for no byte
_STRAY: Final = re.compile("[\ud800-\udc7f\udd00-\udfff]")


@dataclass(frozen=True, slots=True)
class Item:
    """A report on its way in."""

    #: where it stands, for people: a path; a path and a line
    where: str
    #: the bytes that are kept
    kept: Received
    #: what is to be read: the same, or the text that a row holds
    readable: Received
    #: what a row says of it, which counts for more than what is found in it
    said: Found = field(default_factory=Found)
    #: what makes reports of the bytes that are kept, where that is not what reads the text
    importer: str = ""
    #: the archive that it was in
    container: Received | None = None
    #: what was said of it and cannot be used
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something of which no report can be made, and why."""

    where: str
    why: str
    #: nothing is wrong with it: it is only not meant to be one
    expected: bool = False


Reports: TypeAlias = Iterator[Item | Skipped]


class Sources:
    """The reports of paths, in the order of the paths; those of folders in the order of their names."""

    def __init__(self, paths: Sequence[str], *, encoding: str = "", columns: rows.Columns | None = None) -> None:
        self.columns = columns or rows.Columns()
        #: bytes that were read, whatever has become of them
        self.done = 0
        self._paths = paths
        self._encoding = encoding

    def total(self) -> int | None:
        """Return how many bytes there are to be read; None where nobody can know."""
        if STANDARD_INPUT in self._paths:
            return None
        return sum(_size(found) for path in self._paths for found in _files(path) if isinstance(found, Path))

    def __iter__(self) -> Reports:
        for path in self._paths:
            if path == STANDARD_INPUT:
                yield from self._rows(sys.stdin.buffer, _("standard input"), "", ".jsonl")
                continue
            for found in _files(path):
                if isinstance(found, LeftOut):
                    yield Skipped(shown(found.path), str(found), found.expected)
                else:
                    yield from self._file(found, _name(found, Path(path)))

    def _file(self, path: Path, name: str) -> Reports:
        before = self.done
        try:
            size = path.stat().st_size
            yield from self._tabled(path, name) if _suffix(name) in TABLES else self._whole(path, name, size)
            self.done = before + size
        except OSError as error:
            yield Skipped(shown(path), error.strerror or str(error))

    def _tabled(self, path: Path, name: str) -> Reports:
        with path.open("rb", _BUFFER) as stream:
            yield from self._rows(stream, shown(path), name, _suffix(name))

    def _whole(self, path: Path, name: str, size: int) -> Reports:
        most = MOST_ZIPPED if _suffix(name) == ARCHIVE else MOST_BYTES
        content = _content(path, size, most) if size <= most else None
        if content is None:
            yield Skipped(shown(path), _("It is larger than %(most)s MB.") % {"most": most // 1_000_000})
            return
        received = Received(content, filename=name, media_type=self._declared(name))
        try:
            for one in unpack(received):
                yield from (
                    self._packed(one, received, shown(path))
                    if one is not received
                    else [Item(shown(path), received, received)]
                )
        except Unreadable as error:
            yield Skipped(shown(path), str(error))

    def _packed(self, one: Received, container: Received, archive: str) -> Reports:
        """Yield the reports of a file in an archive."""
        where = f"{archive}: {one.filename}"
        if _suffix(one.filename) in TABLES:
            yield from self._rows(io.BytesIO(one.content), where, one.filename, _suffix(one.filename), container)
        elif _suffix(one.filename) in SUFFIXES:
            received = Received(one.content, filename=one.filename, media_type=self._declared(one.filename))
            yield Item(where, received, received, container=container)
        else:
            yield Skipped(where, _("It is no kind of file that is read."), expected=True)

    def _rows(
        self, stream: BinaryIO, where: str, name: str, suffix: str, container: Received | None = None
    ) -> Reports:
        read, importer, media_type = TABLES[suffix]
        try:
            for row in read(stream, self.columns, self._encoding):
                if isinstance(row, rows.Broken):
                    yield Skipped(f"{where}:{row.line}", row.why)
                else:
                    self.done += len(row.content)
                    kept = Received(row.content, filename=f"{name}:{row.line}" if name else "", media_type=media_type)
                    yield _of_row(
                        row, Item(f"{where}:{row.line}", kept, kept, importer=importer, container=container)
                    )
        except rows.Useless as error:
            yield Skipped(where, str(error))

    def _declared(self, name: str) -> str:
        """Return the media type that a file is said to have; empty where nothing is said."""
        kind = SUFFIXES.get(_suffix(name))
        if not self._encoding or not kind or not kind.textual:
            return ""
        return f"{kind.media_types[0]}; charset={self._encoding}"


def _files(path: str) -> Iterator[Path | LeftOut]:
    """Yield the files of a folder that may be reports; a file itself, whatever it is."""
    root = Path(path)
    if not root.is_dir():
        yield root
        return
    for found in walk(root):
        if isinstance(found, Path) and _suffix(found.name) not in {*TABLES, *SUFFIXES, ARCHIVE}:
            yield LeftOut(found, _("It is no kind of file that is read."))
        else:
            yield found


def _name(path: Path, root: Path) -> str:
    """Return the name of a file as it is kept: with its path from the folder that was named, and that one's name."""
    return shown(path.name if path == root else Path(root.resolve().name) / path.relative_to(root))


def _suffix(name: str) -> str:
    return Path(name.lower()).suffix


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _content(path: Path, size: int, most: int) -> bytes | None:
    """Return the bytes of a file; None for too many: a pipe and a device do not say how many they have."""
    with path.open("rb") as stream:
        content = stream.read((size or most) + 1)
    return content if len(content) <= most else None


def _of_row(row: rows.Row, item: Item) -> Item:
    """Return the report of a row: of the row, its very bytes are kept, and of its text or page they are read."""
    found, notes = said(row.values)
    of = "text" if row.values.get("text", "").strip() else "html"
    content = _STRAY.sub("\ufffd", row.values[of]).encode("utf-8", "surrogateescape")
    media_type = f"{'text/plain' if of == 'text' else 'text/html'}; charset=utf-8"
    name = f" ({shown(row.values['id'])[:80]})" if "id" in row.values else ""
    return replace(
        item,
        where=item.where + name,
        readable=Received(content, filename=item.kept.filename, media_type=media_type, url=found.url),
        said=found,
        notes=notes,
    )
