"""An article as somebody reads it: every sentence with its mark."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import compress
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from warreader.filters import STATES, ReadingFilter
from warreader.marks import Judgement, Mark, State, mark_of
from warreader.models import Annotation, Evidence, Flag, Kind
from warreader.models.annotations import VERSION_LENGTH
from warreader.places import Place

from .people import Whose


class Line(NamedTuple):
    """A sentence of the article, with what it shows; a tuple, since hundreds are made for every page."""

    ordinal: int
    start: int
    end: int
    paragraph: int
    kind: str
    mark: Mark
    #: False where the filter dims it
    matches: bool

    @property
    def in_scope(self) -> bool:
        """Whether the sentence is there to be judged."""
        return self.kind != Kind.BOILERPLATE


@dataclass(frozen=True)
class Reading:
    """An article's sentences as one member sees them through a filter."""

    place: Place
    whose: Whose
    filter: ReadingFilter
    lines: tuple[Line, ...]

    @cached_property
    def base_url(self) -> str:
        """The article's address on this site."""
        return reverse("article", args=[self.place.article.public_id])

    def pick(self, ordinals: Iterable[int]) -> list[Line]:
        """Return the lines of these ordinals, in order."""
        wanted = set(ordinals)
        return [line for line in self.lines if line.ordinal in wanted]

    def line(self, ordinal: int) -> Line | None:
        """Return the sentence of this ordinal; None where there is none."""
        return self.lines[ordinal - 1] if 1 <= ordinal <= len(self.lines) else None

    @cached_property
    def counts(self) -> Counter[State]:
        """How many sentences show each state; boilerplate counts only where somebody judged it."""
        return Counter(line.mark.state for line in self.lines if line.in_scope or line.mark.state != State.OPEN)

    @property
    def chips(self) -> list[tuple[State, str, int, bool]]:
        """For each state: its word, how many sentences show it, and whether the filter asks for it."""
        return [(state, str(STATES[state]), self.counts[state], state in self.filter.states) for state in State]

    @property
    def total(self) -> int:
        """How many sentences count: those in scope, and boilerplate that somebody judged."""
        return sum(self.counts.values())

    @property
    def judged(self) -> int:
        """How many of them are judged."""
        return self.total - self.counts[State.OPEN]

    @property
    def shown(self) -> int:
        """How many sentences the filter lets stand out."""
        return sum(line.matches for line in self.lines)

    @cached_property
    def first_open(self) -> int:
        """The ordinal of the first sentence still to judge, else of the first of all."""
        return self.next_open(0) or 1

    def next_open(self, after: int) -> int | None:
        """Return the next sentence to judge after an ordinal, beginning again at the top; None where all are."""
        waiting = [line.ordinal for line in self.lines if line.in_scope and line.mark.state == State.OPEN]
        return next((ordinal for ordinal in waiting if ordinal > after), waiting[0] if waiting else None)

    @property
    def state_digest(self) -> str:
        """A few characters that change with any of the viewer's own annotations here."""
        versions = ",".join(line.mark.version for line in self.lines)
        return sha256(versions.encode()).hexdigest()[:VERSION_LENGTH]

    def summary(self) -> str:
        """Say in a sentence what is shown, and whose tags: "12 of 57 sentences: opinion, tagged by you"."""
        by = _("tagged by you") if self.whose.value == "mine" else _("tagged by the team")
        if self.whose.value not in {"mine", "team"} and self.whose.member:
            by = _("tagged by %(name)s") % {"name": self.whose.member.name}
        if not self.filter.active:
            text = ngettext(
                "%(judged)s of %(total)s sentence judged", "%(judged)s of %(total)s sentences judged", self.total
            )
            return f"{text % {'judged': self.judged, 'total': self.total}}, {by}"
        text = ngettext("%(shown)s of %(total)s sentence", "%(shown)s of %(total)s sentences", len(self.lines))
        counted = text % {"shown": self.shown, "total": len(self.lines)}
        return f"{counted}: {self.filter.words_for()}, {by}"


def read(place: Place, chosen: ReadingFilter, whose: Whose) -> Reading:
    """Return the article's sentences with their marks; two queries, and the text's where the filter has words."""
    by_ordinal = judgements(place)
    viewer = place.member.pk if place.member else None
    text = place.revision.text if chosen.words else ""
    lines = []
    rows = place.sentences().values_list("ordinal", "start", "end", "paragraph", "kind")
    for ordinal, start, end, paragraph, kind in rows:
        seen = by_ordinal.get(ordinal)
        mark = mark_of(seen, viewer=viewer, whose=whose.member_id) if seen else Mark()
        matches = chosen.matches(mark, kind, text[start:end])
        lines.append(Line(ordinal, start, end, paragraph, kind, mark, matches))
    return Reading(place=place, whose=whose, filter=chosen, lines=tuple(lines))


def judgements(place: Place) -> Mapping[int, list[Judgement]]:
    """Return the judgements that the viewer may see in the place's session and round, by sentence ordinal.

    One query. Evidence that somebody recorded without judging is a judgement without a tag.
    """
    here = Q(session=place.session, sentence__revision=place.revision)
    columns = ("sentence__ordinal", "author_id", "tag", "has_note", "base", "has_evidence", *Flag.values)
    annotations = (
        Annotation.objects.visible_to(place.viewer)
        .filter(here, round=place.round)
        .with_support()
        .values_list(*columns)
    )
    bare = (
        Evidence.objects.visible_to(place.viewer).filter(here).without_annotation(place.round).values_list(*columns)
    )
    found: dict[int, list[Judgement]] = defaultdict(list)
    names = Flag.values
    for ordinal, author, tag, has_note, base, has_evidence, *flags in annotations.union(bare):
        standing = tuple(compress(names, flags))
        found[ordinal].append(Judgement(author, tag, standing, bool(has_note), bool(has_evidence), base))
    return found
