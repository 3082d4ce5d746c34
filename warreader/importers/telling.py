"""Which format something is in: by how it begins, then by what was said of it."""

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import Final

from .drafts import Received, Unreadable
from .drafts import marked as _
from .formats import FORMATS, Format

_HEAD: Final = 1024
_PAGE = re.compile(
    rb"\s*(?:<!--.{0,800}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(rb"<(?:p|div|article|span|a|h[1-6]|br|table|meta|title)\b", re.IGNORECASE)
#: how what nobody can read as a report begins, and what to say of it
_REFUSED: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _("This is a file of an old Word. Save it as .docx, and bring that.")),
    (b"{\\rtf", _("This is rich text (RTF). Save it as .docx, and bring that.")),
    (b"\x89PNG", _("This is a picture. Only text can be read.")),
    (b"\xff\xd8\xff", _("This is a picture. Only text can be read.")),
    (b"GIF8", _("This is a picture. Only text can be read.")),
    (b"II*\0", _("This is a picture. Only text can be read.")),
    (b"MM\0*", _("This is a picture. Only text can be read.")),
    (b"RIFF", _("This is a picture, sound or film. Only text can be read.")),
    (b"OggS", _("This is a picture, sound or film. Only text can be read.")),
    (b"ID3", _("This is a picture, sound or film. Only text can be read.")),
    (b"\x1aE\xdf\xa3", _("This is a picture, sound or film. Only text can be read.")),
    (b"\x1f\x8b", _("This is an archive that is not read. Make a .zip of its files.")),
    (b"7z\xbc\xaf\x27\x1c", _("This is an archive that is not read. Make a .zip of its files.")),
    (b"Rar!\x1a\x07", _("This is an archive that is not read. Make a .zip of its files.")),
    (b"BZh", _("This is an archive that is not read. Make a .zip of its files.")),
    (b"\xfd7zXZ\0", _("This is an archive that is not read. Make a .zip of its files.")),
    (b"\x7fELF", _("This is a program. Only text can be read.")),
    (b"SQLite format 3\0", _("This is a database. Only text can be read.")),
)
#: how the streams of an encrypted Office file are named
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
#: entries of an archive, each of which begins with these bytes: a list of more is not read, and so takes no time
_MOST_ENTRIES: Final = 20_000
_ENTRY: Final = b"PK\x01\x02"
_ARCHIVE = _("This is an archive. Its files are read one by one.")
_NO_DOCUMENT = _("This archive holds no document that can be read. Save the text as .docx, and bring that.")


def format_of(received: Received) -> Format:
    """Return the format of what was received; raises ``Unreadable`` for what is in none of them."""
    content = received.content
    if not content:
        raise Unreadable(_("This file is empty."))
    if _ENCRYPTED in content and content.startswith(_REFUSED[0][0]):
        raise Unreadable(_("This document is encrypted. Save it without a password, and bring that."))
    for start, reason in _REFUSED:
        if content.startswith(start):
            raise Unreadable(reason)
    if b"%PDF-" in content[:_HEAD]:
        return FORMATS["pdf"]
    if is_zip(content):
        return _zipped(content)
    if _is_saved(content):
        return FORMATS["mhtml"]
    return FORMATS["html"] if _is_page(received) else FORMATS["plain"]


def is_zip(content: bytes) -> bool:
    """Whether bytes begin as a zip archive does; documents of Word do, too."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def is_archive(content: bytes) -> bool:
    """Whether it is a zip archive that is no document."""
    return is_zip(content) and "word/document.xml" not in _names(content)


def _is_saved(content: bytes) -> bool:
    """Whether it begins as a page that a browser has saved with its parts."""
    head = content[:_HEAD].lower()
    return b"mime-version:" in head and b"multipart/related" in head and re.match(rb"\s*[\w-]+:", head) is not None


def _zipped(content: bytes) -> Format:
    names = _names(content)
    if "word/document.xml" in names:
        return FORMATS["docx"]
    document = "[Content_Types].xml" in names or "mimetype" in names
    raise Unreadable(_NO_DOCUMENT if document else _ARCHIVE)


def _names(content: bytes) -> frozenset[str]:
    if content.count(_ENTRY) > _MOST_ENTRIES:
        raise Unreadable(_("This archive has more than %(most)s files."), {"most": _MOST_ENTRIES})
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise Unreadable(
            _("This file is damaged: it begins as an archive or a Word document, and is none.")
        ) from error


def _is_page(received: Received) -> bool:
    """Whether text is a web page: it begins as one, or it has tags and was said to be one."""
    head = received.content[:_HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    if _PAGE.match(head):
        return True
    media_type = received.media_type.partition(";")[0].strip().lower()
    suffix = PurePosixPath(received.filename.lower()).suffix.removeprefix(".")
    said = media_type in FORMATS["html"].media_types or suffix in FORMATS["html"].suffixes
    return said and _TAG.search(received.content.replace(b"\0", b"")) is not None
