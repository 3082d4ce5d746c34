"""doccano's JSON lines, of sequence labelling and of text classification.

A line of sequence labelling is ``{"text": …, "label": [[start, end, label], …]}``, the text the whole report's; of text
classification ``{"text": …, "label": [label, …]}``, the text a sentence's. ``labels`` may stand for ``label``, and
``entities`` with ``start_offset``, ``end_offset`` and ``label`` for both. Other columns say which report it is
(``article``, ``digest``, ``url``, ``title``; ``sentence`` the number of it), and who labelled (``annotator_id``,
``annotator``, or doccano's ``username``). ``exports/doccano.py`` writes more beside the labels, ``judgements``, which
is read where the label still stands.

Offsets are UTF-16 code units, as doccano's page counts them; where one is inside a letter then, code points.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as marked

from warreader import text as texts
from warreader.models import Flag, Round

from .brought import Brought, End, Passage, Person, Said, Source
from .labels import OUTCOMES, UNTAGGED, Builder, Cleaned, about, flags_of, is_flag, tag_of
from .nodes import Node

FORM = "doccano"
SETTLED = "settled"
#: by how many lines it is told what they are
LINES = 100


class Label(NamedTuple):
    """A label on a span, in code points; of a whole sentence, without one."""

    start: int | None
    end: int | None
    node: Node


def told(found: Node) -> bool:
    """Say whether these lines are doccano's: one of the first has labels."""
    first = found.value[:LINES] if isinstance(found.value, list) else []
    names = {"label", "labels", "entities"}
    return any(isinstance(one, dict) and "text" in one and bool(one.keys() & names) for one in first)


def read(found: Node) -> Brought:
    """Return what lines say. Raises ``Unreadable`` with the place that is wrong."""
    builders: dict[tuple[str, ...], Builder] = {}
    for line in found.items():
        said = line.get("text").text(5_000_000)
        labels = list(_labels(line, said))
        text = texts.clean(said)
        whole = any(label.end is not None for label in labels) or line.has("judgements")
        report = about(line, text if whole else "")
        key = (report.id, report.digest, report.url, report.title, report.session.id if report.session else "")
        _Line(builders.setdefault(key, Builder(report)), line, text, whole=whole).take(labels)
    # Lines that nobody has labelled yet say nothing.
    return Brought(FORM, tuple(one.report() for one in builders.values() if one.places or one.about.session))


def _labels(line: Node, text: str) -> Iterator[Label]:
    points, cleaned = Points(text), Cleaned(text)
    for name in ("label", "labels", "entities"):
        for one in line.get(name).items() if line.has(name) else ():
            if isinstance(one.value, str):
                yield Label(None, None, one)
                continue
            start, end, named = _parts(one)
            span = points.span(start.number(), end.number())
            if span is None:
                raise one.wrong("is outside of its text")
            yield from (Label(cleaned.at(span[0]), cleaned.at(span[1]), label) for label in named)


def _parts(one: Node) -> tuple[Node, Node, list[Node]]:
    """Return where a label begins and ends, and its words: more than one in Label Studio's short form."""
    if isinstance(one.value, dict) and one.has("labels"):
        return one.get("start"), one.get("end"), list(one.get("labels").items())
    if isinstance(one.value, dict):
        return one.get("start_offset"), one.get("end_offset"), [one.get("label")]
    parts = list(one.items())
    if len(parts) != 3:
        raise one.wrong("should be a start, an end and a label")
    return parts[0], parts[1], parts[2:]


