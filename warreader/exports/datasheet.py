"""A data sheet for a bundle, as Markdown, filled in from what is known.

Its questions are those of Gebru et al., Datasheets for Datasets (Communications of the ACM 64/12, 2021). What the app
cannot know it leaves to the team, and says so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from warreader.filters import FLAGS, KINDS, STATES
from warreader.marks import State
from warreader.models import AnnotationSession, Membership, Mode, Outcome, Role, Round, Team, Viewer
from warreader.queries.agreement import REDUCTIONS, Agreement

from .document import SETTLED
from .md import escaped
from .tally import Span, Tally
from .words import day, moment, state_word


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of a bundle."""

    team: Team
    session: AnnotationSession
    tally: Tally
    #: by role, of those who judged
    roles: Mapping[str, int]
    figures: Sequence[Agreement]

    def text(self, facts: Mapping[str, Any]) -> str:
        """Return the sheet, with ``facts`` of the manifest."""
        return render_to_string("exports/datasheet.md", self.context(facts)).strip() + "\n"

    def context(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the template shows; nothing in it is markup."""
        tally = self.tally
        return {
            "facts": {name: escaped(value) if isinstance(value, str) else value for name, value in facts.items()},
            "exported": moment(datetime.fromisoformat(facts["exported"])),
            "session": escaped(self.session.name),
            "standing": self.session.standing,
            "concealed": self.session.concealed,
            "blind": self.session.mode == Mode.BLIND,
            "mode": self.session.get_mode_display(),
            "phase": self.session.get_phase_display(),
            "revealed": self.session.revealed_at,
            "overlap": self.session.overlap,
            "second": self.session.needs_second,
            "tally": tally,
            "roles": listed(self.roles, dict(Role.choices)),
            "languages": listed(tally.languages),
            "segmenters": listed(tally.segmenters),
            "kinds": listed(tally.kinds, KINDS),
            "states": listed(tally.states, {one: state_word(one, facts["options"]["whose"]) for one in State}),
            "judged_by": [] if facts["options"]["whose"] == SETTLED else sorted(tally.judged_by.items()),
            "rounds": [(Round(one).label, self._tags(one)) for one in Round.values if self._tags(one)],
            "flags": listed(tally.flags, FLAGS),
            "outcomes": listed(tally.outcomes, dict(Outcome.choices)),
            "published": between(tally.published),
            "captured": between(tally.captured),
            "judged": between(tally.judged),
            "measured": [(one, [(REDUCTIONS[two.name][0], two) for two in one.figures]) for one in self._rounds()],
            "unchanged": len(self._rounds()) < len(self.figures),
        }

    def _rounds(self) -> Sequence[Agreement]:
        """Return the figures without those of a round in which nobody judged anew: they would be the same again."""
        return [
            one for number, one in enumerate(self.figures) if not number or one.figures != self.figures[0].figures
        ]

    def _tags(self, round: str) -> str:  # noqa: A002
        return listed({tag: number for (one, tag), number in self.tally.tags.items() if one == round and tag}, STATES)


def sheet_of(
    team: Team, session: AnnotationSession, tally: Tally, figures: Sequence[Agreement], viewer: Viewer
) -> Sheet:
    """Return the sheet of what was counted; one query."""
    people = Membership.objects.visible_to(viewer).filter(team=team, public_id__in=list(tally.judges))
    roles = Counter(people.values_list("role", flat=True))
    return Sheet(team, session, tally, {str(Role(one).value): roles[one] for one in sorted(roles)}, figures)


def listed(counts: Mapping[Any, int], words: Mapping[Any, Any] | None = None) -> str:
    """Return counts in words, in the order of the words: "verified 1, opinion 3"."""
    known = {str(key): word for key, word in (words or {}).items()}
    places = {key: place for place, key in enumerate(known)}
    found = sorted(counts.items(), key=lambda one: places.get(str(one[0]), len(places)))
    return ", ".join(f"{escaped(str(known.get(str(one), one) or _('not known')))} {number}" for one, number in found)


def between(span: Span) -> str:
    """Return the days from first to last; empty without any."""
    days: Iterable[date] = [
        one.date() if isinstance(one, datetime) else one for one in (span.first, span.last) if one is not None
    ]
    return " – ".join(dict.fromkeys(day(one) for one in days))
