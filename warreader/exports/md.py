"""Markdown: readable in any editor, with what each person said and their sources as footnotes.

Nothing of the article, of notes or of sources becomes markup: what Markdown or HTML would read as such is escaped.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from warreader.marks import State
from warreader.models import Kind

from .document import AnnotationItem, Document, EvidenceItem, RemarkItem, SentenceItem, SettledItem, ThreadItem
from .phrases import Phrases
from .steps import Step, headings, steps
from .words import (
    facts,
    flag_words,
    glyph,
    mark_ends,
    mark_words,
    moment,
    notice,
    settled_words,
    source_line,
    state_word,
    uncounted,
)

#: inside a line
SPECIAL = re.compile(r"[\\`*_\[\]<>|~$^]|&(?=#?\w+;)|(?<=[A-Za-z]):(?=//)|(?<=[Ww]{3})\.")
#: at the beginning of a line: headings, lists, quotations, rules, underlines of headings
LEADING = re.compile(r"^(\d{0,9})(?=[#+\-=:.)])")
ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
HEADINGS = {Kind.TITLE: "## ", Kind.SUBHEAD: "### "}
#: with a control character in it, it would be none in CommonMark, but text with markup in it
LINK = re.compile(r"https?://[^\s\x00-\x20\x7f<>\"\\`|]+", re.IGNORECASE)


def write(document: Document) -> Iterable[bytes]:
    """Yield the file, a paragraph at a time."""
    for block in blocks(document):
        yield f"{block}\n\n".encode()


def escaped(text: str) -> str:
    """Return text on one line, of which nothing is markup."""
    line = SPECIAL.sub(lambda found: ENTITIES.get(found[0], f"\\{found[0]}"), " ".join(text.split()))
    return LEADING.sub(r"\1\\", line, count=1)


def blocks(document: Document) -> Iterator[str]:
    """Yield the file's paragraphs."""
    yield f"# {escaped(document.title)}"
    yield escaped(source_line(document)) + (f" · {_link(document.url)}" if document.url else "")
    yield f"**{escaped(notice())}**"
    yield "\n".join(f"- {escaped(fact.label)}: {escaped(fact.value)}" for fact in facts(document))
    yield "\n".join(_key(document))
    yield "---"
    for (_paragraph, kind), group in groupby(document.sentences, key=lambda one: (one.paragraph, one.kind)):
        yield HEADINGS.get(Kind(kind), "") + " ".join(_sentence(one) for one in group)
    phrases = Phrases(escaped, lambda item: escaped(mark_words(item)))
    yield from (_footnote(one, phrases) for one in document.sentences if one.told)
    if document.history:
        yield f"## {escaped(_('What happened'))}"
        yield "\n".join(_table(document))


def _key(document: Document) -> Iterator[str]:
    yield _("Sentences, by what they show:") + "\n"
    for state, count in document.counts.items():
        if count:
            yield f"- ({glyph(state)} {escaped(state_word(state, document.options.whose))}): {count}"
    for words, count in uncounted(document):
        yield f"- {escaped(words)}: {count}"


def _sentence(sentence: SentenceItem) -> str:
    text = escaped(sentence.text)
    if sentence.state is None:
        return text
    words = ", ".join([state_word(sentence.state), *flag_words(sentence.flags), *mark_ends(sentence.settled)])
    mark = f" **({glyph(sentence.state)} {escaped(words)})**" if sentence.state != State.OPEN else " (◦)"
    return text + mark + (f"[^{sentence.ordinal}]" if sentence.told else "")


def _footnote(sentence: SentenceItem, phrases: Phrases) -> str:
    said = [_settled(sentence.settled)] if sentence.settled else []
    said += [_said(item, phrases) for item in sentence.annotations]
    said += [f"{phrases.text(item.author.name)}: {_evidence(item, phrases)}" for item in sentence.evidence]
    said += [_thread(thread, phrases) for thread in sentence.threads]
    return f"[^{sentence.ordinal}]: " + " — ".join(said)


def _settled(item: SettledItem) -> str:
    reason = f"; {_('reason')}: “{escaped(item.reason)}”" if item.reason else ""
    return f"{escaped(settled_words(item))}; {moment(item.updated)}{reason}"


def _said(item: AnnotationItem, phrases: Phrases) -> str:
    _, words = phrases.translated, phrases.mark(item)
    parts = [words] if words else []
    parts.append(phrases.moment(item.updated))
    parts += [f"{_('note')}: “{escaped(item.note)}”"] if item.note else []
    parts += [_evidence(one, phrases) for one in item.evidence or ()]
    return f"{phrases.text(item.author.name)}: " + "; ".join(parts)


def _thread(thread: ThreadItem, phrases: Phrases) -> str:
    """Return a discussion: "discussion, resolved by Ed, 4 Mar 2026, 05:06 UTC: Ada, …: “…”; Ed, …: deleted …"."""
    _ = phrases.translated
    head = _("discussion")
    if thread.resolved and thread.resolved_by:
        name = phrases.text(thread.resolved_by.name)
        head += f", {_('resolved by %(name)s') % {'name': name}}, {phrases.moment(thread.resolved)}"
    return f"{head}: " + "; ".join(_remark(one, phrases) for one in thread.remarks)


def _remark(item: RemarkItem, phrases: Phrases) -> str:
    _ = phrases.translated
    who = f"{phrases.text(item.author.name)}, {phrases.moment(item.created)}"
    if item.deleted:
        return f"{who}: {_('deleted %(time)s') % {'time': phrases.moment(item.deleted)}}"
    edited = f", {_('edited %(time)s') % {'time': phrases.moment(item.edited)}}" if item.edited else ""
    return f"{who}{edited}: “{escaped(item.text)}”"


def _table(document: Document) -> Iterator[str]:
    yield _row(headings())
    yield "| --- | --- | ---: | --- |"
    yield from map(_row, steps(document))


def _row(step: Step) -> str:
    return f"| {' | '.join(map(escaped, step))} |"


def _evidence(item: EvidenceItem, phrases: Phrases) -> str:
    _ = phrases.translated
    parts = [
        escaped(item.citation),
        _link(item.url) if item.url else "",
        f"“{escaped(item.quotation)}”" if item.quotation else "",
        _("seen %(date)s") % {"date": item.seen_on.isoformat()} if item.seen_on else "",
        escaped(item.note),
    ]
    return f"{_('evidence')}: " + ", ".join(part for part in parts if part)


def _link(url: str) -> str:
    """Return a URL as a link, where it is one that leads to the web."""
    return f"<{url}>" if LINK.fullmatch(url) else escaped(url)
