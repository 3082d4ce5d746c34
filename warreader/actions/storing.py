"""How reports get into the tables: any number of them in a few statements, inside the transaction of an action."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Self
from uuid import UUID, uuid4

from warreader import search, text
from warreader.importers import Draft
from warreader.models import Arrival, Article, Capture, EventKind, Membership, Revision, Sentence
from warreader.text.near import echo

from .history import History
from .near import index_texts


@dataclass(frozen=True, slots=True)
class Details:
    """What is known about a report beside its text."""

    title: str
    url: str = ""
    source: str = ""
    author: str = ""
    published: date | None = None

    @classmethod
    def of(cls, row: Article | Arrival) -> Self:
        """Return what is known about a report that is stored, or on its way in."""
        return cls(*(getattr(row, one.name) for one in fields(cls)))


@dataclass(frozen=True, slots=True)
class Names:
    """What a report and its text are called: other than usual where they come from another installation."""

    article: UUID = field(default_factory=uuid4)
    revision: UUID = field(default_factory=uuid4)
    number: int = 1
    segmenter: str = text.SEGMENTER


@dataclass(frozen=True)
class Entry:
    """A report to be stored, with the bytes that it came as."""

    draft: Draft
    details: Details
    #: without a key it is stored with the report
    capture: Capture
    #: corrects the kinds of sentences, by ordinal
    kinds: Mapping[int, str] = field(default_factory=dict)
    names: Names = field(default_factory=Names)

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.draft.text.encode()).hexdigest()


def stored_texts(team_id: int, digests: Sequence[str]) -> dict[str, Article]:
    """Return the articles of the team that have one of these very texts, now or earlier, by the text's digest."""
    # The index that keeps a text from being stored twice has no corrections, and is used where the query has none.
    rows = Revision.objects.filter(team=team_id, digest__in=digests, corrects=None).select_related("article")
    return {row.digest: row.article for row in rows.defer("text")}


def store(history: History, entries: Sequence[Entry]) -> list[Article]:
    """Store reports that the team does not have, and an event for each; return the articles in the same order."""
    member = history.actor
    _store_captures([entry.capture for entry in entries])
    articles = Article.objects.bulk_create([article_row(member, entry) for entry in entries])
    revisions = Revision.objects.bulk_create(
        [revision_row(article, entry) for article, entry in zip(articles, entries, strict=True)]
    )
    sentences = [list(sentence_rows(revision, entry)) for revision, entry in zip(revisions, entries, strict=True)]
    Sentence.objects.bulk_create(row for rows in sentences for row in rows)
    for article, revision, entry in zip(articles, revisions, entries, strict=True):
        article.revision = revision
        count = len(entry.draft.sentences)
        data = {"article": str(article.public_id), "digest": entry.digest, "sentences": count}
        history.append(EventKind.ARTICLE_ADDED, article=article, data=data)
    Article.objects.bulk_update(articles, ["revision"])
    search.index(*articles)
    index_texts(zip(revisions, sentences, strict=True))
    return articles


def _store_captures(captures: Sequence[Capture]) -> None:
    for capture in captures:
        if capture.pk is None and capture.container and capture.container.pk is None:
            capture.container.save()
    Capture.objects.bulk_create([capture for capture in captures if capture.pk is None])


def article_row(member: Membership, entry: Entry) -> Article:
    """Return a report's article, not stored yet."""
    details = entry.details
    return Article(
        public_id=entry.names.article,
        team_id=member.team_id,
        title=details.title,
        url=details.url,
        source=details.source,
        author=details.author,
        published=details.published,
        added_by=member,
    )


def revision_row(article: Article, entry: Entry) -> Revision:
    """Return a report's text, not stored yet."""
    return Revision(
        public_id=entry.names.revision,
        team_id=article.team_id,
        article=article,
        number=entry.names.number,
        text=entry.draft.text,
        length=len(entry.draft.text),
        digest=entry.digest,
        language=entry.draft.language,
        segmenter=entry.names.segmenter,
        capture=entry.capture,
    )


def sentence_rows(revision: Revision, entry: Entry) -> Iterator[Sentence]:
    """Yield a report's sentences, not stored yet."""
    for ordinal, sentence in enumerate(entry.draft.sentences, 1):
        yield Sentence(
            team_id=revision.team_id,
            revision=revision,
            ordinal=ordinal,
            start=sentence.start,
            end=sentence.end,
            paragraph=sentence.paragraph,
            kind=entry.kinds.get(ordinal, sentence.kind),
            echo=echo(entry.draft.text[sentence.start : sentence.end]),
        )
