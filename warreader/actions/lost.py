"""Putting right what a later text has no place for."""

from uuid import UUID

from warreader.models import LostPlace
from warreader.places import Place


def resolve_place(*, place: Place, lost: LostPlace, ordinal: int | None, action: UUID) -> None:
    """Say at which sentence of the text read here somebody's work belongs; None: at none any more.

    For its author, and for editors who may see it. The work is copied there, to be looked at again; what was said
    before is taken back from where it was put. Evidence and note are added to what the author has there already;
    another tag of theirs stays as it is.

    Raises ``Refused`` where the member may not do it, for a sentence that does not exist, and once the session is
    closed; :class:`Stale` where the text is no longer the one that is read here, ``Repeated`` where the action was
    done before.
    """
    raise NotImplementedError
