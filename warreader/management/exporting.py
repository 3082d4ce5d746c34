"""What a file is asked to hold, as the commands that export have it: the same as on the export page."""

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import parse_qsl

from django.core.management.base import CommandError

from warreader.exports import Options
from warreader.filters import ReadingFilter


def add_choices(parser: ArgumentParser) -> None:
    """Declare who exports, and what the file is to hold."""
    parser.add_argument(
        "--as", dest="username", metavar="USERNAME", help="as this member; default: all but unrevealed work"
    )
    parser.add_argument("--whose", default="team", help="mine, team (the default), settled, or a member's id")
    parser.add_argument("--names", action="store_true", help="real names; default: stable pseudonyms")
    parser.add_argument("--notes", action="store_true", help="notes that their authors marked for export")
    parser.add_argument("--no-evidence", dest="evidence", action="store_false", help="leave evidence out")
    parser.add_argument("--discussion", action="store_true", help="what was said about the sentences")
    parser.add_argument("--history", action="store_true", help="who did what, when; never what they wrote")
    parser.add_argument("--filter", default="", metavar="QUERY", help="as in a page's address: state=opinion")
    parser.add_argument("--bom", action="store_true", help="a byte order mark before CSV")


def chosen(given: Mapping[str, Any]) -> Options:
    """Return what a command was asked for. Raises ``CommandError`` where its filter says what there is not."""
    _refuse_unknown(given["filter"], given["whose"])
    return Options(**{one.name: given[one.name] for one in fields(Options)})


def _refuse_unknown(query: str, whose: str) -> None:
    """Raise ``CommandError`` where a part of a filter says nothing: the file would hold more than was meant."""
    wanted = ReadingFilter.from_string(query)
    known = parse_qsl(wanted.query())
    asked = [(name, value.strip()) for name, value in parse_qsl(query)]
    unknown = [f"{name}={value}" for name, value in asked if (name, value) not in known]
    if unknown:
        raise CommandError(f"There is no such filter: {', '.join(unknown)}.")
    if wanted.whose not in {"", whose}:
        raise CommandError(f"The filter asks for other tags than --whose: add --whose {wanted.whose}")
