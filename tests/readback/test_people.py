"""Who the people of a file are in a team, and where what was deleted comes back to."""

from uuid import uuid4

from django.utils import timezone

from tests.factories import hold_session, judge, make_desk, place_of
from tests.readback.conftest import brought_in, file_of, forget
from tests.talking import said
from warreader.actions.returning import Became, Noun
from warreader.models import Annotation, AnnotationSession, Membership


def table(title: str, *rows: str) -> bytes:
    return "\n".join(["title,sentence,author,author_id,tag", *(f"{title},{row}" for row in rows)]).encode()


def test_whoever_a_file_calls_by_several_names_is_one_person(desk, article):
    ann = uuid4()
    content = table(article.title, f"1,Ann,{ann},opinion", f"2,Ann B.,{ann},opinion", "1,CSV,,opinion", "2,,,opinion")
    told = brought_in(desk.editor, content)
    assert [line.words for line in told.of(Became.PLACED)] == ["Ann", "CSV"]
    assert (told.added[Noun.JUDGEMENTS], told.renamed) == (4, 0)
    assert not brought_in(desk.editor, content).changes


def test_by_a_name_that_several_people_of_a_file_have_nobody_is_known(place, desk, mate):
    judge(place, 1, "verified")
    judge(place_of(mate, place.article), 1, "opinion")
    Membership.objects.filter(pk__in=[mate.pk, desk.annotator.pk]).update(name="Ann")
    content = file_of(place.article)
    forget(desk.team)
    other = make_desk("Others")
    Membership.objects.filter(pk=other.annotator.pk).update(name="Ann")
    told = brought_in(other.editor, content)
    assert (told.added[Noun.JUDGEMENTS], told.of(Became.CONFLICT)) == (2, [])
    assert not Annotation.objects.filter(author=other.annotator).exists()
    # One that a single person has is theirs, however it is spaced.
    Membership.objects.filter(pk=other.owner.pk).update(name="Olha Bo")
    brought_in(other.editor, table(place.article.title, "3,Olha  Bo ,,opinion"))
    assert Annotation.objects.get(author=other.owner).sentence.ordinal == 3


def test_a_session_that_was_deleted_comes_back_once_each_time(desk, article):
    session = hold_session(desk.editor, desk.annotator, articles=[article], mode="open")
    judge(place_of(desk.annotator, article, session), 1, "opinion")
    said(place_of(desk.annotator, article, session), 1, "Is it so?")
    content = file_of(article, session=session.public_id)
    for times in (1, 2, 3):
        AnnotationSession.objects.made().update(deleted_at=timezone.now())
        assert brought_in(desk.editor, content).added.total() == 2
        assert not brought_in(desk.editor, content).changes, times
    assert AnnotationSession.objects.made().count() == 4
