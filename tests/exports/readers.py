"""Readers of exported files that share no code with what wrote them: each gives back what a file holds."""

import csv
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree import ElementTree

import cassis
import pypdfium2

STATES = {"verified", "hollow", "unverified", "opinion", "split", "nothing", "open"}


@dataclass
class Held:
    """What a file holds, as far as its format tells."""

    #: ordinal -> words, of the sentences that are in the file
    sentences: dict[int, str] = field(default_factory=dict)
    #: (ordinal, tag) of each annotation, in order
    tags: list[tuple[int, str]] = field(default_factory=list)
    #: ordinal and words of each remark, where the format keeps them apart
    remarks: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Element:
    """An element of a page, with the pieces of text in it: whether they are of a mark, and what they say."""

    tag: str
    attributes: dict[str, str]
    pieces: list[tuple[bool, str]]
    start: int
    end: int = 0

    @property
    def text(self) -> str:
        return "".join(piece for _, piece in self.pieces[self.start : self.end])

    @property
    def words(self) -> str:
        """The text without that of marks."""
        return "".join(piece for marked, piece in self.pieces[self.start : self.end] if not marked)


class Page(HTMLParser):
    """A page taken apart: every element in order, each with all the text inside it."""

    VOID = {"meta", "input", "br", "link", "img"}

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.declarations: list[str] = []
        self._pieces: list[tuple[bool, str]] = []
        self._open: list[Element] = []
        self.feed(content.decode())
        self.close()
        assert self._open == []

    def handle_decl(self, decl: str) -> None:
        self.declarations.append(decl)

    def handle_comment(self, data: str) -> None:
        self.declarations.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, self._pieces, start=len(self._pieces))
        self.elements.append(element)
        if tag not in self.VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        element = self._open.pop()
        assert element.tag == tag
        element.end = len(self._pieces)

    def handle_data(self, data: str) -> None:
        marked = any("mark" in element.attributes.get("class", "").split() for element in self._open)
        self._pieces.append((marked, data))

    def all(self, tag: str = "", of: str = "") -> list[Element]:
        """Return the elements of a name and a class."""
        return [
            one
            for one in self.elements
            if (not tag or one.tag == tag) and (not of or of in one.attributes.get("class", "").split())
        ]


def read_html(content: bytes) -> Held:
    page = Page(content)
    held = Held()
    for span in page.all(of="s"):
        if named := span.attributes.get("id"):
            held.sentences[int(named[1:])] = span.words
    number = 0
    for element in page.elements:
        classes = set(element.attributes.get("class", "").split())
        if "card" in classes:
            number = int(element.attributes["id"][1:])
        if "tag" in classes:
            state = (STATES & classes).pop()
            held.tags.append((number, "verified" if state == "hollow" else state))
    return held


def read_jsonld(content: bytes) -> Held:
    collection = json.loads(content)
    held = Held()
    ordinals: dict[int, int] = {}
    sentence_of: dict[str, int] = {}
    for item in collection.get("first", {"items": []})["items"]:
        if item.get("dcterms:type") == "discussion" and isinstance(item["target"], str):
            said = [body["value"] for body in item["body"] if body["purpose"] == "replying"]
            held.remarks += [(sentence_of[item["target"]], words) for words in said]
            continue
        quote, position = item["target"]["selector"]
        ordinal = ordinals.setdefault(position["start"], len(ordinals) + 1)
        held.sentences[ordinal] = quote["exact"]
        held.tags += [(ordinal, body["value"]) for body in item["body"] if body["purpose"] == "classifying"]
        if item.get("dcterms:type") == "discussion":
            sentence_of[item["id"]] = ordinal
            held.remarks += [(ordinal, body["value"]) for body in item["body"]]
    return held


