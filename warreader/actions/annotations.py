"""Judging sentences: tags, flags, notes; one sentence or a range as one action."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, FilteredRelation, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.models import (
    Annotation,
    Event,
    EventKind,
    Flag,
    Round,
    Sentence,
)
from warreader.models.annotations import VERSION_LENGTH
from warreader.places import Place
from warreader.queries.prepared import prepared_models

from .errors import Refused, Stale
from .history import History, recording
from .unmoved import in_present_text, refuse_moved, unmoved

FIELDS = ["tag", *Flag.values, "note", "note_exported", "look_again"]
#: what stands in an event's data as it was and as it is
PAIRS = ("tag", "flags", "note_exported", "look_again")


@dataclass(frozen=True, slots=True)
class Target:
    """A sentence, and the version of one's annotation that a change to it is based on (empty: there was none)."""

    ordinal: int
    base: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What an action changes; None leaves as it is. An empty tag clears the tag and the flags, not the note.

    ``looked`` says that the sentence has been looked at again; whoever judges it has done so.
    """

    tag: str | None = None
    flags: Mapping[str, bool] = field(default_factory=dict)
    note: str | None = None
    note_exported: bool | None = None
    looked: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What one annotation says."""

    tag: str = ""
    flags: frozenset[str] = frozenset()
    note: str = ""
    note_exported: bool = False
    look_again: bool = False

    @classmethod
    def of(cls, annotation: Annotation | None) -> "Said":
        """Return what the annotation says; nothing where there is none."""
        if annotation is None:
            return cls()
        said = annotation.tag, frozenset(annotation.flags), annotation.note, annotation.note_exported
        return cls(*said, annotation.look_again)

    def changed(self, change: Change) -> "Said":
        """Return what it says after ``change``."""
        flags = frozenset() if change.tag == "" else self.flags
        flags |= {flag for flag, on in change.flags.items() if on}
        note = self.note if change.note is None else change.note
        exported = self.note_exported if change.note_exported is None else change.note_exported
        said = Said(
            tag=self.tag if change.tag is None else change.tag,
            flags=flags - {flag for flag, on in change.flags.items() if not on},
            note=note,
            note_exported=exported and bool(note),
        )
        waits = self.look_again and not change.looked and change.tag is None
        return replace(said, look_again=waits and not said.empty)

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return not (self.tag or self.flags or self.note)

    def ordered_flags(self) -> list[str]:
        """Return the flags in the codebook's order."""
        return [flag for flag in Flag.values if flag in self.flags]


@dataclass(frozen=True, slots=True)
class Standing:
    """A sentence, with the member's annotation of it in this round, and the independent one that it was based on."""

    sentence: Sentence
    own: Annotation | None
    independent: Annotation | None = None

    @property
    def counts(self) -> Annotation | None:
        """The annotation that counts: before the first change of the discussed round, the independent one."""
        return self.own or self.independent


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence's part of an action."""

    standing: "Standing"
    before: Said
    after: Said


def annotate(*, place: Place, targets: Sequence[Target], change: Change, action: UUID) -> list[Sentence]:
    """Change the member's annotations of some sentences, as one action; return the sentences that changed.

    Raises :class:`Stale` where one of them is no longer at the version that its target names, ``Refused`` where a
    sentence does not exist, ``Repeated`` where the action was done before. Nothing is kept then.
    """
    with recording(
        actor=place.author, action=action, session=place.session, article=place.article, expected=len(targets)
    ) as history:
        found = own_annotations(place, [target.ordinal for target in targets])
        refuse_missing(targets, found)
        refuse_stale(targets, found)
        steps = []
        for one in found.values():
            before = Said.of(one.counts)
            steps.append(Step(one, before, before.changed(change)))
        return write(place, history, steps)


def own_annotations(place: Place, ordinals: Iterable[int]) -> dict[int, Standing]:
    """Return the sentences by ordinal, each with the member's annotations of it in this session.

    Raises ``Refused`` where the text or the session has moved on since the place was looked up.
    """
    here, numbers = (place.author.pk, place.session.pk, place.revision.pk), list(ordinals)
    if place.session.standing and len(numbers) == 1:
        rows = _own_in_room(*here, numbers[0], place.article.pk)
    else:
        rows = list(_own(*here, numbers, round=place.round, standing=unmoved(place)))
    # Django sets no attribute where such a relation finds nothing.
    found = {row.ordinal: Standing(row, getattr(row, "own", None), getattr(row, "independent", None)) for row in rows}
    refuse_moved(place, moved=not all(row.unmoved for row in rows))
    return found


@prepared_models
def _own_in_room(author: int, session: int, revision: int, ordinal: int, article: int) -> QuerySet[Any, Any]:
    present = in_present_text(article, revision)
    return _own(author, session, revision, [ordinal], round=Round.INDEPENDENT, standing=present)


def _own(
    author: int,
    session: int,
    revision: int,
    ordinals: list[int],
    *,
    round: Round,  # noqa: A002
    standing: QuerySet[Any, Any],
) -> QuerySet[Any, Any]:
    # Whoever has the place may see its text: visible_to() again would double what building this query costs.
    rows = Sentence.objects.filter(revision=revision, ordinal__in=ordinals).order_by("ordinal")
    rounds = {"own": round} | ({"independent": Round.INDEPENDENT} if round == Round.DISCUSSED else {})
    here = Q(annotations__author=author, annotations__session=session)
    relations = {
        name: FilteredRelation("annotations", condition=here & Q(annotations__round=one))
        for name, one in rounds.items()
    }
    return rows.annotate(**relations).select_related(*relations).annotate(unmoved=Exists(standing))


