"""Which article of the team a report of a file is; one that is not there is made, where the file has all of it."""

from django.db.models import Count, F
from django.utils.translation import gettext as _

from warreader import text as texts
from warreader.actions.articles import MOST_SENTENCES, Details
from warreader.actions.errors import Refused
from warreader.actions.history import History
from warreader.actions.storing import Entry, Names
from warreader.importers import Draft
from warreader.models import Article, Capture, Revision, Sentence
from warreader.models.base import withheld_articles_of
from warreader.queries.addresses import Addresses
from warreader.readback import Report
from warreader.text.near import echo
from warreader.text.web import same_page

from .ids import Ids, both
from .rows import Rows
from .told import Became, Told

#: of articles of one title, how many are looked at
MOST = 2
#: sentences by which a report is known that is not named
MOST_ASKED = 500
#: and how many of them are enough, if it is named as none that is there
FEWEST = 3


def article_of(history: History, report: Report, form: str, told: Told, kept: Rows) -> tuple[Article, Revision]:
    """Return the article, and its text that the report is about, else its present one.

    Known by the digest of its text, then by its id, then by its address or, where it has none, its title, then by its
    sentences. Raises ``Refused`` where it is not there and
    the file has not all of it, and where it is one that the member judges blind.
    """
    found = _by_digest(history, report, kept) or _by_name(history, report, kept) or _by_sentences(history, report)
    if found is None:
        found = _made(history, report, form, told, kept)
        told.say(Became.MADE, report.named)
        return found
    article, revision = found
    if withheld_articles_of(history.actor.viewer).filter(part__article=article).exists():
        raise Refused(_("You judge this report in a blind session: its tags wait for the reveal."))
    told.say(Became.MATCHED, article.title)
    return article, revision


def _by_digest(history: History, report: Report, kept: Rows) -> tuple[Article, Revision] | None:
    rows = Revision.objects.filter(team=history.actor.team_id, digest=report.digest).exclude(digest="")
    found = list(rows.select_related("article").order_by("-pk"))
    found += [row for row in kept.made(Revision) if row.digest == report.digest]
    if found and all(row.article.deleted_at for row in found):
        raise Refused(_("Your team has deleted this report."))
    present = [row for row in found if not row.article.deleted_at]
    return (present[0].article, present[0]) if present else None


def _by_name(history: History, report: Report, kept: Rows) -> tuple[Article, Revision] | None:
    """Return the article of the report's id, its address or, where it has neither, its title."""
    team = history.actor.team
    rows = Article.objects.filter(team=team, deleted_at=None).exclude(revision=None).select_related("revision")
    fresh = kept.made(Article)
    ids = both(team, report.id)
    found = [*rows.filter(public_id__in=ids), *(one for one in fresh if one.public_id in ids)] if ids else []
    if not found and report.url:
        found = list(rows.filter(pk=Addresses(team.pk).at(report.url)))
        found = found or [one for one in fresh if one.url and same_page(one.url) == same_page(report.url)][:1]
    if not found and report.title and not (report.url or report.digest):
        found = [*rows.filter(title=report.title)[:MOST], *(one for one in fresh if one.title == report.title)]
    if len(found) > 1:
        raise Refused(_("Several reports of your team have this title."))
    article = found[0] if found else None
    return (article, article.revision) if article and article.revision else None


def _by_sentences(history: History, report: Report) -> tuple[Article, Revision] | None:
    """Return the article that has most of a report's sentences, and half at least.

    Of a report that is named and not known by that, also some number of them: one may stand in many reports.
    """
    if report.whole:
        return None
    named = report.id or report.url or report.title or report.digest
    sentences = [report.text[start:end] for start, end in report.spans] or [one.text for one in report.passages]
    echoes = {echo(one) for one in sentences[:MOST_ASKED]} - {None}
    rows = Sentence.objects.filter(team=history.actor.team, echo__in=echoes, revision__article__deleted_at=None)
    present = rows.filter(revision=F("revision__article__revision")).order_by()
    counted = present.values("revision__article").annotate(number=Count("echo", distinct=True)).order_by("-number")
    numbers = list(counted.values_list("revision__article", "number")[:MOST])
    least = max(len(echoes) / 2, FEWEST if named and not report.spans else 1)
    if numbers and numbers[0][1] >= least and (len(numbers) == 1 or numbers[0][1] > numbers[1][1]):
        article = Article.objects.select_related("revision").get(pk=numbers[0][0])
        return (article, article.revision) if article.revision else None
    if named:
        return None
    raise Refused(_("The file does not say which report this is of, and its sentences do not tell, either."))


def _made(history: History, report: Report, form: str, told: Told, kept: Rows) -> tuple[Article, Revision]:
    if not report.whole:
        raise Refused(
            _("Your team does not have this report: add it first, or bring it in as JSON, which has all of it.")
        )
    if len(report.passages) > MOST_SENTENCES:
        raise Refused(_("It has more than %(most)s sentences.") % {"most": f"{MOST_SENTENCES:,}"})
    team = history.actor.team
    names = Names(
        article=Ids(team, Article, [report.id], told).give(report.id),
        revision=Ids(team, Revision, [report.revision], told).give(report.revision),
        number=report.number,
        segmenter=report.segmenter,
    )
    capture = Capture(
        team=team,
        sha256=report.capture_digest or report.digest,
        content=b"",
        importer=form[:40],
        received_by=history.actor,
    )
    entry = Entry(_draft(report, form), _details(report), capture, names=names)
    return kept.store(history, entry, report.captured)


def _draft(report: Report, form: str) -> Draft:
    return Draft(
        content=b"",
        media_type="",
        importer=form,
        text=report.text,
        language=report.language,
        title=report.title,
        sentences=tuple(
            texts.Sentence(one.start or 0, one.end or 0, texts.Kind(one.kind), one.paragraph)
            for one in report.passages
        ),
    )


def _details(report: Report) -> Details:
    return Details(
        title=report.title or _("Untitled"),
        url=report.url,
        source=report.source,
        author=report.author,
        published=report.published,
    )
