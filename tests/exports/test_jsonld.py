"""The MUSTs of https://www.w3.org/TR/annotation-model/, and what a JSON-LD processor makes of a file."""

import json
import re
from datetime import date, datetime
from uuid import uuid4

import pytest
from pyld import jsonld

from tests.exports.conftest import Case, written
from tests.exports.readers import Page
from tests.factories import judge, make_article, place_of, support
from warreader.actions.evidence import Source, record_evidence
from warreader.exports import Options
from warreader.exports.jsonld import iri

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OA = "http://www.w3.org/ns/oa#"
ACTIVITY = "http://www.w3.org/ns/activitystreams#"
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]+")
JUDGING = {"classifying", "commenting", "linking", "tagging"}
MOTIVATIONS = JUDGING | {"assessing", "moderating", "replying"}

#: the terms of the context that our files use, as the context defines them; nothing is fetched
REFERENCES = {
    "body": "oa:hasBody", "target": "oa:hasTarget", "source": "oa:hasSource", "selector": "oa:hasSelector",
    "state": "oa:hasState", "scope": "oa:hasScope", "creator": "dcterms:creator", "generator": "as:generator",
    "via": "oa:via", "partOf": "as:partOf", "first": "as:first", "last": "as:last",
}  # fmt: skip
VALUES = {
    "format": "dc:format", "language": "dc:language", "value": "rdf:value", "exact": "oa:exact",
    "prefix": "oa:prefix", "suffix": "oa:suffix", "name": "foaf:name", "nickname": "foaf:nick",
    "label": "rdfs:label",
}  # fmt: skip
COUNTS = {"start": "oa:start", "end": "oa:end", "total": "as:totalItems", "startIndex": "as:startIndex"}
TIMES = {
    "created": "dcterms:created", "modified": "dcterms:modified", "generated": "dcterms:issued",
    "sourceDate": "oa:sourceDate",
}  # fmt: skip
CLASSES = {
    "Annotation": "oa:Annotation", "TextualBody": "oa:TextualBody", "SpecificResource": "oa:SpecificResource",
    "TextQuoteSelector": "oa:TextQuoteSelector", "TextPositionSelector": "oa:TextPositionSelector",
    "TimeState": "oa:TimeState", "Text": "dctypes:Text", "Person": "foaf:Person",
    "Organization": "foaf:Organization", "Software": "as:Application",
    "AnnotationCollection": "as:OrderedCollection", "AnnotationPage": "as:OrderedCollectionPage",
}  # fmt: skip
PREFIXES = {
    "oa": OA, "as": ACTIVITY, "dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/",
    "dctypes": "http://purl.org/dc/dcmitype/", "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
TERMS = {
    **PREFIXES,
    "id": {"@id": "@id", "@type": "@id"},
    "type": {"@id": "@type", "@type": "@id"},
    **CLASSES,
    **{name: f"oa:{name}" for name in MOTIVATIONS},
    **VALUES,
    **{name: {"@id": term, "@type": "@id"} for name, term in REFERENCES.items()},
    **{name: {"@id": term, "@type": "xsd:dateTime"} for name, term in TIMES.items()},
    **{name: {"@id": term, "@type": "xsd:nonNegativeInteger"} for name, term in COUNTS.items()},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
    "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
}


def load(url, _options):
    assert url == CONTEXT
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": TERMS}}


def expanded(content: bytes):
    return jsonld.expand(json.loads(content), {"documentLoader": load})


def is_count(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def check_time(value):
    assert datetime.fromisoformat(value).utcoffset() is not None
    assert value.endswith("Z")


def check_collection(collection):
    assert collection["@context"] == CONTEXT
    assert IRI.fullmatch(collection["id"])
    assert collection["type"] == "AnnotationCollection"
    assert is_count(collection["total"])
    assert ("first" in collection) == (collection["total"] > 0)


def check_page(page):
    assert IRI.fullmatch(page["id"])
    assert page["type"] == "AnnotationPage"
    assert isinstance(page["items"], list)
    assert is_count(page["startIndex"])
    assert "@context" not in page


def check_annotation(annotation):
    assert IRI.fullmatch(annotation["id"])
    assert annotation["type"] == "Annotation"
    assert set(annotation["motivation"]) <= MOTIVATIONS
    check_time(annotation["created"])
    check_time(annotation["modified"])
    assert annotation["creator"]["type"] == "Person"
    assert len(annotation["creator"].keys() & {"name", "nickname"}) == 1
    assert annotation["body"] or annotation["rdfs:comment"] == "deleted"
    for body in annotation["body"]:
        check_body(body)
    if isinstance(annotation["target"], str):
        assert IRI.fullmatch(annotation["target"])
    else:
        check_resource(annotation["target"])


def check_body(body):
    assert body["purpose"] in MOTIVATIONS
    if body["type"] == "TextualBody":
        assert isinstance(body["value"], str)
        assert body["value"]
    else:
        check_resource(body)


def check_resource(resource):
    assert resource["type"] == "SpecificResource"
    assert IRI.fullmatch(resource["source"])
    assert IRI.fullmatch(resource.get("scope", "urn:none"))
    selectors = resource.get("selector", [])
    for selector in selectors if isinstance(selectors, list) else [selectors]:
        if selector["type"] == "TextQuoteSelector":
            assert selector["exact"]
        else:
            assert selector["type"] == "TextPositionSelector"
            assert is_count(selector["start"])
            assert is_count(selector["end"])
    if "state" in resource:
        assert resource["state"]["type"] == "TimeState"
        check_time(resource["state"]["sourceDate"])


@pytest.fixture
def full(place):
    """Of everything some: a tag, flags, a note, and evidence of every shape."""
    place.article.url = "https://example.org/a report?q=«x»"
    place.article.save()
    judge(place, 1, "verified", flags={"loaded": True}, note="seen", note_exported=True)
    sources = [
        Source(url="https://example.org/p?a b", citation="Photo", quotation="as seen", seen_on=date(2026, 1, 2)),
        Source(citation="Printed bulletin 4", quotation="on page 2", seen_on=date(2026, 1, 2), note="in the archive"),
        Source(url="no-scheme/at-all"),
    ]
    for source in sources:
        record_evidence(place=place, ordinal=1, source=source, action=uuid4())
    support(place, 2)
    return place


def test_every_must_of_the_specification_holds(case: Case):
    collection = json.loads(written(case.place, "jsonld", case.options))
    check_collection(collection)
    if "first" in collection:
        check_page(collection["first"])
        for annotation in collection["first"]["items"]:
            check_annotation(annotation)


def test_every_must_holds_with_evidence_of_every_shape(full):
    collection = json.loads(written(full, "jsonld", Options(notes=True)))
    for annotation in collection["first"]["items"]:
        check_annotation(annotation)
    ids = [item["id"] for item in collection["first"]["items"]]
    assert len(set(ids)) == len(ids) == collection["total"] == 2


def test_an_answer_is_about_the_remark_that_began_the_thread_and_so_is_its_end(discussed):
    content = written(discussed.viewer, "jsonld", Options(discussion=True))
    items = [one for one in json.loads(content)["first"]["items"] if one.get("dcterms:type") == "discussion"]
    for one in items:
        check_annotation(one)
    begun, answer, gone, end, other = items
    assert [one["motivation"] for one in items[1:4]] == [["replying"], ["replying"], ["assessing"]]
    assert {one["target"] for one in (answer, gone, end)} == {begun["id"]}
    assert begun["dcterms:references"][0]["nickname"] in begun["body"][0]["value"]
    assert (gone["body"], gone["rdfs:comment"], end["body"][0]["value"]) == ([], "deleted", "resolved")
    assert other["target"]["selector"][0]["exact"] == "Second."
    assert expanded(content)


def test_a_target_says_where_the_sentence_is_and_what_stands_around_it(desk):
    texts = ["😀" * 40 + ".", "Ця 🇺🇦 мова.", "𝔘" * 40 + "."]
    place = place_of(desk.annotator, make_article(desk.editor, *texts))
    judge(place, 2, "opinion")
    target = json.loads(written(place, "jsonld"))["first"]["items"][0]["target"]
    quote, position = target["selector"]
    text = place.revision.text
    assert text[position["start"] : position["end"]] == quote["exact"] == texts[1]
    assert quote["prefix"] == text[position["start"] - 32 : position["start"]]
    assert quote["suffix"] == text[position["end"] : position["end"] + 32]
    assert len(quote["prefix"]) == len(quote["suffix"]) == 32


def test_at_the_ends_of_the_text_less_stands_around_a_sentence(place):
    judge(place, 1, "opinion")
    judge(place, 5, "opinion")
    first, last = (item["target"]["selector"][0] for item in json.loads(written(place, "jsonld"))["first"]["items"])
    assert first["prefix"] == ""
    assert last["suffix"] == ""


def test_tags_flags_notes_and_evidence_have_purposes_of_their_own(full):
    bodies = json.loads(written(full, "jsonld", Options(notes=True)))["first"]["items"][0]["body"]
    assert [(body["purpose"], body.get("value")) for body in bodies[:3]] == [
        ("classifying", "verified"),
        ("tagging", "loaded"),
        ("commenting", "seen"),
    ]
    linked, cited, odd = bodies[3:]
    assert linked["source"] == "https://example.org/p?a%20b"
    assert linked["selector"] == {"type": "TextQuoteSelector", "exact": "as seen"}
    assert linked["state"] == {"type": "TimeState", "sourceDate": "2026-01-02T00:00:00Z"}
    assert (cited["value"], cited["rdfs:comment"]) == ("Printed bulletin 4", "in the archive")
    assert odd["value"] == "no-scheme/at-all"


def test_the_collection_says_which_text_it_is_about(full):
    source = json.loads(written(full, "jsonld"))["dcterms:source"]
    assert source["dcterms:identifier"] == f"sha256:{full.revision.digest}"
    assert source["id"] == f"urn:uuid:{full.revision.public_id}"


def test_a_pseudonym_is_a_nickname_and_a_name_a_name(full):
    creators = [
        json.loads(written(full, "jsonld", Options(names=names)))["first"]["items"][0]["creator"]
        for names in (False, True)
    ]
    assert creators[0]["nickname"].startswith("Annotator ")
    assert creators[1]["name"] == full.author.name


def test_the_collections_id_belongs_to_the_choices(full):
    ids = {
        json.loads(written(full, "jsonld", options))["id"]
        for options in (Options(), Options(), Options(names=True), Options(filter="state=open"))
    }
    assert len(ids) == 3


def test_a_jsonld_processor_understands_every_term(full):
    content = written(full, "jsonld", Options(notes=True))
    (collection,) = expanded(content)
    assert collection["@type"] == [f"{ACTIVITY}OrderedCollection"]
    (page,) = collection[f"{ACTIVITY}first"]
    items = page[f"{ACTIVITY}items"][0]["@list"]
    assert [item["@type"] for item in items] == [[f"{OA}Annotation"]] * 2
    (target,) = items[0][f"{OA}hasTarget"]
    assert target[f"{OA}hasSource"] == [{"@id": f"urn:uuid:{full.revision.public_id}"}]
    assert {one["@id"] for one in items[0][f"{OA}motivatedBy"]} == {f"{OA}{name}" for name in JUDGING}
    assert keys(json.loads(content)) <= TERMS.keys() | {"@context"}, "a term that the context does not define"


def keys(value) -> set[str]:
    """Return every key of a file, of compact ones the prefix."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if isinstance(value, dict):
        return {key.partition(":")[0] for key in value}.union(*map(keys, value.values()))
    return set()


def test_what_a_page_carries_expands_too(full):
    (script,) = Page(written(full, "html", Options(notes=True))).all("script")
    assert expanded(script.text.encode()) == expanded(written(full, "jsonld", Options(notes=True)))


@pytest.mark.parametrize(
    ("url", "valid"),
    [
        ("https://example.org/a b?q=<x>", "https://example.org/a%20b?q=%3Cx%3E"),
        ("https://пример.укр/шлях", "https://пример.укр/шлях"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%20#a", "https://example.org/%20#a"),
    ],
)
def test_an_iri_holds_no_character_that_none_may(url, valid):
    assert iri(url) == valid
