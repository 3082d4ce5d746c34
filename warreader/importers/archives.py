"""Zip archives: the files in them, one after the other, and nothing is ever written to disk."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from .drafts import Received, Unreadable
from .drafts import marked as _
from .telling import is_archive

#: of an archive: files in it, bytes of one of them, and of all
MOST_FILES: Final = 1_000
MOST_BYTES: Final = 20_000_000
MOST_TOTAL: Final = 200_000_000
_PIECE: Final = 1 << 16


def unpack(received: Received) -> Iterator[Received]:
    """Yield the files of a zip archive, or the thing itself where it is none; raises ``Unreadable`` for the whole.

    Names only tell files apart: nothing is written, so that a path cannot lead anywhere. An archive in the archive is
    yielded as it is, and refused when it is read.
    """
    if not is_archive(received.content):
        yield received
        return
    try:
        with zipfile.ZipFile(io.BytesIO(received.content)) as archive:
            total = 0
            for member in _members(archive):
                content = _content(archive, member)
                total += len(content)
                if total > MOST_TOTAL:
                    raise Unreadable(
                        _("The files of this archive are larger than %(most)s MB together."),
                        {"most": MOST_TOTAL // 1_000_000},
                    )
                yield Received(content, filename=_shown(member.filename), url="")
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
        RuntimeError,
    ) as error:
        raise Unreadable(_("This archive is damaged.")) from error


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files that count, by their entries; raises ``Unreadable`` where the archive is not to be trusted."""
    members = [one for one in archive.infolist() if not one.is_dir() and not _is_hidden(one.filename)]
    if len(members) > MOST_FILES:
        raise Unreadable(_("This archive has more than %(most)s files."), {"most": MOST_FILES})
    if not members:
        raise Unreadable(_("There are no files in this archive."))
    if any(one.flag_bits & 1 for one in members):
        raise Unreadable(_("This archive is encrypted. Unpack it, and bring its files."))
    if sum(one.file_size for one in members) > MOST_TOTAL:
        raise Unreadable(
            _("The files of this archive are larger than %(most)s MB together."), {"most": MOST_TOTAL // 1_000_000}
        )
    return members


def _is_hidden(name: str) -> bool:
    """Whether a system put the file there, for itself."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in parts) or parts[-1:] == (
        "Thumbs.db",
    )


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a file's bytes, counted as they come and not as the archive says."""
    pieces, size = [], 0
    with archive.open(member) as source:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > MOST_BYTES:
                raise Unreadable(
                    _("A file in this archive is larger than %(most)s MB."), {"most": MOST_BYTES // 1_000_000}
                )
            pieces.append(piece)
    return b"".join(pieces)


def _shown(name: str) -> str:
    """Return a file's name with its path in the archive, without what would lead out of it."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "/".join(part for part in parts if part not in {"/", "..", "."} and ":" not in part)
