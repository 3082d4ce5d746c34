"""What a row says of its report beside the text, as it can be stored; what cannot is told."""

import re
from collections.abc import Mapping
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from warreader import text as texts

from .drafts import Found

LONGEST_URL: Final = 2_000
_is_address = URLValidator(schemes=["http", "https"])
_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:[-_]\w{1,20})*", re.IGNORECASE)


def said(values: Mapping[str, str]) -> tuple[Found, tuple[str, ...]]:
    """Return what the values of a row say, and a line for each that cannot be used."""
    url, published, language = (values.get(name, "").strip() for name in ("url", "published", "language"))
    found = Found(
        title=texts.one_line(values.get("title", "")),
        url=web_address(url),
        source=texts.one_line(values.get("source", "")),
        author=texts.one_line(values.get("author", "")),
        published=day(published),
        language=language_code(language),
    )
    asked = {
        _("“%(value)s” is no web address."): (url, found.url),
        _("“%(value)s” is no date."): (published, found.published),
        _("“%(value)s” is no code of a language."): (language, found.language),
    }
    useless = {line: value for line, (value, used) in asked.items() if value and not used}
    return found, tuple(line % {"value": texts.one_line(value)[:80]} for line, value in useless.items())


def web_address(url: str) -> str:
    """Return an address that a page may link to; empty for any other."""
    try:
        _is_address(url)
    except ValidationError:
        return ""
    return url if len(url) <= LONGEST_URL else ""


def day(words: str) -> date | None:
    """Return the day of a date or a time, as ISO 8601 or letters write it; None where it is neither."""
    try:
        return date.fromisoformat(words[:10] if "-" in words else words[:8])
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(words).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def language_code(words: str) -> str:
    """Return the code of a language without its region; empty where it is none."""
    match = _LANGUAGE.fullmatch(words)
    return match[1].lower() if match else ""
