"""A few lines to paste into a chat or a mail: what is key, contradicted or unverified, and who settled it.

It is a summary, and says how much it leaves out. Quotes keep their direction to themselves: a line in a chat is of one
direction, and an override in a report must not turn what follows.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from warreader.marks import State
from warreader.models import Flag

from .document import Document, SentenceItem
from .layout import legal
from .words import flag_words, glyph, mark_ends, moment, notice, source_line, state_word, text_words, uncounted

#: how many sentences of each sort are quoted
MOST: Final = 10
#: and how much of each, in characters
QUOTED: Final = 140
#: Unicode's isolate of the first strong direction, and its end
ISOLATE, END = "\u2068", "\u2069"
#: a quotation's own: one end too many would end ours, and a beginning whose end was cut off would take ours
ISOLATES: Final = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
#: what turns a line, as Unicode classes it: letters from right to left, embeddings, overrides, isolates and their ends
TURNING: Final = {"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI", "PDF"}


class Group(NamedTuple):
    """Sentences that belong under one head."""

    head: str
    sentences: list[SentenceItem]


def write(document: Document) -> Iterable[bytes]:
    """Yield the file, a line at a time."""
    for line in lines(document):
        yield f"{line}\n".encode()


def lines(document: Document) -> Iterator[str]:
    """Yield the lines, without their ends."""
    yield _plain(document.title)
    yield _plain(source_line(document))
    if document.url:
        yield _plain(document.url)
    yield ""
    yield f"{_counts(document)}. {notice()}"
    for group in groups(document):
        yield ""
        yield f"{group.head} ({len(group.sentences)})"
        yield from (_sentence(one, document.options.whose) for one in group.sentences[:MOST])
        more = len(group.sentences) - MOST
        if more > 0:
            yield ngettext("… and %(number)s more", "… and %(number)s more", more) % {"number": more}
    yield ""
    shown = {"whose": document.whose, "team": document.team, "session": document.session}
    yield _plain(_("Tags shown: %(whose)s (%(team)s, %(session)s)") % shown)
    yield _("Exported %(time)s with Warreader; %(text)s") % {
        "time": moment(document.exported),
        "text": text_words(document),
    }


def groups(document: Document) -> list[Group]:
    """Return what is worth a line, each sentence under the first head that fits it."""
    found = [
        Group(_("Key sentences"), [one for one in document.sentences if one.key]),
        Group(_("Contradicted"), [one for one in document.sentences if _contradicted(one)]),
        Group(_("Unverified"), [one for one in document.sentences if _unverified(one)]),
    ]
    return [group for group in found if group.sentences]


def _contradicted(sentence: SentenceItem) -> bool:
    return Flag.CONTRADICTED in sentence.flags and not sentence.key


def _unverified(sentence: SentenceItem) -> bool:
    return sentence.state == State.UNVERIFIED and not sentence.key and not _contradicted(sentence)


def _counts(document: Document) -> str:
    total = len(document.sentences)
    head = ngettext("%(number)s sentence", "%(number)s sentences", total) % {"number": total}
    whose = document.options.whose
    parts = [f"{number} {state_word(state, whose)}" for state, number in document.counts.items() if number]
    parts += [f"{number} {words}" for words, number in uncounted(document)]
    return f"{head}: {', '.join(parts)}" if parts else head


def _sentence(sentence: SentenceItem, whose: str) -> str:
    state = sentence.state or State.OPEN
    words = ", ".join([state_word(state, whose), *flag_words(sentence.flags), *_settled(sentence)])
    end = sentence.settled
    reason = [_("reason: %(text)s") % {"text": _quote(end.reason)}] if end and end.reason else []
    return f"{sentence.ordinal}. {_quote(sentence.text)} — {_plain('; '.join([f'{glyph(state)} {words}', *reason]))}"


def _settled(sentence: SentenceItem) -> list[str]:
    """Say who settled it; how people had judged is in the files that have room for it."""
    end = sentence.settled
    if end is None:
        return []
    by = _("settled by %(name)s") if end.rule is None else _("settled by a rule that %(name)s used")
    return [by % {"name": end.by.name}, *mark_ends(end)[1:]]


def _quote(text: str) -> str:
    """Return a short quotation that cannot turn the line that it stands in."""
    line = _plain(text).translate(ISOLATES)
    short = line if len(line) <= QUOTED else f"{line[: QUOTED - 1].rstrip()}…"
    turns = any(unicodedata.bidirectional(letter) in TURNING for letter in short)
    return f"{ISOLATE}“{short}”{END}" if turns else f"“{short}”"


def _plain(text: str) -> str:
    """Return text on one line."""
    return legal(" ".join(text.split()))
