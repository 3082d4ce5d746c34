"""A PDF for paper and screen readers, set by typst in a process that a limit ends.

All that is text goes there as data (JSON), so that nothing in a report is a command. Fonts are those that typst
brings, and those of the operator's folder for what they lack; what no font has makes PDF/UA impossible: then it is a
tagged PDF that says so on its first page.
"""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from warreader.text.languages import direction

from .addresses import web_address
from .cards import QUOTED
from .document import Document, SentenceItem
from .layout import Block, Said, TooMuch, in_order, legal, refuse_too_much, says, sign
from .steps import Step, headings, steps
from .words import facts, moment, notice, source_line, state_word, uncounted

logger = logging.getLogger(__name__)

HERE: Final = Path(__file__).parent
#: seconds of the clock; the processor's are limited by the process itself
MOST_WAITING: Final = 40
#: and to wait until one is free; more than two at once would leave nothing for pages
MOST_QUEUING: Final = 10
_FREE: Final = BoundedSemaphore(2)
LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}))?(?:-.*)?")
#: lines end here; a sentence has none
BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
#: in scripts that part words by spaces: what may be wider than a column; without marks that belong to a letter before
LONG = re.compile("([!-\u02ff\u0370-\u0482\u048a-\u058f]{36,})")
PIECES = re.compile(".{1,18}")
SPACES = re.compile("[ \t\r\n\x85\u2028\u2029]+")
#: inside a text it shows as nothing, and PDF/UA forbids it; the other says the same
MARK, JOINER = "\ufeff", "\u2060"


def write(document: Document) -> Iterable[bytes]:
    """Yield the file; raises ``TooMuch`` for a document that is too large, or takes too long."""
    refuse_too_much(document)
    asked = {
        "template": _template(),
        "data": json.dumps(data(document), ensure_ascii=False),
        "time": int(document.exported.timestamp()),
        "fonts": settings.FONTS,
    }
    if not _FREE.acquire(timeout=MOST_QUEUING):
        raise TooMuch(_("Others are making PDFs just now. Try again in a minute."))
    try:
        yield _typeset(json.dumps(asked).encode())
    finally:
        _FREE.release()


@cache
def _template() -> str:
    return (HERE / "article.typ").read_text(encoding="utf-8")


def _typeset(asked: bytes) -> bytes:
    """Have it set by a process that has nothing of ours, not even the environment."""
    command = [sys.executable, "-I", str(HERE / "typeset.py")]
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=MOST_WAITING, env={}, check=False)  # noqa: S603 (of our own)
    except subprocess.TimeoutExpired as error:
        raise TooMuch(_too_long()) from error
    if done.returncode < 0 or b"MemoryError" in done.stderr or b"memory allocation" in done.stderr:
        raise TooMuch(_too_long())
    if b"PanicException" in done.stderr:
        logger.error("The typesetter gave up: %s", done.stderr.decode(errors="replace")[-500:])
        raise TooMuch(_("This text cannot be set as a PDF. Export it as a web page, which prints well, or as Word."))
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2_000:])
    return done.stdout


def _too_long() -> str:
    return _("This takes too long to set as a PDF. Export it as a web page, which prints well, or less of it.")


def data(document: Document) -> dict[str, Any]:
    """Return what the template shows: words, states, and where things belong."""
    title, rest = in_order(document)
    # PDF/UA knows no heading without words, and what was brought in may have a title without any
    called = document.title.strip() or _("Untitled")
    return {
        "title": _line(called),
        "headline": _words(called),
        "rtl": direction(document.title) == "rtl",
        "language": _language(get_language() or "en")[0],
        "spoken": _language(document.revision.language or get_language() or "en"),
        "byline": _words(source_line(document)),
        "address": web_address(document.url),
        "original": _("original"),
        "notice": notice(),
        "warning": _warning(),
        "footer": f"Warreader · {_('exported %(time)s') % {'time': moment(document.exported)}} · {notice()}",
        "legend": _legend(document),
        "strip": [
            (state, len(list(run))) for state, run in groupby(one.state or "out" for one in document.sentences)
        ],
        "first": _block(title) if title else None,
        "blocks": [_block(block) for block in rest],
        "about": _("About this file"),
        "facts": [(_line(fact.label), _line(fact.value)) for fact in facts(document)],
        "noted": _("Sentence by sentence"),
        "notes": _notes(document),
        "happened": _("What happened"),
        "steps": [_step(one) for one in (headings(), *steps(document))] if document.history else [],
    }


def _warning() -> str:
    return _(
        "Some letters of this report are in none of the fonts at hand and show as boxes. For that reason the file is "
        "tagged, but does not conform to PDF/UA. The web page and the Word document have them."
    )


def _language(code: str) -> tuple[str, str | None]:
    """Return a language as typst takes it: its code and a country."""
    found = LANGUAGE.fullmatch(code)
    return (found[1], found[2].upper() if found[2] else None) if found else ("en", None)


def _line(text: str) -> str:
    return legal(SPACES.sub(" ", text)).replace(MARK, JOINER)


def _words(text: str) -> str | list[str]:
    """Return text on one line; where a word of it would be wider than any, in pieces between which a line may end."""
    line = _line(text)
    pieces = [
        piece for word in LONG.split(line) for piece in (PIECES.findall(word) if LONG.fullmatch(word) else [word])
    ]
    return pieces if len(pieces) > 1 else line


def _legend(document: Document) -> list[dict[str, Any]]:
    shown = [
        {
            "state": state,
            "word": state_word(state, document.options.whose),
            "sign": sign(state),
            "number": str(number),
        }
        for state, number in document.counts.items()
        if number
    ]
    beside = [
        {"state": "out", "word": words, "sign": "", "number": str(number)} for words, number in uncounted(document)
    ]
    return shown + beside


def _block(block: Block) -> dict[str, Any]:
    text = " ".join(one.text for one in block.sentences)
    return {
        "kind": block.kind,
        "rtl": direction(text) == "rtl",
        "sentences": [_sentence(one) for one in block.sentences],
    }


def _sentence(sentence: SentenceItem) -> dict[str, Any]:
    return {
        "number": sentence.ordinal,
        "text": _words(sentence.text),
        "state": sentence.state or "out",
        "sign": sign(sentence.state) or ("◦" if sentence.told else ""),
        "noted": sentence.told,
    }


def _notes(document: Document) -> list[dict[str, Any]]:
    head, total = _("Sentence %(number)s of %(total)s"), len(document.sentences)
    return [
        {
            "number": sentence.ordinal,
            "head": head % {"number": sentence.ordinal, "total": total},
            "quote": _quote(sentence.text),
            "rtl": direction(sentence.text) == "rtl",
            "said": [_said(one) for one in says(sentence)],
        }
        for sentence in document.sentences
        if sentence.told
    ]


def _step(step: Step) -> list[str | list[str]]:
    return [_words(text) for text in step]


def _quote(text: str) -> str | list[str]:
    line = _line(text)
    return _words(line if len(line) <= QUOTED else f"{line[: QUOTED - 1].rstrip()}…")


def _said(said: Said) -> dict[str, Any]:
    return {
        "author": _line(said.author),
        "time": moment(said.time),
        "label": said.label,
        "answers": said.answers,
        "lines": [
            {"text": [_words(part) for part in BREAKS.split(line)], "rtl": direction(line) == "rtl"}
            for line in said.lines
        ],
    }
