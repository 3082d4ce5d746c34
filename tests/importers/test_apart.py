"""Files are read in a process that can be killed, and the next file is read all the same."""

import pytest

from warreader.importers import Received, Unreadable, apart, read, read_safely

PAGE = Received(b"<html><body><p>The army shelled the town on Monday, he said.</p></body></html>", "a.html")


def test_a_file_is_read_as_in_this_process():
    assert read_safely(PAGE, language="uk") == read(PAGE, language="uk")
    assert read_safely(PAGE).language == "en"


def test_a_refusal_comes_back_with_its_reason():
    with pytest.raises(Unreadable, match="This is a picture"):
        read_safely(Received(b"\x89PNG\r\n"))


def test_what_takes_too_long_is_ended_and_the_next_is_read(monkeypatch):
    monkeypatch.setattr(apart, "MOST_SECONDS", 0.1)
    paragraphs = "".join(f"<p>The army shelled town {number} on Monday.</p>" for number in range(30_000))
    with pytest.raises(Unreadable, match="takes too long"):
        read_safely(Received(f"<html><body><article>{paragraphs}</article></body></html>".encode()))
    monkeypatch.undo()
    assert read_safely(PAGE).sentences
