"""A sentence's card: what each person made of it, with notes and evidence, and its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr

from warreader.models import OPERATOR, Annotation, Event, Evidence, Membership, Succession, Tag, User
from warreader.places import Place

from .practice import Rows, with_key
from .prepared import prepared_models
from .reading import Line


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one person made of a sentence."""

    author: Membership
    annotation: Annotation | None
    evidence: tuple[Evidence, ...]

    @property
    def hollow(self) -> bool:
        """Whether this is "verified" without evidence."""
        return bool(self.annotation and self.annotation.tag == "verified" and not self.evidence)


@dataclass(frozen=True, slots=True)
class Card:
    """All that the viewer may see of one sentence."""

    line: Line
    own: Contribution | None
    others: tuple[Contribution, ...]
    #: the key's answer, where it shows to whoever has judged
    key: Contribution | None = None
    #: how many people have to say "verified"
    needed: int = 1
    #: the words that the viewer judged, where the sentence has changed since; empty where it has not
    earlier: str = ""
    #: and those that stand there now
    now: str = ""

    @property
    def alone(self) -> Contribution | None:
        """The one whose "verified" waits for a second person to say so; None where nothing waits."""
        judged = [one for one in (self.own, *self.others) if one and one.annotation and one.annotation.tag]
        tags = {one.annotation.tag for one in judged if one.annotation}
        return judged[0] if tags == {Tag.VERIFIED} and len(judged) < self.needed else None


def card(place: Place, line: Line) -> Card:
    """Return a sentence's card; two queries. ``own`` is None for the operator of a command."""
    author = place.part.key_author_id or 0 if place.part and place.practises else 0
    here = (getattr(place.viewer, "pk", 0), place.session.pk, place.revision.pk, line.ordinal, author)
    shape = {"keyed": bool(author), "own_first": place.own_first, "operator": place.viewer is OPERATOR}
    again = bool(line.mark.own and line.mark.own.look_again)
    found = _by_author(_judged(*here, round=place.round, again=again, **shape), _recorded(*here, **shape))
    own = found.pop(place.member.pk, None) if place.member else None
    if own is None and place.member:
        own = Contribution(place.member, None, ())
    key = found.pop(place.part.key_author_id or 0, None) if place.part and place.practises else None
    if key and not (key.annotation and key.annotation.tag):
        key = None  # the key has not judged it
    others = tuple(sorted(found.values(), key=lambda one: one.author.name))
    words = [getattr(own.annotation, name, None) or "" if own else "" for name in ("earlier", "now")]
    return Card(line, own, others, key, place.session.needed, *words)


@prepared_models
def _judged(*here: int, round: str, again: bool, **shape: bool) -> QuerySet[Any, Any]:  # noqa: A002
    rows = _here(Annotation.objects.all(), *here, **shape).standing(round)
    if again:
        now = Substr("sentence__revision__text", F("sentence__start") + 1, F("sentence__end") - F("sentence__start"))
        rows = rows.annotate(earlier=words_judged(), now=now)
    return rows


@prepared_models
def _recorded(*here: int, **shape: bool) -> QuerySet[Any, Any]:
    return _here(Evidence.objects.all(), *here, **shape).order_by("created_at", "pk")


def _here(rows: Rows, *here: int, keyed: bool, own_first: bool, operator: bool) -> Rows:
    """Return those of the sentence that the viewer may see; with ``keyed`` the answers of the key's author as well."""
    viewer, session, revision, ordinal, author = here
    who = OPERATOR if operator else User(pk=viewer)
    rows = rows.visible_to(who)
    if keyed:
        rows = with_key(rows, who, session, revision, author)
    rows = rows.filter(session=session, sentence__revision=revision, sentence__ordinal=ordinal)
    return (rows.after_own(who) if own_first else rows).select_related("author")


def words_judged() -> Subquery:
    """Return, for a query of annotations that wait for another look, the words that their authors judged.

    Those of the newest earlier text on which they do not wait.
    """
    judged = Annotation.objects.filter(
        sentence=OuterRef("earlier"),
        session=OuterRef(OuterRef("session")),
        author=OuterRef(OuterRef("author")),
        look_again=False,
    )
    rows = Succession.objects.filter(Exists(judged), later=OuterRef("sentence"))
    # Of several that were made one, from the beginning of the first to the end of the last.
    beside = Succession.objects.filter(later=OuterRef("later"), earlier__revision=OuterRef("earlier__revision"))
    end = Subquery(beside.order_by("-earlier__end").values("earlier__end")[:1])
    words = Substr("earlier__revision__text", F("earlier__start") + 1, end - F("earlier__start"))
    rows = rows.order_by("-earlier__revision__number", "earlier__start")
    return Subquery(rows.annotate(words=words).values("words")[:1])


def _by_author(annotations: Iterable[Annotation], evidence: Iterable[Evidence]) -> dict[int, Contribution]:
    authors: dict[int, Membership] = {}
    judged: dict[int, Annotation] = {}
    sources: dict[int, list[Evidence]] = {}
    for annotation in annotations:
        authors[annotation.author_id] = annotation.author
        judged[annotation.author_id] = annotation
    for item in evidence:
        authors[item.author_id] = item.author
        sources.setdefault(item.author_id, []).append(item)
    return {
        key: Contribution(author, judged.get(key), tuple(sources.get(key, ()))) for key, author in authors.items()
    }


def was_theirs(place: Place, ordinal: int, evidence: UUID) -> bool:
    """Say whether the member has ever recorded this evidence for the sentence here."""
    rows = Event.objects.here(place.viewer, place.article, place.session).filter(actor=place.author)
    return rows.filter(sentence__ordinal=ordinal, data__evidence=str(evidence)).exists()


def events_of(place: Place, ordinal: int) -> list[Event]:
    """Return what was done to a sentence here, and to those that it continues, with the texts that are still kept.

    Newest first; what was done at an earlier text knows the number of that text, and what was brought in who did that.
    """
    rows = Event.objects.here(place.viewer, place.article, place.session)
    origins = Succession.objects.filter(later__ordinal=ordinal, later__revision=place.revision).values("earlier")
    itself = Q(sentence__ordinal=ordinal, sentence__revision=place.revision)
    rows = rows.filter(itself | Q(sentence__in=origins))
    if place.own_first:
        rows = rows.after_own(place.viewer)
    related = ("actor", "text", "sentence__revision")
    found = list(rows.select_related(*related).defer("sentence__revision__text").order_by("-number"))
    brought = {one.data["brought"] for one in found if "brought" in one.data}
    if brought:
        names = dict(
            Membership.objects.filter(team=place.team, public_id__in=brought).values_list("public_id", "name")
        )
        for one in found:
            one.brought_by = names.get(UUID(one.data["brought"]), "") if "brought" in one.data else ""
    return found
