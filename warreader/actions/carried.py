"""Settled tags at later texts: where a session settled an earlier one, they stand at what is the same in it."""

from collections import defaultdict
from collections.abc import Sequence

from warreader.models import Adjudication, AnnotationSession, Article, Fit, Revision, Succession
from warreader.models.continuity import SuccessionQuerySet
from warreader.models.sessions import on_its_text
from warreader.models.settling import AdjudicationQuerySet

#: what follows where the original changes
FIELDS = (
    "outcome", "reason", "rule", "settled_by_id", "brought_votes", "brought_support", "version", "created_at",
    "updated_at",
)  # fmt: skip


def carry_to(article: Article, later: Revision) -> None:
    """Carry what sessions have settled of an article, each at its own text, to a text that is new."""
    rows = Adjudication.objects.filter(on_its_text(), sentence__revision__article=article)
    _carry(rows, Succession.objects.filter(later__revision=later))


def carry_on(settled: Sequence[Adjudication]) -> None:
    """Carry how a session has just settled sentences to all texts that came after theirs."""
    if settled:
        sentences = [row.sentence_id for row in settled]
        rows = Adjudication.objects.filter(session=settled[0].session_id, sentence__in=sentences)
        _carry(rows, Succession.objects.filter(earlier__in=sentences))


def own(session: AnnotationSession, later: Revision) -> None:
    """Make what was carried to a text the session's own, now that it is the one that the session judges."""
    Adjudication.objects.filter(session=session, sentence__revision=later).update(carried_from=None)


def _carry(rows: AdjudicationQuerySet, ties: SuccessionQuerySet) -> None:
    places = defaultdict(list)
    for earlier, later in ties.filter(fit=Fit.SAME).values_list("earlier_id", "later_id"):
        places[earlier].append(later)
    if not places:
        return
    Adjudication.objects.bulk_create(
        [
            Adjudication(
                team_id=row.team_id,
                session_id=row.session_id,
                sentence_id=later,
                carried_from=row,
                **{name: getattr(row, name) for name in FIELDS},
            )
            for row in rows
            for later in places[row.sentence_id]
        ],
        update_conflicts=True,
        unique_fields=["session", "sentence"],
        update_fields=[name.removesuffix("_id") for name in FIELDS],
    )
