"""Finding articles by words in their title or text: FTS5 on SQLite, full text search on PostgreSQL.

Both index whole words, in any case and, on SQLite, without accents; the last word of a query may be the beginning
of one. Scripts that write no spaces between words have none to index: a query in one is looked for as it stands.
"""

import re
from unicodedata import normalize

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left

from warreader.models import Article
from warreader.models.articles import ArticleQuerySet

#: how much of a text PostgreSQL indexes, in characters: a tsvector may not pass one megabyte
INDEXED = 150_000
WORD = re.compile(r"\w+")
#: Thai, Lao, Khmer, Burmese; kana, Han; Hangul is written with spaces
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
FTS_TABLE = "warreader_article_words"


def index(*articles: Article) -> None:
    """Make the words of articles' current revisions findable; called in the action that changes them."""
    if connection.vendor != "sqlite":
        return
    rows = [(article.pk, article.title, article.revision.text) for article in articles if article.revision]
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {FTS_TABLE} WHERE rowid = %s", [row[:1] for row in rows])  # noqa: S608
        cursor.executemany(f"INSERT INTO {FTS_TABLE} (rowid, title, text) VALUES (%s, %s, %s)", rows)  # noqa: S608


def matching(articles: ArticleQuerySet, query: str) -> ArticleQuerySet:
    """Return those of ``articles`` that have all the query's words in their title or text; all, for no words."""
    query = normalize("NFC", query.replace("\0", " "))
    words = WORD.findall(query)
    if not words:
        return articles.none() if query.strip() else articles
    if UNSPACED.search(query):
        for word in words:
            articles = articles.filter(Q(title__icontains=word) | Q(revision__text__icontains=word))
        return articles
    if connection.vendor == "sqlite":
        return _fts(articles, words)
    return _full_text(articles, [part for part in query.split() if WORD.search(part)])


def _fts(articles: ArticleQuerySet, words: list[str]) -> ArticleQuerySet:
    terms = " ".join(f'"{word}"' for word in words) + "*"
    rowids = RawSQL(f"SELECT rowid FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH %s", [terms])  # noqa: S608, S611
    return articles.filter(pk__in=rowids)


def _full_text(articles: ArticleQuerySet, parts: list[str]) -> ArticleQuerySet:
    """PostgreSQL cuts each part as it cut the text: a number or a date is one word to it, or has a sign."""
    rows = articles.annotate(
        title_words=SearchVector("title", config="simple"),
        text_words=SearchVector(Left("revision__text", INDEXED), config="simple"),
    )
    for part in parts:
        term = SearchQuery(_term(part, last=part is parts[-1]), config="simple", search_type="raw")
        rows = rows.filter(Q(title_words=term) | Q(text_words=term))
    return rows


def _term(part: str, *, last: bool) -> str:
    """Return a part of a query as a tsquery, its accents composed or not: the index has the text as it came."""
    forms = {normalize(form, part).replace("\\", " ").replace("'", "''") for form in ("NFC", "NFD")}
    return " | ".join(f"'{form}'" + (":*" if last else "") for form in sorted(forms))
