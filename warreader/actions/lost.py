"""Putting right what a later text has no place for."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.models import (
    Ability,
    Annotation,
    Event,
    EventKind,
    Evidence,
    Fit,
    LostPlace,
    Phase,
    Round,
    Sentence,
    Succession,
)
from warreader.places import Place

from .annotations import FIELDS
from .carrying import copied
from .errors import Refused
from .evidence import Source
from .history import History, recording
from .unmoved import refuse_moved


def resolve_place(*, place: Place, lost: LostPlace, ordinal: int | None, action: UUID) -> None:
    """Say at which sentence of the text read here somebody's work belongs; None: at none any more.

    For its author, and for editors who may see it. The work is copied there, to be looked at again; where its author
    has judged that sentence already, only the evidence is. Whoever chooses again takes back what was put elsewhere,
    unless it was changed since.

    Raises ``Refused`` where the member may not do it, for a sentence that does not exist, where there is nothing to
    put there, once the session is closed, and where the text or the session has moved on; ``Repeated`` where the
    action was done before.
    """
    with recording(actor=place.author, action=action, session=place.session, article=place.article) as history:
        refuse_moved(place)
        row = _lock(place, lost)
        sentence = _sentence(place, ordinal) if ordinal is not None else None
        before = row.placed
        if before:
            _take_back(row, before)
        if sentence:
            _put(place, history, row, sentence)
        row.placed, row.resolved_at, row.resolved_by = sentence, timezone.now(), place.author
        row.save(update_fields=["placed", "resolved_at", "resolved_by"])
        _tie(place, row, before)
        data = {
            "place": str(row.public_id),
            "author": str(row.author.public_id),
            "from": [row.sentence.revision.number, row.sentence.ordinal],
            "placed": [one.ordinal if one else None for one in (before, sentence)],
        }
        history.append(EventKind.PLACE_RESOLVED, sentence=sentence or before or row.sentence, data=data)


def _lock(place: Place, lost: LostPlace) -> LostPlace:
    """Return the lost place as it stands, where the member may put it right."""
    related = ("author", "sentence__revision", "placed")
    rows = LostPlace.objects.visible_to(place.viewer).select_related(*related).defer("sentence__revision__text")
    row = rows.filter(pk=lost.pk, session=place.session, sentence__revision__article=place.article).first()
    if row is None or place.earlier:
        raise Refused(_("This lost place is not here any more."))
    own = row.author_id == place.author.pk
    if own and not place.may(Ability.ANNOTATE):
        raise Refused(place.closed or _("Your role in this team does not allow this."))
    if not own and not place.author.may(Ability.CORRECT_KINDS):
        raise Refused(_("Their author or an editor puts lost places right."))
    if place.session.phase == Phase.CLOSED or (place.session.standing and place.withheld):
        raise Refused(place.closed or _("This session is closed."))
    if row.placed and row.placed.revision_id != place.revision.pk:
        raise Refused(_("This was put right on an earlier text of the report: there it stays as it is."))
    return row


def _sentence(place: Place, ordinal: int) -> Sentence:
    found = place.sentences().filter(ordinal=ordinal).first()
    if found is None:
        raise Refused(_("This article has no sentence %(number)s.") % {"number": ordinal})
    return found


def _put(place: Place, history: History, row: LostPlace, sentence: Sentence) -> None:
    """Copy the work to a sentence."""
    here = {"session": row.session_id, "author": row.author_id}
    judged = Annotation.objects.filter(**here).standing(place.round)
    work = judged.filter(sentence=row.sentence).first()
    stands = judged.filter(sentence=sentence).exists()
    if work and not stands:
        _annotate(place, history, work, sentence)
    recorded = Evidence.objects.filter(**here).order_by("created_at", "pk")
    known = {Source.of(one) for one in recorded.filter(sentence=sentence)}
    more = [one for one in recorded.filter(sentence=row.sentence) if Source.of(one) not in known]
    Evidence.objects.bulk_create(copied(one, sentence.pk, history) for one in more)
    if stands and not more:
        raise Refused(_("This sentence is judged already: choose another, or none."))


def _annotate(place: Place, history: History, work: Annotation, sentence: Sentence) -> None:
    said = {name: getattr(work, name) for name in FIELDS}
    Annotation.objects.create(
        **said | {"look_again": True},
        team_id=work.team_id,
        session_id=work.session_id,
        sentence=sentence,
        author_id=work.author_id,
        round=Round(place.round),
        version=history.action,
        created_at=work.created_at,
        updated_at=work.updated_at,
    )


def _take_back(row: LostPlace, before: Sentence) -> None:
    """Remove what was put at a sentence, unless somebody has changed it since."""
    events = Event.objects.filter(kind=EventKind.PLACE_RESOLVED, session=row.session_id, sentence=before)
    last = events.filter(data__place=str(row.public_id)).order_by("-number").first()
    if last:
        put = {"session": row.session_id, "author": row.author_id, "sentence": before, "version": last.action}
        Annotation.objects.filter(**put).delete()
        Evidence.objects.filter(**put).delete()


def _tie(place: Place, row: LostPlace, before: Sentence | None) -> None:
    """Store that a person has said that one sentence continues the other; not what others may not know of."""
    if place.session.concealed:
        return
    others = LostPlace.objects.filter(sentence=row.sentence, placed=before)
    if before and not others.exists():
        Succession.objects.filter(earlier=row.sentence, later=before, fit=Fit.PLACED).delete()
    if row.placed:
        Succession.objects.get_or_create(
            earlier=row.sentence,
            later=row.placed,
            defaults={"team_id": row.team_id, "fit": Fit.PLACED},
        )
