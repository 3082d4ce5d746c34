"""Issuing files: what comes out, and what the history keeps."""

import hashlib
import json
from dataclasses import asdict, replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import judge, make_article, make_desk, place_of, take_away, user_of
from warreader.actions.errors import Refused
from warreader.exports import FORMATS, Options
from warreader.exports.issued import exports_of
from warreader.models import AnnotationSession, Event, EventKind
from warreader.places import Place


def issue(place: Place, name: str = "json", options: Options | None = None, action=None):
    return take_away(place, name, options, action)[0]


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_file_comes_with_its_name_type_and_event(place, name):
    issued, content = take_away(place, name)
    assert issued.filename.endswith(f".{FORMATS[name].extension}")
    assert issued.media_type == FORMATS[name].media_type
    assert issued.event.data["sha256"] == hashlib.sha256(content).hexdigest()


def test_the_event_says_who_took_what(place):
    options = Options(whose="mine", names=True, notes=True, evidence=False, filter="state=opinion", bom=True)
    event = Event.objects.get(pk=issue(place, "csv", options).event.pk)
    assert (event.kind, event.actor, event.session, event.article) == (
        EventKind.EXPORT_ISSUED,
        place.member,
        place.session,
        place.article,
    )
    known = asdict(options) | {"whose": str(place.author.public_id), "format": "csv"}
    assert {key: event.data[key] for key in known} == known
    assert event.data["revision"] == str(place.revision.public_id)


def test_the_event_says_what_a_file_holds_beside_tags(place):
    event = issue(place, options=Options(whose="settled", discussion=True, history=True)).event
    assert [event.data[name] for name in ("whose", "discussion", "history")] == ["settled", True, True]
    (issued,) = exports_of(place)
    assert (issued.whose, issued.discussion, issued.history) == ("settled", True, True)


def test_what_a_format_cannot_hold_is_refused_with_those_that_can(place):
    for options in (Options(discussion=True), Options(history=True)):
        with pytest.raises(Refused, match="Everything, to read back"):
            issue(place, "doccano", options)
    assert not Event.objects.filter(kind=EventKind.EXPORT_ISSUED).exists()


def test_the_event_holds_no_word_of_anybody(place):
    judge(place, 1, "opinion", note="canary-note", note_exported=True)
    event = issue(place, "json", Options(names=True, notes=True, filter="q=canary-words&state=opinion")).event
    kept = json.dumps(Event.objects.get(pk=event.pk).data)
    for canary in ("canary", place.article.title, place.author.name):
        assert canary not in kept
    assert event.data["filter"] == "state=opinion"
    assert event.text.fields == {"words": ["", "canary-words"]}


def test_the_event_knows_the_last_event_that_the_file_may_know_of(place):
    judge(place, 1, "opinion")
    last = Event.objects.latest("number").number
    event = issue(place).event
    assert (event.data["included"], event.number) == (last, last + 1)


def test_a_repeat_gives_the_same_file_and_no_second_event(place):
    action = uuid4()
    first, again = take_away(place, action=action), take_away(place, action=action)
    assert again == (replace(first[0], file=again[0].file, document=again[0].document), first[1])
    assert Event.objects.filter(kind=EventKind.EXPORT_ISSUED).count() == 1


def test_a_repeat_after_the_work_has_changed_is_refused(place):
    action = uuid4()
    issue(place, action=action)
    judge(place, 1, "opinion")
    with pytest.raises(Refused, match="changed since"):
        issue(place, action=action)


def test_an_action_that_was_something_else_is_refused(place):
    action = uuid4()
    issue(place, action=action)
    with pytest.raises(Refused):
        issue(place, "md", action=action)


@pytest.mark.parametrize(("name", "whose"), [("nonsense", "team"), ("json", "nobody")])
def test_what_does_not_exist_is_refused_and_leaves_no_event(place, name, whose):
    with pytest.raises(Refused):
        issue(place, name, Options(whose=whose))
    assert not Event.objects.filter(kind=EventKind.EXPORT_ISSUED).exists()


def test_an_export_from_an_unrevealed_blind_session_is_known_to_its_author_alone(desk, article):
    session = AnnotationSession.objects.create(team=desk.team, name="Blind", mode="blind")
    mine = place_of(desk.annotator, article)
    issue(replace(mine, session=session))
    seen = Event.objects.filter(kind=EventKind.EXPORT_ISSUED)
    assert seen.visible_to(user_of(desk.annotator)).count() == 1
    assert seen.visible_to(user_of(desk.owner)).count() == 0


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_a_file_is_built():
    desk = make_desk()
    place = place_of(desk.annotator, make_article(desk.editor))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        issue(place)
    statements = [query["sql"].split(";")[0] for query in queries.captured_queries]
    begins = [number for number, sql in enumerate(statements) if sql.startswith("BEGIN")]
    reads = [number for number, sql in enumerate(statements) if sql.startswith("SELECT") and "_sentence" in sql]
    ends = statements.index("ROLLBACK")
    assert begins[0] < min(reads) <= max(reads) < ends < begins[1]
    assert "IMMEDIATE" not in statements[begins[0]]
