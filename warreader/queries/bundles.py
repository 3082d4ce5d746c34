"""Which articles go out together."""

from collections.abc import Sequence
from uuid import UUID

from warreader.filters import LibraryFilter
from warreader.models import OPERATOR, AnnotationSession, Membership, SessionArticle, Viewer
from warreader.models.base import withheld_articles_of
from warreader.ticks import Ticks

from .agreement import Agreement
from .figures import up_to_date
from .library import picked, ticked


def articles_of_session(viewer: Viewer, session: AnnotationSession) -> Sequence[UUID]:
    """Return the public ids of a session's articles, in its order; one query."""
    rows = SessionArticle.objects.visible_to(viewer).filter(session=session, article__deleted_at=None)
    return list(rows.order_by("pk").values_list("article__public_id", flat=True))


def articles_picked(member: Membership, chosen: LibraryFilter) -> Sequence[UUID]:
    """Return the public ids of the articles that the library's filter picks, in its order; one query."""
    return [article.public_id for article in picked(member, chosen).exclude(revision=None)]


def articles_ticked(member: Membership, ticks: Ticks) -> Sequence[UUID]:
    """Return the public ids of the ticked articles that the member may see, newest first; one query."""
    return [article.public_id for article in ticked(member, ticks.articles)]


def figures_of(viewer: Viewer, session: AnnotationSession, articles: Sequence[UUID]) -> Sequence[Agreement]:
    """Return how far people agree on these articles, as the session's page has it for this viewer, with newest figures.

    None before the reveal, and none of the reading room.
    """
    if session.standing or session.concealed:
        return []
    rows = SessionArticle.objects.visible_to(viewer).filter(session=session, article__deleted_at=None)
    rows = rows.filter(article__public_id__in=articles)
    if viewer is not OPERATOR:
        rows = rows.exclude(article__in=withheld_articles_of(viewer))  # type: ignore[arg-type]
    return up_to_date(session, tuple(rows.order_by("pk")))
