"""What becomes of files in teams that have work of their own."""

import csv
import json
import re
from io import BytesIO, StringIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    Desk,
    hold_session,
    judge,
    make_article,
    make_desk,
    place_of,
    settle_one,
    support,
    user_of,
)
from tests.readback.conftest import brought_in, file_of, forget
from warreader.actions.errors import Refused
from warreader.actions.returning import Became, Noun, bring_in
from warreader.actions.undo import undo
from warreader.exports import FORMATS, Options
from warreader.exports import read as document_of
from warreader.exports.restored import restored
from warreader.exports.steps import steps
from warreader.models import Annotation, AnnotationSession, Article, Event, EventKind, Evidence, Membership
from warreader.queries.cards import events_of
from warreader.queries.people import members_of
from warreader.readback import read
from warreader.templatetags.history import happened

TEXTS = ("It burned in the night.", "They fled to the north of the town.", "They fled.", "It rained all day.")


def words(told, *became):
    return [line.words for line in told.of(*became)]


def table(*rows: str) -> bytes:
    return "\n".join(["title,sentence,text,annotator,tag,note", *rows]).encode()


def test_what_is_there_is_never_overwritten(place, desk):
    judge(place, 1, "opinion")
    judge(place, 2, "verified")
    support(place, 2, "Bulletin 7")
    content = file_of(place.article)
    judge(place, 1, "unverified", base=Annotation.objects.get(sentence__ordinal=1).version.hex[:8])
    row = Evidence.objects.get()
    Evidence.objects.filter(pk=row.pk).update(citation="Bulletin 8")
    before = list(Annotation.objects.order_by("pk").values()), list(Evidence.objects.values())

    told = brought_in(desk.editor, content)

    assert not told.changes
    assert told.there == {Noun.JUDGEMENTS: 1}
    conflicts = words(told, Became.CONFLICT)
    assert len(conflicts) == 2
    assert conflicts[0].endswith("here unverified, in the file opinion")
    assert "here Bulletin 8, in the file Bulletin 7" in conflicts[1]
    assert (list(Annotation.objects.order_by("pk").values()), list(Evidence.objects.values())) == before


def test_sentences_of_a_changed_text_are_found_and_marked_for_another_look(desk):
    article = make_article(desk.editor, *TEXTS)
    Article.objects.filter(pk=article.pk).update(url="https://example.org/report")
    for ordinal in (1, 2, 3, 4):
        judge(place_of(desk.annotator, article), ordinal, "opinion")
    files = [file_of(article, name) for name in ("json", "jsonld")]
    forget(desk.team)
    changed = ("They fled.", "It burned in the night.", "They fled to the north of the old town.")
    for number, content in enumerate(files):
        other = make_desk(f"Others {number}")
        there = make_article(other.editor, *changed)
        Article.objects.filter(pk=there.pk).update(url="https://www.example.org/report/#top")

        told = brought_in(other.editor, content)

        rows = Annotation.objects.filter(team=other.team).order_by("sentence__ordinal")
        assert [(row.sentence.ordinal, row.look_again) for row in rows] == [(1, False), (2, False), (3, True)]
        assert [line[-len(TEXTS[3]) :] for line in words(told, Became.LOST)] == [TEXTS[3]]
        assert not brought_in(other.editor, content).changes


def test_a_report_that_is_not_there_is_refused_where_the_file_has_not_all_of_it(place, desk):
    judge(place, 1, "opinion")
    content = file_of(place.article, "jsonld")
    forget(desk.team)
    other = make_desk("Others")
    told = brought_in(other.editor, content)
    assert words(told, Became.REFUSED) == [
        f"{place.article.title}: Your team does not have this report: add it first, or bring "
        "it in as JSON, which has all of it."
    ]
    assert not told.changes
    assert not Membership.objects.filter(team=other.team, user=None).exists()


def test_people_are_known_by_their_own_names_only(desk, article):
    name = desk.annotator.name
    told = brought_in(
        desk.editor, table(f"{article.title},1,,{name},opinion,", f"{article.title},1,,Nobody,verified,")
    )
    assert words(told, Became.PLACED) == ["Nobody"]
    rows = Annotation.objects.order_by("pk")
    assert [row.author.name for row in rows] == [name, "Nobody"]
    assert rows[0].author == desk.annotator
    again = table(f"{article.title},1,,Nobody,verified,", f"{article.title},2,,Nobody,opinion,")
    assert words(brought_in(desk.editor, again), Became.PLACED) == []
    assert {member.name for member in members_of(place_of(desk.annotator, article))} >= {"Nobody"}


