"""Files that are nearly right: each case is a file of the corpus with something done to it, the same for one number."""

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from tests.importers import made
from tests.importers.corpus import CODE, SCRIPTS
from warreader.importers import Received
from warreader.importers.archives import DAMAGES
from warreader.importers.decoding import CHARSETS

Mutation = Callable[[random.Random, bytes], bytes]
_HEADS = (
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"<!DOCTYPE html>",
    b"<?xml version='1.0' encoding='utf-16'?>",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xff\xfe\0\0",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1",
    b"\x1f\x8b",
    b"",
)
_TAGS = (
    b"<table><tr><td>",
    b"<!--",
    b"]]>",
    b"<script>",
    b"</body></html>",
    b"<p class='caption'><img>",
    b"<figure><figcaption>",
    b"&#0;&#55296;&#1114112;&nope;",
    b"<meta charset=utf-16>",
    b"<base href='http://192.0.2.1/'>",
    b"<w:p><w:r><w:t>",
    b"<svg><![CDATA[",
    "\u202e\u2066\ufeff\ufffe\U0010ffff".encode(),
    "“".encode() * 500,
    b"\0" * 50,
    b"\r\n\r\n",
)
_NAMES = ("a.txt", "a.html", "a.docx", "a.pdf", "a.zip", "", "../../a", "a\0.pdf", "\ud800.txt", "x" * 3000)
_TYPES = (
    "",
    "text/plain",
    "text/html; charset=koi8-u",
    "application/pdf",
    "text/html; charset=rot13",
    "x",
    "application/zip",
)


@cache
def originals() -> Sequence[bytes]:
    """The files that cases are made of."""
    texts = [*SCRIPTS.values(), CODE]
    files = [make(text).content for make in made.MAKERS.values() for text in texts]
    files += [page.read_bytes() for page in sorted((Path(__file__).parent / "pages").glob("*.html"))]
    ukrainian = "\n\n".join(SCRIPTS["ukrainian"])
    files += [ukrainian.encode(charset, "replace") for charset in ("cp1251", "koi8-u", "utf-16-le")]
    files += [made.archive([("a.txt", files[0]), ("b/c.html", files[20]), ("d.docx", files[30])]).content]
    return files


def case(number: int, seed: int = 4) -> Received:
    """Return the file of a number."""
    chance = random.Random(f"{seed}/{number}")
    content = chance.choice(originals())
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        # Nearly every other damage of an archive is one that its sums tell.
        within = content.startswith(b"PK") and chance.random() < 0.7
        content = (_changed_within if within else chance.choice(MUTATIONS))(chance, content)
    return Received(content[:3_000_000], chance.choice(_NAMES), chance.choice(_TYPES))


def _flipped(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 5, 50)) if content else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(chance: random.Random, content: bytes) -> bytes:
    start, end = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return chance.choice((content[:end], content[start:], content[:start] + content[end:]))


def _spliced(chance: random.Random, content: bytes) -> bytes:
    other = chance.choice(originals())
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other)) :]


def _headed(chance: random.Random, content: bytes) -> bytes:
    head = chance.choice(_HEADS)
    return head + content[chance.choice((0, len(head))) :]


def _noisy(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.randbytes(chance.choice((1, 20, 2_000))) + content[at:]


def _repeated(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    return (
        content[:at]
        + content[at : at + chance.choice((5, 100, 2_000))] * chance.choice((10, 100, 500))
        + content[at:]
    )


def _tagged(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(_TAGS) * chance.choice((1, 30, 3_000)) + content[at:]


def _recoded(chance: random.Random, content: bytes) -> bytes:
    text = content.decode(chance.choice(("utf-8", "latin-1", "cp1251")), "replace")
    return text.encode(chance.choice(sorted(CHARSETS)), "replace")


def _renumbered(chance: random.Random, content: bytes) -> bytes:
    """Other figures where a file has lengths, places and counts."""
    places = [index for index in range(len(content)) if 48 <= content[index] < 58]
    changed = bytearray(content)
    for place in chance.sample(places, min(len(places), chance.choice((1, 10, 100)))):
        changed[place] = chance.randrange(48, 58)
    return bytes(changed)


def _changed_within(chance: random.Random, content: bytes) -> bytes:
    """Another change in a part of an archive, so that its sums are right."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except DAMAGES:
        return _flipped(chance, content)
    if not parts:
        return content
    name = chance.choice(sorted(parts))
    parts[name] = chance.choice((_flipped, _cut, _tagged, _repeated, _renumbered))(chance, parts[name])
    return made.archive(parts.items()).content


MUTATIONS: Sequence[Mutation] = (
    _flipped,
    _cut,
    _spliced,
    _headed,
    _noisy,
    _repeated,
    _tagged,
    _recoded,
    _renumbered,
    _changed_within,
)
