"""Later texts of an article: storing them, and what becomes of the work on the text before."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tests.factories import draft, hold_session, judge, make_article, place_of, support
from warreader.actions.articles import Details, Duplicate, correct_kinds
from warreader.actions.discussion import begin_thread, reply
from warreader.actions.errors import Refused, Repeated, Stale
from warreader.actions.evidence import remove_evidence
from warreader.actions.lost import resolve_place
from warreader.actions.notices import mark_read
from warreader.actions.revisions import add_revision, correct_sentences
from warreader.actions.undo import undo
from warreader.models import Annotation, Event, EventKind, Evidence, Fit, Kind, LostPlace, Notice, Succession
from warreader.queries.continuity import lost_places
from warreader.queries.notices import told, with_what_they_are_about
from warreader.text import Sentence

LINES = ("Tanks moved at dawn.", "Nobody saw where they went.", "Two bridges fell.", "The mayor was furious.")


def revise(article, *sentences, member=None, details=None, action=None, **more):
    """Add a later text of these sentences."""
    return add_revision(
        member=member or article.added_by,
        article=article,
        draft=draft(*sentences),
        details=details or Details(""),
        action=action or uuid4(),
        **more,
    )


@pytest.fixture
def article(editor):
    return make_article(editor, *LINES)


def test_a_later_text_is_the_articles_from_then_on_and_the_earlier_one_stays(article, editor):
    first = article.revision
    later = revise(article, "A new first line.", *LINES, details=Details("Other", author="A. B."))
    article.refresh_from_db()
    assert (article.revision, later.number, later.made_by) == (later, 2, editor)
    assert (article.title, article.author) == ("Other", "A. B.")
    assert [one.ordinal for one in later.sentences.order_by("ordinal")] == [1, 2, 3, 4, 5]
    assert first.sentences.count() == 4
    event = Event.objects.get(kind=EventKind.ARTICLE_REVISED)
    assert (event.article, event.session) == (article, None)
    assert {key: event.data[key] for key in ("number", "same", "new", "gone")} == {
        "number": 2,
        "same": 4,
        "new": 1,
        "gone": 0,
    }


def test_what_is_said_of_an_unchanged_sentence_stands_at_it_as_it_was(article, place, editor):
    judge(place, 2, "verified", note="I was there", flags={"said": True})
    support(place, 2)
    before = Annotation.objects.get()
    action = uuid4()
    revise(article, "A new first line.", *LINES, action=action)
    after = Annotation.objects.get(sentence__ordinal=3)
    same = ("tag", "said", "note", "look_again", "created_at", "author", "session", "round")
    assert all(getattr(before, name) == getattr(after, name) for name in same)
    assert after.version == action
    assert [one.sentence.ordinal for one in Evidence.objects.order_by("pk")] == [2, 3]
    assert Annotation.objects.filter(pk=before.pk, version=before.version).exists()


def test_work_on_a_sentence_that_is_gone_is_a_lost_place_for_each_author(article, place, mate):
    judge(place, 3, "opinion")
    support(place_of(mate, article), 3)
    later = revise(article, *LINES[:2], LINES[3])
    assert {(one.author, one.sentence.ordinal, one.revision) for one in LostPlace.objects.all()} == {
        (place.author, 3, later),
        (mate, 3, later),
    }
    assert not Annotation.objects.filter(sentence__revision=later).exists()
    assert set(Notice.objects.filter(kind="revised").values_list("member", flat=True)) == {place.author.pk, mate.pk}


def test_the_same_text_is_refused_be_it_the_articles_or_one_of_anothers(article, editor):
    other = make_article(editor, "Something else.")
    revise(other, "Something else again.")
    revise(article, "New.", *LINES)
    for lines, of in (
        (("New.", *LINES), article),
        (("Something else.",), other),
        (("Something else again.",), other),
    ):
        with pytest.raises(Duplicate) as refused:
            revise(article, *lines)
        assert refused.value.article == of
    empty = replace(draft("Nothing"), text="", sentences=())
    with pytest.raises(Refused):
        add_revision(member=editor, article=article, draft=empty, details=Details(""), action=uuid4())


def test_a_publisher_may_come_back_to_an_earlier_text_and_go_on(article, place):
    judge(place, 1, "opinion")
    for lines in (("New.", *LINES), LINES, ("New.", *LINES), LINES, LINES[1:]):
        revise(article, *lines)
    rows = article.revisions.order_by("number")
    assert [row.corrects.number if row.corrects else None for row in rows] == [None, None, 1, 2, 1, None]
    assert [Annotation.objects.filter(sentence__revision=row).count() for row in rows] == [1, 1, 1, 1, 1, 0]
    assert LostPlace.objects.get().revision.number == 6


def test_what_was_only_said_by_hand_stays_that_whatever_the_sentence_becomes(article, place):
    judge(place, 1, "opinion")
    revise(article, "Rain fell on the coast all day.", *LINES[1:])
    lost = LostPlace.objects.get()
    resolve_place(place=replace(place, revision=lost.revision), lost=lost, ordinal=1, action=uuid4())
    revise(article, "Heavy rain fell on the coast all day.", *LINES[1:])
    ties = Succession.objects.filter(earlier=lost.sentence).order_by("later__revision__number")
    assert [one.fit for one in ties] == [Fit.PLACED, Fit.PLACED]


def test_a_repeat_adds_nothing(article):
    action = uuid4()
    revise(article, "New.", *LINES, action=action)
    with pytest.raises(Repeated):
        revise(article, "New.", *LINES, action=action)
    assert article.revisions.count() == 2


def test_a_sentence_is_known_to_continue_those_of_every_earlier_text(article):
    revise(article, "New.", *LINES)
    revise(article, "New.", "Newer.", *LINES[1:])
    ties = Succession.objects.values_list(
        "earlier__revision__number", "earlier__ordinal", "later__revision__number", "later__ordinal", "fit"
    )
    assert set(ties.filter(later__revision__number=3)) == {
        (2, 1, 3, 1, Fit.SAME),
        *((2, number, 3, number, Fit.SAME) for number in (3, 4, 5)),
        *((1, number, 3, number + 1, Fit.SAME) for number in (2, 3, 4)),
    }


def test_a_kind_that_was_corrected_by_hand_stays_in_later_texts_unless_told(article, editor):
    correct_kinds(place=place_of(editor, article), ordinals=[1, 2], kind=Kind.CAPTION, action=uuid4())
    revise(article, "New.", *LINES)
    later = revise(article, "Newer.", "New.", *LINES, kinds={4: Kind.TITLE})
    assert [one.kind for one in later.sentences.order_by("ordinal")] == [
        "body",
        "body",
        "caption",
        "title",
        "body",
        "body",
    ]


def spans_of(place):
    rows = place.sentences().values_list("start", "end", "kind", "paragraph")
    return [Sentence(*row) for row in rows]


def merged(spans, first, last):
    whole = spans[first]._replace(end=spans[last].end)
    return [*spans[:first], whole, *spans[last + 1 :]]


def parted(spans, number, at):
    one = spans[number]
    return [*spans[:number], one._replace(end=at), one._replace(start=at), *spans[number + 1 :]]


def correct(place, spans, action=None):
    return correct_sentences(place=place, sentences=spans, action=action or uuid4())


def test_a_merge_keeps_what_one_person_said_alike_and_empties_what_they_said_differently(
    article, place, editor, mate
):
    here, theirs = place_of(mate, article), place_of(editor, article)
    judge(place, 1, "verified", note="One", note_exported=True)
    judge(place, 2, "verified", note="Two", note_exported=True)
    judge(here, 1, "opinion", note="Why", flags={"loaded": True})
    judge(here, 2, "verified")
    support(here, 2)
    judge(theirs, 2, "unverified")
    later = correct(theirs, merged(spans_of(theirs), 0, 1))
    said = {row.author: row for row in Annotation.objects.filter(sentence__revision=later, sentence__ordinal=1)}
    assert (said[place.author].tag, said[place.author].note, said[place.author].note_exported) == (
        "verified",
        "One\n\nTwo",
        True,
    )
    assert (said[mate].tag, said[mate].note, said[mate].flags) == ("", "Why", [])
    assert said[editor].tag == "unverified"
    assert all(row.look_again for row in said.values())
    assert Evidence.objects.get(sentence__revision=later).author == mate
    events = {event.actor: event for event in Event.objects.filter(kind=EventKind.ANNOTATION_CARRIED)}
    assert events.keys() == {place.author, mate}
    assert events[mate].data == {
        "by": str(editor.public_id),
        "merged": [[1, "opinion"], [2, "verified"]],
        "tag": "",
    }
    assert (events[mate].sentence.revision, events[mate].session) == (later, place.session)
    assert not LostPlace.objects.exists()


def test_a_split_gives_each_part_what_was_said_of_the_whole(article, place, editor):
    judge(place, 2, "verified")
    support(place, 2)
    start = place.sentences()[1].start
    later = correct(place_of(editor, article), parted(spans_of(place), 1, start + 6))
    rows = Annotation.objects.filter(sentence__revision=later).order_by("sentence__ordinal")
    assert [(row.sentence.ordinal, row.tag, row.look_again) for row in rows] == [
        (2, "verified", True),
        (3, "verified", True),
    ]
    assert Evidence.objects.filter(sentence__revision=later).count() == 2
    assert (later.corrects.number, later.number, later.text) == (1, 2, later.corrects.text)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda spans: spans,
        lambda spans: spans[1:],
        lambda spans: [spans[0]._replace(end=spans[1].start + 2), *spans[1:]],
        lambda spans: [*spans[:-1], spans[-1]._replace(end=spans[-1].end + 1)],
        lambda spans: [spans[0]._replace(start=3), *spans[1:]],
        lambda spans: [],
    ],
)
def test_sentences_that_leave_out_text_overlap_or_are_as_they_were_are_refused(article, editor, spoil):
    place = place_of(editor, article)
    with pytest.raises(Refused):
        correct(place, spoil(spans_of(place)))
    assert article.revisions.count() == 1


def test_sentences_of_a_text_that_is_no_longer_the_articles_are_stale(article, editor):
    place = place_of(editor, article)
    revise(article, "New.", *LINES)
    with pytest.raises(Stale):
        correct(place, merged(spans_of(place), 0, 1))


def test_what_was_done_on_an_earlier_text_is_not_taken_back(article, place, editor):
    judge(place, 1, "opinion")
    correct_kinds(place=place_of(editor, article), ordinals=[1], kind=Kind.CAPTION, action=uuid4())
    revise(article, "New.", *LINES)
    for member in (place.author, editor):
        with pytest.raises(Refused, match="earlier text"):
            undo(place=place_of(member, article), action=uuid4())
    judge(place_of(place.author, article), 3, "opinion")
    assert undo(place=place_of(place.author, article), action=uuid4()).ordinals == (3,)


def test_what_was_in_flight_to_the_earlier_text_is_refused(article, place, editor):
    stale = place_of(editor, article)
    evidence = support(place, 1)
    thread = begin_thread(place=place, ordinal=1, text="Is it so?", action=uuid4())
    revise(article, "New.", *LINES)
    before = Event.objects.count()
    for act in (
        lambda: judge(place, 1, "opinion"),
        lambda: support(place, 1),
        lambda: remove_evidence(place=place, evidence=evidence, base=evidence.version.hex, action=uuid4()),
        lambda: begin_thread(place=place, ordinal=1, text="Well", action=uuid4()),
        lambda: reply(place=place, thread=thread, text="Well", action=uuid4()),
        lambda: correct_kinds(place=stale, ordinals=[1], kind=Kind.CAPTION, action=uuid4()),
        lambda: undo(place=place, action=uuid4()),
    ):
        with pytest.raises(Refused):
            act()
    assert Event.objects.count() == before


def test_whoever_has_something_to_look_at_again_is_told_once_until_they_have_read_it(article, place, mate, editor):
    judge(place, 4, "opinion")
    judge(place_of(mate, article), 1, "opinion")
    judge(place_of(editor, article), 4, "opinion")
    revise(article, *LINES[:3], "The mayor was very furious.")
    revise(article, *LINES[:3], "The mayor was very furious indeed.")
    notice = Notice.objects.get(kind="revised")
    assert (notice.member, notice.article, notice.session) == (place.author, article, place.session)
    words = told(with_what_they_are_about(Notice.objects.filter(pk=notice.pk))[0])
    assert (words.about, words.url) == (f"“{article.title}”", f"/articles/{article.public_id}/")
    mark_read(user=place.author.viewer)
    revise(article, *LINES[:3])
    assert Notice.objects.filter(kind="revised").count() == 2


def test_whoever_judges_the_report_blind_learns_of_their_own_work_alone(article, place, mate, editor):
    for member in (place.author, mate):
        judge(place_of(member, article), 3, "opinion")
        judge(place_of(member, article), 1, "verified")
    hold_session(editor, place.author, articles=[article])
    revise(article, *LINES[:2])
    there = place_of(place.author, article)
    assert there.withheld
    assert [one.place.author for one in lost_places(there)] == [place.author]
    assert not Event.objects.visible_to(place.viewer).filter(kind=EventKind.ARTICLE_REVISED).exists()
    own = Annotation.objects.visible_to(place.viewer).filter(sentence__revision__number=2)
    assert [row.author for row in own] == [place.author]
