"""Values of a JSON file that nobody has checked: each knows where it stands, and says so where it is wrong."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from typing import Any, NoReturn
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext_noop as marked

from warreader.importers.drafts import Unreadable

#: of numbers in a file: offsets and counts
LARGEST = 1_000_000_000
#: letters of a value that are repeated in a message
SHOWN = 40
#: what PostgreSQL stores in no text, and what no UTF-8 has
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
#: what no address has that a form of ours takes
_UNSAFE = re.compile(r"[\x00-\x20\x7f]")


def parsed(content: bytes | str) -> "Node":
    """Return the JSON of a file. Raises ``Unreadable`` where it is none, or no interpreter should read it."""
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        return Node(json.loads(text, parse_constant=_no_number, object_pairs_hook=_once), "")
    except RecursionError as error:
        raise Unreadable(marked("It is nested too deeply.")) from error
    except UnicodeDecodeError as error:
        raise Unreadable(marked("It is not in UTF-8.")) from error
    except ValueError as error:
        raise Unreadable(marked("It is no JSON: %(why)s"), {"why": str(error).split(";")[0][:200]}) from error


def _no_number(name: str) -> NoReturn:
    message = f"{name} is no number"
    raise ValueError(message)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, number in Counter(name for name, _value in pairs).items() if number > 1)
        message = f"“{twice[:SHOWN]}” stands twice in one object"
        raise ValueError(message)
    return found


class Node:
    """A value, and where it stands: ``sentences[3].annotations[0]``."""

    __slots__ = ("value", "where")

    def __init__(self, value: Any, where: str) -> None:
        self.value = value
        self.where = where

    def wrong(self, why: str) -> Unreadable:
        """Return the error that this value is wrong."""
        shown = repr(self.value)[:SHOWN] if isinstance(self.value, str | int | float | bool | None) else ""
        words = {"where": self.where or marked("the file"), "why": f"{why} {shown}".strip()}
        return Unreadable(marked("%(where)s: %(why)s"), words)

    def get(self, name: str) -> "Node":
        """Return a field that must be there."""
        if not isinstance(self.value, dict):
            raise self.wrong("should be an object")
        if name not in self.value:
            raise self.wrong(f"has no “{name}”")
        return Node(self.value[name], f"{self.where}.{name}" if self.where else name)

    def has(self, name: str) -> bool:
        """Say whether there is such a field with something in it."""
        return isinstance(self.value, dict) and self.value.get(name) is not None

    def maybe(self, name: str) -> "Node | None":
        """Return a field; None where it is not there, or null."""
        return self.get(name) if self.has(name) else None

    def items(self) -> Iterator["Node"]:
        """Yield the members of a list."""
        if not isinstance(self.value, list):
            raise self.wrong("should be a list")
        for number, one in enumerate(self.value):
            yield Node(one, f"{self.where}[{number}]")

    def text(self, most: int = 100_000) -> str:
        """Return a text that can be stored, of ``most`` letters."""
        value = self.value
        if not isinstance(value, str):
            raise self.wrong("should be text")
        if len(value) > most:
            raise self.wrong(f"is longer than {most:,} letters")
        if UNSTORABLE.search(value):
            raise self.wrong("has a letter that cannot be stored")
        return value

    def word(self, of: Collection[str]) -> str:
        """Return one of some words."""
        value = self.text()
        if value not in of:
            raise self.wrong(f"should be one of {', '.join(one or '“”' for one in of)}, is")
        return value

    def words(self, of: Collection[str]) -> tuple[str, ...]:
        """Return some of some words, in their own order."""
        found = {one.word(of) for one in self.items()}
        return tuple(one for one in of if one in found)

    def number(self, low: int = 0, high: int = LARGEST) -> int:
        """Return a whole number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.wrong("should be a whole number")
        if not low <= self.value <= high:
            raise Unreadable(
                marked("%(where)s: should be from %(low)s to %(high)s"),
                {"where": self.where, "low": low, "high": high},
            )
        return self.value

    def yes(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("should be true or false")
        return self.value

    def identity(self) -> str:
        """Return a UUID, as ours are written; also out of ``urn:uuid:``."""
        value = self.text(100).removeprefix("urn:uuid:")
        try:
            return str(UUID(value))
        except ValueError as error:
            raise self.wrong("should be a UUID") from error

    def moment(self) -> datetime:
        """Return a time; in UTC where it does not say."""
        try:
            found = datetime.fromisoformat(self.text(64))
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.wrong("should be a time in ISO 8601") from error

    def day(self) -> date:
        """Return a date; of a time, its day in UTC."""
        value = self.text(64)
        try:
            return date.fromisoformat(value) if len(value) <= len("2026-11-26") else self.moment().date()
        except ValueError as error:
            raise self.wrong("should be a date in ISO 8601") from error

    def sha256(self) -> str:
        """Return a digest in hexadecimal."""
        value = self.text(64)
        if not re.fullmatch("[0-9a-f]{64}", value):
            raise self.wrong("should be a SHA-256 in hexadecimal")
        return value

    def address(self) -> str:
        """Return a web address, or nothing."""
        value = self.text(2000)
        if value and not is_address(value):
            raise self.wrong("should be an address that begins with http:// or https://")
        return value


def is_address(value: str) -> bool:
    """Say whether this is an address of the web, to which a page may have a link."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not _UNSAFE.search(value)
