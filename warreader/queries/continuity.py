"""What became of the work on an article's earlier texts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Substr

from warreader.models import Adjudication, Annotation, Comment, Evidence, Fit, LostPlace, Sentence, Succession
from warreader.models.settling import AdjudicationQuerySet
from warreader.places import Place

#: (sentence, author)
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody's work on a sentence that the text does not have any more."""

    place: LostPlace
    #: the sentence's words in the earlier text
    words: str
    annotation: Annotation | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A settled sentence that the publisher has changed or dropped since."""

    #: how it was settled, at the sentence of the earlier text
    row: Adjudication
    words: str
    #: the sentences that continue it, with their words; none where it is gone
    later: tuple[tuple[Sentence, str], ...] = ()


def lost_places(place: Place, *, resolved: bool = False) -> list[Lost]:
    """Return the work that nobody has put right yet, as far as the viewer may see it; three queries.

    Or, ``resolved``, that which somebody has: the newest first.
    """
    rows = LostPlace.objects.visible_to(place.viewer).filter(resolved_at__isnull=not resolved)
    rows = rows.filter(session=place.session, sentence__revision__article=place.article)
    if place.own_first:
        rows = rows.after_own(place.viewer)
    related = ("author", "resolved_by", "placed", "sentence__revision")
    rows = rows.select_related(*related).defer("sentence__revision__text").annotate(words=_words("sentence__"))
    order = ["-resolved_at"] if resolved else ["sentence__revision__number", "sentence__ordinal", "author__name"]
    found = list(rows.order_by(*order, "pk"))
    here = {"session": place.session, "sentence__in": {row.sentence_id for row in found}}
    judged = Annotation.objects.visible_to(place.viewer).filter(**here).standing(place.round)
    annotations = {(row.sentence_id, row.author_id): row for row in judged}
    recorded = Evidence.objects.visible_to(place.viewer).filter(**here).order_by("created_at", "pk")
    evidence = _by_place(recorded)
    return [_lost(row, annotations, evidence) for row in found]


def _lost(row: Any, annotations: Mapping[Key, Annotation], evidence: Mapping[Key, list[Evidence]]) -> Lost:
    key = row.sentence_id, row.author_id
    return Lost(row, row.words, annotations.get(key), tuple(evidence.get(key, ())))


def _by_place(rows: Iterable[Evidence]) -> Mapping[Key, list[Evidence]]:
    found: dict[Key, list[Evidence]] = defaultdict(list)
    for row in rows:
        found[row.sentence_id, row.author_id].append(row)
    return found


def left_behind(place: Place) -> list[Comment]:
    """Return the threads about sentences that the text does not have any more, as far as the viewer may see them.

    With the sentences' ``words``, and how many ``answers`` each has; one query.
    """
    rows = Comment.objects.visible_to(place.viewer).roots().exclude(sentence__revision=place.revision)
    rows = rows.filter(session=place.session, sentence__revision__article=place.article)
    if place.own_first:
        rows = rows.after_own(place.viewer, place.session.pk)
    rows = rows.select_related("author", "sentence__revision").defer("sentence__revision__text")
    return list(rows.annotate(words=_words("sentence__"), answers=Count("replies")).order_by("created_at", "pk"))


def settled_and_changed(place: Place) -> list[Overtaken]:
    """Return the settled sentences that the publisher has changed or dropped since, in the order of their text.

    In the reading room those of the article's verdict; two queries.
    """
    rows = overtaken(place).select_related("settled_by", "session", "sentence__revision").with_votes()
    rows = rows.defer("sentence__revision__text").annotate(words=_words("sentence__"))
    found: list[Any] = list(rows.order_by("sentence__revision__number", "sentence__ordinal"))
    ties = Succession.objects.visible_to(place.viewer).filter(
        earlier__in=[row.sentence_id for row in found], later__revision=place.revision
    )
    later: dict[int, list[tuple[Sentence, str]]] = defaultdict(list)
    shown: Iterable[Any] = ties.select_related("later").annotate(words=_words("later__")).order_by("later__ordinal")
    for tie in shown:
        later[tie.earlier_id].append((tie.later, tie.words))
    return [Overtaken(row, row.words, tuple(later[row.sentence_id])) for row in found]


def overtaken(place: Place) -> AdjudicationQuerySet:
    """Return how sentences of earlier texts were settled that do not stand in this one as they did.

    Not those whose continuation the session has settled again.
    """
    ties = Succession.objects.filter(earlier=OuterRef("sentence"))
    same = ties.filter(later__revision=place.revision.pk, fit=Fit.SAME)
    again = Adjudication.objects.settled().filter(
        session=OuterRef("session"), carried_from=None, sentence__origins__earlier=OuterRef("sentence")
    )
    rows = (
        Adjudication.objects.visible_to(place.viewer)
        .settled()
        .filter(
            session=place.settled_in,
            carried_from=None,
            sentence__revision__article=place.article.pk,
            sentence__revision__number__lt=place.revision.number,
        )
    )
    rows = rows.filter(~Exists(same), ~Exists(again))
    return rows.after_own(place.viewer, place.session.pk) if place.own_first else rows


def how_many_overtaken(place: Place) -> Combinable:
    """Return, for another query, how many sentences :func:`settled_and_changed` returns."""
    if not place.settled_in or place.revision.number == 1:
        return Value(0)
    counted = overtaken(place).order_by().values("session").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _words(sentence: str) -> Substr:
    start, end = F(f"{sentence}start"), F(f"{sentence}end")
    return Substr(f"{sentence}revision__text", start + 1, end - start)
