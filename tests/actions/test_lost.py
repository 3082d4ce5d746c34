"""Putting lost places right: to a sentence, to none, and choosing again."""

from uuid import uuid4

import pytest

from tests.factories import hold_session, judge, make_article, place_of, support
from warreader.actions.discussion import begin_thread, delete_comment
from warreader.actions.errors import Refused
from warreader.actions.lost import resolve_place
from warreader.actions.moving import move_session
from warreader.actions.sessions import close
from warreader.models import (
    Annotation,
    Comment,
    Event,
    EventKind,
    EventText,
    Evidence,
    LostPlace,
    Mode,
    Notice,
    Succession,
)
from warreader.queries.cards import events_of
from warreader.queries.continuity import left_behind, lost_places

from .test_revisions import LINES, revise


@pytest.fixture
def article(editor, annotator):
    """A report whose later text has lost the third sentence, which the annotator had judged."""
    made = make_article(editor, *LINES)
    judge(place_of(annotator, made), 3, "opinion", note="Why")
    support(place_of(annotator, made), 3)
    revise(made, LINES[0], "Something new stands here.", LINES[1], LINES[3])
    return made


def put(place, ordinal, lost=None):
    resolve_place(place=place, lost=lost or LostPlace.objects.get(), ordinal=ordinal, action=uuid4())


def stands(article, member):
    rows = Annotation.objects.filter(author=member, sentence__revision__number=2)
    return [(row.sentence.ordinal, row.tag, row.note, row.look_again) for row in rows]


def test_its_author_puts_it_at_a_sentence_where_it_waits_for_another_look(article, annotator):
    place = place_of(annotator, article)
    found = lost_places(place)
    assert [(one.words, one.annotation.tag, len(one.evidence)) for one in found] == [(LINES[2], "opinion", 1)]
    put(place, 2)
    assert stands(article, annotator) == [(2, "opinion", "Why", True)]
    assert Evidence.objects.filter(sentence__revision__number=2).count() == 1
    assert lost_places(place) == []
    assert [one.place.placed.ordinal for one in lost_places(place, resolved=True)] == [2]
    assert Succession.objects.get(fit="placed").later.ordinal == 2
    event = Event.objects.get(kind=EventKind.PLACE_RESOLVED)
    assert (event.data["from"], event.data["placed"], event.sentence.ordinal) == ([1, 3], [None, 2], 2)
    kinds = [(one.kind, one.sentence.revision.number) for one in events_of(place, 2)]
    assert kinds == [
        (EventKind.PLACE_RESOLVED, 2),
        (EventKind.EVIDENCE_CHANGED, 1),
        (EventKind.ANNOTATION_CHANGED, 1),
    ]


def test_whoever_chooses_again_takes_it_back_from_where_it_was_unless_it_was_changed_there(
    article, annotator, editor
):
    place = place_of(annotator, article)
    put(place, 2)
    put(place_of(editor, article), 4)
    assert [one[0] for one in stands(article, annotator)] == [4]
    assert Succession.objects.get(fit="placed").later.ordinal == 4
    put(place, None)
    assert stands(article, annotator) == []
    assert not Succession.objects.filter(fit="placed").exists()
    put(place, 2)
    base = Annotation.objects.get(sentence__revision__number=2).version.hex[:8]
    judge(place, 2, "verified", base)
    put(place, 3)
    assert [one[:2] for one in stands(article, annotator)] == [(2, "verified"), (3, "opinion")]


def test_what_its_author_has_judged_there_is_not_overwritten(article, annotator):
    place = place_of(annotator, article)
    judge(place, 2, "verified")
    put(place, 2)
    assert stands(article, annotator) == [(2, "verified", "", False)]
    assert Evidence.objects.filter(sentence__revision__number=2, sentence__ordinal=2).count() == 1
    put(place, None)
    support(place, 2)
    with pytest.raises(Refused):
        put(place, 2)
    assert LostPlace.objects.get().placed is None


def test_others_leave_it_alone_and_so_does_everybody_at_a_later_text(article, annotator, mate, editor):
    for member, ordinal in ((mate, 2), (annotator, 9)):
        with pytest.raises(Refused):
            put(place_of(member, article), ordinal)
    stale = place_of(annotator, article)
    revise(article, "Newest.", LINES[0], "Something new stands here.")
    with pytest.raises(Refused):
        put(stale, 2)
    put(place_of(editor, article), 3)
    assert Annotation.objects.get(sentence__revision__number=3).look_again
    revise(article, "Newest of all.", LINES[0], "Something new stands here.")
    with pytest.raises(Refused, match="earlier text"):
        put(place_of(editor, article), 1)


def test_in_a_blind_session_it_is_its_authors_alone_and_nobody_else_learns_of_it(annotator, mate, editor):
    article = make_article(editor, *LINES)
    session = hold_session(editor, annotator, mate, articles=[article])
    judge(place_of(annotator, article, session), 3, "opinion")
    revise(article, *LINES[:2])
    move_session(member=editor, session=session, article=article, base=2, action=uuid4())
    lost = LostPlace.objects.get()
    for other in (mate, editor):
        assert lost_places(place_of(other, article, session)) == []
        with pytest.raises(Refused):
            put(place_of(other, article, session), 1, lost)
    put(place_of(annotator, article, session), 1)
    assert not Succession.objects.filter(fit="placed").exists()
    for other in (mate, editor):
        assert not Event.objects.visible_to(other.user).filter(kind=EventKind.PLACE_RESOLVED).exists()
    assert stands(article, annotator) == [(1, "opinion", "", True)]


def test_a_closed_session_stays_as_it_is(annotator, editor):
    article = make_article(editor, *LINES)
    session = hold_session(editor, annotator, articles=[article], mode=Mode.OPEN)
    judge(place_of(annotator, article, session), 3, "opinion")
    revise(article, *LINES[:2])
    move_session(member=editor, session=session, article=article, base=2, action=uuid4())
    close(member=editor, session=session, action=uuid4())
    for member in (annotator, editor):
        with pytest.raises(Refused):
            put(place_of(member, article, session), 1)


def test_discussions_go_along_with_their_notices_or_stay_and_are_listed(annotator, editor):
    article = make_article(editor, *LINES)
    place = place_of(annotator, article)
    moved = begin_thread(place=place, ordinal=2, text=f"Is it so, @{editor.name}?", action=uuid4())
    stays = begin_thread(place=place, ordinal=3, text="And this?", action=uuid4())
    revise(article, "New.", *LINES[:2])
    moved.refresh_from_db()
    assert (moved.sentence.ordinal, moved.sentence.revision.number) == (3, 2)
    assert Notice.objects.get(comment=moved).sentence == moved.sentence
    there = place_of(annotator, article)
    assert [(one.pk, vars(one)["words"]) for one in left_behind(there)] == [(stays.pk, LINES[2])]
    delete_comment(place=there, comment=moved, base=moved.version.hex, action=uuid4())
    assert [text.fields["comment"][1] for text in EventText.objects.all()] == ["And this?"]
    assert Comment.objects.get(pk=moved.pk).text == ""
