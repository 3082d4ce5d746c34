"""The history: every action appends its events here, in its own transaction."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from warreader.models import (
    AnnotationSession,
    Article,
    Event,
    EventCounter,
    EventKind,
    EventText,
    Membership,
    Sentence,
)
from warreader.models.events import GROWN

from .errors import Refused, Repeated


@dataclass
class History:
    """The events of one action, collected and then written with numbers of their own."""

    actor: Membership
    action: UUID
    session: AnnotationSession | None = None
    article: Article | None = None
    undoes: UUID | None = None
    events: list[Event] = field(default_factory=list)
    texts: list[EventText] = field(default_factory=list)

    def append(
        self,
        kind: EventKind,
        *,
        actor: Membership | None = None,
        session: AnnotationSession | None = None,
        article: Article | None = None,
        sentence: Sentence | None = None,
        data: Mapping[str, Any] | None = None,
        texts: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        """Add an event: of the action's actor, session and article unless told.

        Of ``texts`` (field -> before, after) only salted digests go into its data.
        """
        event = Event(
            team_id=self.actor.team_id,
            kind=kind,
            actor=actor or self.actor,
            session=session or self.session,
            article=article or self.article,
            sentence=sentence,
            action=self.action,
            position=len(self.events),
            undoes=self.undoes,
            data=dict(data or {}),
        )
        self.events.append(event)
        if texts:
            salt = secrets.token_hex(16)
            event.data["digests"] = {
                name: [digest(salt, before), digest(salt, after)] for name, (before, after) in texts.items()
            }
            fields = {name: [before, after] for name, (before, after) in texts.items()}
            self.texts.append(EventText(team_id=event.team_id, event=event, salt=salt, fields=fields))


def digest(salt: str, text: str) -> str:
    """Return the salted SHA-256 of ``text``, in hexadecimal; empty text has none."""
    return hashlib.sha256(f"{salt}\0{text}".encode()).hexdigest() if text else ""


@contextmanager
def recording(
    *,
    actor: Membership,
    action: UUID,
    session: AnnotationSession | None = None,
    article: Article | None = None,
    undoes: UUID | None = None,
    expected: int = 1,
) -> Iterator[History]:
    """Open the transaction of an action; what is appended to the history is written as it closes.

    The team's writers wait here for each other, so that numbers have no gaps and commit in order. ``expected`` is
    how many events will most likely be appended. Raises :class:`Repeated` where this person's action was done
    before; nothing of the repeat is kept.
    """
    history = History(actor=actor, action=action, session=session, article=article, undoes=undoes)
    try:
        with transaction.atomic():
            last = take_numbers(actor.team_id, expected)
            yield history
            surplus = expected - len(history.events)
            if surplus:
                last = take_numbers(actor.team_id, -surplus)
            write(history, first=last - len(history.events) + 1)
    except (IntegrityError, Refused) as error:
        if was_done(actor, action):
            raise Repeated from error
        raise


def take_numbers(team_id: int, count: int) -> int:
    """Move the team's counter on by ``count`` (back, where negative) and return it; its row stays locked.

    PostgreSQL tells those who listen, once, as the transaction commits.
    """
    table = connection.ops.quote_name(EventCounter._meta.db_table)
    told = f", pg_notify('{GROWN}', team_id::text)" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET last = last + %s WHERE team_id = %s RETURNING last{told}",  # noqa: S608
            [count, team_id],
        )
        return int(cursor.fetchone()[0])


def write(history: History, *, first: int) -> None:
    """Store the events, numbered from ``first``."""
    now = timezone.now()
    for number, event in enumerate(history.events, first):
        event.number = number
        event.created_at = now
    Event.objects.bulk_create(history.events)
    for text in history.texts:
        text.event_id = text.event.pk
    if history.texts:
        EventText.objects.bulk_create(history.texts)


def touched(actor: Membership, action: UUID) -> list[int]:
    """Return the ordinals of the sentences that an action of this person's touched."""
    events = Event.objects.filter(actor=actor, action=action, sentence__isnull=False)
    return sorted(set(events.values_list("sentence__ordinal", flat=True)))


def was_done(actor: Membership, action: UUID) -> bool:
    """Say whether this person has done this action."""
    return Event.objects.filter(actor=actor, action=action).exists()
