"""What is known about a report in the library: correcting it."""

from dataclasses import fields
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from warreader import search
from warreader.models import Article, EventKind
from warreader.places import Place

from .errors import Refused, Stale
from .history import recording
from .storing import Details


def describe(*, place: Place, details: Details, base: str, action: UUID) -> None:
    """Say what is known about a report; what is empty is not known any more.

    Nothing is recorded where nothing changes. Raises :class:`Stale` where ``base`` is not the state of what is
    stored, ``Refused`` where there is no title, ``Repeated`` where the action was done before.
    """
    with recording(actor=place.author, action=action, article=place.article) as history:
        if not details.title:
            raise Refused(_("A report needs a title."))
        row = Article.objects.get(pk=place.article.pk)
        stored = Details.of(row)
        if state_of(stored) != base:
            raise Stale(_("Somebody has corrected this in the meantime."))
        changed = {}
        for name in (one.name for one in fields(Details)):
            before, after = getattr(stored, name), getattr(details, name)
            if before != after:
                changed[name] = (str(before or ""), str(after or ""))
                setattr(row, name, after)
        if changed:
            row.save(update_fields=[*changed])
            search.index(row)
            history.append(EventKind.ARTICLE_DESCRIBED, texts=changed)


def state_of(details: Details) -> str:
    """Return a digest of what is known, 32 letters of hexadecimal."""
    return sha256(repr(details).encode()).hexdigest()[:32]
