"""``export_article``: an annotated article as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any
from uuid import UUID, uuid4

from django.core.management.base import BaseCommand, CommandError

from warreader.actions.bundles import sheet_of_one
from warreader.actions.errors import Refused
from warreader.actions.exports import build, issue_export
from warreader.exports import FORMATS, Document, Options
from warreader.exports.bundle import TABLES
from warreader.management.exporting import add_choices, chosen
from warreader.management.output import pieces, viewer_of, write, write_whole
from warreader.models import OPERATOR, Ability, Article, Viewer
from warreader.places import Place


class Command(BaseCommand):
    """Write an annotated article to a file or to standard output.

    With ``--as`` it is that member's export: it holds what they may see, and the history records it. Without, it is
    the operator's: everything but unrevealed work; the history records what members do, and the operator is none,
    so it says nothing of such a file.

    Beside a table for research goes its data sheet, ``FILE.datasheet.md``; standard error names it.
    """

    help = "Write an annotated article to a file or to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options; those of the file are the same as on the export page."""
        parser.add_argument("article", metavar="ID", help="the article's number or public id")
        parser.add_argument("--format", "-f", required=True, choices=list(FORMATS), help="the kind of file")
        parser.add_argument(
            "--output",
            "-o",
            type=Path,
            metavar="FILE",
            help="default: standard output; beside a table for research, its data sheet",
        )
        add_choices(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        viewer = viewer_of(options["username"])
        place = place_of(viewer, options["article"])
        asked = chosen(options)
        try:
            file, document, digest = file_of(place, options["format"], asked)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        with file:
            write(options["output"], pieces(file))
        if options["format"] in TABLES and options["output"] and options["output"].is_file():
            sheet = sheet_of_one(place, document, options["format"], digest)
            self._put_beside(options["output"], sheet)

    def _put_beside(self, path: Path, sheet: str) -> None:
        beside = path.with_name(f"{path.name}.datasheet.md")
        replaced = ", in place of what was there" if beside.exists() else ""
        write_whole(beside, [sheet.encode()])
        self.stderr.write(f"Its data sheet: {beside}{replaced}")


def place_of(viewer: Viewer, article: str) -> Place:
    """Return the article's place. Raises ``CommandError`` where the viewer may not see one of this id."""
    missing = CommandError(f"There is no article “{article}”" + ("." if viewer is OPERATOR else " for this account."))
    rows = Article.objects.visible_to(viewer)
    try:
        found = rows.get(pk=int(article)) if article.isdecimal() else rows.get(public_id=UUID(article))
    except (Article.DoesNotExist, ValueError, OverflowError) as error:
        raise missing from error
    return Place.find(viewer, found.public_id)


def file_of(place: Place, name: str, options: Options) -> tuple[IO[bytes], Document, str]:
    """Return the file, what is in it, and its SHA-256: recorded where a member asks.

    Raises ``CommandError`` where they may not.
    """
    if place.member is None:
        file = build(place, name, options)
        return file.file, file.document, file.sha256
    if not place.may(Ability.EXPORT):
        raise CommandError("This account may not export the article.")
    issued = issue_export(place=place, format=name, options=options, action=uuid4())
    return issued.file, issued.document, issued.event.data["sha256"]
