"""The files of a folder and of all folders in it, in the order of their names."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from warreader import text as texts

#: what browsers add to the name of a page for the folder of what belongs to it
_BESIDE_PAGES: Final = "_files"


class LeftOut(Exception):
    """A file or a folder that is not read, and why."""

    def __init__(self, path: Path, why: str, *, expected: bool = True) -> None:
        super().__init__(why)
        self.path = path
        self.expected = expected


def walk(folder: Path) -> Iterator[Path | LeftOut]:
    """Yield the files; hidden ones are passed over, and links to folders not followed."""
    waiting = [iter(_inside(folder))]
    while waiting:
        found = next(waiting[-1], None)
        if found is None:
            waiting.pop()
        elif isinstance(found, Path) and found.is_dir():
            waiting.append(iter(_inside(found)))
        else:
            yield found


def shown(path: Path | str) -> str:
    """Return a path as people read it: on one line, without bytes that are no text."""
    return texts.one_line(os.fsencode(path).decode("utf-8", "replace"))


def _inside(folder: Path) -> Iterator[Path | LeftOut]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(
                (entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name
            )
    except OSError as error:
        yield LeftOut(folder, error.strerror or str(error), expected=False)
        return
    pages = {entry.name.rpartition(".")[0] for entry in found if entry.name.lower().endswith((".html", ".htm"))}
    for entry in found:
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            of_page = entry.name.endswith(_BESIDE_PAGES) and entry.name.removesuffix(_BESIDE_PAGES) in pages
            yield LeftOut(path, _("It belongs to a saved page.")) if of_page else path
        elif path.is_dir():
            yield LeftOut(path, _("It is a link to a folder."))
        elif path.is_file():
            yield path
        else:
            yield LeftOut(path, _("It is no file, or a link to none."))
