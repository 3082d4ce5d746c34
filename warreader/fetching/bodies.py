"""What a site has answered: its bytes, unpacked within bounds, and what they are."""

import zlib
from collections.abc import Iterable

from .refusals import FetchRefused, Reason

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TAKEN = {"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf", DOCX}
#: what a site says that does not know what it sends
UNKNOWN = {"", "application/octet-stream", "binary/octet-stream", "application/x-download", "application/download"}
#: bytes by which a page is known
SPACE = b"\xef\xbb\xbf \t\r\n"
#: a page packed in more pieces than this was packed to keep us busy
MOST_PIECES = 100


def unpack(pieces: Iterable[bytes], encoding: str, most: int) -> bytes:
    """Undo the answer's content encoding. Raises ``FetchRefused`` where more than ``most`` bytes come out."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return _joined(pieces, most)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchRefused(Reason.ENCODING)
    try:
        return _inflated(pieces, most)
    except zlib.error:
        raise FetchRefused(Reason.ENCODING) from None


def media_type(declared: str, content: bytes) -> str:
    """Return what the bytes are: as declared, with its parameters, or as recognised where nothing is.

    Raises ``FetchRefused`` for what no report comes as.
    """
    essence = declared.split(";", maxsplit=1)[0].strip().lower()
    if essence in TAKEN:
        return declared.strip()
    recognised = _recognised(content) if essence in UNKNOWN else ""
    if not recognised:
        raise FetchRefused(Reason.TYPE)
    return recognised


def _recognised(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04") and b"word/" in content:
        return DOCX
    start = content[:1024].lstrip(SPACE).lower()
    return "text/html" if start.startswith((b"<!doctype html", b"<html")) else ""


def _joined(pieces: Iterable[bytes], most: int) -> bytes:
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > most:
            raise FetchRefused(Reason.TOO_LARGE)
    return bytes(content)


def _inflated(pieces: Iterable[bytes], most: int) -> bytes:
    content = bytearray()
    members, inflater = 1, _inflater()
    for piece in pieces:
        rest = piece
        while rest:
            if inflater.eof:
                members, inflater = members + 1, _inflater()
            content += inflater.decompress(rest, most + 1 - len(content))
            if len(content) > most or members > MOST_PIECES:
                raise FetchRefused(Reason.TOO_LARGE)
            rest = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    if not inflater.eof:
        raise FetchRefused(Reason.BROKEN)
    return bytes(content)


def _inflater() -> "zlib._Decompress":
    # Takes the headers of gzip and of zlib.
    return zlib.decompressobj(32 + zlib.MAX_WBITS)
