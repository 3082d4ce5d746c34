"""The page of a session's agreement: its figures, who may see them, and that they are worked out once."""

from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.factories import hold_session, judge, make_article, make_member, place_of
from tests.tasks import queued, work
from warreader.actions.sessions import reveal
from warreader.queries import agreement, figures
from warreader.queries.agreement import measure as measure_round
from warreader.tasks.figures import work_out

from .pages import queries, text_of


@pytest.fixture(autouse=True)
def empty_cache(db):
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def session(desk, mate, article):
    """Two people agree on three of four sentences; one judged a fifth alone."""
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article], mode="open")
    mine, theirs = place_of(desk.annotator, article, session), place_of(mate, article, session)
    for ordinal, one, other in ((1, "verified", "verified"), (2, "opinion", "opinion"), (3, "opinion", "unverified")):
        judge(mine, ordinal, one)
        judge(theirs, ordinal, other)
    judge(mine, 4, "unverified")
    judge(theirs, 4, "unverified")
    judge(mine, 5, "nothing")
    return session


def address(session, **query) -> str:
    return reverse("session-agreement", args=[session.public_id], query=query)


def test_figures_say_what_they_rest_on(client_of, desk, session):
    page = text_of(client_of(desk.viewer).get(address(session)))
    assert "4 sentences, 2 people (1 judged by fewer than two)" in page
    # Two of the eight values are in a pair that disagrees; by chance 42 of the 56 pairs would: 1 - (2/8)/(42/56).
    assert "<td>0.67</td>" in page
    assert "0.75 <small>(3/4)</small>" in page
    for compared in ("all tags", "opinion against checkable", "verified against unverified"):
        assert f'<th scope="row">{compared} <small>' in page
    assert page.count("against the rest") == 4


def test_of_many_people_no_two_are_compared_by_themselves(client_of, desk, session, monkeypatch):
    compared = "Two by two"
    assert compared in text_of(client_of(desk.viewer).get(address(session)))
    cache.clear()
    monkeypatch.setattr(agreement, "MOST_PAIRED", 1)
    monkeypatch.setattr(figures.AgreementPage, "most_paired", 1)
    page = text_of(client_of(desk.viewer).get(address(session)))
    assert compared not in page
    assert "2 people judged. Up to 1 are compared two by two." in page
    assert "<td>0.67</td>" in page


def test_all_the_same_is_undefined_and_not_perfect(client_of, desk, mate, article):
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article], mode="open")
    for member in (desk.annotator, mate):
        judge(place_of(member, article, session), 1, "opinion")
    assert "undefined, all the same" in text_of(client_of(desk.viewer).get(address(session)))


def test_it_follows_each_change_and_is_worked_out_once(client_of, desk, session, article, monkeypatch):
    client = client_of(desk.viewer)
    measure = Mock(wraps=measure_round)
    monkeypatch.setattr(figures, "measure", measure)
    first = text_of(client.get(address(session)))
    assert text_of(client.get(address(session))).count("0.67") == first.count("0.67")
    judge(place_of(desk.owner, article), 1, "opinion")  # in the reading room: none of this session's
    client.get(address(session))
    assert measure.call_count == 1
    base = session.annotations.get(author=desk.annotator, sentence__ordinal=3).version.hex[:8]
    judge(place_of(desk.annotator, article, session), 3, "unverified", base)
    assert "1.00 <small>(4/4)</small>" in text_of(client.get(address(session)))
    assert measure.call_count == 2


def test_before_the_reveal_nobody_sees_it(client_of, desk, mate, article):
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article])
    for member in (desk.viewer, desk.annotator, desk.editor, desk.owner):
        assert client_of(member).get(address(session)).status_code == 403


def test_after_it_both_rounds_are_there(client_of, desk, mate, article, monkeypatch):
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article])
    judge(place_of(desk.annotator, article, session), 1, "opinion")
    judge(place_of(mate, article, session), 1, "verified")
    judge(place_of(mate, article, session), 2, "verified")
    reveal(member=desk.editor, session=session, action=uuid4())
    base = session.annotations.get(author=desk.annotator).version.hex[:8]
    judge(place_of(desk.annotator, article, session), 1, "verified", base)
    page = text_of(client_of(desk.viewer).get(address(session)))
    assert "Before the reveal: independent" in page
    measure = Mock(wraps=measure_round)
    monkeypatch.setattr(figures, "measure", measure)
    judge(place_of(desk.annotator, article, session), 3, "verified")
    client_of(desk.viewer).get(address(session))
    assert [call.args[-1] for call in measure.call_args_list] == ["discussed"]
    assert "0.00 <small>(0/1)</small>" in page
    assert "1.00 <small>(1/1)</small>" in page


