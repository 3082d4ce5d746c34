"""Adjudication: settling what a session's people made of its sentences, by hand or by a rule; taking that back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.models import (
    Adjudication,
    AnnotationSession,
    Article,
    Event,
    EventKind,
    Membership,
    Outcome,
    Phase,
    Sentence,
    Viewer,
)
from warreader.models.annotations import VERSION_LENGTH
from warreader.models.base import withheld_articles_of
from warreader.places import Place
from warreader.queries.ballots import Rule, ballots, settled_by_rule, supported

from .annotations import Target, refuse_missing
from .carried import carry_on
from .errors import Refused, Stale
from .history import History, recording
from .unmoved import refuse_moved

#: in place of an outcome: the sentence is open again
REOPEN = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """How a sentence was settled; without an outcome it was not."""

    outcome: str = REOPEN
    reason: str = ""
    #: what the rule asked for; None where somebody did it by hand
    rule: Mapping[str, int] | None = None
    #: the public id of the member who did it
    by: str = ""

    @classmethod
    def of(cls, row: Adjudication | None) -> "Settled":
        """Return how the row has it; nothing where there is none."""
        return cls(row.outcome, row.reason, row.rule, str(row.settled_by.public_id)) if row else cls()


@dataclass(frozen=True, slots=True)
class Standing:
    """A sentence of a session, and its adjudication there."""

    sentence: Sentence
    row: Adjudication | None


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence's part of an action."""

    standing: Standing
    after: Settled

    @property
    def before(self) -> Settled:
        """How the sentence stood."""
        return Settled.of(self.standing.row)


def settle(*, place: Place, targets: Sequence[Target], outcome: str, action: UUID, reason: str = "") -> list[int]:
    """Settle some sentences of an article in a session, or open them again (``REOPEN``); return the ordinals.

    Raises ``Refused`` where the session hides its work or is over, where a reason or evidence is missing that it asks
    for, and for sentences that are not in its scope; :class:`Stale` where one has moved on from the version that its
    target names, ``Repeated`` where the action was done before.
    """
    member, here = place.author, place.session
    with recording(
        actor=member, action=action, session=here, article=place.article, expected=len(targets)
    ) as history:
        session = _refuse_unless_open(here)
        refuse_moved(place)
        ordinals = [target.ordinal for target in targets]
        rows = Sentence.objects.filter(revision=place.revision, ordinal__in=ordinals)
        found = {one.sentence.ordinal: one for one in _standing(place.viewer, session, rows)}
        refuse_missing(targets, found)
        _refuse_out_of_scope(session, found.values())
        _refuse_stale(targets, found)
        _refuse_unfounded(place, session, found.values(), outcome, reason)
        after = Settled(outcome, reason, None, str(member.public_id)) if outcome else Settled()
        return [one.ordinal for one in _write(history, [Step(one, after) for one in found.values()])]


def settle_by_rule(
    *, member: Membership, session: AnnotationSession, rule: Rule, action: UUID, article: Article | None = None
) -> int:
    """Settle every open sentence that the rule settles, of all the session's articles or of one; say how many.

    The rule is the session's from then on. Raises ``Refused`` where it settles none, and as :func:`settle` does.
    """
    with recording(actor=member, action=action, session=session) as history:
        now = _refuse_unless_open(session)
        chosen = settled_by(member.viewer, now, rule, settler=member, article=article)
        rows = Sentence.objects.filter(pk__in=chosen)
        made = {"votes": rule.votes, "share": rule.share}
        steps = [
            Step(one, Settled(chosen[one.sentence.pk], "", made, str(member.public_id)))
            for one in _standing(member.viewer, now, rows)
        ]
        if not steps:
            raise Refused(_("This rule settles no open sentence."))
        AnnotationSession.objects.filter(pk=session.pk).update(rule_votes=rule.votes, rule_share=rule.share)
        return len(_write(history, steps))


