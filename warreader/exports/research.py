"""A table for research, as JSON lines: one line per sentence, and the same columns of the same types in each.

What each person said stands in columns of their own, which end in their pseudonym (``independent_A417``), or in their
name where names are asked for: before the reveal (``independent``), after it (``discussed``), and their evidence. How
the sentence was settled has columns beside them; what was said about it has one, where that is asked for. Nothing is
null or a list, and no column of text holds times alone: readers take the type of a column from what they see of it
first. Times of judgements are whole seconds since 1970, and dates whole numbers as 20260503, 0 where there is none.

Without the text a line has the digest of the text and where in it the sentence stands;
:mod:`warreader.exports.reattaching` puts the words back.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from warreader.models import Round, Tag

from .document import AnnotationItem, Document, EvidenceItem, Options, Person, SentenceItem, SettledItem
from .sayings import one_line
from .spoken import spoken
from .words import filter_words, notice, source_words, stamp

Cells = dict[str, str | int | bool]
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Row(NamedTuple):
    """A line before it is known whose columns the table has."""

    before: Cells
    #: by the person's id
    said: Mapping[str, Cells]
    after: Cells


def write(document: Document) -> Iterable[bytes]:
    """Yield the file, a sentence at a time, with its words."""
    return _written(document, text=True)


def write_offsets(document: Document) -> Iterable[bytes]:
    """Yield the file, a sentence at a time, without words or title of the article."""
    return _written(document, text=False)


def _written(document: Document, *, text: bool) -> Iterator[bytes]:
    people = labels(judges_of(document), names=document.options.names)
    blank = blank_cells(document.options)
    for row in rows(document, text=text):
        yield line(row, people, blank)


def judges_of(document: Document) -> set[Person]:
    """Return the people who said something of a sentence, or recorded a source for one."""
    said = {item.author for one in document.sentences for item in one.annotations}
    return said | {item.author for one in document.sentences for item in one.evidence}


def labels(people: Iterable[Person], *, names: bool) -> Mapping[str, str]:
    """Return by id what the columns of each are called by: "A417", a name, or both where a name alone is not enough.

    Two may have the same; and of "Ann" and "flags_Ann" both had a column ``independent_flags_Ann``.
    """
    ordered = sorted(people, key=lambda one: (one.number, one.id))
    called = {one.id: label(one, names=names) for one in ordered}
    told = {one.id: f"{called[one.id]} A{one.number}" for one in ordered}
    ends = Counter(end for one in (*called.values(), *told.values()) for end in _ends(one))
    return {id_: one if ends[one] == 1 else told[id_] for id_, one in called.items()}


def _ends(called: str) -> Iterator[str]:
    """Yield a name, and what stands behind each underscore in it."""
    yield called
    yield from (called[place + 1 :] for place, letter in enumerate(called) if letter == "_")


def label(person: Person, *, names: bool) -> str:
    """Return what a person is called; the pseudonym is the same in every language."""
    return person.name if names else f"A{person.number}"


def rows(document: Document, *, text: bool) -> Iterator[Row]:
    """Yield a row for each sentence."""
    article, file, blank = _article(document, text=text), _file(document), blank_cells(document.options)
    for sentence in document.sentences:
        before = article | _sentence(sentence, document, text=text)
        after = _settled(sentence.settled, document.options) | _talk(sentence, document.options) | file
        yield Row(before, _said(sentence, document.options, blank), after)


def line(row: Row, people: Mapping[str, str], blank: Cells) -> bytes:
    """Return a row as a line of a table that has columns for these people, by id."""
    theirs = _columns(tuple(people.values()), tuple(blank))
    said = (row.said.get(id_, blank).values() for id_ in people)
    values = chain(row.before.values(), *said, row.after.values())
    cells = dict(zip((*row.before, *theirs, *row.after), values, strict=True))
    return f"{encoded(cells)}\n".encode()


@lru_cache(maxsize=64)
def _columns(people: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name}_{called}" for called in people for name in names)


def encoded(cells: Mapping[str, Any]) -> str:
    """Return JSON that every reader takes for one line."""
    return one_line(_encode(cells))


def blank_cells(options: Options) -> Cells:
    """Return the columns of somebody who said nothing."""
    cells: Cells = {}
    for one in Round.values:
        cells |= _judgement(one, None, options)
    return cells | _evidence({}, options)


def _article(document: Document, *, text: bool) -> Cells:
    published = document.published
    return {
        "article": document.id,
        "title": document.title if text else "",
        "url": document.url,
        "source": document.source,
        "published": int(f"{published:%Y%m%d}") if published else 0,
        "language": document.revision.language,
        "revision": document.revision.number,
        "revision_sha256": document.revision.digest,
        "segmenter": document.revision.segmenter,
        "session": document.session,
        "session_id": document.session_id,
    }


def _sentence(sentence: SentenceItem, document: Document, *, text: bool) -> Cells:
    return {
        "sentence": sentence.ordinal,
        "start": sentence.start,
        "end": sentence.end,
        "paragraph": sentence.paragraph,
        "kind": sentence.kind,
        "in_scope": sentence.kind in document.setting.kinds,
        "text": sentence.text if text else "",
        "matches": sentence.matches,
        "state": sentence.state or "",
        "flags": " ".join(sentence.flags),
    }


def _said(sentence: SentenceItem, options: Options, blank: Cells) -> Mapping[str, Cells]:
    found: dict[str, Cells] = {}
    sources: dict[str, dict[str, EvidenceItem]] = {}
    for said in sentence.annotations:
        author = said.author.id
        found[author] = found.get(author, blank) | _judgement(said.round, said, options)
        if said.evidence:
            sources.setdefault(author, {}).update({one.id: one for one in said.evidence})
    for source in sentence.evidence:
        sources.setdefault(source.author.id, {})[source.id] = source
    for author, theirs in sources.items():
        found[author] = found.get(author, blank) | _evidence(theirs, options)
    return found


def _judgement(round: str, item: AnnotationItem | None, options: Options) -> Cells:  # noqa: A002
    cells: Cells = {
        round: item.tag if item else "",
        f"{round}_flags": " ".join(item.flags) if item else "",
        f"{round}_at": _seconds(item.updated) if item else 0,
        f"{round}_again": bool(item and item.look_again),
    }
    if options.notes:
        cells[f"{round}_note"] = item.note if item else ""
    return cells


def _evidence(items: Mapping[str, EvidenceItem], options: Options) -> Cells:
    if not options.evidence:
        return {}
    return {"sources": len(items), "evidence": "\n".join(source_words(one) for one in items.values())}


def _settled(item: SettledItem | None, options: Options) -> Cells:
    rule = "{votes} votes, {share} %".format(**item.rule) if item and item.rule else ""
    return {
        "settled": item.outcome if item else "",
        "settled_by": label(item.by, names=options.names) if item else "",
        "settled_rule": rule,
        "settled_at": _seconds(item.updated) if item else 0,
        **({"settled_reason": item.reason if item else ""} if options.notes else {}),
        **{f"votes_{tag}": item.votes.get(tag, 0) if item else 0 for tag in Tag.values},
    }


def _talk(sentence: SentenceItem, options: Options) -> Cells:
    return {"discussion": spoken(sentence.threads)} if options.discussion else {}


def _file(document: Document) -> Cells:
    return {
        "whose": document.whose,
        "filter": filter_words(document),
        "exported": stamp(document.exported.replace(microsecond=0)),
        "notice": notice(),
    }


def _seconds(time: datetime) -> int:
    return int(time.timestamp())
