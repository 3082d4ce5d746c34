"""Bringing many reports into a team's library: read in processes of their own, stored in batches as they come."""

import hashlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias, TypeVar
from uuid import uuid4

from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _

from warreader import text
from warreader.actions.articles import Details, Duplicate
from warreader.actions.bulk import Results, add_articles, kept_already, refusals
from warreader.actions.captures import capture_of, note_reading
from warreader.actions.errors import Refused
from warreader.actions.storing import Entry
from warreader.importers import Draft, Received, Unreadable, read_safely
from warreader.importers.said import web_address
from warreader.importers.sources import Item, Skipped
from warreader.models import Article, Capture, Membership
from warreader.text.web import same_page

from .interrupts import held
from .later_texts import Later, LaterTexts, LeftAsItWas

#: reports that are stored in one transaction: others' tags wait for it, some 100 ms
BATCH: Final = 25
#: reports whose bytes are looked up at once, and that wait to be read
WINDOW: Final = 100
#: bytes at which a batch or a window is full before
MOST_BYTES: Final = 10_000_000

T = TypeVar("T")


class State(StrEnum):
    """What has become of something."""

    STORED = "stored"
    REVISED = "revised"
    AS_IT_WAS = "left as it was"
    THERE = "already there"
    SKIPPED = "skipped"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of a report, and why; the article that it is, or that has its text."""

    where: str
    state: State
    why: str = ""
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How reports are brought in."""

    #: for those that do not say it themselves
    source: str = ""
    language: str = ""
    #: files that are read at once
    workers: int = 2
    #: say what would be stored, and store nothing
    dry_run: bool = False
    #: another text of a report that is there is a later one of it; else it is passed over
    revise: bool = True
    #: reports that are not there yet, after which to end
    limit: int | None = None


_Ready: TypeAlias = tuple[Item, Draft]
_Waiting: TypeAlias = Outcome | tuple[Item, Future[Draft]]


