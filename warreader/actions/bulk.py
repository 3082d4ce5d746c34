"""Adding many reports at once."""

from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

from django.db.models import F

from warreader.models import Article, Membership, Revision

from .articles import Duplicate, refuse_unfit
from .errors import Refused
from .history import recording
from .storing import Entry, store, stored_texts

#: of each report: the article that it has become, or why it has not
Results: TypeAlias = list[Article | Refused]


class Twice(Duplicate):
    """The same text came earlier in the batch; ``article`` is what it has become there."""


def add_articles(*, member: Membership, entries: Sequence[Entry], action: UUID) -> Results:
    """Store reports in one transaction, as ``add_article`` stores one; return a result for each, in order.

    One that the team has already, that came earlier in the batch or has no text in it keeps none of the others out:
    its result is what ``add_article`` would have raised. Raises ``Repeated`` where the action was done before.
    """
    with recording(actor=member, action=action, expected=len(entries)) as history:
        refused = refusals(member, entries)
        fresh: dict[str, Entry] = {}
        for entry, why in zip(entries, refused, strict=True):
            if why is None:
                fresh.setdefault(entry.digest, entry)
        added = dict(zip(fresh, store(history, list(fresh.values())), strict=True))
        first = {id(entry) for entry in fresh.values()}
        return [
            why or (added[entry.digest] if id(entry) in first else Twice(added[entry.digest]))
            for entry, why in zip(entries, refused, strict=True)
        ]


def refusals(member: Membership, entries: Sequence[Entry]) -> list[Refused | None]:
    """Return of each report why the team cannot have it, whatever else is in the batch; None where it can."""
    there = stored_texts(member.team_id, [entry.digest for entry in entries])
    return [_refusal(entry, there.get(entry.digest)) for entry in entries]


def _refusal(entry: Entry, same: Article | None) -> Refused | None:
    if same:
        return Duplicate(same)
    try:
        refuse_unfit(entry.draft)
    except Refused as refused:
        return refused
    return None


def kept_already(member: Membership, digests: Sequence[str]) -> dict[str, Article]:
    """Return the articles of the team that came as these very bytes, by the bytes' SHA-256."""
    rows = Revision.objects.filter(capture__team=member.team_id, capture__sha256__in=digests)
    found = rows.select_related("article").defer("text").annotate(sha256=F("capture__sha256")).order_by("-pk")
    return {row.sha256: row.article for row in found}
