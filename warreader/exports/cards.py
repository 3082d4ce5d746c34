"""The web page's cards: what each person made of a sentence.

Made by the thousand, so without a template's overhead, and escaped by Python's own ``escape``, which is never asked for
a lazy text; and no ``value`` on the list's items, which makes Chromium count all that follow again for each (5,000
cards: 16 s of its time, and 2.3 without).
"""

from collections.abc import Iterator
from datetime import datetime
from html import escape

from warreader.marks import State

from .addresses import web_address
from .document import (
    AnnotationItem,
    Document,
    EvidenceItem,
    Person,
    RemarkItem,
    SentenceItem,
    SettledItem,
    ThreadItem,
)
from .phrases import Phrases
from .words import day, glyph, mark_words, settled_words, stamp, state_word

#: how much of a sentence its card quotes, in characters
QUOTED = 90


def cards(document: Document) -> Iterator[str]:
    """Yield the list's items, one per sentence that has a card."""
    total, phrases = len(document.sentences), Phrases(escape, _mark)
    return (_card(sentence, total, phrases) for sentence in document.sentences if sentence.told)


def _card(sentence: SentenceItem, total: int, phrases: Phrases) -> str:
    number, _ = sentence.ordinal, phrases.translated
    head = _("Sentence %(number)s of %(total)s") % {"number": number, "total": total}
    back = _("back to the text")
    return (
        f'<li class="card" id="n{number}">'
        f'<div class="head"><h3>{head}</h3> <a href="#s{number}">{back}<span class="vh"> ({number})</span></a></div>'
        f'<blockquote dir="auto">{escape(_beginning(sentence.text))}</blockquote>'
        f"{''.join(_contributions(sentence, phrases))}</li>\n"
    )


def _beginning(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[: QUOTED - 1].rstrip()}…"


def _contributions(sentence: SentenceItem, phrases: Phrases) -> Iterator[str]:
    if sentence.settled:
        yield _settled(sentence.settled, sentence.state, phrases)
    for item in sentence.annotations:
        evidence = "".join(_evidence(one, phrases) for one in item.evidence or ())
        yield f'<div class="one">{_said(item, phrases)}{_note(item, phrases)}{evidence}</div>\n'
    for source in sentence.evidence:
        line = f"<p><b>{phrases.text(source.author.name)}</b> {_time(source.updated, phrases)}</p>"
        yield f'<div class="one">{line}{_evidence(source, phrases)}</div>\n'
    for thread in sentence.threads:
        yield _thread(thread, phrases)


def _settled(item: SettledItem, state: State | None, phrases: Phrases) -> str:
    bare = f" ({escape(state_word(state))})" if state == State.HOLLOW else ""
    words = f"<b>{escape(settled_words(item))}</b>{bare}"
    reason = f'<div class="note" dir="auto">{_lines(item.reason)}</div>' if item.reason else ""
    return f'<div class="one"><p>{words} {_time(item.updated, phrases)}</p>{reason}</div>\n'


def _said(item: AnnotationItem, phrases: Phrases) -> str:
    return f"<p><b>{phrases.text(item.author.name)}</b> {phrases.mark(item)} {_time(item.updated, phrases)}</p>"


def _mark(item: AnnotationItem) -> str:
    sign = f'<i aria-hidden="true">{glyph(item.state)}</i> ' if item.tag else ""
    return f'<span class="tag {item.state}">{sign}{escape(mark_words(item))}</span>'


def _time(time: datetime, phrases: Phrases) -> str:
    return f'<time datetime="{stamp(time)}">{phrases.moment(time)}</time>'


def _note(item: AnnotationItem, phrases: Phrases) -> str:
    if not item.note:
        return ""
    _ = phrases.translated
    return f'<div class="note" dir="auto"><span class="vh">{_("Note:")} </span>{_lines(item.note)}</div>'


def _evidence(item: EvidenceItem, phrases: Phrases) -> str:
    address, _ = escape(item.url), phrases.translated
    seen = _("seen %(date)s") % {"date": escape(day(item.seen_on))} if item.seen_on else ""
    parts = [
        escape(item.citation),
        f'<a href="{address}" rel="noopener noreferrer nofollow">{address}</a>' if web_address(item.url) else address,
        f"<q>{escape(item.quotation)}</q>" if item.quotation else "",
        f'<span class="seen">{seen}</span>' if seen else "",
        f'<span class="beside">{_lines(item.note)}</span>' if item.note else "",
    ]
    label = f'<span class="vh">{_("Evidence:")} </span>'
    return f'<p class="evidence" dir="auto">{label}{" ".join(part for part in parts if part)}</p>'


def _thread(thread: ThreadItem, phrases: Phrases) -> str:
    head = phrases.translated("Discussion")
    if thread.resolved and thread.resolved_by:
        ended = phrases.translated("Resolved by %(name)s") % {"name": _name(thread.resolved_by, phrases)}
        head += f" · {ended} {_time(thread.resolved, phrases)}"
    said = "".join(_remark(one, phrases) for one in thread.remarks)
    return f'<div class="one talk"><p class="seen">{head}</p>{said}</div>\n'


def _remark(item: RemarkItem, phrases: Phrases) -> str:
    name, _ = _name(item.author, phrases), phrases.translated
    if item.deleted:
        return f"<p>{_('Deleted by %(name)s') % {'name': name}} {_time(item.deleted, phrases)}</p>"
    edited = f' <span class="seen">{_("edited")} {_time(item.edited, phrases)}</span>' if item.edited else ""
    text = f'<div class="note" dir="auto">{_lines(item.text)}</div>'
    return f"<p>{name} {_time(item.created, phrases)}{edited}</p>{text}"


def _name(person: Person, phrases: Phrases) -> str:
    return f'<b dir="auto">{phrases.text(person.name)}</b>'


def _lines(text: str) -> str:
    """Return text with its line breaks."""
    return escape(text).replace("\r\n", "\n").replace("\n", "<br>")
