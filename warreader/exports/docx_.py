"""A Word document: the article with its sentences underlined, and a real comment for what each person said.

The package, its properties and the comments part are python-docx's; what stands in them is written as XML at once:
its ``add_comment`` looks through all comments there are for each new one, which for thousands is minutes. Answers in a
discussion hang on the comment that they answer by a part of Word's own, which it knows nothing of (MS-DOCX 2.5.4).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from functools import cache, partial
from io import BytesIO
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, nsmap
from docx.oxml.parser import parse_xml
from docx.shared import Cm

from warreader.marks import State
from warreader.models import Kind
from warreader.text.languages import direction

from .addresses import web_address
from .document import Document, SentenceItem
from .layout import Block, Said, in_order, legal, refuse_too_much, says, sign
from .steps import headings, steps
from .words import facts, moment, notice, source_line, stamp, state_word, uncounted

STYLES = Path(__file__).with_name("docx.styles.xml")
NAMESPACES = nsdecls("w", "r")
W = nsmap["w"]
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
#: which comments answer which: where the part is, how it belongs to the document, and what it is
ANSWERS = PackURI("/word/commentsExtended.xml")
ANSWERED = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
ANSWERING = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
#: the rows of a table of the history: LibreOffice lays one of 5,000 out in 31 s of the processor, twenty of 250 in 5 s
ROWS = 250
#: of its columns, in twentieths of a point; the page's text is 16 cm wide
WIDTHS = (2_700, 1_700, 1_250, 3_420)
#: the reading page's colours and lines (static/css/base.css), as Word calls them
LINES = {
    State.VERIFIED: ("thick", "00745A"),
    State.HOLLOW: ("single", "00745A"),
    State.UNVERIFIED: ("dash", "A35200"),
    State.OPINION: ("wave", "8A3B76"),
    State.SPLIT: ("double", "A35200"),
}
FAINT = "625F57"
PARAGRAPHS = {
    Kind.TITLE: "Heading1",
    Kind.SUBHEAD: "Heading2",
    Kind.CAPTION: "Caption",
    Kind.BOILERPLATE: "Boilerplate",
}
#: of the template, what says or holds nothing of ours
UNUSED = (
    "thumbnail",
    "extended-properties",
    "customXml",
    "stylesWithEffects",
    "numbering",
    "webSettings",
    "fontTable",
)
SPACES = re.compile(r"[ \t\r\n]+")
#: the part without which some checkers of packages take none: the fonts of the styles and of the signs
FONTS = "".join(
    f'<w:font w:name="{name}"/>'
    for name in ("Georgia", "Calibri", "Times New Roman", "Arial", "MS Mincho", "Segoe UI Symbol")
)
#: holds a sentence and its sign together
NARROW = "\u202f"
#: what a core property may hold, in characters
PROPERTY = 255


def write(document: Document) -> Iterable[bytes]:
    """Yield the file; raises ``TooMuch`` for a document that is too large."""
    refuse_too_much(document)
    word = docx.Document()
    _strip(word)
    _describe(word, document)
    Writer(word, document).write()
    saved = BytesIO()
    word.save(saved)
    yield _fixed(saved, document)


def _strip(word: WordDocument) -> None:
    """Take from python-docx's template what is not ours: its styles, its picture, its author."""
    for rels in (word.part.rels, word.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.rsplit("/", 1)[-1] in UNUSED]:
            del rels[key]
    table = f"<w:fonts {nsdecls('w')}>{FONTS}</w:fonts>".encode()
    fonts = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, table, word.part.package)
    word.part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
    styles = word.styles.element
    for child in list(styles):
        styles.remove(child)
    for child in list(parse_xml(_styles() % {"language": quoteattr(get_language() or "en")})):
        styles.append(child)


@cache
def _styles() -> str:
    return STYLES.read_text(encoding="utf-8")


def _describe(word: WordDocument, document: Document) -> None:
    """Set the properties: everything in them comes from the document, also the times."""
    known = word.core_properties
    known.title = legal(document.title)[:PROPERTY]
    known.author = known.last_modified_by = "Warreader"
    known.comments = notice()
    known.language = document.revision.language or get_language() or "en"
    known.created = known.modified = document.exported.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    known.revision = 1


def _fixed(saved: BytesIO, document: Document) -> bytes:
    """Return the package with the document's time on every part, so that the same document gives the same bytes."""
    time = document.exported.astimezone(UTC).timetuple()[:6]
    fixed = BytesIO()
    with ZipFile(saved) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = ZipInfo(name, date_time=time)
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return fixed.getvalue()


