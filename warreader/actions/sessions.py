"""Annotation sessions: making one, who judges what, finishing, the reveal, the end."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.guidelines import CODEBOOK
from warreader.models import (
    Annotation,
    AnnotationSession,
    Article,
    Assignment,
    EventKind,
    Membership,
    Mode,
    NoticeKind,
    Phase,
    Tag,
)
from warreader.models.choices import IN_SCOPE
from warreader.places import Place

from .assignments import fresh, give, spread, take_in
from .errors import Refused, Unsupported
from .history import recording
from .notices import tell_of_session


@dataclass(frozen=True, slots=True)
class Terms:
    """What a session is made of beside its articles and people; ``overlap`` None: everyone judges every article.

    Each field is the session's of that name; an empty guideline is the codebook.
    """

    name: str
    mode: Mode = Mode.OPEN
    overlap: int | None = None
    deadline: datetime | None = None
    kinds: Sequence[str] = IN_SCOPE
    guideline: str = ""
    needs_evidence: bool = False
    needs_second: bool = False
    takes_newcomers: bool = False
    hides_names: bool = False
    asks_reason: bool = False
    rule_votes: int = 2
    rule_share: int = 100


def make_session(
    *, member: Membership, terms: Terms, articles: Sequence[Article], people: Sequence[Membership], action: UUID
) -> AnnotationSession:
    """Make a session of these articles, at the texts that they have now, and say who judges which.

    Raises ``Refused`` where there is nothing to judge or nobody to do it, ``Repeated`` where the action was done
    before.
    """
    _refuse_nothing(articles, people, terms)
    with recording(actor=member, action=action) as history:
        made = {one.name: getattr(terms, one.name) for one in fields(terms)}
        # It keeps the codebook that it was run with.
        made |= {"kinds": list(terms.kinds), "guideline": terms.guideline or CODEBOOK}
        session = AnnotationSession.objects.create(team_id=member.team_id, made_by=member, **made)
        history.session = session
        parts = take_in(session, articles)
        give(parts, spread(len(parts), people, terms.overlap), by=member)
        data = {"session": str(session.public_id), "mode": terms.mode, "articles": len(parts), "people": len(people)}
        history.append(EventKind.SESSION_MADE, data=data)
    return session


def _refuse_nothing(articles: Sequence[Article], people: Sequence[Membership], terms: Terms) -> None:
    if not articles:
        raise Refused(_("Choose at least one report."))
    if not people:
        raise Refused(_("Choose at least one person."))
    if terms.overlap and terms.overlap > len(people):
        raise Refused(_("There are fewer people than should judge each report."))
    if not terms.kinds:
        raise Refused(_("Choose at least one kind of sentences."))


def finish(*, place: Place, action: UUID) -> None:
    """Say that one's work on an article is done; it can be taken up again until the reveal.

    Nothing changes where one has said so. Raises :class:`Unsupported` where the session demands evidence that the
    member's "verified" lacks.
    """
    _set_finished(place, action, EventKind.ARTICLE_FINISHED, timezone.now())


def resume(*, place: Place, action: UUID) -> None:
    """Take up an article again that one had finished."""
    _set_finished(place, action, EventKind.ARTICLE_RESUMED, None)


def _set_finished(place: Place, action: UUID, kind: EventKind, moment: datetime | None) -> None:
    assignment = place.assignment
    if assignment is None:
        raise Refused(_("This report is not among those that you judge in this session."))
    with recording(actor=place.author, action=action, session=place.session, article=place.article) as history:
        session, now = fresh(place.session), Assignment.objects.filter(pk=assignment.pk).first()
        if now is None:
            raise Refused(_("This report is not among those that you judge in this session."))
        if session.phase != Phase.ANNOTATING:
            raise Refused(_("The session has moved on: nothing is finished or taken up in it any more."))
        if now.late(session):
            raise Refused(_("The time for this report is over."))
        if bool(moment) == bool(now.finished_at):
            return
        if moment and session.needs_evidence:
            _refuse_unsupported(place)
        Assignment.objects.filter(pk=assignment.pk).update(finished_at=moment)
        history.append(kind)


def _refuse_unsupported(place: Place) -> None:
    own = Annotation.objects.visible_to(place.viewer).filter(author=place.author, session=place.session)
    verified = own.filter(sentence__revision=place.revision, tag=Tag.VERIFIED).standing(place.round)
    lacking = verified.with_support().filter(has_evidence=False).order_by("sentence__ordinal")
    ordinals = list(lacking.values_list("sentence__ordinal", flat=True))
    if ordinals:
        raise Unsupported(_("In this session “verified” needs evidence of your own."), ordinals)


def reveal(*, member: Membership, session: AnnotationSession, action: UUID) -> None:
    """Show everybody's work to all and begin the discussion: deliberate, and for good.

    The independent round stays as it is from here on. Raises ``Refused`` where it was revealed already, and for an
    open session, which hides nothing.
    """
    with recording(actor=member, action=action, session=session) as history:
        _refuse_after_reveal(session)
        if session.mode == Mode.OPEN:
            raise Refused(_("In an open session everybody sees everything: there is nothing to reveal."))
        session.revealed_at, session.phase = timezone.now(), Phase.DISCUSSING
        session.save(update_fields=["revealed_at", "phase"])
        history.append(EventKind.SESSION_REVEALED)
        tell_of_session(NoticeKind.REVEALED, session, member)


def close(*, member: Membership, session: AnnotationSession, action: UUID) -> None:
    """End a session: its work stays as it stands.

    Raises ``Refused`` for a blind one that is not revealed, and for one that is closed already.
    """
    with recording(actor=member, action=action, session=session) as history:
        now = fresh(session)
        if now.concealed:
            raise Refused(_("Reveal the session first: until then nobody can look at it as a whole."))
        if now.phase == Phase.CLOSED:
            raise Refused(_("The session is closed already."))
        session.phase = Phase.CLOSED
        session.save(update_fields=["phase"])
        history.append(EventKind.SESSION_CLOSED)
        tell_of_session(NoticeKind.SETTLED, session, member)


def _refuse_after_reveal(session: AnnotationSession) -> None:
    now = fresh(session)
    if now.revealed_at or now.phase != Phase.ANNOTATING:
        raise Refused(_("The session has moved on: everybody sees its work already."))
