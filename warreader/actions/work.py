"""Sharing out the sentences of an open session: who is checking which, and which are key."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from warreader.models import Ability, EventKind, Phase, WorkItem
from warreader.models.base import withheld_articles_of
from warreader.places import Place

from .annotations import Target, own_annotations, refuse_missing
from .errors import Refused
from .history import History, recording

#: how long a sentence stays taken by whoever does not take it again
HELD_FOR = timedelta(minutes=30)


def take(*, place: Place, ordinal: int, action: UUID) -> None:
    """Say that the member is checking a sentence for the next while; it keeps nobody from tagging it.

    Raises ``Refused`` where somebody else holds it, with their name and until when, and where sentences are not
    shared out; ``Repeated`` where the action was done before.
    """
    with _item(place, ordinal, action) as (item, history):
        now = timezone.now()
        if item.held(now) and item.taken_by_id != place.author.pk:
            raise Refused(
                _("%(name)s is checking this sentence until %(time)s UTC.")
                % {"name": item.taken_by, "time": f"{item.taken_until:%H:%M}"}
            )
        item.taken_by, item.taken_until = place.author, now + HELD_FOR
        history.append(EventKind.SENTENCE_TAKEN, sentence=item.sentence)


def leave(*, place: Place, ordinal: int, action: UUID) -> None:
    """Free a sentence that the member holds, or, as one who leads sessions, that anybody holds.

    Raises ``Refused`` where it is another's, and where sentences are not shared out; ``Repeated`` where the action
    was done before.
    """
    with _item(place, ordinal, action) as (item, history):
        if not item.held():
            return
        if item.taken_by_id != place.author.pk and not place.author.may(Ability.LEAD_SESSIONS):
            raise Refused(_("%(name)s has taken this sentence.") % {"name": item.taken_by})
        item.taken_by = item.taken_until = None
        history.append(EventKind.SENTENCE_LEFT, sentence=item.sentence)


def mark_key(*, place: Place, ordinal: int, key: bool, action: UUID) -> None:
    """Say whether a sentence is one of those that the article stands on.

    Raises ``Refused`` where sentences are not shared out; ``Repeated`` where the action was done before.
    """
    with _item(place, ordinal, action) as (item, history):
        if item.key != key:
            item.key = key
            history.append(EventKind.SENTENCE_KEYED, sentence=item.sentence, data={"key": key})


@contextmanager
def _item(place: Place, ordinal: int, action: UUID) -> Iterator[tuple[WorkItem, History]]:
    """Give a sentence's work item, and store it afterwards if something was done to it."""
    _refuse_apart(place)
    with recording(actor=place.author, action=action, session=place.session, article=place.article) as history:
        found = own_annotations(place, [ordinal])
        refuse_missing([Target(ordinal)], found)
        here = {"session": place.session, "sentence": found[ordinal].sentence}
        rows = WorkItem.objects.visible_to(place.viewer).select_related("taken_by", "sentence")
        item = rows.filter(**here).first() or WorkItem(team_id=place.article.team_id, **here)
        yield item, history
        if history.events:
            item.save()


def _refuse_apart(place: Place) -> None:
    session = place.session
    if not session.shares_work or session.phase == Phase.CLOSED:
        raise Refused(_("Sentences are shared out in open sessions only, and while they last."))
    if withheld_articles_of(place.author.viewer).filter(part__article=place.article).exists():
        raise Refused(_("You judge this report in a blind session: until its reveal nobody’s work on it shows here."))
