"""Our complete form, ``warreader-article/1``: all that the options ask for, to be read back without loss.

One JSON object with sorted keys and one sentence a line; ``schemas/warreader-article-1.json`` describes it. Only
``exported`` differs between two files of the same work.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from warreader.models import Tag

from .document import (
    AnnotationItem,
    Document,
    EvidenceItem,
    HistoryItem,
    Person,
    RemarkItem,
    RevisionItem,
    SentenceItem,
    SessionItem,
    SettledItem,
    ThreadItem,
)
from .words import notice, stamp, stamps

FORM = "warreader-article/1"


def write(document: Document) -> Iterable[bytes]:
    """Yield the file, a sentence at a time."""
    fields = frame(document)
    for number, name in enumerate(sorted([*fields, "sentences"])):
        yield f"{',' if number else '{'}\n{_dump(name)}:".encode()
        yield from _lines(document) if name == "sentences" else [_dump(fields[name]).encode()]
    yield b"\n}\n"


def _lines(document: Document) -> Iterable[bytes]:
    yield b"["
    for number, sentence in enumerate(document.sentences):
        fields = sentence_fields(sentence)
        if document.options.discussion:
            fields["threads"] = [_thread(one) for one in sentence.threads]
        yield f"{',' if number else ''}\n{_dump(fields)}".encode()
    yield b"\n]"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def frame(document: Document) -> dict[str, Any]:
    """Return everything but the sentences."""
    options = document.options
    return {
        "format": FORM,
        "notice": notice(),
        "exported": stamp(document.exported),
        "article": {
            "id": document.id,
            "title": document.title,
            "url": document.url,
            "source": document.source,
            "author": document.author,
            "published": document.published.isoformat() if document.published else None,
        },
        "revision": _revision(document.revision),
        "team": {"name": document.team},
        "session": _session(document.setting),
        "verdict": _session(document.verdict) if document.verdict else None,
        "people": [_person(person) for person in document.people],
        "options": {
            "whose": options.whose,
            "names": options.names,
            "notes": options.notes,
            "evidence": options.evidence,
            "discussion": options.discussion,
            "history": options.history,
            "filter": options.filter,
        },
        "whose": document.whose,
        "filter": document.filter,
        "counts": {str(state): count for state, count in document.counts.items()},
        **({} if document.history is None else {"history": [_step(one) for one in document.history]}),
    }


def _revision(revision: RevisionItem) -> dict[str, Any]:
    return {
        "id": revision.id,
        "number": revision.number,
        "digest": revision.digest,
        "language": revision.language,
        "segmenter": revision.segmenter,
        "text": revision.text,
        "captured": stamp(revision.captured),
        "capture_digest": revision.capture_digest,
    }


def _session(session: SessionItem) -> dict[str, Any]:
    return {
        "id": session.id,
        "name": session.name,
        "standing": session.standing,
        "mode": session.mode,
        "phase": session.phase,
        "revealed": stamp(session.revealed) if session.revealed else None,
        "kinds": session.kinds,
        "needs_second": session.needs_second,
    }


def _person(person: Person) -> dict[str, str]:
    return {"id": person.id, "name": person.name}


def sentence_fields(sentence: SentenceItem) -> dict[str, Any]:
    """Return a sentence; its words are ``text[start:end]`` of the revision."""
    return {
        "ordinal": sentence.ordinal,
        "start": sentence.start,
        "end": sentence.end,
        "paragraph": sentence.paragraph,
        "kind": sentence.kind,
        "state": sentence.state,
        "flags": sentence.flags,
        "annotations": [_annotation(one) for one in sentence.annotations],
        "evidence": [_evidence(one) for one in sentence.evidence],
        "settled": _settled(sentence.settled) if sentence.settled else None,
    }


def _settled(item: SettledItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "outcome": item.outcome,
        "reason": item.reason,
        "by": item.by.id,
        "rule": dict(item.rule) if item.rule else None,
        "votes": {tag: item.votes.get(tag, 0) for tag in Tag.values},
        "created": stamp(item.created),
        "updated": stamp(item.updated),
    }


def _annotation(item: AnnotationItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "author": item.author.id,
        "round": item.round,
        "tag": item.tag,
        "flags": item.flags,
        "note": item.note,
        "look_again": item.look_again,
        "evidence": None if item.evidence is None else [_evidence(one) for one in item.evidence],
        **_times(item),
    }


def _evidence(item: EvidenceItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "author": item.author.id,
        "url": item.url,
        "citation": item.citation,
        "quotation": item.quotation,
        "seen_on": item.seen_on.isoformat() if item.seen_on else None,
        "note": item.note,
        **_times(item),
    }


def _thread(item: ThreadItem) -> dict[str, Any]:
    return {
        "remarks": [_remark(one) for one in item.remarks],
        "resolved": _moment(item.resolved),
        "resolved_by": item.resolved_by.id if item.resolved_by else None,
    }


def _remark(item: RemarkItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "author": item.author.id,
        "text": item.text,
        "mentions": [person.id for person in item.mentions],
        "created": stamp(item.created),
        "edited": _moment(item.edited),
        "deleted": _moment(item.deleted),
    }


def _step(item: HistoryItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "at": stamp(item.at),
        "by": item.by.id,
        "kind": item.kind,
        "sentence": item.ordinal,
        "changes": [change._asdict() for change in item.changes],
        "undo": item.undo,
        **({"brought": item.brought.id} if item.brought else {}),
    }


def _moment(time: datetime | None) -> str | None:
    return stamp(time) if time else None


def _times(item: AnnotationItem | EvidenceItem) -> dict[str, str]:
    created, updated = stamps(item.created, item.updated)
    return {"created": created, "updated": updated}
