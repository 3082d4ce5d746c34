"""Files that nobody should have sent: refused with a reason, and nothing of them kept."""

import json
from copy import deepcopy
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db import IntegrityError

from tests.factories import judge, make_desk, support
from tests.readback.conftest import brought_in, file_of
from tests.talking import said
from warreader.actions.returning import Became, bring_in
from warreader.actions.returning.ids import taken
from warreader.importers.drafts import Unreadable
from warreader.models import Annotation, Article, Evidence, Membership, Team
from warreader.readback import MOST_BYTES, TooLarge, read


@pytest.fixture
def document(place):
    judge(place, 1, "verified", note="seen", note_exported=True)
    support(place, 1)
    judge(place, 2, "opinion")
    said(place, 1, "Is it so?")
    return json.loads(file_of(place.article))


def changed(document, path, value):
    """Return the file with one value changed."""
    found = deepcopy(document)
    inner = found
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return json.dumps(found).encode()


TALK = ("sentences", 0, "threads", 0)
REMARK = (*TALK, "remarks", 0)
SAID = ("sentences", 0, "annotations", 0)
WRONG = [
    (("format",), "warreader-article/9", "format"),
    (("revision", "text"), "Another text.", "of another text"),
    (("revision", "text"), "\ud800", "cannot be stored"),
    (("revision", "text"), "a\0b", "cannot be stored"),
    (("article", "url"), "javascript:alert(1)", "begins with http"),
    (("article", "title"), "x" * 501, "longer than 500"),
    (("sentences", 0, "end"), 10**400, "should be from"),
    (("sentences", 0, "end"), -1, "should be from"),
    (("sentences", 1, "start"), 0, "should be from"),
    (("sentences", 4, "end"), 10**6, "should be from"),
    (("sentences", 0, "start"), 1.5, "whole number"),
    (("sentences", 0, "ordinal"), 2, "in order from 1"),
    ((*SAID, "tag"), "true", "should be one of"),
    ((*SAID, "tag"), ["verified"], "should be text"),
    ((*SAID, "flags"), ["shouted"], "should be one of"),
    ((*SAID, "author"), "00000000-0000-0000-0000-000000000000", "none of the people"),
    ((*SAID, "id"), "1 OR 1=1", "should be a UUID"),
    ((*SAID, "created"), "yesterday", "ISO 8601"),
    ((*TALK, "remarks"), [], "is empty"),
    ((*TALK, "resolved"), "2026-01-01T00:00:00Z", "should be text"),
    ((*REMARK, "text"), "", "not deleted"),
    ((*REMARK, "deleted"), "2026-01-01T00:00:00Z", "it is deleted"),
    ((*REMARK, "mentions"), ["00000000-0000-0000-0000-000000000000"], "none of the people"),
    ((*REMARK, "text"), "x" * 100_001, "longer than"),
    ((*SAID, "created"), "9999-12-31T23:59:59-23:59", "ISO 8601"),
    ((*SAID, "updated"), "2001-01-01T00:00:00Z", "before it was made"),
    ((*SAID, "evidence", 0, "url"), "file:///etc/passwd", "begins with http"),
    (("sentences",), {}, "should be a list"),
    (("people",), None, "should be a list"),
]


def test_a_wrong_value_is_named_with_its_place(document):
    for path, value, words in WRONG:
        with pytest.raises(Unreadable, match=words) as refused:
            read(changed(document, path, value))
        assert str(path[0]) in str(refused.value), path


def test_ids_that_stand_twice_are_refused(document):
    first, second = document["sentences"][0]["annotations"], document["sentences"][1]["annotations"]
    with pytest.raises(Unreadable, match="stands there twice"):
        read(changed(document, ("sentences", 1, "annotations", 0, "id"), first[0]["id"]))
    twice = [*first, second[0] | {"id": document["article"]["id"]}]
    with pytest.raises(Unreadable, match="same sentence twice"):
        read(changed(document, ("sentences", 0, "annotations"), twice))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[" * 1_000_000, "nested too deeply"),
        (b'{"format":' * 100_000, "nested too deeply"),
        (b'{"format": NaN}', "NaN is no number"),
        (b'{"format": ' + b"9" * 100_000 + b"}", "no JSON"),
        (b'{"format": "x", "format": "warreader-article/1"}', "“format” stands twice"),
        (b"\xff\xfe{\x00", "no JSON"),
        (b"\xff{}", "not in UTF-8"),
        (b"{}", "in no form"),
        (b"[]", "in no form"),
        (b"", "in no form"),
        (b"Just a text, with a comma.\n", "no column of tags"),
        (b"Just a text.\n", "in no form"),
        (b"name,age\nAnn,3\n", "no column of tags"),
        (b'{"article":"4d2e","title":"A","sentence":1}\n', "table for research is not read back"),
        (b'tag\n"' + b"x" * 2_000_000, "no table"),
        (b'[{"data": {"text": 3}}]', "should be text"),
        (b'[{"data": {"text": "x"}, "predictions": 5}]', r"\[0\].predictions: should be a list"),
        (b'{"text": "Hello", "label": [[0, 5, " a\\r\\n\\tb "]]}\n', r"what these labels mean: a b \(1\)"),
        (b'{"text": "Hello", "label": [[0, 99, "opinion"]]}\n', "outside of its text"),
        (b'{"text": "Hello", "label": [[0, 5, "fake"]]}\n', r"what these labels mean: fake \(1\)"),
        (b'{"text": "Hello", "label": [[0, 5, "opinion"], [0, 5, "verified"]]}\n', "another tag"),
        (b"title,sentence,author,tag\nA,1,B,perhaps\n", "what these labels mean: perhaps"),
        (b"title,sentence,author,tag\nA,-1,B,opinion\n", "whole number"),
        (b'{"type": "AnnotationCollection", "first": {"items": [{"target": "x"}]}}', "should be an object"),
        (b'<script type="application/ld+json">{"type": "Thing"}</script>', "no annotations"),
    ],
)
def test_what_is_no_file_of_annotations_is_refused(content, words):
    with pytest.raises(Unreadable, match=words):
        read(content)


