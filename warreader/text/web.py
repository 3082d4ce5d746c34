"""Addresses of web pages, in one form for all that lead to the same page."""

import re
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING: Final = frozenset(
    """fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh mc_cid mc_eid _ga _gl
    cmpid cmp ito smid ocid ncid ref_src ref_url wt_mc guccounter spm share_id fb_action_ids""".split()
)
_TRACKING_BEGINS: Final = ("utm_", "at_campaign", "at_medium", "at_link", "pk_", "hsa_", "mtm_", "guce_")
_PORTS: Final = {"http": 80, "https": 443}


def same_page(url: str) -> str:
    """Return what addresses of the same page have in common: compare it, do not open it.

    Dropped are the scheme where it is http or https, "www.", a usual port, the fragment, a slash at the end, and
    what only says by which way somebody came; host and escapes are written in one way. What is no address comes back
    as it is.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url
    if parts.scheme not in _PORTS or not host:
        return url
    place = _plain(host).removeprefix("www.") + (f":{port}" if port and port != _PORTS[parts.scheme] else "")
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(name)]
    return place + path + (f"?{urlencode(sorted(kept))}" if kept else "")


def page_key(url: str) -> str | None:
    """Return a digest of what addresses of the same page have in common; None where there is none."""
    return sha256(same_page(url).encode("utf-8", "replace")).hexdigest()[:32] if url else None


def marks_of(url: str) -> tuple[set[str], str]:
    """Return ways to write an address's host, and letters that stand behind it in whichever way it is written.

    They find the addresses worth comparing; the letters are empty where there are none. An address that escapes
    plain letters without need is not found by them.
    """
    host, page = host_of(url), same_page(url)
    try:
        shown = host.encode("ascii").decode("idna")
    except UnicodeError:
        shown = host
    behind = re.sub("%..", "/", page.removeprefix(host))
    # Of two that are as long, the last: addresses begin with what is common.
    return {host, shown} - {""}, max(re.findall(r"[A-Za-z0-9_-]+", behind)[::-1], key=len, default="")


def host_of(url: str) -> str:
    """Return the host of an address as :func:`same_page` writes it; empty where it has none."""
    try:
        return _plain(urlsplit(url.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _plain(host: str) -> str:
    try:
        return host.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        return host.lower()


def _tracks(name: str) -> bool:
    name = name.lower()
    return name in _TRACKING or name.startswith(_TRACKING_BEGINS)
