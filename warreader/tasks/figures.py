"""The figures of a large session, worked out beside the pages that show them."""

from collections.abc import Sequence

from django_tasks import task

from warreader.models import OPERATOR, AnnotationSession, SessionArticle
from warreader.queries.figures import catch_up

from .line import put_once


@task()
def work_out(session: int, parts: list[int]) -> None:
    """Bring the figures for these articles of a session up to date."""
    found = AnnotationSession.objects.visible_to(OPERATOR).filter(pk=session).first()
    rows = list(SessionArticle.objects.visible_to(OPERATOR).filter(session=session, pk__in=parts).order_by("pk"))
    if found and not found.concealed:
        catch_up(found, rows)


def ask_for(session: AnnotationSession, parts: Sequence[SessionArticle]) -> None:
    """Have the figures for these articles of a session worked out, unless that is under way."""
    put_once(work_out, session.pk, [part.pk for part in parts])
