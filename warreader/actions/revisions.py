"""Later texts of an article: what the publisher has changed, and corrections of where sentences begin and end."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from warreader import search, text
from warreader.importers import Draft
from warreader.models import (
    AnnotationSession,
    Article,
    Capture,
    Event,
    EventKind,
    Fit,
    Membership,
    Revision,
    Sentence,
    Succession,
)
from warreader.places import Place
from warreader.text.anchoring import Alignment, align
from warreader.text.near import echo

from .articles import Details, Duplicate, refuse_unfit
from .captures import capture_of_draft
from .carried import carry_to
from .carrying import Carrier
from .errors import Refused, Stale
from .history import History, recording
from .near import forget_earlier_texts, index_texts
from .notices import tell_of_text
from .storing import stored_texts
from .succession import tie


def add_revision(
    *,
    member: Membership,
    article: Article,
    draft: Draft,
    details: Details,
    action: UUID,
    kinds: Mapping[int, str] | None = None,
    capture: Capture | None = None,
) -> Revision:
    """Store a later text of an article, which is its text from now on, and carry the reading room's work over to it.

    ``details`` replaces what is known about the report where it says something. ``kinds`` says what sentences are, by
    ordinal; of others that stand unchanged, what somebody has corrected by hand stays. ``capture`` has the bytes
    where they are kept already. Sessions keep the text that they have until somebody moves them. A publisher may come
    back to an earlier text: that is a later text as well.

    Raises :class:`Duplicate` where the article has this very text now, or another has or had it, ``Refused`` where
    there is nothing to read in it, ``Repeated`` where the action was done before.
    """
    refuse_unfit(draft)
    digest = hashlib.sha256(draft.text.encode()).hexdigest()
    with recording(actor=member, action=action, article=article) as history:
        now, earlier = _fresh(article)
        same = stored_texts(member.team_id, [digest]).get(digest)
        if same and (same.pk != now.pk or digest == earlier.digest):
            raise Duplicate(same)
        before = list(earlier.sentences.order_by("ordinal"))
        alignment = align(earlier.text, before, draft.text, draft.sentences)
        known = _by_hand(now, before, alignment) | dict(kinds or {})
        spans = [
            one._replace(kind=text.Kind(known.get(number, one.kind))) for number, one in enumerate(draft.sentences, 1)
        ]
        later = Revision(
            text=draft.text,
            length=len(draft.text),
            digest=digest,
            language=draft.language,
            segmenter=text.SEGMENTER,
            corrects=now.revisions.get(digest=digest, corrects=None) if same else None,
            capture=_stored(capture or capture_of_draft(member, draft)),
        )
        history.append(
            EventKind.ARTICLE_REVISED,
            data=_counts(alignment) | {"number": earlier.number + 1, "digest": digest, "sentences": len(spans)},
            texts=_learn(now, details),
        )
        _succeed(history, now, before=before, later=later, spans=spans, alignment=alignment)
    return later


def correct_sentences(*, place: Place, sentences: Sequence[text.Sentence], action: UUID) -> Revision:
    """Store where the sentences of the article's text begin and end, any number of splits and merges at once.

    That is a later revision of the same text, to which the reading room's work is carried over. For the reading room,
    and those who correct kinds. Raises :class:`Stale` where the text is no longer the article's, ``Refused`` where
    the sentences leave out some of it, overlap, or are as they were, and to whom it is withheld, ``Repeated`` where
    the action was done before.
    """
    if place.withheld:
        raise Refused(place.closed)
    with recording(actor=place.author, action=action, article=place.article) as history:
        now, earlier = _fresh(place.article)
        if earlier.pk != place.revision.pk:
            raise Stale(_("The report’s text has changed in the meantime."))
        before = list(earlier.sentences.order_by("ordinal"))
        _refuse_other_text(earlier, before, sentences)
        alignment = align(earlier.text, before, earlier.text, sentences)
        later = Revision(
            text=earlier.text,
            length=earlier.length,
            digest=earlier.digest,
            language=earlier.language,
            segmenter=earlier.segmenter,
            corrects=earlier,
            capture_id=earlier.capture_id,
        )
        data = _counts(alignment) | {"number": earlier.number + 1, "sentences": len(sentences)}
        history.append(EventKind.SENTENCES_CORRECTED, data=data)
        _succeed(history, now, before=before, later=later, spans=sentences, alignment=alignment)
    return later


def _fresh(article: Article) -> tuple[Article, Revision]:
    """Return the article and its text as they stand now that the team's writers wait."""
    now = Article.objects.select_related("revision").filter(pk=article.pk, deleted_at=None).first()
    if now is None or now.revision is None:
        raise Refused(_("This report is not here any more."))
    return now, now.revision


