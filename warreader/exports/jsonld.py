"""W3C Web Annotations: an AnnotationCollection with one page, in JSON-LD.

After https://www.w3.org/TR/annotation-model/. Every term is one of its context's, or of a vocabulary to which the
context has a prefix, so that no further context need be fetched. In its words:

* a tag is a body with the purpose ``classifying``, a flag one with ``tagging``, a note one with ``commenting``;
* a piece of evidence is a body with the purpose ``linking``: its quotation is a TextQuoteSelector in the source, the
  day it was seen a TimeState, its citation a label. Of somebody who judged nothing it is an annotation of its own;
* that the sentence has changed since its author judged it is a comment: "to be looked at again";
* what was said about a sentence is an annotation of its own, commenting; what answers it is replying, with that one as
  its target. Whom it mentions it references. One that is deleted has no body. That a thread has come to its end is an
  annotation of the remark that began it, assessing;
* how a sentence was settled is an annotation of its own, moderating, of the type "settled"; who gave which tag is its
  comment, and that nobody has recorded evidence for what was settled as verified;
* the collection is part of a session; what another one settled is part of that;
* the target's source is the revision, which the collection describes with its digest; its scope is the article's
  page. Positions are code points (section 4.2.5), and so are the 32 of prefix and suffix.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import quote as percent_encoded
from uuid import NAMESPACE_URL, UUID, uuid5

from warreader.marks import State
from warreader.text import quote

from .document import (
    AnnotationItem,
    Document,
    EvidenceItem,
    Part,
    Person,
    RemarkItem,
    SentenceItem,
    SessionItem,
    SettledItem,
    ThreadItem,
)
from .words import facts, notice, stamp, votes_words

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
#: before and after a quotation, in code points
CONTEXT_LENGTH = 32
FORBIDDEN = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\xa0]|%(?![0-9A-Fa-f]{2})")
#: of what was settled as verified
UNSUPPORTED = "no evidence recorded"
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:.")


#: where the annotations go; inside a text of JSON its quotation marks would be escaped
_ITEMS = '"items":[]'


def write(document: Document) -> Iterable[bytes]:
    """Yield the file, a sentence at a time."""
    yield from (piece.encode() for piece in pieces(document))
    yield b"\n"


def pieces(document: Document) -> Iterator[str]:
    """Yield the collection as JSON with sorted keys, a sentence at a time."""
    before, items, after = dump(_frame(document)).partition(_ITEMS)
    yield before
    if items:
        yield from _items(document)
        yield after


def _items(document: Document) -> Iterator[str]:
    yield _ITEMS[:-1]
    comma = ""
    for sentence in document.sentences:
        if found := _of_sentence(document, sentence):
            yield comma + ",".join(dump(one) for one in found)
            comma = ","
    yield _ITEMS[-1]


def dump(value: object) -> str:
    """Return JSON with sorted keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _frame(document: Document) -> dict[str, Any]:
    """Return the collection, with its one page inside, without its annotations; without a page where there is none."""
    identity, total = urn(collection_id(document)), sum(_total(one) for one in document.sentences)
    found = {
        "@context": CONTEXT,
        "id": identity,
        "type": "AnnotationCollection",
        "label": document.title,
        "rdfs:comment": [notice(), *(f"{fact.label}: {fact.value}" for fact in facts(document))],
        "creator": {"type": "Organization", "name": document.team},
        "generator": {"type": "Software", "name": "Warreader"},
        "generated": stamp(document.exported),
        "total": total,
        "dcterms:source": _source(document),
        "dcterms:isPartOf": _session(document.setting),
    }
    if total:
        page = {
            "id": urn(uuid5(collection_id(document), "page")),
            "type": "AnnotationPage",
            "partOf": identity,
            "startIndex": 0,
            "items": [],
        }
        found |= {"first": page, "last": page["id"]}
    return found


def _total(sentence: SentenceItem) -> int:
    """Return how many annotations a sentence has in the file."""
    said = sum(len(one.remarks) + bool(one.resolved and one.resolved_by) for one in sentence.threads)
    return len(sentence.annotations) + len(sentence.evidence) + bool(sentence.settled) + said


def _of_sentence(document: Document, sentence: SentenceItem) -> list[dict[str, Any]]:
    """Return the annotations of a sentence."""
    if not sentence.told:
        return []
    target = _target(document, sentence)
    found = [_annotation(document, item) | {"target": target} for item in sentence.annotations]
    found += [_evidence_alone(document, item) | {"target": target} for item in sentence.evidence]
    if sentence.settled:
        found.append(_settled(document, sentence.settled, sentence.state) | {"target": target})
    return found + [one for thread in sentence.threads for one in _thread(document, thread, target)]


def urn(identity: UUID | str) -> str:
    """Return a public id as an IRI."""
    return f"urn:uuid:{identity}"


def iri(url: str) -> str:
    """Return a URL with the characters percent-encoded that no IRI may hold (RFC 3987)."""
    return FORBIDDEN.sub(lambda found: percent_encoded(found[0]), url)


def collection_id(document: Document) -> UUID:
    """Return an id that is the same for the same choices about the same text."""
    options = document.options
    chosen = [options.whose, options.names, options.notes, options.evidence, options.filter]
    chosen += [part for part in options.parts if part == Part.DISCUSSION]
    return uuid5(NAMESPACE_URL, dump([document.revision.id, document.session_id, *chosen]))


def _session(session: SessionItem) -> dict[str, Any]:
    return {
        "id": urn(session.id),
        "dcterms:title": session.name,
        "dcterms:type": "reading room" if session.standing else "session",
    }