def read_json(content: bytes) -> Held:
    document = json.loads(content)
    text = document["revision"]["text"]
    return Held(
        {one["ordinal"]: text[one["start"] : one["end"]] for one in document["sentences"]},
        [(one["ordinal"], said["tag"]) for one in document["sentences"] for said in one["annotations"]],
        [
            (one["ordinal"], remark["text"])
            for one in document["sentences"]
            for thread in one.get("threads", [])
            for remark in thread["remarks"]
        ],
    )


def remarks_in(cell: str) -> list[str]:
    """Return what is said in a cell of a table: a line each, after time and name."""
    found = [re.fullmatch(r"(?:↳ )?\S+Z [^:]+: (.*)", line) for line in cell.split("\n") if cell]
    return [one[1] for one in found if one and one[1] != "resolved"]


def read_csv(content: bytes) -> Held:
    held = Held()
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        if row["sentence"]:
            held.sentences[int(row["sentence"])] = unguarded(row["text"])
            held.tags.append((int(row["sentence"]), row["tag"]))
            held.remarks += [(int(row["sentence"]), words) for words in remarks_in(unguarded(row["discussion"]))]
    return held


def unguarded(cell: str) -> str:
    """Take the apostrophe away that guards a cell against spreadsheets."""
    signs = "=+-@|%＝＋－＠"
    rest = cell[1:].lstrip("".join(map(chr, range(33))) + "\"'\u00a0\u200b\u200e\u200f\u2060\ufeff")
    return (
        cell[1:] if cell.startswith("'") and (rest[:1] in tuple(signs) or cell[1:2] in {"\t", "\r", "\n"}) else cell
    )


def read_md(content: bytes) -> Held:
    """Sentences cannot be told apart by Markdown alone; the footnotes and their tags can."""
    held = Held()
    for line in content.decode().splitlines():
        if found := re.match(r"\[\^(\d+)\]: (.*)", line):
            number = int(found[1])
            for said in found[2].split(" — "):
                judged = re.match(r"(?:.*?): (verified|unverified|opinion|nothing to assess)\b", said)
                held.tags += [(number, judged[1].split(" ")[0])] if judged else []
    return held


def read_jsonl(content: bytes) -> Held:
    held = Held()
    for row in map(json.loads, content.decode().removesuffix("\n").split("\n")):
        held.sentences[row["sentence"]] = row["text"]
        said = [(name, tag) for name, tag in row.items() if re.fullmatch(r"(independent|discussed)_[A-Z]\d+", name)]
        held.tags += [(row["sentence"], tag) for _name, tag in said if tag]
        held.remarks += [(row["sentence"], words) for words in remarks_in(row.get("discussion", ""))]
    return held


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
JUDGED = re.compile(r"Sentence (\d+): \S+ (verified|unverified|opinion|nothing)\b")


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return what is in a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def read_docx(content: bytes) -> Held:
    """A sentence is what stands between the ends of its bookmark, a judgement begins a comment."""
    parts = parts_of(content)
    held, open_ = Held(), ""
    for element in ElementTree.fromstring(parts["word/document.xml"]).iter():
        if element.tag == f"{W}bookmarkStart":
            open_ = element.attrib[f"{W}name"][1:]
            held.sentences[int(open_)] = ""
        elif element.tag == f"{W}bookmarkEnd":
            open_ = ""
        elif element.tag == f"{W}t" and open_:
            held.sentences[int(open_)] += element.text or ""
    comments = parts.get("word/comments.xml")
    for comment in ElementTree.fromstring(comments) if comments else ():
        if judged := JUDGED.match("".join(comment[0].itertext())):
            held.tags.append((int(judged[1]), judged[2]))
    return held


def read_doccano(content: bytes) -> Held:
    """As doccano's form says; its offsets count the units of UTF-16."""
    held, ordinals = Held(), dict[int, int]()
    for line in content.decode().splitlines():
        record = json.loads(line)
        for start, end, label in record["label"]:
            words = record["text"].encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")
            ordinal = ordinals.setdefault(start, len(ordinals) + 1)
            held.sentences[ordinal] = words
            held.tags.append((ordinal, label))
    return held


