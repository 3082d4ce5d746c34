"""What was done, in words: as pages and files for people tell it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from warreader.filters import FLAGS, STATES
from warreader.models import EventKind, Kind, Outcome

from .document import Change, Document
from .words import day, moment

#: what says by itself what was done
TELLING = ("evidence", "key")


class Step(NamedTuple):
    """A line of the table of what happened."""

    when: str
    who: str
    #: the sentence's number; empty where it was done to the article
    sentence: str
    what: str


def headings() -> Step:
    """Return what stands above the columns."""
    return Step(_("When"), _("Who"), _("Sentence"), _("What"))


def steps(document: Document) -> Iterator[Step]:
    """Yield the lines, in order. There are a few sorts of steps, and thousands of each: words are found once."""
    found, dates = cache(_words), cache(day)
    for item in document.history or ():
        what = found(item.kind, item.changes, item.undo)
        what = brought_words(what, item.brought.name) if item.brought else what
        yield Step(moment(item.at, dates), item.by.name, str(item.ordinal or ""), what)


def _words(kind: str, changes: tuple[Change, ...], undo: bool) -> str:
    """Say what was done: "judged the sentence: not judged → verified, + loaded"."""
    changed = ", ".join(part for change in changes for part in _changed(change))
    done = str(EventKind(kind).label)
    if changed:
        done = changed if changes[0].what in TELLING else f"{done}: {changed}"
    return _("%(done)s (takes back an earlier step)") % {"done": done} if undo else done


def _changed(change: Change) -> Iterator[str]:
    before, after = change.before, change.after
    if change.what == "flags":
        yield from flags_changed(before, after)
    elif change.what == "look_again":
        yield look_words(again=bool(after))
    elif change.what == "evidence":
        yield evidence_words(*after)
    elif change.what == "key":
        yield key_words(key=bool(after))
    else:
        yield " → ".join(listed(change.what, side) for side in (before, after))


def brought_words(done: str, name: str) -> str:
    """Say of what was done that it is out of a file, and who brought that: whoever stands there need not know of it."""
    return _("%(done)s (brought in out of a file by %(name)s)") % {"done": done, "name": name}


def listed(what: str, values: Iterable[str | None]) -> str:
    """Return the words for tags, outcomes or kinds, or for none of them."""
    names, none = _names(what)
    return ", ".join(str(names[one]) for one in values if one) or none


def _names(what: str) -> tuple[Mapping[str, object], str]:
    if what == "tag":
        return STATES, _("not judged")
    return (dict(Outcome.choices), _("open")) if what == "outcome" else (dict(Kind.choices), "")


def flags_changed(before: Iterable[str], after: Iterable[str]) -> Iterator[str]:
    """Yield which flags came and which went: "+ loaded", "− said"."""
    old, new = tuple(before), tuple(after)
    yield from (f"+ {FLAGS[flag]}" for flag in new if flag not in old)
    yield from (f"− {FLAGS[flag]}" for flag in old if flag not in new)


def look_words(*, again: bool) -> str:
    """Say whether a judgement is to be looked at again, since its sentence has changed."""
    return _("to be looked at again") if again else _("looked at it again")


def evidence_words(change: str) -> str:
    """Say what was done with a source."""
    words = {"recorded": _("recorded evidence"), "changed": _("changed the evidence")}
    return words.get(change, _("removed the evidence"))


def key_words(*, key: bool) -> str:
    """Say whether a sentence was called one that matters."""
    return _("marked the sentence as key") if key else _("said that the sentence is no key one")
