"""How far the people of a session agree: the figures of ``warreader.agreement`` over its annotations."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from warreader.agreement import (
    ALL,
    CHECKABLE,
    VERIFIED,
    Alpha,
    Distribution,
    Interval,
    Pair,
    PercentAgreement,
    Reduction,
    alpha,
    disagreement,
    distributions,
    interval,
    one_tag,
    pairwise,
    percent_agreement,
    reduced,
)
from warreader.models import OPERATOR, Annotation, AnnotationSession, Round, Sentence, Tag

AGAINST = {
    Tag.VERIFIED: _("verified against the rest"),
    Tag.UNVERIFIED: _("unverified against the rest"),
    Tag.OPINION: _("opinion against the rest"),
    Tag.NOTHING: _("nothing to assess against the rest"),
}
#: what is compared, by a name of its own
REDUCTIONS: dict[str, tuple[str | Promise, Reduction]] = {
    "tags": (_("all tags"), ALL),
    "checkable": (_("opinion against checkable"), CHECKABLE),
    "verified": (_("verified against unverified"), VERIFIED),
    **{f"one {tag}": (AGAINST[tag], one_tag(tag)) for tag in Tag},
}
#: people who are compared two by two: of 300, the table weighed 2.4 MB and took 7 s
MOST_PAIRED = 40
#: (revision, ordinal) -> person -> tag
Table = dict[tuple[int, int], dict[int, str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """How far people agree on one thing; the interval is of alpha, 95 %."""

    name: str
    alpha: Alpha
    interval: Interval | None
    percent: PercentAgreement


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the people of a session agree in one round, on all its articles or on one."""

    round: Round
    figures: tuple[Figure, ...]
    #: of each two people; empty where more than ``MOST_PAIRED`` judged
    pairs: dict[tuple[int, int], Pair]
    distributions: dict[int, Distribution]
    #: revision -> the disagreement on each of its sentences in scope, in order; None where fewer than two judged
    heat: dict[int, tuple[float | None, ...]]


def measure(session: AnnotationSession, revisions: Iterable[int], round: Round) -> Agreement:  # noqa: A002
    """Return how far people agree in a round on these of a session's texts; nothing is known before the reveal."""
    table = ratings(session, revisions, round)
    people = distributions(table)
    heat: dict[int, list[float | None]] = defaultdict(list)
    for (revision, _ordinal), value in sorted(disagreement(table).items()):
        heat[revision].append(value)
    return Agreement(
        round=round,
        figures=tuple(_figure(name, table, by) for name, (_label, by) in REDUCTIONS.items()),
        pairs=pairwise(table) if len(people) <= MOST_PAIRED else {},
        distributions=people,
        heat={revision: tuple(values) for revision, values in heat.items()},
    )


def _figure(name: str, table: Table, by: Reduction) -> Figure:
    compared = reduced(table, by)
    return Figure(name, alpha(compared), interval(compared, seed=0), percent_agreement(compared))


def ratings(session: AnnotationSession, revisions: Iterable[int], round: Round) -> Table:  # noqa: A002
    """Return who says what of each sentence in scope; sentences that nobody judged are there, and empty.

    For texts that are withheld from nobody who will see it: what it returns is the same for everybody.
    """
    asked = Sentence.objects.visible_to(OPERATOR).filter(revision__in=list(revisions), kind__in=session.kinds)
    table: Table = {key: {} for key in asked.order_by("revision", "ordinal").values_list("revision_id", "ordinal")}
    judged = Annotation.objects.visible_to(OPERATOR).filter(session=session).standing(round).exclude(tag="")
    columns = ("sentence__revision_id", "sentence__ordinal", "author_id", "tag")
    for revision, ordinal, author, tag in judged.values_list(*columns):
        if (revision, ordinal) in table:
            table[revision, ordinal][author] = tag
    return table
