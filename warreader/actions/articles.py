"""Adding articles, and correcting what their sentences are."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from warreader import search, text
from warreader.importers import Draft
from warreader.models import Article, Capture, Event, EventKind, Kind, Membership, Revision, Sentence
from warreader.places import Place

from .captures import capture_draft
from .errors import Refused, Stale
from .history import History, recording


@dataclass(frozen=True, slots=True)
class Details:
    """What is known about a report beside its text."""

    title: str
    url: str = ""
    source: str = ""
    author: str = ""
    published: date | None = None


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
    if not draft.sentences:
        raise Refused(_("There is no text in this report."))
    digest = hashlib.sha256(draft.text.encode()).hexdigest()
    with recording(actor=member, action=action) as history:
        same = Revision.objects.filter(team=member.team_id, digest=digest).select_related("article").first()
        if same:
            raise Duplicate(same.article)
        article = _store(member, draft, details, digest, capture)
        _store_sentences(article, draft, kinds or {})
        history.article = article
        history.append(
            EventKind.ARTICLE_ADDED,
            data={"article": str(article.public_id), "digest": digest, "sentences": len(draft.sentences)},
        )
    return article


def _store(member: Membership, draft: Draft, details: Details, digest: str, capture: Capture | None) -> Article:
    article = Article.objects.create(
        team_id=member.team_id,
        title=details.title,
        url=details.url,
        source=details.source,
        author=details.author,
        published=details.published,
        added_by=member,
    )
    article.revision = Revision.objects.create(
        team_id=member.team_id,
        article=article,
        number=1,
        text=draft.text,
        length=len(draft.text),
        digest=digest,
        language=draft.language,
        segmenter=text.SEGMENTER,
        capture=capture or capture_draft(member, draft),
    )
    article.save(update_fields=["revision"])
    search.index(article)
    return article


def _store_sentences(article: Article, draft: Draft, kinds: Mapping[int, str]) -> None:
    Sentence.objects.bulk_create(
        Sentence(
            team_id=article.team_id,
            revision=article.revision,
            ordinal=ordinal,
            start=sentence.start,
            end=sentence.end,
            paragraph=sentence.paragraph,
            kind=kinds.get(ordinal, sentence.kind),
        )
        for ordinal, sentence in enumerate(draft.sentences, 1)
    )


def correct_kinds(*, place: Place, ordinals: Sequence[int], kind: Kind, action: UUID) -> list[int]:
    """Say what some sentences are; return the ordinals that changed.

    Raises ``Refused`` where a sentence does not exist, ``Repeated`` where the action was done before.
    """
    with recording(actor=place.author, action=action, article=place.article, expected=len(ordinals)) as history:
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
