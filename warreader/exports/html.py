"""A web page in one file: no network, no script; its look and its JSON-LD inside.

It filters with radio buttons and ``:has()``, and opens a sentence's card with ``:target``. Its content-security
policy forbids everything but its own style sheet, by hash.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from warreader.marks import State
from warreader.models import Flag, Kind

from . import jsonld
from .addresses import web_address
from .cards import cards
from .document import Document, Part, SentenceItem
from .steps import headings, steps
from .words import facts, flag_words, glyph, mark_ends, moment, notice, source_line, state_word, uncounted

BLOCKS = {Kind.TITLE: "h1", Kind.SUBHEAD: "h2"}
#: in JSON inside a script element; none of them is anywhere but in strings
SCRIPT_ESCAPES = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
#: more cards than this, and a sentence does not light up while its card is open: a rule each would be too many
LIT = 1_000
#: what stands on one line with its sentence's mark; in a script without spaces, nothing
LAST_WORD = re.compile(r"\S{1,24}\Z(?<!\S{25})")


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to filter the page."""

    #: the class that the sentences have
    name: str
    glyph: str
    label: str
    count: int


#: where the long parts of the page go; nothing that is escaped has one in it
PLACE = re.compile("<!--([a-z]+)-->")


def write(document: Document) -> Iterable[bytes]:
    """Yield the file, its long parts a sentence at a time."""
    parts: Mapping[str, Callable[[Document], Iterable[str]]] = {
        "data": _data,
        "cells": cells,
        "article": article,
        "cards": cards,
        "steps": happened,
    }
    for number, piece in enumerate(PLACE.split(_page(document))):
        yield from (part.encode() for part in (parts[piece](document) if number % 2 else [piece]))


def _page(document: Document) -> str:
    """Return the page without its long parts, which have their places there."""
    choices = [*_states(document), *_flags(document)]
    lit = [one.ordinal for one in document.sentences if one.told]
    style = render_to_string("exports/article.css", {"choices": choices, "lit": lit if len(lit) <= LIT else []})
    context = {
        "document": document,
        "language": get_language() or "en",
        "facts": facts(document),
        "notice": notice(),
        "choices": choices,
        "total": len(document.sentences),
        "uncounted": uncounted(document),
        "told": bool(lit),
        "head": headings(),
        "number": len(document.history or ()),
        "exported": moment(document.exported),
    }
    return render_to_string("exports/article.html", context | _styled(f"\n{style.strip()}\n"))


def _data(document: Document) -> Iterator[str]:
    # what a reader of the annotations alone is told: of no history, which is on the page, and in no linked data
    return map(in_script, jsonld.pieces(document.holding({Part.DISCUSSION})))


def whole(pieces: Iterable[str]) -> SafeString:
    """Return what a part of the page yields, in one, for the template of another page."""
    return mark_safe("".join(pieces))  # noqa: S308 (every piece is escaped where it is made)


def in_script(text: str) -> SafeString:
    """Return JSON that can stand inside a script element."""
    for char, escaped in SCRIPT_ESCAPES.items():
        text = text.replace(char, escaped)
    return mark_safe(text)  # noqa: S308 (nothing in it ends a script element or begins a comment)


def _styled(text: str) -> dict[str, SafeString]:
    """Return the style sheet, and the policy's name for it (Content Security Policy 3, section 2.3.1)."""
    digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {"style": mark_safe(text), "style_hash": mark_safe(f"sha256-{digest}")}  # noqa: S308 (of our own template)


def _states(document: Document) -> list[Choice]:
    return [
        Choice(str(state), glyph(state), state_word(state, document.options.whose), count)
        for state, count in document.counts.items()
        if count
    ]


def _flags(document: Document) -> list[Choice]:
    flags = [flag for sentence in document.sentences for flag in sentence.flags]
    return [
        Choice(f"f-{flag}", "", str(Flag(flag).label), flags.count(flag)) for flag in Flag.values if flag in flags
    ]


def article(document: Document) -> Iterator[str]:
    """Yield the text: a block per paragraph, a span per sentence, each with its mark."""
    byline = _byline(document)
    titled = any(sentence.kind == Kind.TITLE for sentence in document.sentences)
    if not titled:
        yield f'<h1 dir="auto">{escape(document.title)}</h1>\n{byline}'
    for (_paragraph, kind), group in groupby(document.sentences, key=lambda one: (one.paragraph, one.kind)):
        tag = BLOCKS.get(Kind(kind), "p")
        if tag == "h1" and not titled:
            tag = "h2"
        spans = " ".join(_sentence(one, outside=document.is_outside(one)) for one in group)
        yield f'<{tag} class="{kind}" dir="auto">{spans}</{tag}>\n'
        if tag == "h1":
            titled = False
            yield byline


def _byline(document: Document) -> str:
    address = web_address(document.url)
    original = (
        f' · <a href="{escape(address)}" rel="noopener noreferrer nofollow">{_("original")}</a>' if address else ""
    )
    shown = _("tags shown: %(whose)s") % {"whose": f"<b>{escape(document.whose)}</b>"}
    return f'<p class="meta">{escape(source_line(document))}{original} · {shown}</p>\n'


def _sentence(sentence: SentenceItem, *, outside: bool) -> str:
    if sentence.state is None or (outside and not sentence.told):
        return f'<span class="s out" id="s{sentence.ordinal}">{escape(sentence.text)}</span>'
    classes = " ".join(["s", sentence.state, *(f"f-{flag}" for flag in sentence.flags)])
    return f'<span class="{classes}" id="s{sentence.ordinal}">{_words(sentence)}</span>'


def _words(sentence: SentenceItem) -> str:
    mark, last = _mark(sentence), LAST_WORD.search(sentence.text)
    if not mark or not last:
        return f"{escape(sentence.text)}{mark}"
    return f'{escape(sentence.text[: last.start()])}<span class="nb">{escape(last[0])}{mark}</span>'


def _mark(sentence: SentenceItem) -> str:
    if sentence.state is None or (sentence.state == State.OPEN and not sentence.told):
        return ""
    words = escape(mark_name(sentence))
    sign = f'<span aria-hidden="true">{glyph(sentence.state)}</span><span class="vh">{words}</span>'
    if not sentence.told:
        return f'<span class="mark" title="{words}">{sign}</span>'
    return f'<a class="mark" href="#n{sentence.ordinal}" title="{words}" data-n="{sentence.ordinal}">{sign}</a>'


def mark_name(sentence: SentenceItem) -> str:
    """Return what a screen reader calls a mark: "Sentence 12: opinion, loaded"."""
    words = [state_word(sentence.state), *flag_words(sentence.flags)] if sentence.state else []
    words += mark_ends(sentence.settled)
    return _("Sentence %(number)s: %(words)s") % {"number": sentence.ordinal, "words": ", ".join(words)}


def cells(document: Document) -> Iterator[str]:
    """Yield the fingerprint: a cell per sentence, as a map beside the text."""
    return (
        f'<a class="c {" ".join([sentence.state or "out", *(f"f-{flag}" for flag in sentence.flags)])}"'
        f' href="#s{sentence.ordinal}" tabindex="-1"></a>'
        for sentence in document.sentences
    )


def happened(document: Document) -> Iterator[str]:
    """Yield the rows of what was done."""
    text = cache(escape)
    return (
        f'<tr><td>{step.when}</td><td dir="auto">{text(step.who)}</td><td>{_to(step.sentence)}</td>'
        f"<td>{text(step.what)}</td></tr>\n"
        for step in steps(document)
    )


def _to(sentence: str) -> str:
    return f'<a href="#s{sentence}">{sentence}</a>' if sentence else ""
