"""Web pages: hostile ones are harmless, and what is no report is refused."""

from contextlib import suppress

import pytest

from tests.importers import made
from warreader.importers import Received, Unreadable, apart, html, read, read_safely

REPORT = (
    "The army shelled the town of Izyum on Monday, officials said, and at least two people died there.",
    "Five others were hurt, according to the mayor, who spoke to reporters in front of the hospital.",
)


def page(body: str, head: str = "") -> Received:
    return Received(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "a.html")


def article(*paragraphs: str) -> str:
    return f"<article>{''.join(f'<p>{one}</p>' for one in paragraphs)}</article>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>document.write('Injected words.')</script>",
        "<style>p::after { content: 'Injected words.' }</style>",
        "<img src=x onerror=\"alert('Injected words.')\">",
        "<svg><script>Injected words.</script><text>Injected words.</text></svg>",
        "<iframe srcdoc='<p>Injected words.</p>'></iframe>",
        "<template><p>Injected words.</p></template>",
        "<!-- Injected words. -->",
        "<noscript><p>Injected words.</p></noscript>",
        "<p style='display:none'>Injected words.</p>",
        "<p hidden>Injected words.</p>",
        "<object data='javascript:1'>Injected words.</object>",
        "<select><option>Injected words.</option></select>",
    ],
)
def test_what_a_page_does_not_show_is_not_read(hostile):
    draft = read(page(article(REPORT[0], hostile, REPORT[1])))
    assert draft.text == "\n\n".join(REPORT)


def test_words_that_are_struck_out_are_told():
    draft = read(page(article(f"{REPORT[0]} <s>Three people died.</s>", REPORT[1])))
    assert "Three people died." in draft.text
    assert draft.repairs == ("words that are struck out on the page kept (1 time)",)


@pytest.mark.parametrize(
    "entity",
    ["&lt;b&gt;", "&#60;b&#62;", "&#x3c;b&#x3e;"],
)
def test_entities_are_read_once(entity):
    assert (
        "he wrote <b> there"
        in read(page(article(*REPORT, f"In his post he wrote {entity} there, and went home."))).text
    )


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_entities_that_a_page_declares_are_not_followed(doctype):
    content = f"{doctype}<html><body>{article(*REPORT, 'The word is &x; and nothing else is to be said of it.')}"
    text = read(Received(content.encode(), "a.xhtml")).text
    assert REPORT[0] in text
    assert "root:" not in text
    assert "aaaaaaaaaa" not in text.partition(REPORT[0])[2]


HOSTILE = {
    "attributes": page(f"<p {' '.join(f'a{n}=x' for n in range(200_000))}>{REPORT[0]}</p>"),
    "paragraphs": page("<p>Words.</p>" * 100_000),
    "depth": page("<div>" * 100_000 + REPORT[0]),
    "inline depth": page("<b>" * 200_000 + REPORT[0]),
    "tables": page("<table><tr><td>" * 20_000 + REPORT[0]),
    "quotes": page("<p>" + "“" * 300_000 + "</p>"),
    "links": page("<a href=x>y</a>" * 100_000),
    "unclosed": page("<p class='caption'><img><figure>" * 30_000),
    "comment": page("<!--" * 300_000),
    "entities": page("&" * 500_000 + "&lt" * 200_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_keeps_a_parser_busy_ends_in_time_and_harms_nothing(name, monkeypatch):
    monkeypatch.setattr(apart, "MOST_SECONDS", 0.5)
    with suppress(Unreadable):
        read_safely(HOSTILE[name]).text.encode()
    monkeypatch.undo()
    assert read_safely(page(article(*REPORT))).text == "\n\n".join(REPORT)


@pytest.mark.parametrize(
    "body",
    ["", "<div id=root></div><script src=app.js></script>", "<nav><a href=/>Home</a></nav>", "<img src=a.png>"],
)
def test_a_page_without_a_report_is_refused_with_what_to_do(body):
    with pytest.raises(Unreadable, match="Paste the text instead"):
        read(page(body))


def test_a_page_that_is_too_long_is_refused_unless_pictures_make_it_so():
    picture = f'<img src="data:image/png;base64,{"A" * 1_000_000}">' * 3
    assert read(page(article(REPORT[0], picture, REPORT[1]))).text == "\n\n".join(REPORT)
    with pytest.raises(Unreadable, match="longer than 2 MB"):
        read(page(article("Words. " * (html.MOST_BYTES // 6))))


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-u", "utf-8"])
def test_a_page_is_read_by_the_charset_that_it_declares(charset):
    words = "Українські військові відбили атаку біля Харкова, повідомив речник, і ніхто цього не перевірив."
    for meta in (
        f"<meta charset={charset}>",
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">',
    ):
        content = f"<html><head>{meta}</head><body>{article(words, words)}</body></html>".encode(charset)
        draft = read(Received(content, "a.html"))
        assert (words in draft.text, draft.repairs) == (True, ())


def test_what_the_sender_declares_comes_before_what_the_page_does():
    content = f"<meta charset=windows-1252><body>{article(*['Атака біля Харкова, повідомив речник.'] * 3)}".encode(
        "cp1251"
    )
    assert "Харкова" in read(Received(content, "a.html", "text/html; charset=windows-1251")).text


def test_a_text_is_no_page_because_of_its_name():
    assert read(Received(b"Two people died on Monday.", "a.html", "text/html")).importer == "plain"
    assert read(Received(made.html(REPORT).content, "a.txt", "text/plain")).importer == "html"


def test_a_title_is_in_the_text_once_and_without_the_sites_name():
    head = '<title>Two die - Post</title><meta property="og:site_name" content="Post">'
    draft = read(page(article(*REPORT), head))
    assert (draft.title, draft.text.count("Two die")) == ("Two die", 1)
    assert read(page(f"<h1>Two die</h1>{article(*REPORT)}", head)).text.count("Two die") == 1


def test_a_template_that_says_english_is_not_believed():
    words = "Українські військові відбили атаку біля Харкова, повідомив речник, і ніхто цього не перевірив."
    content = f'<html lang="en-US"><body>{article(words, words)}</body></html>'
    assert read(Received(content.encode(), "a.html")).language == "uk"
    content = f'<html lang="ru"><body>{article(*REPORT)}</body></html>'
    assert read(Received(content.encode(), "a.html")).language == "ru"


def test_a_page_saved_with_its_parts_says_where_it_was():
    draft = read(made.mhtml(REPORT))
    assert (draft.importer, draft.found.url) == ("mhtml", "https://post.example/report")
    assert read(Received(made.mhtml(REPORT).content, "a.txt", "text/plain")).importer == "mhtml"
    with pytest.raises(Unreadable, match="no page"):
        read(Received(made.mhtml(REPORT).content.replace(b"text/html", b"text/x"), "a.mht"))
