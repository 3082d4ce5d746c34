"""Files for other annotation tools: doccano, Label Studio, INCEpTION. Read as these tools' own forms say."""

import json
from datetime import date
from uuid import uuid4
from xml.etree import ElementTree

import cassis
import pytest

from tests.exports.conftest import MOMENT, Case, case_of, written
from tests.exports.readers import parts_of
from tests.factories import Desk, hold_session, judge, make_article, place_of, settle_one, support
from warreader.actions.evidence import Source, record_evidence
from warreader.exports import Options, read
from warreader.exports.labelstudio import CONFIG
from warreader.models import Kind
from warreader.places import Place

ALL = Options(names=True, notes=True)
EMOJI = ["🇺🇦🔥 First.", "Second 👩‍👩‍👧.", "Third \U00020000."]
RIVALS = ["doccano", "labelstudio", "cas"]


@pytest.fixture
def work(desk: Desk) -> Place:
    """Two people's judgements, a source of somebody else, and a settled sentence."""
    for member, name in ((desk.annotator, "Ann"), (desk.owner, "Otto"), (desk.editor, "Edith")):
        member.name = name
        member.save()
    article = make_article(desk.editor, *EMOJI, title="A report")
    session = hold_session(desk.owner, desk.annotator, desk.owner, articles=[article], mode="open")
    mine, theirs = (place_of(member, article, session) for member in (desk.annotator, desk.owner))
    judge(mine, 1, "unverified", flags={"loaded": True, "quoted": True}, note="two\nlines", note_exported=True)
    judge(mine, 3, None, flags={"said": True})
    judge(theirs, 1, "opinion")
    source = Source("https://example.org/e", "Bulletin", "“words”", date(2026, 3, 2))
    record_evidence(place=theirs, ordinal=2, source=source, action=uuid4())
    settle_one(place_of(desk.editor, article, session), 1, "none", "Neither fits")
    return mine


def test_doccano_has_a_line_for_each_person_and_one_for_what_is_settled(work):
    lines = [json.loads(line) for line in written(work, "doccano", ALL).decode().splitlines()]
    told = [(one.get("annotator"), one.get("round"), one["label"]) for one in lines]
    # 🇺🇦🔥 are three code points beyond U+FFFF: six units of UTF-16
    assert told == [
        ("Ann", "independent", [[0, 13, "unverified"]]),
        ("Otto", "independent", [[0, 13, "opinion"]]),
        ("", "settled", [[0, 13, "none"]]),
        ("Otto", "", []),
    ]
    mine, _, settled, source = (one["judgements"] for one in lines)
    assert [(one["tag"], one["flags"]) for one in mine] == [("unverified", ["quoted", "loaded"]), ("open", ["said"])]
    assert (mine[0]["note"], mine[0]["start"], mine[0]["end"]) == ("two\nlines", 0, 10)
    assert (settled[0]["note"], settled[0]["votes"]) == ("Neither fits", {"unverified": 1, "opinion": 1})
    assert (source[0]["sentence"], source[0]["evidence"][0]["quotation"]) == (2, "“words”")
    assert {one["text"] for one in lines} == {work.revision.text}
    # what doccano makes of a column that a line has not, it cannot store
    silent = json.loads(written(place_of(work.author, make_article(work.author, "Nobody judged.")), "doccano"))
    assert len({frozenset(one) for one in [*lines, silent]}) == 1


def test_doccano_has_the_text_alone_where_nobody_said_anything(desk):
    place = place_of(desk.viewer, make_article(desk.editor, "Nobody.", "Judged."))
    [line] = written(place, "doccano").decode().splitlines()
    assert (json.loads(line)["label"], json.loads(line)["text"]) == ([], place.revision.text)


def test_no_line_of_doccanos_is_two_to_any_reader(desk):
    case = case_of(desk, ["One \u2028 two \u2029 three \x85 four \x0b five."])
    content = written(case.place, "doccano", case.options).decode()
    assert len(content.splitlines()) == 1
    assert json.loads(content)["text"] == case.texts[0]


def test_label_studio_has_an_annotation_of_each_person_and_what_is_settled_as_ground_truth(work):
    [task] = json.loads(written(work, "labelstudio", ALL))
    assert task["predictions"] == []
    works = task["annotations"]
    assert [(one["result"][0]["value"]["text"], one["ground_truth"]) for one in works] == [
        (["Ann"], False),
        (["Otto"], False),
        (["Edith"], True),
    ]
    assert works[0]["result"][0]["id"] == str(work.author.public_id)
    # whom Label Studio does not know by e-mail, it refuses
    assert not any("completed_by" in one for one in works)
    said = [
        (one["from_name"], one["value"].get("labels") or one["value"].get("choices")) for one in works[0]["result"]
    ]
    assert said == [
        ("annotator", None),
        ("tag", ["unverified"]),
        ("flags", ["quoted", "loaded"]),
        ("round", ["independent"]),
        ("note", None),
        ("tag", ["open"]),
        ("flags", ["said"]),
        ("round", ["independent"]),
    ]
    assert [one["value"]["text"] for one in works[0]["result"] if one["from_name"] == "note"] == [["two\nlines"]]
    assert [one["value"]["text"] for one in works[1]["result"] if one["from_name"] == "evidence"] == [
        ["Bulletin, https://example.org/e, ““words””, seen 2026-03-02"]
    ]