def test_an_article_that_is_withheld_from_somebody_counts_for_others_only(client_of, desk, mate, session, article):
    hold_session(desk.owner, desk.annotator, articles=[article])  # blind
    assert "Nobody has judged" in text_of(client_of(desk.annotator).get(address(session)))
    assert "4 sentences, 2 people" in text_of(client_of(mate).get(address(session)))


def test_one_report_alone(client_of, desk, session, article):
    client = client_of(desk.viewer)
    assert article.title in text_of(client.get(address(session, article=article.public_id)))
    for odd in (make_article(desk.editor).public_id, uuid4(), "no-id"):
        assert client.get(address(session, article=odd)).status_code == 404


@pytest.fixture
def large(monkeypatch):
    """Every session counts as a large one."""
    monkeypatch.setattr(figures, "AT_ONCE", 0)


@pytest.mark.usefixtures("large")
def test_a_large_sessions_figures_are_worked_out_beside_the_page(
    client_of, desk, session, django_capture_on_commit_callbacks
):
    client, ask = client_of(desk.viewer), {"HTTP_HX_REQUEST": "true"}
    with django_capture_on_commit_callbacks(execute=True):
        first = text_of(client.get(address(session)))
    assert "The figures are being worked out." in first
    assert "Load this page again" in first
    assert "Krippendorff" not in first
    second = client.get(address(session, shown=""), **ask)
    assert "0.67" in text_of(second)
    assert "<html" not in text_of(second)
    assert "every 2s" not in text_of(second)


@pytest.mark.usefixtures("large")
def test_meanwhile_the_last_ones_stand_with_their_time(
    client_of, desk, session, article, django_capture_on_commit_callbacks
):
    client, ask = client_of(desk.viewer), {"HTTP_HX_REQUEST": "true"}
    with django_capture_on_commit_callbacks(execute=True):
        client.get(address(session))
    base = session.annotations.get(author=desk.annotator, sentence__ordinal=3).version.hex[:8]
    judge(place_of(desk.annotator, article, session), 3, "unverified", base)
    page = client.get(address(session))
    assert "newer figures are being worked out" in text_of(page)
    assert "0.75 <small>(3/4)</small>" in text_of(page)
    # To what is on the page already there is no answer; the newer ones come when they are there.
    assert client.get(address(session, shown=page.context["token"]), **ask).status_code == 204
    with django_capture_on_commit_callbacks(execute=True):
        client.get(address(session))
    after = text_of(client.get(address(session, shown=page.context["token"]), **ask))
    assert "1.00 <small>(4/4)</small>" in after
    assert "worked out" not in after


@queued
@pytest.mark.usefixtures("large")
def test_one_task_waits_however_many_ask(client_of, desk, session, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client_of(desk.viewer).get(address(session))
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        client_of(desk.owner).get(address(session))
    assert callbacks == []
    work()
    assert "0.67" in text_of(client_of(desk.viewer).get(address(session)))


def test_nothing_is_worked_out_of_a_blind_session(desk, mate, article, monkeypatch):
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article])
    monkeypatch.setattr(figures, "measure", Mock(side_effect=AssertionError))
    work_out.call(session.pk, [part.pk for part in session.articles.all()])


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_the_same_few_queries(client_of, desk, number):
    people = [desk.annotator, *(make_member(desk.team) for _ in range(number))]
    articles = [make_article(desk.editor) for _ in range(number)]
    session = hold_session(desk.owner, *people, articles=articles, mode="open")
    for person in people:
        judge(place_of(person, articles[0], session), 1, "opinion")
    client = client_of(desk.viewer)
    assert len(queries(client, address(session))) == 14
    assert len(queries(client, address(session))) == 8  # what is kept is not asked for again