def settled_by(
    viewer: Viewer,
    session: AnnotationSession,
    rule: Rule,
    *,
    settler: Membership,
    article: Article | None = None,
) -> dict[int, str]:
    """Return the open sentences that a rule settles, by key, with the tag; what ``settle_by_rule`` would do.

    A sentence that waits for more evidence is not the rule's to settle; nor, where the session needs evidence, is a
    "verified" without any of those who say it or of the settler.
    """
    done = set(Adjudication.objects.filter(session=session).values_list("sentence", flat=True))
    known = supported(session, settler) if session.needs_evidence else None
    return settled_by_rule(rule, ballots(viewer, session, article=article), done=done, known=known)


def take_back(*, member: Membership, session: AnnotationSession, event: Event, action: UUID) -> int:
    """Take back the action that an event of the session belongs to, a whole bulk of it; return how many sentences.

    Sentences that were settled otherwise since stay as they are. Raises :class:`Stale` where all were, ``Refused``
    where it was taken back before, and where nothing can be settled any more.
    """
    events = Event.objects.filter(
        actor=event.actor_id, action=event.action, session=session, kind=EventKind.SENTENCE_SETTLED
    )
    with recording(actor=member, action=action, session=session, undoes=event.action) as history:
        now = _refuse_unless_open(session)
        if Event.objects.filter(session=session, undoes=event.action).exists():
            raise Refused(_("This was taken back already."))
        changed = {one.sentence_id: _sides(one) for one in events.select_related("text").order_by("position")}
        standing = _standing(member.viewer, now, Sentence.objects.filter(pk__in=changed))
        if not standing:
            raise Refused(_("This was settled on an earlier text of the report: there it stays as it is."))
        steps = [Step(one, changed[one.sentence.pk][0]) for one in standing]
        steps = [step for step in steps if step.before == changed[step.standing.sentence.pk][1]]
        if not steps:
            raise Stale(_("This was settled otherwise since."), [one.sentence.ordinal for one in standing])
        return len(_write(history, steps))


def last_settling(member: Membership, session: AnnotationSession) -> Event | None:
    """Return the first event of the member's last settling in a session that is not taken back; None without one."""
    here = Event.objects.filter(session=session)
    texts = session.articles.values("revision")
    done = here.filter(sentence__revision__in=texts, actor=member, kind=EventKind.SENTENCE_SETTLED, undoes=None)
    done = done.exclude(data__has_key="brought")  # out of a file
    taken_back = here.filter(undoes__isnull=False).values("undoes")
    return done.exclude(action__in=taken_back).order_by("-number").first()


def short_version(row: Adjudication | None) -> str:
    """Return the part of an adjudication's version that pages carry; empty where there is none."""
    return row.version.hex[:VERSION_LENGTH] if row else ""


def _refuse_unless_open(session: AnnotationSession) -> AnnotationSession:
    """Return the session as it stands now that the team's writers wait."""
    now = AnnotationSession.objects.filter(pk=session.pk, deleted_at=None).first()
    if now is None or now.standing:
        raise Refused(_("Sentences are settled in sessions: this is none."))
    if now.concealed:
        raise Refused(_("Reveal the session first: until then nobody sees what there is to settle."))
    if now.phase == Phase.CLOSED:
        raise Refused(_("The session is closed: it stays as it was settled."))
    return now


def _standing(viewer: Viewer, session: AnnotationSession, rows: QuerySet[Sentence]) -> list[Standing]:
    """Return sentences of texts that are in the session, and not withheld from the viewer, in order."""
    texts = session.articles.filter(article__deleted_at=None).values("revision")
    rows = rows.filter(revision__in=texts)
    rows = rows.exclude(revision__article__in=withheld_articles_of(viewer))  # type: ignore[arg-type]
    sentences = list(rows.select_related("revision__article").defer("revision__text").order_by("revision", "ordinal"))
    known = Adjudication.objects.filter(session=session, sentence__in=[one.pk for one in sentences])
    by_sentence = {row.sentence_id: row for row in known.select_related("settled_by")}
    return [Standing(one, by_sentence.get(one.pk)) for one in sentences]