def test_what_is_too_large_is_not_looked_at():
    with pytest.raises(TooLarge, match="larger than 20 MB"):
        read(b" " * (MOST_BYTES + 1))


def test_what_an_archive_holds_is_named_where_it_is_wrong(document):
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("a/b.json", changed(document, ("article", "title"), 3))
    with pytest.raises(Unreadable, match=r"a/b.json: article.title: should be text"):
        read(packed.getvalue())
    with pytest.raises(Unreadable, match="damaged"):
        read(packed.getvalue()[:200])


def test_what_a_later_version_has_more_is_said_not_to_be_read(document):
    assert read(json.dumps(document | {"weather": "fair"}).encode()).remarks == ("Not read: weather",)


def test_rows_of_another_team_are_neither_touched_nor_shown(document, desk, place):
    other = make_desk("Others")
    rows = {model: list(model._default_manager.values()) for model in (Annotation, Evidence, Article)}

    told = brought_in(other.editor, json.dumps(document).encode())

    assert [line.words for line in told.of(Became.MADE)] == [document["article"]["title"]]
    assert told.renamed == 7  # the report, its text, its author, two judgements, evidence, a remark
    assert list(Annotation.objects.filter(team=desk.team).values()) == rows[Annotation]
    assert list(Evidence.objects.filter(team=desk.team).values()) == rows[Evidence]
    assert list(Article.objects.filter(team=desk.team).values()) == rows[Article]
    theirs = set(Annotation.objects.filter(team=other.team).values_list("public_id", flat=True))
    assert not theirs & {row["public_id"] for row in rows[Annotation]}
    assert not brought_in(other.editor, json.dumps(document).encode()).changes


def test_nobody_gets_an_account_or_a_role_by_a_file(document, desk):
    other = make_desk("Others")
    brought_in(other.editor, json.dumps(document).encode())
    placed = Membership.objects.get(team=other.team, user=None)
    assert placed.left_at is not None
    assert placed not in Membership.objects.current()
    assert Team.objects.count() == 2


def test_what_the_database_does_not_take_is_refused_and_nothing_of_it_kept(document, monkeypatch):
    other = make_desk("Others")
    monkeypatch.setattr("warreader.actions.returning.work.Annotation.objects.bulk_create", refuse)
    told = bring_in(member=other.editor, brought=read(json.dumps(document).encode()), action=uuid4())
    assert told.of(Became.REFUSED)[0].words.endswith(": no such column")
    assert not told.changes
    assert not Article.objects.filter(team=other.team).exists()


def test_what_another_team_takes_of_its_ids_meanwhile_is_replaced(document, desk, monkeypatch):
    other, brought, asked = make_desk("Others"), read(json.dumps(document).encode()), []

    def overtaken(model, ids):
        """Know of no id that is taken, the first time that it is asked of a kind."""
        asked.append(model)
        return taken(model, ids) if asked.count(model) > 1 else set()

    monkeypatch.setattr("warreader.actions.returning.ids.taken", overtaken)
    told = bring_in(member=other.editor, brought=brought, action=uuid4())
    assert (told.of(Became.REFUSED), told.added.total()) == ([], 4)


def refuse(*_rows, **_options):
    raise IntegrityError("no such column")


def test_an_answer_to_what_is_not_there_is_refused(discussed):
    linked = json.loads(file_of(discussed.viewer.article, "jsonld", discussed.viewer.session.public_id))
    answers = [one for one in linked["first"]["items"] if one["motivation"] == ["replying"]]
    answers[0]["target"] = "urn:uuid:00000000-0000-0000-0000-000000000000"
    with pytest.raises(Unreadable, match="is no remark of the file"):
        read(json.dumps(linked).encode())
    answers[0]["target"], answers[0]["motivation"] = 7, 7
    with pytest.raises(Unreadable):
        read(json.dumps(linked).encode())
