"""Fetching a page that somebody has named, from the public internet and from nowhere else.

Only http and https; every address that a name has must be public, is checked anew after each redirect, and is what is
connected to: the name is looked up once. Nobody's cookies, no passwords, no proxy of the environment, no referrer.
Time, size, redirects and types are bounded.
"""

import ssl
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from warreader.models import Team

from .addresses import Address, Target, is_public, lead_on, parse
from .bodies import media_type, unpack
from .connecting import connect, seconds_until, trusting
from .looking_up import Resolve, addresses_of, look_up
from .refusals import FetchRefused, Reason, refused_by

__all__ = ["FetchRefused", "Fetched", "Limits", "Reach", "Reason", "fetch", "may_fetch"]

HEADERS = {
    "User-Agent": "Warreader (fetches single pages that a person has asked for)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
REDIRECTS = {301, 302, 303, 307, 308}
PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as its site sent it, and how it was come by."""

    #: the bytes with nothing undone but how they were packed on the way
    content: bytes
    #: as declared, with its parameters; where nothing is, as recognised
    media_type: str
    #: the address that the bytes came from, after all redirects
    url: str
    #: the answers before: {"url": …, "status": …, "address": …, "location": …}
    redirects: tuple[dict[str, Any], ...]
    status: int
    headers: tuple[tuple[str, str], ...]
    #: of the machine that answered
    address: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a page may take."""

    #: for all of it together, and for looking up one name
    seconds: float = 20.0
    look_up: float = 5.0
    redirects: int = 5
    #: bytes as they come, headers included, and when unpacked
    received: int = 10_000_000
    unpacked: int = 20_000_000
    headers: int = 65_536


@dataclass(frozen=True, slots=True)
class Reach:
    """What fetching gets at: the public internet, but in tests."""

    resolve: Resolve = look_up
    is_allowed: Callable[[Address], bool] = is_public
    tls: Callable[[], ssl.SSLContext] = trusting
    ports: frozenset[int] = field(default_factory=lambda: frozenset(settings.FETCHING_PORTS))


def may_fetch(team: Team) -> str:
    """Return why nothing may be fetched for a team; empty where it may."""
    if not settings.FETCHING:
        return _("On this server no pages are fetched.")
    return _("This team has forbidden that pages are fetched.") if team.forbids_fetching else ""


def fetch(url: str, *, reach: Reach | None = None, limits: Limits = Limits()) -> Fetched:
    """Fetch the page at an address. Raises ``FetchRefused`` with what is wrong, for the person who asked."""
    if not settings.FETCHING:
        raise FetchRefused(Reason.OFF)
    reach = reach or Reach()
    deadline = monotonic() + limits.seconds
    target = parse(url, reach.ports)
    answer = _ask(target, reach, limits, deadline)
    redirects: list[dict[str, Any]] = []
    while answer.status in REDIRECTS:
        redirects.append(_redirect(target, answer))
        target = _onward(target, redirects, reach, limits)
        answer = _ask(target, reach, limits, deadline)
    return Fetched(
        content=answer.content,
        media_type=answer.media_type,
        url=target.url,
        redirects=tuple(redirects),
        status=answer.status,
        headers=answer.headers,
        address=answer.address,
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    address: str
    location: str
    content: bytes = b""
    media_type: str = ""


def _ask(target: Target, reach: Reach, limits: Limits, deadline: float) -> _Answer:
    """Ask a target for its page, at an address looked up and checked now."""
    if target.host == urlsplit(settings.BASE_URL).hostname:
        raise FetchRefused(Reason.OWN)
    seconds = seconds_until(deadline, limits.look_up)
    addresses = addresses_of(target, resolve=reach.resolve, is_allowed=reach.is_allowed, seconds=seconds)
    tls = reach.tls() if target.scheme == "https" else None
    connection, address = connect(target, addresses, tls=tls, deadline=deadline, most=limits.received)
    try:
        headers = HEADERS | {"Host": target.authority}
        connection.request("GET", target.path, headers=headers, preload_content=False, decode_content=False)
        with closing(connection.getresponse()) as response:
            return _read(response, str(address), limits)
    except (HTTPException, HTTPError, OSError, ValueError):
        raise FetchRefused(Reason.BROKEN) from None
    finally:
        connection.close()


def _read(response: BaseHTTPResponse, address: str, limits: Limits) -> _Answer:
    headers = tuple((name, _clean(value)) for name, value in response.headers.iteritems())
    if sum(len(name) + len(value) for name, value in headers) > limits.headers:
        raise FetchRefused(Reason.TOO_LARGE)
    answer = _Answer(response.status, headers, address, _clean(response.headers.get("Location", "")))
    if response.status in REDIRECTS:
        return answer
    if response.status != 200:
        raise refused_by(response.status)
    pieces = response.stream(PIECE, decode_content=False)
    content = unpack(pieces, response.headers.get("Content-Encoding", ""), limits.unpacked)
    if not content:
        raise FetchRefused(Reason.EMPTY)
    return replace(answer, content=content, media_type=media_type(response.headers.get("Content-Type", ""), content))


def _redirect(target: Target, answer: _Answer) -> dict[str, Any]:
    if not answer.location:
        raise FetchRefused(Reason.BROKEN)
    return {"url": target.url, "status": answer.status, "address": answer.address, "location": answer.location}


def _onward(target: Target, redirects: list[dict[str, Any]], reach: Reach, limits: Limits) -> Target:
    if len(redirects) > limits.redirects:
        raise FetchRefused(Reason.REDIRECTS)
    onward = lead_on(target, redirects[-1]["location"], reach.ports)
    if onward.url in {redirect["url"] for redirect in redirects}:
        raise FetchRefused(Reason.LOOP)
    return onward


def _clean(value: str) -> str:
    """Return a header's value as the UTF-8 that it mostly is, without what no database takes."""
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode()
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in value)