def _refuse_out_of_scope(session: AnnotationSession, found: Iterable[Standing]) -> None:
    if any(one.sentence.kind not in session.kinds for one in found):
        raise Refused(_("The session does not ask for sentences of this kind."))


def _refuse_stale(targets: Sequence[Target], found: Mapping[int, Standing]) -> None:
    stale = [target.ordinal for target in targets if short_version(found[target.ordinal].row) != target.base]
    if stale:
        raise Stale(_("This was settled elsewhere in the meantime; here is how it stands now."), stale)


def _refuse_unfounded(
    place: Place, session: AnnotationSession, found: Iterable[Standing], outcome: str, reason: str
) -> None:
    if outcome and session.asks_reason and not reason.strip():
        raise Refused(_("This session asks for a reason."))
    if outcome == Outcome.VERIFIED and session.needs_evidence:
        known = supported(session, place.author)
        if any(one.sentence.pk not in known for one in found):
            raise Refused(
                _("Nobody who says verified has recorded evidence, nor have you: this session asks for it.")
            )


def _write(history: History, steps: Iterable[Step]) -> list[Sentence]:
    """Store what has changed, with an event each; return the sentences."""
    changed = [step for step in steps if step.before != step.after]
    people = {str(one.public_id): one for one in _people(history, changed)}
    now = timezone.now()
    kept = [_row(history, step, people, now) for step in changed if step.after.outcome]
    if kept:
        Adjudication.objects.bulk_create(
            kept,
            update_conflicts=True,
            unique_fields=["session", "sentence"],
            update_fields=["outcome", "reason", "rule", "settled_by", "version", "updated_at"],
        )
    opened = [step.standing.row.pk for step in changed if step.standing.row and not step.after.outcome]
    if opened:
        Adjudication.objects.filter(pk__in=opened).delete()
    carry_on(kept)
    for step in changed:
        _append(history, step)
    return [step.standing.sentence for step in changed]


def _people(history: History, steps: Iterable[Step]) -> Iterable[Membership]:
    """Return who is named in the steps: most often only the actor."""
    named = {step.after.by for step in steps if step.after.by} - {str(history.actor.public_id)}
    others = Membership.objects.filter(team=history.actor.team_id, public_id__in=named) if named else ()
    return [history.actor, *others]


def _row(history: History, step: Step, people: Mapping[str, Membership], now: datetime) -> Adjudication:
    after = step.after
    return Adjudication(
        team_id=history.actor.team_id,
        session=history.session,
        sentence=step.standing.sentence,
        outcome=after.outcome,
        reason=after.reason,
        rule=after.rule,
        settled_by=people[after.by],
        version=history.action,
        created_at=now,
        updated_at=now,
    )


def _append(history: History, step: Step) -> None:
    before, after = step.before, step.after
    data: dict[str, Any] = {
        "outcome": [before.outcome, after.outcome],
        "rule": [before.rule, after.rule],
        "by": [before.by, after.by],
    }
    texts = {"reason": (before.reason, after.reason)} if before.reason or after.reason else {}
    history.article = step.standing.sentence.revision.article
    history.append(EventKind.SENTENCE_SETTLED, sentence=step.standing.sentence, data=data, texts=texts)


def _sides(event: Event) -> tuple[Settled, Settled]:
    """Return how a sentence was settled before an event, and after it.

    Raises ``Refused`` where the reason's text has been erased from the history.
    """
    text = getattr(event, "text", None)
    if "digests" in event.data and text is None:
        raise Refused(_("The text has been erased from the history."))
    reasons = text.fields["reason"] if text else ["", ""]
    data = event.data
    before, after = (
        Settled(data["outcome"][side], reasons[side], data["rule"][side], data["by"][side]) for side in (0, 1)
    )
    return before, after
