"""The one read behind every format."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection

from tests.exports.conftest import MOMENT, in_session
from tests.factories import judge, make_article, make_desk, make_member, place_of, support
from warreader.exports import Options, read
from warreader.exports.people import pseudonyms
from warreader.exports.snapshot import snapshot
from warreader.marks import State
from warreader.models import OPERATOR, Annotation, AnnotationSession, Kind, Revision
from warreader.places import Place
from warreader.queries.people import NoSuchPerson

QUERIES = 5


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(desk, rows, django_assert_num_queries):
    article = make_article(desk.editor, length=rows)
    for ordinal in range(1, rows + 1):
        for member in (desk.annotator, desk.editor, desk.owner)[:rows]:
            judge(place_of(member, article), ordinal, "verified")
            support(place_of(member, article), ordinal)
    place = place_of(desk.viewer, article)
    with django_assert_num_queries(QUERIES):
        document = read(place, Options(names=True, notes=True, filter="state=verified"))
    assert len(document.people) == rows


def test_a_sentence_holds_its_words_and_who_said_what(place):
    judge(place, 2, "unverified", flags={"quoted": True, "searched": True}, note="where I looked", note_exported=True)
    support(place, 2, citation="A bulletin")
    sentence = read(place, Options(notes=True)).sentences[1]
    assert sentence.text == place.revision.text[sentence.start : sentence.end]
    (item,) = sentence.annotations
    assert (item.tag, item.flags, item.note) == ("unverified", ("quoted", "searched"), "where I looked")
    assert [source.citation for source in item.evidence] == ["A bulletin"]
    assert (sentence.state, sentence.flags) == (State.UNVERIFIED, ("quoted", "searched"))


def test_times_are_those_that_are_stored_on_the_second_and_between(place):
    judge(place, 1, "opinion")
    times = datetime(2026, 5, 3, 23, 59, 7, tzinfo=UTC), datetime(2026, 5, 4, 0, 0, 0, 40, tzinfo=UTC)
    Annotation.objects.update(created_at=times[0], updated_at=times[1])
    (item,) = read(place, Options()).sentences[0].annotations
    assert (item.created, item.updated) == times
    assert item.created.tzinfo is UTC


def test_people_who_disagree_make_a_split(desk, article):
    judge(place_of(desk.annotator, article), 1, "opinion")
    judge(place_of(desk.owner, article), 1, "unverified")
    document = read(place_of(desk.viewer, article), Options())
    assert document.sentences[0].state == State.SPLIT
    assert document.counts[State.SPLIT] == 1


def test_verified_without_evidence_is_hollow(place):
    judge(place, 1, "verified")
    judge(place, 2, "verified")
    support(place, 2)
    document = read(place, Options())
    assert [sentence.state for sentence in document.sentences[:2]] == [State.HOLLOW, State.VERIFIED]
    assert document.sentences[0].annotations[0].state == State.HOLLOW


def test_without_evidence_asked_for_hollow_and_verified_are_one(place):
    judge(place, 1, "verified")
    judge(place, 2, "verified")
    support(place, 2)
    document = read(place, Options(evidence=False))
    assert [sentence.state for sentence in document.sentences[:2]] == [State.VERIFIED, State.VERIFIED]
    assert [sentence.annotations[0].evidence for sentence in document.sentences[:2]] == [None, None]
    assert document.counts[State.HOLLOW] == 0


def test_evidence_of_somebody_who_judged_nothing_is_kept_with_the_sentence(desk, article):
    support(place_of(desk.annotator, article), 1, citation="A photograph")
    (sentence, *_) = read(place_of(desk.viewer, article), Options()).sentences
    assert (sentence.annotations, sentence.state) == ((), State.OPEN)
    assert [source.citation for source in sentence.evidence] == ["A photograph"]


def test_mine_is_only_mine(desk, article):
    judge(place_of(desk.annotator, article), 1, "opinion")
    judge(place_of(desk.owner, article), 1, "unverified")
    document = read(place_of(desk.owner, article), Options(whose="mine"))
    assert [item.tag for item in document.sentences[0].annotations] == ["unverified"]
    assert document.sentences[0].state == State.UNVERIFIED
    assert document.options.whose == str(desk.owner.public_id)


@pytest.mark.parametrize("whose", ["nobody", str(UUID(int=0))])
def test_tags_of_nobody_are_refused(place, whose):
    with pytest.raises(NoSuchPerson):
        read(place, Options(whose=whose))


def test_a_member_of_another_team_is_nobody_here(place):
    stranger = make_desk("Others").owner
    with pytest.raises(NoSuchPerson):
        read(place, Options(whose=str(stranger.public_id)))


def test_the_operator_has_no_tags_of_their_own(article):
    with pytest.raises(NoSuchPerson):
        read(Place.find(OPERATOR, article.public_id), Options(whose="mine"))


def test_a_filter_leaves_sentences_bare(place):
    judge(place, 1, "opinion")
    judge(place, 2, "unverified")
    document = read(place, Options(filter="state=unverified&whose=mine&nonsense=1"))
    assert [sentence.state for sentence in document.sentences] == [None, State.UNVERIFIED, None, None, None]
    assert document.sentences[0].annotations == ()
    assert (document.left_out, document.filter) == (4, "unverified")
    assert sum(document.counts.values()) == 1


def test_what_is_not_to_be_judged_is_not_counted_as_not_judged(place):
    place.sentences().filter(ordinal__in=(1, 2)).update(kind=Kind.BOILERPLATE)
    judge(place, 1, "nothing")
    document = read(place, Options())
    assert (document.counts[State.OPEN], document.counts[State.NOTHING], document.outside) == (3, 1, 1)


def test_a_filter_for_hollow_picks_as_the_page_does_even_where_evidence_is_not_asked_for(place):
    judge(place, 1, "verified")
    judge(place, 2, "verified")
    support(place, 2)
    document = read(place, Options(filter="state=hollow", evidence=False))
    assert [sentence.matches for sentence in document.sentences[:2]] == [True, False]


def test_the_discussed_judgement_counts_and_the_independent_one_stays(desk, article):
    session = AnnotationSession.objects.create(team=desk.team, name="Blind", mode="blind")
    place = in_session(place_of(desk.annotator, article), session)
    judge(place, 1, "verified")
    session.revealed_at = MOMENT
    session.save()
    judge(place, 1, "opinion", place.sentences()[0].annotations.get().version.hex[:8])
    sentence = read(place, Options()).sentences[0]
    assert [(item.round, item.tag) for item in sentence.annotations] == [
        ("independent", "verified"),
        ("discussed", "opinion"),
    ]
    assert sentence.state == State.OPINION


def test_work_in_another_session_is_not_in_the_file(desk, article):
    session = AnnotationSession.objects.create(team=desk.team, name="Open", mode="open")
    judge(in_session(place_of(desk.owner, article), session), 1, "opinion")
    assert read(place_of(desk.annotator, article), Options()).people == ()


def test_an_article_that_was_deleted_meanwhile_is_not_there(place):
    place.article.deleted_at = MOMENT
    place.article.save()
    with pytest.raises(Revision.DoesNotExist):
        read(place, Options())


def test_a_pseudonym_is_the_same_in_each_export_and_when_others_join(desk, article):
    judge(place_of(desk.owner, article), 1, "opinion")
    place = place_of(desk.viewer, article)
    (before,) = read(place, Options()).people
    for _ in range(30):
        make_member(desk.team)
    judge(place_of(desk.annotator, article), 2, "opinion")
    people = read(place, Options()).people
    assert people[0] == before
    assert before.name.startswith("Annotator ")
    assert len({person.name for person in people}) == 2


def test_pseudonyms_do_not_follow_the_order_of_joining():
    ids = [UUID(int=number) for number in (5, 905, 3, 5 + 1800)]
    assert pseudonyms(ids) == [105, 106, 103, 107]


def test_pseudonyms_of_a_large_team_are_all_different():
    assert len(set(pseudonyms(uuid4() for _ in range(3_000)))) == 3_000


def test_names_are_those_that_the_team_knows(desk, article):
    desk.owner.name = "Olha"
    desk.owner.save()
    judge(place_of(desk.owner, article), 1, "opinion")
    (person,) = read(place_of(desk.viewer, article), Options(names=True)).people
    assert person.name == "Olha"


def test_who_has_left_keeps_name_and_work(desk, article):
    judge(place_of(desk.owner, article), 1, "opinion")
    name = desk.owner.name
    desk.owner.left_at = MOMENT
    desk.owner.save()
    document = read(place_of(desk.viewer, article), Options(names=True))
    assert [person.name for person in document.people] == [name]


@pytest.mark.django_db(transaction=True)
def test_a_read_sees_one_moment_and_holds_no_writer_up():
    desk = make_desk()
    article = make_article(desk.editor)
    place = place_of(desk.annotator, article)
    judge(place, 1, "opinion")
    with snapshot():
        assert Annotation.objects.count() == 1
        with closing(another_connection()) as other:
            other.execute("UPDATE warreader_annotation SET tag = 'verified'")
            other.commit()
        assert [row.tag for row in Annotation.objects.all()] == ["opinion"]
    assert [row.tag for row in Annotation.objects.all()] == ["verified"]


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_ends_with_an_error_inside_it():
    with pytest.raises(Revision.DoesNotExist), snapshot():
        Revision.objects.get()
    make_desk()
    assert not connection.in_atomic_block


def another_connection():
    """A second connection to the test database, that waits for no lock."""
    if connection.vendor == "sqlite":
        return sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
    import psycopg  # noqa: PLC0415

    return psycopg.connect(**connection.get_connection_params() | {"options": "-c lock_timeout=100"})
