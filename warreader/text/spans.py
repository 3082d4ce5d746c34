"""Sentences: the spans of a text, with their kinds and paragraphs."""

from typing import Final, NamedTuple

from . import boundaries
from .blocks import blocks
from .flat import flat
from .kinds import Kind, classify
from .languages import language as detect
from .languages import script_language
from .oracle import SENTENCEX

SEGMENTER: Final = f"warreader-2+sentencex-{SENTENCEX}"
"""Names the rules that made a set of spans: the version of ours, and sentencex's."""


_SAMPLE = 2_000
"""Code points from which the language is told: enough, and quick."""


class Sentence(NamedTuple):
    """One span of a text: ``start`` and ``end`` are code points into it, as it was given."""

    start: int
    end: int
    kind: Kind
    paragraph: int
    """Which block of the text it belongs to, counted from 0."""


def sentences(text: str, language: str | None = None) -> list[Sentence]:
    """Return the sentences of ``text`` in order; any text at all, in linear time.

    Spans never overlap and are never empty; each begins and ends with a non-space, and only spaces
    lie outside them. ``language`` is an ISO 639-1 code, with or without a region ("en-GB"); one
    that we know nothing of gets English's rules. Without it, it is told from the text's beginning.
    """
    plain = flat(text)
    code = _code(plain, language)
    if code == "el":
        plain = plain.replace(";", "?").replace("\u037e", "?")
    spans = [boundaries.split(plain, start, end, code) for start, end in blocks(plain)]
    return [
        Sentence(start, end, kind, paragraph)
        for paragraph, (block, kinds) in enumerate(zip(spans, classify(plain, spans), strict=True))
        for (start, end), kind in zip(block, kinds, strict=True)
    ]


def _code(text: str, language: str | None) -> str:
    if language and language.strip():
        return language.strip().casefold().replace("_", "-").partition("-")[0]
    sample = text[:_SAMPLE]
    script = script_language(sample)
    return (detect(sample) or script) if script == "en" else script
