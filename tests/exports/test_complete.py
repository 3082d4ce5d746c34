"""Our complete form, against its published schema."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from tests.exports.conftest import EVERYTHING, MOMENT, Case, written
from tests.factories import judge, support
from warreader import exports
from warreader.exports import Options
from warreader.exports.complete import write
from warreader.exports.restored import restored

SCHEMA = json.loads((Path(exports.__file__).parent / "schemas" / "warreader-article-1.json").read_text())
#: fields that older files do not have
LATER = {
    "standing", "mode", "phase", "revealed", "kinds", "needs_second", "verdict", "discussion", "history", "threads",
    "brought",
}  # fmt: skip
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


@pytest.fixture
def judged(place):
    judge(place, 1, "verified", flags={"loaded": True}, note="seen", note_exported=True)
    support(place, 1)
    support(place, 2)
    return place


def objects(schema):
    """Yield every object that the schema describes."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value)


def leaves(value, path=()):
    """Yield the path of every value in a file."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_names_every_field_and_demands_those_that_files_had_from_the_first_day():
    for schema in objects(SCHEMA):
        assert schema["additionalProperties"] is False
        assert schema["required"] == [
            name for name in schema["properties"] if name not in LATER or name in schema["required"]
        ]


@pytest.mark.parametrize("options", [Options(), Options(notes=True, names=True), Options(evidence=False)])
def test_a_file_is_valid(case: Case, options):
    VALIDATOR.validate(json.loads(written(case.place, "json", options)))


def test_the_schema_refuses_a_file_in_which_any_value_is_of_another_kind(judged):
    document = json.loads(written(judged, "json", Options(notes=True)))
    for path in leaves(document):
        broken = deepcopy(document)
        inner = broken
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = {"something": "else"}
        with pytest.raises(ValidationError):
            VALIDATOR.validate(broken)


def test_the_schema_knows_discussion_and_history(discussed):
    document = json.loads(written(discussed.viewer, "json", EVERYTHING))
    VALIDATOR.validate(document)
    assert document["sentences"][0]["threads"][0]["remarks"][2]["text"] == ""
    paths = [path for path in leaves(document) if path[:2] in {("history", 1), ("history", 14)} or "threads" in path]
    for path in paths:
        broken = deepcopy(document)
        inner = broken
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = {"something": "else"}
        with pytest.raises(ValidationError):
            VALIDATOR.validate(broken)
    assert len(paths) > 30


def test_what_was_written_can_be_shown_again_also_where_it_knew_of_neither(discussed):
    for options in (EVERYTHING, Options(whose="settled", discussion=True), Options()):
        document = exports.read(discussed.viewer, options, exported=MOMENT)
        content = b"".join(write(document)).decode()
        assert b"".join(write(restored(content))).decode() == content
    old = json.loads(content)
    del old["options"]["discussion"], old["options"]["history"]
    assert b"".join(write(restored(json.dumps(old)))).decode() == content


def test_keys_are_sorted_everywhere(judged):
    content = written(judged, "json", Options(notes=True))

    def check(pairs):
        assert [key for key, _ in pairs] == sorted(key for key, _ in pairs)
        return dict(pairs)

    assert json.loads(content, object_pairs_hook=check)["sentences"]


def test_only_the_time_of_export_differs_between_two_files_of_the_same_work(judged):
    first = written(judged, "json").decode()
    later = written(judged, "json", exported=MOMENT.replace(hour=9)).decode()
    assert first.replace("2026-03-04T05:06:07Z", "2026-03-04T09:06:07Z") == later
    assert first != later


def test_authors_are_among_the_people(judged):
    document = json.loads(written(judged, "json"))
    people = {person["id"] for person in document["people"]}
    judgements = [item for one in document["sentences"] for item in one["annotations"] + one["evidence"]]
    assert {item["author"] for item in judgements} == people
    assert len(judgements) == 2


def test_a_file_comes_a_sentence_at_a_time(judged):
    document = exports.read(judged, Options(), exported=MOMENT)
    pieces = list(exports.FORMATS["json"].write(document))
    assert len(pieces) > len(document.sentences)
    assert max(piece.count(b'"ordinal"') for piece in pieces) == 1
