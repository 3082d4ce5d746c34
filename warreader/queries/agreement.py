"""How far the people of a session agree: the figures of ``warreader.agreement`` over what the viewer may see."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import cast

from django.core.cache import cache
from django.db.models import Max, Q
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
from warreader.models import (
    Annotation,
    AnnotationSession,
    Article,
    Event,
    EventKind,
    Membership,
    Round,
    Sentence,
    SessionArticle,
    Tag,
)
from warreader.models.base import withheld_articles_of

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
#: of a matrix: on the diagonal, right of it, left of it
SIDES = {0: "self", 1: "score", -1: "units"}
KEPT_SECONDS = 30 * 24 * 3600
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
    pairs: dict[tuple[int, int], Pair]
    distributions: dict[int, Distribution]
    #: revision -> the disagreement on each of its sentences in scope, in order; None where fewer than two judged
    heat: dict[int, tuple[float | None, ...]]


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """All that the page of a session's agreement shows."""

    parts: tuple[SessionArticle, ...]
    rounds: tuple[Agreement, ...]
    people: tuple[Membership, ...]

    def matrix(self, agreement: Agreement) -> list[tuple[Membership, list[tuple[str, Pair | None]]]]:
        """Return a row per person: the score right of the diagonal, the number of shared sentences left of it."""
        rows = []
        for down, one in enumerate(self.people):
            cells = [
                (SIDES[(across > down) - (across < down)], agreement.pairs.get((one.pk, other.pk)))
                for across, other in enumerate(self.people)
            ]
            rows.append((one, cells))
        return rows


def agreement_page(member: Membership, session: AnnotationSession, article: Article | None = None) -> AgreementPage:
    """Return how far the people of a session agree; for a session that the member may see the work of.

    Articles that are withheld from the member are left out. The figures are kept by the number of the session's
    last event, so that they are worked out once after each change and not for each reader.
    """
    rows = SessionArticle.objects.visible_to(member.viewer).filter(session=session, article__deleted_at=None)
    rows = rows.exclude(article__in=withheld_articles_of(member.viewer)).select_related("article")
    parts = tuple(part for part in rows.order_by("pk") if article is None or part.article_id == article.pk)
    rounds = [Round.INDEPENDENT, *([Round.DISCUSSED] if session.revealed_at else [])]
    numbers = _numbers(session)
    found = tuple(_kept(member, session, parts, one, numbers[one]) for one in rounds)
    named = {person for one in found for person in one.distributions}
    people = Membership.objects.visible_to(member.viewer).filter(pk__in=named).order_by("name", "pk")
    return AgreementPage(parts, found, tuple(people))


def _numbers(session: AnnotationSession) -> dict[Round, int]:
    """Return the number of the last event that may have changed the figures of each round.

    The reveal is the last one that touches the independent round. A corrected kind may put a sentence into the
    scope of both, or take it out.
    """
    corrected = Q(session=None, team=session.team_id, kind=EventKind.KIND_CORRECTED)
    settled = Q(kind__in=[EventKind.KIND_CORRECTED, EventKind.SESSION_REVEALED])
    events = Event.objects.filter(Q(session=session) | corrected)
    found = events.aggregate(last=Max("number", default=0), settled=Max("number", filter=settled, default=0))
    last, before = found["last"], found["settled"] if session.revealed_at else found["last"]
    return {Round.INDEPENDENT: before, Round.DISCUSSED: last}


def _kept(
    member: Membership,
    session: AnnotationSession,
    parts: Sequence[SessionArticle],
    round: Round,  # noqa: A002
    number: int,
) -> Agreement:
    asked = f"{[part.pk for part in parts]} {session.kinds}"
    key = f"agreement:{session.pk}:{round}:{number}:{sha256(asked.encode()).hexdigest()[:24]}"
    found = cache.get_or_set(key, partial(_measure, member, session, parts, round), KEPT_SECONDS)
    return cast("Agreement", found)


def _measure(
    member: Membership,
    session: AnnotationSession,
    parts: Sequence[SessionArticle],
    round: Round,  # noqa: A002
) -> Agreement:
    table = ratings(member, session, [part.revision_id for part in parts], round)
    heat: dict[int, list[float | None]] = defaultdict(list)
    for (revision, _ordinal), value in sorted(disagreement(table).items()):
        heat[revision].append(value)
    return Agreement(
        round=round,
        figures=tuple(_figure(name, table, by) for name, (_label, by) in REDUCTIONS.items()),
        pairs=pairwise(table),
        distributions=distributions(table),
        heat={revision: tuple(values) for revision, values in heat.items()},
    )


def _figure(name: str, table: Table, by: Reduction) -> Figure:
    compared = reduced(table, by)
    return Figure(name, alpha(compared), interval(compared, seed=0), percent_agreement(compared))


def ratings(
    member: Membership,
    session: AnnotationSession,
    revisions: Iterable[int],
    round: Round,  # noqa: A002
) -> Table:
    """Return who says what of each sentence in scope; sentences that nobody judged are there, and empty."""
    asked = Sentence.objects.visible_to(member.viewer).filter(revision__in=list(revisions), kind__in=session.kinds)
    table: Table = {key: {} for key in asked.order_by("revision", "ordinal").values_list("revision_id", "ordinal")}
    judged = Annotation.objects.visible_to(member.viewer).filter(session=session).standing(round).exclude(tag="")
    columns = ("sentence__revision_id", "sentence__ordinal", "author_id", "tag")
    for revision, ordinal, author, tag in judged.values_list(*columns):
        if (revision, ordinal) in table:
            table[revision, ordinal][author] = tag
    return table
