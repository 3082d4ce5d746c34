"""Markdown: nothing in an article becomes markup."""

import re

import pytest

from tests.exports.conftest import Case, written
from tests.exports.readers import plain
from tests.factories import judge, support
from warreader.exports import Options
from warreader.exports.md import escaped

#: what CommonMark, tables, footnotes, strikethrough and mathematics take for markup, where no backslash is before it
MARKUP = re.compile(r"(?<!\\)(?:\\\\)*[`*_\[\]<>|~$^]|<[A-Za-z/!?]")


@pytest.mark.parametrize(
    "text",
    [
        "# heading", "- item", "+ item", "1. item", "12) item", "> quotation", "=== ", "--- ", "* item", "***bold***",
        "_em_ and __strong__", "`code`", "[link](javascript:alert(1))", "![image](x)", "<b>bold</b>", "<!-- x -->",
        "&lt;", "&#60;", "&copy;", "a | b", "~~gone~~", "$x$", "[^1]: note", "back\\slash", "https://example.org/x",
        "www.example.org", ": definition", "line\n# heading", "line\n\n    code", "\ttab", "x\r\n---\r\ny",
    ],
)  # fmt: skip
def test_no_text_becomes_markup(text):
    line = escaped(text)
    assert "\n" not in line
    assert not MARKUP.search(line)
    assert not re.match(r"[#+\-=:>]|\d+[.)]|\s", line)
    assert not re.search(r"https?://|www\.|&(?!lt;|gt;|amp;)#?\w+;", line)
    assert plain(line) == " ".join(text.split())


@pytest.mark.parametrize("text", ["Plain words, “quoted” — 3.5 km/h (about) at 12:30!", "Don't.", "AT&T", "№ 5"])
def test_ordinary_text_stays_readable(text):
    assert escaped(text) == text


def test_every_line_of_a_file_of_hostile_text_is_text(case: Case):
    content = written(case.place, "md", case.options).decode()
    assert not re.search(r"<[A-Za-z/!](?!ttps?:)", re.sub(r"<https?://[^<>\s]*>", "", content))


def test_a_sentence_bears_its_sign_word_and_footnote(place):
    judge(place, 2, "unverified", flags={"searched": True}, note="looked", note_exported=True)
    support(place, 2, citation="Ministry bulletin")
    content = written(place, "md", Options(notes=True)).decode()
    assert "**(? unverified, searched)**[^2]" in content
    (footnote,) = re.findall(r"^\[\^2\]: .*", content, re.MULTILINE)
    assert "note: “looked”" in footnote
    assert "evidence: Ministry bulletin" in footnote


def test_footnotes_and_their_places_belong_together(case: Case):
    content = written(case.place, "md", case.options).decode()
    defined = re.findall(r"^\[\^(\d+)\]: ", content, re.MULTILINE)
    used = re.findall(r"(?<!\\)\[\^(\d+)\](?!:)", content)
    assert used == defined


def test_a_link_leads_to_the_web_or_is_no_link(place):
    place.article.url = "javascript:alert(1)"
    place.article.save()
    assert "<javascript" not in written(place, "md").decode()
    # no link to CommonMark, which would read what is in it
    place.article.url = "https://example.org/\x01[x](javascript:alert(1))"
    place.article.save()
    assert r"\[x\](javascript" in written(place, "md").decode()
    place.article.url = "https://example.org/x"
    place.article.save()
    assert "<https://example.org/x>" in written(place, "md").decode()


def test_sentences_that_the_filter_leaves_out_have_no_mark(place):
    judge(place, 1, "opinion")
    judge(place, 2, "unverified")
    content = written(place, "md", Options(filter="state=opinion")).decode()
    assert "(❝ opinion)**" in content
    assert "(? unverified)**" not in content
    assert "left out by the filter: 4" in content
