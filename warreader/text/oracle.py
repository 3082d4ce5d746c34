"""sentencex behind a guard: where it would end a sentence, in a text it cannot choke on.

sentencex panics on odd spaces, and pairs quotation marks by a rule of its own; it is asked only what
it knows best, abbreviations, in a copy whose spaces are plain and whose marks are blank.
"""

import re
from importlib.metadata import version
from typing import Final

import sentencex

SENTENCEX: Final = version("sentencex")
LONGEST: Final = 10_000
"""Code points handed over at once; longer blocks go in pieces cut at a space."""

_BLANKED = re.compile(r"""["“”„‟«»‹›‘‚‛`´「」『』《》(){}<>\[\]（）【】\ufffd\n\u2029'’](?<!\w['’](?=\w))""")
"""Quotation marks, brackets and line ends; an apostrophe between two letters stays."""

_CODE = re.compile(r"[a-z]{2,3}\Z")


def proposals(text: str, start: int, end: int, language: str) -> list[int] | None:
    """Return the offsets at which sentencex begins a new sentence in ``text[start:end]``.

    None if it fails on this text. ``text`` is the flat copy, so that offsets hold. The start of the
    block, and of each piece of a long one, is no proposal.
    """
    code = language if _CODE.match(language) else "en"
    found: list[int] = []
    while start < end:
        cut = _cut(text, start, end)
        piece = _BLANKED.sub(" ", text[start:cut])
        try:
            boundaries = sentencex.get_sentence_boundaries(code, piece)
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            return None
        found.extend(start + boundary["start_index"] for boundary in boundaries[1:])
        start = cut
    return found


def _cut(text: str, start: int, end: int) -> int:
    """Return where to end the piece that begins at ``start``: at a space, if there is one near."""
    if end - start <= LONGEST:
        return end
    space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
    return space if space > 0 else start + LONGEST
