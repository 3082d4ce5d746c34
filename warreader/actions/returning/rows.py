"""Where what is brought in is kept: in the tables or, where it is only planned, in memory, so that nobody waits for it.

A plan reads the tables and remembers what it would have made: so it finds what the act will find, and says the same.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from warreader.actions.carried import carry_on
from warreader.actions.history import History
from warreader.actions.storing import Entry, article_row, revision_row, sentence_rows, store
from warreader.models import (
    Adjudication,
    Annotation,
    AnnotationSession,
    Article,
    Assignment,
    Comment,
    Evidence,
    Revision,
    Sentence,
    SessionArticle,
    Team,
)

M = TypeVar("M", bound=Model)
#: work on a sentence in a session
W = TypeVar("W", bound=Annotation | Evidence | Adjudication | Comment)


class Rows:
    """The tables."""

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keep all of what is done meanwhile or, where something is raised, nothing."""
        with transaction.atomic():
            yield

    def add(self, rows: Sequence[Model]) -> None:
        """Keep new rows of one table."""
        if rows:
            type(rows[0])._default_manager.bulk_create(rows)

    def assign(self, rows: Sequence[Assignment]) -> None:
        """Keep who judges what, where that is not there."""
        Assignment.objects.bulk_create(rows, ignore_conflicts=True)

    def change(self, row: Model, **fields: Any) -> None:
        """Give a row other values."""
        type(row)._default_manager.filter(pk=row.pk).update(**fields)

    def made(self, _model: type[M]) -> Sequence[M]:
        """Return the rows that were made and that the tables do not have."""
        return ()

    def at(self, model: type[W], session: AnnotationSession, article: Article) -> list[W]:
        """Return a session's rows about the sentences of an article, in all its texts."""
        return list(model._default_manager.filter(session=session, sentence__revision__article=article))

    def part(self, session: AnnotationSession, article: Article, revision: Revision) -> SessionArticle:
        """Return an article's part of a session; a new one, of this text, where there is none."""
        parts = SessionArticle.objects.select_related("revision")
        made = {"team_id": session.team_id, "revision": revision}
        return parts.get_or_create(session=session, article=article, defaults=made)[0]

    def sentences(self, revision: Revision) -> list[Sentence]:
        """Return the sentences of a text, which know it."""
        found = list(Sentence.objects.filter(revision=revision).order_by("ordinal"))
        for row in found:
            row.revision = revision
        return found

    def room(self, team: Team) -> AnnotationSession:
        """Return a team's reading room."""
        return AnnotationSession.objects.get(team=team, standing=True)

    def store(self, history: History, entry: Entry, captured: datetime | None) -> tuple[Article, Revision]:
        """Keep a new report, whose bytes came then, if that is known."""
        (article,) = store(history, [entry])
        if captured:
            self.change(entry.capture, received_at=captured)
        return article, Revision.objects.get(article=article)

    def carry_on(self, settled: Sequence[Adjudication]) -> None:
        """Carry how sentences were settled on to later texts."""
        carry_on(settled)


class Planned(Rows):
    """What would be made; the tables are only read. Its rows have keys that no table has."""

    def __init__(self) -> None:
        self._made: list[Model] = []
        self._keys = 0

    @contextmanager
    def together(self) -> Iterator[None]:
        """Forget what was made meanwhile where something is raised."""
        there = len(self._made)
        try:
            yield
        except BaseException:
            del self._made[there:]
            raise

    def add(self, rows: Sequence[Model]) -> None:
        """Remember new rows."""
        for row in rows:
            self._keys -= 1
            row.pk = self._keys
            self._made.append(row)

    def assign(self, rows: Sequence[Assignment]) -> None:
        """Leave it: nothing is told of it."""

    def change(self, row: Model, **fields: Any) -> None:
        """Leave a row as it is."""

    def made(self, model: type[M]) -> Sequence[M]:
        """Return the rows that would be there."""
        return [row for row in self._made if isinstance(row, model)]

    def at(self, model: type[W], session: AnnotationSession, article: Article) -> list[W]:
        """Return the rows that are there, or would be."""
        where = (session.pk, article.pk)
        fresh = [row for row in self.made(model) if (row.session_id, row.sentence.revision.article_id) == where]
        return [*super().at(model, session, article), *fresh]

    def part(self, session: AnnotationSession, article: Article, revision: Revision) -> SessionArticle:
        """Return the part that is there, or would be."""
        parts = SessionArticle.objects.select_related("revision")
        found = parts.filter(session=session, article=article).first()
        where = (session.pk, article.pk)
        fresh = (one for one in self.made(SessionArticle) if (one.session_id, one.article_id) == where)
        found = found or next(fresh, None)
        if found is None:
            found = SessionArticle(team_id=session.team_id, session=session, article=article, revision=revision)
            self.add([found])
        return found

    def sentences(self, revision: Revision) -> list[Sentence]:
        """Return the sentences of a text that is there, or would be."""
        fresh = [one for one in self.made(Sentence) if one.revision_id == revision.pk]
        return fresh or super().sentences(revision)

    def room(self, team: Team) -> AnnotationSession:
        """Return the reading room that is there, or would be."""
        fresh = (one for one in self.made(AnnotationSession) if one.standing and one.team_id == team.pk)
        return next(fresh, None) or super().room(team)

    def store(self, history: History, entry: Entry, _captured: datetime | None) -> tuple[Article, Revision]:
        """Remember a new report."""
        article = article_row(history.actor, entry)
        self.add([article])
        revision = revision_row(article, entry)
        self.add([revision])
        article.revision = revision
        self.add(list(sentence_rows(revision, entry)))
        return article, revision

    def carry_on(self, settled: Sequence[Adjudication]) -> None:
        """Leave later texts as they are."""
