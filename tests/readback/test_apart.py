"""Files of annotations are read in a process that can be killed."""

from datetime import UTC, datetime

import pytest

from tests.factories import judge, support
from tests.readback.conftest import file_of
from warreader.importers import apart
from warreader.importers.drafts import Unreadable
from warreader.readback import MOST_AT_ONCE, TooLarge, UnknownLabels, read, read_safely

HEAD = b"title,sentence,annotator,tag,created\n"


@pytest.mark.thorough
def test_a_file_is_read_as_in_this_process_and_refused_with_the_same_words(place):
    judge(place, 1, "verified")
    support(place, 1)
    content = file_of(place.article)
    assert read_safely(content) == read(content)
    said = read_safely(HEAD + b"A,1,B,opinion,2026-11-26T12:00:00Z\n").reports[0].passages[0].said[0]
    assert said.created == datetime(2026, 11, 26, 12, tzinfo=UTC)
    with pytest.raises(UnknownLabels, match="what these labels mean") as refused:
        read_safely(HEAD + b"A,1,B,perhaps,\n")
    assert refused.value.labels == {"perhaps": 1}
    assert read_safely(HEAD + b"A,1,B,perhaps,\n", {"Perhaps": "unverified"})
    with pytest.raises(TooLarge, match="more than 20,000 judgements"):
        read_safely(HEAD + b"".join(b"A,%d,B,opinion,\n" % number for number in range(1, MOST_AT_ONCE + 2)))


def test_what_takes_too_long_is_ended_and_the_next_is_read(monkeypatch):
    monkeypatch.setattr(apart, "MOST_SECONDS", 0.1)
    with pytest.raises(Unreadable, match="takes too long"):
        read_safely(HEAD + b"A,1,B,opinion,\n" * 100_000)
    monkeypatch.undo()
    assert read_safely(HEAD + b"A,1,B,opinion,\n").form == "csv"


def test_a_file_of_more_than_anybody_makes_is_refused():
    for row, words in ((b"A%d,1,B,opinion,\n", "reports"), (b"A,1,B%d,opinion,\n", "people")):
        with pytest.raises(TooLarge, match=f"more than 1,000 {words}"):
            read(HEAD + b"".join(row % number for number in range(1_001)))