class Points:
    """Turns offsets in UTF-16 code units into those in code points."""

    def __init__(self, text: str) -> None:
        self.length = len(text)
        self.known: Mapping[int, int] | None = None
        if max(text, default="") > "\uffff":
            units = accumulate((2 if letter > "\uffff" else 1 for letter in text), initial=0)
            self.known = {unit: point for point, unit in enumerate(units)}

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the span; None where it is outside of the text. Inside a letter, offsets are code points."""
        if self.known is not None and start in self.known and end in self.known:
            start, end = self.known[start], self.known[end]
        return (start, end) if 0 <= start < end <= self.length else None


class _Line:
    """A line: what one person says about a report, or about a sentence of it."""

    def __init__(self, builder: Builder, line: Node, text: str, *, whole: bool) -> None:
        self.builder = builder
        self.line = line
        self.text = text
        self.whole = whole
        self.round = _text(line, "round") or Round.INDEPENDENT
        self.real = one.yes() if (one := line.maybe("names")) else True
        self.author = self._person("annotator", line, "annotator_id")

    def take(self, labels: list[Label]) -> None:
        """Give the builder what the line says."""
        more = {self._span_of(one): one for one in self._judgements()}
        by_span: dict[tuple[int | None, int | None], list[Node]] = {}
        for label in labels:
            by_span.setdefault((label.start, label.end), []).append(label.node)
        untagged: dict[tuple[int | None, int | None], list[Node]] = {
            span: [] for span, one in more.items() if one.get("tag").value == UNTAGGED
        }
        for span, nodes in (untagged | by_span).items():
            self._say(span, nodes, more.get(span))

    def _judgements(self) -> Iterator[Node]:
        if self.line.has("judgements"):
            yield from self.line.get("judgements").items()

    def _span_of(self, one: Node) -> tuple[int | None, int | None]:
        start = one.get("start").number(0, max(len(self.text) - 1, 0))
        return start, one.get("end").number(start + 1, len(self.text))

    def _say(self, span: tuple[int | None, int | None], labels: list[Node], more: Node | None) -> None:
        start, end = span
        ordinal = one.number(1) if not self.whole and (one := self.line.maybe("sentence")) else None
        words = self.text if start is None else self.text[start:end]
        key = self.builder.at(Passage(text=words, start=start, end=end, ordinal=ordinal))
        if self.round == SETTLED:
            self.builder.settled[key] = self._settled(labels, more)
            return
        names = [one for one in labels if not is_flag(str(one.value))]
        tags = {tag_of(one) for one in names} - {""}
        if len(tags) > 1:
            raise names[1].wrong("is another tag of the same words:")
        flags = [str(one.value) for one in labels] + _texts(more, "flags")
        fields: dict[str, Any] = {"author": self.author, "round": self._round(), "tag": tags.pop() if tags else ""}
        if more:
            fields |= {"note": _text(more, "note"), "look_again": more.has("look_again"), **_times(more)}
        identity = more.get("id").identity() if more else ""
        said = Said(identity, flags=flags_of(flags), **fields)
        self.builder.said[key] += [] if said.empty else [said]
        self.builder.sources[key] += list(self._sources(more)) if more else []

    def _round(self) -> str:
        if self.round not in Round.values:
            raise self.line.get("round").wrong("is no round:")
        return self.round

    def _settled(self, labels: list[Node], more: Node | None) -> End:
        where = more or self.line
        return End(
            id=more.get("id").identity() if more else "",
            outcome=labels[0].word(OUTCOMES) if labels else where.get("tag").word(OUTCOMES),
            reason=_text(more, "note") if more else "",
            by=self._person("by", where, "by_id"),
            rule=None,
            votes=None,
            supported=None,
            **(_times(more) if more else {"created": None, "updated": None}),
        )

    def _person(self, name: str, where: Node, identity: str) -> Person:
        known = where.get(identity).identity() if _text(where, identity) else ""
        said = _name(where, name) or _name(where, "username")
        return Person(known, said or FORM, real=self.real and bool(said))

    def _sources(self, more: Node) -> Iterator[Source]:
        for one in more.get("evidence").items() if more.has("evidence") else ():
            url, citation = one.maybe("url"), _text(one, "citation")
            if not (url or citation):
                raise one.wrong(marked("names no source"))
            yield Source(
                id=one.get("id").identity(),
                author=self.author,
                url=url.address() if url else "",
                citation=citation[:1000],
                quotation=_text(one, "quotation"),
                seen_on=seen.day() if (seen := one.maybe("seen_on")) else None,
                note=_text(one, "note"),
                **_times(one),
            )


def _times(found: Node) -> dict[str, Any]:
    created = one.moment() if (one := found.maybe("created")) else None
    updated = one.moment() if (one := found.maybe("updated")) else created
    return {"created": created, "updated": max(filter(None, (created, updated)), default=None)}


def _text(found: Node, name: str) -> str:
    return one.text() if (one := found.maybe(name)) else ""


def _name(found: Node, name: str) -> str:
    """Return what somebody is called: some tools number people."""
    one = found.maybe(name)
    return f"{FORM} {one.number()}" if one and isinstance(one.value, int) else one.text(200) if one else ""


def _texts(found: Node | None, name: str) -> list[str]:
    return list(found.get(name).words(Flag.values)) if found and found.has(name) else []


def in_lines(text: str) -> bool:
    """Say whether these are JSON lines of texts with labels, by the first of them."""
    first = text.lstrip().split("\n", LINES)[:LINES]
    try:
        return told(Node([json.loads(line) for line in first if line.strip()], ""))
    except (ValueError, RecursionError):
        return False


def lines_of(text: str) -> str:
    """Return lines of JSON as one list."""
    return f"[{','.join(line for line in text.split(chr(10)) if line.strip())}]"
