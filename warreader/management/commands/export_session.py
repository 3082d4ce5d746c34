"""``export_session``: a session's articles as one zip."""

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.core.management.base import BaseCommand, CommandError

from warreader.actions.bundles import Bundle, build_bundle, issue_bundle
from warreader.actions.errors import Refused
from warreader.exports import FORMATS
from warreader.exports.bundle import Order
from warreader.management.exporting import add_choices, chosen
from warreader.management.output import pieces, viewer_of, write
from warreader.models import OPERATOR, Ability, AnnotationSession, Membership, User, Viewer
from warreader.queries.bundles import articles_of_session


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
        add_choices(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the zip."""
        viewer = viewer_of(options["username"])
        session = session_of(viewer, options["session"])
        order = Order(
            viewer=viewer,
            team=session.team,
            session=session,
            find=partial(articles_of_session, viewer, session),
            formats=tuple(dict.fromkeys(options["formats"])),
            options=chosen(options),
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
