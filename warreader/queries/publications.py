"""What is published of an article, for its team; and what stands at a link, for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch

from warreader.exports.document import Document
from warreader.exports.restored import restored
from warreader.models import Edition, Publication
from warreader.models.publishing import PublicationQuerySet
from warreader.places import Place


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
    rows = Publication.objects.by_token(token).select_related("article", "session")
    found = rows.defer("session__guideline").prefetch_related(_editions()).first()
    return Shown(found, list(found.editions.all())) if found else None


def publications_of(place: Place) -> list[Shown]:
    """Return what is published of an article and what was withdrawn, newest first; nothing where it is withheld."""
    if place.withheld:
        return []
    rows = _rows(place).select_related("article", "session", "published_by", "withdrawn_by")
    found = rows.defer("session__guideline").prefetch_related(_editions("made_by")).order_by("-pk")
    return [Shown(one, list(one.editions.all())) for one in found]


def publication_of(place: Place, public_id: object) -> Publication | None:
    """Return a publication of the article, as far as the member may see it."""
    if place.withheld:
        return None
    return _rows(place).filter(public_id=public_id).select_related("session").first()


def newest_of(publication: Publication) -> Edition:
    """Return the edition that is to be seen, without what it holds."""
    return publication.editions.defer("document", "jsonld").latest("number")


def _rows(place: Place) -> PublicationQuerySet:
    return Publication.objects.visible_to(place.viewer).filter(article=place.article)


def _editions(*joined: str) -> Prefetch:
    rows = Edition.objects.defer("document", "jsonld").order_by("-number")
    return Prefetch("editions", rows.select_related(*joined) if joined else rows)