def test_a_blind_session_takes_nothing_and_tells_nothing_before_its_reveal(desk, article):
    session = hold_session(desk.editor, desk.annotator, desk.owner, articles=[article])
    judge(place_of(desk.annotator, article, session), 1, "opinion")
    hidden = json.loads(file_of(article, session=session.public_id))
    hidden["session"]["phase"] = "closed"
    told = brought_in(desk.editor, json.dumps(hidden).encode())
    assert "is blind and not revealed" in words(told, Became.REFUSED)[0]
    assert told.there.total() == 0
    # Whoever judges it blind would see in conflicts what others have said.
    told = brought_in(desk.owner, table(f"{article.title},1,,Somebody,opinion,"))
    assert "blind session" in words(told, Became.REFUSED)[0]
    assert not Annotation.objects.exclude(session=session).exists()


def test_one_report_that_is_refused_keeps_no_other_out_and_leaves_nothing(desk, article):
    told = brought_in(
        desk.editor, table("Not there,1,,Gone,opinion,", f"{article.title},1,,Here,opinion,", "Nor this,1,,Gone,,x")
    )
    assert len(words(told, Became.REFUSED)) == 2
    assert words(told, Became.PLACED) == ["Here"]
    assert told.added == {Noun.JUDGEMENTS: 1, Noun.EVIDENCE: 0}
    numbers = list(Event.objects.filter(team=desk.team).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_was_brought_in_is_in_the_history_of_its_author_and_not_taken_back_by_undo(desk, place):
    name = desk.annotator.name
    judge(place, 2, "verified")
    brought_in(desk.editor, table(f"{place.article.title},1,,{name},opinion,because"))
    event = Event.objects.get(kind=EventKind.ANNOTATION_CHANGED, sentence__ordinal=1)
    assert event.actor == desk.annotator
    assert event.data["brought"] == str(desk.editor.public_id)
    assert event.text.fields == {"note": ["", "because"]}
    by = f"(brought in out of a file by {desk.editor.name})"
    assert re.fullmatch(f"not judged → opinion, .*{re.escape(by)}", happened(events_of(place, 1)[0]))
    document = document_of(place, Options(names=True, history=True))
    assert {desk.editor.name, name} == {one.name for one in document.people}
    assert [step.what.endswith(by) for step in steps(document) if step.sentence] == [False, True]
    told = b"".join(FORMATS["json"].pieces(document)).decode()
    assert json.loads(told)["history"][-1]["brought"] == str(desk.editor.public_id)
    assert [one.brought and one.brought.id for one in restored(told).history or ()][-1] == str(desk.editor.public_id)
    assert undo(place=place, action=uuid4()).ordinals == (2,)
    with pytest.raises(Refused):
        undo(place=place, action=uuid4())


def test_work_of_a_session_that_is_there_comes_into_it(desk, article, mate):
    session = hold_session(desk.editor, desk.annotator, articles=[article], mode="open")
    judge(place_of(desk.annotator, article, session), 1, "opinion")
    settle_one(place_of(desk.editor, article, session), 1, "opinion")
    content = json.loads(file_of(article, session=session.public_id))
    said = content["sentences"][0]["annotations"][0]
    content["people"].append({"id": str(mate.public_id), "name": "x"})
    said |= {"id": str(uuid4()), "author": str(mate.public_id), "tag": "verified"}
    told = brought_in(desk.editor, json.dumps(content).encode())
    assert told.added == {Noun.JUDGEMENTS: 1, Noun.EVIDENCE: 0, Noun.SETTLED: 0}
    assert told.there == {Noun.SETTLED: 1}
    assert AnnotationSession.objects.made().count() == 1
    assert Annotation.objects.get(author=mate).session == session
    assert set(session.articles.get().assignments.values_list("member", flat=True)) == {desk.annotator.pk, mate.pk}


def test_a_deleted_report_stays_deleted(desk: Desk, place):
    judge(place, 1, "opinion")
    content = file_of(place.article)
    Article.objects.filter(pk=place.article.pk).update(deleted_at=timezone.now())
    assert words(brought_in(desk.editor, content), Became.REFUSED) == [
        f"{place.article.title}: Your team has deleted this report."
    ]
    assert user_of(desk.editor)


def statements(desk: Desk, article: Article, people: int, sentences: int) -> int:
    rows = [
        f"{article.title},{ordinal},,Person {people} {number},opinion,so"
        for number in range(people)
        for ordinal in range(1, sentences + 1)
    ]
    with CaptureQueriesContext(connection) as queries:
        told = brought_in(desk.editor, table(*rows))
    assert told.added[Noun.JUDGEMENTS] == people * sentences
    return len(queries)


def test_the_statements_grow_by_batches_alone(desk):
    article = make_article(desk.editor, length=40)
    few, many = statements(desk, article, 1, 1), statements(desk, article, 3, 40)
    assert few <= 32
    # Django puts up to 999 values of SQLite's into one statement: rows, their events, and the texts of these.
    assert many - few <= 12


def test_no_place_is_made_for_those_whose_work_is_left_out(desk, article):
    rows = f"title,sentence,author,tag,settled,settled_by\n{article.title},1,Here,opinion,opinion,Settler\n"
    told = brought_in(desk.editor, rows.encode())
    assert words(told, Became.PLACED) == ["Here"]
    assert words(told, Became.LEFT_OUT)[0].startswith(f"“{article.title}”, settled tags: 1")


def test_a_dry_run_only_reads_and_says_what_then_happens_of_reports_that_come_more_than_once(place, desk):
    judge(place, 1, "opinion")
    document = json.loads(file_of(place.article))
    later = json.loads(file_of(place.article)) | {"session": document["session"] | {"standing": False}}
    later["session"] |= {"id": str(uuid4()), "name": "Round two"}
    for one in later["sentences"]:
        for said in one["annotations"]:
            said["id"] = str(uuid4())
    forget(desk.team)
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("1.json", json.dumps(document))
        archive.writestr("2.json", json.dumps(later))
    other = make_desk("Others")
    with CaptureQueriesContext(connection) as asked:
        planned = bring_in(member=other.editor, brought=read(packed.getvalue()), action=uuid4(), dry_run=True)
    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}
    assert not Article.objects.filter(team=other.team).exists()
    assert words(planned, Became.MADE) == words(planned, Became.MATCHED) == [place.article.title]
    assert words(planned, Became.SESSION) == ["Round two"]
    assert brought_in(other.editor, packed.getvalue()) == planned


