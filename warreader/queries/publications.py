"""What is published of an article, for its team; and what stands at a link, for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, OuterRef, Prefetch, Q, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Concat

from warreader.exports.document import Document
from warreader.exports.restored import restored
from warreader.models import AnnotationSession, Article, Edition, Membership, Publication, SessionArticle, Viewer
from warreader.models.publishing import PublicationQuerySet
from warreader.places import Place

PAGE_SIZE = 50
#: in which ways a page can be behind, beside sentences that were settled anew: see ``with_changes``
BEHIND = ("rewritten", "described", "overtaken")


@dataclass(frozen=True, slots=True)
class Public:
    """A page that anybody with its link can read, and how far it is behind what the team says now."""

    id: UUID
    #: how many sentences were settled anew since, or have other evidence
    changed: int
    #: whether the article has another text since
    rewritten: bool
    #: whether its title, source or date was corrected since
    described: bool
    #: whether another session is the article's verdict now
    overtaken: bool

    @classmethod
    def of(cls, place: Place, found: str | None) -> Self | None:
        """Return it, out of the column that :func:`newest_public` makes; None where there is none, and in sessions."""
        if found is None or not place.session.standing:
            return None
        public_id, changed, *behind = found.split()
        return cls(UUID(public_id), int(changed), **{name: name in behind for name in BEHIND})


@dataclass(frozen=True, slots=True)
class Overview:
    """A page of all that a team has published."""

    page: Page
    #: how many of all can be read at their link
    public: int


@dataclass(frozen=True)
class Shown:
    """What stands at a link: a publication, and its editions without what they hold, newest first."""

    publication: Publication
    editions: Sequence[Edition]

    @property
    def newest(self) -> Edition:
        """The edition that is to be seen."""
        return self.editions[0]

    @property
    def corrected(self) -> Sequence[Edition]:
        """The editions that corrected something, newest first."""
        return [one for one in self.editions if one.correction]

    @property
    def last_corrected(self) -> Sequence[Edition]:
        """The newest correction, which stands first."""
        return self.corrected[:1]

    @property
    def corrected_before(self) -> Sequence[Edition]:
        """The corrections before it, newest first."""
        return self.corrected[1:]

    @property
    def gone_at(self) -> datetime:
        """When it went: was withdrawn, or what it is about was deleted."""
        row = self.publication
        return row.withdrawn_at or row.article.deleted_at or row.session.deleted_at or row.published_at

    @property
    def indexed(self) -> bool:
        """Whether search engines may list it."""
        return bool(self.newest.choices.get("indexed")) and not self.publication.gone

    @cached_property
    def document(self) -> Document:
        """The article as it was let out; one query."""
        text: str = Edition.objects.values_list("document", flat=True).get(pk=self.newest.pk)
        return restored(text)

    def annotations(self) -> str:
        """Return the JSON-LD that was let out; one query."""
        text: str = Edition.objects.values_list("jsonld", flat=True).get(pk=self.newest.pk)
        return text


def shown_at(token: str) -> Shown | None:
    """Return what stands at a link, for whoever has it; two queries, however much it holds."""
    if "\0" in token:  # PostgreSQL would not take it
        return None
    rows = Publication.objects.by_token(token).select_related("article", "session", "team")
    found = rows.defer("session__guideline").prefetch_related(_editions()).first()
    return Shown(found, list(found.editions.all())) if found else None


def publications_of(place: Place) -> list[Shown]:
    """Return what is published of an article and what was withdrawn, newest first; nothing where it is withheld."""
    if place.withheld:
        return []
    rows = _rows(place).select_related("article", "session", "published_by", "withdrawn_by")
    rows = rows.with_changes().prefetch_related(_editions("made_by"))
    found = rows.defer("session__guideline").order_by("-pk")
    return [Shown(one, list(one.editions.all())) for one in found]


def publication_of(place: Place, public_id: object) -> Publication | None:
    """Return a publication of the article, as far as the member may see it."""
    if place.withheld:
        return None
    return _rows(place).filter(public_id=public_id).select_related("session").first()


def names_of_team(place: Place) -> list[str]:
    """Return what the people of the team are called, those who left among them."""
    rows = Membership.objects.visible_to(place.viewer).filter(team=place.team)
    return list(rows.values_list("name", flat=True))


@dataclass(frozen=True, slots=True)
class Before:
    """What was let out of an article before."""

    #: it can be read at some link now
    public: bool
    #: it was with names at some time, so that a page without them can be put beside it
    named: bool


def before(place: Place) -> Before:
    """Return what was let out of the article before; one query."""
    rows = Edition.objects.visible_to(place.viewer).filter(publication__article=place.article)
    found = list(rows.values_list("choices", "publication__withdrawn_at", "publication__session__deleted_at"))
    public = any(withdrawn is None and deleted is None for _choices, withdrawn, deleted in found)
    return Before(public, any(choices.get("names") for choices, *_gone in found))


def newest_of(publication: Publication) -> Edition:
    """Return the edition that is to be seen, without what it holds."""
    return publication.editions.defer("document", "jsonld").latest("number")


def newest_public(viewer: Viewer, article: str) -> Subquery:
    """Return what :class:`Public` has of the newest public page, for a query whose column names the article.

    As words, since the first object in JSON on each connection to SQLite costs a query more.
    """
    rows = Publication.objects.visible_to(viewer).public().filter(article=OuterRef(article)).with_changes()
    behind = [Case(When(**{name: True}, then=Value(f" {name}")), default=Value("")) for name in BEHIND]
    numbers = [Cast(name, TextField()) for name in ("public_id", "changed")]
    found = Concat(numbers[0], Value(" "), numbers[1], *behind, output_field=TextField())
    return Subquery(rows.order_by("-pk").values(found=found)[:1])


def overview(member: Membership, page: str) -> Overview:
    """Return what a team has published, as far as the member may see: what is public first, newest first."""
    rows = Publication.objects.visible_to(member.viewer).filter(team=member.team_id)
    rows = rows.with_changes().annotate(gone_last=Case(When(withdrawn_at=None, then=Value(0)), default=Value(1)))
    rows = rows.select_related("article", "session", "published_by", "withdrawn_by").defer("session__guideline")
    found = Paginator(rows.order_by("gone_last", "-pk"), PAGE_SIZE).get_page(page)
    public = Publication.objects.visible_to(member.viewer).filter(team=member.team_id).public().count()
    return Overview(found, public)


def with_public_pages(viewer: Viewer, articles: Sequence[Article]) -> list[Article]:
    """Return those of the articles that anybody with a link can read as they were settled."""
    rows = Publication.objects.visible_to(viewer).public().filter(article__in=articles)
    found = set(rows.values_list("article", flat=True))
    return [article for article in articles if article.pk in found]


def pages_of_session(member: Membership, session: AnnotationSession) -> list[Publication]:
    """Return the public pages of a session's reports, and those that show how it settled any; one query."""
    parts = SessionArticle.objects.filter(session=session).values("article")
    rows = Publication.objects.visible_to(member.viewer).public()
    rows = rows.filter(Q(article__in=parts) | Q(session=session)).select_related("article")
    return list(rows.order_by("article__title", "pk"))


def _rows(place: Place) -> PublicationQuerySet:
    return Publication.objects.visible_to(place.viewer).filter(article=place.article)


def _editions(*joined: str) -> Prefetch:
    rows = Edition.objects.defer("document", "jsonld").order_by("-number")
    return Prefetch("editions", rows.select_related(*joined) if joined else rows)
