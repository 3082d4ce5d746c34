"""Zip archives: the files in them, one after the other, and nothing is ever written to disk."""

import io
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from .drafts import Received, Unreadable
from .drafts import marked as _
from .telling import is_archive

MEGABYTE: Final = 1_000_000
#: of an archive: its own bytes, files in it, bytes of one of them, and of all
MOST_PACKED: Final = 50 * MEGABYTE
MOST_FILES: Final = 1_000
MOST_BYTES: Final = 20 * MEGABYTE
MOST_TOTAL: Final = 200 * MEGABYTE
_PIECE: Final = 1 << 16
#: other ways of packing may ask for memory without end
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
#: what systems put beside people's files
_THEIRS: Final = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
_TOO_MUCH: Final = _("The files of this archive are larger than %(most)s MB together.")
#: what reading a broken archive raises
DAMAGES: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)


def unpack(received: Received) -> Iterator[Received]:
    """Yield the files of a zip archive, or the thing itself where it is none; raises ``Unreadable``.

    Before the first file where the archive is not to be trusted as a whole; after the last where some could not be
    unpacked. Names only tell files apart: nothing is written, so that no path can lead anywhere. An archive inside the
    archive is yielded as it is, and refused when it is read.
    """
    if not is_archive(received.content):
        yield received
        return
    if len(received.content) > MOST_PACKED:
        raise Unreadable(_("This archive is larger than %(most)s MB."), {"most": MOST_PACKED // MEGABYTE})
    try:
        with zipfile.ZipFile(io.BytesIO(received.content)) as archive:
            members = _members(archive)
            yield from _files(archive, members)
    except DAMAGES as error:
        raise Unreadable(_("This archive is damaged.")) from error


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files that count, by their entries; raises ``Unreadable`` where the archive is not to be trusted."""
    members = [one for one in archive.infolist() if _counts(one)]
    if not members:
        raise Unreadable(_("There are no files in this archive."))
    if len(members) > MOST_FILES:
        raise Unreadable(_("This archive has more than %(most)s files."), {"most": MOST_FILES})
    if any(one.flag_bits & 1 for one in members):
        raise Unreadable(_("This archive is encrypted. Unpack it, and bring its files."))
    if any(one.compress_type not in _METHODS for one in members):
        raise Unreadable(_("This archive is packed in a way that is not read. Make a .zip of its files again."))
    if sum(one.file_size for one in members) > MOST_TOTAL:
        raise Unreadable(_TOO_MUCH, {"most": MOST_TOTAL // MEGABYTE})
    return members


def _counts(member: zipfile.ZipInfo) -> bool:
    """Whether an entry is a file that somebody has put there: no folder, link, device, or note of a system."""
    parts = _parts(member.filename)
    hidden = any(part in _THEIRS or part.startswith(".") for part in parts)
    kind = stat.S_IFMT(member.external_attr >> 16)
    return bool(parts) and not member.is_dir() and not hidden and kind in {0, stat.S_IFREG}


def _files(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[Received]:
    names: Counter[str] = Counter()
    damaged, total = [], 0
    for member in members:
        name = "/".join(_parts(member.filename))
        names[name] += 1
        try:
            content = _content(archive, member)
        except DAMAGES:
            damaged.append(name)
            continue
        total += len(content)
        if total > MOST_TOTAL:
            raise Unreadable(_TOO_MUCH, {"most": MOST_TOTAL // MEGABYTE})
        yield Received(content, filename=name if names[name] == 1 else f"{name} ({names[name]})")
    if damaged:
        raise Unreadable(
            _("Files of this archive are damaged, or too large: %(names)s"), {"names": ", ".join(damaged)}
        )


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a file's bytes, counted as they come and not as the archive says; ``ValueError`` for too many."""
    pieces, size = [], 0
    with archive.open(member) as source:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > MOST_BYTES:
                raise ValueError(size)
            pieces.append(piece)
    return b"".join(pieces)


def _parts(name: str) -> list[str]:
    """Return the parts of a file's path in the archive, without what would lead out of it."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return [part for part in parts if part not in {"/", "//", "..", "."} and not part.endswith(":")]
