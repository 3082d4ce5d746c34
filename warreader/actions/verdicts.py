"""An article's verdict: the session whose settled tags are the article's."""

from uuid import UUID

from django.utils.translation import gettext as _

from warreader.models import AnnotationSession, Article, EventKind
from warreader.places import Place

from .errors import Refused
from .history import recording


def name_verdict(*, place: Place, session: AnnotationSession | None, action: UUID) -> None:
    """Name the session whose settled tags are the article's; None: again the newest closed one that settled some.

    Where its text is an earlier one, what it settled counts for the sentences that are still the same. Raises
    ``Refused`` for a session that hides its work, or does not have the article; ``Repeated`` where the action was
    done before.
    """
    with recording(actor=place.author, action=action, article=place.article) as history:
        if place.withheld:
            raise Refused(_("You judge this report in a blind session: until its reveal its verdict is not yours."))
        if session and not _may_be(place, session):
            raise Refused(_("This session cannot be the verdict: it hides its work, or does not have this report."))
        article = Article.objects.select_related("verdict").get(pk=place.article.pk)
        before = article.verdict.public_id if article.verdict else None
        Article.objects.filter(pk=article.pk).update(verdict=session)
        named = [str(one) if one else "" for one in (before, session.public_id if session else None)]
        history.append(EventKind.VERDICT_NAMED, data={"session": named})


def _may_be(place: Place, session: AnnotationSession) -> bool:
    rows = AnnotationSession.objects.visible_to(place.viewer).made().filter(pk=session.pk)
    now = rows.filter(articles__article=place.article.pk).first()
    return now is not None and not now.concealed
