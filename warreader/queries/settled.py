"""How a session was settled, sentence by sentence, beside one's own tags; and whose settled tags an article has."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Substr

from warreader.marks import State, agreed
from warreader.models import Adjudication, Annotation, AnnotationSession, Membership, Mode, Round
from warreader.models.settling import votes_of
from warreader.places import Place

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class End:
    """How a sentence was settled, and what the member had said."""

    row: Any

    @property
    def votes(self) -> dict[str, int]:
        """How many said each tag."""
        return votes_of(self.row.votes)

    @property
    def state(self) -> State:
        """What the sentence shows."""
        return agreed(self.row.outcome, supported=self.row.supported)

    @property
    def overruled(self) -> bool:
        """Whether the member had said otherwise."""
        return bool(self.row.own and self.row.own != self.row.outcome)


@dataclass(frozen=True, slots=True)
class Ends:
    """A page of a session's settled sentences."""

    page: Page
    rows: tuple[End, ...]
    #: whether the member judged any of the session's sentences
    judged: bool


def ends(member: Membership, session: AnnotationSession, *, overruled: bool, page: str) -> Ends:
    """Return how the session was settled, as far as the member may see it; three queries.

    ``overruled`` leaves out what the member did not judge, or judged the same.
    """
    own = Annotation.objects.filter(sentence=OuterRef("sentence"), session=session, author=member)
    said = [Subquery(own.filter(round=one).values("tag")[:1]) for one in (Round.DISCUSSED, Round.INDEPENDENT)]
    rows = Adjudication.objects.visible_to(member.viewer).settled().filter(session=session)
    rows = rows.filter(sentence__revision__in=session.articles.filter(article__deleted_at=None).values("revision"))
    rows = rows.annotate(own=Coalesce(*said, Value("")))
    if overruled:
        rows = rows.exclude(own="").exclude(own=F("outcome"))
    words = Substr("sentence__revision__text", F("sentence__start") + 1, F("sentence__end") - F("sentence__start"))
    rows = rows.with_votes().annotate(words=words).select_related("settled_by", "sentence__revision__article")
    rows = rows.defer("sentence__revision__text")
    rows = rows.order_by("sentence__revision__article__title", "sentence__revision", "sentence__ordinal")
    found = Paginator(rows, PAGE_SIZE).get_page(page)
    judged = Annotation.objects.filter(session=session, author=member).exclude(tag="").exists()
    return Ends(found, tuple(End(row) for row in found), judged)


def candidates(place: Place) -> list[AnnotationSession]:
    """Return the sessions that may be the article's verdict, newest first; ``settled`` says how many sentences."""
    ended = Adjudication.objects.visible_to(place.viewer).settled()
    ended = ended.filter(session=OuterRef("pk"), sentence__revision=place.revision.pk).order_by()
    counted = ended.values("session").annotate(number=Count("pk")).values("number")
    number = Subquery(counted, output_field=IntegerField())
    shown = Q(mode=Mode.OPEN) | Q(revealed_at__isnull=False)
    rows = AnnotationSession.objects.visible_to(place.viewer).made().filter(shown)
    rows = rows.filter(articles__article=place.article.pk)
    return list(rows.annotate(settled=Coalesce(number, 0)).order_by("-pk"))
