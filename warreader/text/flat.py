"""A same-length copy of a text in which every odd space is one of two plain ones.

Offsets found in the copy hold in the text it was made from, one code point for one.
"""

import re
from typing import Final

LINE_BREAKS: Final = "\v\f\x1c\x1d\x1e\x85\u2028"
"""Besides CR, LF and U+2029, what ends a line; each becomes one LF."""

_BREAKS: Final = "\r" + LINE_BREAKS
_SPACES: Final = (
    "\t\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
"""All other spaces of Unicode but U+0020."""
_SURROGATES = re.compile("[\ud800-\udfff]")


def flat(text: str) -> str:
    """Return ``text`` with spaces as U+0020, line ends as LF, lone surrogates as U+FFFD.

    CRLF becomes a space and LF, a paragraph separator (U+2029) stays one code point too: the block
    reader treats it as a blank line by itself. The result is as long as ``text``.
    """
    text = text.replace("\r\n", " \n")
    for mark in _BREAKS:
        text = text.replace(mark, "\n")
    for mark in _SPACES:
        text = text.replace(mark, " ")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _SURROGATES.sub("\ufffd", text)
    return text
