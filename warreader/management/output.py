"""Where commands write, and who asks for it."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.core.management.base import CommandError

from warreader.models import OPERATOR, User, Viewer

#: bytes of a file that are read at once
PIECE = 1_000_000


def viewer_of(username: str | None) -> Viewer:
    """Return who looks: the account of that name, or the operator. Raises ``CommandError`` for an unknown one."""
    if username is None:
        return OPERATOR
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active account “{username}”.")
    return user


def write(path: Path | None, pieces: Iterable[bytes]) -> None:
    """Write to a file as :func:`write_whole` does, or to standard output where there is none."""
    if path:
        write_whole(path, pieces)
        return
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a file, which may be one long line."""
    while piece := file.read(PIECE):
        yield piece


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Put the content at ``path``, in place of what is there; whoever reads it meets the old or the new, whole.

    What is no file, as a pipe, is written to as it is. Raises ``CommandError`` where it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            _into(path, pieces)
        else:
            _replace(path.resolve(), pieces)
    except OSError as error:
        raise CommandError(f"Cannot write {path}: {error.strerror}.") from error


def _into(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(pieces)


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        _into(draft, pieces)
        if path.exists():
            draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