def test_label_studios_results_are_of_the_interface_that_the_file_brings(work):
    """Each is of a control of its type, chooses what there is to choose, and has the span of its region."""
    [task] = json.loads(written(work, "labelstudio", ALL))
    assert task["data"]["labeling_config"] == CONFIG
    view = ElementTree.fromstring(CONFIG)
    controls = {one.attrib["name"]: one for one in view.iter() if "toName" in one.attrib}
    texts = {one.attrib["name"]: one.attrib["value"][1:] for one in view.iter("Text")}
    assert {one.attrib["value"][1:] for one in view.iter("Header")} <= task["data"].keys()
    for work_ in task["annotations"]:
        spans: dict[str, set] = {}
        for result in work_["result"]:
            control, value = controls[result["from_name"]], dict(result["value"])
            assert control.tag.lower() == result["type"]
            assert texts[control.attrib["toName"]] == texts[result["to_name"]] == "text"
            kind = "text" if result["type"] == "textarea" else result["type"]
            offered = {one.attrib["value"] for one in control}
            assert kind == "text" or set(value[kind]) <= offered
            assert isinstance(value[kind], list)
            assert ("perRegion" in control.attrib or kind == "labels") == ("start" in value)
            spans.setdefault(result["id"], set()).add((value.get("start"), value.get("end")))
        assert all(len(one) == 1 for one in spans.values())


def test_a_cas_has_the_sentences_and_what_each_person_said_of_them(work):
    parts = parts_of(written(work, "cas", ALL))
    [name] = [name for name in parts if name.endswith(".json")]
    assert name == f"a-report-{work.revision.digest[:8]}.json"
    cas = cassis.load_cas_from_json(parts[name].decode())
    assert cas.sofa_string == work.revision.text
    judgements = cas.select("warreader.Judgement")
    assert {(one.get_covered_text(), one.author, one.tag, bool(one.settled)) for one in judgements} == {
        (EMOJI[0], "Ann", "unverified", False),
        (EMOJI[0], "Otto", "opinion", False),
        (EMOJI[0], "Edith", "none", True),
        (EMOJI[1], "Otto", "open", False),
        (EMOJI[2], "Ann", "open", False),
    }
    [mine] = [one for one in judgements if one.note == "two\nlines"]
    assert (mine.flags, mine.round, mine.authorId) == ("quoted loaded", "independent", str(work.author.public_id))
    [file] = [one for one in cas.select_all_fs() if one.type.name == "warreader.File"]
    assert file.digest == f"sha256:{work.revision.digest}"
    [metadata] = cas.select("uima.tcas.DocumentAnnotation")
    assert (metadata.documentTitle, metadata.end) == ("A report", len(work.revision.text))


def test_a_cas_counts_units_of_utf_16_and_refers_to_one_text(work):
    [raw] = [json.loads(one) for name, one in parts_of(written(work, "cas", ALL)).items() if name.endswith(".json")]
    units = work.revision.text.encode("utf-16-le")
    structures = {one["%ID"]: one for one in raw["%FEATURE_STRUCTURES"]}
    sentences = [one for one in structures.values() if one["%TYPE"].endswith(".Sentence")]
    assert [units[2 * one["begin"] : 2 * one["end"]].decode("utf-16-le") for one in sentences] == EMOJI
    assert {structures[one["@sofa"]]["%TYPE"] for one in sentences} == {"uima.cas.Sofa"}


def test_the_layers_beside_a_cas_are_those_of_its_own_types(work):
    """INCEpTION has the others, and takes no layer with features of other types than these."""
    content = parts_of(written(work, "cas", ALL))["TypeSystem.xml"]
    space = "{http://uima.apache.org/resourceSpecifier}"
    root = ElementTree.fromstring(content)
    named = [one.findtext(f"{space}name", "") for one in root.iter(f"{space}typeDescription")]
    assert sorted(named) == ["warreader.File", "warreader.Judgement", "warreader.Kind"]
    assert {one.text for one in root.iter(f"{space}rangeTypeName")} == {"uima.cas.String", "uima.cas.Boolean"}


def test_a_cas_says_which_sentences_are_no_body_text(place):
    sentence = place.revision.sentences.get(ordinal=1)
    sentence.kind = Kind.TITLE
    sentence.save()
    [raw] = [one for name, one in parts_of(written(place, "cas")).items() if name.endswith(".json")]
    assert [(one.begin, one.kind) for one in cassis.load_cas_from_json(raw.decode()).select("warreader.Kind")] == [
        (0, "title")
    ]


@pytest.mark.parametrize("name", RIVALS)
def test_people_have_pseudonyms_unless_names_are_asked_for(work, name):
    document = read(work, Options(), exported=MOMENT)
    assert {person.name for person in document.people} & {"Ann", "Otto", "Edith"} == set()
    content = written(work, name)
    packed = b"".join(parts_of(content).values()) if name == "cas" else content
    assert b"Otto" not in packed
    assert b"Annotator " in packed


@pytest.mark.thorough
@pytest.mark.parametrize("name", RIVALS)
def test_the_bytes_depend_on_no_order_of_hashes(case: Case, name):
    support(case.place, 1) if case.tags else None
    assert written(case.place, name, ALL) == written(case.place, name, ALL)
