"""Addresses that may become links."""

from urllib.parse import urlsplit


def web_address(url: str) -> str:
    """Return a URL where it leads to the web; empty where a click on it could do something else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""
