"""The stored-text policy: what a text loses before it becomes a revision."""

import re

_NEWLINES = re.compile(r"\r\n?")
_SURROGATES = re.compile("[\ud800-\udfff]")
#: controls, marks of no width that make two names look the same, and those that turn the direction of what follows
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """Return ``text`` as it is stored and as every offset counts it.

    NUL is dropped, a byte-order mark at the start is cut, CRLF and CR become LF, and a lone
    surrogate becomes U+FFFD, so that the result always encodes to UTF-8. Nothing else changes: no
    Unicode normalisation, no trimming. Cleaning twice changes nothing more.
    """
    text = text.replace("\0", "").lstrip("\ufeff")
    return _SURROGATES.sub("\ufffd", _NEWLINES.sub("\n", text))


def one_line(text: str) -> str:
    """Return a name as it is stored: cleaned, on one line, and without what nobody sees in it."""
    return " ".join(_UNSEEN.sub("", " ".join(clean(text).split())).split())
