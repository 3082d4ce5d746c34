"""Lost places: what is shown of them, to whom, and putting them right."""

from uuid import uuid4

import pytest

from tests.actions.test_revisions import revise
from tests.factories import hold_session, judge, make_article, make_member, place_of, support
from warreader.actions.discussion import begin_thread
from warreader.models import Annotation, Evidence, LostPlace
from warreader.queries.lost import cases

from .pages import queries, text_of

LINES = (
    "Tanks moved at dawn toward the river.",
    "Four soldiers died near the old bridge on Monday.",
    "Two bridges fell.",
    "The mayor was furious about it.",
)
LATER = (
    "Tanks moved at dawn toward the river.",
    "On Tuesday, officials said nothing at all about any soldiers or the old bridge.",
    "Two bridges fell.",
)


@pytest.fixture
def article(desk):
    """An article whose second and fourth sentences are gone after people judged them."""
    article = make_article(desk.editor, *LINES)
    judge(place_of(desk.annotator, article), 2, "unverified", note="Where from?")
    support(place_of(desk.annotator, article), 2)
    judge(place_of(desk.editor, article), 4, "opinion")
    begin_thread(place=place_of(desk.editor, article), ordinal=4, text="Is he?", action=uuid4())
    revise(article, *LATER)
    return article


@pytest.fixture
def place(desk, article):
    return place_of(desk.annotator, article)


def lost(member) -> LostPlace:
    return LostPlace.objects.get(author=member)


def test_the_page_shows_the_sentence_in_its_place_and_the_work_on_it(client_of, desk, place):
    page = text_of(client_of(desk.annotator).get(place.url("lost-places")))
    assert f"<span>{LINES[0]}</span> <b>{LINES[1]}</b> <span>{LINES[2]}</span>" in page
    assert "Where from?" in page
    assert "Ministry bulletin" in page
    assert f"/articles/{place.article.public_id}/revisions/1/sentences/2/#s2" in page
    assert "Is he?" in page, "so is what was said about a sentence that is gone"
    assert page.count('name="nowhere"') == 1, "the editor’s is the editor’s to put right"


def test_the_sentences_that_are_most_like_it_are_proposed(place):
    (first, _second) = cases(place).rows
    assert 2 in [part.ordinal for part in first.nearest]
    assert len(first.nearest) <= 3


def test_what_its_author_has_judged_and_would_take_nothing_is_not_proposed(desk, place):
    sources = Evidence.objects.filter(sentence=lost(desk.annotator).sentence)
    judge(place, 2, "opinion")
    assert 2 in [part.ordinal for part in cases(place).rows[0].nearest], "it takes the sources"
    sources.delete()
    assert 2 not in [part.ordinal for part in cases(place).rows[0].nearest]


@pytest.mark.parametrize(
    ("data", "ordinal"),
    [({"to": "2"}, 2), ({"other": "3"}, 3), ({"to": "2", "other": "3"}, 3), ({"nowhere": "1"}, None)],
)
def test_work_is_put_where_its_author_says(client_of, desk, place, data, ordinal):
    row = lost(desk.annotator)
    client = client_of(desk.annotator)
    answer = client.post(place.url("placement", row.public_id), data)
    assert (answer.status_code, answer["Location"]) == (303, place.url("lost-places"))
    row.refresh_from_db()
    assert row.resolved_by == desk.annotator
    assert (row.placed.ordinal if row.placed else None) == ordinal
    kept = Annotation.objects.filter(sentence__revision=place.revision, author=desk.annotator)
    assert [(one.sentence.ordinal, one.tag, one.look_again) for one in kept] == (
        [(ordinal, "unverified", True)] if ordinal else []
    )
    assert "Where from?" not in text_of(client.get(place.url("lost-places")))


@pytest.mark.parametrize("data", [{}, {"other": "x"}, {"other": "99"}, {"to": "0"}])
def test_what_names_no_sentence_is_refused_at_the_place_with_what_was_typed(client_of, desk, place, data):
    row = lost(desk.annotator)
    answer = client_of(desk.annotator).post(place.url("placement", row.public_id), data)
    assert answer.status_code == 422
    assert f'id="e{row.public_id}"' in text_of(answer)
    row.refresh_from_db()
    assert row.resolved_at is None


def test_an_editor_puts_others_right_an_annotator_does_not(client_of, desk, place):
    theirs, mine = lost(desk.editor), lost(desk.annotator)
    assert client_of(desk.annotator).post(place.url("placement", theirs.public_id), {"to": "2"}).status_code == 422
    assert client_of(desk.editor).post(place.url("placement", mine.public_id), {"to": "2"}).status_code == 303


def test_of_others_nothing_shows_where_it_is_withheld(client_of, desk, place):
    hold_session(desk.owner, desk.annotator, articles=[place.article])
    blind = place_of(desk.annotator, place.article)
    client = client_of(desk.annotator)
    page = text_of(client.get(blind.url("lost-places")))
    assert LINES[1] in page
    assert desk.editor.name not in page
    assert "Is he?" not in page
    assert client.post(blind.url("placement", lost(desk.editor).public_id), {"to": "1"}).status_code == 404


def test_without_any_the_page_says_so(client_of, desk):
    article = make_article(desk.editor, *LINES)
    page = text_of(client_of(desk.viewer).get(place_of(desk.viewer, article).url("lost-places")))
    assert "Nothing waits to be put right" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_few_queries(client_of, desk, number):
    article = make_article(desk.editor, *LINES)
    for member in [desk.annotator, *(make_member(desk.team) for _ in range(number - 1))]:
        judge(place_of(member, article), 2, "opinion")
        support(place_of(member, article), 2)
    revise(article, *LATER)
    assert len(queries(client_of(desk.editor), place_of(desk.editor, article).url("lost-places"))) == 11
