"""The table for research, as pandas and Hugging Face datasets read it; and its words, taken out and put back."""

import io
import json
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from tests.exports.conftest import SCRIPTS, written
from tests.factories import (
    hold_session,
    judge,
    make_article,
    make_desk,
    place_of,
    settle_one,
    support,
    user_of,
)
from warreader.actions.sessions import reveal
from warreader.exports import Options, read
from warreader.exports.document import Person
from warreader.exports.research import labels
from warreader.models import Annotation


def table(content: bytes) -> list[dict]:
    return [json.loads(line) for line in content.decode().removesuffix("\n").split("\n")]


def called(place, member, *, names=False) -> str:
    """What the columns of somebody end in."""
    document = read(place, Options(names=names))
    return labels(document.people, names=names)[str(member.public_id)]


@pytest.fixture
def revealed(desk):
    """A blind session of one article after its reveal: two have judged, one has thought again, one is settled."""
    article = make_article(desk.editor, "Mine.", "Theirs.", "Nobody’s.")
    session = hold_session(desk.editor, desk.annotator, desk.owner, articles=[article])
    for member, tag in ((desk.annotator, "opinion"), (desk.owner, "unverified")):
        judge(place_of(member, article, session), 1, tag, flags={"loaded": True}, note="why", note_exported=True)
    judge(place_of(desk.owner, article, session), 2, "verified")
    support(place_of(desk.owner, article, session), 2, citation="Bulletin")
    reveal(member=desk.editor, session=session, action=uuid4())
    session.refresh_from_db()
    base = Annotation.objects.get(author=desk.owner, sentence__ordinal=1).version.hex[:8]
    judge(place_of(desk.owner, article, session), 1, "opinion", base)
    settle_one(place_of(desk.editor, article, session), 1, "opinion", reason="both say so")
    return place_of(desk.editor, article, session)


def test_each_round_of_each_person_and_what_was_settled_have_columns_of_their_own(revealed, desk):
    first, second, third = table(written(revealed, "jsonl", Options(notes=True)))
    mine, theirs = (called(revealed, one) for one in (desk.annotator, desk.owner))
    assert mine[0] == "A"
    assert mine[1:].isdecimal()
    assert [first[f"{one}_{mine}"] for one in ("independent", "discussed", "independent_flags")] == [
        "opinion", "", "loaded",
    ]  # fmt: skip
    assert [first[f"{one}_{theirs}"] for one in ("independent", "discussed")] == ["unverified", "opinion"]
    assert first[f"independent_note_{mine}"] == "why"
    assert (first["settled"], first["settled_by"][0], first["votes_opinion"]) == ("opinion", "A", 2)
    assert first["settled_reason"] == "both say so"
    assert (second[f"sources_{theirs}"], second[f"evidence_{theirs}"]) == (1, "Bulletin")
    assert (second["settled"], third[f"independent_{theirs}"], third["state"]) == ("", "", "open")
    assert first.keys() == second.keys() == third.keys()


def test_names_are_the_columns_where_they_are_asked_for_and_told_apart(revealed, desk):
    for member in (desk.annotator, desk.owner):
        member.name = "Ann"
        member.save()
    row = table(written(revealed, "jsonl", Options(names=True)))[0]
    assert sorted(row[name] for name in row if name.startswith("independent_Ann A")) == ["opinion", "unverified"]
    assert labels([Person("1", "Ann", 7), Person("2", "Bob", 8)], names=True) == {"1": "Ann", "2": "Bob"}
    # a name may end as a column of somebody else's does, or be what tells two others apart
    people = [Person("1", "Ann", 1), Person("2", "flags_Ann", 2), Person("3", "Bo", 3), Person("4", "Bo", 4)]
    found = labels([*people, Person("5", "Bo A3", 5)], names=True)
    assert list(found.values()) == ["Ann A1", "flags_Ann", "Bo A3", "Bo A4", "Bo A3 A5"]


def test_what_was_not_asked_for_has_no_columns(revealed):
    row = table(written(revealed, "jsonl", Options(evidence=False)))[0]
    assert not [
        name for name in row if name.startswith(("sources", "evidence")) or "note_" in name or "reason" in name
    ]


def test_what_was_said_has_one_column_on_every_line_where_it_is_asked_for(discussed):
    lines = table(written(discussed.viewer, "jsonl", Options(discussion=True, history=True)))
    assert ["Who looks?" in one["discussion"] for one in lines] == [False, True, False]
    assert {"discussion" in one for one in table(written(discussed.viewer, "jsonl"))} == {False}


