"""What was read of a report on its way in, and correcting it before it is in the library."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from warreader import text as texts
from warreader.importers import Draft, Received, from_pasted
from warreader.importers.said import web_address
from warreader.models import Arrival, ArrivalState, Capture
from warreader.queries.arrivals import article_at
from warreader.text import Sentence

from .articles import Details, refuse_unfit
from .captures import capture_of, note_reading
from .errors import Refused, Stale


@dataclass(frozen=True, slots=True)
class Corrected:
    """How a report is to be stored; ``later``: as a later text of the report of its address, None as it was said."""

    details: Details
    language: str
    sentences: tuple[Sentence, ...]
    later: bool | None = None


def state_of(arrival: Arrival) -> str:
    """Return a digest of all that can be corrected: a page that shows another one is stale."""
    published = arrival.published.isoformat() if arrival.published else ""
    known = [arrival.title, arrival.url, arrival.source, arrival.author, published, arrival.language]
    whole = [*known, arrival.article_id, arrival.digest, arrival.sentences]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:32]


def sentences_of(arrival: Arrival) -> tuple[Sentence, ...]:
    """Return the sentences as corrected so far."""
    return tuple(Sentence(start, end, texts.Kind(kind), paragraph) for start, end, paragraph, kind in arrival.spans)


def fill(*, arrival: Arrival, draft: Draft) -> None:
    """Note what was read of a report; nothing where it has been read, changed or thrown away meanwhile."""
    with transaction.atomic():
        row = locked(arrival)
        if row is None or row.state != ArrivalState.WAITING or row.capture is None:
            return
        note_reading(row.capture, draft)
        row.capture.save(update_fields=["media_type", "importer", "software", "charset", "repairs"])
        put_draft(row, draft)
        row.save()


def put_draft(arrival: Arrival, draft: Draft) -> None:
    """Put what was read on an arrival that has its capture; nothing is stored."""
    found = draft.found
    try:
        refuse_unfit(draft)
    except Refused as refused:
        arrival.state, arrival.problem = ArrivalState.FAILED, str(refused)
        return
    arrival.state, arrival.problem = ArrivalState.READY, ""
    arrival.title = texts.one_line(draft.title)[:500]
    arrival.source, arrival.author = texts.one_line(found.source)[:200], texts.one_line(found.author)[:200]
    arrival.published = found.published
    # What the form would refuse is not put into it, nor past it.
    arrival.url = arrival.url or web_address(found.url.strip().replace(" ", "%20"))
    arrival.repairs = list(draft.repairs)
    _put_text(arrival, draft)
    arrival.article = article_at(arrival)


def _put_text(arrival: Arrival, draft: Draft) -> None:
    arrival.text, arrival.language = draft.text, draft.language[:8]
    arrival.digest = hashlib.sha256(draft.text.encode()).hexdigest()
    arrival.sentences = _rows(draft.sentences)


def fail(*, arrival: Arrival, problem: str) -> None:
    """Say why a report could not be read; nothing where that does not matter any more."""
    waiting = Arrival.objects.filter(pk=arrival.pk, state=ArrivalState.WAITING)
    waiting.update(state=ArrivalState.FAILED, problem=problem)


def keep_page(*, arrival: Arrival, capture: Capture) -> bool:
    """Keep the page that has come for an arrival; say whether anybody still waits for it."""
    with transaction.atomic():
        row = locked(arrival)
        if row is None or row.state != ArrivalState.WAITING or row.capture is not None:
            return False
        capture.save()
        row.capture, row.url = capture, capture.url
        row.save(update_fields=["capture", "url"])
    return True


def correct(*, arrival: Arrival, base: str, corrected: Corrected) -> Arrival:
    """Store corrections to what was read; another language divides the text anew. Returns the arrival as it is now.

    Raises :class:`Stale` where the arrival is no longer in the state ``base``, unless the corrections are what is
    stored already; ``Refused`` where there is nothing to correct.
    """
    sentences = corrected.sentences
    if corrected.language != arrival.language:
        sentences = tuple(texts.sentences(arrival.text, corrected.language or None))
    with transaction.atomic():
        row = _ready(arrival)
        before = state_of(row)
        _put_details(row, corrected)
        row.language, row.sentences = corrected.language, _rows(sentences)
        _require_base(base, before, row)
        row.save()
    return row


def _put_details(row: Arrival, corrected: Corrected) -> None:
    details, moved = corrected.details, corrected.details.url != row.url
    row.title = details.title or texts.title(row.text, corrected.sentences)[:500]
    row.url, row.source, row.author, row.published = details.url, details.source, details.author, details.published
    if moved or corrected.later:
        row.article = article_at(row)
    elif corrected.later is False:
        row.article = None


def replace_text(*, arrival: Arrival, base: str, text: str) -> Arrival:
    """Store another text in place of one that was pasted, and divide it anew; its bytes are those kept from now on.

    Raises as :func:`correct` does.
    """
    draft = from_pasted(text, language=arrival.language)
    with transaction.atomic():
        row = _ready(arrival)
        if row.capture is None or row.capture.importer != "pasted":
            raise Refused(_("Only a text that was pasted can be changed."))
        if not draft.sentences:
            raise Refused(_("There is nothing to read in this text."))
        before = state_of(row)
        _put_text(row, draft)
        _require_base(base, before, row)
        old, capture = row.capture, capture_of(row.member, Received(draft.content, media_type=draft.media_type))
        note_reading(capture, draft)
        capture.save()
        row.capture, row.repairs = capture, list(draft.repairs)
        row.save()
        forget([old.pk])
    return row


def _require_base(base: str, before: str, row: Arrival) -> None:
    if base != before and state_of(row) != before:
        raise Stale(_("This report was changed meanwhile, here or by somebody else. Look at it again, then save."))


def _ready(arrival: Arrival) -> Arrival:
    row = locked(arrival)
    if row is None or row.state != ArrivalState.READY:
        raise Refused(_("This report is not there to be corrected any more."))
    return row


def locked(arrival: Arrival) -> Arrival | None:
    """Return an arrival as it is now, for nobody else to change before the transaction ends; None: it is gone."""
    rows = Arrival.objects.select_related("capture", "article", "member__team").defer("capture__content")
    return rows.select_for_update(of=("self",)).filter(pk=arrival.pk).first()


def remove(arrivals: QuerySet[Arrival]) -> int:
    """Throw arrivals away with the bytes that nothing else needs; return how many."""
    with transaction.atomic():
        pairs = list(arrivals.order_by().select_for_update().values_list("pk", "capture"))
        Arrival.objects.filter(pk__in=[pk for pk, _capture in pairs]).delete()
        forget([capture for _pk, capture in pairs if capture])
    return len(pairs)


def forget(captures: Sequence[int]) -> None:
    """Throw bytes away that no text, no arrival and no file out of them needs, and archives that they came in."""
    unused = Capture.objects.filter(pk__in=captures, revisions=None, arrivals=None, contents=None)
    found = dict(unused.values_list("pk", "container"))
    if found:
        Capture.objects.filter(pk__in=found).only("pk").delete()  # their bytes need not be read for it
        forget([container for container in set(found.values()) if container])


def _rows(sentences: Sequence[Sentence]) -> list[list[int | str]]:
    return [[one.start, one.end, one.paragraph, str(one.kind)] for one in sentences]
