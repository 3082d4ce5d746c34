"""What a published page says of itself to machines, in the words of schema.org.

It is a work that is based on the report. It is no ClaimReview: that rates a claim as true or false, and here
"unverified" does not mean false, and nobody rated a claim apart from its sentence. What was settled about each
sentence is in the W3C annotations, to which it points.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .addresses import web_address
from .document import Document
from .words import notice, stamp


@dataclass(frozen=True, slots=True)
class Correction:
    """What was corrected on a published page, and when."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A published page, from outside."""

    url: str
    annotations: str
    published: datetime
    modified: datetime
    #: of the annotations, in the team's words
    licence: str = ""
    corrections: tuple[Correction, ...] = ()


def metadata(document: Document, page: Page) -> dict[str, Any]:
    """Return the JSON-LD that stands in the page."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": page.url,
        "url": page.url,
        "name": document.title,
        "abstract": notice(),
        "genre": "annotated report",
        "publisher": {"@type": "Organization", "name": document.team},
        "datePublished": stamp(page.published),
        "dateModified": stamp(page.modified),
        "isAccessibleForFree": True,
        "isBasedOn": _report(document),
        "encoding": {
            "@type": "MediaObject",
            "encodingFormat": "application/ld+json",
            "contentUrl": page.annotations,
        },
    }
    corrections = list(_corrections(page))
    found |= {"license": page.licence} if web_address(page.licence) else {}
    return found | ({"correction": corrections} if corrections else {})


def _report(document: Document) -> dict[str, Any]:
    address = web_address(document.url)
    known = {
        "url": address,
        "author": {"@type": "Person", "name": document.author} if document.author else "",
        "publisher": {"@type": "Organization", "name": document.source} if document.source else "",
        "datePublished": document.published.isoformat() if document.published else "",
        "inLanguage": document.revision.language,
    }
    return {"@type": "Article", "headline": document.title} | {name: one for name, one in known.items() if one}


def _corrections(page: Page) -> Iterable[dict[str, Any]]:
    for one in page.corrections:
        yield {"@type": "CorrectionComment", "text": one.text, "datePublished": stamp(one.at)}
