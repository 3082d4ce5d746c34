"""Steering a session: what it is made of, its discussion, its deletion."""

from collections.abc import Mapping
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.guidelines import CODEBOOK
from warreader.models import Annotation, AnnotationSession, Article, EventKind, Membership, Mode, Phase

from .assignments import fresh
from .errors import Refused, Stale
from .history import recording
from .sessions import Terms

#: of the terms: what stays as the session was made
FIXED = {"mode", "overlap"}
#: of the terms: free text, which history keeps where it can be erased
TEXTS = {"name", "guideline"}


class Unsure(Refused):
    """People have judged by the guideline that would change; it has to be confirmed."""


def terms_of(session: AnnotationSession) -> Terms:
    """Return what a session is made of as it stands."""
    return Terms(**{one.name: getattr(session, one.name) for one in fields(Terms)})


def version_of(session: AnnotationSession) -> str:
    """Return what a change of a session's terms is based on."""
    return sha256(repr(sorted(_plain(session).items())).encode()).hexdigest()[:16]


def is_judged(session: AnnotationSession) -> bool:
    """Say whether anybody has judged anything in a session; no more than that."""
    return Annotation.objects.filter(session=session).exists()


def change_terms(
    *,
    member: Membership,
    session: AnnotationSession,
    terms: Terms,
    base: str,
    action: UUID,
    confirmed: bool = False,
) -> None:
    """Change what a session is made of; its mode and overlap stay. ``base`` is what the page showed.

    Raises ``Stale`` where somebody else has changed it meanwhile, :class:`Unsure` where a guideline that people have
    judged by changes without being ``confirmed``, and ``Refused`` for other kinds of sentences once one is judged,
    and for a closed session.
    """
    with recording(actor=member, action=action, session=session) as history:
        now = fresh(session)
        if base != version_of(now):
            raise Stale(_("Somebody has changed the session meanwhile."))
        if now.phase == Phase.CLOSED:
            raise Refused(_("The session is closed: it stays as it is."))
        changed = _changed(now, terms)
        _refuse_too_late(now, changed, confirmed=confirmed)
        data = {name: [_said(getattr(now, name)), _said(value)] for name, value in changed.items()}
        texts = {name: (data[name][0], data[name][1]) for name in TEXTS & data.keys()}
        for name, value in changed.items():
            setattr(now, name, value)
        if changed:
            now.save(update_fields=[*changed])
            rest = {name: value for name, value in data.items() if name not in TEXTS}
            history.append(EventKind.SESSION_CHANGED, data=rest, texts=texts)


def _changed(session: AnnotationSession, terms: Terms) -> dict[str, Any]:
    """Return the fields that the terms change, with their new values."""
    standing = terms_of(session)
    wanted = replace(terms, guideline=terms.guideline or CODEBOOK, kinds=list(terms.kinds))
    if wanted.guideline == (standing.guideline or CODEBOOK):
        wanted = replace(wanted, guideline=standing.guideline)
    if set(wanted.kinds) == set(standing.kinds):
        wanted = replace(wanted, kinds=standing.kinds)
    names = [one.name for one in fields(Terms) if one.name not in FIXED]
    return {name: getattr(wanted, name) for name in names if getattr(wanted, name) != getattr(standing, name)}


def _refuse_too_late(session: AnnotationSession, changed: Mapping[str, Any], *, confirmed: bool) -> None:
    if not changed.keys() & {"kinds", "guideline"} or not is_judged(session):
        return
    if "kinds" in changed:
        raise Refused(_("Somebody has judged already: the kinds of sentences stay as they are."))
    if "guideline" in changed and not confirmed:
        raise Unsure(
            _("People have judged by this guideline. Confirm that it changes; the history keeps the old one.")
        )


def discuss(*, member: Membership, session: AnnotationSession, action: UUID) -> None:
    """Go over to discussion in an open session: nothing is unfinished or late in it any more."""
    with recording(actor=member, action=action, session=session) as history:
        now = fresh(session)
        if now.mode != Mode.OPEN:
            raise Refused(_("A blind session goes over to discussion with its reveal."))
        if now.phase != Phase.ANNOTATING:
            raise Refused(_("The session has moved on already."))
        AnnotationSession.objects.filter(pk=session.pk).update(phase=Phase.DISCUSSING)
        history.append(EventKind.SESSION_CHANGED, data={"phase": [now.phase, Phase.DISCUSSING]})


def delete_session(*, member: Membership, session: AnnotationSession, typed: str, action: UUID) -> None:
    """Delete a session, where its name was typed to confirm it; its people get their reading room back.

    Nobody sees its work any more. An article whose verdict it was goes back to the usual one.
    """
    with recording(actor=member, action=action, session=session) as history:
        now = fresh(session)
        if typed.strip() != now.name.strip():
            raise Refused(_("Type the session’s name as it stands, to delete it."))
        AnnotationSession.objects.filter(pk=session.pk).update(deleted_at=timezone.now())
        Article.objects.filter(verdict=session).update(verdict=None)
        history.append(EventKind.SESSION_DELETED, data={"session": str(session.public_id)})


def _plain(session: AnnotationSession) -> dict[str, Any]:
    return {one.name: _said(getattr(session, one.name)) for one in fields(Terms)}


def _said(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
