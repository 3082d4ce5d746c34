"""What each block of a text is: title, subhead, caption, body or boilerplate.

Blocks are judged by their own words first, then by where they stand: what the site's foot follows,
which heading has a body under it, which line stands in the text twice.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from .headings import LONGEST_HEADING, Shape, is_label, is_name, is_signature, shape
from .signs import LONG, is_boilerplate, is_caption, is_foot, is_late_foot, is_widget, trimmed
from .vocabulary import Vocabulary, all_folded, folded, vocabulary

Span = tuple[int, int]
LATE: Final = 0.55
"""Share of the text before a byline or tags line from which on it is the foot."""


_BIO = re.compile(r"(\w[\w'’-]+(?: \w[\w'’.-]*){1,3}?),? (?:is|was|reports|covers|writes|—|є|est|es|ist)\b")
_SMALL_WORD = re.compile(r"\b[^\W\d_A-ZА-ЯІЇЄҐ]\w+")


class Kind(StrEnum):
    """What a sentence is within its report."""

    TITLE = "title"
    SUBHEAD = "subhead"
    CAPTION = "caption"
    BODY = "body"
    BOILERPLATE = "boilerplate"


@dataclass(slots=True)
class _Block:
    text: str
    spans: list[Span]
    shape: Shape
    folded: str
    """Its words as phrases are compared; empty for a long block."""
    bare: str
    """The same without the marks and figures at its edges."""
    kind: Kind | None = None


class _Page:
    """All blocks of one text, and what is found out about them together."""

    def __init__(self, text: str, blocks: list[list[Span]]) -> None:
        self.text = text
        self.words = vocabulary(text)
        self.blocks = _blocks([(text[spans[0][0] : spans[-1][1]], spans) for spans in blocks])

    @cached_property
    def lower_words(self) -> frozenset[str]:
        """Words that stand in the text in small letters, so that they are no names."""
        return frozenset(_SMALL_WORD.findall(" ".join({*self.text.split()})))

    @cached_property
    def punctuated(self) -> bool:
        """Whether most of the longer blocks end in terminal punctuation, so that its lack says something."""
        long = [block for block in self.blocks if block.kind is None and block.shape.length > LONGEST_HEADING]
        return 2 * sum(block.shape.terminal for block in long) >= len(long)

    def is_body(self, block: _Block) -> bool:
        """Whether a block that nothing else claims reads as running text."""
        return block.kind is None and not block.shape.heading

    def is_byline(self, block: _Block) -> bool:
        """Whether a block is a name and nothing else."""
        return block.shape.length < 60 and is_name(block.text, lambda: self.lower_words)

    def is_signed(self, block: _Block) -> bool:
        """Whether a block under the headline says who wrote the report, and perhaps where."""
        name, place, _ = block.text.partition(" in ")
        return (
            self.is_byline(block)
            or is_signature(block.text)
            or (bool(place) and is_name(name, lambda: self.lower_words))
        )


def classify(text: str, blocks: list[list[Span]]) -> Iterator[list[Kind]]:
    """Yield the kinds of the sentences of each block, in the order and shape of ``blocks``."""
    page = _Page(text, blocks)
    steps: tuple[Callable[[_Page], None], ...] = (
        _own_words,
        _feet,
        _widgets,
        _repeats,
        _title,
        _headings,
        _tail,
        _author,
    )
    for step in steps:
        step(page)
    for block in page.blocks:
        yield _sentence_kinds(text, block, page.words)


def _blocks(texts: list[tuple[str, list[Span]]]) -> list[_Block]:
    lines = iter(all_folded(text for text, _ in texts if len(text) < LONG))
    found = []
    for text, spans in texts:
        line = next(lines) if len(text) < LONG else ""
        found.append(_Block(text, spans, shape(text, len(spans)), line, trimmed(line)))
    return found


def _own_words(page: _Page) -> None:
    """Kinds that a block shows by itself."""
    words = page.words
    for block in page.blocks:
        line, count = block.folded, len(block.spans)
        if is_boilerplate(line, block.bare, block.text) or (count == 1 and words.plugs and _is_plug(line, words)):
            block.kind = Kind.BOILERPLATE
        elif is_caption(line, block.text, count, words):
            block.kind = Kind.CAPTION


def _feet(page: _Page) -> None:
    """After the foot's first line, everything is boilerplate."""
    total, before, bodies = len(page.text), 0, 0
    for index, block in enumerate(page.blocks):
        before = block.spans[0][0]
        late = before > LATE * total
        foot = bodies and before > 0.2 * total and is_foot(block.folded, block.bare)
        if foot or (bodies and late and is_late_foot(block.folded)):
            for rest in page.blocks[index:]:
                rest.kind = Kind.BOILERPLATE
            return
        bodies += page.is_body(block) and block.shape.terminal


