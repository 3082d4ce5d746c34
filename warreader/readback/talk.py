"""Discussions in W3C Web Annotations, as ``exports/jsonld.py`` writes them: remarks, their answers, and their end."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from .brought import Person, Remark, Thread
from .nodes import Node

DISCUSSION = "discussion"
#: the motivation of what says that a thread has come to its end
END = "assessing"

ReadPerson = Callable[[Node], Person]


def of_talk(item: Node) -> bool:
    """Say whether an annotation is something that was said, or that it is resolved."""
    kind = item.maybe("dcterms:type")
    return kind is not None and kind.value == DISCUSSION


def threads_of(items: Iterable[Node], person: ReadPerson) -> list[tuple[Node, Thread]]:
    """Return each thread with the target of the remark that began it, which is a sentence.

    Raises ``Unreadable`` where something answers what is not there.
    """
    roots: dict[str, Node] = {}
    answers: dict[str, list[Node]] = defaultdict(list)
    ends: dict[str, Node] = {}
    for item in items:
        target = item.get("target")
        if not isinstance(target.value, str):
            roots[item.get("id").identity()] = item
        elif END in [one.text(100) for one in item.get("motivation").items()]:
            ends[target.identity()] = item
        else:
            answers[target.identity()].append(item)
    for item in [*ends.values(), *(one for found in answers.values() for one in found)]:
        if item.get("target").identity() not in roots:
            raise item.get("target").wrong("is no remark of the file:")
    return [
        (root.get("target"), _thread([root, *answers[identity]], ends.get(identity), person))
        for identity, root in roots.items()
    ]


def _thread(items: Iterable[Node], end: Node | None, person: ReadPerson) -> Thread:
    return Thread(
        remarks=tuple(_remark(one, person) for one in items),
        resolved=end.get("created").moment() if end else None,
        resolved_by=person(end.get("creator")) if end else None,
    )


def _remark(item: Node, person: ReadPerson) -> Remark:
    bodies = list(item.get("body").items())
    created, changed = item.get("created").moment(), item.get("modified").moment()
    return Remark(
        id=item.get("id").identity(),
        author=person(item.get("creator")),
        text="\n\n".join(one.get("value").text() for one in bodies),
        mentions=tuple(person(one) for one in item.get("dcterms:references").items())
        if item.has("dcterms:references")
        else (),
        created=created,
        edited=changed if bodies and changed != created else None,
        deleted=None if bodies else changed,
    )
