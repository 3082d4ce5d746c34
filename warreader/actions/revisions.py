"""Later texts of an article: what the publisher has changed, and corrections of where sentences begin and end."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from warreader import text
from warreader.importers import Draft
from warreader.models import Article, Capture, Membership, Revision
from warreader.places import Place

from .articles import Details


def add_revision(
    *,
    member: Membership,
    article: Article,
    draft: Draft,
    details: Details,
    action: UUID,
    kinds: Mapping[int, str] | None = None,
    capture: Capture | None = None,
) -> Revision:
    """Store a later text of an article, which is its text from now on, and carry the reading room's work over to it.

    ``details`` replaces what is known about the report where it says something. ``kinds`` says what sentences are, by
    ordinal; of others that stand unchanged, what somebody has corrected by hand stays. ``capture`` has the bytes
    where they are kept already. Sessions keep the text that they have until somebody moves them.

    Raises :class:`Duplicate` where the team has the same text already, as the article's or another's, ``Refused``
    where there is nothing to read in it, ``Repeated`` where the action was done before.
    """
    raise NotImplementedError


def correct_sentences(*, place: Place, sentences: Sequence[text.Sentence], action: UUID) -> Revision:
    """Store where the sentences of the article's text begin and end, any number of splits and merges at once.

    That is a later revision of the same text, to which the reading room's work is carried over. For the reading room,
    and those who correct kinds. Raises :class:`Stale` where the text is no longer the article's, ``Refused`` where
    the sentences leave out some of it, overlap, or are as they were, ``Repeated`` where the action was done before.
    """
    raise NotImplementedError
