"""What an event of the history did, in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from warreader.exports.steps import brought_words, evidence_words, flags_changed, key_words, listed, look_words
from warreader.filters import STATES
from warreader.marks import State
from warreader.models import Event, EventKind

register = template.Library()


@register.filter
def happened(event: Event) -> str:
    """Say in words what an event did; of what was brought in out of a file, also by whom."""
    done = _done(event)
    if "brought" not in event.data:
        return done
    return brought_words(done, event.brought_by or _("somebody"))


def _done(event: Event) -> str:
    data = event.data
    if event.kind == EventKind.KIND_CORRECTED:
        before, after = (listed("kind", [kind]) for kind in data["kind"])
        return _("corrected the kind: %(before)s → %(after)s") % {"before": before, "after": after}
    if event.kind == EventKind.SENTENCE_KEYED:
        return key_words(key=bool(data["key"]))
    if event.kind == EventKind.EVIDENCE_CHANGED:
        return evidence_words(data["change"])
    if event.kind == EventKind.SENTENCE_SETTLED:
        return _settled(*data["outcome"], by_rule=bool(data["rule"][1]))
    if event.kind == EventKind.ANNOTATION_CARRIED:
        return _merged(data["merged"], data["tag"])
    if event.kind == EventKind.PLACE_RESOLVED:
        return _placed(*data["placed"])
    judged = ", ".join(_judged(data)) if event.kind == EventKind.ANNOTATION_CHANGED else ""
    return judged or str(event.get_kind_display())


def _judged(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an action changed of somebody's judgement, in words."""
    if "tag" in data:
        yield " → ".join(listed("tag", [tag]) for tag in data["tag"])
    if "flags" in data:
        yield from flags_changed(*data["flags"])
    if "note_exported" in data:
        yield _("the note may be exported") if data["note_exported"][1] else _("the note stays in the app")
    if "digests" in data:
        yield _("changed the note")
    if "look_again" in data:
        yield _looked(data)


def _looked(data: Mapping[str, Any]) -> str:
    again = bool(data["look_again"][1])
    return look_words(again=again) if again or "tag" in data else _("looked at it again: still right")


def _merged(said: Sequence[tuple[int, str]], after: str) -> str:
    """Say what became of somebody's judgements of sentences that have become one."""
    parts = ", ".join(f"{ordinal} {STATES[State(tag)] if tag else _('not judged')}" for ordinal, tag in said)
    words = {"said": parts, "after": STATES[State(after)] if after else _("not judged")}
    return _("had said of its parts: %(said)s → %(after)s") % words


def _placed(_before: int | None, after: int | None) -> str:
    if after is None:
        return _("said that what was lost belongs nowhere any more")
    return _("said that what was lost belongs to sentence %(number)s") % {"number": after}


def _settled(before: str, after: str, *, by_rule: bool) -> str:
    old, new = (listed("outcome", [one]) for one in (before, after))
    words = {"before": old, "after": new}
    text = _("settled by rule: %(before)s → %(after)s") if by_rule else _("settled: %(before)s → %(after)s")
    return text % words