@pytest.mark.parametrize("name", ["jsonl", "jsonl-offsets"])
def test_a_column_has_one_type_whatever_is_in_it(desk, revealed, name):
    nothing = place_of(desk.viewer, make_article(desk.editor, "2026-03-04", "2026-03-05"))
    for rows in (table(written(revealed, name, Options(notes=True))), table(written(nothing, name))):
        assert all({type(row[column]) for row in rows} in ({str}, {int}, {bool}) for column in rows[0])


@pytest.mark.thorough
def test_pandas_and_datasets_read_it_with_the_same_types(desk, revealed, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    pandas, datasets = pytest.importorskip("pandas"), pytest.importorskip("datasets")
    scripts = place_of(desk.annotator, make_article(desk.editor, *SCRIPTS, "\u2028 and \x85 end no line."))
    judge(scripts, 1, "opinion")
    mine = called(revealed, desk.annotator)
    files = {"revealed": written(revealed, "jsonl"), "scripts": written(scripts, "jsonl")}
    frames = {key: pandas.read_json(io.BytesIO(content), lines=True) for key, content in files.items()}
    assert list(frames["scripts"]["text"]) == [*SCRIPTS, "\u2028 and \x85 end no line."]
    assert list(frames["revealed"][f"independent_{mine}"]) == ["opinion", "", ""]
    shared = [name for name in frames["revealed"] if name in frames["scripts"]]
    assert frames["revealed"][shared].dtypes.equals(frames["scripts"][shared].dtypes)
    for key, content in files.items():
        (tmp_path / f"{key}.jsonl").write_bytes(content)
    loaded = {
        key: datasets.load_dataset(
            "json", data_files=str(tmp_path / f"{key}.jsonl"), split="train", cache_dir=str(tmp_path / "cache")
        )
        for key in files
    }
    assert list(loaded["scripts"]["text"]) == list(frames["scripts"]["text"])
    assert all(loaded["revealed"].features[name] == loaded["scripts"].features[name] for name in shared)


def test_the_words_come_back_from_the_library_as_they_were(revealed, desk, tmp_path):
    full, bare = (written(revealed, name, Options(notes=True)) for name in ("jsonl", "jsonl-offsets"))
    assert b"Theirs." not in bare
    assert revealed.article.title.encode() not in bare
    source, target = tmp_path / "bare.jsonl", tmp_path / "full.jsonl"
    source.write_bytes(bare)
    for more in ([], ["--as", user_of(desk.viewer).username]):
        call_command("reattach_text", str(source), "-o", str(target), *more)
        assert target.read_bytes() == full


def test_the_words_come_back_from_a_file_of_the_same_digest_alone(revealed, tmp_path):
    source, target, text = (tmp_path / name for name in ("bare.jsonl", "full.jsonl", "text.txt"))
    source.write_bytes(written(revealed, "jsonl-offsets"))
    outsider = make_desk("Other").viewer
    command = [
        "reattach_text",
        str(source),
        "--as",
        user_of(outsider).username,
        "-o",
        str(target),
        "--text",
        str(text),
    ]
    text.write_text("\ufeff" + revealed.revision.text.replace("\n", "\r\n"), newline="")
    call_command(*command)
    assert [row["text"] for row in table(target.read_bytes())] == ["Mine.", "Theirs.", "Nobody’s."]
    target.write_text("old")
    text.write_text(f"{revealed.revision.text} ")
    with pytest.raises(CommandError, match="Line 1: there is no text of the digest"):
        call_command(*command)
    assert target.read_text() == "old"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"end": 10_000}, "beyond the end"),
        ({"start": "1"}, "no line of a table"),
        ({"revision_sha256": 7}, "no line"),
    ],
)
def test_a_line_that_cannot_be_right_is_refused_by_its_number(place, tmp_path, wrong, message):
    rows = table(written(place, "jsonl-offsets"))
    rows[1] |= wrong
    source = tmp_path / "bare.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(CommandError, match=f"Line 2: .*{message}"):
        call_command("reattach_text", str(source))
    for nonsense in ("{nonsense", "[" * 10_000, json.dumps(rows[0] | {"url": "\ud800"})):
        source.write_text(nonsense)
        with pytest.raises(CommandError, match="Line 1: this is no JSON"):
            call_command("reattach_text", str(source))
