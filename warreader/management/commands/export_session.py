"""``export_session``: a session's articles as one zip."""

from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any
from uuid import UUID, uuid4

from django.core.management.base import BaseCommand, CommandError

from warreader.actions.bundles import Bundle, build_bundle, issue_bundle
from warreader.actions.errors import Refused
from warreader.exports import FORMATS, Options
from warreader.exports.bundle import Order
from warreader.management.output import viewer_of, write
from warreader.models import OPERATOR, Ability, AnnotationSession, Membership, User, Viewer
from warreader.queries.bundles import articles_of_session

from .export_article import CHOICES, refuse_unknown

PIECE = 1_000_000


class Command(BaseCommand):
    """Write a session's articles as a zip, to a file or to standard output.

    As ``export_article`` does for one: with ``--as`` it is that member's, recorded, and has the limits of the page;
    without, it is the operator's, and has none.
    """

    help = "Write a session's articles as one zip, with a manifest and a data sheet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options; those of the files are the same as on the export page."""
        parser.add_argument("session", metavar="ID", help="the session's number or public id")
        several = {"dest": "formats", "action": "append", "help": "a kind of file; again for more"}
        parser.add_argument("--format", "-f", required=True, choices=list(FORMATS), **several)
        parser.add_argument("--output", "-o", type=Path, metavar="FILE", help="default: standard output")
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

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the zip."""
        viewer = viewer_of(options["username"])
        session = session_of(viewer, options["session"])
        refuse_unknown(options["filter"], options["whose"])
        order = Order(
            viewer=viewer,
            team=session.team,
            session=session,
            find=partial(articles_of_session, viewer, session),
            formats=tuple(dict.fromkeys(options["formats"])),
            options=Options(**{name: options[name] for name in CHOICES}),
        )
        try:
            bundle = bundle_of(order)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        with bundle.file as file:
            write(options["output"], pieces(file))


def session_of(viewer: Viewer, name: str) -> AnnotationSession:
    """Return the session. Raises ``CommandError`` where the viewer may not see one of this id."""
    rows = AnnotationSession.objects.visible_to(viewer).made().select_related("team")
    try:
        return rows.get(pk=int(name)) if name.isdecimal() else rows.get(public_id=UUID(name))
    except (AnnotationSession.DoesNotExist, ValueError, OverflowError) as error:
        whose = "" if viewer is OPERATOR else " for this account"
        raise CommandError(f"There is no session “{name}”{whose}.") from error


def bundle_of(order: Order) -> Bundle:
    """Return the zip: recorded where a member asks for it. Raises ``CommandError`` where they may not."""
    if not isinstance(order.viewer, User):
        return build_bundle(order, within_limits=False)
    member = Membership.objects.of(order.viewer).select_related("team", "user").get(team=order.team)
    if not member.may(Ability.EXPORT):
        raise CommandError("This account may not export the session.")
    return issue_bundle(member=member, order=order, action=uuid4())


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a file."""
    while piece := file.read(PIECE):
        yield piece
