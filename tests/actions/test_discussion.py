"""Discussions: begun, answered, changed, deleted, resolved, opened again; and where nothing is said."""

from functools import partial
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tests.factories import hold_session, make_article, place_of
from warreader.actions.discussion import (
    begin_thread,
    change_comment,
    delete_comment,
    reopen_thread,
    reply,
    resolve_thread,
)
from warreader.actions.errors import Refused, Repeated, Stale
from warreader.actions.sessions import close, reveal
from warreader.models import AnnotationSession, Comment, Event, EventText, Notice


def said(place, text="Is it so?", ordinal=1) -> Comment:
    return begin_thread(place=place, ordinal=ordinal, text=text, action=uuid4())


def answered(place, thread, text="It is.") -> Comment:
    return reply(place=place, thread=thread, text=text, action=uuid4())


def kinds() -> list[str]:
    return list(Event.objects.filter(data__has_key="comment").order_by("number").values_list("kind", flat=True))


def told() -> set[tuple[str, str]]:
    return set(Notice.objects.values_list("kind", "member__name"))


@pytest.fixture
def theirs(editor, article):
    """The article in the reading room, as the editor sees it."""
    return place_of(editor, article)


def test_a_thread_is_begun_and_answered_by_anybody_in_their_own_name(place, theirs):
    thread = said(place, ordinal=2)
    answer = answered(theirs, thread)
    again = answered(place, answer)
    assert (thread.author, thread.sentence.ordinal, thread.root) == (place.author, 2, None)
    assert (answer.author, answer.root, again.root) == (theirs.author, thread, thread)
    event = Event.objects.latest("number")
    assert (event.kind, event.data["thread"]) == ("commented", str(thread.public_id))
    assert "It is" not in str(event.data)
    assert event.text.fields["comment"] == ["", "It is."]


def test_an_action_that_comes_again_is_one(place, theirs):
    thread, action = said(place), uuid4()
    for act in (
        partial(begin_thread, ordinal=1, text="Once"),
        partial(reply, thread=thread, text="Once"),
        partial(resolve_thread, thread=thread),
    ):
        action = uuid4()
        act(place=theirs, action=action)
        with pytest.raises(Repeated):
            act(place=theirs, action=action) if act.func is not resolve_thread else said_again(theirs, action)
    assert Comment.objects.count() == 3


def said_again(place, action):
    begin_thread(place=place, ordinal=1, text="With the id of another action", action=action)


def test_ones_own_words_are_changed_with_trace(place):
    comment = said(place, "Frist")
    change_comment(place=place, comment=comment, text="First", base=comment.version.hex, action=uuid4())
    comment.refresh_from_db()
    assert (comment.text, comment.edited_at is not None) == ("First", True)
    assert EventText.objects.latest("event_id").fields["comment"] == ["Frist", "First"]
    change_comment(place=place, comment=comment, text="First", base=comment.version.hex, action=uuid4())
    assert kinds() == ["commented", "comment changed"], "what changes nothing is not told"


def test_what_was_deleted_is_erased_and_leaves_that_it_was_there(place, theirs):
    comment = said(place, "Rash words")
    change_comment(place=place, comment=comment, text="Rasher words", base=comment.version.hex, action=uuid4())
    answered(theirs, comment)
    comment.refresh_from_db()
    delete_comment(place=place, comment=comment, base=comment.version.hex, action=uuid4())
    comment.refresh_from_db()
    assert (comment.text, comment.deleted_at is not None, comment.resolved_at) == ("", True, None)
    assert kinds()[-1] == "comment deleted"
    kept = str(list(EventText.objects.values_list("fields", flat=True)))
    assert "ash" not in kept
    assert "It is." in kept
    digests = Event.objects.filter(kind="commented").earliest("number").data["digests"]["comment"]
    assert len(digests[1]) == 64, "the history still has the salted digest"


def test_a_thread_in_which_nothing_is_left_is_resolved(place, theirs):
    thread = said(place)
    answer = answered(theirs, thread)
    delete_comment(place=place, comment=thread, base=thread.version.hex, action=uuid4())
    assert Comment.objects.open().exists()
    delete_comment(place=theirs, comment=answer, base=answer.version.hex, action=uuid4())
    assert not Comment.objects.open().exists()
    assert kinds()[-2:] == ["comment deleted", "thread resolved"]


