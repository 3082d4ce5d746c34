"""The triggers of migration 0002: spans stay inside their text, and as they were made."""

import pytest
from django.db import IntegrityError, connection

from warreader.models import Revision, Sentence

NAMES = {"sentence_span_inside", "sentence_span_kept", "revision_text_kept"}

pytestmark = pytest.mark.django_db


def test_every_guard_is_there_after_all_migrations():
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        assert {row[0] for row in cursor.fetchall()} >= NAMES


def test_a_span_may_end_where_the_text_ends_and_no_later(article):
    revision = article.revision
    last = Sentence(team=article.team, revision=revision, ordinal=90, start=0, paragraph=0, kind="body")
    last.end = revision.length
    last.save()
    last.pk, last.ordinal, last.end = None, 91, revision.length + 1
    with pytest.raises(IntegrityError, match="sentence_span_inside"):
        last.save(force_insert=True)


@pytest.mark.parametrize("field", ["start", "end", "ordinal"])
def test_a_sentence_never_changes_its_span(article, field):
    sentence = Sentence.objects.get(revision=article.revision, ordinal=2)
    with pytest.raises(IntegrityError, match="sentence_span_kept"):
        Sentence.objects.filter(pk=sentence.pk).update(**{field: getattr(sentence, field) + 50})


def test_a_sentence_may_change_its_kind(article):
    rows = Sentence.objects.filter(revision=article.revision, ordinal=2)
    assert rows.update(kind="caption") == 1
    assert rows.get().kind == "caption"


@pytest.mark.parametrize("values", [{"text": "Other.", "length": 6}, {"digest": "0" * 64}])
def test_a_revision_never_changes_its_text(article, values):
    with pytest.raises(IntegrityError, match="revision_text_kept"):
        Revision.objects.filter(pk=article.revision.pk).update(**values)


def test_what_is_about_the_text_may_change(article):
    assert Revision.objects.filter(pk=article.revision.pk).update(language="uk") == 1
