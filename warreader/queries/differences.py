"""What differs between two texts of an article, sentence by sentence, in the order of the later one."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from warreader.models import Fit, Revision, Sentence, Succession
from warreader.places import Place

#: how many unchanged sentences stay in sight beside a change
BESIDE = 1
#: fewer than this are not folded away
FEWEST = 3


class Part(NamedTuple):
    """A sentence of one of the two texts."""

    ordinal: int
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """Sentences of the earlier text, and those of the later one that continue them; one side may be empty."""

    earlier: tuple[Part, ...]
    later: tuple[Part, ...]
    changed: bool = False
    moved: bool = False

    @property
    def before(self) -> str:
        """The words of the earlier text."""
        return " ".join(part.words for part in self.earlier)

    @property
    def after(self) -> str:
        """The words of the later text."""
        return " ".join(part.words for part in self.later)

    @property
    def reworded(self) -> bool:
        """Whether the letters differ; a sentence that was divided inside a word has the same."""
        return "".join(self.before.split()) != "".join(self.after.split())

    @property
    def kinds(self) -> tuple[str, ...]:
        """What happened: "gone" or "new" alone, else of "split", "merged", "changed" and "moved"; none: nothing did."""
        if not self.later or not self.earlier:
            return ("new",) if self.later else ("gone",)
        happened = {
            "split": len(self.later) > 1,
            "merged": len(self.earlier) > 1,
            "changed": self.changed and self.reworded,
            "moved": self.moved,
        }
        return tuple(kind for kind, so in happened.items() if so)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that follow one another; those of a folded one are all unchanged."""

    rows: tuple[Row, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts of an article beside each other."""

    earlier: Revision
    later: Revision
    rows: tuple[Row, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows each thing happened to."""
        found: dict[str, int] = defaultdict(int)
        for row in self.rows:
            for kind in row.kinds:
                found[kind] += 1
        return dict(found)

    @property
    def stretches(self) -> list[Stretch]:
        """The rows, what is unchanged folded away but for what stands beside a change."""
        return list(_folded(self.rows))


def difference(place: Place, earlier: Revision, later: Revision) -> Difference:
    """Return what differs between two texts of the place's article; two queries beside the texts' own."""
    sentences = Sentence.objects.visible_to(place.viewer).filter(revision__in=[earlier.pk, later.pk])
    texts = {one.pk: one.text for one in (earlier, later)}
    parts: dict[int, list[Part]] = {earlier.pk: [], later.pk: []}
    for revision, ordinal, start, end in sentences.order_by("ordinal").values_list(
        "revision_id", "ordinal", "start", "end"
    ):
        parts[revision].append(Part(ordinal, texts[revision][start:end]))
    ties = Succession.objects.visible_to(place.viewer).exclude(fit=Fit.PLACED)
    ties = ties.filter(earlier__revision=earlier.pk, later__revision=later.pk)
    links = ties.values_list("earlier__ordinal", "later__ordinal", "fit")
    return Difference(earlier, later, tuple(rows_of(parts[earlier.pk], parts[later.pk], links)))


def rows_of(earlier: Sequence[Part], later: Sequence[Part], links: Iterable[tuple[int, int, str]]) -> Iterator[Row]:
    """Yield what became of every sentence, in the order of the later text.

    What is gone stands behind what it stood behind in the earlier text.
    """
    groups = _groups(earlier, later, links)
    by_earlier = {part.ordinal: row for row in groups for part in row.earlier}
    gone: dict[int, list[Row]] = defaultdict(list)
    last = 0
    for part in earlier:
        if part.ordinal not in by_earlier:
            gone[last].append(Row((part,), ()))
        elif not by_earlier[part.ordinal].moved:
            last = part.ordinal
    yield from gone[0]
    for row in groups:
        yield row
        for part in row.earlier:
            yield from gone[part.ordinal]


def _groups(earlier: Sequence[Part], later: Sequence[Part], links: Iterable[tuple[int, int, str]]) -> list[Row]:
    """Return the later sentences in order, each with all that it continues, and all that continues this."""
    sources: dict[int, set[int]] = defaultdict(set)
    targets: dict[int, set[int]] = defaultdict(set)
    changed: set[int] = set()
    for before, after, fit in links:
        sources[after].add(before)
        targets[before].add(after)
        changed |= {after} if fit != Fit.SAME else set()
    words, places = {part.ordinal: part for part in earlier}, {part.ordinal: part for part in later}
    known: set[int] = set()
    rows = []
    for part in later:
        if part.ordinal in known:
            continue
        ends = _joined(part.ordinal, sources, targets)
        known |= ends
        beginnings = sorted(set().union(*(sources[end] for end in ends)))
        those = tuple(places[one] for one in sorted(ends))
        rows.append(Row(tuple(words[one] for one in beginnings), those, changed=bool(ends & changed)))
    return _with_moves(rows)


def _joined(ordinal: int, sources: Mapping[int, set[int]], targets: Mapping[int, set[int]]) -> set[int]:
    """Return the later sentences that share earlier ones with this, directly or by others."""
    found, waiting = {ordinal}, [ordinal]
    while waiting:
        beside = {after for before in sources[waiting.pop()] for after in targets[before]} - found
        found |= beside
        waiting += beside
    return found


def _with_moves(rows: Sequence[Row]) -> list[Row]:
    """Return the rows, those marked as moved that do not stand in the order of the earlier text.

    As few as can be: the longest run of those in order stays (patience sorting).
    """
    places = [(number, row.earlier[0].ordinal) for number, row in enumerate(rows) if row.earlier]
    tops: list[int] = []
    piles: list[int] = []
    before: dict[int, int | None] = {}
    for number, ordinal in places:
        pile = bisect_left(tops, ordinal)
        before[number] = piles[pile - 1] if pile else None
        tops[pile : pile + 1] = [ordinal]
        piles[pile : pile + 1] = [number]
    in_order = set()
    at = piles[-1] if piles else None
    while at is not None:
        in_order.add(at)
        at = before[at]
    return [
        replace(row, moved=True) if row.earlier and number not in in_order else row for number, row in enumerate(rows)
    ]


def _folded(rows: Sequence[Row]) -> Iterator[Stretch]:
    seen = [bool(row.kinds) for row in rows]
    near = [any(seen[max(0, number - BESIDE) : number + BESIDE + 1]) for number in range(len(rows))]
    start = 0
    for end in range(1, len(rows) + 1):
        if end < len(rows) and near[end] == near[start]:
            continue
        folded = not near[start] and end - start >= FEWEST
        yield Stretch(tuple(rows[start:end]), folded=folded)
        start = end
