"""The one exception to blindness: in an article for practice, the key's answer to a sentence that one has judged."""

from typing import TypeVar

from warreader.models.annotations import AnnotationQuerySet, EvidenceQuerySet
from warreader.places import Place

Rows = TypeVar("Rows", AnnotationQuerySet, EvidenceQuerySet)


def with_key(rows: Rows, place: Place) -> Rows:
    """Return the rows, and with them the key author's of those sentences that the viewer has judged here.

    For a sentence's card alone: no mark, count, filter, history or file asks it.
    """
    if not place.practises or place.part is None:
        return rows
    keys = rows.model._default_manager.all()
    answers = keys.filter(author=place.part.key_author_id, session=place.session, sentence__revision=place.revision)
    return rows | answers.after_own(place.viewer)
