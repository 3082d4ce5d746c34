"""Reading what people have brought, and fetching what they have asked for."""

import logging
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from warreader.actions.captures import capture_of
from warreader.actions.previews import fail, fill, keep_page, remove
from warreader.fetching import Fetched, FetchRefused, fetch, may_fetch
from warreader.importers import Draft, Received, Unreadable, read_safely
from warreader.models import OPERATOR, Ability, Arrival, ArrivalState, Capture, Membership
from warreader.models.arrivals import KEPT

from .line import put_once

logger = logging.getLogger(__name__)

#: whoever has waited for so long has most likely been forgotten by a worker that died
FORGOTTEN = timedelta(minutes=10)


# After all that people wait for elsewhere: a site may take its time, and an archive has many files.
@task(priority=-10)
def read(arrival: int) -> None:
    """Read a report that has come in, or fetch it first; nothing is held open meanwhile."""
    rows = Arrival.objects.visible_to(OPERATOR).filter(pk=arrival, state=ArrivalState.WAITING)
    row = rows.select_related("capture", "member__team").first()
    if row is None:
        return
    try:
        draft = _read(row)
    except (Unreadable, FetchRefused) as problem:
        fail(arrival=row, problem=str(problem))
    except Exception:
        logger.exception("An arrival could not be read: %s", row.public_id)
        fail(arrival=row, problem=_("Reading it went wrong on our side. Try again, or bring it in another form."))
    else:
        if draft:
            fill(arrival=row, draft=draft)


def _read(row: Arrival) -> Draft | None:
    capture = row.capture
    if capture is None:
        if reason := may_fetch(row.member.team):
            raise Unreadable(reason)
        if not row.member.may(Ability.ADD_ARTICLE):
            raise Unreadable(_("Nothing was fetched: whoever asked for it may not add reports any more."))
        capture = fetched_capture(row.member, fetch(row.url))
        if not keep_page(arrival=row, capture=capture):
            return None
    received = Received(bytes(capture.content), capture.filename, capture.media_type, capture.url)
    return read_safely(received)


def fetched_capture(member: Membership, page: Fetched) -> Capture:
    """Return the capture of a page that was fetched, not stored yet."""
    capture = capture_of(member, Received(page.content, media_type=page.media_type, url=page.url))
    capture.redirects, capture.headers = list(page.redirects), [list(header) for header in page.headers]
    capture.status, capture.address = page.status, page.address
    return capture


def tidy() -> None:
    """Throw away the reports that have waited for too long, and have those read that were forgotten."""
    now = timezone.now()
    rows = Arrival.objects.visible_to(OPERATOR)
    remove(rows.filter(created_at__lt=now - KEPT))
    for pk in rows.filter(state=ArrivalState.WAITING, created_at__lt=now - FORGOTTEN).values_list("pk", flat=True):
        put_once(read, pk)