class Writer:
    """Writes the text and the comments of one document."""

    def __init__(self, word: WordDocument, document: Document) -> None:
        self.word = word
        self.document = document
        self.comments: list[str] = []
        #: of the comments that are part of a discussion, how they hang together
        self.answers: list[str] = []
        self.first = 0
        self.bookmarks = count()
        self.head = _("Sentence %(number)s: %(words)s")
        language = quoteattr(document.revision.language)
        spoken = f"<w:lang w:val={language} w:eastAsia={language} w:bidi={language}/>"
        self.language = spoken if document.revision.language else ""

    def write(self) -> None:
        """Put everything into the document."""
        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
        footer = section.footer.paragraphs[0]._p
        footer.getparent().replace(footer, parse_xml(_paragraph(_footer(self.document), "Footer", NAMESPACES)))
        body = self.word.element.body
        text = "".join(self._body())
        for child in list(parse_xml(f"<w:body {NAMESPACES}>{text}</w:body>")):
            rows = child.findall(f"{{{W}}}tr")
            for row in rows:
                child.remove(row)
            body.insert(len(body) - 1, child)
            # a table of thousands, moved at once, takes lxml the square of its rows
            child.extend(rows)
        if self.comments:
            holder = self.word.comments._comments_elm
            names = f'{NAMESPACES} xmlns:w14="{W14}"'
            for child in list(parse_xml(f"<w:comments {names}>{''.join(self.comments)}</w:comments>")):
                holder.append(child)
        if self.answers:
            holder.set(f"{{{MC}}}Ignorable", "w14")
            content = f'<w15:commentsEx xmlns:w15="{W15}">{"".join(self.answers)}</w15:commentsEx>'
            part = Part(ANSWERS, ANSWERING, content.encode(), self.word.part.package)
            self.word.part.relate_to(part, ANSWERED)

    def _body(self) -> Iterator[str]:
        title, rest = in_order(self.document)
        yield self._block(title) if title else _paragraph(run(self.document.title, self.language), "Title")
        yield _paragraph(run(source_line(self.document)) + self._original(), "Byline")
        yield _paragraph(run(notice(), "<w:b/><w:bCs/>"), "Byline")
        yield _paragraph(_legend(self.document), "Byline")
        for block in rest:
            yield self._block(block)
        yield _paragraph(run(_("About this file")), "Heading2")
        for fact in facts(self.document):
            yield _paragraph(run(f"{fact.label}: ", "<w:b/><w:bCs/>") + run(fact.value), "Fact")
        if self.document.history:
            yield _paragraph(run(_("What happened")), "Heading2")
            done = list(steps(self.document))
            for start in range(0, len(done), ROWS):
                yield from _table([headings(), *done[start : start + ROWS]])

    def _original(self) -> str:
        """Return the link to the report: the only one, and only where it leads to the web."""
        address = web_address(self.document.url)
        if not address:
            return run(f" · {self.document.url}") if self.document.url else ""
        key = self.word.part.relate_to(legal(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = run(_("original"), '<w:rStyle w:val="Hyperlink"/>')
        return f'{run(" · ")}<w:hyperlink r:id="{key}" w:history="1">{link}</w:hyperlink>'

    def _block(self, block: Block) -> str:
        style = "Title" if block.first else PARAGRAPHS.get(block.kind, "")
        return _paragraph(run(" ").join(self._sentence(one) for one in block.sentences), style)

    def _sentence(self, sentence: SentenceItem) -> str:
        numbers = [self._comment(sentence, said) for said in says(sentence)]
        starts = "".join(f'<w:commentRangeStart w:id="{number}"/>' for number in numbers)
        ends = "".join(
            f'<w:commentRangeEnd w:id="{number}"/><w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>'
            f'<w:commentReference w:id="{number}"/></w:r>'
            for number in numbers
        )
        name = f'w:id="{next(self.bookmarks)}"'
        words = run(SPACES.sub(" ", sentence.text), look(sentence.state), self.language)
        return (
            f'<w:bookmarkStart {name} w:name="s{sentence.ordinal}"/>{starts}{words}<w:bookmarkEnd {name}/>'
            f"{_mark(sentence)}{ends}"
        )

    def _comment(self, sentence: SentenceItem, said: Said) -> int:
        number = len(self.comments)
        lines = said.lines if said.answers else self._headed(sentence, said)
        texts = [_paragraph(run(line), "CommentText") for line in lines[:-1]]
        texts.append(_paragraph(run(lines[-1]), "CommentText", self._hung(number, said)))
        initials = "".join(word[0] for word in said.author.split())[:4]
        time = stamp(said.time.replace(microsecond=0))
        names = f"w:author={quoteattr(legal(said.author))} w:initials={quoteattr(legal(initials))}"
        self.comments.append(f'<w:comment w:id="{number}" {names} w:date="{time}">{"".join(texts)}</w:comment>')
        return number

    def _headed(self, sentence: SentenceItem, said: Said) -> list[str]:
        words, rest = (said.label, said.lines) if said.label else (said.lines[0], said.lines[1:])
        return [self.head % {"number": sentence.ordinal, "words": words}, *rest]

    def _hung(self, number: int, said: Said) -> str:
        """Return what names the comment, and note what it answers, where it is part of a discussion."""
        if not said.label and not said.answers:
            return ""
        self.first = self.first if said.answers else number
        above = f' w15:paraIdParent="{self.first + 1:08X}"' if said.answers else ""
        self.answers.append(f'<w15:commentEx w15:paraId="{number + 1:08X}"{above} w15:done="{int(said.resolved)}"/>')
        return f'w14:paraId="{number + 1:08X}"'


def look(state: State | None) -> str:
    """Return the run properties that a state has: its line, in its colour."""
    if state in LINES:
        line, colour = LINES[state]
        return f'<w:u w:val="{line}" w:color="{colour}"/>'
    return f'<w:color w:val="{FAINT}"/>' if state in {None, State.NOTHING} else ""


def run(text: str, *properties: str) -> str:
    """Return text with properties, in its own direction; its line breaks stay."""
    ordered = "".join(properties)
    turned = "<w:rtl/>" if direction(text) == "rtl" else ""
    # the order is the schema's: style, bold, colour, size, underline, script, direction, language
    before, found, after = ordered.partition("<w:lang")
    shown = f"<w:rPr>{before}{turned}{found}{after}</w:rPr>" if ordered or turned else ""
    lines = escape(legal(text.replace("\r\n", "\n").replace("\r", "\n"))).split("\n")
    return f'<w:r>{shown}{"<w:br/>".join(f"""<w:t xml:space="preserve">{line}</w:t>""" for line in lines)}</w:r>'


def _mark(sentence: SentenceItem) -> str:
    """Return the sign after a sentence, in its colour: never colour alone."""
    shown = sign(sentence.state)
    return run(f"{NARROW}{shown}", _raised(sentence.state)) if shown else ""


def _raised(state: State | None) -> str:
    colour = LINES[state][1] if state in LINES else FAINT
    fonts = '<w:rFonts w:ascii="Segoe UI Symbol" w:hAnsi="Segoe UI Symbol" w:cs="Segoe UI Symbol"/>'
    raised = '<w:position w:val="7"/><w:sz w:val="17"/><w:szCs w:val="17"/>'
    return f'{fonts}<w:b/><w:bCs/><w:color w:val="{colour}"/>{raised}'


def _paragraph(runs: str, style: str = "", names: str = "") -> str:
    """Return a paragraph; from right to left where its first letter with a direction says so."""
    text = "".join(re.findall(r"<w:t [^>]*>([^<]*)", runs)[:8])
    turned = "<w:bidi/>" if direction(text) == "rtl" else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p{' ' if names else ''}{names}><w:pPr>{named}{turned}</w:pPr>{runs}</w:p>"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a table; its first row is its head, and stands on every page."""
    line = '<w:insideH w:val="single" w:sz="4" w:color="CFC9BA"/>'
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in WIDTHS)
    yield f'<w:tbl><w:tblPr><w:tblW w:w="{sum(WIDTHS)}" w:type="dxa"/><w:tblBorders>{line}</w:tblBorders>'
    yield f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    for number, row in enumerate(rows):
        look, head = ("", "") if number else ("<w:b/><w:bCs/>", "<w:tblHeader/>")
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(run(text, look), "Cell")}</w:tc>'
            for text, width in zip(row, WIDTHS, strict=True)
        )
        yield f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"
    # a table is no last thing in a document
    yield f"</w:tbl>{_paragraph('', 'Cell')}"


def _legend(document: Document) -> str:
    """Return what each line means, and how many sentences have it."""
    shown = [(state, number) for state, number in document.counts.items() if number]
    word = partial(state_word, whose=document.options.whose)
    parts = [run(word(state), look(state)) + _sample(state) + run(f" {number}") for state, number in shown]
    parts += [run(f"{words} {number}", look(None)) for words, number in uncounted(document)]
    return run(_("Sentences, by what they show:") + " ") + run(" · ").join(parts)


def _sample(state: State) -> str:
    shown = sign(state)
    return run(f"{NARROW}{shown}", _raised(state)) if shown else ""


def _footer(document: Document) -> str:
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    exported = _("exported %(time)s") % {"time": moment(document.exported)}
    return run(f"Warreader · {exported} · {notice()} · ") + page
