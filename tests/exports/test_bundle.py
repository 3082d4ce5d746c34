"""Several articles in one zip: each file is what its own export would be, and the manifest says so."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from functools import partial
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.exports.conftest import MOMENT, written
from tests.factories import Desk, hold_session, judge, make_article, place_of, support, user_of
from warreader.actions import bundles
from warreader.actions.bundles import build_bundle, issue_bundle
from warreader.actions.errors import Refused
from warreader.actions.sessions import reveal
from warreader.exports import FORMATS, Options, read
from warreader.exports.bundle import Order
from warreader.exports.issued import exports_of, last_export_of
from warreader.filters import LibraryFilter
from warreader.models import OPERATOR, AnnotationSession, Article, Event, EventKind, Membership
from warreader.queries.bundles import articles_of_session, articles_picked

ALL = tuple(FORMATS)
#: the formats that are no zip of their own, nor otherwise packed: their bytes say what is in them
TEXTS = tuple(name for name in FORMATS if not bundles.built_whole(name))
BESIDE = {"datasheet.md", "guideline.md", "manifest.json"}


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def order_of(viewer, session, formats=("json",), options=None) -> Order:
    find = partial(articles_of_session, viewer, session)
    return Order(viewer, session.team, session, find, formats, options or Options())


def library_order(member: Membership, formats=("json",), chosen: LibraryFilter | None = None, **options) -> Order:
    room = AnnotationSession.objects.get(team=member.team_id, standing=True)
    find = partial(articles_picked, member, chosen or LibraryFilter(sort="title"))
    return Order(user_of(member), member.team, room, find, formats, Options(**options))


def content_of(order: Order) -> bytes:
    with build_bundle(order, within_limits=True, exported=MOMENT).file as file:
        return file.read()


@pytest.fixture
def reports(desk: Desk) -> list[Article]:
    """Two articles with work of two people on each in the reading room, and a session of both, blind and begun."""
    found = [make_article(desk.editor, "Canary one.", "Two.", title=title) for title in ("A report", "B report")[:1]]
    found.append(make_article(desk.editor, "Three.", "Four.", title="B report"))
    for article in found:
        judge(place_of(desk.annotator, article), 1, "verified", note="canary-note", note_exported=True)
        support(place_of(desk.annotator, article), 1, citation="canary-source")
        judge(place_of(desk.owner, article), 2, "opinion")
    return found


def test_what_is_said_and_done_goes_into_the_formats_that_hold_it(discussed):
    session = discussed.viewer.session
    with pytest.raises(Refused, match="history is in no file"):
        content_of(order_of(OPERATOR, session, ("doccano", "cas"), Options(history=True)))
    options = Options(discussion=True, history=True)
    parts = unpacked(content_of(order_of(OPERATOR, session, ("json", "doccano"), options)))
    (ours,) = (json.loads(part) for name, part in parts.items() if name.startswith("json/"))
    (theirs,) = (part.decode() for name, part in parts.items() if name.startswith("doccano/"))
    assert ours["sentences"][1]["threads"][0]["remarks"][0]["text"] == "Who looks?"
    assert ours["history"]
    assert "Who looks?" not in theirs
    assert "discussion; history" in theirs
    assert json.loads(parts["manifest.json"])["options"]["discussion"] is True
    sheet = parts["datasheet.md"].decode()
    assert "Remarks in discussions, in the formats that hold them: 3" in sheet
    assert "Who judged? 2 people" in sheet
    assert "Who settled? 1 person" in sheet


@pytest.fixture
def session(desk: Desk, reports: list[Article]) -> AnnotationSession:
    found = hold_session(desk.editor, desk.annotator, desk.owner, articles=reports, name="Study")
    for article in reports:
        judge(place_of(desk.annotator, article, found), 1, "opinion")
        judge(place_of(desk.owner, article, found), 1, "unverified")
    return found


@pytest.mark.thorough
@pytest.mark.parametrize("who", ["annotator", "viewer"])
def test_each_file_is_what_the_viewers_own_export_of_the_article_is(desk, reports, session, who):
    member, options = getattr(desk, who), Options(notes=True, names=True)
    library = library_order(member, ALL, notes=True, names=True)
    for order, where in ((order_of(user_of(member), session, ALL, options), session), (library, None)):
        files = unpacked(content_of(order))
        places = [place_of(member, one, where) for one in reports]
        for name in set(FORMATS) - {"jsonl", "jsonl-offsets"}:
            packed = {content for path, content in files.items() if path.startswith(f"{name}/")}
            assert packed == {written(place, name, options) for place in places}, name
        rows = lines(files["jsonl/sentences.jsonl"])
        single = [row for place in places for row in lines(written(place, "jsonl", options))]
        for row, own in zip(sorted(rows, key=by_place), sorted(single, key=by_place), strict=True):
            assert {key: row[key] for key in own} == own
            assert not any(value for key, value in row.items() if key not in own)
        assert len({tuple(row) for row in rows}) == 1


def lines(content: bytes) -> list[dict]:
    return [json.loads(line) for line in content.splitlines()]


def sheet_of(content: bytes) -> str:
    return unpacked(content)["datasheet.md"].decode()


def by_place(row):
    return row["article"], row["sentence"]


def test_before_the_reveal_and_where_it_is_withheld_others_work_is_not_in_the_bytes(desk, reports, session):
    orders = [order_of(user_of(desk.annotator), session, TEXTS, Options(notes=True, names=True))]
    orders.append(library_order(desk.annotator, TEXTS, notes=True, names=True))
    orders.append(order_of(OPERATOR, session, TEXTS, Options(notes=True, names=True)))
    alone = (place_of(desk.annotator, reports[0], one) for one in (session, None))
    orders += [Order.of_one(place, ("jsonl",), Options(notes=True, names=True)) for place in alone]
    before = [content_of(order) for order in orders]
    judge(place_of(desk.owner, reports[0], session), 2, "verified", note="hidden", note_exported=True)
    judge(place_of(desk.editor, reports[0]), 1, "opinion", note="hidden", note_exported=True)
    after = [content_of(order) for order in orders]
    assert after == before
    library = after[1]
    assert not [name for name, content in unpacked(library).items() if desk.owner.name.encode() in content]
    assert "On 2 reports the file holds the work of whoever exported it alone" in sheet_of(library)


def test_the_manifest_has_the_digest_and_size_of_every_file(desk, reports, session):
    content = content_of(library_order(desk.viewer, ("json", "md")))
    files = unpacked(content)
    manifest = json.loads(files["manifest.json"])
    assert {one["path"]: (one["sha256"], one["size"]) for one in manifest["files"]} == {
        path: (hashlib.sha256(one).hexdigest(), len(one)) for path, one in files.items() if path != "manifest.json"
    }
    named = [f"{name}/000{number}.{name}" for name in ("json", "md") for number in ("1-a-report", "2-b-report")]
    assert files.keys() == BESIDE | set(named)
    assert [one["revision_sha256"] for one in manifest["articles"]] == [one.revision.digest for one in reports]
    assert (manifest["notice"], manifest["exported"]) == ("Unverified does not mean false.", "2026-03-04T05:06:07Z")
    assert manifest["guideline"] == hashlib.sha256(files["guideline.md"]).hexdigest()
    assert content_of(library_order(desk.viewer, ("json", "md"))) == content


@pytest.mark.parametrize(
    ("options", "canaries"),
    [
        ({}, ["canary-note", "Canary Annotator"]),
        ({"evidence": False}, ["canary-source"]),
        ({"whose": "mine"}, ["canary-"]),
    ],
    ids=["names and notes", "evidence", "others"],
)
def test_what_was_not_asked_for_is_nowhere_in_the_zip(desk, reports, options, canaries):
    desk.annotator.name = "Canary Annotator"
    desk.annotator.save()
    files = unpacked(content_of(library_order(desk.viewer, TEXTS, **options)))
    assert not [(path, one) for path, content in files.items() for one in canaries if one.encode() in content]
    text = unpacked(content_of(library_order(desk.viewer, ("jsonl-offsets",), notes=True)))
    assert not [path for path, content in text.items() if b"Canary one." in content or b"A report" in content]


def test_the_data_sheet_is_filled_in_from_what_is_known(desk, reports, session):
    desk.team.licence = "CC-BY-4.0"
    desk.team.save()
    sheet = sheet_of(content_of(order_of(user_of(desk.viewer), session)))
    assert "Until the reveal nobody sees how far people agree." in sheet
    reveal(member=desk.editor, session=session, action=uuid4())
    session.refresh_from_db()
    sheet = sheet_of(content_of(order_of(user_of(desk.viewer), session)))
    for words in (
        "Unverified does not mean false", "CC-BY-4.0", "Session: Study",
        "2 reports, 4 sentences, 4 of them to be judged",
        "Languages: en 2", "2 people: annotator 1, owner 1", "by 0: 2 sentences; by 2: 2 sentences", "revealed",
        "Judgements, independent: unverified 2, opinion 2", "| all tags | ", "2 sentences, 2 people",
    ):  # fmt: skip
        assert words in sheet, words
    shown = order_of(user_of(desk.viewer), session, options=Options(filter="state=split"))
    assert "How many did judge each sentence? by 2: 2 sentences\n" in sheet_of(content_of(shown))
    settled = order_of(user_of(desk.viewer), session, options=Options(whose="settled"))
    assert "What the sentences to be judged show: not settled 4\n" in sheet_of(content_of(settled))
    theirs = order_of(user_of(desk.viewer), session, options=Options(whose=str(desk.owner.public_id)))
    assert "| all tags | " not in sheet_of(content_of(theirs))


def test_one_article_goes_out_as_it_is_at_its_place_with_its_data_sheet_and_is_listed_there(desk, reports, session):
    reveal(member=desk.editor, session=session, action=uuid4())
    session.refresh_from_db()
    place = place_of(desk.viewer, reports[0], session)
    order = Order.of_one(place, ("jsonl",), Options())
    bundle = issue_bundle(member=desk.viewer, order=order, action=uuid4())
    with bundle.file as file:
        files = unpacked(file.read())
    assert bundle.filename.startswith("a-report-")
    assert files.keys() == BESIDE | {"jsonl/sentences.jsonl"}
    alone = read(place, Options(), exported=bundle.exported)
    assert files["jsonl/sentences.jsonl"] == b"".join(FORMATS["jsonl"].write(alone))
    sheet = files["datasheet.md"].decode()
    assert "1 report, 2 sentences" in sheet
    # of this article, not of the session
    assert "1 sentence, 2 people" in sheet
    manifest = json.loads(files["manifest.json"])
    assert (manifest["selection"], manifest["session"]["name"]) == ("one report, from its own page", "Study")
    [listed] = exports_of(place)
    assert (listed.format, listed.sha256, listed.revision) == ("jsonl (zip)", bundle.sha256, alone.revision.id)
    assert last_export_of(place).changed_since == 0
    assert exports_of(place_of(desk.viewer, reports[1], session)) == []


def test_an_article_more_takes_as_many_queries_as_the_one_before(desk):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            content_of(library_order(desk.viewer, ("json", "jsonl")))
        return len(found)

    make_article(desk.editor)
    counted = [queries()]
    for _number in range(2):
        make_article(desk.editor)
        counted.append(queries())
    assert counted[1] - counted[0] == counted[2] - counted[1] == 6


def test_too_much_is_refused_and_says_how_much_goes(desk, reports, monkeypatch):
    monkeypatch.setattr(bundles, "MOST_ARTICLES", 1)
    with pytest.raises(Refused, match="These are 2 reports, and 1 go out at once"):
        build_bundle(library_order(desk.viewer), within_limits=True)
    monkeypatch.setattr(bundles, "MOST_ARTICLES", 2)
    monkeypatch.setattr(bundles, "MOST_BYTES", 9_000)
    with pytest.raises(Refused, match="more than 0 MB"):
        build_bundle(library_order(desk.viewer), within_limits=True)
    with pytest.raises(Refused, match="There is no report"):
        build_bundle(library_order(desk.viewer, chosen=LibraryFilter(words="nowhere")), within_limits=True)
    with pytest.raises(Refused, match="no export format"):
        build_bundle(library_order(desk.viewer, ("nonsense",)), within_limits=True)
    with pytest.raises(Refused, match="Nobody in this team"):
        build_bundle(library_order(desk.viewer, whose=str(uuid4())), within_limits=True)


def test_what_was_asked_for_is_recorded_once_and_without_words(desk, reports, session):
    action = uuid4()
    order = replace(
        order_of(user_of(desk.viewer), session, ("csv",), Options(filter="q=secret+words&state=opinion")),
        selection="with “words”",
    )
    first = issue_bundle(member=desk.viewer, order=order, action=action)
    event = Event.objects.get(kind=EventKind.BUNDLE_ISSUED)
    assert (event.actor, event.session, event.article) == (desk.viewer, session, None)
    assert (event.data["formats"], event.data["filter"]) == (["csv"], "state=opinion")
    assert event.data["articles"] == [str(one.public_id) for one in reports]
    assert event.data["sha256"] == hashlib.sha256(first.file.read()).hexdigest()
    first.file.close()
    assert "secret+words" not in json.dumps(event.data)
    assert event.text.fields == {"selection": ["", "with “words”"], "words": ["", "secret words"]}
    again = issue_bundle(member=desk.viewer, order=order, action=action)
    again.file.close()
    assert again.sha256 == first.sha256
    assert Event.objects.filter(kind=EventKind.BUNDLE_ISSUED).count() == 1
    reveal(member=desk.editor, session=session, action=uuid4())
    order.session.refresh_from_db()
    with pytest.raises(Refused, match="have changed since"):
        issue_bundle(member=desk.viewer, order=order, action=action)


def test_the_command_writes_the_same_zip_and_records_what_a_member_takes(desk, reports, session, tmp_path):
    path = tmp_path / "study.zip"
    call_command("export_session", str(session.pk), "-f", "json", "-f", "csv", "-o", str(path))
    assert {name.split("/")[0] for name in unpacked(path.read_bytes())} == {"json", "csv"} | BESIDE
    assert not Event.objects.filter(kind=EventKind.BUNDLE_ISSUED).exists()
    call_command(
        "export_session", str(session.public_id), "-f", "md", "-o", str(path), "--as", user_of(desk.viewer).username
    )
    assert Event.objects.get(kind=EventKind.BUNDLE_ISSUED).actor == desk.viewer
    for name in ("999999", "nonsense"):
        with pytest.raises(CommandError, match="There is no session"):
            call_command("export_session", name, "-f", "json")
