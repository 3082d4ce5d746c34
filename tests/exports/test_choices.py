"""Discussion, history, and only what is settled: what is read for a file, and what is not."""

from uuid import uuid4

import pytest

from tests.exports.conftest import EVERYTHING
from tests.factories import hold_session, judge, place_of, support
from tests.talking import said
from warreader.actions.annotations import short_version
from warreader.actions.sessions import close
from warreader.exports import Options, read
from warreader.exports.document import Document
from warreader.marks import State
from warreader.models import OPERATOR
from warreader.places import Place
from warreader.queries.people import NoSuchPerson, whose_tags

QUERIES = 5


def steps(document: Document) -> list[tuple[str, int | None]]:
    return [(one.kind, one.ordinal) for one in document.history or ()]


def remarks(document: Document) -> list[list[str]]:
    return [[remark.text for remark in one.remarks] for s in document.sentences for one in s.threads]


def test_nothing_is_said_or_done_in_a_file_unless_asked_for(discussed):
    document = read(discussed.viewer, Options())
    assert (remarks(document), document.history) == ([], None)


def test_two_more_queries_are_asked_only_where_wanted(discussed, django_assert_num_queries):
    settled = 1
    for options, number in ((Options(), 0), (Options(discussion=True), 1), (EVERYTHING, 2)):
        with django_assert_num_queries(QUERIES + settled + number):
            read(discussed.viewer, options)


def test_a_thread_has_its_remarks_and_how_it_ended(discussed):
    first, second, _third = read(discussed.viewer, EVERYTHING).sentences
    (thread,) = first.threads
    opened, answer, gone = thread.remarks
    assert (opened.text, opened.author.name, opened.mentions[0].name) == (
        "Is it so, @ed canary?",
        "Ada Byron",
        "Ed Canary",
    )
    assert (answer.text, answer.edited is not None, answer.deleted) == ("It is not, @Ada Byron.", True, None)
    assert (gone.text, gone.mentions, gone.deleted is not None) == ("", (), True)
    assert (thread.resolved_by.name, thread.resolved is not None) == ("Ed Canary", True)
    assert [(one.resolved, one.resolved_by) for one in second.threads] == [(None, None)]


def test_names_that_are_mentioned_are_pseudonyms_where_people_have_them(discussed):
    document = read(discussed.viewer, Options(discussion=True))
    called = {person.name for person in document.people}
    opened, answer, _gone = document.sentences[0].threads[0].remarks
    assert opened.text == f"Is it so, @{answer.author.name}?"
    assert answer.text == f"It is not, @{opened.author.name}."
    assert called == {opened.author.name, answer.author.name}


def test_history_has_what_was_done_in_closed_words(discussed):
    document = read(discussed.viewer, EVERYTHING)
    assert steps(document) == [
        ("article added", None),
        ("annotation changed", 1),
        ("evidence changed", 1),
        ("annotation changed", 1),
        ("annotation changed", 2),
        ("evidence changed", 2),
        ("evidence changed", 2),
        ("commented", 1),
        ("commented", 1),
        ("commented", 1),
        ("comment changed", 1),
        ("comment deleted", 1),
        ("thread resolved", 1),
        ("commented", 2),
        ("sentence settled", 1),
        ("kind corrected", 3),
    ]
    _added, judged, *_, settled, corrected = document.history or ()
    assert judged.changes == (("tag", (), ("verified",)), ("flags", (), ("loaded",)))
    assert judged.by.name == "Ada Byron"
    assert settled.changes == (("outcome", (), ("verified",)),)
    assert corrected.changes == (("kind", ("body",), ("caption",)),)
    assert not any(words in str(document.history) for words in ("bulletin", "private", "taken back", "Taken back"))


def test_a_step_that_only_words_were_changed_in_is_none(discussed):
    judge(discussed.annotator, 2, None, _version(discussed.annotator), note="another note")
    before = read(discussed.viewer, EVERYTHING)
    assert [one.ordinal for one in before.history].count(2) == 4
    assert "another" not in str(before)


def _version(place: Place) -> str:
    return short_version(place.sentences().get(ordinal=2).annotations.get(author=place.author))


def test_steps_of_evidence_and_talk_are_there_only_where_these_are(discussed):
    kinds = {kind for kind, _ in steps(read(discussed.viewer, Options(history=True, evidence=False)))}
    assert kinds == {"article added", "annotation changed", "sentence settled", "kind corrected"}


