"""Making the zips that take too long to wait for."""

import logging
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from warreader.actions import kept_bundles
from warreader.exports.bundle import Order
from warreader.models import OPERATOR, BundleState, KeptBundle, Membership

from .line import put_once

logger = logging.getLogger(__name__)

#: what waits for so long has most likely been forgotten by a worker that died
FORGOTTEN = timedelta(minutes=10)


# After all that takes less time.
@task(priority=-20)
def make(kept: int) -> None:
    """Make a zip; nothing is held open meanwhile."""
    rows = KeptBundle.objects.visible_to(OPERATOR).filter(pk=kept, state=BundleState.WAITING)
    row = rows.select_related("member__team", "member__user", "session").first()
    if row is None:
        return
    try:
        kept_bundles.make(kept=row)
    except Exception:
        logger.exception("A zip could not be made: %s", row.public_id)
        kept_bundles.fail(
            kept=row, problem=_("Making it went wrong on our side. Try again, or export fewer reports.")
        )


def ask_for(*, member: Membership, order: Order, action: UUID) -> KeptBundle:
    """Have a zip made. Raises ``Refused`` as :func:`warreader.actions.kept_bundles.keep` does."""
    kept = kept_bundles.keep(member=member, order=order, action=action)
    put_once(make, kept.pk)
    return kept


def tidy() -> None:
    """Throw away old zips, and have those made that were forgotten."""
    kept_bundles.forget()
    late = KeptBundle.objects.visible_to(OPERATOR).filter(created_at__lt=timezone.now() - FORGOTTEN)
    for pk in late.filter(state=BundleState.WAITING).values_list("pk", flat=True):
        put_once(make, pk)
