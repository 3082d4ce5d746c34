"""Where an article comes from, and its bytes as a download."""

import hashlib
import re

import pytest
from django.conf import settings

from tests.factories import hold_session, make_article, place_of
from warreader.models import Article, Capture
from warreader.queries.origins import SUFFIXES, download_name

from .pages import queries, text_of, url

REDIRECT = {
    "url": "http://news.example/",
    "status": 301,
    "address": "93.184.215.15",
    "location": "https://news.example/a",
}
FETCHED = {
    "url": "https://news.example/a",
    "status": 200,
    "address": "93.184.215.14",
    "media_type": "text/html; charset=windows-1251",
    "importer": "html",
    "software": "trafilatura 2.3.1; sentencex 1.0.31",
    "charset": "windows-1251",
    "repairs": ["Letters that were decoded wrongly"],
    "headers": [["Server", "<b>nginx</b>"], ["Last-Modified", "Tue, 03 Nov 2026 10:00:00 GMT"]],
    "redirects": [
        {
            "url": "http://news.example/",
            "status": 301,
            "address": "93.184.215.15",
            "location": "https://news.example/a",
        }
    ],
}


def received(article: Article, **fields: object) -> Capture:
    """The capture of an article, as if it had come so."""
    Capture.objects.filter(pk=article.revision.capture_id).update(**fields)
    return Capture.objects.get(pk=article.revision.capture_id)


def test_a_fetched_page_shows_all_of_where_it_came_from(client_of, desk, article):
    capture = received(article, **FETCHED)
    page = text_of(client_of(desk.viewer).get(url("origin", article)))
    assert hashlib.sha256(bytes(capture.content)).hexdigest() == capture.sha256
    shown = [
        "fetched by this server",
        capture.sha256,
        f"{len(bytes(capture.content))} bytes",
        capture.received_at.strftime("%H:%M:%S UTC"),
        desk.editor.name,
        *(str(FETCHED[name]) for name in ("address", "media_type", "software", "charset")),
        "Letters that were decoded wrongly",
        "status 301, from 93.184.215.15",
        "&lt;b&gt;nginx&lt;/b&gt;",
        "Last-Modified",
        f"sha256sum {download_name(place_of(desk.viewer, article), capture)}",
    ]
    assert [words for words in shown if words not in page] == []
    for address in ("https://news.example/a", "http://news.example/"):
        assert f'<a href="{address}" rel="noopener noreferrer nofollow" dir="auto">' in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"importer": "pasted"}, "pasted"),
        ({"filename": "a.docx", "importer": "docx"}, "brought as a file"),
        ({"url": "https://news.example/", "importer": "html"}, "handed over from a browser"),
        ({"importer": "jsonl"}, "brought in by hand"),
        ({"received_by": None}, "an administrator"),
    ],
)
def test_the_page_says_how_the_bytes_came(client_of, desk, article, fields, words):
    received(article, **({"importer": "html"} | fields))
    assert words in text_of(client_of(desk.viewer).get(url("origin", article)))


def test_a_file_of_an_archive_names_the_archive_and_its_digest(client_of, desk, article):
    archive = Capture.objects.create(team=desk.team, content=b"PK", sha256="a" * 64, filename="<pile>.zip")
    received(article, filename="folder/a.txt", container=archive)
    page = text_of(client_of(desk.viewer).get(url("origin", article)))
    assert "folder/a.txt" in page
    assert "in the archive &lt;pile&gt;.zip" in page
    assert "a" * 64 in page


def test_an_address_that_leads_to_no_page_of_the_web_is_text(client_of, desk, article):
    Article.objects.filter(pk=article.pk).update(url="javascript:alert(1)")
    received(article, url="javascript:alert(2)")
    client = client_of(desk.viewer)
    for name in ("article", "origin"):
        page = text_of(client.get(url(name, article)))
        assert "javascript:alert" in page
        assert 'href="javascript:' not in page


def test_the_reading_page_leads_to_the_origin_in_a_session_too(client_of, desk, article):
    session = hold_session(desk.editor, desk.annotator, articles=[article])
    place = place_of(desk.annotator, article, session)
    client = client_of(desk.annotator)
    for here in (url("article", article), place.url()):
        page = text_of(client.get(here))
        assert f'href="{here}origin/"' in page
        assert f'href="{here}original/"' in text_of(client.get(f"{here}origin/"))


@pytest.mark.parametrize(
    ("media_type", "suffix"),
    [
        ("text/plain; charset=utf-8", ".txt"),
        ("Text/HTML", ".html.txt"),
        ("application/xhtml+xml", ".xhtml.txt"),
        ("application/pdf", ".pdf"),
        ("image/svg+xml", ".bin"),
        ("text/xml", ".bin"),
        ('text/html"; filename="a.html', ".bin"),
        ("", ".bin"),
    ],
)
def test_the_download_is_run_by_no_browser(client_of, desk, article, media_type, suffix):
    capture = received(article, media_type=media_type, filename="../evil.html")
    download = client_of(desk.viewer).get(url("original", article))
    assert download.content == bytes(capture.content)
    assert download["Content-Type"] == "application/octet-stream"
    assert download["X-Content-Type-Options"] == "nosniff"
    assert download["Content-Security-Policy"] == "default-src 'none'; sandbox"
    name = f"{article.public_id}-{capture.sha256[:8]}{suffix}"
    assert download["Content-Disposition"] == f'attachment; filename="{name}"'


def test_no_suffix_of_a_download_is_a_pages():
    assert not [suffix for suffix in SUFFIXES.values() if re.search(r"\.(x?html?|svg|xml|js)$", suffix)]


def test_the_page_asks_as_much_for_one_text_as_for_many(client_of, desk):
    client = client_of(desk.viewer)
    counts = []
    for redirects in (1, 3):
        article = make_article(desk.editor, f"Text {redirects}.")
        received(article, **FETCHED | {"redirects": [REDIRECT] * redirects})
        counts.append(len(queries(client, url("origin", article))))
    assert counts == [4, 4]


def test_no_page_links_out_but_by_the_tag_that_gives_no_referrer():
    """An address that people brought (``….url``) or that is written out is no link in a template."""
    ours = r"(?:task|work|overview\.next)\.url\b"
    outward = re.compile(r'href="(?:\{\{ (?!' + ours + r')[\w.]+\.url\b|https?:)[^"]*')
    found = {path.name: outward.findall(path.read_text()) for path in (settings.ROOT / "templates").rglob("*.html")}
    assert {name: links for name, links in found.items() if links} == {}
