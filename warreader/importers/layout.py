"""Paragraphs out of lines that know only where they stand on a page."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from warreader.text import Kind

from .lines import Line

#: lines at the top and at the bottom of a page among which running heads are looked for
_EDGE: Final = 3
#: how far apart places are that are not the same, in points
_PLACE: Final = 6
#: how much more than usual the way to the next line is where a paragraph ends
_GAP: Final = 1.25
#: how much two sizes differ that are not the same
_OTHER: Final = 0.08
#: how much larger than the text a heading is set
_LARGER: Final = 1.12
#: of a document's lines, how many end with a hyphen where words are parted at all
_PARTED: Final = 0.02
_LONGEST_WORD: Final = 60
_LONGEST_HEADING: Final = 250
_DIGITS = re.compile(r"\d+")
_TERMINAL = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_ITEM = re.compile(r"[•▪‣◦●–—-]\s|\(?\d{1,2}[.)]\s")
_HYPHENS: Final = ("-", "\u00ad", "\u2010")
_WORD_BEFORE = re.compile(r"(\w+).$")
#: scripts that part no words by spaces
_WIDE = re.compile("[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]")
_WORD_AFTER = re.compile(r"^(\w+)")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a page: its text, and where it stands, in points from the page's lower left."""

    text: str
    left: float
    right: float
    base: float
    size: float


def without_repeats(pages: Sequence[Sequence[Row]]) -> tuple[list[list[Row]], int]:
    """Return the pages without running heads and page numbers, and how many lines those were.

    A line is one where it stands, but for its figures, at the same place of half of the pages, and of two at least.
    """
    edges = [_edge(page) for page in pages]
    counts = Counter(key for keys in edges for key in set(keys.values()))
    least = max(2, sum(1 for page in pages if page) // 2)
    kept = [
        [row for index, row in enumerate(page) if index not in keys or counts[keys[index]] < least]
        for page, keys in zip(pages, edges, strict=True)
    ]
    return kept, sum(map(len, pages)) - sum(map(len, kept))


def lines_of(pages: Iterable[Sequence[Row]]) -> tuple[list[Line], int]:
    """Return the paragraphs and headings, and how many words were put together that a line's end had parted."""
    pages = [page for page in pages if page]
    measure = _Measure(pages)
    blocks: list[list[Row]] = []
    for page in pages:
        for index, row in enumerate(page):
            last = blocks[-1][-1] if blocks else None
            after = page[index + 1] if index + 1 < len(page) else None
            if last is None or measure.parts(last, row, after, same_page=index > 0):
                blocks.append([row])
            else:
                blocks[-1].append(row)
    rows = [row for page in pages for row in page]
    words = frozenset(word.lower() for row in rows for word in re.findall(r"[\w-]+", row.text))
    parted = sum(row.text.endswith(_HYPHENS) for row in rows) >= _PARTED * len(rows)
    joined = [_joined(block, words, parted) for block in blocks]
    kinds = measure.kinds(blocks)
    return [Line(text, kind) for (text, _), kind in zip(joined, kinds, strict=True)], sum(n for _, n in joined)


class _Measure:
    """How the text of a document is set: its size, the way from line to line, its width."""

    def __init__(self, pages: Sequence[Sequence[Row]]) -> None:
        rows = [row for page in pages for row in page]
        sizes: Counter[float] = Counter()
        for row in rows:
            sizes[round(row.size, 1)] += len(row.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 10.0
        text = [row for row in rows if self.is_text(row)]
        ways = [last.base - row.base for page in pages for last, row in pairwise(page) if last.base > row.base]
        near = [way for way in ways if way < 3 * self.size]
        self.way = Counter(round(way, 1) for way in near).most_common(1)[0][0] if near else 1.2 * self.size
        self.width = max((row.right - row.left for row in text), default=0.0)

    def is_text(self, row: Row) -> bool:
        """Whether a line is set in the size of the text."""
        return abs(row.size - self.size) < _OTHER * self.size

    def parts(self, last: Row, row: Row, after: Row | None, *, same_page: bool) -> bool:
        """Whether a paragraph ends between two lines that follow each other; ``after`` is the one after them."""
        if abs(last.size - row.size) > _OTHER * max(last.size, row.size) or _ITEM.match(row.text):
            return True
        is_last = bool(_TERMINAL.search(last.text)) and last.right - last.left < 0.8 * self.width
        way = last.base - row.base
        if not same_page or way < -self.size:
            return is_last or not self.is_text(row) or self._is_indented(row, after)
        if way > _GAP * self.way * max(1.0, row.size / self.size):
            return True
        return is_last or (bool(_TERMINAL.search(last.text)) and row.left > last.left + 0.8 * self.size)

    def _is_indented(self, row: Row, after: Row | None) -> bool:
        """Whether a line begins further in than the one after it, as the first of a paragraph may."""
        return after is not None and 0.8 * self.size < row.left - after.left < 5 * self.size

    def kinds(self, blocks: Sequence[Sequence[Row]]) -> Iterator[Kind | None]:
        """Yield which blocks are headings: they are set larger; the first of the largest is the title."""
        sizes = [max(row.size for row in block) for block in blocks]
        largest = max(sizes[:8], default=0.0)
        titled = False
        for size, block in zip(sizes, blocks, strict=True):
            if size < _LARGER * self.size or sum(len(row.text) for row in block) > _LONGEST_HEADING:
                yield None
            elif size == largest and not titled:
                titled = True
                yield Kind.TITLE
            else:
                yield Kind.SUBHEAD


def _edge(page: Sequence[Row]) -> dict[int, tuple[str, int]]:
    """Return the lines at the top and at the bottom by their numbers, as they are compared between pages."""
    numbers = {*range(min(_EDGE, len(page))), *range(max(0, len(page) - _EDGE), len(page))}
    return {number: (_DIGITS.sub("#", page[number].text), round(page[number].base / _PLACE)) for number in numbers}


def _joined(block: Sequence[Row], words: frozenset[str], parted: bool) -> tuple[str, int]:
    """Return a block's lines as one, and at how many of them a word went on.

    A hyphen is the word's own where the document has the word with it elsewhere, or does not part words (``parted``).
    """
    parts, count = [block[0].text], 0
    for row in block[1:]:
        last = parts[-1]
        before = _WORD_BEFORE.search(last[-_LONGEST_WORD:]) if last.endswith(_HYPHENS) else None
        after = _WORD_AFTER.match(row.text[:_LONGEST_WORD])
        if not before or not after or not after[1][0].islower():
            wide = _WIDE.match(last[-1]) and _WIDE.match(row.text[0])
            parts += ["" if wide or last.endswith("-") else " ", row.text]
            continue
        whole, compound = f"{before[1]}{after[1]}".lower(), f"{before[1]}-{after[1]}".lower()
        if last[-1] == "\u00ad" or whole in words or (parted and compound not in words):
            parts[-1], count = last[:-1], count + 1
        parts.append(row.text)
    return "".join(parts).replace("\u00ad", ""), count