def refuse_missing(targets: Sequence[Target], found: Mapping[int, object]) -> None:
    """Raise ``Refused`` where the article has no such sentence."""
    missing = sorted({target.ordinal for target in targets} - found.keys())
    if missing or not targets:
        raise Refused(_("This article has no sentence %(number)s.") % {"number": missing[0] if missing else ""})


def refuse_stale(targets: Sequence[Target], found: Mapping[int, Standing]) -> None:
    """Raise :class:`Stale` where an annotation has moved on from the version that its target names."""
    stale = [target.ordinal for target in targets if short_version(found[target.ordinal].counts) != target.base]
    if stale:
        raise Stale(_("This was changed elsewhere in the meantime; here is how it stands now."), stale)


def short_version(annotation: Annotation | None) -> str:
    """Return the part of an annotation's version that pages carry; empty where there is no annotation."""
    return annotation.version.hex[:VERSION_LENGTH] if annotation else ""


def write(place: Place, history: History, steps: Iterable[Step]) -> list[Sentence]:
    """Store what has changed, with an event each; return the sentences.

    Nothing is stored that says nothing. In the discussed round, neither is what says the same as the independent
    annotation, which then counts again.
    """
    changed = [step for step in map(_settled, steps) if step.before != step.after]
    now = timezone.now()
    kept = [_row(place, step, history.action, now) for step in changed if not _falls_away(step)]
    if kept:
        Annotation.objects.bulk_create(
            kept,
            update_conflicts=True,
            unique_fields=["sentence", "session", "author", "round"],
            update_fields=[*FIELDS, "version", "updated_at"],
        )
    emptied = [step.standing.own.pk for step in changed if step.standing.own and _falls_away(step)]
    if emptied:
        Annotation.objects.filter(pk__in=emptied).delete()
    for step in changed:
        _append(history, step)
    return [step.standing.sentence for step in changed]


def _settled(step: Step) -> Step:
    """Return the step as it ends: who clears what they said in the discussed round is back at the independent one."""
    if step.after.empty and step.standing.independent:
        return replace(step, after=Said.of(step.standing.independent))
    return step


def _falls_away(step: Step) -> bool:
    return step.after == Said.of(step.standing.independent)


def _row(place: Place, step: Step, action: UUID, now: datetime) -> Annotation:
    return Annotation(
        team_id=place.article.team_id,
        session=place.session,
        sentence=step.standing.sentence,
        author=place.author,
        round=place.round,
        tag=step.after.tag,
        note=step.after.note,
        note_exported=step.after.note_exported,
        look_again=step.after.look_again,
        version=action,
        created_at=now,
        updated_at=now,
        **{flag: flag in step.after.flags for flag in Flag.values},
    )


def _append(history: History, step: Step) -> None:
    before, after = step.before, step.after
    data: dict[str, object] = {}
    if before.tag != after.tag:
        data["tag"] = [before.tag, after.tag]
    if before.flags != after.flags:
        data["flags"] = [before.ordered_flags(), after.ordered_flags()]
    if before.note_exported != after.note_exported:
        data["note_exported"] = [before.note_exported, after.note_exported]
    if before.look_again != after.look_again:
        data["look_again"] = [before.look_again, after.look_again]
    texts = {"note": (before.note, after.note)} if before.note != after.note else {}
    history.append(EventKind.ANNOTATION_CHANGED, sentence=step.standing.sentence, data=data, texts=texts)


def waited(sentence: Sentence) -> bool:
    """Say whether a sentence that :func:`annotate` returned waited for its author's other look before."""
    rows = (getattr(sentence, name, None) for name in ("own", "independent"))
    return any(row.look_again for row in rows if row)


def take_back(place: Place, history: History, events: Sequence[Event]) -> list[int]:
    """Put back what the events changed; return the ordinals.

    Raises :class:`Stale` where a field that an event changed no longer stands as the event left it.
    """
    sentences = {event.sentence_id: event for event in events}
    ordinals = place.sentences().filter(pk__in=sentences).values_list("ordinal", flat=True)
    steps = []
    for one in own_annotations(place, ordinals).values():
        now, sentence = Said.of(one.counts), one.sentence
        before, after = fields_of(sentences[sentence.pk])
        if replace(now, **after) != now:
            raise Stale(
                _("Sentence %(number)s has changed since.") % {"number": sentence.ordinal}, [sentence.ordinal]
            )
        steps.append(Step(one, now, replace(now, **before)))
    return [sentence.ordinal for sentence in write(place, history, steps)]


def fields_of(event: Event) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields of :class:`Said` that an event changed: as they were before it, and after it.

    Raises ``Refused`` where the note's text has been erased from the history.
    """
    pairs = {name: event.data[name] for name in PAIRS if name in event.data}
    if "digests" in event.data:
        text = getattr(event, "text", None)
        if text is None:
            raise Refused(_("The text has been erased from the history."))
        pairs |= text.fields
    before = {name: pair[0] for name, pair in pairs.items()}
    after = {name: pair[1] for name, pair in pairs.items()}
    for side in (before, after):
        if "flags" in side:
            side["flags"] = frozenset(side["flags"])
    return before, after