@pytest.mark.parametrize("act", [partial(change_comment, text="Other"), delete_comment], ids=["change", "delete"])
def test_what_is_based_on_another_version_is_stale(place, act):
    comment = said(place)
    with pytest.raises(Stale):
        act(place=place, comment=comment, base=UUID(int=0).hex, action=uuid4())
    delete_comment(place=place, comment=comment, base=comment.version.hex, action=uuid4())
    with pytest.raises(Stale):
        act(place=place, comment=comment, base=comment.version.hex, action=uuid4())


def test_anybody_resolves_and_opens_again_and_twice_is_once(place, theirs):
    thread = said(place)
    for _ in range(2):
        resolve_thread(place=theirs, thread=thread, action=uuid4())
    thread.refresh_from_db()
    assert thread.resolved_by == theirs.author
    for _ in range(2):
        reopen_thread(place=place, thread=thread, action=uuid4())
    thread.refresh_from_db()
    assert (thread.resolved_by, thread.resolved_at) == (None, None)
    assert kinds() == ["commented", "thread resolved", "thread reopened"]


def test_an_answer_opens_a_resolved_thread_again(place, theirs):
    thread = said(place)
    resolve_thread(place=place, thread=thread, action=uuid4())
    answered(theirs, thread)
    assert Comment.objects.open().exists()
    assert kinds()[-2:] == ["commented", "thread reopened"]


def test_a_sentence_that_is_not_there_is_refused(place):
    with pytest.raises(Refused):
        said(place, ordinal=99)
    assert not Comment.objects.exists()


def silent(place) -> bool:
    """Nothing can be said there, as an action finds it."""
    try:
        said(place)
    except Refused:
        return True
    return False


def test_nothing_is_said_before_the_reveal_nor_after_the_end(desk, mate):
    article = make_article(desk.editor)
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article])
    mine = place_of(desk.annotator, article, session)
    thread = said(place_of(desk.owner, article))
    for member in (desk.annotator, desk.editor):
        assert silent(place_of(member, article, session))
    assert silent(place_of(desk.annotator, article)), "nor in the reading room, for whoever judges it blind"
    assert not silent(place_of(desk.owner, article))
    for act in (
        partial(reply, thread=thread, text="x"),
        partial(resolve_thread, thread=thread),
        partial(reopen_thread, thread=thread),
    ):
        with pytest.raises(Refused):
            act(place=place_of(desk.annotator, article), action=uuid4())
    reveal(member=desk.editor, session=session, action=uuid4())
    assert not silent(mine), "the page was older than the reveal"
    assert not silent(place_of(desk.editor, article, session)), "who judges nothing in it discusses, too"
    close(member=desk.editor, session=AnnotationSession.objects.get(pk=session.pk), action=uuid4())
    assert silent(mine)


def test_an_open_session_of_a_withheld_article_is_silent_too(desk, article):
    open_one = hold_session(desk.editor, desk.annotator, articles=[article], mode="open")
    assert not silent(place_of(desk.annotator, article, open_one))
    hold_session(desk.editor, desk.annotator, articles=[article])
    assert silent(place_of(desk.annotator, article, open_one))


def test_a_mention_tells_whom_it_means_and_nobody_twice(place, theirs, desk, mate):
    thread = said(place, f"@{desk.editor.name} and @{place.author.name}: is it so?")
    assert told() == {("mentioned", desk.editor.name)}
    assert set(thread.mentions.all()) == {desk.editor, place.author}
    Notice.objects.all().delete()
    answered(theirs, thread, f"@{mate.name}, you know")
    assert told() == {("mentioned", mate.name), ("replied", place.author.name)}
    Notice.objects.all().delete()
    answered(place, thread, f"@{desk.editor.name}: no")
    assert told() == {("mentioned", desk.editor.name)}, "a mention is told instead of the answer"


def test_other_words_tell_only_whom_the_old_ones_did_not_mention(place, desk, mate):
    comment = said(place, f"@{mate.name}?")
    Notice.objects.all().delete()
    text = f"@{mate.name} or @{desk.owner.name}?"
    change_comment(place=place, comment=comment, text=text, base=comment.version.hex, action=uuid4())
    assert told() == {("mentioned", desk.owner.name)}


def test_who_has_left_is_not_told(place, theirs, mate):
    thread = said(place_of(mate, place.article))
    mate.left_at = timezone.now()
    mate.save()
    answered(place, thread, f"@{mate.name}?")
    assert told() == set()
