"""Reports on their way in: what waits, and what of it the library has already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Count, ExpressionWrapper, Min, Q

from warreader.actions.storing import stored_texts
from warreader.models import Arrival, ArrivalState, Article, Capture, Membership, Revision
from warreader.models.arrivals import ArrivalQuerySet
from warreader.text.web import marks_of, page_key, same_page

PAGE_SIZE = 100


def article_at(arrival: Arrival, since: datetime | None = None) -> Article | None:
    """Return the team's report that is at the address of an arrival, the oldest (``since`` then); None for none.

    Addresses are compared as :func:`same_page` writes them: that which the report has, and those that its texts were
    fetched from.
    """
    hosts, letters = marks_of(arrival.url)
    if not hosts:
        return None
    captures = Capture.objects.filter(team=arrival.team_id, page=page_key(arrival.url))
    # Of captures only the index is looked at: to get at an address in the row, its bytes would have to be read.
    fetched = Q(pk__in=Revision.objects.filter(capture__in=captures.values("pk")).values("article"))
    named = reduce(or_, (Q(url__icontains=host) for host in sorted(hosts))) & Q(url__icontains=letters)
    articles = Article.objects.filter(team=arrival.team_id, deleted_at=None)
    articles = articles.filter(created_at__gt=since) if since else articles
    rows = articles.annotate(fetched=ExpressionWrapper(fetched, BooleanField())).filter(named | fetched)
    wanted = same_page(arrival.url)
    for pk, url, is_fetched in rows.order_by("pk").values_list("pk", "url", "fetched"):
        if is_fetched or same_page(url) == wanted:
            return articles.get(pk=pk)
    return None


def same_text(digests: Iterable[str], team: int) -> dict[str, Article]:
    """Return the reports of a team that have these very texts, by the texts' digests; one query."""
    wanted = [digest for digest in digests if digest]
    return stored_texts(team, wanted) if wanted else {}


@dataclass(frozen=True, slots=True)
class Row:
    """An arrival in the list: the report that has the very text, and whether one that came before it has it."""

    arrival: Arrival
    twin: Article | None
    again: bool

    @property
    def fresh(self) -> bool:
        """Whether it can be saved as it is."""
        return self.arrival.state == ArrivalState.READY and not self.twin and not self.again


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page of a team's arrivals, and how many of all chosen are in which state."""

    page: Page
    rows: tuple[Row, ...]
    states: dict[str, int]
    batch: UUID | None

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.states.values())

    @property
    def waiting(self) -> int:
        """How many are not read yet."""
        return self.states.get(ArrivalState.WAITING, 0)

    @property
    def read(self) -> int:
        """How many are read, or could not be."""
        return self.total - self.waiting


def waiting(member: Membership, batch: UUID | None = None, number: str = "") -> Waiting:
    """Return a page of the team's arrivals, the newest first, or of those that came together, as they came.

    Five queries.
    """
    rows = listed(member)
    if batch:
        rows = rows.filter(batch=batch).order_by("pk")
    states: dict[str, int] = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    paginator = Paginator(rows, PAGE_SIZE)
    paginator.count = sum(states.values())
    page = paginator.get_page(number)
    return Waiting(page, rows_of(member, list(page.object_list)), states, batch)


def listed(member: Membership) -> ArrivalQuerySet:
    """Return the team's arrivals as the list has them, without what is large."""
    rows = Arrival.objects.visible_to(member.viewer).filter(team=member.team_id)
    rows = rows.select_related("capture", "article", "member")
    return rows.defer("text", "sentences", "repairs", "capture__content").order_by("-created_at", "-pk")


def rows_of(member: Membership, arrivals: list[Arrival]) -> tuple[Row, ...]:
    """Join arrivals with what the library has of them."""
    digests = {one.digest for one in arrivals if one.digest}
    twins = same_text(digests, member.team_id)
    waiting = Arrival.objects.visible_to(member.viewer).filter(team=member.team_id, digest__in=digests)
    firsts = dict(waiting.order_by().values_list("digest").annotate(Min("pk")))
    return tuple(Row(one, twins.get(one.digest), firsts.get(one.digest, one.pk) != one.pk) for one in arrivals)


def known_of(arrival: Arrival) -> dict[str, Any]:
    """Return the report that has the very text of an arrival, and the one that is at its address.

    This is a ``later`` text of that one where it was said so, or where it came before nobody could have said anything.
    Where that one had the very text and has another now, it ``comes_back`` to it, and the text can be saved.
    """
    twin = same_text([arrival.digest], arrival.team_id).get(arrival.digest)
    known = article_at(arrival)
    back = twin is not None and twin == known and not _has(twin, arrival.digest)
    later = arrival.article_id is not None or (known is not None and known.created_at > arrival.created_at)
    return {"twin": None if back else twin, "known": known, "later": later, "comes_back": back}


def _has(article: Article, digest: str) -> bool:
    """Say whether an article has a text now."""
    return Article.objects.filter(pk=article.pk, revision__digest=digest).exists()
