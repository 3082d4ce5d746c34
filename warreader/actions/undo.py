"""Taking back one's last action in an article."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from warreader.models import Ability, Event, EventKind
from warreader.places import Place

from . import annotations, articles, evidence
from .errors import Refused, Repeated
from .history import recording, was_done
from .unmoved import refuse_moved

TAKE_BACK = {
    EventKind.ANNOTATION_CHANGED: annotations.take_back,
    EventKind.EVIDENCE_CHANGED: evidence.take_back,
    EventKind.KIND_CORRECTED: articles.take_back,
}


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo took back: the sentences that changed, and the kind of the action."""

    ordinals: tuple[int, ...]
    kind: EventKind


def undo(*, place: Place, action: UUID) -> Undone:
    """Take back the member's last action in this session and article that is not taken back yet.

    Appends compensating events. Raises ``Refused`` where there is nothing to take back, ``Stale`` where what the
    action changed has moved on since, ``Repeated`` where this undo was done before.
    """
    last = last_action(place)
    if last is None:
        if was_done(place.author, action):
            raise Repeated
        raise Refused(_("There is nothing left to undo in this article."))
    if last.sentence and last.sentence.revision_id != place.revision.pk:
        raise Refused(_("You did this on an earlier text of the report: there it stays as it is."))
    kind = EventKind(last.kind)
    if kind == EventKind.KIND_CORRECTED and not place.may(Ability.CORRECT_KINDS):
        raise Refused(_("Only editors correct kinds, so this cannot be undone by you any more."))
    with recording(
        actor=place.author,
        action=action,
        session=last.session,
        article=place.article,
        undoes=last.action,
        expected=Event.objects.filter(actor=place.author, action=last.action).count(),
    ) as history:
        refuse_moved(place)
        events = Event.objects.filter(actor=place.author, action=last.action).select_related("text", "sentence")
        ordinals = TAKE_BACK[kind](place, history, list(events.order_by("position")))
    return Undone(tuple(ordinals), kind)


def last_action(place: Place) -> Event | None:
    """Return the first event of the member's last action here that can be taken back; None where none is left.

    What was done before a session's reveal stays, and what was brought in out of a file.
    """
    mine = Event.objects.filter(actor=place.author, article=place.article)
    apart = Q(session=None) if place.session.standing else Q(session=None, sentence__revision=place.revision)
    done = mine.filter(Q(session=place.session) | apart, kind__in=TAKE_BACK, undoes=None)
    done = done.exclude(data__has_key="brought")
    if place.session.revealed_at:
        done = done.filter(created_at__gt=place.session.revealed_at)
    taken_back = mine.filter(undoes__isnull=False).values("undoes")
    return done.exclude(action__in=taken_back).select_related("session", "sentence").order_by("-number").first()
