"""The page of a session's agreement: figures that are worked out once after each change, and kept.

A resample of a thousand draws for each of seven comparisons takes seconds in a large session. So figures stand in the
cache, with the number of the event that they follow; where they are behind, a small session's are worked out at once,
and a large one's by :mod:`warreader.tasks.figures`, while the page shows the last ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import ClassVar

from django.core.cache import cache
from django.db.models import Max, Q
from django.utils import timezone

from warreader.agreement import Pair
from warreader.models import (
    AnnotationSession,
    Article,
    Event,
    EventKind,
    Membership,
    Round,
    Sentence,
    SessionArticle,
)
from warreader.models.base import withheld_articles_of

from .agreement import MOST_PAIRED, Agreement, measure

#: of a matrix: on the diagonal, right of it, left of it
SIDES = {0: "self", 1: "score", -1: "units"}
#: so many sentences, over the rounds that are behind, are worked out while the page waits: under 0.2 s
AT_ONCE = 80
#: of what is kept: another one forgets what was kept before
FORMAT = 2
#: what may change who says what of which sentence in scope
CHANGES = [
    EventKind.ANNOTATION_CHANGED,
    EventKind.KIND_CORRECTED,
    EventKind.SESSION_REVEALED,
    EventKind.SESSION_MOVED,
    EventKind.PLACE_RESOLVED,
]


@dataclass(frozen=True, slots=True)
class Kept:
    """The agreement in one round, after the event of this number."""

    number: int
    at: datetime
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """All that the page of a session's agreement shows; no rounds where nothing is worked out yet."""

    parts: tuple[SessionArticle, ...]
    rounds: tuple[Agreement, ...]
    people: tuple[Membership, ...]
    #: whether newer figures than these have to be worked out
    behind: bool
    #: when the oldest of the figures was worked out
    at: datetime | None

    most_paired: ClassVar[int] = MOST_PAIRED

    @property
    def crowded(self) -> bool:
        """Whether these are too many people to be compared two by two."""
        return len(self.people) > self.most_paired

    def matrix(self, agreement: Agreement) -> list[tuple[Membership, list[tuple[str, Pair | None]]]]:
        """Return a row per person: the score right of the diagonal, the number of shared sentences left of it.

        None where there are too many people for it.
        """
        rows: list[tuple[Membership, list[tuple[str, Pair | None]]]] = []
        if self.crowded:
            return rows
        for down, one in enumerate(self.people):
            cells = [
                (SIDES[(across > down) - (across < down)], agreement.pairs.get((one.pk, other.pk)))
                for across, other in enumerate(self.people)
            ]
            rows.append((one, cells))
        return rows


def agreement_page(member: Membership, session: AnnotationSession, article: Article | None = None) -> AgreementPage:
    """Return how far the people of a session agree; for a session that the member may see the work of.

    Articles that are withheld from the member are left out.
    """
    rows = SessionArticle.objects.visible_to(member.viewer).filter(session=session, article__deleted_at=None)
    rows = rows.exclude(article__in=withheld_articles_of(member.viewer)).select_related("article")
    parts = tuple(part for part in rows.order_by("pk") if article is None or part.article_id == article.pk)
    kept, late = _standing(session, parts)
    if late and _few(session, parts, late):
        kept |= work_out(session, parts, late)
        late = {}
    rounds = [kept[one].agreement for one in Round if one in kept] if len(kept) == len(_rounds(session)) else []
    named = {person for one in rounds for person in one.distributions}
    people = Membership.objects.visible_to(member.viewer).filter(pk__in=named).order_by("name", "pk")
    at = min((one.at for one in kept.values()), default=None) if rounds else None
    return AgreementPage(parts, tuple(rounds), tuple(people), behind=bool(late), at=at)


def last_figures(session: AnnotationSession, parts: Sequence[SessionArticle]) -> Agreement | None:
    """Return the last figures that were worked out, whether or not they are behind; None where there are none."""
    kept: Kept | None = cache.get(_key(session, parts, session.round))
    return kept.agreement if kept else None


def catch_up(session: AnnotationSession, parts: Sequence[SessionArticle]) -> None:
    """Work out the figures that are behind, for whoever asks next."""
    _kept, late = _standing(session, parts)
    work_out(session, parts, late)


def up_to_date(session: AnnotationSession, parts: Sequence[SessionArticle]) -> list[Agreement]:
    """Return the figures of each round, worked out where they are behind: in a large session that takes seconds."""
    kept, late = _standing(session, parts)
    kept |= work_out(session, parts, late)
    return [kept[one].agreement for one in Round if one in kept]


def work_out(
    session: AnnotationSession, parts: Sequence[SessionArticle], late: dict[Round, int]
) -> dict[Round, Kept]:
    """Work out the figures of these rounds, as of the events of these numbers, and keep them."""
    revisions = [part.revision_id for part in parts]
    found = {}
    for one, number in late.items():
        found[one] = Kept(number, timezone.now(), measure(session, revisions, one))
        cache.set(_key(session, parts, one), found[one], timeout=None)
    return found


def _standing(
    session: AnnotationSession, parts: Sequence[SessionArticle]
) -> tuple[dict[Round, Kept], dict[Round, int]]:
    """Return the figures that are kept, by round, and the number of the event that those behind have to follow."""
    numbers = _numbers(session)
    keys = {_key(session, parts, one): one for one in numbers}
    kept = {keys[key]: value for key, value in cache.get_many(keys).items()}
    late = {one: number for one, number in numbers.items() if one not in kept or kept[one].number < number}
    return kept, late


def _rounds(session: AnnotationSession) -> list[Round]:
    return [Round.INDEPENDENT, *([Round.DISCUSSED] if session.revealed_at else [])]


def _numbers(session: AnnotationSession) -> dict[Round, int]:
    """Return the number of the last event that may have changed the figures of each round.

    The reveal is the last one that touches the independent round. A corrected kind may put a sentence into the
    scope of both, or take it out.
    """
    corrected = Q(session=None, team=session.team_id, kind=EventKind.KIND_CORRECTED)
    settled = Q(kind__in=[EventKind.KIND_CORRECTED, EventKind.SESSION_REVEALED])
    events = Event.objects.filter(Q(session=session, kind__in=CHANGES) | corrected)
    found = events.aggregate(last=Max("number", default=0), settled=Max("number", filter=settled, default=0))
    last, before = found["last"], found["settled"] if session.revealed_at else found["last"]
    return {one: before if one == Round.INDEPENDENT else last for one in _rounds(session)}


def _few(session: AnnotationSession, parts: Sequence[SessionArticle], late: dict[Round, int]) -> bool:
    asked = Sentence.objects.filter(revision__in=[part.revision_id for part in parts], kind__in=session.kinds)
    return asked.count() * len(late) <= AT_ONCE


def _key(session: AnnotationSession, parts: Sequence[SessionArticle], round: Round) -> str:  # noqa: A002
    asked = sha256(f"{[part.pk for part in parts]} {session.kinds}".encode()).hexdigest()[:24]
    return f"agreement:{FORMAT}:{session.pk}:{round}:{asked}"
