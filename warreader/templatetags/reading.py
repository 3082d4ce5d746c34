"""The pieces of the reading page that are made hundreds at a time, so without a template's overhead.

The whole page and the answers to its changes use the same functions.
"""

from collections.abc import Iterable
from itertools import dropwhile, groupby, takewhile

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from warreader.filters import STATES
from warreader.marks import GLYPHS, State
from warreader.models import Event, EventKind, Kind
from warreader.queries.library import Row
from warreader.queries.people import Whose
from warreader.queries.reading import Line, Reading

register = template.Library()

#: a title in the middle of a text is one more heading, not the page's
BLOCKS = {Kind.TITLE: "h1", Kind.SUBHEAD: "h2"}
OOB = ' hx-swap-oob="true"'


@register.filter
def glyph(state: str) -> str:
    """Return the small sign of a state."""
    return GLYPHS[State(state)]


@register.filter
def state_word(state: str) -> str:
    """Return the word for a state."""
    return str(STATES[state])


@register.simple_tag
def article_title(reading: Reading) -> SafeString:
    """Return the title that the text begins with; empty where it has none, or the filter hides it."""
    return _text(reading, takewhile(_is_title, _shown(reading)))


@register.simple_tag
def article_body(reading: Reading) -> SafeString:
    """Return the text after its title: a block per paragraph, a span per sentence, each with its mark."""
    return _text(reading, dropwhile(_is_title, _shown(reading)))


def _shown(reading: Reading) -> Iterable[Line]:
    if reading.filter.hide and reading.filter.active:
        return (line for line in reading.lines if line.matches)
    return reading.lines


def _is_title(line: Line) -> bool:
    return line.kind == Kind.TITLE


def _text(reading: Reading, lines: Iterable[Line]) -> SafeString:
    text = reading.place.revision.text
    blocks: list[str] = []
    for (_paragraph, kind), block in groupby(lines, key=lambda line: (line.paragraph, line.kind)):
        tag = BLOCKS.get(Kind(kind), "p")
        tag = "h2" if tag == "h1" and blocks else tag
        spans = " ".join(_sentence(reading, line, text) for line in block)
        blocks.append(f'<{tag} class="{kind}">{spans}</{tag}>\n')
    return mark_safe("".join(blocks))  # noqa: S308 (every part is escaped where it is made)


def _sentence(reading: Reading, line: Line, text: str) -> str:
    number = line.ordinal
    words = escape(text[line.start : line.end])
    return f'<span class="s" id="s{number}" tabindex="-1">{words}{_mark(reading, line)}</span>'


@register.simple_tag
def marks(reading: Reading, lines: Iterable[Line]) -> SafeString:
    """Return the marks and fingerprint cells of some sentences, to be put in place of those on the page."""
    lines = list(lines)
    pieces = [_mark(reading, line, OOB) for line in lines] + [_cell(line, OOB) for line in lines]
    return mark_safe("".join(pieces))  # noqa: S308 (every part is escaped where it is made)


def _mark(reading: Reading, line: Line, oob: str = "") -> str:
    mark, number = line.mark, line.ordinal
    classes = f"mark {mark.state}" if line.matches else f"mark {mark.state} dim"
    beside = "".join(f" {name}" for name, on in (("note", mark.has_note), ("evidence", mark.has_evidence)) if on)
    flags = f' data-flags="{" ".join(mark.flags)}"' if mark.flags else ""
    version = f' data-v="{mark.version}"' if mark.version else ""
    scope = "" if line.in_scope else " data-out"
    others = ""
    if mark.others:
        others = f"<small>+{mark.others}</small>"
    return (
        f'<a class="{classes}{beside}" id="m{number}" href="{_card_url(reading, number)}"{version}{flags}{scope}'
        f' aria-label="{escape(mark_name(line, reading.whose))}"{oob}>{GLYPHS[mark.state]}{others}</a>'
    )


def _card_url(reading: Reading, number: int) -> str:
    query = reading.filter.query()
    return f"{reading.base_url}sentences/{number}/{'?' + escape(query) if query else ''}#card"


def mark_name(line: Line, whose: Whose) -> str:
    """Return what a screen reader calls a mark: "Sentence 12, opinion, by you"."""
    parts = [_("Sentence %(number)s") % {"number": line.ordinal}, str(STATES[line.mark.state])]
    if line.mark.judged:
        parts.append(_("by you") if whose.value == "mine" else whose.member.name if whose.member else _("the team"))
    if line.mark.others:
        text = ngettext("judged by %(number)s other", "judged by %(number)s others", line.mark.others)
        parts.append(text % {"number": line.mark.others})
    return ", ".join(parts)


@register.simple_tag
def cells(reading: Reading) -> SafeString:
    """Return the fingerprint of the page: a link per sentence, beside the text as its map."""
    return mark_safe("".join(_cell(line) for line in reading.lines))  # noqa: S308 (made of numbers and states)


def _cell(line: Line, oob: str = "") -> str:
    classes = _cell_class(line.mark.state, line.kind) + ("" if line.matches else " dim")
    return f'<a class="{classes}" id="c{line.ordinal}" href="#s{line.ordinal}" tabindex="-1"{oob}></a>'


def _cell_class(state: str, kind: str) -> str:
    return f"c {state} out" if kind == Kind.BOILERPLATE and state == State.OPEN else f"c {state}"


@register.simple_tag
def fingerprint(row: Row) -> SafeString:
    """Return an article's fingerprint for a list: a picture with its counts in words."""
    counts = row.counts
    words = ", ".join(f"{counts[state]} {STATES[state]}" for state in State if counts[state])
    bars = "".join(f'<i class="{_cell_class(cell.state, cell.kind)}"></i>' for cell in row.cells)
    label = escape(_("Fingerprint: %(counts)s") % {"counts": words or _("no sentences")})
    return mark_safe(f'<span class="fingerprint" role="img" aria-label="{label}">{bars}</span>')  # noqa: S308


@register.simple_tag
def article_url(reading: Reading, name: str, *args: object) -> str:
    """Return the URL of something of the article, with the page's filter."""
    url = reverse(name, args=[reading.place.article.public_id, *args])
    query = reading.filter.query()
    return f"{url}?{query}" if query else url


@register.filter
def happened(event: Event) -> str:
    """Say in words what an event did."""
    data = event.data
    if event.kind == EventKind.KIND_CORRECTED:
        return _("corrected the kind: %(before)s → %(after)s") % {"before": data["kind"][0], "after": data["kind"][1]}
    if event.kind == EventKind.EVIDENCE_CHANGED:
        words = {"recorded": _("recorded evidence"), "changed": _("changed the evidence")}
        return words.get(data["change"], _("removed the evidence"))
    parts = []
    if "tag" in data:
        before, after = (str(STATES[tag]) if tag else _("not judged") for tag in data["tag"])
        parts.append(f"{before} → {after}")
    if "flags" in data:
        old, new = data["flags"]
        parts += [f"+ {flag}" for flag in new if flag not in old]
        parts += [f"− {flag}" for flag in old if flag not in new]
    if "note_exported" in data:
        parts.append(_("the note may be exported") if data["note_exported"][1] else _("the note stays in the app"))
    if "digests" in data:
        parts.append(_("changed the note"))
    return ", ".join(parts) or str(event.get_kind_display())
