"""What the people of a session made of each sentence, as votes; and the rule that votes may settle one by."""

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from warreader.models import Annotation, AnnotationSession, Article, Evidence, Membership, Tag, Viewer

#: tag -> how many people say so
Votes = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """So many people must have judged a sentence, and this share of them, in per cent, must say the same."""

    votes: int = 2
    share: int = 100

    def tag_of(self, votes: Votes) -> str:
        """Return the tag that the votes settle; empty where they settle none, which a tie never does."""
        total = sum(votes.values())
        if not total or total < self.votes:
            return ""
        most = max(votes.values())
        leading = [tag for tag, number in votes.items() if number == most]
        return leading[0] if len(leading) == 1 and 100 * most >= self.share * total else ""


def divided(votes: Votes) -> float | None:
    """Return the share of pairs of people who differ, as :func:`warreader.agreement.disagreement` has it."""
    people = sum(votes.values())
    if people < 2:
        return None
    return (people**2 - sum(number**2 for number in votes.values())) / (people * (people - 1))


def settled_by_rule(
    rule: Rule, votes: Mapping[int, Votes], *, done: Container[int], known: Container[int] | None
) -> dict[int, str]:
    """Return the sentences that a rule settles, by key, with the tag: of those that are not ``done``.

    Only of sentences in ``known`` may it be verified; None: of all.
    """
    found = {key: tag for key, given in votes.items() if key not in done and (tag := rule.tag_of(given))}
    return {key: tag for key, tag in found.items() if tag != Tag.VERIFIED or known is None or key in known}


def ballots(
    viewer: Viewer, session: AnnotationSession, *, article: Article | None = None
) -> dict[int, dict[str, int]]:
    """Return the votes on each sentence in scope that somebody judged, by key, as they stand now; one query."""
    rows = Annotation.objects.visible_to(viewer).filter(session=session, sentence__kind__in=session.kinds)
    rows = rows.filter(sentence__revision__in=session.articles.values("revision"))
    rows = rows.filter(sentence__revision__article__deleted_at=None).standing(session.round).exclude(tag="")
    if article:
        rows = rows.filter(sentence__revision__article=article)
    counted = rows.order_by().values("sentence", "tag").annotate(number=Count("pk"))
    votes: dict[int, dict[str, int]] = defaultdict(dict)
    for sentence, tag, number in counted.values_list("sentence", "tag", "number"):
        votes[sentence][tag] = number
    return votes


def supported(session: AnnotationSession, settler: Membership) -> set[int]:
    """Return the sentences, by key, for which the settler, or somebody who says verified, has recorded evidence."""
    own = Annotation.objects.filter(sentence=OuterRef("sentence"), session=session, author=OuterRef("author"))
    says = Exists(own.standing(session.round).filter(tag=Tag.VERIFIED))
    rows = Evidence.objects.filter(Q(says) | Q(author=settler), session=session)
    return set(rows.values_list("sentence", flat=True))
