"""Lost places beside what may be meant by them: the words around, and the nearest sentences of the later text."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.db.models.functions import Substr

from warreader.models import Ability, Annotation, Comment, Evidence, LostPlace, Sentence
from warreader.places import Place
from warreader.text.likeness import Finder, likeness, worded

from .continuity import Lost, left_behind, lost_places
from .differences import Part

PAGE_SIZE = 20
#: how many sentences of the later text are proposed
MOST = 3


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody's work on a sentence that is gone, and what may be said of where it belongs."""

    lost: Lost
    #: the sentences before and after it in the earlier text
    before: str
    after: str
    #: the sentences of the later text that are most like it and can take the work
    nearest: tuple[Part, ...]
    #: whether the viewer may put it right
    may: bool

    @property
    def row(self) -> LostPlace:
        """The lost place itself."""
        return self.lost.place

    @property
    def evidence(self) -> Sequence[Evidence]:
        """What its author recorded."""
        return self.lost.evidence


@dataclass(frozen=True, slots=True)
class Cases:
    """A page of lost places, and the discussions of sentences that are gone."""

    page: Page
    rows: tuple[Case, ...]
    threads: Sequence[Comment]


def cases(place: Place, page: str = "") -> Cases:
    """Return the lost places that nobody has put right, as far as the viewer may see them."""
    found = Paginator(lost_places(place), PAGE_SIZE).get_page(page)
    around = _around(place, [one.place.sentence for one in found])
    later = _sentences(place) if found.object_list else []
    finder = Finder([worded(part.words) for part in later])
    judged = _judged(place, [one.place.author_id for one in found])
    rows = tuple(
        Case(
            lost=one,
            before=around.get((one.place.sentence.revision_id, one.place.sentence.ordinal - 1), ""),
            after=around.get((one.place.sentence.revision_id, one.place.sentence.ordinal + 1), ""),
            nearest=_nearest(one, later, finder, judged),
            may=may_place(place, one.place),
        )
        for one in found
    )
    return Cases(found, rows, left_behind(place))


def may_place(place: Place, row: LostPlace) -> bool:
    """Say whether the member may put a lost place right: its author, and who corrects sentences."""
    if place.member is None or not place.member.may(Ability.ANNOTATE):
        return False
    return row.author_id == place.member.pk or place.member.may(Ability.CORRECT_KINDS)


def _around(place: Place, gone: Sequence[Sentence]) -> dict[tuple[int, int], str]:
    """Return the words of the sentences beside these, by revision and ordinal."""
    if not gone:
        return {}
    beside = Q()
    for one in gone:
        beside |= Q(revision=one.revision_id, ordinal__in=[one.ordinal - 1, one.ordinal + 1])
    words = Substr("revision__text", F("start") + 1, F("end") - F("start"))
    rows = Sentence.objects.visible_to(place.viewer).filter(beside).annotate(words=words)
    return {(revision, ordinal): text for revision, ordinal, text in rows.values_list("revision", "ordinal", "words")}


def _sentences(place: Place) -> list[Part]:
    text = place.revision.text
    rows = place.sentences().values_list("ordinal", "start", "end")
    return [Part(ordinal, text[start:end]) for ordinal, start, end in rows]


def _judged(place: Place, authors: Sequence[int]) -> set[tuple[int, int]]:
    """Return which of these people have judged which sentences of the text, by their ordinals."""
    here = {"session": place.session, "sentence__revision": place.revision, "author__in": authors}
    rows = Annotation.objects.visible_to(place.viewer).filter(**here).standing(place.round)
    return set(rows.values_list("author", "sentence__ordinal")) if authors else set()


def _nearest(
    lost: Lost, later: Sequence[Part], finder: Finder, judged: Container[tuple[int, int]]
) -> tuple[Part, ...]:
    """Return the sentences most like its words, in the order of the text.

    Without those that its author has judged: they take no second tag, only evidence.
    """
    asked = worded(lost.words)
    scored = sorted(((likeness(asked, worded(later[at].words)), at) for at in finder.nearest(asked)), reverse=True)
    free = [
        (score, at)
        for score, at in scored
        if lost.evidence or (lost.place.author_id, later[at].ordinal) not in judged
    ]
    return tuple(later[at] for at in sorted(at for score, at in free[:MOST] if score > 0))
