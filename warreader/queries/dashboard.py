"""How a session stands, as charts: progress, tags, agreement, what is settled. Each shows what the viewer may know."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.models import Count
from django.utils.translation import gettext as _

from warreader.charts import Bar, Chart
from warreader.models import Adjudication, Annotation, Membership, Outcome, Tag
from warreader.models.annotations import AnnotationQuerySet

from .figures import last_figures
from .sessions import Overview, Part, Work


def charts_of(member: Membership, overview: Overview) -> list[Chart]:
    """Return the charts of a session's page; five queries more, however much there is.

    A concealed session has its progress only, and that for those who may know it.
    """
    if not overview.complete:
        return []
    found = [_by_person(overview), _by_article(overview)]
    if not overview.session.concealed:
        found += [_tags(member, overview), _agreement(overview), _settled(member, overview)]
    return [chart for chart in found if chart.bars]


def own_chart(works: Iterable[Work]) -> Chart:
    """Return how far somebody's own work is, by session."""
    by_session: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        by_session[work.session.name].append(work)
    return _progress("own", _("Your progress"), _("Session"), by_session.items())


def _by_person(overview: Overview) -> Chart:
    by_person: dict[int, list[Work]] = defaultdict(list)
    for part in overview.parts:
        for work in part.works:
            by_person[work.member.pk].append(work)
    rows = [(person.name, by_person[person.pk]) for person in overview.people]
    return _progress("people", _("Progress by person"), _("Person"), rows)


def _by_article(overview: Overview) -> Chart:
    rows = [(part.part.article.title, part.works) for part in overview.parts]
    return _progress("reports", _("Progress by report"), _("Report"), rows)


def _progress(key: str, title: str, of: str, rows: Iterable[tuple[str, Sequence[Work]]]) -> Chart:
    bars = []
    for label, works in rows:
        finished, total = sum(work.finished for work in works), sum(work.total for work in works)
        done = sum(work.judged for work in works if work.finished)
        begun = sum(work.judged for work in works if not work.finished)
        words = _("%(finished)s/%(asked)s finished, %(share)s %%") % {
            "finished": finished,
            "asked": len(works),
            "share": 100 * (done + begun) // total if total else 0,
        }
        bars.append(Bar(label, (done, begun), total, words))
    series = (("done", _("judged in finished reports")), ("begun", _("judged in others")))
    return Chart(key, title, of, series, tuple(bars))


def _tags(member: Membership, overview: Overview) -> Chart:
    session = overview.session
    rows: AnnotationQuerySet = Annotation.objects.visible_to(member.viewer).filter(session=session)
    rows = rows.filter(sentence__kind__in=session.kinds).standing(session.round).exclude(tag="")
    counted = rows.order_by().values("sentence__revision", "tag").annotate(number=Count("pk"))
    found = _counters(counted.values_list("sentence__revision", "tag", "number"))
    return _per_article(
        overview,
        Chart("tags", _("Tags by report"), _("Report"), tuple((tag.value, str(tag.label)) for tag in Tag), ()),
        found,
        total=lambda part: part.total * len(part.works),
    )


def _settled(member: Membership, overview: Overview) -> Chart:
    rows = Adjudication.objects.visible_to(member.viewer).filter(session=overview.session)
    rows = rows.filter(sentence__kind__in=overview.session.kinds)
    counted = rows.order_by().values("sentence__revision", "outcome").annotate(number=Count("pk"))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for revision, outcome, number in counted.values_list("sentence__revision", "outcome", "number"):
        found[revision]["wanted" if outcome == Outcome.WANTED else "settled"] += number
    series = (("settled", _("settled")), ("wanted", str(Outcome.WANTED.label)))
    empty = Chart("settled", _("Settled by report"), _("Report"), series, ())
    return _per_article(overview, empty, found, total=lambda part: part.total) if found else empty


def _agreement(overview: Overview) -> Chart:
    """Return how far people agree on each article, by the last figures that were worked out."""
    parts = [part.part for part in overview.parts if part.part.article_id not in overview.withheld]
    figures = last_figures(overview.session, parts)
    bars = []
    for part in parts:
        values = [value for value in (figures.heat.get(part.revision_id, ()) if figures else ()) if value is not None]
        if values:
            share = round(100 * (1 - sum(values) / len(values)))
            bars.append(Bar(part.article.title, (share,), 100, f"{share} %"))
    series = (("agreed", _("pairs of people who agree, in per cent, on an average sentence")),)
    return Chart("agreement", _("Agreement by report"), _("Report"), series, tuple(bars))


def _per_article(
    overview: Overview, empty: Chart, found: Mapping[int, Counter[str]], *, total: Callable[[Part], int]
) -> Chart:
    bars = []
    for part in overview.parts:
        values = tuple(found.get(part.part.revision_id, Counter())[name] for name, _word in empty.series)
        words = _("%(number)s of %(total)s") % {"number": sum(values), "total": total(part)}
        bars.append(Bar(part.part.article.title, values, total(part), words))
    return Chart(empty.key, empty.title, empty.of, empty.series, tuple(bars))


def _counters(rows: Iterable[tuple[int, str, int]]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for revision, name, number in rows:
        found[revision][name] = number
    return found
