"""Web pages: trafilatura tells the report from what is around it; headings and captions are lines of their own."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction
from trafilatura.settings import Document

from warreader import text as texts
from warreader.text import Kind

from .decoding import Decoded, declared_charset, decode, known
from .drafts import Draft, Found, Received, Unreadable
from .drafts import marked as _
from .lines import Line, counted, from_lines

_NOTHING = _("No report is found in this page: it may need a browser to show its text. Paste the text instead.")
#: a longer page is kept from the extractor, which would be busy for minutes
MOST_BYTES: Final = 2_000_000
#: where a page says its charset, as browsers look for it
_HEAD: Final = 4096
_META = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{1,100}encoding\s*=\s*["']([\w.:-]{1,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}>")
#: what is heavy in a saved page, and says nothing: pictures in addresses
_DATA = re.compile(rb"data:[\w/+.;=-]{0,80}base64,[\w+/=%\s]{200,}")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_BLOCKS: Final = frozenset({"body", "code", "head", "item", "list", "p", "quote", "row", "table"})
_KINDS: Final = {"head": Kind.SUBHEAD, "item": Kind.BODY, "row": Kind.BODY}
_CAPTIONS: Final = etree.XPath(
    ".//figcaption | .//*[contains(@class, 'caption')][not(.//img)][(.. | ../.. | ../../..)//img][normalize-space()]"
)
_LANGUAGE: Final = etree.XPath("//meta[translate(@http-equiv, 'CL', 'cl') = 'content-language']/@content")
#: what holds a picture and its caption, and is left out by the extractor as a whole; the outermost first
_HOLDERS: Final = etree.XPath("ancestor-or-self::*[position() < 6][self::figure or contains(@class, 'caption')]")
_LONGEST_CAPTION: Final = 1_000
_MOST_CAPTIONS: Final = 200
#: what no browser shows; and buttons to share a page: the extractor drops what stands before the last of them, too
_WIDGETS: Final = etree.XPath(
    ".//template | .//*[@hidden and not(@hidden = 'until-found')][not(self::body or self::main or self::article)]"
    " | .//*[contains(@class, 'share') or contains(@class, 'Share')][string-length(.) < 60]"
)
#: tables that only put things side by side: cells of them hold headings, several paragraphs, or tables
_LAYOUTS: Final = etree.XPath(".//table[.//h1 or .//h2 or .//h3 or .//table or .//td[count(p) > 1]]")


def read(received: Received, language: str) -> Draft:
    """Make a draft of a web page; raises ``Unreadable`` where there is no report in it."""
    content = _lighter(received.content)
    if len(content) > MOST_BYTES:
        raise Unreadable(
            _("This page is longer than %(most)s MB. Paste its text instead."), {"most": MOST_BYTES // 1_000_000}
        )
    decoded = decode(content, declared=declared_charset(received.media_type) or _declared(content))
    tree = _tree(decoded)
    captions = _freed(tree)
    _drop_widgets(tree)
    _unfold(tree)
    said = _language(tree)
    page = _extracted(tree, received.url)
    found, lines = _found(page, said), list(_lines(page.body, captions))
    if not lines:
        raise Unreadable(_NOTHING)
    return from_lines(
        received,
        _headed(lines, found.title),
        importer="html",
        media_type="text/html",
        language=language,
        charset=decoded.charset,
        repairs=(*decoded.repairs, *counted("words that are struck out on the page kept", _struck(page.body))),
        found=found,
    )


def _lighter(content: bytes) -> bytes:
    """Return a page without the pictures that a browser has saved in it, if it is too long with them."""
    return _DATA.sub(b"data:,", content) if len(content) > MOST_BYTES else content


def _declared(content: bytes) -> str:
    match = _META.search(content, 0, _HEAD) or _XML.search(content[:_HEAD])
    name = known(match[1].decode("ascii", "replace")) if match else ""
    # It could not have been read so far if it were.
    return "utf-8" if name.startswith("utf-16") else name


def _tree(decoded: Decoded) -> HtmlElement:
    text = _DECLARATION.sub("", decoded.text.replace("\0", ""))
    try:
        return document_fromstring(texts.clean(text), parser=HTMLParser(no_network=True, huge_tree=False))
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(_NOTHING) from error


def _freed(tree: HtmlElement) -> set[str]:
    """Put the captions of pictures as paragraphs in their places, where the extractor keeps them; return them."""
    captions = set()
    for caption in _CAPTIONS(tree)[:_MOST_CAPTIONS]:
        words = _collapsed("".join(caption.itertext()))
        if not words or len(words) > _LONGEST_CAPTION or words in captions:
            continue
        holders = [one for one in _HOLDERS(caption) if len(_collapsed(one.text_content())) < 2 * len(words)]
        if holders and holders[0].getparent() is not None:
            paragraph = caption.makeelement("p")
            paragraph.text = words
            holders[0].addprevious(paragraph)
            caption.drop_tree()
            captions.add(words)
    return captions


def _drop_widgets(tree: HtmlElement) -> None:
    for widget in _WIDGETS(tree):
        if widget.getparent() is not None:
            widget.drop_tree()


def _unfold(tree: HtmlElement) -> None:
    """Make parts of a page out of tables that only put them side by side."""
    for table in _LAYOUTS(tree):
        for element in table.iter("table", "tbody", "tr", "td"):
            if next(element.iterancestors("table"), table) is table:
                element.tag = "div"


def _language(tree: HtmlElement) -> str:
    """Return the language that the page says it is in, as ISO 639-1; empty where it says none."""
    said = [tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang"), *_LANGUAGE(tree)]
    code = re.match(r"\s*([a-zA-Z]{2})(?![a-zA-Z])", next(filter(None, said), ""))
    return code[1].lower() if code else ""


def _extracted(tree: HtmlElement, url: str) -> Document:
    """Return what the extractor finds; raises ``Unreadable`` for nothing.

    With precision alone: without it, a page with no report in it gives its menu and its foot.
    """
    page = bare_extraction(
        tree,
        url=url or None,
        favor_precision=True,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": "2100-01-01"},
    )
    if isinstance(page, Document) and page.body is not None:
        return page
    raise Unreadable(_NOTHING)


def _found(page: Document, language: str) -> Found:
    url = page.url or ""
    return Found(
        title=_title(page.title or "", page.sitename or ""),
        url=url if re.match(r"https?://", url) and len(url) <= 2000 else "",
        source=texts.one_line(page.sitename or ""),
        author=texts.one_line(page.author or "").replace(";", ","),
        published=_date(page.date),
        language=language,
    )


def _title(title: str, site: str) -> str:
    """Return a title without the name of the site behind it."""
    name = re.escape(texts.one_line(site))
    return re.sub(rf"\s+[-–—|·:»]\s+{name}$" if name else "$^", "", texts.one_line(title), flags=re.IGNORECASE)


def _date(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def _lines(body: etree._Element, captions: set[str]) -> Iterator[Line]:
    """Yield the blocks of the extractor's tree, each with its kind where its element tells it."""
    pieces: list[str] = []
    kind: Kind | None = None
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if tag in _BLOCKS:
            yield from _block(pieces, kind, captions)
            pieces = []
            kind = _KINDS.get(tag) if event == "start" else None
        elif tag == "lb" and event == "start":
            pieces.append("\x0b")
        elif tag == "cell" and event == "start" and element.getprevious() is not None:
            pieces.append(" | ")
        pieces.append((element.text if event == "start" else element.tail) or "")


def _block(pieces: list[str], kind: Kind | None, captions: set[str]) -> Iterator[Line]:
    for part in "".join(pieces).split("\x0b"):
        words = _collapsed(part)
        if words:
            yield Line(words, Kind.CAPTION if words in captions else kind)


def _struck(body: etree._Element) -> int:
    return sum(1 for _element in body.iter("del"))


def _headed(lines: list[Line], title: str) -> list[Line]:
    """Return the lines with the page's title as the first of them, unless it stands there."""
    for index, line in enumerate(lines[:3]):
        if line.text.casefold() == title.casefold():
            return [*lines[:index], Line(line.text, Kind.TITLE), *lines[index + 1 :]]
    return [Line(title, Kind.TITLE), *lines] if title else lines


def _collapsed(words: str) -> str:
    return _SPACES.sub(" ", words).strip()
