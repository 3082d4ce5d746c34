"""One run, on the database of the environment: ``python -m tests.benchmarks.measure FILE`` writes it as JSON.

Started by ``python -m tests.benchmarks``, which sets the environment.
"""

import gzip
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client as DjangoClient  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tests.factories import make_article, make_desk, make_member, place_of, support, user_of  # noqa: E402
from tests.servers import granian  # noqa: E402
from warreader.actions.annotations import Change, Target, annotate  # noqa: E402
from warreader.models import Article, Flag, Membership, Tag  # noqa: E402
from warreader.models.annotations import VERSION_LENGTH  # noqa: E402

from .clients import Client, measure  # noqa: E402

CLIENTS = 8
LENGTH = 300
SENTENCE = (
    "On day {0} the ministry said that {0} vehicles, “none of them ours”, were seen near the town of N. at dawn."
)
CSRF = "b" * 32


def main() -> None:
    """Prepare the database, serve it, measure, write."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    desk = make_desk()
    judges = [make_member(desk.team) for _ in range(3)]
    article = full_article(desk.editor, judges)
    queries = count_queries(judges[0], article)
    reader = headers_of(judges[0])
    # Nobody measured has judged a sentence yet: each knows the versions of what they do from then on.
    alone, many = ([headers_of(make_member(desk.team)) for _ in range(count)] for count in (1, CLIENTS))
    connections.close_all()
    environ = {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    with granian("warreader.asgi:application", environ=environ) as port:
        found = pages(port, article, reader) | writes(port, article, alone, 600) | writes(port, article, many, 150)
    Path(sys.argv[1]).write_text(json.dumps(found | {"queries": queries}))


def full_article(editor: Membership, people: list[Membership]) -> Article:
    """Make an article with everything on it: three judgements of each sentence, flags, notes, evidence."""
    article = make_article(editor, *(SENTENCE.format(number + 1000) for number in range(LENGTH)))
    for number, person in enumerate(people):
        place = place_of(person, article)
        for step, tag in enumerate(Tag):
            targets = [Target(ordinal) for ordinal in range(1 + step, LENGTH + 1, len(Tag))]
            change = Change(tag=tag if step else list(Tag)[number], flags={Flag.QUOTED: True}, note="Seen before.")
            annotate(place=place, targets=targets, change=change, action=uuid4())
        for ordinal in range(1, LENGTH + 1, 3):
            support(place, ordinal)
    return article


def count_queries(person: Membership, article: Article) -> int:
    """Return how many queries the reading page takes, those of session and user included."""
    client = DjangoClient(SERVER_NAME="127.0.0.1")
    client.force_login(user_of(person))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/articles/{article.public_id}/")
    if response.status_code != 200:
        raise RuntimeError(f"The reading page answers {response.status_code}.")
    return len(queries)


def headers_of(person: Membership) -> dict[str, str]:
    """Return the headers of a person who has signed in, as htmx sends them."""
    client = DjangoClient()
    client.force_login(user_of(person))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={CSRF}",
        "X-CSRFToken": CSRF,
        "HX-Request": "true",
        "Accept-Encoding": "gzip",
    }


def pages(port: int, article: Article, headers: dict[str, str]) -> dict[str, object]:
    """Measure the static view and the reading page, one reader at a time; sizes are in bytes."""
    page = f"/articles/{article.public_id}/"
    reader = Client(port, {name: headers[name] for name in ("Cookie", "Accept-Encoding")})
    body = reader.get(page)
    return {
        "text 1": asdict(measure([lambda: reader.get("/floor/text/")], 1000)),
        "page 1": asdict(measure([lambda: reader.get(page)], 100)),
        "page bytes": len(body),
        "page bytes unpacked": len(gzip.decompress(body)),
    }


def writes(port: int, article: Article, people: list[dict[str, str]], count: int) -> dict[str, object]:
    """Measure the floor's insert, and tagging, by so many people at once."""
    taggers = [tagger(port, headers, article) for headers in people]
    answer = taggers[0]()
    inserted = measure([inserter(port, headers) for headers in people], count)
    tagged = measure(taggers, count)
    clients = len(people)
    return {f"insert {clients}": asdict(inserted), f"tag {clients}": asdict(tagged), "tag bytes": len(answer)}


def inserter(port: int, headers: dict[str, str]) -> Callable[[], bytes]:
    """Return the floor's work: one request, one row."""
    client = Client(port, headers)
    return lambda: client.post("/floor/insert/", {"tag": "opinion", "sentences": "1", "action": str(uuid4())})


def tagger(port: int, headers: dict[str, str], article: Article) -> Callable[[], bytes]:
    """Return an annotator's work: one request tags one sentence, from one to the next, round and round."""
    client = Client(port, headers)
    versions: dict[int, str] = {}
    steps = cycle(range(1, LENGTH + 1))
    # Each round comes one tag earlier than the one before: no two neighbours are alike, so that every tag is a change.
    tags = cycle([Tag.VERIFIED, Tag.UNVERIFIED, Tag.OPINION, Tag.NOTHING, Tag.VERIFIED, Tag.UNVERIFIED, Tag.OPINION])

    def tag() -> bytes:
        ordinal, action = next(steps), uuid4()
        fields = {"sentences": str(ordinal), "bases": versions.get(ordinal, ""), "tag": next(tags)}
        body = client.post(f"/articles/{article.public_id}/tags/", fields | {"action": str(action)})
        versions[ordinal] = action.hex[:VERSION_LENGTH]
        return body

    return tag


if __name__ == "__main__":
    main()
