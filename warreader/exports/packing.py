"""A zip, written a piece at a time: the same pieces at the same time give the same bytes."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import IO, Self

#: a regular file that anybody may read
MODE = 0o100644 << 16
#: zlib's own balance of speed and size
LEVEL = 6
#: bytes of a file that are read at once; Python sets aside as many, however short the file
PIECE = 65_536
#: bytes of a file to be given away that stay in memory; what is beyond goes to a temporary file
IN_MEMORY = 1_000_000


class TooLarge(Exception):
    """More bytes than the zip was to hold."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in the zip; ``size`` is in bytes, unpacked."""

    path: str
    size: int
    sha256: str


class Packer:
    """Packs files into ``file``, which can be sought in; they bear the time ``at``.

    ``most`` is how many bytes they may have together, unpacked; None: any number.
    """

    def __init__(self, file: IO[bytes], *, at: datetime, most: int | None = None) -> None:
        self.left = most
        self.packed: list[Packed] = []
        self._time = at.astimezone(UTC).timetuple()[:6]
        self._zip = zipfile.ZipFile(file, "w")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def add(self, path: str, pieces: Iterable[bytes]) -> Packed:
        """Pack a file. Raises :class:`TooLarge`."""
        digest, size = sha256(), 0
        with self._zip.open(self._about(path), "w", force_zip64=True) as member:
            for piece in pieces:
                self._count(len(piece))
                digest.update(piece)
                size += len(piece)
                member.write(piece)
        self.packed.append(Packed(path, size, digest.hexdigest()))
        return self.packed[-1]

    def _about(self, path: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, self._time)
        info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, MODE, 3
        # ZipFile.open() asks for a level of the entry's own before it asks for one of the archive.
        info._compresslevel = LEVEL  # type: ignore[attr-defined]
        return info

    def _count(self, size: int) -> None:
        if self.left is None:
            return
        self.left -= size
        if self.left < 0:
            raise TooLarge


def digest_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of a file from its beginning, in hexadecimal; it stands at its beginning then."""
    digest = sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
