"""``import_annotations``: a file of annotations, brought back."""

import csv
import hashlib
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand

from warreader.actions.errors import Refused
from warreader.actions.returning import Became, Told, bring_in, bring_into_new_team, session_of_file
from warreader.importers.drafts import Unreadable
from warreader.importers.folders import shown
from warreader.models import Ability, AnnotationSession, Membership, Role, Tag, User
from warreader.readback import MOST_BYTES, Brought, UnknownLabels, read
from warreader.readback.brought import Session
from warreader.readback.dataset import LEFT_OUT

from .import_articles import team_of, wrong

#: lines of one kind that are told one by one
MOST_TOLD = 100


class Command(BaseCommand):
    """Bring annotations in out of a file.

    Ends with 0 where all that is in it is there then, 1 where some of it is not, 2 where it was called wrongly.
    """

    help = (
        "Bring annotations in out of a file: what is exported here as json, jsonld, html or csv, doccano's JSON lines, "
        "Label Studio's JSON, or a table of tags. What is there already is passed over; nothing is overwritten."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the file, or - for standard input")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--team", metavar="ID|NAME", help="whose articles they are of")
        where.add_argument(
            "--new-team",
            nargs="?",
            const="",
            metavar="NAME",
            help="make a team for them, of this name or of the one that the file says",
        )
        parser.add_argument(
            "--as",
            dest="username",
            required=True,
            metavar="USERNAME",
            help="an editor of the team, a new one's owner",
        )
        where = parser.add_mutually_exclusive_group()
        where.add_argument(
            "--session",
            metavar="ID|NAME",
            help="the team's session for work of which the file names none; default: the reading room",
        )
        where.add_argument(
            "--new-session",
            nargs="?",
            const="",
            metavar="NAME",
            help="the same, and make a session for it, of this name or the file's",
        )
        parser.add_argument(
            "--labels",
            action="append",
            default=[],
            metavar="LABEL=TAG,…",
            help=f"what another tool's label means: {', '.join(Tag.values)}, or nothing after = to leave it out",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and store nothing")
        parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the work in."""
        user = user_of(options["username"])
        member = None if options["team"] is None else member_of(options["team"], user)
        content = content_of(options["file"])
        brought = brought_of(content, meanings_of(options["labels"]))
        digest = hashlib.sha256(content).hexdigest()
        asked = {"action": uuid4(), "digest": digest, "dry_run": options["dry_run"]}
        if member:
            session: AnnotationSession | Session | None = None
            if options["new_session"] is not None:
                session = session_of_file(digest, options["new_session"] or options["file"].stem)
            elif options["session"]:
                session = session_of(member, options["session"])
            try:
                told = bring_in(member=member, brought=brought, session=session, **asked)
            except Refused as error:
                raise wrong(str(error)) from error
        else:
            told = bring_into_new_team(owner=user, brought=brought, name=options["new_team"] or "", **asked)
        if not options["quiet"]:
            self.tell(told, brought, dry_run=options["dry_run"])
        if told.of(Became.REFUSED, Became.LOST, Became.CONFLICT, Became.LEFT_OUT):
            sys.exit(1)

    def tell(self, told: Told, brought: Brought, *, dry_run: bool) -> None:
        """Say how it went."""
        if dry_run:
            self.stdout.write("Nothing was stored: this is what would be.")
        for became in Became:
            lines = told.of(became)
            for line in lines[:MOST_TOLD]:
                self.stdout.write(f"{line.label}: {line.words}")
            if len(lines) > MOST_TOLD:
                self.stdout.write(f"{lines[0].label}: and {len(lines) - MOST_TOLD:,} more")
        for remark in brought.remarks:
            self.stdout.write(remark)
        for words, new, there in told.counts:
            self.stdout.write(f"{words}: {new:,} new, {there:,} there already")
        if told.renamed:
            self.stdout.write(f"Ids that were taken, so that others were given: {told.renamed:,}")


def user_of(username: str) -> User:
    """Return the account. Raises ``CommandError`` where there is none."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise wrong(f"There is no active account “{username}”.")
    return user


def member_of(name: str, user: User) -> Membership:
    """Return who brings it in. Raises ``CommandError`` where they may not, and says why."""
    team = team_of(name)
    member = Membership.objects.current().filter(team=team, user=user).first()
    if member is None:
        raise wrong(f"“{user.username}” is not in the team “{team.name}”.")
    if not member.may(Ability.IMPORT_WORK):
        role = Role(member.role).label
        raise wrong(f"“{user.username}” may not bring annotations into “{team.name}”: their role is {role}.")
    return member


def session_of(member: Membership, name: str) -> AnnotationSession:
    """Return the team's session of a public id or a name. Raises ``CommandError`` where it is none, or several."""
    rows = AnnotationSession.objects.visible_to(member.viewer).made().filter(team=member.team_id)
    found = [row for row in rows if name in {str(row.public_id), row.name}]
    if len(found) != 1:
        raise wrong(f"There are several sessions “{name}”." if found else f"There is no session “{name}”.")
    return found[0]


def content_of(path: Path) -> bytes:
    """Return the file. Raises ``CommandError`` where it cannot be read, or is larger than is read."""
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise wrong(f"Cannot read {shown(str(path))}: {error.strerror}.") from error


def brought_of(content: bytes, meanings: Mapping[str, str]) -> Brought:
    """Return what the file says. Raises ``CommandError`` where it cannot be read."""
    try:
        return read(content, meanings)
    except UnknownLabels as error:
        raise wrong(f"{error} (--labels LABEL=TAG,…)") from error
    except Unreadable as error:
        raise wrong(str(error)) from error


def pairs_of(option: str, given: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield NAME=VALUE of an option, between commas; a quoted one may have commas of its own."""
    for pair in (one for some in given for one in next(csv.reader([some], skipinitialspace=True))):
        name, sign, value = pair.rpartition("=") if option == "--labels" else pair.partition("=")
        if not sign or not name:
            raise wrong(f"{option} {pair}: say it as NAME=VALUE.")
        yield name.strip(), value.strip()


def meanings_of(given: Sequence[str]) -> dict[str, str]:
    """Return what labels mean. Raises ``CommandError`` for what is no tag."""
    found = dict(pairs_of("--labels", given))
    for label, tag in found.items():
        if tag not in {*Tag.values, LEFT_OUT}:
            raise wrong(f"--labels {label}={tag}: tags are {', '.join(Tag.values)}.")
    return found