def test_a_report_of_more_sentences_than_a_page_shows_is_refused_beforehand(place, desk, monkeypatch):
    judge(place, 1, "opinion")
    content = file_of(place.article)
    monkeypatch.setattr("warreader.actions.returning.articles.MOST_SENTENCES", 2)
    told = brought_in(make_desk("Others").editor, content)
    assert "more than 2 sentences" in words(told, Became.REFUSED)[0]


def test_a_table_comes_back_into_the_session_that_it_is_of_also_where_it_does_not_name_it(place, desk):
    round_two = hold_session(desk.editor, desk.annotator, articles=[place.article], mode="open", name="Round two")
    own = place_of(desk.annotator, place.article, round_two)
    judge(own, 1, "opinion")
    judge(own, 2, "verified")
    settle_one(place_of(desk.editor, place.article, round_two), 1, "opinion")
    content = file_of(place.article, "csv", round_two.public_id)
    told = brought_in(desk.editor, content)
    assert (told.changes, told.there[Noun.JUDGEMENTS], told.there[Noun.SETTLED]) == (False, 2, 1)
    rows = list(csv.DictReader(StringIO(content.decode())))
    older = StringIO()
    writer = csv.DictWriter(
        older, [name for name in rows[0] if "session" not in name and "settled_in" not in name], extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(rows)
    told = brought_in(desk.editor, older.getvalue().encode())
    assert (told.changes, told.there[Noun.JUDGEMENTS]) == (False, 2)


def test_what_says_only_when_it_was_last_changed_was_made_then(desk, article):
    session = hold_session(desk.editor, desk.annotator, articles=[article], mode="open")
    judge(place_of(desk.annotator, article, session), 1, "opinion")
    settle_one(place_of(desk.editor, article, session), 1, "opinion")
    linked = json.loads(file_of(article, "jsonld", session.public_id))
    for item in linked["first"]["items"]:
        del item["created"]
    forget(desk.team)
    other = make_desk("Others")
    make_article(other.editor, *article.revision.text.split("\n\n"))
    told = brought_in(other.editor, json.dumps(linked).encode())
    assert (told.of(Became.REFUSED), told.added.total()) == ([], 2)
    row = Annotation.objects.get(team=other.team)
    assert row.created_at == row.updated_at


@pytest.mark.parametrize("form", ["csv", "jsonld", "labelstudio"])
def test_a_text_that_is_another_elsewhere_is_known_by_its_sentences(desk, form):
    texts = ("Smoke rose over the harbour all night.", *TEXTS[1:2], "Nobody came back from there that day.")
    place = place_of(desk.annotator, make_article(desk.editor, *texts, "It burned for a week, they said."))
    for ordinal in (1, 2, 3, 4):
        judge(place, ordinal, "opinion")
    content = file_of(place.article, form)
    forget(desk.team)
    other = make_desk("Others")
    make_article(other.editor, texts[0], "Something else was reported later.")
    mine = make_article(other.editor, "A line that is new.", *texts)
    told = brought_in(other.editor, content)
    assert words(told, Became.MATCHED) == [mine.title]
    assert told.added[Noun.JUDGEMENTS] == 3
    assert "It burned for a week" in words(told, Became.LOST)[0]
