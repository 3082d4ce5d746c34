"""Addresses of pages, as people write them and as sites lead on to them; which of them are on the public internet."""

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeAlias
from urllib.parse import quote, urljoin

import idna

from .refusals import FetchRefused, Reason

Address: TypeAlias = IPv4Address | IPv6Address

LONGEST = 2000
DEFAULT_PORTS = {"http": 80, "https": 443}
URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\[(?P<host>[0-9a-f:.]+)\](?::(?P<port>[0-9]{0,5}))?", re.IGNORECASE)
BY_NAME = re.compile(r"(?P<host>[^:\[\]%]+)(?::(?P<port>[0-9]{0,5}))?")
NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))+")
#: what a browser takes for a number: its last part is one
NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.DOTALL)
#: kinds of characters that stand nowhere in an address: control, half of a pair, ends of lines and paragraphs
UNSEEN = {"Cc", "Cs", "Zl", "Zp"}
#: ends of names that are never public
INSIDE = (
    *("localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan"),
    *("home.arpa", "in-addr.arpa", "ip6.arpa", "onion", "alt", "test", "invalid"),
)
#: beside what ``ipaddress`` knows, whose lists differ between versions of Python
CLOSED = [
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
        "168.63.129.16/32",  # a cloud's own service, at an address that looks public
        # Teredo, benchmarking and ORCHID among the protocols' own; examples, 6to4, the old test network
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20"),
    )
]
#: all that IPv6 has given out; whatever carries an IPv4 address in it (mapped, translated, …) lies elsewhere
GIVEN_OUT = ip_network("2000::/3")
#: the middle of an address that tunnels to an IPv4 address inside a site (ISATAP)
TUNNELLED = (0x0000_5EFE, 0x0200_5EFE)


@dataclass(frozen=True, slots=True)
class Target:
    """Where to ask for a page: the parts of a checked address."""

    scheme: str
    #: a name in ASCII, or an address without brackets
    host: str
    port: int
    #: the path and the query, in ASCII
    path: str

    @property
    def authority(self) -> str:
        """The host, with the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address in the one way of writing it that is used from here on."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def literal(self) -> Address | None:
        """The address that stands in the place of a name."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None


def parse(url: str, ports: frozenset[int]) -> Target:
    """Take an address apart, strictly: whatever two programs could read differently is refused.

    Raises ``FetchRefused``.
    """
    url = url.strip(" \t\r\n")
    if len(url) > LONGEST:
        raise FetchRefused(Reason.TOO_LONG)
    found = URL.fullmatch(url.split("#")[0])
    if found is None:
        raise FetchRefused(Reason.MALFORMED if re.match(r"https?:", url, re.IGNORECASE) else Reason.SCHEME)
    if "\\" in url or UNSEEN & _categories(url) or any(kind[0] in "CZ" for kind in _categories(found["authority"])):
        raise FetchRefused(Reason.MALFORMED)
    if "@" in found["authority"]:
        raise FetchRefused(Reason.CREDENTIALS)
    scheme = found["scheme"].lower()
    host, port = _authority(found["authority"], DEFAULT_PORTS[scheme])
    if port not in ports:
        raise FetchRefused(Reason.PORT)
    target = Target(scheme, host, port, _ascii((found["path"] or "/") + (found["query"] or "")))
    if len(target.url) > LONGEST:
        raise FetchRefused(Reason.TOO_LONG)
    return target


def lead_on(target: Target, location: str, ports: frozenset[int]) -> Target:
    """Take the address apart to which a site leads on from ``target``. Raises ``FetchRefused``."""
    if "\\" in location or UNSEEN & _categories(location):
        raise FetchRefused(Reason.MALFORMED)
    try:
        url = urljoin(target.url, location)
    except ValueError:
        raise FetchRefused(Reason.MALFORMED) from None
    onward = parse(url, ports)
    if target.scheme == "https" and onward.scheme == "http":
        raise FetchRefused(Reason.DOWNGRADE)
    return onward


def is_public(address: Address) -> bool:
    """Say whether an address is one machine's on the public internet, reached as it is written."""
    if isinstance(address, IPv6Address):
        if address not in GIVEN_OUT or address.scope_id or int(address) >> 32 & 0xFFFF_FFFF in TUNNELLED:
            return False
    elif address.is_multicast:
        return False
    return address.is_global and not any(address in network for network in CLOSED)


def _authority(authority: str, default: int) -> tuple[str, int]:
    found = IN_BRACKETS.fullmatch(authority)
    if found:
        return _literal(found["host"]), int(found["port"] or default)
    found = BY_NAME.fullmatch(authority)
    if found is None:
        raise FetchRefused(Reason.MALFORMED)
    return _name(found["host"]), int(found["port"] or default)


def _literal(host: str) -> str:
    try:
        return str(IPv6Address(host))
    except ValueError:
        raise FetchRefused(Reason.MALFORMED) from None


def _name(host: str) -> str:
    """Return a host's name in ASCII and small letters, or an IPv4 address written in the plain way."""
    try:
        name = (host if host.isascii() else idna.encode(host, uts46=True).decode()).lower().removesuffix(".")
    except (idna.IDNAError, UnicodeError):
        raise FetchRefused(Reason.MALFORMED) from None
    if NUMBER.fullmatch(name):
        try:
            return str(IPv4Address(name))
        except ValueError:
            raise FetchRefused(Reason.NUMERIC) from None
    if any(name == inside or name.endswith(f".{inside}") for inside in INSIDE):
        raise FetchRefused(Reason.PRIVATE)
    if len(name) > 253 or not NAME.fullmatch(name):
        raise FetchRefused(Reason.PRIVATE if re.fullmatch(r"[a-z0-9_-]+", name) else Reason.MALFORMED)
    return name


def _categories(text: str) -> set[str]:
    return {unicodedata.category(character) for character in text}


def _ascii(path: str) -> str:
    """Write what no request may have in it as ``%xx``; what is written so already stays."""
    return quote(path, safe="!#$%&'()*+,/:;=?@[]~|")