def _widgets(page: _Page) -> None:
    """Headlines under “Related stories” are links, until running text goes on."""
    listing = False
    for block in page.blocks:
        if is_widget(block.folded, block.bare):
            listing = True
        elif listing and block.kind is None:
            listing = block.shape.headline and block.shape.length <= LONGEST_HEADING
            block.kind = Kind.BOILERPLATE if listing else None


def _repeats(page: _Page) -> None:
    """A line that stands in the text more than once describes a picture, unless the whole text repeats."""
    lines = [block for block in page.blocks if block.kind is None and 24 < block.shape.length < 400]
    counts = Counter(block.folded for block in lines if block.folded and len(block.spans) == 1)
    again = [block for block in lines if counts[block.folded] > 1]
    first = next((block for block in page.blocks if block.kind is None), None)
    if 2 * len(again) > len(page.blocks):
        return
    for block in again:
        if first is None or block.folded != first.folded or first.shape.terminal:
            block.kind = Kind.CAPTION
        elif block is not first:
            block.kind = Kind.BOILERPLATE


def _title(page: _Page) -> None:
    """The first line that nothing else claims, if it reads as a headline and a body follows."""
    rest = [block for block in page.blocks if block.kind is None]
    if len(rest) < 2 or not rest[0].shape.headline:
        return
    if not any(block.shape.terminal or block.shape.length > rest[0].shape.length for block in rest[1:]):
        return
    label = rest[0].shape.words <= 2 or is_label(rest[0].text)
    if label and rest[1].shape.headline and rest[1].shape.words > 4:
        rest.pop(0).kind = Kind.BOILERPLATE
    rest[0].kind = Kind.TITLE
    for block in rest[1:4]:
        if block.kind is None and page.is_signed(block):
            block.kind = Kind.BOILERPLATE
        elif page.is_body(block):
            return
        elif block.kind is None:
            block.kind = Kind.SUBHEAD


def _headings(page: _Page) -> None:
    """Heading lines with a body under them are subheads; with a byline under them, links elsewhere."""
    run: list[_Block] = []
    for block in page.blocks:
        if block.kind is None and block.shape.heading:
            run.append(block)
        elif block.kind is None:
            _settle(page, run, block)
            run = []


def _settle(page: _Page, run: list[_Block], after: _Block) -> None:
    """Give a run of heading lines its kind, by its own last line and the block after it."""
    if not run:
        return
    if len(run) > 1 and page.is_byline(run[-1]):
        for block in run[-2:]:
            block.kind = Kind.BOILERPLATE
        run = run[:-2]
    if len(run) > 2 or after.shape.first_lower:
        for block in run:
            block.kind = Kind.BODY
        return
    for block in run:
        plain = page.punctuated or 2 * block.shape.length < after.shape.length
        block.kind = Kind.SUBHEAD if plain else Kind.BODY


def _tail(page: _Page) -> None:
    """Headings after the last body have nothing under them: links, bylines, tags."""
    known = page.punctuated and any(page.is_body(block) for block in page.blocks)
    for block in reversed(page.blocks):
        if block.kind is Kind.BODY or (block.kind is None and not block.shape.heading):
            return
        if block.kind is None:
            block.kind = Kind.BOILERPLATE if known else Kind.BODY


def _author(page: _Page) -> None:
    """The last paragraph is a notice if it says who the person in the byline is."""
    last = next((block for block in reversed(page.blocks) if block.kind is None), None)
    match = _BIO.match(last.text) if last and last.shape.length < LONG else None
    if last and match and any(match[1] in block.text for block in page.blocks if block.kind is Kind.BOILERPLATE):
        last.kind = Kind.BOILERPLATE


def _sentence_kinds(text: str, block: _Block, words: Vocabulary) -> list[Kind]:
    kind = block.kind or Kind.BODY
    if kind is not Kind.BODY or not words.plugs or (block.folded and not _is_plug(block.folded, words)):
        return [kind] * len(block.spans)
    return [Kind.BOILERPLATE if _is_plug(folded(text[start:end]), words) else kind for start, end in block.spans]


def _is_plug(sentence: str, words: Vocabulary) -> bool:
    """Whether a folded sentence is a newsletter plug, a cookie notice or a republication notice."""
    if len(sentence) >= LONG:
        return False
    for group in words.plugs:  # noqa: SIM110 - called for every sentence; any() takes twice as long
        if group[0] in sentence and all(word in sentence for word in group):
            return True
    return False
