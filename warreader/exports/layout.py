"""What the document formats share: blocks of text, what people said of a sentence, and how much is too much."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from warreader.marks import State
from warreader.models import Kind

from .document import AnnotationItem, Document, EvidenceItem, RemarkItem, SentenceItem, SettledItem, ThreadItem
from .words import day, glyph, mark_words, moment, settled_words

#: sentences, tags, sources, remarks and steps that a document may hold together: it is built while somebody waits
MOST_PIECES: Final = 12_000
#: and letters of text, notes, evidence and remarks
MOST_LETTERS: Final = 2_000_000

#: control characters, halves of letters and what is no letter: shown as the pictures that Unicode has of them
ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class TooMuch(Exception):
    """More than a document holds; the message is for the person."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: sentences of one kind. ``first`` is set on the title that is the document's own."""

    kind: Kind
    sentences: tuple[SentenceItem, ...]
    first: bool = False


class Said(NamedTuple):
    """What one person said of a sentence: a comment in a margin, or a note after the text."""

    author: str
    time: datetime
    lines: tuple[str, ...]
    #: what it is, where its lines do not say so
    label: str = ""
    #: it answers the last one before it that answers nothing
    answers: bool = False
    #: the discussion that it begins has come to its end
    resolved: bool = False


def refuse_too_much(document: Document) -> None:
    """Raise ``TooMuch`` where a document would be too large to build, or to read."""
    pieces, letters = len(document.history or ()), len(document.revision.text)
    for sentence in document.sentences:
        sources = [*sentence.evidence, *(one for item in sentence.annotations for one in item.evidence or ())]
        remarks = [remark for thread in sentence.threads for remark in thread.remarks]
        pieces += 1 + bool(sentence.settled) + len(sentence.annotations) + len(sources) + len(remarks)
        letters += sum(len(remark.text) for remark in remarks)
        letters += sum(len(item.note) for item in sentence.annotations)
        letters += sum(len(one.url + one.citation + one.quotation + one.note) for one in sources)
        letters += len(sentence.settled.reason) if sentence.settled else 0
    if pieces > MOST_PIECES or letters > MOST_LETTERS:
        text = _(
            "This is too much for a document, which takes %(pieces)s sentences, tags, sources, remarks and steps of "
            "the history together, and %(letters)s letters. Export it as a web page, a table or JSON, or less of it."
        )
        raise TooMuch(text % {"pieces": f"{MOST_PIECES:,}", "letters": f"{MOST_LETTERS:,}"})


def blocks(document: Document) -> Iterator[Block]:
    """Yield the article's paragraphs; the first sentence that is a title begins the document, if it has one."""
    titled = False
    for (_paragraph, name), group in groupby(document.sentences, key=lambda one: (one.paragraph, one.kind)):
        kind = Kind(name)
        first = kind == Kind.TITLE and not titled
        titled = titled or first
        yield Block(kind, tuple(group), first)


def in_order(document: Document) -> tuple[Block | None, list[Block]]:
    """Return the block that is the document's title, if any, and the others."""
    found = list(blocks(document))
    return next((one for one in found if one.first), None), [one for one in found if not one.first]


def legal(text: str) -> str:
    """Return text without what shows as nothing and no XML holds: a sign stands in its place."""
    return ILLEGAL.sub(lambda found: chr(0x2400 + ord(found[0])) if found[0] < " " else "\ufffd", text)


def sign(state: State | None) -> str:
    """Return the sign after a sentence; "" where nobody has judged it, or the filter leaves it out."""
    if state is None or state == State.OPEN:
        return ""
    return "(✓)" if state == State.HOLLOW else glyph(state)


def says(sentence: SentenceItem) -> Iterator[Said]:
    """Yield what each person said of a sentence, how it was settled first."""
    if sentence.settled:
        yield _settled(sentence.settled)
    for item in sentence.annotations:
        yield Said(item.author.name, item.updated, tuple(_judged(item)))
    for source in sentence.evidence:
        yield Said(source.author.name, source.updated, (evidence_line(source),))
    for thread in sentence.threads:
        yield from _discussed(thread)


def _settled(item: SettledItem) -> Said:
    reason = [_("Reason: %(text)s") % {"text": item.reason}] if item.reason else []
    return Said(item.by.name, item.updated, (settled_words(item), *reason))


def _discussed(thread: ThreadItem) -> Iterator[Said]:
    for number, remark in enumerate(thread.remarks):
        label = _("answer") if number else _("remark")
        lines = tuple(_remarked(remark))
        yield Said(remark.author.name, remark.created, lines, label, bool(number), thread.resolved is not None)
    if thread.resolved and thread.resolved_by:
        words = (_("Resolved this discussion."),)
        yield Said(thread.resolved_by.name, thread.resolved, words, answers=True, resolved=True)


def _remarked(remark: RemarkItem) -> Iterator[str]:
    if remark.deleted:
        yield _("Deleted %(time)s.") % {"time": moment(remark.deleted)}
        return
    yield remark.text
    if remark.edited:
        yield _("Edited %(time)s.") % {"time": moment(remark.edited)}


def _judged(item: AnnotationItem) -> Iterator[str]:
    sign = f"{glyph(item.state)} " if item.tag else ""
    yield sign + mark_words(item)
    if item.note:
        yield _("Note: %(text)s") % {"text": item.note}
    for source in item.evidence or ():
        yield evidence_line(source)


def evidence_line(item: EvidenceItem) -> str:
    """Return a piece of evidence as a line: "Evidence: Bulletin 7, https://…, “quotation”, seen 3 May 2026"."""
    parts = [
        item.citation,
        item.url,
        f"“{item.quotation}”" if item.quotation else "",
        _("seen %(date)s") % {"date": day(item.seen_on)} if item.seen_on else "",
        item.note,
    ]
    return _("Evidence: %(text)s") % {"text": ", ".join(part for part in parts if part)}
