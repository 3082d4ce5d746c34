"""A sentence that is to be divided, or made one with the next; and what becomes then of what people made of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from warreader.models import Annotation, Sentence
from warreader.places import Place
from warreader.text import Kind, corrections
from warreader.text import Sentence as Span

#: what a sentence may be divided before: a word, or the first sign after one
_UNIT = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]+")
#: a sentence of more words is divided by the number of a character alone
MOST = 300


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of the sentence; ``at`` is where it can be divided before them, None for the first."""

    at: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of the sentence, and of the one after it; empty for nothing."""

    name: str
    here: str
    there: str

    @property
    def differs(self) -> bool:
        """Whether the two tags cannot become one."""
        return bool(self.here and self.there and self.here != self.there)


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence of the text that is read, as it stands between its neighbours."""

    ordinal: int
    spans: tuple[Span, ...]
    text: str
    #: who judged it or the next, as far as the viewer may see it
    said: tuple[Said, ...]

    def words(self, ordinal: int) -> str:
        """Return the words of a sentence; empty where there is none."""
        if not 1 <= ordinal <= len(self.spans):
            return ""
        span = self.spans[ordinal - 1]
        return self.text[span.start : span.end]

    @property
    def here(self) -> str:
        """The sentence's words."""
        return self.words(self.ordinal)

    @property
    def before(self) -> str:
        """Those of the sentence before it."""
        return self.words(self.ordinal - 1)

    @property
    def after(self) -> str:
        """Those of the sentence after it."""
        return self.words(self.ordinal + 1)

    @property
    def pieces(self) -> list[Piece]:
        """The sentence in pieces before each of which it can be divided; none of a very long one."""
        span = self.spans[self.ordinal - 1]
        starts = list(self._starts(span))
        if len(starts) > MOST:
            return []
        ends = [*starts, span.end]
        first = Piece(None, self.text[span.start : ends[0]])
        return [first, *(Piece(at, self.text[at:end]) for at, end in zip(starts, ends[1:], strict=True))]

    def _starts(self, span: Span) -> Iterator[int]:
        for found in _UNIT.finditer(self.text, span.start, span.end):
            if found.start() > span.start and self.can_divide(found.start()):
                yield found.start()

    def can_divide(self, at: int) -> bool:
        """Say whether the sentence can be divided before a character of the text."""
        try:
            return bool(corrections.split(self.text, self.spans[self.ordinal - 1 : self.ordinal], 0, at))
        except ValueError:
            return False

    def divided(self, at: int) -> list[Span]:
        """Return the text's sentences with this one divided; raises ValueError where that cannot be done."""
        return corrections.split(self.text, self.spans, self.ordinal - 1, at)

    def joined(self) -> list[Span]:
        """Return the text's sentences with this and the next made one; raises ValueError for the last."""
        return corrections.merge(self.text, self.spans, self.ordinal - 1, self.ordinal)


def correction(place: Place, ordinal: int) -> Correction | None:
    """Return a sentence that is to be corrected; three queries. None where the text has no such sentence."""
    rows = place.sentences().values_list("start", "end", "kind", "paragraph")
    spans = tuple(Span(start, end, Kind(kind), paragraph) for start, end, kind, paragraph in rows)
    if not 1 <= ordinal <= len(spans):
        return None
    return Correction(ordinal, spans, place.revision.text, tuple(_said(place, ordinal)))


def _said(place: Place, ordinal: int) -> Iterator[Said]:
    rows = Annotation.objects.visible_to(place.viewer).filter(session=place.session).standing(place.round)
    if place.own_first:
        rows = rows.after_own(place.viewer)
    here = Sentence.objects.filter(revision=place.revision.pk, ordinal__in=[ordinal, ordinal + 1]).values("pk")
    tags: dict[str, dict[int, str]] = {}
    rows = rows.filter(sentence__in=here).order_by("author__name")
    for name, number, tag in rows.values_list("author__name", "sentence__ordinal", "tag"):
        tags.setdefault(name, {})[number] = tag
    for name, those in tags.items():
        yield Said(name, those.get(ordinal, ""), those.get(ordinal + 1, ""))
