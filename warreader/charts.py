"""Bar charts as SVG: plain data in, text out. What they show stands in a table beside them, too.

They need no style of their own: widths are shares of the picture's, so that letters keep their size on any screen, and
what fills a bar comes from the style sheet by its name.
"""

from dataclasses import dataclass
from html import escape

#: heights of a row, its bar, and of the words above it, in px
ROW, BAR, WORDS = 42, 12, 15
#: over the plain colour, so that no bar is told by colour alone
STROKES = {"unverified": "M0 1.5H6M0 4.5H6", "opinion": "M0 6L6 0", "begun": "M0 6L6 0", "wanted": "M3 0V6"}
#: letters of a label that find place on a phone
MOST = 30


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart: the value of each series, out of ``total``; ``words`` say it at the row's end."""

    label: str
    values: tuple[int, ...]
    total: int
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars that are stacked of the same series, each a name for the style sheet and its word."""

    #: unique on its page
    key: str
    title: str
    #: what the labels are: "Person"
    of: str
    series: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """How high the picture is, in px."""
        return ROW * len(self.bars)


def svg(chart: Chart) -> str:
    """Return the chart as an SVG element that names and describes itself."""
    title, words = f"{chart.key}-title", f"{chart.key}-words"
    said = "; ".join(f"{bar.label}: {bar.words}" for bar in chart.bars)
    rows = "".join(_row(chart, bar, ROW * number) for number, bar in enumerate(chart.bars))
    return (
        f'<svg class="chart" role="img" aria-labelledby="{title} {words}" width="100%" height="{chart.height}">'
        f'<title id="{title}">{escape(chart.title)}</title><desc id="{words}">{escape(said)}</desc>'
        f"{_patterns(chart)}{rows}</svg>"
    )


def _row(chart: Chart, bar: Bar, top: int) -> str:
    words, at = top + WORDS, top + WORDS + 6
    pieces = [
        f'<text y="{words}">{escape(shortened(bar.label))}</text>',
        f'<text class="words" x="100%" y="{words}" text-anchor="end">{escape(bar.words)}</text>',
        f'<rect class="track" y="{at}" width="100%" height="{BAR}"/>',
    ]
    start = 0.0
    for (name, _word), share in zip(chart.series, shares(bar), strict=True):
        if share:
            pieces.append(
                f'<rect class="{name}" fill="url(#{chart.key}-{name})" '
                f'x="{start:.2f}%" y="{at}" width="{share:.2f}%" height="{BAR}"/>'
            )
        start += share
    return "".join(pieces)


def shares(bar: Bar) -> list[float]:
    """Return how much of the bar's length each value takes, in per cent; together never more than 100."""
    whole = max(bar.total, sum(bar.values))
    return [100 * value / whole if whole else 0.0 for value in bar.values]


def shortened(label: str) -> str:
    """Return a label as it finds place, cut between words."""
    if len(label) <= MOST:
        return label
    return label[: MOST - 1].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"


def _patterns(chart: Chart) -> str:
    """Return what the bars are filled with."""
    drawn = "".join(
        f'<pattern id="{chart.key}-{name}" class="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6"/><path d="{STROKES.get(name, "")}"/></pattern>'
        for name, _word in chart.series
    )
    return f"<defs>{drawn}</defs>"
