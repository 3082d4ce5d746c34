"""Charts on pages: a picture, and the same as a table."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from warreader.charts import Chart, svg
from warreader.queries.sessions import Work

register = template.Library()
#: a chart of more rows than this is folded
MOST_OPEN = 12


@register.inclusion_tag("sessions/_chart.html")
def chart(found: Chart) -> dict[str, object]:
    """Draw a chart, with what it shows as a table behind it."""
    picture: SafeString = mark_safe(svg(found))  # noqa: S308 - it escapes what it is given
    return {"chart": found, "picture": picture, "open": len(found.bars) <= MOST_OPEN}


@register.simple_tag
def progress_cells(works: Iterable[Work | None]) -> SafeString:
    """Return a row's cells: how far each person is on an article. A session may have a thousand of them."""
    finished, incomplete = f" <b>{_('finished')}</b>", f" <b>{_('incomplete')}</b>"
    cells = []
    for work in works:
        said = "" if work is None else finished if work.finished else incomplete if work.incomplete else ""
        cells.append(f"<td>{work.judged}/{work.total}{said}</td>" if work else "<td>–</td>")
    return mark_safe("".join(cells))  # noqa: S308 - numbers, and words of our own
