"""Articles with later texts."""

from warreader.models import AnnotationSession, Article, LostPlace, Membership, Revision, Sentence

from .actions.test_revisions import revise
from .factories import Desk, judge, make_article, place_of

OLD = ("It rained on Monday.", "Four people died.", "The end.")
NEW = ("It rained on Monday.", "Five people died.", "The end.")


def changed_article(desk: Desk) -> Article:
    """Make an article whose second sentence the publisher has changed after annotator and editor judged it."""
    article = make_article(desk.editor, *OLD)
    for member in (desk.annotator, desk.editor):
        judge(place_of(member, article), 1, "opinion")
        judge(place_of(member, article), 2, "unverified", note="Where from?")
    revise(article, *NEW)
    article.refresh_from_db()
    return article


def lose(sentence: Sentence, author: Membership, session: AnnotationSession, revision: Revision) -> LostPlace:
    """Store somebody's work as one whose sentence a later text does not have."""
    return LostPlace.objects.create(
        team=sentence.team, session=session, sentence=sentence, author=author, revision=revision
    )