def _source(document: Document) -> dict[str, Any]:
    revision = document.revision
    found: dict[str, Any] = {
        "id": urn(revision.id),
        "type": "Text",
        "format": "text/plain",
        "dcterms:identifier": f"sha256:{revision.digest}",
        "dcterms:title": document.title,
        "dcterms:isVersionOf": {"id": urn(document.id)},
    }
    if revision.language:
        found["language"] = revision.language
    if ABSOLUTE.match(document.url):
        found["via"] = iri(document.url)
    return found


def _target(document: Document, sentence: SentenceItem) -> dict[str, Any]:
    words = quote(document.revision.text, sentence.start, sentence.end, CONTEXT_LENGTH)
    found: dict[str, Any] = {
        "type": "SpecificResource",
        "source": urn(document.revision.id),
        "selector": [
            {"type": "TextQuoteSelector", "exact": words.exact, "prefix": words.prefix, "suffix": words.suffix},
            {"type": "TextPositionSelector", "start": sentence.start, "end": sentence.end},
        ],
    }
    return found | ({"scope": iri(document.url)} if ABSOLUTE.match(document.url) else {})


def _annotation(document: Document, item: AnnotationItem) -> dict[str, Any]:
    bodies = [_text(item.tag, "classifying")] if item.tag else []
    bodies += [_text(flag, "tagging") for flag in item.flags]
    bodies += [_text(item.note, "commenting")] if item.note else []
    bodies += [_evidence(one) for one in item.evidence or ()]
    found = {
        "id": urn(item.id),
        "type": "Annotation",
        "motivation": list(dict.fromkeys(body["purpose"] for body in bodies)),
        "creator": _person(document, item.author),
        "created": stamp(item.created),
        "modified": stamp(item.updated),
        "dcterms:type": item.round,
        "body": bodies,
    }
    return found | ({"rdfs:comment": "to be looked at again"} if item.look_again else {})


def _evidence_alone(document: Document, item: EvidenceItem) -> dict[str, Any]:
    return {
        "id": urn(uuid5(UUID(item.id), "annotation")),
        "type": "Annotation",
        "motivation": ["linking"],
        "creator": _person(document, item.author),
        "created": stamp(item.created),
        "modified": stamp(item.updated),
        "body": [_evidence(item)],
    }


def _settled(document: Document, item: SettledItem, state: State | None) -> dict[str, Any]:
    comments = [votes_words(item)] if item.votes else []
    comments += [UNSUPPORTED] if state == State.HOLLOW else []
    if item.rule:
        comments.append("{votes} votes, {share} %".format(**item.rule))
    found = {
        "id": urn(item.id),
        "type": "Annotation",
        "motivation": ["moderating"],
        "creator": _person(document, item.by),
        "created": stamp(item.created),
        "modified": stamp(item.updated),
        "dcterms:type": "settled by rule" if item.rule else "settled",
        "body": [
            _text(item.outcome, "classifying"),
            *([_text(item.reason, "commenting")] if item.reason else []),
        ],
    }
    if document.verdict:
        found["dcterms:isPartOf"] = _session(document.verdict)
    return found | ({"rdfs:comment": comments} if comments else {})


def _thread(document: Document, thread: ThreadItem, target: dict[str, Any]) -> Iterator[dict[str, Any]]:
    first, *answers = thread.remarks
    yield _remark(document, first, "commenting") | {"target": target}
    for answer in answers:
        yield _remark(document, answer, "replying") | {"target": urn(first.id)}
    if thread.resolved and thread.resolved_by:
        yield {
            "id": urn(uuid5(UUID(first.id), "resolved")),
            "type": "Annotation",
            "motivation": ["assessing"],
            "creator": _person(document, thread.resolved_by),
            "created": stamp(thread.resolved),
            "modified": stamp(thread.resolved),
            "dcterms:type": "discussion",
            "body": [_text("resolved", "assessing")],
            "target": urn(first.id),
        }


def _remark(document: Document, item: RemarkItem, motivation: str) -> dict[str, Any]:
    found = {
        "id": urn(item.id),
        "type": "Annotation",
        "motivation": [motivation],
        "creator": _person(document, item.author),
        "created": stamp(item.created),
        "modified": stamp(item.deleted or item.edited or item.created),
        "dcterms:type": "discussion",
        "body": [] if item.deleted else [_text(item.text, motivation)],
    }
    if item.deleted:
        found["rdfs:comment"] = "deleted"
    if item.mentions:
        found["dcterms:references"] = [_person(document, one) for one in item.mentions]
    return found


def _text(value: str, purpose: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}


def _evidence(item: EvidenceItem) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": urn(item.id),
        "purpose": "linking",
        "created": stamp(item.created),
        "modified": stamp(item.updated),
    }
    if item.note:
        body["rdfs:comment"] = item.note
    return body | (_linked(item) if ABSOLUTE.match(item.url) else _cited(item))


def _linked(item: EvidenceItem) -> dict[str, Any]:
    body: dict[str, Any] = {"type": "SpecificResource", "source": iri(item.url)}
    if item.citation:
        body["label"] = item.citation
    if item.quotation:
        body["selector"] = {"type": "TextQuoteSelector", "exact": item.quotation}
    if item.seen_on:
        body["state"] = {"type": "TimeState", "sourceDate": stamp(datetime.combine(item.seen_on, time(), UTC))}
    return body


def _cited(item: EvidenceItem) -> dict[str, Any]:
    body = _text(" ".join(filter(None, [item.citation, item.url])), "linking")
    if item.quotation:
        body["dcterms:description"] = item.quotation
    if item.seen_on:
        body["dcterms:date"] = item.seen_on.isoformat()
    return body


def _person(document: Document, person: Person) -> dict[str, str]:
    called = "name" if document.options.names else "nickname"
    return {"id": urn(person.id), "type": "Person", called: person.name}
