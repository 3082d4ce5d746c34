"""A large session: ``python -m tests.benchmarks.sessions`` loads 40,000 annotations and asks for its pages.

Twenty people judge fifty articles of forty sentences. Prints, for each page, its queries and the time of this
process's processor from request to answer, in ms: the first time, and the median of ten after it. The agreement page
is asked for before its figures are worked out, with them, and right after a change. On an SQLite of its own, in a
folder that goes with it; it talks to no network.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from random import Random

from tests.servers import ROOT

PEOPLE, ARTICLES, LENGTH = 20, 50, 40
TIMES = 10


def main() -> None:
    """Prepare the database and the data, ask, print."""
    with tempfile.TemporaryDirectory(prefix="warreader-benchmark-") as folder:
        environ = {"DJANGO_SETTINGS_MODULE": "warreader.settings", "WARREADER_DATA": folder}
        os.environ.pop("WARREADER_DATABASE_URL", None)
        os.environ.update(environ)
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=os.environ, check=True, timeout=120)
        measure()


def measure() -> None:
    """Load the session and measure its pages."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    client, session = loaded()
    agreement = reverse("session-agreement", args=[session.public_id])
    print_asked("session", client, reverse("session-show", args=[session.public_id]))
    print_asked("sessions", client, reverse("sessions", args=[session.team.public_id]))
    print_asked("work list", client, reverse("session-work", args=[session.public_id]))
    part = session.articles.select_related("article").first()
    print_asked("to settle", client, reverse("adjudication", args=[session.public_id]))
    one = reverse("adjudication-item", args=[session.public_id, part.article.public_id, 7])
    print_asked("one to settle", client, one)
    begun = time.thread_time()
    settled = client.post(reverse("adjudication-rule", args=[session.public_id]), {"votes": 2, "share": 70})
    if settled.status_code != 303:
        raise RuntimeError("The rule settles nothing.")
    print(f"{'settling by rule':24}{1000 * (time.thread_time() - begun):20.0f} ms")
    print_asked("to settle, the rest", client, reverse("adjudication", args=[session.public_id]))
    print_asked("one of the rest", client, one)
    print_asked("how it was settled", client, reverse("session-settled", args=[session.public_id]))
    print_asked("agreement, no figures", client, agreement)
    begun = time.thread_time()
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    print(f"{'the task':24}{1000 * (time.thread_time() - begun):20.0f} ms")
    print_asked("agreement", client, agreement)
    change(session)
    print_asked("agreement, after a tag", client, agreement)


def change(session) -> None:
    """Have one person change their mind."""
    from tests.factories import judge, place_of  # noqa: PLC0415

    part = session.articles.select_related("article").first()
    person = part.assignments.select_related("member").first().member
    place = place_of(person, part.article, session)
    standing = session.annotations.get(author=person, sentence=place.sentences()[0])
    judge(place, 1, "opinion" if standing.tag != "opinion" else "verified", standing.version.hex[:8])


def print_asked(name: str, client, address: str) -> None:
    """Ask for a page, and print what it takes."""
    first, median, queries = asked(client, address)
    print(f"{name:24}{queries:4} queries {first:8.0f} ms the first time {median:8.0f} ms then")


def loaded():
    """Make the session, all of it judged, and reveal it; return its editor's client, and the session."""
    from uuid import uuid4  # noqa: PLC0415

    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from tests.factories import hold_session, make_article, make_desk, make_member, user_of  # noqa: PLC0415
    from warreader.actions.sessions import reveal  # noqa: PLC0415
    from warreader.models import Annotation, Sentence, Tag  # noqa: PLC0415

    desk, random, now = make_desk(), Random(1), timezone.now()
    people = [make_member(desk.team) for _ in range(PEOPLE)]
    articles = [make_article(desk.editor, length=LENGTH) for _ in range(ARTICLES)]
    session = hold_session(desk.editor, *people, articles=articles)
    usual = {sentence.pk: random.choice(Tag.values) for sentence in Sentence.objects.all()}
    Annotation.objects.bulk_create(
        (
            Annotation(
                team=desk.team,
                session=session,
                sentence_id=sentence,
                author=person,
                tag=tag if random.random() < 0.7 else random.choice(Tag.values),
                version=uuid4(),
                created_at=now,
                updated_at=now,
            )
            for sentence, tag in usual.items()
            for person in people
        ),
        batch_size=2000,
    )
    reveal(member=desk.editor, session=session, action=uuid4())
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user_of(desk.editor))
    return client, session


def asked(client, address: str) -> tuple[float, float, int]:
    """Return how long a page takes the first time, and then, in ms, and its queries."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    times = []
    for _ in range(TIMES + 1):
        begun = time.thread_time()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        times.append(1000 * (time.thread_time() - begun))
        if response.status_code != 200:
            raise RuntimeError(f"{address} answers {response.status_code}.")
    return times[0], statistics.median(times[1:]), len(queries)


if __name__ == "__main__":
    main()
