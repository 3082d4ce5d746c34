"""What every file says about itself, in words."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils import dateformat
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from warreader.filters import FLAGS, STATES
from warreader.marks import GLYPHS, State
from warreader.models import Outcome

from .document import SETTLED, AnnotationItem, Document, EvidenceItem, SettledItem


class Fact(NamedTuple):
    """A line about the file."""

    label: str
    value: str


def notice() -> str:
    """Return the sentence that goes wherever tags leave the app."""
    return _("Unverified does not mean false.")


def day(date: date) -> str:
    """Return a date."""
    return _day(date, get_language())


@lru_cache(maxsize=4096)
def _day(date: date, _language: str | None) -> str:
    return dateformat.format(date, "j M Y")


def moment(time: datetime, day: Callable[[date], str] = day) -> str:
    """Return a time in UTC, to the minute."""
    at = time.astimezone(UTC)
    return f"{day(at.date())}, {at.hour:02}:{at.minute:02} UTC"


def stamp(time: datetime) -> str:
    """Return a time in UTC as ISO 8601, for machines."""
    return f"{(time if time.tzinfo is UTC else time.astimezone(UTC)).isoformat()[:-6]}Z"


def stamps(created: datetime, updated: datetime) -> tuple[str, str]:
    """Return both as stamps; most are the same."""
    made = stamp(created)
    return made, made if updated == created else stamp(updated)


def state_word(state: State, whose: str = "") -> str:
    """Return the word for a state, as somebody understands it who does not know the app.

    ``whose`` is what the file's options say: where it has only what is settled, what it leaves open may be judged.
    """
    if state == State.OPEN and whose == SETTLED:
        return _("not settled")
    return _("verified without evidence") if state == State.HOLLOW else str(STATES[state])


def uncounted(document: Document) -> list[tuple[str, int]]:
    """Return what stands beside the counts of states: in words, and how many sentences."""
    beside = [(_("not to be judged"), document.outside), (_("left out by the filter"), document.left_out)]
    return [(words, number) for words, number in beside if number]


def mark_words(annotation: AnnotationItem) -> str:
    """Return what an annotation says, in words: "unverified, loaded"."""
    judged = [state_word(annotation.state)] if annotation.tag else []
    again = [_("to be looked at again")] if annotation.look_again else []
    return ", ".join(judged + flag_words(annotation.flags) + again)


def settled_words(settled: SettledItem) -> str:
    """Say how a sentence was settled: "settled: opinion, by Annotator 417; judged: 3 opinion, 1 unverified"."""
    words = {"outcome": Outcome(settled.outcome).label, "name": settled.by.name}
    if settled.rule is None:
        text = _("settled: %(outcome)s, by %(name)s") % words
    else:
        rule = words | {"votes": settled.rule["votes"], "share": settled.rule["share"]}
        text = _("settled: %(outcome)s, by a rule that %(name)s used (%(votes)s votes, %(share)s %%)") % rule
    judged = _("judged: %(votes)s") % {"votes": votes_words(settled)}
    return f"{text}; {judged}" if settled.votes else text


def votes_words(settled: SettledItem) -> str:
    """Say how many people gave each tag: "3 opinion, 1 unverified"."""
    return ", ".join(f"{number} {STATES[State(tag)]}" for tag, number in settled.votes.items())


def mark_ends(settled: SettledItem | None) -> list[str]:
    """Return what is said of a settled sentence beside its state: "settled", "1 said otherwise"."""
    if settled is None:
        return []
    text = ngettext("%(number)s said otherwise", "%(number)s said otherwise", settled.minority)
    return [_("settled"), *([text % {"number": settled.minority}] if settled.minority else [])]


def source_words(item: EvidenceItem) -> str:
    """Return all that is recorded of a source, in one line."""
    parts = [item.url, item.citation, f"“{item.quotation}”" if item.quotation else "", item.note]
    seen = item.seen_on.isoformat() if item.seen_on else ""
    return " · ".join(" ".join(part.split()) for part in [*parts, seen] if part)


def flag_words(flags: tuple[str, ...]) -> list[str]:
    """Return the words for flags."""
    return [str(FLAGS[flag]) for flag in flags]


def source_line(document: Document) -> str:
    """Say where the report comes from: "The Daily, by A. Writer · published 3 May 2026 · captured …"."""
    published = day(document.published) if document.published else _("undated")
    parts = [
        document.source or _("Source unknown"),
        _("by %(author)s") % {"author": document.author} if document.author else "",
        _("published: %(date)s") % {"date": published},
        _("captured %(time)s") % {"time": moment(document.revision.captured)},
    ]
    return " · ".join(part for part in parts if part)


def facts(document: Document) -> list[Fact]:
    """Return what a reader must know of the file: when, whose tags, which text, what was left out."""
    found = [
        Fact(_("Exported"), moment(document.exported)),
        Fact(_("Tags shown"), f"{document.whose} ({document.team}, {document.session})"),
        Fact(_("Text"), text_words(document)),
        Fact(_("Held back"), held_back(document)),
    ]
    if document.filter:
        found.insert(2, Fact(_("Filter"), filter_words(document)))
    return found


def text_words(document: Document) -> str:
    """Say which text this is."""
    names = {"number": document.revision.number, "digest": document.revision.digest}
    return _("revision %(number)s, SHA-256 %(digest)s") % names


def filter_words(document: Document) -> str:
    """Say what the filter shows; everything, where there is none."""
    total = len(document.sentences)
    if not document.filter:
        return _("all sentences")
    text = ngettext("%(shown)s of %(total)s sentence", "%(shown)s of %(total)s sentences", total)
    return f"{text % {'shown': total - document.left_out, 'total': total}}: {document.filter}"


def held_back(document: Document) -> str:
    """Say what the file does not hold, since it was not asked for."""
    options = document.options
    parts = [
        "" if options.names else _("names (people have pseudonyms)"),
        _("notes not marked for export") if options.notes else _("notes"),
        "" if options.evidence else _("evidence (so “verified” does not tell here whether any is recorded)"),
        "" if options.discussion else _("discussion"),
        "" if options.history else _("history"),
        _("people’s own tags and flags") if options.whose == SETTLED else "",
    ]
    return "; ".join(part for part in parts if part)


def glyph(state: State) -> str:
    """Return the small sign of a state."""
    return GLYPHS[state]
