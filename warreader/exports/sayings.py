"""What is said of each sentence, one after another, and of the file: what formats of other tools are written from."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _

from .document import Document, EvidenceItem, Person, SentenceItem
from .words import held_back, notice, settled_words, stamp

#: the tag of what has none: only flags, a note or a source
UNTAGGED = "open"
_LINE_ENDS = "\x85\u2028\u2029"


class Saying(NamedTuple):
    """A judgement, the sources of somebody who judged nothing, or how the sentence was settled."""

    id: str
    sentence: SentenceItem
    author: Person
    #: empty for sources and what is settled
    round: str
    #: a tag, UNTAGGED, or how it was settled, which may be "none", too
    tag: str
    flags: tuple[str, ...]
    note: str
    #: None where evidence was not asked for
    evidence: tuple[EvidenceItem, ...] | None
    look_again: bool
    settled: bool
    #: of what is settled, by whom or what rule, and how many gave which tag, in words
    how: str
    created: datetime
    updated: datetime


def sayings(document: Document) -> Iterator[Saying]:
    """Return all that is said, in the order of the sentences; of each, how it was settled comes last."""
    for sentence in document.sentences:
        yield from _of(sentence)


def _of(sentence: SentenceItem) -> Iterator[Saying]:
    for item in sentence.annotations:
        yield Saying(
            item.id,
            sentence,
            item.author,
            item.round,
            item.tag or UNTAGGED,
            item.flags,
            item.note,
            item.evidence,
            item.look_again,
            settled=False,
            how="",
            created=item.created,
            updated=item.updated,
        )
    for author, sources in groupby(sentence.evidence, key=lambda one: one.author):
        yield _alone(sentence, author, tuple(sources))
    if end := sentence.settled:
        yield Saying(
            end.id,
            sentence,
            end.by,
            "",
            end.outcome,
            (),
            end.reason,
            None,
            look_again=False,
            settled=True,
            how=settled_words(end),
            created=end.created,
            updated=end.updated,
        )


def _alone(sentence: SentenceItem, author: Person, sources: tuple[EvidenceItem, ...]) -> Saying:
    return Saying(
        sources[0].id,
        sentence,
        author,
        "",
        UNTAGGED,
        (),
        "",
        sources,
        look_again=False,
        settled=False,
        how="",
        created=min(one.created for one in sources),
        updated=max(one.updated for one in sources),
    )


def about(document: Document) -> dict[str, str]:
    """Return what a file says of itself: when, whose, which text, and that unverified does not mean false."""
    return {name: value for name, value in about_columns(document).items() if value}


def about_columns(document: Document) -> dict[str, str]:
    """Return the same with what is empty, for readers that want the same fields of every article."""
    revision = document.revision
    return {
        "notice": notice(),
        "exported": stamp(document.exported),
        "whose": document.whose,
        "team": document.team,
        "session": document.session,
        "session_id": document.session_id,
        "title": document.title,
        "url": document.url,
        "source": document.source,
        "author": document.author,
        "published": document.published.isoformat() if document.published else "",
        "article": document.id,
        "revision": revision.id,
        "digest": f"sha256:{revision.digest}",
        "language": revision.language,
        "filter": document.filter,
        "held_back": held_back(document),
    }


def evidence_words(item: EvidenceItem) -> str:
    """Return a piece of evidence as one line of text."""
    parts = [
        item.citation,
        item.url,
        f"“{item.quotation}”" if item.quotation else "",
        _("seen %(date)s") % {"date": item.seen_on.isoformat()} if item.seen_on else "",
        item.note,
    ]
    return ", ".join(part for part in parts if part)


def line(value: object) -> str:
    """Return JSON of which no reader makes more than one line."""
    return one_line(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def one_line(text: str) -> str:
    """Return the same JSON without what some readers take for the end of a line, though JSON does not."""
    for end in _LINE_ENDS:
        text = text.replace(end, f"\\u{ord(end):04x}")
    return text
