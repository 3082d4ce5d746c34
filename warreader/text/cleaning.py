"""The stored-text policy: what a text loses before it becomes a revision."""

import re

_NEWLINES = re.compile(r"\r\n?")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return ``text`` as it is stored and as every offset counts it.

    NUL is dropped, a byte-order mark at the start is cut, CRLF and CR become LF, and a lone
    surrogate becomes U+FFFD, so that the result always encodes to UTF-8. Nothing else changes: no
    Unicode normalisation, no trimming. Cleaning twice changes nothing more.
    """
    text = text.replace("\0", "").lstrip("\ufeff")
    return _SURROGATES.sub("\ufffd", _NEWLINES.sub("\n", text))
