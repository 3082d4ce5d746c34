"""What tests of pages share: how they are asked for, and what is in them."""

from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.exports.readers import pages_of, told
from warreader.models import Annotation, Article, Membership

HTMX = {"HX-Request": "true"}
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "PRAGMA")


def url(name: str, article: Article, *args: object) -> str:
    """The address of something of an article."""
    return reverse(name, args=[article.public_id, *args])


def text_of(response: Any) -> str:
    """The page; of a file that is no text, what is in it; of a PDF its words, as all else has the time in it."""
    content = response.getvalue()
    if content.startswith(b"%PDF"):
        return "\n".join(pages_of(content))
    return told(content)


def queries(client: Client, address: str, data: dict | None = None, headers: dict | None = None) -> list[str]:
    """The statements of one request, beside transaction control; it must succeed."""
    ask = client.get if data is None else client.post
    with CaptureQueriesContext(connection) as captured:
        response = ask(address, data, headers=headers or {})
    assert response.status_code == 200, response.content[:500]
    return [row["sql"] for row in captured if not row["sql"].upper().startswith(CONTROL)]


def version(member: Membership, ordinal: int) -> str:
    """The version of a member's annotation as pages carry it; empty where there is none."""
    row = Annotation.objects.filter(author=member, sentence__ordinal=ordinal).first()
    return row.version.hex[:8] if row else ""


def tag(
    client: Client, article: Article, sentences: str = "1", tag: str = "opinion", bases: str = "", **more: object
):
    """Post a tag as the script does; ``plain`` without htmx."""
    headers = {} if more.pop("plain", False) else HTMX
    query = more.pop("query", "")
    data = {"sentences": sentences, "bases": bases, "tag": tag, "action": str(uuid4())} | more
    return client.post(url("tags", article) + str(query), data, headers=headers)
