"""Issuing a file: it is built from one read into a temporary file, and recorded in the history."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext as _

from warreader.exports import FORMATS, Document, Format, Options, TooMuch, read, unheld
from warreader.exports.packing import IN_MEMORY
from warreader.exports.snapshot import snapshot
from warreader.filters import ReadingFilter
from warreader.models import Event, EventCounter, EventKind
from warreader.places import Place
from warreader.queries.people import NoSuchPerson

from .errors import Refused, Repeated
from .history import recording


@dataclass(frozen=True, slots=True)
class Issued:
    """A file, and the event that says it was issued; whoever gets it closes ``file``, which stands at its beginning."""

    filename: str
    media_type: str
    file: IO[bytes]
    event: Event
    document: Document


@dataclass(frozen=True, slots=True)
class File:
    """A file as built; whoever gets it closes ``file``, which stands at its beginning."""

    format: Format
    document: Document
    file: IO[bytes]
    #: the digest of the file's bytes, in hexadecimal
    sha256: str
    #: the number of the team's last event that the file may know of
    included: int


def issue_export(*, place: Place, format: str, options: Options, action: UUID) -> Issued:  # noqa: A002
    """Build a file and record that it was issued; nothing is locked while it is built.

    A repeat of an action gives the first one's file again, and no second event. Raises ``Refused`` where the format
    or the person does not exist, and for a repeat where the work has changed in the meantime.
    """
    file = build(place, format, options)
    try:
        with recording(actor=place.author, action=action, session=place.session, article=place.article) as history:
            words = ReadingFilter.from_string(options.filter).words
            texts = {"words": ("", words)} if words else None
            history.append(EventKind.EXPORT_ISSUED, data=record(file), texts=texts)
    except Repeated:
        file.file.close()
        return _again(place, format, options, action)
    except BaseException:
        file.file.close()
        raise
    return _issued(file, history.events[0])


def build(place: Place, format: str, options: Options, exported: datetime | None = None) -> File:  # noqa: A002
    """Build a file of the article as it stands.

    Raises ``Refused`` where the format or the person whose tags are asked for does not exist, where the format cannot
    hold what is asked for, and for a document that would be too large.
    """
    if format not in FORMATS:
        raise Refused(_("There is no export format “%(name)s”.") % {"name": format})
    if missing := unheld([format], options):
        raise Refused(" ".join(missing.values()))
    try:
        with snapshot():
            document = read(place, options, exported=exported)
            included = EventCounter.objects.values_list("last", flat=True).get(team=place.article.team_id)
    except NoSuchPerson as error:
        raise Refused(_("Nobody in this team has tags under “%(name)s”.") % {"name": options.whose}) from error
    try:
        kept, digest = _kept(FORMATS[format].pieces(document))
    except TooMuch as error:
        raise Refused(str(error)) from error
    return File(FORMATS[format], document, kept, digest, included)


def _kept(pieces: Iterable[bytes]) -> tuple[IO[bytes], str]:
    """Return a file of these pieces, at its beginning, and its digest."""
    digest = hashlib.sha256()
    # Closed by whoever gets it.
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    try:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file, digest.hexdigest()


def record(file: File) -> dict[str, Any]:
    """Return what the history keeps of a file: no text but from closed lists, ids and digests."""
    options = file.document.options
    return {
        "format": file.format.name,
        "whose": options.whose,
        "names": options.names,
        "notes": options.notes,
        "evidence": options.evidence,
        "discussion": options.discussion,
        "history": options.history,
        "bom": options.bom,
        "filter": _without_words(options.filter),
        "revision": file.document.revision.id,
        "sha256": file.sha256,
        "exported": file.document.exported.isoformat(),
        "included": file.included,
    }


def _without_words(query: str) -> str:
    """Return a filter without the words that somebody typed; those are kept where they can be erased."""
    chosen = ReadingFilter.from_string(query)
    return ReadingFilter(chosen.states, chosen.flags, chosen.extras, chosen.kinds).query()


def _again(place: Place, format: str, options: Options, action: UUID) -> Issued:  # noqa: A002
    event = Event.objects.filter(actor=place.author, action=action, kind=EventKind.EXPORT_ISSUED).first()
    if event is not None:
        file = build(place, format, options, datetime.fromisoformat(event.data["exported"]))
        if file.sha256 == event.data["sha256"]:
            return _issued(file, event)
        file.file.close()
    raise Refused(_("This export was issued before, and the article has changed since. Export it anew."))


def _issued(file: File, event: Event) -> Issued:
    return Issued(file.format.filename(file.document), file.format.media_type, file.file, event, file.document)
