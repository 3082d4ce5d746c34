"""Which reports are found to have the same text."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tests.actions.test_revisions import revise
from tests.factories import make_article, make_desk
from warreader.actions import near
from warreader.models import Article, NearDuplicate, Sentence, Shingle
from warreader.text.near import shingles

pytestmark = pytest.mark.django_db

STORY = [
    f"Line {n} of the story tells what was seen at crossing {n * 7} by witness {n * 3} on that day."
    for n in range(20)
]
OTHER = [
    f"Item {n} lists grain, prices and {n * 11} ships that waited in harbour {n * 5} for a pilot." for n in range(20)
]


def pairs():
    """All pairs, by the titles of their articles."""
    rows = NearDuplicate.objects.values_list("one__article__title", "other__article__title")
    return sorted(rows)


@pytest.fixture
def story(desk):
    return make_article(desk.editor, *STORY, title="Story")


def test_a_copy_is_found_however_it_was_made(desk, story):
    make_article(desk.editor, *STORY[:12], title="Cut")
    make_article(desk.editor, "A new head stands here.", *reversed(STORY[1:]), title="Turned")
    make_article(desk.editor, *OTHER, title="Another")
    assert pairs() == [
        (one, other) for one in ("Cut", "Story", "Turned") for other in ("Cut", "Story", "Turned") if one != other
    ]
    cut = NearDuplicate.objects.get(one__article__title="Cut", other__article__title="Story")
    assert cut.containment == 1 > cut.resemblance > 0.5


def test_copies_of_other_teams_are_none(desk, story):
    make_article(make_desk("Other desk").editor, *STORY, title="Theirs")
    assert pairs() == []


def test_what_a_site_puts_on_every_page_makes_no_copies(desk):
    furniture = "Subscribe to our channel for all the news from the front line, every hour of every day of the year."
    for number in range(12):
        own = [f"{line} No {number * 1000 + at}." for at, line in enumerate(["Short note of the day"] * 3)]
        make_article(desk.editor, *own, furniture, title=f"Note {number}")
    assert pairs() == []


def test_a_later_text_of_the_same_report_is_no_copy_of_it(desk, story):
    later = near.Text(story.team_id, story.pk, story.revision_id, shingles(STORY))
    assert near.Search.by(later, {value: {story.revision_id, 999} for value in later.sample}).shared == {
        999: len(later.sample)
    }


def test_a_report_that_changes_all_the_time_keeps_its_copies_and_stays_one_of_others(desk, story, monkeypatch):
    monkeypatch.setattr(near, "CLOSEST", 2)
    make_article(desk.editor, *STORY[:12], title="Cut")
    for number in range(4):
        revise(story, *STORY, f"Update {number}.")
    make_article(desk.editor, *STORY[:11], title="Shorter")
    now = NearDuplicate.objects.of_present_texts().filter(one=story.revisions.latest("number"))
    assert sorted(row.other.article.title for row in now) == ["Cut", "Shorter"]


def test_sentences_echo_wherever_they_stand(desk, story):
    make_article(desk.editor, *OTHER, STORY[3].upper(), title="Quotes it")
    echo = Sentence.objects.get(revision=story.revision, ordinal=4).echo
    assert [row.ordinal for row in Sentence.objects.filter(echo=echo)] == [4, 21]


def test_a_text_is_found_by_a_share_of_its_shingles(desk, story, django_assert_max_num_queries):
    assert 12 <= Shingle.objects.filter(revision=story.revision).count() < 40
    with django_assert_max_num_queries(6):
        near.index([near.Text(story.team_id, 0, story.revision_id, frozenset())])


def test_the_migration_indexes_what_was_there_before(desk, story):
    make_article(desk.editor, *STORY[:15], title="Cut")
    kept = sorted(Shingle.objects.values_list("revision", "value"))
    Shingle.objects.all().delete()
    NearDuplicate.objects.all().delete()
    Sentence.objects.update(echo=None)
    import_module("warreader.migrations.0011_near_duplicates").index(apps, connection.schema_editor())
    assert sorted(Shingle.objects.values_list("revision", "value")) == kept
    assert pairs() == [("Cut", "Story"), ("Story", "Cut")]
    assert Sentence.objects.exclude(echo=None).count() == 35
    assert Article.objects.count() == 2
