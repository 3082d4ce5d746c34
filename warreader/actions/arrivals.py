"""Reports on their way in: taking what people bring, and putting it into the library or throwing it away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from warreader import text
from warreader.fetching import may_fetch
from warreader.importers import Draft, Received, Unreadable, from_pasted, unpack
from warreader.models import Arrival, ArrivalState, Article, Capture, Membership
from warreader.queries.arrivals import article_at
from warreader.tasks import arrivals as tasks

from .articles import Details, add_article
from .captures import capture_of, note_reading
from .errors import Refused
from .previews import forget, locked, put_draft, sentences_of
from .revisions import add_revision
from .teams import wait_in_line

#: reports that may be brought at once, and their bytes out of archives
MOST = 200
MOST_BYTES = 100_000_000
#: pages of a team that are fetched or wait for it; a slow site keeps all that come after it waiting
MOST_ASKED = 20


@dataclass(slots=True)
class _File:
    """One thing brought; an archive with what is in it."""

    received: Received
    contents: list[Received] = field(default_factory=list)
    problem: str = ""


def receive(*, member: Membership, received: Sequence[Received], batch: UUID) -> list[Arrival]:
    """Keep the files that a member brings, to be read; of an archive, each file in it.

    What was brought before under the same ``batch`` is returned as it is. Raises ``Refused`` where it is too much.
    """
    files = list(_opened(received))
    return _once(member, batch, lambda: _keep(member, batch, files))


def receive_page(*, member: Membership, url: str, html: str, batch: UUID) -> list[Arrival]:
    """Keep a page that a member's browser has handed over, to be read."""
    content = html.encode("utf-8", "surrogatepass")
    page = _File(Received(content, media_type="text/html; charset=utf-8", url=url))
    return _once(member, batch, lambda: _keep(member, batch, [page]))


def receive_text(*, member: Membership, pasted: str, batch: UUID) -> list[Arrival]:
    """Keep a text that a member has pasted, and read it."""
    draft = from_pasted(pasted)

    def keep() -> list[Arrival]:
        capture = capture_of(member, Received(draft.content, media_type=draft.media_type))
        note_reading(capture, draft)
        capture.save()
        row = _arrival(member, batch, capture)
        put_draft(row, draft)
        row.save()
        return [row]

    return _once(member, batch, keep)


def ask_for(*, member: Membership, url: str, batch: UUID) -> list[Arrival]:
    """Have the page at an address fetched and read. Raises ``Refused`` where nothing, or no more, may be fetched."""
    if reason := may_fetch(member.team):
        raise Refused(reason)

    def keep() -> list[Arrival]:
        asked = Arrival.objects.filter(team=member.team_id, state=ArrivalState.WAITING, capture=None)
        if asked.count() >= MOST_ASKED:
            raise Refused(_("%(most)s pages are being fetched for your team: wait for them.") % {"most": MOST_ASKED})
        row = _arrival(member, batch, None, url=url)
        row.save()
        transaction.on_commit(partial(tasks.read.enqueue, row.pk))
        return [row]

    return _once(member, batch, keep)


def _once(member: Membership, batch: UUID, keep: Any) -> list[Arrival]:
    """Keep what was brought, unless it was brought before."""
    with transaction.atomic():
        wait_in_line(member.team)
        rows = Arrival.objects.filter(member=member, batch=batch).order_by("pk")
        return list(rows) or keep()


def _opened(received: Sequence[Received]) -> Iterator[_File]:
    """Give what was brought, archives with what is in them. Raises ``Refused`` where it is too much."""
    number = size = 0
    for one in received:
        opened = _File(one)
        try:
            for part in unpack(one):
                number, size = number + 1, size + len(part.content)
                if number > MOST or size > MOST_BYTES:
                    values = {"most": MOST, "megabytes": MOST_BYTES // 1_000_000}
                    message = _("These are more than %(most)s reports, or %(megabytes)s MB: bring them in parts.")
                    raise Refused(message % values)
                if part is not one:
                    opened.contents.append(part)
        except Unreadable as problem:
            opened.problem = str(problem)
        yield opened


def _keep(member: Membership, batch: UUID, files: Sequence[_File]) -> list[Arrival]:
    captures: list[Capture] = []
    rows: list[Arrival] = []
    for one in files:
        kept = capture_of(member, one.received)
        if one.contents:
            kept.save()
        if not one.contents or one.problem:  # of an archive: some of its files could not be unpacked
            rows.append(_arrival(member, batch, kept, problem=one.problem))
        captures += [kept] if kept.pk is None else []
        for part in one.contents:
            captures.append(capture_of(member, part, container=kept))
            rows.append(_arrival(member, batch, captures[-1]))
    Capture.objects.bulk_create(captures)
    for row in rows:
        row.capture = row.capture  # its key is known only now
    Arrival.objects.bulk_create(rows)
    for row in rows:
        if row.state == ArrivalState.WAITING:
            transaction.on_commit(partial(tasks.read.enqueue, row.pk))
    return rows


def _arrival(
    member: Membership, batch: UUID, capture: Capture | None, *, url: str = "", problem: str = ""
) -> Arrival:
    # Saved under its own public id, the history can tell what has become of an address that is gone.
    public_id = uuid4()
    return Arrival(
        team_id=member.team_id,
        member=member,
        batch=batch,
        public_id=public_id,
        action=public_id,
        capture=capture,
        url=url or (capture.url if capture else ""),
        state=ArrivalState.FAILED if problem else ArrivalState.WAITING,
        problem=problem,
    )


def try_again(*, arrival: Arrival, url: str = "") -> None:
    """Have a report that could not be read read once more; what was fetched is fetched anew, from ``url`` if given.

    Raises ``Refused`` where nothing may be fetched.
    """
    with transaction.atomic():
        row = locked(arrival)
        if row is None or row.state != ArrivalState.FAILED:
            return
        fetched = row.capture is None or row.capture.status is not None
        if fetched and (reason := may_fetch(row.member.team)):
            raise Refused(reason)
        row.state, row.problem = ArrivalState.WAITING, ""
        old = row.capture
        if fetched:
            row.capture, row.url = None, url or row.url
        row.save()
        if fetched and old:
            forget([old.pk])
        transaction.on_commit(partial(tasks.read.enqueue, row.pk))


def save(*, member: Membership, arrival: Arrival, own: bool = False) -> Article:
    """Put a report that was looked at into the library: as a later text of the report it is of, or as one of its own.

    Raises ``Duplicate`` where the team has the very text, ``Refused`` where it is not there to be saved, or where
    another has come from its address meanwhile and nobody has said that this is one of its ``own``; ``Repeated``
    where it was saved before.
    """
    with transaction.atomic():
        wait_in_line(member.team)
        row = locked(arrival)
        if row is None or row.state != ArrivalState.READY:
            raise Refused(_("This report is not there to be saved any more."))
        if not own and row.article is None and article_at(row, since=row.created_at):
            raise Refused(_("Your library has a report from this address by now: open this one, and choose."))
        details = Details.of(row)
        stored: dict[str, Any] = {"member": member, "draft": _draft(row), "details": details, "action": row.action}
        if row.article and not row.article.deleted_at:
            article = add_revision(article=row.article, capture=row.capture, **stored).article
        else:
            article = add_article(capture=row.capture, **stored)
        row.delete()
    return article


def _draft(row: Arrival) -> Draft:
    """Return what will be stored; without the bytes, which are kept already."""
    sentences = sentences_of(row)
    return Draft(
        content=b"",
        media_type="",
        importer="",
        text=row.text,
        language=row.language,
        title=row.title or text.title(row.text, sentences),
        sentences=sentences,
    )
