"""The pieces of the reading page that are made hundreds at a time, so without a template's overhead.

The whole page and the answers to its changes use the same functions.
"""

import html
from collections.abc import Iterable
from itertools import dropwhile, groupby, takewhile

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from warreader.filters import MINE, STATES
from warreader.marks import GLYPHS, NO_SIGN, Mark, Settlement, Sign, State
from warreader.models import Kind
from warreader.places import Place
from warreader.queries.library import Row
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
    text, painter = reading.place.revision.text, Painter(reading)
    blocks: list[str] = []
    for (_paragraph, kind), block in groupby(lines, key=lambda line: (line.paragraph, line.kind)):
        tag = BLOCKS.get(Kind(kind), "p")
        tag = "h2" if tag == "h1" and blocks else tag
        spans = " ".join(_sentence(painter, line, text) for line in block)
        blocks.append(f'<{tag} class="{kind}">{spans}</{tag}>\n')
    return mark_safe("".join(blocks))  # noqa: S308 (every part is escaped where it is made)


def _sentence(painter: "Painter", line: Line, text: str) -> str:
    number = line.ordinal
    words = html.escape(text[line.start : line.end])
    return f'<span class="s" id="s{number}" tabindex="-1">{words}{painter.mark(line)}</span>'


@register.simple_tag
def marks(reading: Reading, lines: Iterable[Line]) -> SafeString:
    """Return the marks and fingerprint cells of some sentences, to be put in place of those on the page."""
    lines, painter = list(lines), Painter(reading)
    pieces = [painter.mark(line, OOB) for line in lines] + [_cell(line, OOB) for line in lines]
    return mark_safe("".join(pieces))  # noqa: S308 (every part is escaped where it is made)


class Painter:
    """Makes the marks of a reading; what many of them share is worked out once."""

    def __init__(self, reading: Reading) -> None:
        query = reading.filter.query()
        self.start = escape(f"{reading.base_url}sentences/")
        self.end = escape(f"/?{query}" if query else "/") + "#card"
        self.whose = reading.whose
        self.numbered = escape(_("Sentence %(number)s"))
        self.said: dict[tuple[State, bool, int, Sign, int, bool], str] = {}

    def mark(self, line: Line, oob: str = "") -> str:
        """Return the link that shows a sentence's mark and leads to its card."""
        mark, number = line.mark, line.ordinal
        classes = f"mark {mark.state.value}{'' if line.matches else ' dim'}"
        classes += f"{' note' if mark.has_note else ''}{' evidence' if mark.has_evidence else ''}"
        flags = f' data-flags="{" ".join(mark.flags)}"' if mark.flags else ""
        version = f' data-v="{mark.version}"' if mark.version else ""
        scope = "" if line.in_scope else " data-out"
        if mark.settled:
            classes += " settled"
            others = f"<small>≠{mark.settled.minority}</small>" if mark.settled.minority else ""
        else:
            others = f"<small>+{mark.others}</small>" if mark.others else ""
        sign = self._sign(mark.sign) if mark.sign != NO_SIGN else ""
        sign += '<small class="again">↻</small>' if mark.look_again else ""
        return (
            f'<a class="{classes}" id="m{number}" href="{self.start}{number}{self.end}"{version}{flags}{scope}'
            f' aria-label="{self.name(line)}"{oob}>{GLYPHS[mark.state]}{others}{sign}</a>'
        )

    def name(self, line: Line) -> str:
        """Return what a screen reader calls a mark, escaped: "Sentence 12, opinion, by you"."""
        mark = line.mark
        differing = mark.settled.minority if mark.settled else -1
        key = (mark.state, mark.judged > 0, mark.others, mark.sign, differing, mark.look_again)
        if key not in self.said:
            self.said[key] = escape(", ".join(["", *self._words(mark)]))
        return f"{self.numbered % {'number': line.ordinal}}{self.said[key]}"

    def _words(self, mark: Mark) -> list[str]:
        words = [str(STATES[mark.state])]
        if mark.settled:
            words += settled_words(mark.settled)
        elif mark.judged:
            whose = self.whose
            words.append(_("by you") if whose.value == MINE else whose.member.name if whose.member else _("the team"))
        if mark.look_again:
            words.append(_("to be looked at again"))
        if mark.others and not mark.settled:
            text = ngettext("judged by %(number)s other", "judged by %(number)s others", mark.others)
            words.append(text % {"number": mark.others})
        if mark.sign.key:
            words.append(_("key sentence"))
        if mark.sign.holder:
            words.append(self._checked(mark.sign))
        if mark.sign.talks:
            text = ngettext("%(number)s open discussion", "%(number)s open discussions", mark.sign.talks)
            words.append(text % {"number": mark.sign.talks})
        return words

    def _sign(self, sign: Sign) -> str:
        holder = f'<small class="by">{escape(self._checked(sign))}</small>' if sign.holder else ""
        talks = f'<small class="talk">{sign.talks}</small>' if sign.talks else ""
        return f"{'<small>★</small>' if sign.key else ''}{holder}{talks}"

    @staticmethod
    def _checked(sign: Sign) -> str:
        # By name to its holder too: a live change is painted once for many.
        return _("being checked by %(name)s") % {"name": sign.name}


def settled_words(settled: Settlement) -> list[str]:
    """Say that a sentence is settled, and how many people said otherwise."""
    if not settled.minority:
        return [_("settled")]
    text = ngettext("%(number)s said otherwise", "%(number)s said otherwise", settled.minority)
    return [_("settled"), text % {"number": settled.minority}]


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
    url = reading.place.url(name, *args)
    query = reading.filter.query()
    return f"{url}?{query}" if query else url


@register.simple_tag
def place_url(place: Place, name: str = "article", *args: object) -> str:
    """Return the URL of an article in its session, or of something of it."""
    return place.url(name, *args)
