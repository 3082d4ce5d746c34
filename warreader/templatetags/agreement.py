"""How figures of agreement are written."""

from collections.abc import Mapping, Sequence

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from warreader.agreement import TAGS, Alpha, Basis, Interval, Undefined
from warreader.queries.classes import Finish

register = template.Library()

#: shades of a heat strip, from agreement to disagreement
SHADES = 4
UNDEFINED = {
    Undefined.ALL_THE_SAME: gettext_lazy("undefined, all the same"),
    Undefined.NOTHING_PAIRABLE: gettext_lazy("nothing to compare"),
}
FINISHES = {
    Finish.ON_TIME: gettext_lazy("on time"),
    Finish.LATE: gettext_lazy("late, with leave"),
    Finish.NOT_AT_ALL: gettext_lazy("not at all"),
}


@register.filter
def score(value: float | None) -> str:
    """Write a figure with two decimals; a dash for none."""
    return "–" if value is None else f"{value:z.2f}"


@register.filter
def alpha_words(alpha: Alpha) -> str:
    """Write alpha, or why there is none."""
    return score(alpha.value) if alpha.undefined is None else str(UNDEFINED[alpha.undefined])


@register.filter
def interval_words(found: Interval | None) -> str:
    """Write an interval; a dash for none."""
    return f"{found.low:z.2f} … {found.high:z.2f}" if found else "–"


@register.filter
def basis_words(basis: Basis) -> str:
    """Say what a figure rests on."""
    words = ngettext("%(number)s sentence", "%(number)s sentences", basis.units) % {"number": basis.units}
    words += ", " + ngettext("%(number)s person", "%(number)s people", basis.people) % {"number": basis.people}
    if basis.left_out:
        words += " " + _("(%(number)s judged by fewer than two)") % {"number": basis.left_out}
    return words


@register.simple_tag
def heat(values: Sequence[float | None]) -> SafeString:
    """Return a strip with a cell per sentence, the darker the more people disagree on it."""
    counted = {"split": sum(1 for value in values if value), "asked": sum(1 for value in values if value is not None)}
    label = _("People disagree on %(split)s of the %(asked)s sentences that two or more judged") % counted
    cells = "".join(f'<i class="h{_shade(value)}"></i>' for value in values)
    return mark_safe(f'<span class="heat" role="img" aria-label="{escape(label)}">{cells}</span>')  # noqa: S308


def _shade(value: float | None) -> str:
    return "" if value is None else str(min(int(value * SHADES + 0.999), SHADES))


@register.filter
def finish_words(finish: Finish) -> str:
    """Say whether somebody finished, and when."""
    return str(FINISHES[finish])


@register.filter
def tag_counts(counts: Mapping[str, int]) -> list[int]:
    """Return how often each tag was given, in the codebook's order."""
    return [counts.get(tag, 0) for tag in TAGS]
