"""``reattach_text``: the words put back into a table for research that was written without them."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from warreader.exports.reattaching import Known, Unattachable, among, in_library, reattached
from warreader.management.output import viewer_of, write


class Command(BaseCommand):
    """Put the words back into a table for research, by the digests of their texts.

    The texts come from the library, of all teams or of the teams of the member named by ``--as``, or from files.
    Nothing is written unless every line gets its words.
    """

    help = "Put the words back into a table for research that was written without them (jsonl-offsets)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the table: JSON lines")
        parser.add_argument(
            "--as", dest="username", metavar="USERNAME", help="from the library as this member sees it"
        )
        parser.add_argument("--text", type=Path, action="append", default=[], metavar="FILE", help="a text, in UTF-8")
        parser.add_argument("--output", "-o", type=Path, metavar="FILE", help="default: standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the table with its words."""
        finders = [among(texts_of(options["text"])), in_library(viewer_of(options["username"]))]
        try:
            with options["file"].open("rb") as lines:
                pieces: Iterable[bytes] = reattached(lines, finders)
                # On standard output nothing can be taken back.
                write(options["output"], pieces if options["output"] else list(pieces))
        except OSError as error:
            raise CommandError(f"Cannot read {options['file']}: {error.strerror}.") from error
        except Unattachable as wrong:
            raise CommandError(str(wrong)) from wrong


def texts_of(paths: Iterable[Path]) -> list[Known]:
    """Return the texts of files. Raises ``CommandError`` where one cannot be read."""
    found = []
    for path in paths:
        try:
            found.append(Known.of_file(path.read_bytes()))
        except OSError as error:
            raise CommandError(f"Cannot read {path}: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"Cannot read {path}: it is not in UTF-8.") from error
    return found
