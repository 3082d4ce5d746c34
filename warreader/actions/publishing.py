"""Publishing a settled article at a link, correcting what is there, and withdrawing it.

What is public is an edition: it is written down whole as an editor lets it out, and nothing later changes it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.exports import TooMuch, complete, jsonld, read
from warreader.exports.document import Document
from warreader.exports.layout import refuse_too_much
from warreader.exports.released import READ, Choices, released
from warreader.guidelines import CODEBOOK
from warreader.models import (
    AnnotationSession,
    Article,
    Assignment,
    Edition,
    Event,
    EventCounter,
    EventKind,
    Mode,
    Publication,
)
from warreader.models.publishing import CHANGING
from warreader.places import Place

from .errors import Refused, Stale
from .history import History, recording

#: editions that a team may let out in an hour
MOST_HOURLY = 60
#: the time that a preview bears, so that the same content has the same digest
ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Release:
    """What an editor wants to let out, having seen what that is."""

    choices: Choices
    #: whether search engines may list the page
    indexed: bool
    #: question -> why it may be shown; empty: there is none
    answers: Mapping[str, str]
    #: :func:`digest_of` the preview that was looked at
    base: str


def settled_place(place: Place) -> Place:
    """Return the place whose settled tags would be published: the article in the session that is its verdict.

    Raises ``Refused`` with what to do where there is none, or where it would give away what is hidden.
    """
    if place.withheld:
        raise Refused(_("You judge this report in a blind session: until its reveal it is not yours to publish."))
    session = AnnotationSession.objects.filter(pk=place.verdict or 0, deleted_at=None).first()
    if session is None:
        raise Refused(
            _(
                "Nothing of this report is settled yet. Settle its sentences in a session and close the session, or "
                "name the session under “Verdict”; then it can be published."
            )
        )
    if session.concealed or _judged_blind(place.article):
        raise Refused(
            _(
                "Somebody judges this report in a blind session, and must not find out there what was settled. Wait "
                "for its reveal, or take the report out of it."
            )
        )
    try:
        return Place.find(place.viewer, place.article.public_id, session.public_id)
    except Article.DoesNotExist as error:
        raise Refused(_("The session that is the verdict does not have this report any more.")) from error


def _judged_blind(article: Article) -> bool:
    rows = Assignment.objects.filter(part__article=article, part__session__mode=Mode.BLIND)
    return rows.filter(part__session__revealed_at=None, part__session__deleted_at=None).exists()


def prepare(place: Place, choices: Choices) -> Document:
    """Return what would be public. Raises ``Refused`` where nothing is settled, or it would be too much for a page."""
    here = settled_place(place)
    document = released(read(here, READ), choices)
    if not any(one.settled for one in document.sentences):
        raise Refused(
            _("The session that is the verdict has settled nothing of the text that it judged: settle some first.")
        )
    try:
        refuse_too_much(document)
    except TooMuch as error:
        raise Refused(_("This report is too long for a page that is published.")) from error
    return document


def by_own_guideline(session_id: str) -> bool:
    """Say whether a session judged by a guideline of its own, so that the codebook's words may not be what it meant."""
    guideline = AnnotationSession.objects.values_list("guideline", flat=True).get(public_id=session_id)
    return guideline.strip() not in {"", CODEBOOK.strip()}


def digest_of(document: Document, licence: str) -> str:
    """Return the SHA-256 of what goes out, whenever it does, and of the licence under which it does."""
    written = b"".join(complete.write(replace(document, exported=ANY_TIME)))
    return hashlib.sha256(written + licence.encode()).hexdigest()


def publish(*, place: Place, release: Release, action: UUID) -> Publication:
    """Let a settled article out at a link of its own, which nobody can guess.

    Raises ``Refused`` where it cannot be published, ``Stale`` where what would go out is not what was looked at, and
    ``Repeated`` where the action was done before.
    """
    seen, document = _looked_at(place, release)
    with recording(actor=place.author, action=action, article=place.article) as history:
        session = _still(place, document, seen)
        now = _in_turn(place)
        publication = Publication.objects.create(
            team=place.team,
            article=place.article,
            session=session,
            names=release.choices.names,
            published_by=place.author,
            published_at=now,
        )
        edition = _edition(publication, place, document, release=release, now=now)
        _record(history, EventKind.ARTICLE_PUBLISHED, edition, release)
    return publication


