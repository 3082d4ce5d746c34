"""Our complete form, ``warreader-article/1``: what ``exports/complete.py`` writes."""

import hashlib
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from warreader import text as texts
from warreader.importers.drafts import Unreadable
from warreader.models import Flag, Kind, Mode, Outcome, Phase, Round, Tag

from .brought import Brought, End, Passage, Person, Remark, Report, Said, Session, Source, Thread
from .nodes import Node

FORM = "warreader-article/1"
OUTCOMES = [one for one in Outcome.values if one != Outcome.WANTED]
TAGS = [*Tag.values, ""]
FIELDS = frozenset({
    "format", "notice", "exported", "article", "revision", "team", "session", "verdict", "people", "options", "whose",
    "filter", "counts", "sentences",
})  # fmt: skip
OF_SENTENCES = frozenset({
    "ordinal", "start", "end", "paragraph", "kind", "state", "flags", "annotations", "evidence", "settled", "threads",
})  # fmt: skip
#: letters of a name that is repeated, and how many names are
SHOWN = 40
#: letters of a report's text
LONGEST = 5_000_000


def read(found: Node) -> Brought:
    """Return what a file of this form says. Raises ``Unreadable`` with the place in it that is wrong."""
    found.get("format").word([FORM])
    article, revision = found.get("article"), found.get("revision")
    named = found.get("options").get("names").yes()
    people = {one.id: one for one in _people(found.get("people"), real=named)}
    text = _text(revision)
    report = Report(
        passages=tuple(_passages(found.get("sentences"), text, people)),
        id=article.get("id").identity(),
        title=article.get("title").text(500),
        url=article.get("url").address(),
        source=article.get("source").text(200),
        author=article.get("author").text(200),
        published=one.day() if (one := article.maybe("published")) else None,
        revision=revision.get("id").identity(),
        number=revision.get("number").number(1, 1_000_000),
        digest=revision.get("digest").sha256(),
        text=text,
        whole=True,
        language=revision.get("language").text(8),
        segmenter=revision.get("segmenter").text(60),
        captured=revision.get("captured").moment(),
        capture_digest=revision.get("capture_digest").sha256(),
        session=session(found.get("session")),
        verdict=session(one) if (one := found.maybe("verdict")) else None,
        judged_elsewhere=found.get("options").get("whose").value == "settled",
    )
    return Brought(FORM, (report,), team=found.get("team").get("name").text(200), remarks=tuple(_unread(found)))


def _unread(found: Node) -> Iterator[str]:
    """Say what the file has that is not read: what later versions of the form have more."""
    names = {name for name in found.value if name not in FIELDS}
    names |= {name for one in found.get("sentences").items() for name in one.value if name not in OF_SENTENCES}
    if names:
        yield _("Not read: %(names)s") % {"names": ", ".join(name[:SHOWN] for name in sorted(names)[:SHOWN])}


def session(found: Node) -> Session:
    """Return a session; what older files do not say of it is as it is usual."""
    return Session(
        id=found.get("id").identity(),
        name=found.get("name").text(200),
        standing=one.yes() if (one := found.maybe("standing")) else None,
        mode=one.word(Mode.values) if (one := found.maybe("mode")) else Mode.OPEN,
        phase=one.word(Phase.values) if (one := found.maybe("phase")) else Phase.CLOSED,
        revealed=one.moment() if (one := found.maybe("revealed")) else None,
        kinds=one.words(Kind.values) if (one := found.maybe("kinds")) else (),
        needs_second=one.yes() if (one := found.maybe("needs_second")) else False,
    )


def _people(found: Node, *, real: bool) -> Iterator[Person]:
    for one in found.items():
        yield Person(one.get("id").identity(), one.get("name").text(200), real=real)


def _text(revision: Node) -> str:
    """Return the text, which must be the one that its digest is of, and as texts are stored."""
    node = revision.get("text")
    text = node.text(LONGEST)
    if not text or texts.clean(text) != text:
        raise node.wrong("is no text as it is stored")
    if hashlib.sha256(text.encode()).hexdigest() != revision.get("digest").sha256():
        raise Unreadable("revision.digest: is of another text")
    return text


