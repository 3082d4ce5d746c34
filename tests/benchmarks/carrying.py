"""A later text of a report that many have judged: ``python -m tests.benchmarks.carrying``.

Twenty people have judged all of 300 sentences in the reading room, a third with evidence; the later text has thirty
sentences changed, ten gone and ten new. Prints what adding it takes, the same of a session that is moved to it, and a
correction that merges ten pairs; beside it, as the floor, as many rows of annotations and evidence put in at once.
Times are of this process's processor, in ms. On an SQLite of its own, in a folder that goes with it.
"""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

PEOPLE, LENGTH = 20, 300
TAGS = ("verified", "unverified", "opinion", "nothing")


def main() -> None:
    """Prepare the data, carry it, print."""
    with tempfile.TemporaryDirectory(prefix="warreader-benchmark-") as folder:
        os.environ.pop("WARREADER_DATABASE_URL", None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "warreader.settings", "WARREADER_DATA": folder}
        measure()


def measure() -> None:
    """Load the work and measure what it takes to carry it."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from tests.factories import draft, hold_session, make_article, make_desk, make_member, place_of  # noqa: PLC0415
    from warreader.actions.articles import Details  # noqa: PLC0415
    from warreader.actions.moving import move_session  # noqa: PLC0415
    from warreader.actions.revisions import add_revision, correct_sentences  # noqa: PLC0415
    from warreader.models import Annotation, Article, Evidence  # noqa: PLC0415
    from warreader.text import corrections  # noqa: PLC0415
    from warreader.text.spans import Sentence  # noqa: PLC0415

    desk, random = make_desk(), Random(1)
    people = [make_member(desk.team) for _number in range(PEOPLE)]
    lines = [f"On day {n} the column {random.random()} was seen {random.random()} from here." for n in range(LENGTH)]
    article = make_article(desk.editor, *lines)
    session = hold_session(desk.editor, *people, articles=[article])
    for place in (place_of(desk.editor, article), place_of(people[0], article, session)):
        judge_all(place, people, random)
    rows = list(Annotation.objects.filter(session=session)), list(Evidence.objects.filter(session=session))
    changed = [*lines[:270], *(f"{line} Or not." for line in lines[270:290]), *(f"New line {n}." for n in range(10))]
    changed[100:110] = [line.replace("column", "convoy") for line in changed[100:110]]
    later: dict[str, Any] = {"draft": draft(*changed), "details": Details(""), "article": article}
    timed("a later text", lambda: add_revision(member=desk.editor, action=uuid4(), **later))
    moved: dict[str, Any] = {"session": session, "article": article, "base": 2}
    timed("moving a session", lambda: move_session(member=desk.editor, action=uuid4(), **moved))
    place = place_of(desk.editor, Article.objects.get())
    spans = [Sentence(*row) for row in place.sentences().values_list("start", "end", "kind", "paragraph")]
    for number in range(10):
        spans = corrections.merge(place.revision.text, spans, number, number + 1)
    timed("ten merges", lambda: correct_sentences(place=place, sentences=spans, action=uuid4()))
    timed(f"floor: {len(rows[0]) + len(rows[1])} rows", lambda: put_in(*rows))


def judge_all(place: Any, people: list[Any], random: Random) -> None:
    """Store a judgement of every sentence by everybody, a second apart, a third with evidence."""
    from django.utils import timezone  # noqa: PLC0415

    from warreader.models import Annotation, Evidence  # noqa: PLC0415

    here = [
        {"team": place.team, "session": place.session, "sentence": one, "author": author, "version": uuid4()}
        for one in place.sentences()
        for author in people
    ]
    for number, one in enumerate(reversed(here)):
        one["created_at"] = one["updated_at"] = timezone.now() - timedelta(seconds=number)
    Annotation.objects.bulk_create(Annotation(tag=random.choice(TAGS), **one) for one in here)
    Evidence.objects.bulk_create(Evidence(citation="Bulletin", **one) for one in here[::3])


def put_in(annotations: list[Any], evidence: list[Any]) -> None:
    """Store the same rows again, in another round and with other ids."""
    for row in [*annotations, *evidence]:
        row.pk, row.public_id = None, uuid4()
    for row in annotations:
        row.round = "discussed"
    for rows in (annotations, evidence):
        type(rows[0])._default_manager.bulk_create(rows)


def timed(name: str, act: Callable[[], Any]) -> None:
    """Print what something takes."""
    begun = time.thread_time()
    act()
    print(f"{name:24}{1000 * (time.thread_time() - begun):8.0f} ms")


if __name__ == "__main__":
    main()
