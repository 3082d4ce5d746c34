"""``import_articles``: many reports at once."""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from defusedcsv import csv as defused
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from warreader.importers.decoding import known
from warreader.importers.folders import shown
from warreader.importers.rows import COLUMNS, Columns
from warreader.importers.said import language_code
from warreader.importers.sources import STANDARD_INPUT, Sources
from warreader.management.importing import Import, Outcome, State, Terms
from warreader.management.progress import Progress
from warreader.models import Ability, Membership, Role, Team, User
from warreader.models.choices import ROLE_NEEDED
from warreader.text import one_line

MOST_WORKERS = 32
#: of what could not be read, how many are told one by one
MOST_TOLD = 100
#: the exit code of what Ctrl-C has stopped
STOPPED = 130
REPORT = ("where", "state", "why", "article")


class Command(BaseCommand):
    """Bring many reports into a team's library.

    What is there already, by its bytes or its text, is passed over: run again, it goes on where it was. Ends with 0
    where all are in the library, 1 where some could not be read, 2 where it was called wrongly, 130 where it was
    stopped.
    """

    help = (
        "Bring many reports into a team's library: files (text, web pages, Word, PDF), archives and folders of them, "
        "and tables with a report a row (JSON lines, CSV). What is there already is passed over."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for JSON lines to come")
        parser.add_argument("--team", required=True, metavar="ID|NAME", help="whose library it is")
        parser.add_argument("--as", dest="username", required=True, metavar="USERNAME", help="an editor of the team")
        parser.add_argument("--dry-run", action="store_true", help="read everything, and store nothing")
        parser.add_argument("--report", metavar="FILE", help="a CSV file of what was not stored, and why")
        parser.add_argument("--language", default="", metavar="CODE", help="of the reports, as en; default: is told")
        parser.add_argument("--source", default="", metavar="NAME", help="of reports that do not say it themselves")
        parser.add_argument("--encoding", default="", metavar="CHARSET", help="of files and tables; default: is told")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="NAME=COLUMN",
            help=f"what a column of a table is: text=body; names: {', '.join(COLUMNS)}",
        )
        parser.add_argument(
            "--on-changed",
            choices=("revise", "skip"),
            default="revise",
            help="what becomes of another text of a report, known by its URL: a later text of it (default), or nothing",
        )
        parser.add_argument("--workers", type=int, default=2, metavar="N", help="files read at once (%(default)s)")
        parser.add_argument("--limit", type=int, metavar="N", help="end after so many that are not there yet")
        parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring in the reports."""
        member = member_of(options["team"], options["username"])
        terms = terms_of(options)
        sources = Sources(
            paths_of(options["paths"]),
            encoding=charset_of(options["encoding"]),
            columns=columns_of(options["column"]),
        )
        progress = Progress(sys.stderr, None if options["quiet"] else sources.total(), quiet=options["quiet"])
        stopped = ""
        try:
            with report_to(report_of(options)) as report, closing(Import(member, terms).run(sources)) as outcomes:
                for outcome in outcomes:
                    progress.count(outcome.state, sources.done)
                    report(outcome)
                    if outcome.state == State.SKIPPED and progress.counts[State.SKIPPED] <= MOST_TOLD:
                        progress.write(f"{outcome.where}: {outcome.why}")
        except KeyboardInterrupt:
            stopped = "Stopped. What was stored is in the library; run it again to go on."
        except OperationalError as error:
            stopped = f"The database does not answer: {error}. Run it again to go on."
        finally:
            progress.close()
        self.tell(progress, sources, stopped, options)
        if stopped or progress.counts[State.SKIPPED]:
            sys.exit(STOPPED if stopped else 1)

    def tell(self, progress: Progress, sources: Sources, stopped: str, options: Mapping[str, Any]) -> None:
        """Say how it went."""
        if progress.counts[State.SKIPPED] > MOST_TOLD:
            sys.stderr.write(
                f"And {progress.counts[State.SKIPPED] - MOST_TOLD:,} more: --report FILE has them all.\n"
            )
        if stopped:
            sys.stderr.write(f"{stopped}\n")
        if options["quiet"]:
            return
        if sources.columns.unknown:
            self.stdout.write(f"Columns left out: {', '.join(map(shown, sources.columns.unknown))}.")
        if options["dry_run"]:
            self.stdout.write("Nothing was stored: this is what would be.")
        self.stdout.write(f"{progress.words()}.")
        if options["report"]:
            self.stdout.write(f"What was not stored, and why: {options['report']}")


def wrong(message: str) -> CommandError:
    """Return the error of a command that was called wrongly."""
    return CommandError(message, returncode=2)


def member_of(name: str, username: str) -> Membership:
    """Return who brings the reports in. Raises ``CommandError`` where they may not, and says why."""
    team = team_of(name)
    member = Membership.objects.current().filter(team=team, user__username=username, user__is_active=True).first()
    if member is None:
        account = User.objects.filter(username=username, is_active=True).exists()
        where = f"in the team “{team.name}”" if account else "an active account"
        raise wrong(f"“{username}” is not {where}. {editors_of(team)}")
    if not member.may(Ability.ADD_ARTICLE):
        role = Role(member.role).label
        raise wrong(f"“{username}” may not add reports to “{team.name}”: their role is {role}. {editors_of(team)}")
    return member


def editors_of(team: Team) -> str:
    """Say who may add reports."""
    rows = Membership.objects.current().filter(team=team, role__gte=ROLE_NEEDED[Ability.ADD_ARTICLE])
    names = rows.filter(user__is_active=True).order_by("user__username").values_list("user__username", flat=True)
    return f"Reports can be added by: {', '.join(names[:20])}." if names else "Nobody can add reports to it."


def team_of(name: str) -> Team:
    """Return the team of a number, a public id or a name. Raises ``CommandError`` where it is none, or several."""
    found = list(Team.objects.filter(name=name)[:20]) or _by_id(name)
    if not found:
        raise wrong(f"There is no team “{name}”.")
    if len(found) > 1:
        ids = ", ".join(str(team.pk) for team in found)
        raise wrong(f"There are several teams “{name}”: say which by its number: {ids}.")
    return found[0]


def _by_id(name: str) -> list[Team]:
    try:
        return list(
            Team.objects.filter(pk=int(name)) if name.isdecimal() else Team.objects.filter(public_id=UUID(name))
        )
    except (ValueError, OverflowError):
        return []


def terms_of(options: Mapping[str, Any]) -> Terms:
    """Return how the reports are brought in. Raises ``CommandError`` where that makes no sense."""
    if not 1 <= options["workers"] <= MOST_WORKERS:
        raise wrong(f"--workers is a number from 1 to {MOST_WORKERS}.")
    if options["limit"] is not None and options["limit"] < 0:
        raise wrong("--limit is not negative.")
    if options["language"] and not language_code(options["language"]):
        raise wrong(f"“{options['language']}” is no code of a language, as en, uk or ar are.")
    return Terms(
        source=one_line(options["source"]),
        language=language_code(options["language"]),
        workers=options["workers"],
        dry_run=options["dry_run"],
        revise=options["on_changed"] == "revise",
        limit=options["limit"],
    )


def paths_of(paths: Sequence[str]) -> Sequence[str]:
    """Return the paths. Raises ``CommandError`` where there is nothing at one."""
    for path in paths:
        if path != STANDARD_INPUT and not Path(path).exists():
            raise wrong(f"There is nothing at {shown(path)}, or it may not be seen.")
    return paths


def charset_of(name: str) -> str:
    """Return the codec of a charset. Raises ``CommandError`` where there is none of this name."""
    codec = known(name) if name else ""
    if name and not codec:
        raise wrong(f"“{name}” is no charset that is known.")
    return codec


def columns_of(named: Sequence[str]) -> Columns:
    """Return which columns are what. Raises ``CommandError`` where that is not said as NAME=COLUMN."""
    pairs = [one.partition("=") for one in named]
    for name, sign, column in pairs:
        if name not in COLUMNS or not sign or not column:
            raise wrong(f"--column {name}{sign}{column}: say text=body; names are {', '.join(COLUMNS)}.")
    return Columns({name: column for name, _sign, column in pairs})


def report_of(options: Mapping[str, Any]) -> str | None:
    """Return where the report goes. Raises ``CommandError`` where it would take the place of what is to be read."""
    path: str | None = options["report"]
    sources = [Path(one).resolve() for one in options["paths"] if one != STANDARD_INPUT]
    if path and any(Path(path).resolve().is_relative_to(source) for source in sources):
        raise wrong(f"{shown(path)} is among what is to be read: put the report elsewhere.")
    return path


@contextmanager
def report_to(path: str | None) -> Iterator[Callable[[Outcome], None]]:
    """Give what writes an outcome to the report, if one is asked for. Raises ``CommandError`` where it cannot be."""
    if path is None:
        yield lambda _outcome: None
        return
    try:
        file = Path(path).open("w", encoding="utf-8", newline="")  # noqa: SIM115 - closed below
    except OSError as error:
        raise wrong(f"Cannot write {shown(path)}: {error.strerror}.") from error
    with file:
        rows = defused.writer(file, dialect=csv.excel)
        rows.writerow(REPORT)

        def write(outcome: Outcome) -> None:
            if outcome.why or outcome.state not in {State.STORED, State.REVISED}:
                article = str(outcome.article.public_id) if outcome.article else ""
                rows.writerow([outcome.where, outcome.state, outcome.why, article])

        yield write
