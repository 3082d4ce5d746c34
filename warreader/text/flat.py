"""A same-length copy of a text in which every odd space is one of two plain ones.

Offsets found in the copy hold in the text it was made from, one code point for one.
"""

import re
from typing import Final

LINE_BREAKS: Final = "\v\f\x1c\x1d\x1e\x85\u2028"
"""Besides CR, LF and U+2029, what ends a line; each becomes one LF."""

_BREAKS = re.compile(f"[\r{LINE_BREAKS}]")
_SPACES = re.compile(r"[^\S \n]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def flat(text: str) -> str:
    """Return ``text`` with spaces as U+0020, line ends as LF, lone surrogates as U+FFFD.

    CRLF becomes a space and LF, a paragraph separator (U+2029) stays one code point too: the block
    reader treats it as a blank line by itself. The result is as long as ``text``.
    """
    if text.isascii() and not _BREAKS.search(text) and "\t" not in text:
        return text
    text = _BREAKS.sub("\n", text.replace("\r\n", " \n"))
    return _SURROGATES.sub("\ufffd", _SPACES.sub(_plain, text))


def _plain(space: re.Match[str]) -> str:
    return space[0] if space[0] == "\u2029" else " "