def read_labelstudio(content: bytes) -> Held:
    """As Label Studio's form of annotated tasks says; its offsets count code points."""
    held, ordinals = Held(), dict[int, int]()
    [task] = json.loads(content)
    for result in (one for work in task["annotations"] for one in work["result"]):
        if result["type"] == "labels":
            value = result["value"]
            ordinal = ordinals.setdefault(value["start"], len(ordinals) + 1)
            assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
            held.sentences[ordinal] = value["text"]
            held.tags += [(ordinal, label) for label in value["labels"]]
    return held


def read_cas(content: bytes) -> Held:
    [article] = [part for name, part in parts_of(content).items() if name.endswith(".json")]
    cas = cassis.load_cas_from_json(article.decode())
    sentences = cas.select("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence")
    ordinals = {one.begin: ordinal for ordinal, one in enumerate(sentences, 1)}
    return Held(
        {ordinals[one.begin]: one.get_covered_text() for one in sentences},
        [(ordinals[one.begin], one.tag) for one in cas.select("warreader.Judgement")],
    )


def told_by_zip(content: bytes) -> str:
    return "\n".join(f"{name}\n{part.decode()}" for name, part in parts_of(content).items())


def pages_of(content: bytes) -> list[str]:
    """Return the text of each page of a PDF, as a reader copies it."""
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]


def streams_of(content: bytes) -> Iterator[bytes]:
    """Yield the streams of a PDF, inflated; what they are is not looked at."""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            yield stream


def read_pdf(content: bytes) -> Held:
    """Its sentences cannot be told apart by the text alone; the notes after it can."""
    held, number = Held(), 0
    for line in "\n".join(pages_of(content)).splitlines():
        if head := re.fullmatch(r"Sentence (\d+) of \d+", line.strip()):
            number = int(head[1])
        elif judged := re.match(r"[✓?❝–] ?(verified|unverified|opinion|nothing to assess)(?:,| without|\s*$)", line):
            held.tags.append((number, judged[1].split(" ")[0]))
    return held


def told_by_pdf(content: bytes) -> str:
    """Its words with and without the ends of lines; its properties and streams, also as UTF-16."""
    words = "\n".join(pages_of(content))
    packed = b"\n".join([content, *streams_of(content)])
    raw = (packed + packed.replace(b"\0", b"")).decode("utf-8", errors="replace")
    return "\n".join([words, words.replace("\n", " "), re.sub(r"[\ufffe\u00ad]?\n", "", words), raw])


def read_txt(content: bytes) -> Held:
    """A summary: it quotes some sentences, in short."""
    held = Held()
    for line in content.decode().splitlines():
        if found := re.match(r"(\d+)\. .* — \S (verified|unverified|opinion|nothing)\b", line):
            held.tags.append((int(found[1]), found[2]))
    return held


#: how files begin that are no text: what is in them, as text
TOLD: dict[bytes, Callable[[bytes], str]] = {b"PK\x03\x04": told_by_zip, b"%PDF": told_by_pdf}


def told(content: bytes) -> str:
    """Return everything that a file says, as text."""
    return TOLD.get(content[:4], bytes.decode)(content)


def plain(markdown: str) -> str:
    """Return Markdown's words: escapes and entities undone."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown))


#: formats that hold a part only: what of the judgements is in them, where no sentence is key or contradicted
SUMMARIES: dict[str, Callable[[list[tuple[int, str]]], list[tuple[int, str]]]] = {
    "txt": lambda tags: [one for one in tags if one[1] == "unverified"][:10]
}

READERS = {
    "html": read_html,
    "jsonld": read_jsonld,
    "json": read_json,
    "csv": read_csv,
    "jsonl": read_jsonl,
    "jsonl-offsets": read_jsonl,
    "md": read_md,
    "docx": read_docx,
    "pdf": read_pdf,
    "txt": read_txt,
    "doccano": read_doccano,
    "labelstudio": read_labelstudio,
    "cas": read_cas,
}
