"""What has become of a file that was brought in, or would."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from warreader.models import AnnotationSession, Article


class Became(StrEnum):
    """What is told of something, one by one."""

    MADE = "made"
    MATCHED = "matched"
    REFUSED = "refused"
    PLACED = "placed"
    SESSION = "session"
    CONFLICT = "conflict"
    LOST = "lost"
    LEFT_OUT = "left out"


LABELS: dict[str, str | Promise] = {
    Became.MADE: _("New report"),
    Became.MATCHED: _("Report in your library"),
    Became.REFUSED: _("Not brought in"),
    Became.PLACED: _("New person, without an account"),
    Became.SESSION: _("New session"),
    Became.CONFLICT: _("Differs, left as it is"),
    Became.LOST: _("No such sentence"),
    Became.LEFT_OUT: _("Left out"),
}


class Noun(StrEnum):
    """What is counted."""

    JUDGEMENTS = "judgements"
    EVIDENCE = "evidence"
    SETTLED = "settled"
    REMARKS = "remarks"


NOUNS: dict[str, str | Promise] = {
    Noun.JUDGEMENTS: _("judgements"),
    Noun.EVIDENCE: _("pieces of evidence"),
    Noun.SETTLED: _("settled tags"),
    Noun.REMARKS: _("remarks"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is told: what it became, and which one it is."""

    became: Became
    words: str

    @property
    def label(self) -> str:
        """What it became, in words."""
        return str(LABELS[self.became])


@dataclass
class Told:
    """All that has become of a file; of a dry run the same, word for word."""

    lines: list[Line] = field(default_factory=list)
    #: what was not there
    added: Counter[Noun] = field(default_factory=Counter)
    #: what was there already, the same
    there: Counter[Noun] = field(default_factory=Counter)
    #: how many ids were taken, so that another was given
    renamed: int = 0
    #: which reports it was about, and in which session
    places: list[tuple[Article, AnnotationSession]] = field(default_factory=list, compare=False)

    def say(self, became: Became, words: str) -> None:
        """Add a line."""
        self.lines.append(Line(became, words))

    def copy(self) -> "Told":
        """Return the same, apart from this."""
        return Told(list(self.lines), Counter(self.added), Counter(self.there), self.renamed)

    def put_back(self, copy: "Told") -> None:
        """Be as the copy is."""
        self.lines[:], self.renamed = copy.lines, copy.renamed
        self.added, self.there = copy.added, copy.there

    def of(self, *became: Became) -> list[Line]:
        """Return the lines of some kinds."""
        return [line for line in self.lines if line.became in became]

    @property
    def changes(self) -> bool:
        """Whether anything is not as it was."""
        return bool(self.added.total() or self.of(Became.MADE, Became.PLACED, Became.SESSION))

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """Return what, how many new ones, and how many that were there."""
        return [(str(label), self.added[Noun(noun)], self.there[Noun(noun)]) for noun, label in NOUNS.items()]
