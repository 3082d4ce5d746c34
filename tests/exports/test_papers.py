"""Discussion, history and only what is settled in files for people: what is said, where, and what is not."""

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import docx
import pytest

from tests.exports.conftest import EVERYTHING, written
from tests.exports.readers import Page, pages_of, parts_of, plain, streams_of, told
from warreader.exports import FORMATS, Options, layout, read
from warreader.exports.document import Change, HistoryItem
from warreader.exports.steps import steps

PAPERS = ("html", "md", "docx", "pdf")
SAID = {"Is it so, @ed canary?", "It is not, @Ada Byron.", "Who looks?"}
DONE = {"added the article", "judged the sentence: not judged → verified, + loaded", "settled the sentence"}
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"


def in_words(content: bytes, wanted: set[str]) -> set[str]:
    """Return which of the words are in a file."""
    text = plain(told(content))
    return {words for words in wanted if words in text}


def test_what_is_said_and_done_is_in_a_file_only_where_it_was_asked_for(discussed):
    for discussion, history in ((True, False), (False, True)):
        document = read(discussed.viewer, replace(EVERYTHING, discussion=discussion, history=history))
        for name in PAPERS:
            content = b"".join(FORMATS[name].pieces(document))
            assert in_words(content, SAID) == (SAID if discussion else set()), name
            assert in_words(content, DONE) == (DONE if history else set()), name
            assert in_words(content, {"What happened"}) == ({"What happened"} if history else set()), name
            assert in_words(content, {"words that were taken back", "Taken back", "a private note"}) == set()


def test_the_pages_card_has_the_discussion_and_its_last_section_the_history(discussed):
    page = Page(written(discussed.viewer, "html", EVERYTHING))
    resolved, open_ = [
        re.sub(r"\d+ \w+ \d{4}, \d\d:\d\d UTC", "T", one.text).split("\n") for one in page.all(of="talk")
    ]
    assert "".join(resolved) == (
        "Discussion · Resolved by Ed Canary TAda Byron TIs it so, @ed canary?"
        "Ed Canary T edited TIt is not, @Ada Byron.Deleted by Ed Canary T"
    )
    assert "".join(open_) == "DiscussionEd Canary TWho looks?"
    (details,) = page.all("details")
    assert "16 steps" in details.text
    assert "open" not in details.attributes
    rows = page.all("tr")
    assert [cell.text for cell in page.all("th")] == ["When", "Who", "Sentence", "What"]
    assert len(rows) == 1 + 16
    assert rows[2].text.endswith("UTCAda Byron1judged the sentence: not judged → verified, + loaded")
    assert {one.attributes["href"] for one in page.all("a", "")} >= {"#s1", "#s2", "#s3"}


def test_a_footnote_ends_with_the_discussion_and_the_file_with_the_history(discussed):
    content = written(discussed.viewer, "md", EVERYTHING).decode()
    (footnote,) = re.findall(r"^\[\^1\]: .*", content, re.MULTILINE)
    talk = re.sub(r"\d+ \w+ \d{4}, \d\d:\d\d UTC", "T", footnote.split(" — ")[-1])
    assert talk == (
        "discussion, resolved by Ed Canary, T: Ada Byron, T: “Is it so, @ed canary?”; "
        "Ed Canary, T, edited T: “It is not, @Ada Byron.”; Ed Canary, T: deleted T"
    )
    last = content.rstrip().rsplit("\n", 1)[-1]
    assert re.fullmatch(r"\| .* UTC \| Ed Canary \| 3 \| corrected the kind: body → caption \|", last)


def test_answers_hang_on_the_comment_that_they_answer(discussed):
    content = written(discussed.viewer, "docx", EVERYTHING)
    word, parts = docx.Document(io.BytesIO(content)), parts_of(content)
    entries = ElementTree.fromstring(parts["word/commentsExtended.xml"])
    found = {one.get(f"{W15}paraId"): (one.get(f"{W15}paraIdParent"), one.get(f"{W15}done")) for one in entries}
    named = {one.paragraphs[-1]._p.get(f"{W14}paraId"): one for one in word.comments}
    first, second, third, ended, open_ = (named[key] for key in found)
    parent = next(iter(found))
    assert list(found.values()) == [(None, "1"), (parent, "1"), (parent, "1"), (parent, "1"), (None, "0")]
    assert (first.author, first.text) == ("Ada Byron", "Sentence 1: remark\nIs it so, @ed canary?")
    assert second.text.startswith("It is not, @Ada Byron.\nEdited ")
    assert third.text.startswith("Deleted ")
    assert (ended.author, ended.text) == ("Ed Canary", "Resolved this discussion.")
    assert open_.text == "Sentence 2: remark\nWho looks?"
    assert "commentsExtended+xml" in parts["[Content_Types].xml"].decode()
    (table,) = word.tables
    assert len(table.rows) == 1 + 16
    assert [cell.text for cell in table.rows[-1].cells][1:] == [
        "Ed Canary",
        "3",
        "corrected the kind: body → caption",
    ]


def test_the_history_on_paper_is_a_table_with_a_head(discussed):
    content = written(discussed.viewer, "pdf", EVERYTHING)
    inside = b"\n".join([content, *streams_of(content)])
    assert b"<pdfuaid:part>1</pdfuaid:part>" in inside
    assert {b"/S/Table", b"/S/TH"} <= {found.replace(b" ", b"") for found in re.findall(rb"/S ?/T\w+", inside)}
    words = " ".join("\n".join(pages_of(content)).split())
    for text in ("Ada Byron, remark", "Ed Canary, answer", "Resolved this discussion.", "When Who Sentence What"):
        assert text in words


def test_a_file_of_only_what_is_settled_says_so_and_calls_nothing_unjudged(discussed):
    for name in (*PAPERS, "txt"):
        content = written(discussed.viewer, name, Options(whose="settled"))
        held = in_words(content, {"only what is settled", "not settled", "not judged", "Ada Byron"})
        assert held == {"only what is settled", "not settled"}, name


def test_remarks_and_steps_count_for_what_a_document_takes(discussed, monkeypatch):
    monkeypatch.setattr(layout, "MOST_PIECES", 11)
    layout.refuse_too_much(read(discussed.viewer, Options()))
    for options in (Options(discussion=True), Options(history=True)):
        with pytest.raises(layout.TooMuch):
            layout.refuse_too_much(read(discussed.viewer, options))


def test_every_change_has_words(discussed):
    document = read(discussed.viewer, EVERYTHING)
    step, *_ = document.history or ()
    changes = {
        "flags": Change("flags", ("said", "loaded"), ("quoted", "loaded")),
        "look": Change("look_again", ("look_again",), ()),
        "carried": Change("tag", ("opinion", "verified"), ("verified",)),
        "key": Change("key", (), ("key",)),
        "evidence": Change("evidence", (), ("removed",)),
        "outcome": Change("outcome", ("wanted",), ()),
    }
    history = tuple(
        HistoryItem(step.id, step.at, step.by, "annotation changed", 1, (change,), undo=what == "outcome")
        for what, change in changes.items()
    )
    assert [one.what.removeprefix("judged the sentence: ") for one in steps(replace(document, history=history))] == [
        "+ quoted, − said",
        "looked at it again",
        "opinion, verified → verified",
        "marked the sentence as key",
        "removed the evidence",
        "needs more evidence → open (takes back an earlier step)",
    ]
