"""What the models cannot say: spans stay inside their text and as they were made; words of articles are indexed.

SQLite drops a table's triggers when a later migration rebuilds the table: such a migration has to run
``make_guards`` again. ``tests/models/test_guards.py`` fails where that was forgotten.
"""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER sentence_span_inside BEFORE INSERT ON warreader_sentence
       WHEN NEW."end" > (SELECT length FROM warreader_revision WHERE id = NEW.revision_id)
       BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: sentence_span_inside'); END""",
    """CREATE TRIGGER sentence_span_kept BEFORE UPDATE OF start, "end", revision_id, ordinal ON warreader_sentence
       WHEN NEW.start <> OLD.start OR NEW."end" <> OLD."end" OR NEW.revision_id <> OLD.revision_id
         OR NEW.ordinal <> OLD.ordinal
       BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: sentence_span_kept'); END""",
    """CREATE TRIGGER revision_text_kept BEFORE UPDATE OF text, digest, article_id ON warreader_revision
       WHEN NEW.text <> OLD.text OR NEW.digest <> OLD.digest OR NEW.article_id <> OLD.article_id
       BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: revision_text_kept'); END""",
]
SQLITE_WORDS = """CREATE VIRTUAL TABLE warreader_article_words
    USING fts5(title, text, tokenize = 'unicode61 remove_diacritics 2')"""
POSTGRESQL = [
    """CREATE FUNCTION warreader_sentence_span_inside() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW."end" > (SELECT length FROM warreader_revision WHERE id = NEW.revision_id) THEN
           RAISE check_violation USING MESSAGE = 'sentence_span_inside';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER sentence_span_inside BEFORE INSERT ON warreader_sentence
       FOR EACH ROW EXECUTE FUNCTION warreader_sentence_span_inside()""",
    """CREATE FUNCTION warreader_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE check_violation USING MESSAGE = TG_NAME; END $$""",
    """CREATE TRIGGER sentence_span_kept BEFORE UPDATE ON warreader_sentence FOR EACH ROW
       WHEN ((NEW.start, NEW."end", NEW.revision_id, NEW.ordinal)
         IS DISTINCT FROM (OLD.start, OLD."end", OLD.revision_id, OLD.ordinal))
       EXECUTE FUNCTION warreader_refuse_change()""",
    """CREATE TRIGGER revision_text_kept BEFORE UPDATE ON warreader_revision FOR EACH ROW
       WHEN ((NEW.text, NEW.digest, NEW.article_id) IS DISTINCT FROM (OLD.text, OLD.digest, OLD.article_id))
       EXECUTE FUNCTION warreader_refuse_change()""",
]
POSTGRESQL_WORDS = [
    """CREATE INDEX article_words ON warreader_article
       USING gin (to_tsvector('simple'::regconfig, COALESCE(title, '')))""",
    """CREATE INDEX revision_words ON warreader_revision
       USING gin (to_tsvector('simple'::regconfig, COALESCE("left"(text, 150000), '')))""",
]


def make_guards(_apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def make_words(_apps, editor):
    for statement in [SQLITE_WORDS] if editor.connection.vendor == "sqlite" else POSTGRESQL_WORDS:
        editor.execute(statement)


def drop_guards(_apps, editor):
    if editor.connection.vendor == "sqlite":
        for name in ("sentence_span_inside", "sentence_span_kept", "revision_text_kept"):
            editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    editor.execute("DROP FUNCTION warreader_sentence_span_inside() CASCADE")
    editor.execute("DROP FUNCTION warreader_refuse_change() CASCADE")


def drop_words(_apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE warreader_article_words")
        return
    editor.execute("DROP INDEX article_words")
    editor.execute("DROP INDEX revision_words")


class Migration(migrations.Migration):
    dependencies = [("warreader", "0001_initial")]
    operations = [
        migrations.RunPython(make_guards, drop_guards),
        migrations.RunPython(make_words, drop_words),
    ]