def _passages(found: Node, text: str, people: Mapping[str, Person]) -> Iterator[Passage]:
    last = 0
    for number, one in enumerate(found.items(), 1):
        if one.get("ordinal").number() != number:
            raise one.get("ordinal").wrong("should be in order from 1, is")
        start = one.get("start").number(last, len(text) - 1)
        end = one.get("end").number(start + 1, len(text))
        last = end
        said = [_said(item, people) for item in one.get("annotations").items()]
        within = [source for item in one.get("annotations").items() for source in _sources(item, people)]
        settled = one.maybe("settled")
        yield Passage(
            text=text[start:end],
            start=start,
            end=end,
            ordinal=number,
            paragraph=one.get("paragraph").number(),
            kind=one.get("kind").word(Kind.values),
            said=tuple(said),
            # Whoever judged in both rounds has their evidence with each.
            sources=tuple(dict.fromkeys([*within, *_sources(one, people)])),
            settled=_settled(settled, one, people) if settled else None,
            threads=tuple(_threads(one, people)),
        )


def _said(found: Node, people: Mapping[str, Person]) -> Said:
    created, updated = found.get("created").moment(), found.get("updated").moment()
    if created > updated:
        raise found.get("updated").wrong("is before it was made:")
    return Said(
        id=found.get("id").identity(),
        author=_person(found.get("author"), people),
        round=found.get("round").word(Round.values),
        tag=found.get("tag").word(TAGS),
        flags=found.get("flags").words(Flag.values),
        note=found.get("note").text(),
        look_again=one.yes() if (one := found.maybe("look_again")) else False,
        created=created,
        updated=updated,
    )


def _sources(found: Node, people: Mapping[str, Person]) -> Iterator[Source]:
    for one in found.get("evidence").items() if found.has("evidence") else ():
        url, citation = one.get("url").address(), one.get("citation").text(1000)
        if not (url or citation):
            raise one.wrong("names no source")
        yield Source(
            id=one.get("id").identity(),
            author=_person(one.get("author"), people),
            url=url,
            citation=citation,
            quotation=one.get("quotation").text(),
            seen_on=seen.day() if (seen := one.maybe("seen_on")) else None,
            note=one.get("note").text(),
            created=one.get("created").moment(),
            updated=one.get("updated").moment(),
        )


def _settled(found: Node, sentence: Node, people: Mapping[str, Person]) -> End:
    created, updated = found.get("created").moment(), found.get("updated").moment()
    if created > updated:
        raise found.get("updated").wrong("is before it was made:")
    rule = found.maybe("rule")
    return End(
        id=found.get("id").identity(),
        outcome=found.get("outcome").word(OUTCOMES),
        reason=found.get("reason").text(),
        by=_person(found.get("by"), people),
        rule={"votes": rule.get("votes").number(1, 9_999), "share": rule.get("share").number(1, 100)}
        if rule
        else None,
        votes={tag: found.get("votes").get(tag).number(0, 9_999) for tag in Tag.values},
        supported=sentence.get("state").value == Tag.VERIFIED,
        created=created,
        updated=updated,
    )


def _threads(found: Node, people: Mapping[str, Person]) -> Iterator[Thread]:
    for one in found.get("threads").items() if found.has("threads") else ():
        remarks = tuple(_remark(item, people) for item in one.get("remarks").items())
        if not remarks:
            raise one.get("remarks").wrong("is empty")
        resolved = one.maybe("resolved")
        yield Thread(
            remarks=remarks,
            resolved=resolved.moment() if resolved else None,
            resolved_by=_person(one.get("resolved_by"), people) if resolved else None,
        )


def _remark(found: Node, people: Mapping[str, Person]) -> Remark:
    deleted, text = found.maybe("deleted"), found.get("text").text()
    if bool(text) == bool(deleted):
        raise found.get("text").wrong("is empty, and it is not deleted" if not text else "stands, and it is deleted")
    return Remark(
        id=found.get("id").identity(),
        author=_person(found.get("author"), people),
        text=text,
        mentions=tuple(dict.fromkeys(_person(one, people) for one in found.get("mentions").items())),
        created=found.get("created").moment(),
        edited=one.moment() if (one := found.maybe("edited")) else None,
        deleted=deleted.moment() if deleted else None,
    )


def _person(found: Node, people: Mapping[str, Person]) -> Person:
    identity = found.identity()
    if identity not in people:
        raise found.wrong("is none of the people of the file:")
    return people[identity]
