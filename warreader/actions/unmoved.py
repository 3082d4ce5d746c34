"""Whether a place is still as it was when it was looked up: asked under the team's lock."""

from django.db.models import Exists, Model, QuerySet
from django.utils.translation import gettext as _

from warreader.models import AnnotationSession, Article, Assignment, Phase, SessionArticle
from warreader.places import Place

from .errors import Refused


def unmoved(place: Place) -> QuerySet[Model]:
    """Return one row if the article has the place's text there, and its session stands as it stood; else none."""
    session, text = place.session, place.revision.pk
    if session.standing:
        return in_present_text(place.article.pk, text)
    rows = AnnotationSession.objects.filter(
        pk=session.pk, phase=session.phase, revealed_at=session.revealed_at, deleted_at=None
    )
    moved = SessionArticle.objects.filter(session=session, article=place.article.pk).exclude(revision=text)
    rows = rows.filter(~Exists(moved))
    if place.assignment is None or session.phase != Phase.ANNOTATING:
        return rows
    return rows.filter(Exists(Assignment.objects.filter(pk=place.assignment.pk, finished_at=None)))


def in_present_text(article: int, revision: int) -> QuerySet[Model]:
    """Return one row if the article has this text now; else none."""
    return Article.objects.filter(pk=article, revision=revision, deleted_at=None)


def refuse_moved(place: Place, *, moved: bool | None = None) -> None:
    """Raise ``Refused`` where the place has moved on: as ``moved`` says, else as one query finds."""
    if not unmoved(place).exists() if moved is None else moved:
        raise Refused(_moved_on(place))


def _moved_on(place: Place) -> str:
    if place.session.standing:
        return _("The report’s text has changed in the meantime: load the page again.")
    return _("The session has moved on in the meantime: load the page again.")