def test_one_persons_file_has_only_what_they_said_and_did(discussed):
    ada = str(discussed.annotator.author.public_id)
    document = read(discussed.viewer, Options(whose=ada, discussion=True, history=True, names=True))
    assert {one.by.name for one in document.history} == {"Ada Byron"}
    assert remarks(document) == [["Is it so, @ed canary?"]]
    (thread,) = document.sentences[0].threads
    assert (thread.resolved, thread.resolved_by) == (None, None)


def test_a_sentence_that_the_filter_leaves_out_has_neither_talk_nor_history(discussed):
    document = read(discussed.viewer, Options(filter="state=unverified", discussion=True, history=True))
    assert remarks(document) == [["Who looks?"]]
    assert {ordinal for _, ordinal in steps(document)} == {None, 2}


def test_only_what_is_settled_has_nobodys_judgements(discussed):
    document = read(discussed.viewer, Options(whose="settled"))
    first, *rest = document.sentences
    assert (first.state, first.settled.outcome, first.annotations, first.flags) == (
        State.VERIFIED,
        "verified",
        (),
        (),
    )
    assert [source.citation for source in first.evidence] == ["A bulletin"]
    assert {(one.state, one.settled, one.annotations, one.evidence) for one in rest} == {(State.OPEN, None, (), ())}
    assert (document.whose, document.options.whose) == ("only what is settled", "settled")


def test_pages_know_no_such_choice(discussed):
    with pytest.raises(NoSuchPerson):
        whose_tags(discussed.viewer, "settled")


def test_only_what_is_settled_has_reasons_sources_and_talk_only_where_asked_for(discussed):
    first, second, _ = read(discussed.viewer, Options(whose="settled", evidence=False)).sentences
    assert (first.settled.reason, first.evidence, first.threads, second.threads) == ("", (), (), ())
    document = read(discussed.viewer, Options(whose="settled", notes=True, discussion=True, history=True))
    assert document.sentences[0].settled.reason == "the bulletin"
    assert [len(said) for said in remarks(document)] == [3]
    kinds = {kind for kind, _ in steps(document)}
    assert "annotation changed" not in kinds
    assert {ordinal for kind, ordinal in steps(document) if kind in {"commented", "evidence changed"}} == {1}


def test_the_reading_room_tells_how_its_verdict_was_settled(discussed):
    close(member=discussed.desk.owner, session=discussed.editor.session, action=uuid4())
    room = place_of(discussed.desk.viewer, discussed.viewer.article)
    document = read(room, Options(whose="settled", history=True))
    assert document.sentences[0].state == State.VERIFIED
    assert ("sentence settled", 1) in steps(document)


def test_whoever_wants_to_judge_first_hears_only_of_sentences_that_they_have_judged(discussed):
    discussed.desk.editor.user.own_first = True
    editor = place_of(discussed.desk.editor, discussed.editor.article, discussed.editor.session)
    document = read(editor, EVERYTHING)
    assert [bool(one.threads) for one in document.sentences] == [True, False, False]
    assert ("commented", 2) not in steps(document)


def test_before_the_reveal_nobody_hears_or_knows_of_others(desk, article):
    session = hold_session(desk.owner, desk.annotator, desk.owner, articles=[article])
    mine, theirs = (place_of(one, article, session) for one in (desk.annotator, desk.owner))
    judge(mine, 1, "opinion")
    judge(theirs, 2, "verified")
    support(theirs, 2)
    history = read(mine, EVERYTHING).history
    assert {one.by.id for one in history if one.ordinal} == {str(desk.annotator.public_id)}
    operators = read(Place.find(OPERATOR, article.public_id, session.public_id), EVERYTHING)
    assert {ordinal for _, ordinal in steps(operators)} == {None}


def test_talk_and_steps_of_a_withheld_article_wait_for_the_reveal(desk, article):
    room = place_of(desk.annotator, article)
    said(room, 1, "Said before the blind session")
    judge(place_of(desk.owner, article), 1, "opinion")
    hold_session(desk.owner, desk.annotator, articles=[article])
    document = read(place_of(desk.annotator, article), EVERYTHING)
    assert (remarks(document), steps(document)) == ([], [])