def _by_hand(article: Article, before: Sequence[Sentence], alignment: Alignment) -> dict[int, str]:
    """Return the kinds that somebody has corrected of sentences that stand unchanged, by ordinal in the new text."""
    corrected = Event.objects.filter(article=article, kind=EventKind.KIND_CORRECTED).order_by().values("sentence")
    same = Succession.objects.filter(earlier__in=corrected, fit=Fit.SAME).order_by().values("later")
    known = set(Sentence.objects.filter(Q(pk__in=corrected) | Q(pk__in=same)).values_list("pk", flat=True))
    kinds = {number: row.kind for number, row in enumerate(before) if row.pk in known}
    return {
        link.later + 1: kinds[link.earlier]
        for link in alignment.links
        if link.fit.value == Fit.SAME and link.earlier in kinds
    }


def _learn(article: Article, details: Details) -> dict[str, tuple[str, str]]:
    """Set what is known about a report to what is known now; return what has changed, as it was and as it is."""
    changed = {}
    for one in fields(details):
        before, after = getattr(article, one.name), getattr(details, one.name)
        if after and after != before:
            changed[one.name] = (str(before or ""), str(after))
            setattr(article, one.name, after)
    return changed


def _counts(alignment: Alignment) -> dict[str, int]:
    """Return how many sentences of the new text continue one in which way, how many were divided, are new and gone."""
    counts = Counter({link.later: link.fit.value for link in alignment.links}.values())
    counts[Fit.SPLIT] = len({link.earlier for link in alignment.links if link.fit.value == Fit.SPLIT})
    return {fit: counts[fit] for fit in (Fit.SAME, Fit.CHANGED, Fit.SPLIT, Fit.MERGED)} | {
        "new": len(alignment.new),
        "gone": len(alignment.lost),
    }


def _succeed(
    history: History,
    article: Article,
    *,
    before: Sequence[Sentence],
    later: Revision,
    spans: Sequence[text.Sentence],
    alignment: Alignment,
) -> None:
    """Store a text that follows the article's, make it the article's, and carry over what was done on that."""
    earlier = before[0].revision
    later.team_id, later.article, later.number = article.team_id, article, earlier.number + 1
    later.made_by = history.actor
    later.save()
    sentences = Sentence.objects.bulk_create(_sentences(later, spans))
    tie(alignment, before, sentences)
    forget_earlier_texts(article)
    index_texts([(later, sentences)])
    article.revision = later
    article.save(update_fields=["revision", *(one.name for one in fields(Details))])
    search.index(article)
    room = AnnotationSession.objects.get(team=article.team_id, standing=True)
    people = Carrier.between(history, room, earlier, later).carry()
    carry_to(article, later)
    tell_of_text(article, room, people, history.actor)


def _sentences(revision: Revision, spans: Sequence[text.Sentence]) -> list[Sentence]:
    return [
        Sentence(
            team_id=revision.team_id,
            revision=revision,
            ordinal=ordinal,
            start=span.start,
            end=span.end,
            paragraph=span.paragraph,
            kind=span.kind,
            echo=echo(revision.text[span.start : span.end]),
        )
        for ordinal, span in enumerate(spans, 1)
    ]


def _stored(capture: Capture) -> Capture:
    if capture.pk is None:
        capture.save()
    return capture


def _refuse_other_text(revision: Revision, before: Sequence[Sentence], spans: Sequence[text.Sentence]) -> None:
    """Refuse spans that overlap, leave out some of the text that was in a sentence, or are as they were."""
    if [(one.start, one.end) for one in before] == [(one.start, one.end) for one in spans]:
        raise Refused(_("These sentences begin and end as they did."))
    ends = [0, *(one.end for one in spans)]
    apart = all(end <= one.start < one.end for end, one in zip(ends, spans, strict=False))
    if not apart or ends[-1] > revision.length or _words(revision, before) != _words(revision, spans):
        raise Refused(_("These sentences overlap, or leave out some of the text."))


def _words(revision: Revision, spans: Iterable[Sentence | text.Sentence]) -> set[int]:
    """Return where the text has letters and signs inside these spans, in code points."""
    within = (place for one in spans for place in range(one.start, one.end))
    return {place for place in within if not revision.text[place].isspace()}
