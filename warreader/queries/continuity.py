"""What became of the work on an article's earlier texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from warreader.models import Adjudication, Annotation, Comment, Evidence, LostPlace, Sentence
from warreader.places import Place


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody's work on a sentence that the text does not have any more."""

    place: LostPlace
    #: the sentence's words in the earlier text
    words: str
    annotation: Annotation | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A settled sentence that the publisher has changed or dropped since."""

    #: how it was settled, at the sentence of the earlier text
    row: Adjudication
    words: str
    #: the sentences that continue it, with their words; none where it is gone
    later: tuple[tuple[Sentence, str], ...] = ()


def lost_places(place: Place) -> list[Lost]:
    """Return the work that nobody has put right yet, as far as the viewer may see it; three queries."""
    raise NotImplementedError


def left_behind(place: Place) -> list[Comment]:
    """Return the threads about sentences that the text does not have any more, as far as the viewer may see them."""
    raise NotImplementedError


def settled_and_changed(place: Place) -> Sequence[Overtaken]:
    """Return the settled sentences that the publisher has changed or dropped since, in the order of their text."""
    raise NotImplementedError
