"""Several articles in one zip: a folder per format, a data sheet, the guideline, and a manifest of digests.

Each article is read and written as its own export is, one after the other, all as of one moment: what is in memory is
one article. A table for research is one for all of them, so that it has the same columns throughout.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from operator import itemgetter
from tempfile import TemporaryFile
from typing import IO, Any, Self
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext

from warreader.guidelines import CODEBOOK
from warreader.models import AnnotationSession, EventCounter, Team, Viewer
from warreader.places import Place
from warreader.queries.agreement import Agreement

from . import FORMATS, SLUG_LENGTH, Document, Options, TooMuch, read
from .datasheet import Sheet, sheet_of
from .document import Person
from .packing import Packer
from .research import Row, blank_cells, judges_of, labels, line, rows
from .snapshot import snapshot
from .tally import Tally
from .words import notice, stamp

FORM = "warreader-bundle/1"
#: formats that are one table for all articles -> whether it has their text
TABLES = {"jsonl": True, "jsonl-offsets": False}


@dataclass(frozen=True, slots=True)
class Order:
    """What a bundle is to hold: articles of a session, which is the team's reading room for a selection."""

    viewer: Viewer
    team: Team
    session: AnnotationSession
    #: finds the public ids of the articles, in their order
    find: Callable[[], Sequence[UUID]]
    formats: tuple[str, ...]
    options: Options
    #: which articles these are, in words; empty for all
    selection: str = ""
    #: where it is one article's, taken away from its own page, at the text that the page shows
    place: Place | None = None

    @classmethod
    def of_one(cls, place: Place, formats: tuple[str, ...], options: Options) -> Self:
        """Return the order of one article as it stands at its place."""
        words, found = gettext("one report, from its own page"), [place.article.public_id]
        return cls(place.viewer, place.team, place.session, lambda: found, formats, options, words, place)

    def places(self) -> Iterator[Place]:
        """Yield each article as its viewer sees it here."""
        if self.place:
            yield self.place
            return
        session = None if self.session.standing else self.session.public_id
        for article in self.find():
            yield Place.find(self.viewer, article, session)


class TooLong(Exception):
    """One of the articles is too much for one of the formats; the message is for the person."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What went into a bundle."""

    #: the public ids of its articles
    articles: tuple[str, ...]
    #: the number of the team's last event that it may know of
    included: int


class Table:
    """A table for research of several articles; its columns are known when the last is in."""

    def __init__(self, *, text: bool) -> None:
        self.text = text
        self.people: set[Person] = set()
        self.options = Options()
        self.spool = TemporaryFile("w+b")  # noqa: SIM115 (closed as the table is left)

    def add(self, document: Document) -> None:
        """Take an article in."""
        self.people |= judges_of(document)
        self.options = document.options
        for row in rows(document, text=self.text):
            self.spool.write(json.dumps(row).encode() + b"\n")

    def lines(self) -> Iterator[bytes]:
        """Yield the lines."""
        people, blank = labels(self.people, names=self.options.names), blank_cells(self.options)
        self.spool.seek(0)
        for raw in self.spool:
            yield line(Row(*json.loads(raw)), people, blank)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.spool.close()


def pack(
    file: IO[bytes], order: Order, *, exported: datetime, figures: Sequence[Agreement], most: int | None
) -> Contents:
    """Write the bundle into ``file``; ``figures`` are those of agreement that its data sheet is to state.

    ``most`` is how many bytes it may have unpacked; None: any number. Raises :class:`TooLong`,
    :class:`warreader.exports.packing.TooLarge`, and :class:`warreader.queries.people.NoSuchPerson`.
    """
    with ExitStack() as opened, Packer(file, at=exported, most=most) as packer:
        tables = {name: opened.enter_context(Table(text=TABLES[name])) for name in order.formats if name in TABLES}
        sack = Sack(packer, order, tables, exported)
        with snapshot():
            included = EventCounter.objects.values_list("last", flat=True).get(team=order.team)
            for number, place in enumerate(order.places(), 1):
                sack.add(number, place)
            sheet = sheet_of(order.team, order.session, sack.tally, figures, order.viewer)
        for name, table in tables.items():
            packer.add(f"{name}/sentences.jsonl", table.lines())
        sack.finish(sheet)
    return Contents(tuple(one["id"] for one in sack.articles), included)


@dataclass
class Sack:
    """A bundle on its way: article after article, and at last what is said of them all."""

    packer: Packer
    order: Order
    tables: Mapping[str, Table]
    exported: datetime
    tally: Tally = field(default_factory=Tally)
    articles: list[dict[str, str]] = field(default_factory=list)
    #: as the articles' own files have them
    options: Options = field(default_factory=Options)
    whose: str = ""

    def add(self, number: int, place: Place) -> None:
        """Take an article in, in every format."""
        document = read(place, self.order.options, exported=self.exported)
        self.articles.append(_about(document))
        self.tally.add(place, document)
        self.options, self.whose = document.options, document.whose
        slug = slugify(document.title)[:SLUG_LENGTH].strip("-_") or "article"
        for name in self.order.formats:
            if name in self.tables:
                self.tables[name].add(document.holding(FORMATS[name].holds))
            else:
                self._write(f"{name}/{number:04}-{slug}.{FORMATS[name].extension}", name, document)

    def _write(self, path: str, name: str, document: Document) -> None:
        try:
            self.packer.add(path, FORMATS[name].pieces(document))
        except TooMuch as error:
            raise TooLong(f"“{document.title}”: {error}") from error

    def finish(self, sheet: Sheet) -> None:
        """Write what is said of all: guideline, data sheet, manifest."""
        facts = facts_of(self.order, self.options, self.whose, self.exported)
        self.packer.add("guideline.md", [f"{guideline_of(self.order.session)}\n".encode()])
        self.packer.add("datasheet.md", [sheet.text(facts).encode()])
        files = sorted((asdict(one) for one in self.packer.packed), key=itemgetter("path"))
        manifest = facts | {"articles": self.articles, "files": files}
        self.packer.add("manifest.json", [f"{_json(manifest)}\n".encode()])


def facts_of(order: Order, options: Options, whose: str, exported: datetime) -> dict[str, Any]:
    """Return what the manifest says of all; ``options`` and ``whose`` as the files have them."""
    session = order.session
    return {
        "format": FORM,
        "notice": notice(),
        "exported": stamp(exported),
        "team": order.team.name,
        "licence": order.team.licence,
        "session": {"id": str(session.public_id), "name": session.name, "standing": session.standing},
        "selection": order.selection,
        "whose": whose,
        "options": asdict(options),
        "formats": list(order.formats),
        "guideline": sha256(f"{guideline_of(session)}\n".encode()).hexdigest(),
    }


def sheet_beside(order: Order, document: Document, sha256: str, figures: Sequence[Agreement]) -> str:
    """Return the data sheet of a file of one article that stands by itself; its own digest is ``sha256``."""
    tally = Tally()
    for place in order.places():
        tally.add(place, document)
    sheet = sheet_of(order.team, order.session, tally, figures, order.viewer)
    return sheet.text(facts_of(order, document.options, document.whose, document.exported) | {"alone": sha256})


def guideline_of(session: AnnotationSession) -> str:
    """Return what the session judges by, in Markdown."""
    return session.guideline or CODEBOOK


def _about(document: Document) -> dict[str, str]:
    """Return what the manifest says of an article: no words of it."""
    return {"id": document.id, "revision": document.revision.id, "revision_sha256": document.revision.digest}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
