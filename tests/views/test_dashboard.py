"""The charts of a session's page: what they count, and who sees them."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories import hold_session, judge, make_article, make_member, place_of, settle_and_comment
from warreader.actions.sessions import close, finish, reveal
from warreader.models import AnnotationSession

from .pages import queries, text_of


def page(client, session) -> str:
    return text_of(client.get(reverse("session-show", args=[session.public_id])))


def charts(text: str) -> dict[str, str]:
    """Return what each chart says of itself, by its key."""
    return dict(re.findall(r'<desc id="(\w+)-words">([^<]*)</desc>', text))


@pytest.fixture
def session(desk, mate, article) -> AnnotationSession:
    """A blind one of one article: one person has judged two of its five sentences and is done, the other one."""
    session = hold_session(desk.editor, desk.annotator, mate, articles=[article])
    mine, theirs = place_of(desk.annotator, article, session), place_of(mate, article, session)
    judge(mine, 1, "verified")
    judge(mine, 2, "opinion")
    judge(theirs, 1, "verified")
    finish(place=mine, action=uuid4())
    return session


def test_before_the_reveal_editors_see_progress_and_no_tags_and_annotators_nothing(client_of, desk, mate, session):
    found = charts(page(client_of(desk.editor), session))
    assert found.keys() == {"people", "reports"}
    assert f"{desk.annotator.name}: 1/1 finished, 40 %" in found["people"]
    assert f"{mate.name}: 0/1 finished, 20 %" in found["people"]
    assert found["reports"].endswith("1/2 finished, 30 %")
    for member in (mate, desk.viewer):
        assert charts(page(client_of(member), session)) == {}


def test_after_it_tags_agreement_and_what_is_settled_are_there(client_of, desk, session, article):
    reveal(member=desk.editor, session=session, action=uuid4())
    client = client_of(desk.viewer)
    found = charts(page(client, session))
    assert found["tags"] == f"{article.title}: 3 of 10"
    assert found.keys() == {"people", "reports", "tags"}  # nobody has asked for figures, nothing is settled
    client.get(reverse("session-agreement", args=[session.public_id]))
    settle_and_comment(place_of(desk.editor, article, session))
    found = charts(page(client, session))
    assert found["agreement"] == f"{article.title}: 100 %"
    assert found["settled"] == f"{article.title}: 1 of 5"
    assert "<td>2</td><td>0</td><td>1</td><td>0</td><td>10</td>" in page(client, session)


def test_whoever_judges_an_article_blind_learns_nothing_of_others_work_on_it_in_an_open_session(
    client_of, desk, mate, session, article
):
    other = make_article(desk.editor)
    open_one = hold_session(desk.owner, desk.owner, mate, articles=[article, other], mode="open")
    readers = {member: client_of(member) for member in (mate, desk.viewer)}
    before = {member: charts(page(client, open_one)) for member, client in readers.items()}
    judge(place_of(desk.owner, article, open_one), 1, "opinion")
    after = {member: charts(page(client, open_one)) for member, client in readers.items()}
    assert after[mate] == before[mate]
    assert after[desk.viewer] != before[desk.viewer]
    judge(place_of(desk.owner, other, open_one), 1, "opinion")
    assert charts(page(readers[mate], open_one)) != before[mate]


def test_the_one_main_button_is_what_comes_next(client_of, desk, mate, session):
    def main(member) -> list[str]:
        text = page(client_of(member), session).partition("Steer the session")[0]
        return re.findall(r'<a class="button" href="[^"]*">([^<]*)<', text)

    assert (main(mate), main(desk.annotator), main(desk.editor)) == (["Go on"], [], [])
    reveal(member=desk.editor, session=session, action=uuid4())
    assert main(desk.editor) == ["Settle what people disagree on"]
    close(member=desk.editor, session=AnnotationSession.objects.get(pk=session.pk), action=uuid4())
    assert main(mate) == main(desk.editor) == ["How it was settled"]


def test_ones_own_progress_stands_over_what_is_to_do(client_of, desk, mate, session):
    text = text_of(client_of(mate).get(reverse("sessions", args=[desk.team.public_id])))
    assert charts(text) == {"own": "Round: 0/1 finished, 20 %"}


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_few_queries(client_of, desk, number):
    people = [make_member(desk.team) for _ in range(number)]
    articles = [make_article(desk.editor) for _ in range(number)]
    session = hold_session(desk.editor, *people, articles=articles, mode="open")
    for person in people:
        judge(place_of(person, articles[0], session), 1, "opinion")
    assert len(queries(client_of(desk.editor), reverse("session-show", args=[session.public_id]))) == 14
