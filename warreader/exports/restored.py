"""An annotated article out of what ``complete.write`` made of it: what stands stored is shown without asking again."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from warreader.marks import State
from warreader.models import Tag

from .document import (
    AnnotationItem,
    Change,
    Document,
    EvidenceItem,
    HistoryItem,
    Options,
    Part,
    Person,
    RemarkItem,
    RevisionItem,
    SentenceItem,
    SessionItem,
    SettledItem,
    ThreadItem,
)

People = Mapping[str, Person]


def restored(text: str) -> Document:
    """Return the article that was written; only for text that this app has stored itself."""
    found = json.loads(text)
    article, session = found["article"], _session(found["session"])
    people = {one["id"]: Person(one["id"], one["name"]) for one in found["people"]}
    revision = _revision(found["revision"])
    return Document(
        id=article["id"],
        title=article["title"],
        url=article["url"],
        source=article["source"],
        author=article["author"],
        published=_day(article["published"]),
        team=found["team"]["name"],
        session=session.name,
        session_id=session.id,
        revision=revision,
        sentences=tuple(_sentence(one, revision.text, people) for one in found["sentences"]),
        people=tuple(people.values()),
        options=Options(
            **{name: found["options"][name] for name in ("whose", "names", "notes", "evidence", "filter")},
            **{part: found["options"].get(part, False) for part in Part},
        ),
        whose=found["whose"],
        filter=found["filter"],
        exported=_moment(found["exported"]),
        setting=session,
        verdict=_session(found["verdict"]) if found["verdict"] else None,
        history=tuple(_step(one, people) for one in found["history"]) if "history" in found else None,
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return _moment(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _revision(found: Mapping[str, Any]) -> RevisionItem:
    return RevisionItem(**{**found, "captured": _moment(found["captured"])})


def _session(found: Mapping[str, Any]) -> SessionItem:
    return SessionItem(**{**found, "revealed": _maybe(found["revealed"]), "kinds": tuple(found["kinds"])})


def _sentence(found: Mapping[str, Any], text: str, people: People) -> SentenceItem:
    return SentenceItem(
        ordinal=found["ordinal"],
        start=found["start"],
        end=found["end"],
        paragraph=found["paragraph"],
        kind=found["kind"],
        text=text[found["start"] : found["end"]],
        state=State(found["state"]) if found["state"] else None,
        flags=tuple(found["flags"]),
        annotations=tuple(_annotation(one, people) for one in found["annotations"]),
        evidence=tuple(_evidence(one, people) for one in found["evidence"]),
        settled=_settled(found["settled"], people) if found["settled"] else None,
        threads=tuple(_thread(one, people) for one in found.get("threads", ())),
    )


def _times(found: Mapping[str, Any]) -> dict[str, datetime]:
    return {"created": _moment(found["created"]), "updated": _moment(found["updated"])}


def _settled(found: Mapping[str, Any], people: People) -> SettledItem:
    return SettledItem(
        id=found["id"],
        outcome=found["outcome"],
        reason=found["reason"],
        by=people[found["by"]],
        rule=found["rule"],
        votes={tag: found["votes"][tag] for tag in Tag.values if found["votes"][tag]},
        **_times(found),
    )


def _annotation(found: Mapping[str, Any], people: People) -> AnnotationItem:
    evidence = found["evidence"]
    return AnnotationItem(
        id=found["id"],
        author=people[found["author"]],
        round=found["round"],
        tag=found["tag"],
        flags=tuple(found["flags"]),
        note=found["note"],
        evidence=None if evidence is None else tuple(_evidence(one, people) for one in evidence),
        look_again=found["look_again"],
        **_times(found),
    )


def _evidence(found: Mapping[str, Any], people: People) -> EvidenceItem:
    return EvidenceItem(
        id=found["id"],
        author=people[found["author"]],
        url=found["url"],
        citation=found["citation"],
        quotation=found["quotation"],
        seen_on=_day(found["seen_on"]),
        note=found["note"],
        **_times(found),
    )


def _thread(found: Mapping[str, Any], people: People) -> ThreadItem:
    return ThreadItem(
        remarks=tuple(_remark(one, people) for one in found["remarks"]),
        resolved=_maybe(found["resolved"]),
        resolved_by=people[found["resolved_by"]] if found["resolved_by"] else None,
    )


def _remark(found: Mapping[str, Any], people: People) -> RemarkItem:
    return RemarkItem(
        id=found["id"],
        author=people[found["author"]],
        text=found["text"],
        mentions=tuple(people[one] for one in found["mentions"]),
        created=_moment(found["created"]),
        edited=_maybe(found["edited"]),
        deleted=_maybe(found["deleted"]),
    )


def _step(found: Mapping[str, Any], people: People) -> HistoryItem:
    return HistoryItem(
        id=found["id"],
        at=_moment(found["at"]),
        by=people[found["by"]],
        kind=found["kind"],
        ordinal=found["sentence"],
        changes=tuple(Change(one["what"], tuple(one["before"]), tuple(one["after"])) for one in found["changes"]),
        undo=found["undo"],
        brought=people[found["brought"]] if "brought" in found else None,
    )
