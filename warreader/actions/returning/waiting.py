"""Files of annotations that were uploaded and are not confirmed yet: one for each person, for a day at most."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from warreader.actions.captures import capture_of
from warreader.importers import Received
from warreader.models import Capture, Membership

#: what is kept of such a file says so, where other captures name what read them
WAITING = "annotations to be confirmed"
#: after which nobody comes back to it
LONGEST = timedelta(days=1)


@transaction.atomic
def keep(*, member: Membership, received: Received) -> Capture:
    """Keep a file until its dry run is confirmed; what the member had waiting before goes, and what is old."""
    waiting = Capture.objects.filter(importer=WAITING)
    waiting.filter(received_by=member).delete()
    waiting.filter(received_at__lt=timezone.now() - LONGEST).delete()
    capture = capture_of(member, received)
    capture.importer = WAITING
    capture.save()
    return capture


def kept(member: Membership, digest: str) -> Capture | None:
    """Return the file of this SHA-256 that waits for the member to confirm it; None where there is none."""
    return Capture.objects.filter(received_by=member, importer=WAITING, sha256=digest).first()


def drop(*, member: Membership) -> None:
    """Forget what waits for a member."""
    Capture.objects.filter(received_by=member, importer=WAITING).delete()
