"""The one exception to blindness: in an article for practice, the key's answer to a sentence that one has judged."""

from typing import TypeVar

from warreader.models import Viewer
from warreader.models.annotations import AnnotationQuerySet, EvidenceQuerySet

Rows = TypeVar("Rows", AnnotationQuerySet, EvidenceQuerySet)


def with_key(rows: Rows, viewer: Viewer, session: int, revision: int, author: int) -> Rows:
    """Return the rows, and with them the key author's of those sentences that the viewer has judged here.

    For a sentence's card alone: no mark, count, filter, history or file asks it.
    """
    keys = rows.model._default_manager.all()
    answers = keys.filter(author=author, session=session, sentence__revision=revision)
    return rows | answers.after_own(viewer)
