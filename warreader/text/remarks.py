"""What people write to each other: the names in it that start with an @, and the web addresses."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

#: an address ends before white space, quotes and brackets that no address has
ADDRESS = r"https?://[^\s<>\"“”«»]+"
#: what ends a sentence more likely than an address
TRAILING = ".,;:!?…’'"
CLOSERS = {")": "(", "]": "["}


class PieceKind(StrEnum):
    """What a piece of a remark is."""

    TEXT = "text"
    NAME = "name"
    ADDRESS = "address"


class Piece(NamedTuple):
    """A piece of a remark; of a name, the @ belongs to it."""

    kind: PieceKind
    text: str


def names_in(text: str, names: Sequence[str]) -> set[int]:
    """Return which of ``names`` (by their place in it) are mentioned as ``@name``, in any case.

    The longest name that fits counts: "@Ada Byron" is not "@Ada". Of two people with one name, both are meant. What
    stands in an address mentions nobody.
    """
    found = {_alike(piece.text[1:]) for piece in pieces(text, names) if piece.kind == PieceKind.NAME}
    return {number for number, name in enumerate(names) if _alike(name) in found}


def pieces(text: str, names: Sequence[str]) -> Iterator[Piece]:
    """Cut a remark into text, mentions of ``names``, and web addresses; joined, the pieces are the remark."""
    plain = 0
    for found in _pattern(names).finditer(text):
        kind = PieceKind.NAME if found[0].startswith("@") else PieceKind.ADDRESS
        piece = found[0] if kind == PieceKind.NAME else _trimmed(found[0])
        if found.start() > plain:
            yield Piece(PieceKind.TEXT, text[plain : found.start()])
        yield Piece(kind, piece)
        plain = found.start() + len(piece)
    if plain < len(text):
        yield Piece(PieceKind.TEXT, text[plain:])


def renamed(text: str, called: Sequence[tuple[str, str]]) -> str:
    """Return the remark with other names in place of those that it mentions; of two that fit, the first."""
    if not called or "@" not in text:
        return text
    cut = pieces(text, [name for name, _ in called])
    return "".join(_other(piece.text, called) if piece.kind == PieceKind.NAME else piece.text for piece in cut)


def _other(mention: str, called: Sequence[tuple[str, str]]) -> str:
    fits = (other for name, other in called if re.fullmatch(f"@{_spelled(name)}", mention, re.IGNORECASE))
    return f"@{next(fits)}"


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    longest = sorted({name for name in names if name.strip()}, key=len, reverse=True)
    options = "|".join(map(_spelled, longest))
    mention = rf"(?<![\w@])@(?:{options})(?!\w)|" if options else ""
    return re.compile(f"{mention}{ADDRESS}", re.IGNORECASE)


def _spelled(name: str) -> str:
    return r"\s+".join(map(re.escape, name.split()))


def _trimmed(address: str) -> str:
    """Return the address without what belongs to the sentence around it."""
    while len(address) > 1:
        last = address[-1]
        opener = CLOSERS.get(last)
        if last not in TRAILING and (opener is None or address.count(opener) >= address.count(last)):
            break
        address = address[:-1]
    return address


def _alike(name: str) -> str:
    return " ".join(name.split()).lower()
