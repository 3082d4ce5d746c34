"""Recording evidence for a sentence, changing it, removing it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.models import Event, EventKind, Evidence, Sentence
from warreader.places import Place

from .errors import Refused, Stale
from .history import History, recording
from .unmoved import refuse_moved


@dataclass(frozen=True, slots=True)
class Source:
    """What a piece of evidence says; it needs a URL or a citation."""

    url: str = ""
    citation: str = ""
    quotation: str = ""
    seen_on: date | None = None
    note: str = ""

    @classmethod
    def of(cls, evidence: Evidence) -> "Source":
        """Return what the evidence says."""
        return cls(**{field.name: getattr(evidence, field.name) for field in fields(cls)})

    @classmethod
    def from_texts(cls, texts: dict[str, str]) -> "Source":
        """Return the source out of an event's texts."""
        seen = texts.get("seen_on", "")
        return cls(**(texts | {"seen_on": date.fromisoformat(seen) if seen else None}))  # type: ignore[arg-type]

    def texts(self) -> dict[str, str]:
        """Return the fields as text, for the history."""
        return {name: str(value or "") for name, value in asdict(self).items()}


NOTHING = Source()


def record_evidence(*, place: Place, ordinal: int, source: Source, action: UUID) -> Evidence:
    """Add evidence to a sentence, in the member's name.

    Raises ``Refused`` where there is no such sentence, ``Repeated`` where the action was done before.
    """
    with _recording(place, action) as history:
        sentence = place.sentences().filter(ordinal=ordinal).first()
        if sentence is None:
            raise Refused(_("This article has no sentence %(number)s.") % {"number": ordinal})
        evidence = _new(place, sentence, source, action)
        _append(history, evidence, "recorded", NOTHING, source)
    return evidence


def change_evidence(*, place: Place, evidence: Evidence, source: Source, base: str, action: UUID) -> None:
    """Change one's own evidence.

    Raises :class:`Stale` where it is no longer at the version ``base``.
    """
    with _recording(place, action) as history:
        row = _lock(evidence, base)
        before = Source.of(row)
        if source != before:
            _set(row, source, action)
            _append(history, row, "changed", before, source)


def remove_evidence(*, place: Place, evidence: Evidence, base: str, action: UUID) -> None:
    """Remove one's own evidence; the history keeps its trace.

    Raises :class:`Stale` where it is no longer at the version ``base``.
    """
    with _recording(place, action) as history:
        row = _lock(evidence, base)
        _append(history, row, "removed", Source.of(row), NOTHING)
        Evidence.objects.filter(pk=row.pk).delete()


def take_back(place: Place, history: History, events: Sequence[Event]) -> list[int]:
    """Put back what the events did to evidence; return the ordinals of the sentences.

    Raises :class:`Stale` where the evidence no longer stands as the event left it.
    """
    ordinals = []
    for event in events:
        before, after = _sources_of(event)
        row = Evidence.objects.filter(public_id=event.data["evidence"], author=place.author).first()
        if (Source.of(row) if row else NOTHING) != after or event.sentence is None:
            raise Stale(_("The evidence has changed since."))
        if row is None:
            row = _new(place, event.sentence, before, history.action, UUID(event.data["evidence"]))
            _append(history, row, "recorded", after, before)
        elif before == NOTHING:
            _append(history, row, "removed", after, before)
            Evidence.objects.filter(pk=row.pk).delete()
        else:
            _set(row, before, history.action)
            _append(history, row, "changed", after, before)
        ordinals.append(event.sentence.ordinal)
    return ordinals


@contextmanager
def _recording(place: Place, action: UUID) -> Iterator[History]:
    with recording(actor=place.author, action=action, session=place.session, article=place.article) as history:
        refuse_moved(place)
        yield history


def _lock(evidence: Evidence, base: str) -> Evidence:
    row = Evidence.objects.filter(pk=evidence.pk).select_related("sentence").first()
    if row is None or row.version.hex != base:
        raise Stale(_("This evidence was changed elsewhere in the meantime; here is how it stands now."))
    return row


def _new(place: Place, sentence: Sentence, source: Source, action: UUID, public_id: UUID | None = None) -> Evidence:
    now = timezone.now()
    values = asdict(source) | ({"public_id": public_id} if public_id else {})
    return Evidence.objects.create(
        team_id=place.article.team_id,
        session=place.session,
        sentence=sentence,
        author=place.author,
        version=action,
        created_at=now,
        updated_at=now,
        **values,
    )


def _set(row: Evidence, source: Source, action: UUID) -> None:
    for name, value in asdict(source).items():
        setattr(row, name, value)
    row.version, row.updated_at = action, timezone.now()
    row.save()


def _append(history: History, evidence: Evidence, what: str, before: Source, after: Source) -> None:
    old, new = before.texts(), after.texts()
    history.append(
        EventKind.EVIDENCE_CHANGED,
        sentence=evidence.sentence,
        data={"evidence": str(evidence.public_id), "change": what},
        texts={name: (old[name], new[name]) for name in old if old[name] or new[name]},
    )


def _sources_of(event: Event) -> tuple[Source, Source]:
    text = getattr(event, "text", None)
    if text is None:
        raise Refused(_("The text has been erased from the history."))
    before = {name: pair[0] for name, pair in text.fields.items()}
    after = {name: pair[1] for name, pair in text.fields.items()}
    return Source.from_texts(before), Source.from_texts(after)
