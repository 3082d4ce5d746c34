"""W3C Web Annotations, as ``exports/jsonld.py`` writes them; also out of the web page that holds them.

Read are bodies by their purpose: ``classifying`` a tag, ``tagging`` a flag, ``commenting`` a note, ``linking`` a
source; what was said in discussions is in annotations of its own. The report is known by the digest of its text, which
the collection's source has; sentences by position and quotation.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_noop as marked

from warreader.importers.drafts import Unreadable
from warreader.models import Flag, Outcome, Round, Tag

from .brought import Brought, End, Passage, Person, Report, Said, Session, Source, Thread
from .nodes import Node, is_address, parsed
from .talk import of_talk, threads_of

FORM = "jsonld"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
LOOK_AGAIN = "to be looked at again"
OUTCOMES = [one for one in Outcome.values if one != Outcome.WANTED]
SCRIPT = re.compile(r"<script type=\"application/ld\+json\">(.*?)</script>", re.DOTALL)
RULE = re.compile(r"(\d{1,4}) votes, (\d{1,3}) %")


def told(found: Node) -> bool:
    """Say whether this is a collection of annotations."""
    return found.has("type") and found.value["type"] == "AnnotationCollection"


def out_of_page(page: str) -> Node:
    """Return the collection in a web page. Raises ``Unreadable`` where there is none."""
    for script in SCRIPT.finditer(page):
        found = parsed(script[1])
        if told(found):
            return found
    raise Unreadable(marked("There are no annotations in this web page."))


def read(found: Node) -> Brought:
    """Return what a collection says. Raises ``Unreadable`` with the place in it that is wrong."""
    source = found.maybe("dcterms:source") or Node({}, "dcterms:source")
    session = found.maybe("dcterms:isPartOf")
    by_place: dict[tuple[int | None, int | None, str], list[Node]] = defaultdict(list)
    places: dict[tuple[int | None, int | None, str], Passage] = {}
    verdict, talk = None, []
    for item in _items(found):
        if of_talk(item):
            talk.append(item)
            continue
        place = _place(item.get("target"))
        places.setdefault((place.start, place.end, place.text), place)
        by_place[place.start, place.end, place.text].append(item)
        verdict = item.maybe("dcterms:isPartOf") or verdict
    threads: dict[tuple[int | None, int | None, str], list[Thread]] = defaultdict(list)
    for target, thread in threads_of(talk, _person):
        place = _place(target)
        places.setdefault((place.start, place.end, place.text), place)
        threads[place.start, place.end, place.text].append(thread)
    passages = (replace(_passage(place, by_place[key]), threads=tuple(threads[key])) for key, place in places.items())
    report = Report(
        passages=tuple(passages),
        id=one.get("id").identity() if (one := source.maybe("dcterms:isVersionOf")) else "",
        title=one.text(500) if (one := source.maybe("dcterms:title")) else "",
        url=one.address() if (one := source.maybe("via")) and is_address(str(one.value)) else "",
        digest=_digest(source),
        session=_session(session) if session else None,
        verdict=_session(verdict) if verdict else None,
    )
    team = one.get("name").text(200) if (one := found.maybe("creator")) and one.has("name") else ""
    return Brought(FORM, (report,), team=team)


def _items(found: Node) -> Iterator[Node]:
    if found.has("first"):
        yield from found.get("first").get("items").items()
    elif found.has("items"):
        yield from found.get("items").items()


def _digest(source: Node) -> str:
    one = source.maybe("dcterms:identifier")
    if one is None or not one.text(100).startswith("sha256:"):
        return ""
    return Node(one.value.removeprefix("sha256:"), one.where).sha256()


def _session(found: Node) -> Session:
    kind = found.maybe("dcterms:type")
    return Session(
        id=found.get("id").identity(),
        name=one.text(200) if (one := found.maybe("dcterms:title")) else "",
        standing=kind.text() == "reading room" if kind else None,
    )


def _place(target: Node) -> Passage:
    """Return the sentence that is meant, with nothing said of it."""
    found: dict[str, Any] = {}
    for one in listed(target.get("selector")):
        kind = one.get("type").text(100)
        if kind == "TextQuoteSelector":
            found |= {"text": one.get("exact").text()}
            found |= {name: one.get(name).text() for name in ("prefix", "suffix") if one.has(name)}
        elif kind == "TextPositionSelector":
            start = one.get("start").number()
            found |= {"start": start, "end": one.get("end").number(start + 1)}
    if not found:
        raise target.wrong("has neither a quotation nor a position")
    return Passage(**found)


def _passage(place: Passage, items: list[Node]) -> Passage:
    said, sources, settled = [], [], None
    for item in items:
        motives = {one.text(100) for one in listed(item.get("motivation"))} if item.has("motivation") else set()
        bodies = list(listed(item.get("body")))
        author = _person(item.get("creator"))
        if "moderating" in motives:
            settled = _settled(item, bodies, author)
        else:
            sources += [_source(one, author) for one in bodies if _purpose(one) == "linking"]
            said += [_said(item, bodies, author)] if motives != {"linking"} or item.has("dcterms:type") else []
    return Passage(
        text=place.text,
        start=place.start,
        end=place.end,
        prefix=place.prefix,
        suffix=place.suffix,
        said=tuple(said),
        sources=tuple(dict.fromkeys(sources)),
        settled=settled,
    )


def _said(item: Node, bodies: list[Node], author: Person) -> Said:
    tags = [one.get("value").word(Tag.values) for one in bodies if _purpose(one) == "classifying"]
    flags = {one.get("value").word(Flag.values) for one in bodies if _purpose(one) == "tagging"}
    notes = [one.get("value").text() for one in bodies if _purpose(one) == "commenting"]
    if len(set(tags)) > 1:
        raise item.wrong("has several tags")
    comment = item.maybe("rdfs:comment")
    return Said(
        id=item.get("id").identity(),
        author=author,
        round=one.word(Round.values) if (one := item.maybe("dcterms:type")) else Round.INDEPENDENT,
        tag=tags[0] if tags else "",
        flags=tuple(flag for flag in Flag.values if flag in flags),
        note="\n\n".join(notes),
        look_again=comment is not None and comment.value == LOOK_AGAIN,
        **_times(item),
    )


def _settled(item: Node, bodies: list[Node], author: Person) -> End:
    outcomes = [one.get("value").word(OUTCOMES) for one in bodies if _purpose(one) == "classifying"]
    if len(outcomes) != 1:
        raise item.wrong("should have one outcome")
    comments = [one.text() for one in listed(item.get("rdfs:comment"))] if item.has("rdfs:comment") else []
    rule = next((one for comment in comments if (one := RULE.fullmatch(comment))), None)
    return End(
        id=item.get("id").identity(),
        outcome=outcomes[0],
        reason="\n\n".join(one.get("value").text() for one in bodies if _purpose(one) == "commenting"),
        by=author,
        rule={"votes": int(rule[1]), "share": int(rule[2])} if rule else None,
        votes=None,
        supported=None,
        **_times(item),
    )


def _source(body: Node, author: Person) -> Source:
    linked = body.has("source")
    quotation, seen = body.maybe("dcterms:description"), body.maybe("dcterms:date")
    if linked:
        quotation = body.get("selector").maybe("exact") if body.has("selector") else None
        seen = body.get("state").maybe("sourceDate") if body.has("state") else None
    citation = body.maybe("label") if linked else body.get("value")
    return Source(
        id=body.get("id").identity() if body.has("id") else "",
        author=author,
        url=body.get("source").address() if linked else "",
        citation=citation.text(1000) if citation else "",
        quotation=quotation.text() if quotation else "",
        seen_on=seen.day() if seen else None,
        note=one.text() if (one := body.maybe("rdfs:comment")) else "",
        **_times(body),
    )


def _times(found: Node) -> dict[str, Any]:
    created = one.moment() if (one := found.maybe("created")) else None
    updated = one.moment() if (one := found.maybe("modified")) else created
    if created and updated and created > updated:
        raise found.get("modified").wrong("is before it was made:")
    return {"created": created, "updated": updated}


def _person(found: Node) -> Person:
    real = found.has("name")
    name = found.get("name" if real else "nickname").text(200)
    return Person(found.get("id").identity() if found.has("id") else "", name, real=real)


def _purpose(body: Node) -> str:
    return body.get("purpose").text(100)


def listed(found: Node) -> Iterator[Node]:
    """Yield the members of a list; where JSON-LD leaves it out round a single one, that."""
    if isinstance(found.value, list):
        yield from found.items()
    else:
        yield found
