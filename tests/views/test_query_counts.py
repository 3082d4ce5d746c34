"""What a page costs: the same number of queries however much is on it, and answers of a few kilobytes."""

import gzip
import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories import Desk, judge, make_article, make_desk, make_member, place_of, support, take_away
from tests.remembered import Remembered
from warreader.actions.annotations import Change, Target, annotate
from warreader.exports import Options
from warreader.models import Article, Flag, Tag

from .pages import HTMX, queries, tag, text_of, url, version

pytestmark = pytest.mark.thorough

LENGTHS = pytest.mark.parametrize("length", [30, 300])
SHORTER = pytest.mark.parametrize("length", [10, 40])


def everything(desk: Desk, length: int) -> Article:
    """An article that four people have judged throughout, with notes, flags, evidence and an export."""
    article = make_article(desk.editor, length=length)
    mate = make_member(desk.team)
    for shift, member in enumerate((desk.annotator, desk.editor, desk.owner, mate)):
        place = place_of(member, article)
        for step, value in enumerate(Tag):
            targets = [Target(ordinal) for ordinal in range(1 + (step + shift) % 4, length + 1, 4)]
            change = Change(tag=value, note=f"a note by {member.name}", flags={Flag.LOADED: True, Flag.SAID: True})
            annotate(place=place, targets=targets, change=change, action=uuid4())
        for ordinal in range(1, length + 1, length // 10):
            support(place, ordinal)
            support(place, ordinal, "Second source")
    options = Options(whose="team", names=True, notes=True, evidence=True)
    take_away(place_of(desk.annotator, article), "md", options)
    return article


def remembered(length: int) -> Remembered[tuple[Desk, Article]]:
    def make() -> tuple[Desk, Article]:
        desk = make_desk()
        return desk, everything(desk, length)

    return Remembered(make)


REMEMBERED = {length: remembered(length) for length in (10, 30, 40, 300)}


@pytest.fixture
def length() -> int:
    """The article's number of sentences, where a test names no others."""
    return 30


@pytest.fixture
def full(db, length) -> tuple[Desk, Article]:
    """A desk, and an article of its with everything."""
    return REMEMBERED[length]()


@pytest.fixture
def desk(full) -> Desk:
    return full[0]


@pytest.fixture
def article(full) -> Article:
    return full[1]


@pytest.fixture
def client(client_of, desk):
    return client_of(desk.annotator)


@LENGTHS
def test_the_reading_page_takes_the_same_few_queries_for_any_length(client, article):
    assert len(queries(client, url("article", article))) == 12
    assert len(queries(client, f"{url('article', article)}?whose=team&q=report&state=split&with=note")) == 12


@SHORTER
def test_another_filter_takes_fewer(client, article):
    assert len(queries(client, f"{url('article', article)}?state=opinion", headers=HTMX)) == 6


@SHORTER
def test_a_card_takes_the_same_few_queries_for_any_length(client, article):
    assert len(queries(client, url("sentence", article, 1), headers=HTMX)) == 8


@SHORTER
def test_a_history_takes_the_same_few_queries(client, desk, article):
    assert len(queries(client, url("history", article, 1))) == 6


@SHORTER
def test_what_has_changed_takes_the_same_few_queries(client, desk, article):
    page = text_of(client.get(url("article", article)))
    cursor = re.findall(r'data-cursor="([0-9a-f-]{36})"', page)[0]
    assert len(queries(client, f"{url('changes', article)}?since={cursor}")) == 7
    for ordinal in (1, 2, 3):
        judge(place_of(desk.annotator, article), ordinal, Tag.OPINION, version(desk.annotator, ordinal))
    assert len(queries(client, f"{url('changes', article)}?since={cursor}")) == 7


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_exports_takes_the_same_few_queries_for_any_number_of_them(client, desk, article, number):
    for _ in range(number - 1):
        options = Options(whose="mine", names=False, notes=False, evidence=True)
        take_away(place_of(desk.annotator, article), "csv", options)
    assert len(queries(client, url("exports", article))) == 8


@pytest.mark.parametrize("number", [1, 3])
def test_the_library_takes_the_same_few_queries_for_any_number_of_articles(client, desk, number):
    for _ in range(number - 1):
        everything(desk, 30)
    library = reverse("library", args=[desk.team.public_id])
    assert len(queries(client, library)) == 8
    states = "&".join(f"state={state}" for state in ("verified", "hollow", "opinion", "split"))
    assert len(queries(client, f"{library}?q=report&{states}&progress=all&whose=team&sort=progress")) == 8


@LENGTHS
@pytest.mark.parametrize("sentences", ["1", "2-9"])
def test_a_tag_takes_at_most_nine_statements_beside_those_that_sign_in(client, desk, sentences, article):
    first, _, last = sentences.partition("-")
    bases = ",".join(version(desk.annotator, ordinal) for ordinal in range(int(first), int(last or first) + 1))
    data = {"sentences": sentences, "bases": bases, "tag": "clear"}
    assert len(queries(client, url("tags", article), data, headers=HTMX)) == 9


@SHORTER
def test_the_answer_to_a_tag_is_small_and_holds_only_what_changed(client, desk, article):
    answer = tag(client, article, "7", "verified", version(desk.annotator, 7))
    page = text_of(answer)
    assert len(gzip.compress(page.encode(), 6)) < 3000
    assert set(re.findall(r' id="([mcs]\d+)"', page)) == {"m7", "c7"}
    outside = re.sub(r"<(\w+)[^>]*hx-swap-oob=\"true\".*?</\1>", "", page, flags=re.DOTALL)
    assert "report" not in page.replace("/reports", ""), "the text does not come again"
    assert "<span" not in outside


@pytest.mark.parametrize("length", [300])
def test_an_answer_comes_compressed(client, article, desk):
    data = {"sentences": "7", "bases": version(desk.annotator, 7), "tag": "verified"}
    answer = client.post(url("tags", article), data, headers=HTMX | {"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 3000


def test_another_team_adds_nothing(client, article):
    other = make_desk("Other")
    everything(other, 30)
    assert len(queries(client, url("article", article))) == 12
