"""Who is told of what: assignments, the reveal, the end, deadlines; by letter, where somebody wants that."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from tests.factories import hold_session, make_article, place_of, settle_and_comment
from tests.tasks import queued, work
from warreader.actions.announcing import announce
from warreader.actions.assignments import assign, extend, pairs_of, version_of
from warreader.actions.discussion import begin_thread, delete_comment
from warreader.actions.errors import Refused
from warreader.actions.notices import mark_read, tell
from warreader.actions.sessions import close, finish, reveal
from warreader.models import AnnotationSession, Assignment, Notice, NoticeKind, Phase, User
from warreader.queries.notices import notices_of, told, with_what_they_are_about
from warreader.tasks.deadlines import remind


def told_of(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("member__name", flat=True))


@pytest.fixture
def session(desk, mate, article):
    """A blind session of two people, made by the editor, with a deadline in two days."""
    deadline = timezone.now() + timedelta(days=2)
    return hold_session(
        desk.editor, desk.annotator, mate, articles=[article, make_article(desk.editor)], deadline=deadline
    )


def moved(session, **away: float) -> None:
    """Put the deadline so far away from now."""
    AnnotationSession.objects.filter(pk=session.pk).update(deadline=timezone.now() + timedelta(**away))


def test_whoever_has_reports_to_judge_is_told_once_however_many_there_are(desk, mate, session):
    assert told_of("assigned") == {desk.annotator.name, mate.name}
    assert Notice.objects.count() == 2


def test_whoever_is_given_more_later_is_told_and_nobody_else(desk, mate, article, session):
    Notice.objects.all().delete()
    part = session.articles.get(article=article)
    standing = pairs_of(session)
    wanted = standing | {(part.pk, desk.owner.pk), (part.pk, desk.editor.pk)}
    assign(member=desk.editor, session=session, wanted=wanted, base=version_of(standing), action=uuid4())
    assert told_of("assigned") == {desk.owner.name}


def test_the_reveal_and_the_end_are_told_to_everybody_but_who_did_it(desk, mate, session):
    reveal(member=desk.owner, session=session, action=uuid4())
    assert told_of("revealed") == {desk.annotator.name, mate.name, desk.editor.name}
    close(member=desk.editor, session=session, action=uuid4())
    assert told_of("settled") == {desk.annotator.name, mate.name}


def test_an_editor_tells_how_sentences_were_settled_once_some_are(desk, mate, article):
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article], mode="open")
    with pytest.raises(Refused):
        announce(member=desk.editor, session=session, action=uuid4())
    settle_and_comment(place_of(desk.editor, article, session))
    announce(member=desk.editor, session=session, action=uuid4())
    assert told_of("settled") == {desk.annotator.name, mate.name}
    assert words(mate)[0][0] == f"{desk.editor.name} settled sentences of “Round”: see how"


def test_a_deadline_is_told_a_day_before_and_when_it_is_over_and_each_once(desk, mate, article, session):
    for assignment in Assignment.objects.filter(member=mate):
        finish(place=place_of(mate, assignment.part.article, session), action=uuid4())
    remind()
    assert told_of("deadline") == set(), "there are two days"
    Notice.objects.update(created_at=timezone.now() - timedelta(days=3))
    moved(session, hours=23)
    for _ in range(2):
        remind()
    assert told_of("deadline") == {desk.annotator.name}
    assert Notice.objects.filter(kind="deadline").count() == 1
    Notice.objects.update(created_at=timezone.now() - timedelta(hours=2))
    moved(session, hours=-1)
    for _ in range(2):
        remind()
    assert Notice.objects.filter(kind="deadline").count() == 2


def test_nobody_is_reminded_right_after_the_assignment_nor_of_what_stands_still(desk, session):
    moved(session, hours=5)
    remind()
    assert told_of("deadline") == set(), "the assignment says it"
    Notice.objects.all().delete()
    assignment = Assignment.objects.filter(member=desk.annotator)
    extend(member=desk.editor, assignments=assignment, due=timezone.now() + timedelta(days=9), action=uuid4())
    remind()
    assert desk.annotator.name not in told_of("deadline"), "who has longer is not told of the others’ end"
    Notice.objects.all().delete()
    for change in ({"phase": Phase.CLOSED, "revealed_at": timezone.now()}, {"deleted_at": timezone.now()}):
        AnnotationSession.objects.filter(pk=session.pk).update(**change)
        remind()
    moved(session, days=-3)
    assert told_of("deadline") == set()


def test_a_notice_is_marked_read_by_whom_it_is_for(desk, mate, session):
    user = User.objects.get(pk=mate.user_id)
    assert (mark_read(user=user), mark_read(user=user)) == (1, 0)
    assert Notice.objects.unread().get().member == desk.annotator


def words(member) -> list[tuple[str, str, str]]:
    user = User.objects.get(pk=member.user_id)
    return [(one.brief, one.about, one.url) for one in notices_of(user)]


def test_notices_say_who_did_what_and_lead_there(desk, mate, article, session):
    place = place_of(desk.owner, article)
    begin_thread(place=place, ordinal=3, text=f"@{desk.viewer.name}?", action=uuid4())
    called = f"{desk.owner.name} called you in a discussion"
    about = f"sentence 3 of “{article.title}”"
    assert words(desk.viewer) == [(called, about, f"/articles/{article.public_id}/sentences/3/#discussion-3")]
    ((brief, about, address),) = words(mate)
    assert brief == f"{desk.editor.name} gave you reports to judge in “Round”"
    assert (about[:6], address) == ("until ", f"/sessions/{session.public_id}/")
    moved(session, hours=-1)
    assert words(mate)[0][1].startswith("the time was over at ")


def test_a_discussion_of_a_withheld_article_is_told_after_the_reveal(desk, mate, article):
    begin_thread(place=place_of(desk.owner, article), ordinal=1, text=f"@{mate.name}?", action=uuid4())
    assert len(words(mate)) == 1
    session = hold_session(desk.editor, mate, articles=[article])
    Notice.objects.filter(kind="assigned").delete()
    begin_thread(place=place_of(desk.owner, article), ordinal=1, text=f"@{mate.name}!", action=uuid4())
    assert words(mate) == []
    reveal(member=desk.editor, session=session, action=uuid4())
    Notice.objects.filter(kind="revealed").delete()
    assert len(words(mate)) == 2


def test_of_a_deleted_comment_nobody_is_told_any_more(desk, mate, place):
    comment = begin_thread(place=place, ordinal=1, text=f"@{mate.name}?", action=uuid4())
    delete_comment(place=place, comment=comment, base=comment.version.hex, action=uuid4())
    assert words(mate) == []


class TestLetters:
    """Notices by e-mail."""

    @pytest.fixture(autouse=True)
    def wants(self, mate, annotator):
        """The mate wants letters; the annotator has an address, and does not."""
        User.objects.filter(pk=mate.user_id).update(email="mate@example.org", mails_notices=True)
        User.objects.filter(pk=annotator.user_id).update(email="annotator@example.org")

    def test_a_letter_says_what_happened_and_where_and_nothing_of_a_report(
        self, desk, mate, article, django_capture_on_commit_callbacks
    ):
        text = f"@{mate.name} and @{desk.annotator.name}: secret words?"
        with django_capture_on_commit_callbacks(execute=True):
            begin_thread(place=place_of(desk.owner, article), ordinal=3, text=text, action=uuid4())
        (letter,) = mail.outbox
        assert letter.to == ["mate@example.org"]
        assert letter.subject == f"[Warreader] {desk.owner.name} called you in a discussion"
        assert f"/articles/{article.public_id}/sentences/3/#discussion-3" in letter.body
        assert "/accounts/preferences/" in letter.body
        assert article.title not in letter.body + letter.subject
        assert "secret words" not in letter.body

    def test_an_action_makes_one_letter_for_each_person(
        self, session, desk, mate, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            reveal(member=desk.editor, session=session, action=uuid4())
        assert [letter.to for letter in mail.outbox] == [["mate@example.org"]]

    def test_no_letter_goes_to_an_address_that_was_given_and_not_confirmed(
        self, session, desk, mate, django_capture_on_commit_callbacks
    ):
        given = EmailAddress.objects.create(user=mate.user, email="Mate@example.org", primary=True, verified=False)
        with django_capture_on_commit_callbacks(execute=True):
            reveal(member=desk.editor, session=session, action=uuid4())
        assert mail.outbox == []
        EmailAddress.objects.filter(pk=given.pk).update(verified=True)
        with django_capture_on_commit_callbacks(execute=True):
            close(member=desk.editor, session=session, action=uuid4())
        assert [letter.to for letter in mail.outbox] == [["mate@example.org"]]

    def test_no_letter_tells_of_what_is_withheld(self, desk, mate, article, django_capture_on_commit_callbacks):
        hold_session(desk.editor, mate, articles=[article])
        with django_capture_on_commit_callbacks(execute=True):
            begin_thread(place=place_of(desk.owner, article), ordinal=1, text=f"@{mate.name}?", action=uuid4())
        assert mail.outbox == []

    def test_letters_wait_in_line_and_none_is_written_twice_nor_of_what_was_read(
        self, desk, mate, place, django_capture_on_commit_callbacks
    ):
        with queued, django_capture_on_commit_callbacks(execute=True):
            begin_thread(place=place, ordinal=1, text=f"@{mate.name}?", action=uuid4())
            assert mail.outbox == []
        with queued:
            work()
        assert len(mail.outbox) == 1
        with queued, django_capture_on_commit_callbacks(execute=True):
            begin_thread(place=place, ordinal=1, text=f"@{mate.name}!", action=uuid4())
        mark_read(user=User.objects.get(pk=mate.user_id))
        with queued:
            work()
        assert len(mail.outbox) == 1

    def test_a_letter_that_cannot_be_sent_is_logged_and_breaks_nothing(
        self, mate, place, settings, caplog, django_capture_on_commit_callbacks
    ):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
        with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
            begin_thread(place=place, ordinal=1, text=f"@{mate.name}?", action=uuid4())
        assert "could not be sent" in caplog.text
        assert "mate@example.org" not in caplog.text
        assert told_of("mentioned") == {mate.name}


def test_a_notice_without_a_session_or_an_actor_is_still_said(desk, mate, session):
    tell(NoticeKind.DEADLINE, [mate], actor=None, session=session)
    for notice in with_what_they_are_about(Notice.objects.filter(kind="deadline")):
        assert told(notice).brief == "You have reports to finish in “Round”"
