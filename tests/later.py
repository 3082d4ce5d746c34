"""Later texts of articles, stored as rows."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import count
from uuid import uuid4

from django.utils import timezone

from warreader.models import (
    Annotation,
    AnnotationSession,
    Article,
    Capture,
    Fit,
    LostPlace,
    Membership,
    Revision,
    Sentence,
    Succession,
)

from .factories import Desk, draft, judge, make_article, place_of

_numbers = count(1)
OLD = ("It rained on Monday.", "Four people died.", "The end.")
NEW = ("It rained on Monday.", "Five people died.", "The end.")
ORIGINS = {1: ((1,), Fit.SAME), 2: ((2,), Fit.CHANGED), 3: ((3,), Fit.SAME)}


def changed_article(desk: Desk) -> Article:
    """Make an article whose second sentence the publisher has changed after annotator and editor judged it."""
    article = make_article(desk.editor, *OLD)
    for member in (desk.annotator, desk.editor):
        judge(place_of(member, article), 1, "opinion")
        judge(place_of(member, article), 2, "unverified", note="Where from?")
    later_text(article, desk.editor, *NEW, origins=ORIGINS)
    return article


def later_text(
    article: Article,
    by: Membership,
    *sentences: str,
    origins: Mapping[int, tuple[Sequence[int], Fit]],
    corrects: Revision | None = None,
) -> Revision:
    """Give an article a later text of these sentences, and carry to it what people made of the earlier one.

    ``origins`` says for the ordinals of later sentences which earlier ones they continue, and how. A sentence that
    nothing continues leaves a lost place of everybody who judged it.
    """
    earlier = article.revision
    assert earlier is not None
    made = draft(*sentences)
    capture = Capture.objects.create(
        team=article.team,
        sha256=sha256(f"{made.text}{next(_numbers)}".encode()).hexdigest(),
        content=made.content,
        media_type="text/plain",
        importer="pasted",
        software="test",
        received_by=by,
    )
    revision = Revision.objects.create(
        team=article.team,
        article=article,
        number=earlier.number + 1,
        text=made.text,
        length=len(made.text),
        digest=sha256(made.text.encode()).hexdigest(),
        language="en",
        segmenter="test",
        corrects=corrects,
        made_by=by,
        capture=capture,
    )
    rows = [
        Sentence.objects.create(
            team=article.team,
            revision=revision,
            ordinal=ordinal,
            start=span.start,
            end=span.end,
            paragraph=span.paragraph,
            kind=span.kind,
        )
        for ordinal, span in enumerate(made.sentences, 1)
    ]
    before = {row.ordinal: row for row in earlier.sentences.all()}
    for ordinal, (ordinals, fit) in origins.items():
        for one in ordinals:
            succeed(before[one], rows[ordinal - 1], fit)
    article.revision = revision
    article.save()
    for annotation in Annotation.objects.filter(sentence__revision=earlier, session__standing=True):
        carry(annotation, revision)
    return revision


def succeed(earlier: Sentence, later: Sentence, fit: Fit) -> None:
    """Say that a sentence continues another, and all that this one continues."""
    fits = {earlier.pk: fit}
    for row in Succession.objects.filter(later=earlier):
        fits[row.earlier_id] = Fit.CHANGED if Fit.CHANGED in (row.fit, fit) else fit
    for pk, one in fits.items():
        Succession.objects.get_or_create(team=later.team, earlier_id=pk, later=later, defaults={"fit": one})


def carry(annotation: Annotation, revision: Revision) -> None:
    """Copy an annotation to the later text, or leave a lost place."""
    links = list(Succession.objects.filter(earlier=annotation.sentence, later__revision=revision))
    if not links:
        lose(annotation.sentence, annotation.author, annotation.session, revision)
    for link in links:
        changed = annotation.look_again or link.fit == Fit.CHANGED
        Annotation.objects.create(
            team=annotation.team,
            session=annotation.session,
            sentence=link.later,
            author=annotation.author,
            round=annotation.round,
            tag=annotation.tag,
            note=annotation.note,
            look_again=changed,
            version=uuid4(),
            created_at=annotation.created_at,
            updated_at=timezone.now(),
        )


def lose(sentence: Sentence, author: Membership, session: AnnotationSession, revision: Revision) -> LostPlace:
    """Store somebody's work as one whose sentence a later text does not have."""
    return LostPlace.objects.create(
        team=sentence.team, session=session, sentence=sentence, author=author, revision=revision
    )
