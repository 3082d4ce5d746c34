"""Why a page is not fetched, in words for the person who asked for it."""

from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    """What is wrong with an address, or with what came from it."""

    OFF = "off"
    MALFORMED = "malformed"
    TOO_LONG = "too long"
    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    PORT = "port"
    NUMERIC = "numeric"
    PRIVATE = "private"
    UNKNOWN = "unknown"
    OWN = "own"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    SLOW = "slow"
    BROKEN = "broken"
    TOO_LARGE = "too large"
    ENCODING = "encoding"
    TYPE = "type"
    EMPTY = "empty"
    REDIRECTS = "redirects"
    LOOP = "loop"
    DOWNGRADE = "downgrade"
    STATUS = "status"


# A name that leads inside and a name that leads nowhere sound the same: what is inside is nobody's to find out.
_NOWHERE = _("There is no public site at this address. Only pages of the public internet are fetched.")
MESSAGES = {
    Reason.OFF: _("On this server no pages are fetched. Paste the report’s text, or hand its page over."),
    Reason.MALFORMED: _("This is no address of a page. Copy it from the browser’s address bar."),
    Reason.TOO_LONG: _("This address is too long."),
    Reason.SCHEME: _("The address has to begin with https:// or http://."),
    Reason.CREDENTIALS: _("The address has a user name or a password in it. Take out all up to the “@”."),
    Reason.PORT: _("The address names a port from which nothing is fetched."),
    Reason.NUMERIC: _("The address is written as a number. Give the name of the site."),
    Reason.PRIVATE: _NOWHERE,
    Reason.UNKNOWN: _NOWHERE,
    Reason.OWN: _("This is an address of Warreader itself. Give the one at which the report was published."),
    Reason.UNREACHABLE: _("The site does not answer. Try again later, or hand the page over from your browser."),
    Reason.CERTIFICATE: _("The site’s certificate is not valid, so somebody else may be answering in its place."),
    Reason.SLOW: _("The site is too slow. Try again later, or hand the page over from your browser."),
    Reason.BROKEN: _("The site’s answer broke off, or makes no sense. Try again later."),
    Reason.TOO_LARGE: _("The page is too large."),
    Reason.ENCODING: _("The site packs the page in a way that cannot be read."),
    Reason.TYPE: _("At this address is no page, text, PDF or Word file."),
    Reason.EMPTY: _("The site’s answer is empty."),
    Reason.REDIRECTS: _("The address leads on too many times. Give the one where it ends."),
    Reason.LOOP: _("The site sends in a circle: it may ask for cookies. Hand the page over from your browser."),
    Reason.DOWNGRADE: _("The address leads from https to http, where anybody on the way can change the page."),
    Reason.STATUS: _("The site answers with status %(status)s: %(meaning)s"),
}
MEANINGS = {
    401: _("one has to sign in there. Hand the page over from your browser."),
    403: _("it does not give the page to this server. Hand it over from your browser."),
    404: _("there is no page at this address."),
    410: _("the page is there no more."),
    429: _("it was asked too often. Try again later."),
    451: _("the page is withheld for legal reasons."),
}


class FetchRefused(Exception):
    """A page is not fetched; the text says why and what to do, and nothing of this server's surroundings."""

    def __init__(self, reason: Reason, **details: Any) -> None:
        super().__init__(reason, details)
        self.reason = reason
        self.details = details

    def __str__(self) -> str:
        return str(MESSAGES[self.reason]) % self.details


def refused_by(status: int) -> FetchRefused:
    """Return the refusal for an answer that is no page."""
    fallback = _("it is out of order. Try again later.") if status >= 500 else _("that is no page.")
    return FetchRefused(Reason.STATUS, status=status, meaning=MEANINGS.get(status, fallback))
