"""What every format promises, over articles of every kind."""

import json
import re
from dataclasses import replace

import pytest
from django.utils import translation

from tests.exports.conftest import FORMULAS, HOSTILE, MOMENT, REMEMBERED, SCRIPTS, Case, long, written
from tests.exports.readers import READERS, SUMMARIES, Page, plain, told
from tests.factories import judge
from warreader.exports import FORMATS, Options, read

pytestmark = pytest.mark.thorough


def test_every_format_has_a_reader_here():
    assert READERS.keys() == FORMATS.keys()


def test_a_file_gives_back_the_judgements_in_it(case: Case, name):
    tags = SUMMARIES.get(name, list)(list(case.tags))
    assert READERS[name](written(case.place, name, case.options)).tags == tags


def test_an_article_of_fifteen_hundred_sentences_comes_out_whole(desk):
    case = long(desk)
    for name, reader in READERS.items():
        tags = SUMMARIES.get(name, list)(list(case.tags))
        assert reader(written(case.place, name, case.options)).tags == tags, name


@pytest.mark.parametrize("format_", ["json", "jsonld", "csv", "jsonl", "jsonl-offsets"])
def test_a_file_gives_back_what_was_said(db, format_):
    case = REMEMBERED["talk"]()
    held = READERS[format_](written(case.place, format_, case.options)).remarks
    said = [(2, text) for text in (*SCRIPTS, *HOSTILE, *FORMULAS)]
    squeezed = [(number, " ".join(words.split())) for number, words in held]
    assert squeezed == [(1, "Is it so?"), (1, "It is."), *((number, " ".join(text.split())) for number, text in said)]


@pytest.mark.parametrize("format_", ["html", "json", "jsonl", "cas"])
def test_a_file_of_the_whole_article_gives_back_its_sentences(case: Case, format_):
    sentences = READERS[format_](written(case.place, format_, case.options)).sentences
    assert sentences == dict(enumerate(case.texts, 1))


@pytest.mark.parametrize("format_", ["jsonld", "csv", "doccano", "labelstudio"])
def test_a_file_of_annotations_gives_back_the_sentences_that_have_some(case: Case, format_):
    sentences = READERS[format_](written(case.place, format_, case.options)).sentences
    assert list(sentences.values()) == [case.texts[ordinal - 1] for ordinal, _ in case.tags]


def test_markdown_has_every_sentence_in_words(case: Case):
    words = plain(written(case.place, "md", case.options).decode())
    for text in case.texts:
        assert " ".join(text.split()) in words


def test_a_file_says_when_whose_which_text_and_that_unverified_is_not_false(case: Case, name):
    content = told(written(case.place, name, case.options))
    words = plain(content) if name == "md" else content
    assert "Unverified does not mean false." in words
    assert "2026-03-04T05:06:07Z" in words or "4 Mar 2026, 05:06 UTC" in words
    assert "the team’s" in words
    assert case.place.revision.digest in words


def test_the_same_work_gives_the_same_bytes(case: Case, name):
    assert written(case.place, name, case.options) == written(case.place, name, case.options)


def test_a_document_can_be_written_twice(place, name):
    judge(place, 1, "opinion")
    document = read(place, Options(), exported=MOMENT)
    assert list(FORMATS[name].write(document)) == list(FORMATS[name].write(document))


@pytest.mark.parametrize("format_", ["html", "jsonld", "json", "csv", "jsonl", "doccano", "labelstudio", "cas"])
def test_another_language_changes_words_and_no_data(place, format_):
    judge(place, 1, "verified")
    document = read(place, Options(), exported=MOMENT)
    with translation.override("uk"):
        assert READERS[format_](b"".join(FORMATS[format_].write(document))).tags == [(1, "verified")]


def test_a_files_name_is_plain_ascii(place, name):
    document = read(place, Options(), exported=MOMENT)
    assert FORMATS[name].filename(document).endswith(f"-2026-03-04.{FORMATS[name].extension}")
    assert FORMATS[name].filename(document).isascii()


def test_a_title_without_latin_letters_still_gives_a_name_of_its_own(place):
    place.article.title = "Звіт / ../.."
    place.article.save()
    short = str(place.article.public_id)[:8]
    assert FORMATS["md"].filename(read(place, Options(), exported=MOMENT)) == f"article-{short}-2026-03-04.md"


def test_nothing_in_an_article_becomes_markup_of_the_page(case: Case):
    page = Page(written(case.place, "html", case.options))
    assert page.declarations == ["doctype html"]
    assert [script.attributes for script in page.all("script")] == [{"type": "application/ld+json"}]
    assert not [name for one in page.elements for name in one.attributes if name.startswith("on") or name == "style"]
    assert not {one.tag for one in page.elements} & {"img", "iframe", "link", "object", "textarea", "b2"}
    assert all(re.fullmatch(r"#[sn]\d+", one.attributes["href"]) for one in page.all("a"))


def test_the_page_carries_the_same_annotations_as_the_jsonld_file(case: Case):
    options = replace(case.options, discussion=False, history=False)
    page = Page(written(case.place, "html", options))
    assert json.loads(page.all("script")[0].text) == json.loads(written(case.place, "jsonld", options))
