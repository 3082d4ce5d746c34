"""Every importer over one corpus: what goes in as paragraphs comes out as the same paragraphs."""

import pytest

from tests.importers.corpus import CODE, HEAVY, LONG, SCRIPTS
from tests.importers.made import MAKERS
from warreader.importers import FORMATS, Received, Unreadable, read, read_safely

#: parts of words and lines that a PDF has no way to keep: joiners that nobody sees, and what a line is broken at
UNSEEN = {"signs"}


def paragraphs_of(draft) -> list[str]:
    return [" ".join(one.split()) for one in draft.text.split("\n\n")]


def test_every_format_has_its_files_here():
    assert MAKERS.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("kind", MAKERS)
def test_paragraphs_come_out_as_they_went_in(kind, name):
    if kind == "pdf" and name in UNSEEN:
        pytest.skip("a PDF has letters, not characters")
    draft = read(MAKERS[kind](SCRIPTS[name]))
    assert paragraphs_of(draft) == [*SCRIPTS[name]]
    assert (draft.importer, draft.repairs) == (kind, ())
    assert {one.paragraph for one in draft.sentences} == {0, 1}


@pytest.mark.parametrize("kind", MAKERS)
def test_words_that_look_like_code_stay_words(kind):
    assert paragraphs_of(read(MAKERS[kind](CODE))) == [*CODE]


@pytest.mark.parametrize("kind", MAKERS)
def test_a_draft_says_what_read_it_and_keeps_the_bytes(kind):
    received = MAKERS[kind](SCRIPTS["english"])
    draft = read(received)
    assert draft.content == received.content
    assert all(f"{library} " in draft.software for library in FORMATS[kind].libraries)
    assert draft.language == "en"
    assert read(received, language="fr").language == "fr"


@pytest.mark.parametrize("kind", MAKERS)
def test_five_thousand_sentences_are_read_within_the_limits(kind):
    draft = read_safely(MAKERS[kind](LONG))
    assert len(draft.sentences) == 5_000
    assert draft.text.split() == " ".join(LONG).split()


@pytest.mark.thorough
@pytest.mark.parametrize("kind", MAKERS)
def test_a_megabyte_is_read_within_the_limits(kind):
    received = MAKERS[kind](HEAVY)
    assert kind == "docx" or len(received.content) > 1_000_000
    assert len(read_safely(received).sentences) == len(HEAVY)


@pytest.mark.parametrize("kind", MAKERS)
def test_what_holds_no_words_is_refused(kind):
    with pytest.raises(Unreadable):
        read(MAKERS[kind](["", " \u00a0\n\t "]))


@pytest.mark.parametrize("name", ["report.txt", "report.html", "report.docx", "report.pdf", "", "../../x.txt\0"])
def test_an_empty_file_is_refused_whatever_it_is_called(name):
    with pytest.raises(Unreadable, match="empty"):
        read(Received(b"", name))