def correct(*, place: Place, publication: Publication, release: Release, correction: str, action: UUID) -> Edition:
    """Let out a further edition of a publication; ``correction`` says there what was corrected.

    Raises as ``publish`` does, and ``Refused`` where it is withdrawn.
    """
    seen, document = _looked_at(place, release)
    with recording(actor=place.author, action=action, article=place.article) as history:
        session = _still(place, document, seen)
        now = _in_turn(place)
        standing = Publication.objects.filter(pk=publication.pk).standing()
        if not standing.update(session=session, names=release.choices.names):
            raise Refused(
                _("It is withdrawn: what is withdrawn is not corrected any more, but can be published anew.")
            )
        publication.session = session
        edition = _edition(publication, place, document, release=release, now=now, correction=correction)
        _record(history, EventKind.PUBLICATION_CORRECTED, edition, release)
    return edition


def withdraw(*, place: Place, publication: Publication, reason: str, action: UUID) -> None:
    """Take a publication back; its link says when, and why.

    Raises ``Refused`` where it is withdrawn already, and ``Repeated`` where the action was done before.
    """
    with recording(actor=place.author, action=action, article=place.article) as history:
        standing = Publication.objects.filter(pk=publication.pk).standing()
        if not standing.update(withdrawn_by=place.author, withdrawn_at=timezone.now(), reason=reason):
            raise Refused(_("It is withdrawn already."))
        history.append(
            EventKind.PUBLICATION_WITHDRAWN,
            session=publication.session,
            data={"publication": str(publication.public_id)},
            texts={"reason": ("", reason)},
        )


def _looked_at(place: Place, release: Release) -> tuple[int, Document]:
    """Return what goes out, and the number of the last event before it was read."""
    seen = EventCounter.objects.values_list("last", flat=True).get(team=place.team)
    document = prepare(place, release.choices)
    if digest_of(document, place.team.licence) != release.base:
        raise Stale(
            _(
                "What would be public is not what you looked at: you have chosen otherwise, or the team has settled "
                "something since. This is it now."
            )
        )
    return seen, document


def _still(place: Place, document: Document, seen: int) -> AnnotationSession:
    """Return the session that settled it, which is the verdict still, and hides nothing.

    Raises ``Stale`` where something has happened to what it settled since the document was read.
    """
    try:
        session = settled_place(Place.find(place.viewer, place.article.public_id)).session
    except Article.DoesNotExist as error:
        raise Refused(_("This report was deleted.")) from error
    if str(session.public_id) != document.session_id:
        raise Stale(_("Another session has become the verdict meanwhile. This is what would be public now."))
    since = Event.objects.filter(article=place.article, number__gt=seen, kind__in=CHANGING)
    if since.filter(Q(session=session) | Q(session=None)).exists():
        raise Stale(_("The team has settled or corrected something at this very moment. This is it now."))
    return session


def _in_turn(place: Place) -> datetime:
    """Return the time now. Raises ``Refused`` where the team has let out too much in the last hour."""
    now = timezone.now()
    if Edition.objects.filter(team=place.team, made_at__gt=now - timedelta(hours=1)).count() >= MOST_HOURLY:
        raise Refused(
            _("Your team has published %(most)s pages within an hour: wait a while.") % {"most": MOST_HOURLY}
        )
    return now


def _edition(
    publication: Publication,
    place: Place,
    document: Document,
    *,
    release: Release,
    now: datetime,
    correction: str = "",
) -> Edition:
    written = b"".join(complete.write(document)).decode()
    annotations = b"".join(jsonld.write(document)).decode()
    return Edition.objects.create(
        team=place.team,
        publication=publication,
        number=publication.editions.count() + 1,
        correction=correction,
        answers=dict(release.answers),
        choices=_chosen(release)
        | {"licence": place.team.licence, "guideline": by_own_guideline(document.session_id)},
        jsonld=annotations,
        document=written,
        digest=hashlib.sha256((written + annotations).encode()).hexdigest(),
        made_by=place.author,
        made_at=now,
    )


def _chosen(release: Release) -> dict[str, Any]:
    return asdict(release.choices) | {"indexed": release.indexed}


def _record(history: History, kind: EventKind, edition: Edition, release: Release) -> None:
    data: dict[str, Any] = {
        "publication": str(edition.publication.public_id),
        "edition": edition.number,
        "choices": _chosen(release),
        "answers": {question: bool(reason) for question, reason in release.answers.items()},
        "sha256": edition.digest,
    }
    texts = {question: ("", reason) for question, reason in release.answers.items() if reason}
    texts |= {"correction": ("", edition.correction)} if edition.correction else {}
    history.append(kind, session=edition.publication.session, data=data, texts=texts)