class Import:
    """Reads and stores reports in a member's name."""

    def __init__(self, member: Membership, terms: Terms) -> None:
        self._member = member
        self._terms = terms
        #: of a dry run, the texts that would be stored
        self._seen: set[str] = set()
        self._container: tuple[Received, Capture] | None = None
        self._later = LaterTexts(member, revise=terms.revise, dry_run=terms.dry_run)

    def run(self, found: Iterable[Item | Skipped]) -> Generator[Outcome, None, None]:
        """Yield what becomes of each, once it is stored."""
        batch: list[_Ready] = []
        with ThreadPoolExecutor(self._terms.workers) as readers:
            try:
                for one in self._read(readers, self._fresh(found)):
                    if isinstance(one, Outcome):
                        yield one
                        continue
                    batch.append(one)
                    if len(batch) == BATCH or sum(len(draft.content) for _item, draft in batch) > MOST_BYTES:
                        yield from self._store(batch)
                        batch = []
                yield from self._store(batch)
            finally:
                readers.shutdown(wait=False, cancel_futures=True)

    def _fresh(self, found: Iterable[Item | Skipped]) -> Iterator[Item | Outcome]:
        """Yield the reports whose very bytes the team does not have, and what becomes of the others."""
        taken = 0
        for window in windows(found, _size):
            digests = {id(one): _sha256(one.kept) for one in window if isinstance(one, Item)}
            there = kept_already(self._member, list(digests.values()))
            for one in window:
                if isinstance(one, Skipped):
                    yield Outcome(one.where, State.LEFT_OUT if one.expected else State.SKIPPED, one.why)
                elif article := there.get(digests[id(one)]):
                    yield Outcome(one.where, State.THERE, _("The team has these very bytes."), article)
                elif taken == self._terms.limit:
                    return
                else:
                    taken += 1
                    yield one

    def _read(self, readers: Executor, found: Iterable[Item | Outcome]) -> Iterator[_Ready | Outcome]:
        """Yield drafts in the order in which the reports came; so many are read at once, and few wait."""
        waiting: deque[_Waiting] = deque()
        size = 0
        for one in found:
            waiting.append(one if isinstance(one, Outcome) else (one, readers.submit(self._draft, one)))
            size += _size(one)
            while len(waiting) > WINDOW or size > MOST_BYTES:
                size -= _size(waiting[0] if isinstance(waiting[0], Outcome) else waiting[0][0])
                yield _done(waiting.popleft())
        while waiting:
            yield _done(waiting.popleft())

    def _draft(self, item: Item) -> Draft:
        language = item.said.language or self._terms.language
        return read_safely(item.readable, language=language, workers=self._terms.workers)

    def _store(self, batch: Sequence[_Ready]) -> Iterator[Outcome]:
        """Store a batch in parts in which no two reports are at the same address."""
        parts: list[list[_Ready]] = [[]]
        addresses: set[str] = set()
        for one in batch:
            url = same_page(self._details(*one).url)
            if url and url in addresses:
                parts.append([])
                addresses = set()
            addresses.add(url)
            parts[-1].append(one)
        for part in parts:
            yield from self._store_part(part)

    def _store_part(self, part: Sequence[_Ready]) -> Iterator[Outcome]:
        entries = [self._entry(item, draft) for item, draft in part]
        with held() as interrupted:
            results = self._results(entries)
        for (item, _draft), result in zip(part, results, strict=True):
            yield _outcome(item, result)
        if interrupted:
            raise KeyboardInterrupt

    def _results(self, entries: Sequence[Entry]) -> list[Article | Refused | None]:
        """Store reports and later texts; return what becomes of each."""
        known = {id(entry): article for entry in entries if (article := self._later.of(entry))}
        fresh = [entry for entry in entries if id(entry) not in known]
        added = iter(self._look(fresh) if self._terms.dry_run else self._add(fresh))
        results = [self._revised(entry, known[id(entry)]) if id(entry) in known else next(added) for entry in entries]
        for result in results:
            if isinstance(result, Article):
                self._later.addresses.remember(result)
        return results

    def _revised(self, entry: Entry, article: Article) -> Refused:
        try:
            return refusals(self._member, [entry])[0] or self._later.store(entry, article)
        except Refused as refused:
            return refused

    def _add(self, entries: Sequence[Entry]) -> Results:
        """Store a batch; where the database takes one of it not, each by itself."""
        try:
            return add_articles(member=self._member, entries=entries, action=uuid4()) if entries else []
        except (DataError, IntegrityError) as error:
            if len(entries) == 1:
                return [Refused(_("The database does not take it: %(error)s") % {"error": error})]
            return [result for entry in entries for result in self._add([entry])]

    def _look(self, entries: Sequence[Entry]) -> list[Refused | None]:
        """Return of each what would keep it out."""
        found: list[Refused | None] = []
        for entry, why in zip(entries, refusals(self._member, entries), strict=True):
            again = why is None and entry.digest in self._seen
            found.append(Again(_("The same text came earlier.")) if again else why)
            self._seen.add(entry.digest)
        return found

    def _entry(self, item: Item, draft: Draft) -> Entry:
        capture = capture_of(self._member, item.kept, container=self._container_of(item))
        note_reading(capture, draft)
        capture.importer = item.importer or capture.importer
        return Entry(draft, self._details(item, draft), capture)

    def _details(self, item: Item, draft: Draft) -> Details:
        """Return what is known of a report: what a row says, else what was found in it, else what is said of all."""
        found = draft.found
        return Details(
            title=(item.said.title or text.one_line(draft.title) or _("Untitled"))[:500],
            url=item.said.url or web_address(found.url),
            source=(item.said.source or text.one_line(found.source) or self._terms.source)[:200],
            author=(item.said.author or text.one_line(found.author))[:200],
            published=item.said.published or found.published,
        )

    def _container_of(self, item: Item) -> Capture | None:
        """Return the capture of the archive that a report was in; all files of an archive share one."""
        if item.container is None:
            return None
        if self._container is None or self._container[0] is not item.container:
            kept = Capture.objects.filter(team=self._member.team_id, sha256=_sha256(item.container))
            known = kept.filter(contents__isnull=False).defer("content").first()
            self._container = (item.container, known or capture_of(self._member, item.container))
        return self._container[1]


class Again(Refused):
    """The same text came earlier, in a run that stores nothing."""


def windows(found: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """Yield what is found in lists that are neither long nor heavy."""
    window: list[T] = []
    weight = 0
    for one in found:
        window.append(one)
        weight += size(one)
        if len(window) == WINDOW or weight > MOST_BYTES:
            yield window
            window, weight = [], 0
    if window:
        yield window


def _size(one: Item | Skipped | Outcome) -> int:
    if not isinstance(one, Item):
        return 0
    return len(one.kept.content) + (0 if one.readable is one.kept else len(one.readable.content))


def _sha256(received: Received) -> str:
    return hashlib.sha256(received.content).hexdigest()


def _done(one: _Waiting) -> _Ready | Outcome:
    """Return what a report has been read as, once it has been."""
    if isinstance(one, Outcome):
        return one
    item, draft = one
    try:
        return item, draft.result()
    except Unreadable as error:
        return Outcome(item.where, State.SKIPPED, str(error))


def _outcome(item: Item, result: Article | Refused | None) -> Outcome:
    if isinstance(result, Duplicate):
        return Outcome(item.where, State.THERE, str(result), result.article)
    if isinstance(result, Later):
        state = State.AS_IT_WAS if isinstance(result, LeftAsItWas) else State.REVISED
        return Outcome(item.where, state, str(result), result.article)
    if isinstance(result, Refused):
        return Outcome(item.where, State.THERE if isinstance(result, Again) else State.SKIPPED, str(result))
    return Outcome(item.where, State.STORED, " ".join(item.notes), result)
