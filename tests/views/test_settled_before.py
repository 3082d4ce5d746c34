"""What was settled before the publisher changed it."""

import re
from uuid import uuid4

import pytest

from tests.actions.test_revisions import revise
from tests.factories import hold_session, judge, make_article, place_of, settle_one
from warreader.actions.sessions import close

from .pages import queries, text_of

LINES = ("It rained on Monday.", "Four people died in the town.", "Nobody saw the tanks leave.")
LATER = ("It rained on Monday.", "Five people died in the town.", "More is not known.")


@pytest.fixture
def article(desk):
    """A report of which a closed session settled every sentence; then one was changed, and one dropped."""
    article = make_article(desk.editor, *LINES)
    session = hold_session(desk.editor, desk.annotator, articles=[article], mode="open", name="First round")
    for ordinal, outcome in enumerate(("verified", "unverified", "opinion"), 1):
        judge(place_of(desk.annotator, article, session), ordinal, "unverified")
        settle_one(place_of(desk.editor, article, session), ordinal, outcome, "Because of it")
    close(member=desk.editor, session=session, action=uuid4())
    revise(article, *LATER)
    return article


def test_the_reading_page_counts_them_and_leads_to_how_they_were_settled(client_of, desk, article):
    client, place = client_of(desk.viewer), place_of(desk.viewer, article)
    page = text_of(client.get(place.url()))
    assert f'<a href="{place.url("settled-before")}">2 settled sentences were changed</a>' in page
    assert len(queries(client, place.url())) == 12
    page = text_of(client.get(place.url("settled-before")))
    assert re.findall(r"Sentence (\d) of text 1", page) == ["2", "3"]
    assert "in “First round”; 1 said unverified" in page
    assert "Because of it" in page
    assert re.search(r"<del>.*?Four</del> <ins>.*?Five</ins> people died", page)
    assert f"<del>{LINES[2]}</del>" in page
    assert len(queries(client, place.url("settled-before"))) == 5


def test_nobody_from_whom_they_are_withheld_learns_of_them(client_of, desk, article):
    hold_session(desk.owner, desk.annotator, articles=[article])
    client, place = client_of(desk.annotator), place_of(desk.annotator, article)
    assert "settled sentence" not in text_of(client.get(place.url()))
    page = text_of(client.get(place.url("settled-before")))
    assert "No settled sentence that you may see was changed" in page
    assert "First round" not in page
