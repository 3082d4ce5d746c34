"""Adding articles, and correcting what their sentences are."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from warreader.importers import Draft
from warreader.models import Article, Capture, Event, EventKind, Kind, Membership, Sentence
from warreader.places import Place

from .captures import capture_of_draft
from .errors import Refused, Stale
from .history import History, recording
from .storing import Details, Entry, store, stored_texts
from .unmoved import refuse_moved

__all__ = ["Details", "Duplicate", "add_article", "correct_kinds", "take_back"]

#: sentences of a report: one of 40,000 kept other writers waiting for 8 s, and its page weighed 13 MB
MOST_SENTENCES = 20_000


class Duplicate(Refused):
    """The team has this very text already."""

    def __init__(self, article: Article) -> None:
        super().__init__(_("Your team has this very text already: “%(title)s”.") % {"title": article.title})
        self.article = article


def add_article(
    *,
    member: Membership,
    draft: Draft,
    details: Details,
    action: UUID,
    kinds: Mapping[int, str] | None = None,
    capture: Capture | None = None,
) -> Article:
    """Store a report with its first revision, its sentences and the bytes it came as.

    ``kinds`` corrects the kinds of sentences, by ordinal; ``capture`` has the bytes where they are kept already.
    Raises :class:`Duplicate` where the team has the same text already, ``Refused`` where there is nothing to read in
    it, ``Repeated`` where the action was done before.
    """
    refuse_unfit(draft)
    entry = Entry(draft, details, capture or capture_of_draft(member, draft), kinds or {})
    with recording(actor=member, action=action) as history:
        same = stored_texts(member.team_id, [entry.digest]).get(entry.digest)
        if same:
            raise Duplicate(same)
        return store(history, [entry])[0]


def refuse_unfit(draft: Draft) -> None:
    """Raise ``Refused`` where there is nothing to read in a report, or more than a page can show."""
    if not draft.sentences:
        raise Refused(_("There is no text in this report."))
    if len(draft.sentences) > MOST_SENTENCES:
        names = {"number": len(draft.sentences), "most": MOST_SENTENCES}
        raise Refused(_("This report has %(number)s sentences; %(most)s are the most: bring it in parts.") % names)


def correct_kinds(*, place: Place, ordinals: Sequence[int], kind: Kind, action: UUID) -> list[int]:
    """Say what some sentences are; return the ordinals that changed.

    Raises ``Refused`` where a sentence does not exist, ``Repeated`` where the action was done before.
    """
    with recording(actor=place.author, action=action, article=place.article, expected=len(ordinals)) as history:
        refuse_moved(place)
        found = {row.ordinal: row for row in place.sentences().filter(ordinal__in=ordinals)}
        missing = sorted(set(ordinals) - found.keys())
        if missing:
            raise Refused(_("This article has no sentence %(number)s.") % {"number": missing[0]})
        return _set_kinds(history, dict.fromkeys(found.values(), kind))


def take_back(place: Place, history: History, events: Sequence[Event]) -> list[int]:
    """Put back the kinds that the events changed; return the ordinals.

    Raises :class:`Stale` where a sentence is no longer of the kind that the event gave it.
    """
    by_sentence = {event.sentence_id: event.data["kind"] for event in events}
    rows = list(place.sentences().filter(pk__in=by_sentence))
    stale = [row.ordinal for row in rows if row.kind != by_sentence[row.pk][1]]
    if stale:
        raise Stale(_("The kind of sentence %(number)s has changed since.") % {"number": stale[0]}, stale)
    return _set_kinds(history, {row: by_sentence[row.pk][0] for row in rows})


def _set_kinds(history: History, kinds: Mapping[Sentence, str]) -> list[int]:
    changed = []
    for row, kind in kinds.items():
        if row.kind != kind:
            history.append(EventKind.KIND_CORRECTED, sentence=row, data={"kind": [row.kind, kind]})
            row.kind = kind
            changed.append(row)
    Sentence.objects.bulk_update(changed, ["kind"])
    return [row.ordinal for row in changed]
