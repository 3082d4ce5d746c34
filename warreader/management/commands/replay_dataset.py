"""``replay_dataset``: a published table of sentences, annotators and labels, as articles and a session."""

import csv
import hashlib
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from warreader import text as texts
from warreader.actions.errors import Refused
from warreader.actions.returning import Became, Noun, Told, bring_in
from warreader.actions.teams import create_team
from warreader.importers.drafts import Unreadable
from warreader.importers.folders import shown
from warreader.importers.said import language_code
from warreader.models import Membership, Phase, Tag, Team, User
from warreader.readback import UnknownLabels
from warreader.readback.dataset import Columns, Study, Table, table_of

from .import_annotations import meanings_of, member_of, pairs_of, user_of
from .import_articles import STOPPED, charset_of, wrong

#: judgements of one transaction, about
BATCH: Final = 2_000
#: letters of a cell
LONGEST: Final = 10_000_000
NAMES: Final = ("sentence", "label", "annotator", "article", "id", "note")
PHASES: Final = {"discussing": Phase.DISCUSSING, "closed": Phase.CLOSED}


class Command(BaseCommand):
    """Load a table of sentences, annotators and labels as articles and a session.

    Its annotators get places without accounts. Some thousand judgements are stored at once; stopped and run again, it
    goes on where it was, and what is all there already stays as it is. Ends with 0 where all of it is there, 1 where
    some could not be, 2 where it was called wrongly, 130 where it was stopped.
    """

    help = (
        "Load a published table (CSV) of sentences, annotators and labels as articles and a revealed session, so that "
        "its agreement can be seen and its sentences settled here. Run again, it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the table")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--team", metavar="ID|NAME", help="whose session it becomes")
        where.add_argument("--new-team", metavar="NAME", help="make a team of this name for it")
        parser.add_argument(
            "--as", dest="username", required=True, metavar="USERNAME", help="an editor, a new team's owner"
        )
        parser.add_argument(
            "--columns",
            action="append",
            default=[],
            metavar="NAME=COLUMN,…",
            help=(
                f"what a column is; names: {', '.join(NAMES)}. A row for each judgement: "
                "sentence=text,annotator=who,label=answer. A row for each sentence, with a column for each annotator: "
                "sentence=text,label=Ann,label=Ben. Without it you are told which columns there are"
            ),
        )
        parser.add_argument(
            "--labels",
            action="append",
            default=[],
            metavar="LABEL=TAG,…",
            help=(
                f"what a label means: {', '.join(Tag.values)}, or nothing after = to leave it out: fact=verified,n/a=. "
                "Without it you are told which labels there are"
            ),
        )
        parser.add_argument("--name", default="", help="of the session (default: the file's)")
        parser.add_argument("--phase", choices=PHASES, default="discussing", help="of the session (%(default)s)")
        parser.add_argument(
            "--language", default="", metavar="CODE", help="of the sentences, as en; default: is told"
        )
        parser.add_argument("--encoding", default="utf-8", metavar="CHARSET", help="of the table (%(default)s)")
        parser.add_argument("--delimiter", default="", help="between columns; default: is told")
        parser.add_argument("--dry-run", action="store_true", help="read the table and say what is in it, no more")
        parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the table."""
        user, path = user_of(options["username"]), options["file"]
        language = language_code(options["language"])
        if options["language"] and not language:
            raise wrong(f"“{options['language']}” is no code of a language, as en, uk or ar are.")
        member = member_of(options["team"], user) if options["team"] else None
        table, digest = read_table(path, options), digest_of(path)
        if not table.judgements:
            raise wrong("There is no judgement in it.")
        name = texts.one_line(options["name"] or path.stem)[:200]
        study = Study(name, digest, timezone.now(), PHASES[options["phase"]], language)
        if not options["quiet"]:
            self.stdout.write(words_of(table))
        if options["dry_run"]:
            self.stdout.write("Nothing was stored.")
            return
        self.load(member or owner_of_new(options["new_team"], user), study, table, quiet=options["quiet"])

    def load(self, member: Membership, study: Study, table: Table, *, quiet: bool) -> None:
        """Store the table, part by part, and say how it went."""
        total = Told()
        hidden = True if quiet else None
        try:
            with tqdm(total=table.judgements, unit=" judgements", file=sys.stderr, disable=hidden) as bar:
                for brought in study.batches(table, BATCH):
                    told = bring_in(
                        member=member, brought=brought, action=uuid4(), digest=study.digest, by_name=False
                    )
                    total.lines += told.lines
                    total.added += told.added
                    total.there += told.there
                    bar.update(sum(len(one.said) for one in brought.passages()))
        except KeyboardInterrupt:
            sys.stderr.write(f"Stopped. Run it again with --team {member.team_id} to go on.\n")
            sys.exit(STOPPED)
        except Refused as error:
            raise wrong(str(error)) from error
        self.tell(member.team, total, quiet=quiet)

    def tell(self, team: Team, told: Told, *, quiet: bool) -> None:
        """Say what has become of it."""
        wrongs = told.of(Became.REFUSED, Became.LOST, Became.CONFLICT)
        for line in wrongs[:100]:
            sys.stderr.write(f"{line.label}: {line.words}\n")
        new, there = told.added[Noun.JUDGEMENTS], told.there[Noun.JUDGEMENTS]
        if not quiet and not new and not wrongs:
            self.stdout.write(f"All of it is in “{team.name}” already: {there:,} judgements.")
        elif not quiet:
            made, placed = len(told.of(Became.MADE)), len(told.of(Became.PLACED))
            self.stdout.write(
                f"In “{team.name}” (team {team.pk}): {made:,} new articles, {placed:,} new people, "
                f"{new:,} new judgements, {there:,} there already."
            )
        if wrongs:
            sys.exit(1)


def words_of(table: Table) -> str:
    """Say what is in a table."""
    sentences = sum(len(one) for one in table.articles.values())
    text = f"{table.rows:,} rows: {table.judgements:,} judgements of {sentences:,} sentences by "
    text += f"{len(table.annotators):,} people."
    if table.left_out:
        text += f" Left out, without a sentence, annotator or label, or as told: {table.left_out:,}."
    if table.twice:
        text += f" Said twice by one person, and the first taken: {table.twice:,}."
    return text


def read_table(path: Path, options: Mapping[str, Any]) -> Table:
    """Read the file. Raises ``CommandError`` where it cannot be read, and says why."""
    meanings = meanings_of(options["labels"])
    delimiter = options["delimiter"].replace("\\t", "\t")
    if len(delimiter) > 1:
        raise wrong("--delimiter is one letter.")
    codec = charset_of(options["encoding"])
    csv.field_size_limit(LONGEST)
    try:
        with path.open(encoding="utf-8-sig" if codec == "utf-8" else codec, newline="") as file:
            delimiter = delimiter or delimiter_of(file.readline())
            file.seek(0)
            rows = csv.DictReader(file, delimiter=delimiter)
            return table_of(rows, columns_of(options["columns"], rows.fieldnames or ()), meanings)
    except OSError as error:
        raise wrong(f"Cannot read {shown(str(path))}: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        hint = "Say its --encoding, as utf-16 or cp1252."
        raise wrong(f"{shown(str(path))} is no table in {options['encoding']}: {error}. {hint}") from error
    except UnknownLabels as error:
        raise wrong(f"{error} (--labels LABEL=TAG,…)") from error
    except Unreadable as error:
        raise wrong(str(error)) from error


def delimiter_of(header: str) -> str:
    """Return what parts the columns, by what there is most of in the header."""
    return max(",;\t", key=header.count)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def columns_of(given: Sequence[str], there: Sequence[str]) -> Columns:
    """Return which columns are what. Raises ``CommandError`` where that is not said, with those that there are."""
    found: dict[str, list[str]] = {}
    for name, column in pairs_of("--columns", given):
        if name not in NAMES or not column:
            raise wrong(f"--columns {name}={column}: names are {', '.join(NAMES)}.")
        found.setdefault(name, []).append(column)
    if not found.get("sentence") or not found.get("label"):
        raise wrong(f"--columns says at least which are sentence and label. It has: {', '.join(there)}.")
    several = next((name for name, some in found.items() if name != "label" and len(some) > 1), "")
    if several or (found.get("annotator") and len(found["label"]) > 1):
        raise wrong(f"--columns names several columns for {several or 'label, and annotator'}.")
    one = {name: some[0] for name, some in found.items() if name != "label"}
    return Columns(label=tuple(found["label"]), **one)


def owner_of_new(name: str, user: User) -> Membership:
    """Make a team and return its owner. Raises ``CommandError`` where they own one of that name."""
    name = texts.one_line(name)[:200]
    if not name:
        raise wrong("--new-team needs a name.")
    there = Membership.objects.current().filter(user=user, team__name=name).first()
    if there:
        raise wrong(f"“{user.username}” is in a team “{name}” already: to go on there, say --team {there.team_id}.")
    return create_team(name=name, owner=user).memberships.get(user=user)
