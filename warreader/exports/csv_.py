"""A table: one line per annotation, and one per person who recorded a source for a sentence and judged nothing.

How a sentence was settled and what was said about it stands on each of its lines; on one of its own, where there is no
other. ``settled_in`` is the session that settled it, which is another than ``session`` in the reading room alone.

UTF-8, RFC 4180. Each line bears where it comes from, since lines are sorted, cut and pasted. A file with no
annotation has one line that says so much, and no more.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import chain

from defusedcsv import csv as defused

from .document import AnnotationItem, Document, EvidenceItem, SentenceItem, SettledItem
from .spoken import spoken
from .words import filter_words, notice, source_words, stamp, votes_words

COLUMNS = (
    "article", "title", "revision_sha256", "session", "session_id", "settled_in", "settled_in_id", "sentence",
    "start", "end", "kind", "text", "state", "settled", "settled_by", "settled_by_id", "settled_rule", "reason",
    "votes", "discussion", "annotation", "author", "author_id", "round", "tag", "flags", "look_again", "note",
    "evidence", "created", "updated", "whose", "filter", "exported", "notice",
)  # fmt: skip
#: what a spreadsheet may take for a formula: its sign first, or after spaces, quotes and controls that it skips.
#: defusedcsv looks at the very first character alone, and not at tabs or full-width signs
FORMULA = re.compile(r"[\s\x00-\x20\"'\u200b-\u200f\u2060\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
BOM = "\ufeff".encode()


def write(document: Document) -> Iterable[bytes]:
    """Yield the file, a line at a time."""
    if document.options.bom:
        yield BOM
    buffer = StringIO()
    writer = defused.writer(buffer, dialect=csv.excel)
    for row in chain([COLUMNS], _rows(document)):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs: with an apostrophe first where it might.

    To undo it, take the apostrophe from a cell that begins with one and would be guarded without it.
    """
    return f"'{cell}" if FORMULA.match(cell) else cell


def _rows(document: Document) -> Iterator[tuple[object, ...]]:
    settled_in = document.verdict or document.setting
    sessions = (document.setting.name, document.setting.id, settled_in.name, settled_in.id)
    article = (document.id, document.title, document.revision.digest, *sessions)
    file = (document.whose, filter_words(document), stamp(document.exported), notice())
    empty = True
    for sentence in document.sentences:
        for cells in _judged(sentence):
            yield (*article, *_sentence(sentence), *cells, *file)
            empty = False
    if empty:
        yield (*article, *[""] * (len(COLUMNS) - len(article) - len(file)), *file)


def _sentence(sentence: SentenceItem) -> tuple[object, ...]:
    return (
        sentence.ordinal, sentence.start, sentence.end, sentence.kind, sentence.text, sentence.state or "",
        *_settled(sentence.settled), spoken(sentence.threads),
    )  # fmt: skip


def _settled(item: SettledItem | None) -> tuple[object, ...]:
    if item is None:
        return ("",) * 6
    rule = "{votes} votes, {share} %".format(**item.rule) if item.rule else ""
    return item.outcome, item.by.name, item.by.id, rule, item.reason, votes_words(item)


def _judged(sentence: SentenceItem) -> Iterator[tuple[object, ...]]:
    for item in sentence.annotations:
        yield _annotation(item)
    if (sentence.settled or sentence.threads) and not sentence.annotations and not sentence.evidence:
        yield ("",) * 11
    for author in dict.fromkeys(item.author for item in sentence.evidence):
        sources = [item for item in sentence.evidence if item.author == author]
        times = stamp(min(one.created for one in sources)), stamp(max(one.updated for one in sources))
        yield ("", author.name, author.id, "", "", "", "", "", _evidence(sources), *times)


def _annotation(item: AnnotationItem) -> tuple[object, ...]:
    return (
        item.id, item.author.name, item.author.id, item.round, item.tag, " ".join(item.flags),
        "yes" if item.look_again else "", item.note, _evidence(item.evidence or ()), stamp(item.created),
        stamp(item.updated),
    )  # fmt: skip


def _evidence(items: Iterable[EvidenceItem]) -> str:
    """Return the sources, one a line."""
    return "\n".join(source_words(item) for item in items)
