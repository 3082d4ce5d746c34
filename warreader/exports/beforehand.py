"""What an editor is told of an article before it goes out: whom it names all the same, and what it would change."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from warreader.marks import State

from .document import Document, SentenceItem
from .words import state_word

#: the shortest part of a name that is looked for by itself
SHORTEST = 3


class Difference(NamedTuple):
    """A sentence that is public otherwise than it would be: its number, and both in words."""

    ordinal: int
    public: str
    now: str


def names_within(document: Document, names: Iterable[str]) -> Mapping[str, Sequence[int]]:
    """Return which of the team's names stand in words that go out beside the report's own, and in which sentences.

    Whole names in any case, parts of them as they are written; 0 stands for the name of the session.
    """
    found: dict[str, list[int]] = defaultdict(list)
    patterns = {name: pattern for name in sorted(set(names)) if (pattern := _pattern(name))}
    for ordinal, words in _places(document):
        for name, pattern in patterns.items():
            if words and pattern.search(words):
                found[name].append(ordinal)
    return dict(found)


def _places(document: Document) -> Iterator[tuple[int, str]]:
    yield 0, document.session
    for one in document.sentences:
        yield one.ordinal, "\n".join(_words(one))


def _words(sentence: SentenceItem) -> Iterator[str]:
    if sentence.settled:
        yield sentence.settled.reason
    yield from (item.note for item in sentence.annotations)
    for source in sentence.evidence:
        yield from (source.citation, source.quotation, source.url)


def _pattern(name: str) -> re.Pattern[str] | None:
    parts = [part for part in re.findall(r"\w+", name) if len(part) >= SHORTEST and not part.islower()]
    whole = [f"(?i:{re.escape(name)})"] if len(name) >= SHORTEST else []
    either = "|".join([*whole, *map(re.escape, parts)])
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)") if either else None


def differences(public: Document, now: Document) -> Sequence[Difference] | None:
    """Return which sentences show something else in ``now``; None where that is another text."""
    if public.revision.id != now.revision.id:
        return None
    pairs = zip(public.sentences, now.sentences, strict=False)
    return [
        Difference(after.ordinal, _shown(before, public), _shown(after, now))
        for before, after in pairs
        if before.state != after.state
    ]


def described_otherwise(public: Document, now: Document) -> bool:
    """Say whether anything else is said of the report itself: its title, author, source, date or address."""
    names = ("title", "author", "source", "published", "url")
    return any(getattr(public, name) != getattr(now, name) for name in names)


def _shown(sentence: SentenceItem, document: Document) -> str:
    return state_word(sentence.state or State.OPEN, document.options.whose)
