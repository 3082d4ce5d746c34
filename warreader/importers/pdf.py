"""PDFs with a text layer: lines are joined to paragraphs, and what every page repeats is left out.

When a file was made says nothing of when the report was published, so it is undated.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pypdfium2
from pypdfium2 import raw

from warreader import text as texts

from .bidi import is_leftward, logical
from .drafts import Draft, Found, Received, Unreadable
from .drafts import marked as _
from .layout import Row, lines_of, without_repeats
from .lines import counted, from_lines

MOST_PAGES: Final = 500
_LINE_ENDS: Final = (10, 13)
#: a hyphen where a line ends; no other end follows
_HYPHENS: Final = (0xFFFE, 2)
#: what a program writes where nobody has given a title
_UNNAMED = re.compile(
    r"(?i)microsoft word - .*|untitled.*|.*\.(docx?|pdf|indd|html?|rtf|odt)|document ?\d*|https?://.*"
)
_PASSWORD: Final = raw.FPDF_ERR_PASSWORD


def read(received: Received, language: str) -> Draft:
    """Make a draft of a PDF's text; raises ``Unreadable`` for one that is encrypted, damaged or made of pictures."""
    document = _opened(received.content)
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable(_("This PDF has more than %(most)s pages."), {"most": MOST_PAGES})
        pages = [_rows(document[number]) for number in range(len(document))]
        found = _found(document.get_metadata_dict())
    finally:
        document.close()
    if not any(pages):
        raise Unreadable(_("This PDF has no text in it, only pictures of its pages. Text in pictures is not read."))
    kept, repeated = without_repeats(pages)
    lines, hyphens = lines_of(kept)
    repairs = [*_empty(pages), *counted("running heads and page numbers left out", repeated)]
    repairs += counted("words parted at line ends put together", hyphens)
    return from_lines(
        received, lines, importer="pdf", media_type="application/pdf", language=language, repairs=repairs, found=found
    )


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise Unreadable(_("This PDF is encrypted. Save it without a password, and bring that.")) from error
        raise Unreadable(_("This PDF is damaged.")) from error


def _rows(page: pypdfium2.PdfPage) -> list[Row]:
    """Return the lines of a page as they stand in it, with their places."""
    words = page.get_textpage()
    return [row for row in _split(words, _codes(words)) if row.text]


def _codes(words: pypdfium2.PdfTextPage) -> Sequence[int]:
    """Return the characters of a page by their numbers there: all at once where that leaves none out."""
    count = max(raw.FPDFText_CountChars(words), 0)
    codes = (raw.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(words, 0, count, codes) == count + 1:
        return codes[:count]
    return [raw.FPDFText_GetUnicode(words, index) for index in range(count)]


def _split(words: pypdfium2.PdfTextPage, letters: Sequence[int]) -> Iterator[Row]:
    start = 0
    for index, letter in enumerate([*letters, _LINE_ENDS[0]]):
        if letter in _LINE_ENDS or letter in _HYPHENS:
            end = index + (letter in _HYPHENS)
            if end > start:
                yield _row(words, letters, start, end)
            start = index + 1


def _row(words: pypdfium2.PdfTextPage, letters: Sequence[int], start: int, end: int) -> Row:
    seen = [index for index in range(start, end) if letters[index] > 32]
    if not seen:
        return Row("", 0, 0, 0, 0)
    first, last = _box(words, seen[0]), _box(words, seen[-1])
    text = _words(letters[start:end]).strip()
    if is_leftward(text):
        boxes = [_box(words, index) for index in range(start, end)]
        placed = zip(map(_letter, letters[start:end]), boxes, strict=True)
        text = _whole(logical((letter, box.left, box.right) for letter, box in placed))
    return Row(
        text=text,
        left=min(first.left, last.left),
        right=max(first.right, last.right),
        base=first.bottom,
        size=raw.FPDFText_GetFontSize(words, seen[len(seen) // 2]) or first.top - first.bottom,
    )


def _box(words: pypdfium2.PdfTextPage, index: int) -> raw.FS_RECTF:
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(words, index, box)
    return box


def _words(codes: Iterable[int]) -> str:
    """Return characters as text: those beyond the first 65,536 come whole, or as two halves."""
    return _whole("".join(map(_letter, codes)))


def _letter(code: int) -> str:
    return "-" if code in _HYPHENS else chr(code)


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _empty(pages: list[list[Row]]) -> list[str]:
    """Return what to say of pages that are pictures among others that are text."""
    numbers = [str(number) for number, rows in enumerate(pages, 1) if not rows]
    return [f"pages without text left out: {', '.join(numbers[:20])}"] if numbers else []


def _found(metadata: dict[str, str]) -> Found:
    title, author = (texts.one_line(metadata.get(name) or "") for name in ("Title", "Author"))
    return Found(title="" if _UNNAMED.fullmatch(title) else title, author=author)
