"""Where sentences end inside one block of text.

Candidates are runs of terminal punctuation with the closing marks after them. Rules of ours decide
most of them; the rest goes to sentencex. The rule above all: a quotation stays with the clause that
reports it, and is not split inside.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from .abbreviations import abbreviations
from .lists import inline_items
from .oracle import proposals
from .quotations import Marks, marks
from .starters import ORDINALS, SAYING, SAYING_WIDE, starters

_DOTS: Final = ".．․﹒"
_WIDE: Final = "。！？｡．"
_FIRM: Final = "。｡।॥።፧།။៕។"
"""Full stops that do nothing else: no abbreviation, and no space needed after them."""
_SOFT: Final = "!?…‼⁇⁈⁉؟۔։"
_TERMINALS: Final = _DOTS + _WIDE + _FIRM + _SOFT
_CANDIDATE = re.compile(
    rf"(?<![{re.escape(_TERMINALS)}])[{re.escape(_TERMINALS)}]++(?:(?= ?[\"'”’“»›)\]}}」』》）\]\s\u2029])|(?=[^\W\d_a-z])|(?<=[{_WIDE}{_FIRM}]))"
)
_CLOSERS: Final = frozenset("\"'”’»›)]}」』》〉）】〕*_")
_NOTE = re.compile(r"\[\d{1,3}\]|[¹²³⁴-⁹⁰]+")
_LEAD = re.compile(r"[\s\"'“”„«»‹›‘’‚¿¡(\[{「『《〈（【*_•\-–—―‒#@>\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*")
_DASHES: Final = frozenset("—–―‒-")
_GOES_ON: Final = frozenset(",;:，；：、،؛|/+=&%~^)]}」』》）】")
_ORDINAL = re.compile(r"(?:\d{1,3}|[IVXLC]+)\Z")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,4}\Z")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_HOST = re.compile(r"(?:ru|ua|com|net|org|info|io|tv|me|eu|uk|by|fm|news|press)\b", re.IGNORECASE)
_REACH = 60
_SHORT = 5


@dataclass(slots=True)
class _Block:
    """What deciding about one block needs; ``text`` is the flat copy of the whole text."""

    text: str
    start: int
    end: int
    language: str
    marks: Marks
    lower: bool
    """The block begins with a lowercase letter, so that its sentences may as well."""
    proposed: list[int] | None = None
    asked: bool = False
    begins: int = 0
    """Where the sentence under the hand begins."""
    first_word: int = 0
    """Where its first word does; the end of the block if it has none."""

    def begin(self, at: int) -> None:
        """Begin the next sentence at ``at``."""
        word = _WORD.search(self.text, at, self.end)
        self.begins, self.first_word = at, word.start() if word else self.end


def split(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of the block ``text[start:end]``, in order.

    ``text`` is the flat copy; the block begins and ends with non-spaces. Each span does too, and
    nothing but spaces lies between two of them. Linear in the length of the block.
    """
    block = _Block(text, start, end, language, marks(text, start, end), _is_lower(text, start))
    block.begin(start)
    cuts = sorted({*_cuts(block), *inline_items(text, start, end)})
    spans = []
    for cut in cuts:
        stop = _back(text, start, cut)
        if stop > start and cut < end:
            spans.append((start, stop))
            start = cut
    spans.append((start, end))
    return _with_wordless(text, spans)


def _back(text: str, start: int, cut: int) -> int:
    """Return the end of the last non-space before ``cut``."""
    while cut > start and text[cut - 1].isspace():
        cut -= 1
    return cut


def _with_wordless(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that hold no letter or digit to their neighbour: stray marks, dots, emoji."""
    joined: list[tuple[int, int]] = []
    pending: int | None = None
    for start, end in spans:
        begin = start if pending is None else pending
        pending = None
        if _WORD.search(text, start, end):
            joined.append((begin, end))
        elif joined:
            joined[-1] = (joined[-1][0], end)
        else:
            pending = begin
    if pending is not None:
        joined.append((pending, spans[-1][1]))
    return joined


def _cuts(block: _Block) -> list[int]:
    """Return the offsets at which new sentences begin."""
    found: list[int] = []
    pairs, at, reached = block.marks.pairs, 0, block.start
    for match in _CANDIDATE.finditer(block.text, block.start, block.end):
        if match.start() < reached:
            continue
        after, closed = _past_closers(block, match.end())
        following = _next(block.text, after, block.end)
        if following >= block.end:
            break
        while at < len(pairs) and pairs[at][1] <= match.start():
            at += 1
        reached = after
        inside = any(opened < after < closing for opened, closing in pairs[at : at + 3])
        if not inside and _ends(block, match, after, following, closed):
            found.append(following)
            block.begin(following)
    return found


def _past_closers(block: _Block, at: int) -> tuple[int, int | None]:
    """Return the offset after the marks that close at ``at``, and where the last quotation opened."""
    text, opened = block.text, None
    while at < block.end:
        if at in block.marks.closers:
            opened = block.marks.closers[at]
            at += 1
        elif text[at] == " " and at + 1 in block.marks.closers:
            opened = block.marks.closers[at + 1]
            at += 2
        elif text[at] in _CLOSERS or text[at] in _TERMINALS:
            at += 1
        elif note := _NOTE.match(text, at):
            at = note.end()
        else:
            break
    return at, opened if opened is not None and text[opened] not in "([（【〔" else None


def _next(text: str, at: int, end: int) -> int:
    """Return the offset of the first non-space from ``at``, or ``end``."""
    while at < end and text[at].isspace():
        at += 1
    return at


def _is_lower(text: str, start: int) -> bool:
    letter = _LEAD.match(text, start)
    return letter is not None and letter.end() < len(text) and text[letter.end()].islower()


def _ends(block: _Block, match: re.Match[str], after: int, following: int, quoted: int | None) -> bool:
    """Whether the sentence ends at ``after`` and the next begins at ``following``."""
    text, mark = block.text, match[0]
    firm = mark[-1] in _FIRM or (mark[-1] in _WIDE and mark[-1] not in _DOTS)
    if text[following] in _GOES_ON or block.first_word >= match.start():
        return False
    if text[following] in _DASHES and _goes_on_after_dash(block, match, following, quoted):
        return False
    if quoted is not None and _is_reported(block, quoted, following):
        return False
    if firm:
        return True
    lead = _LEAD.match(text, following, block.end)
    first = text[lead.end()] if lead and lead.end() < block.end else ""
    if first.islower() and not block.lower:
        return False
    if following == after:
        return _glued(block, match, following, first)
    if len(mark) == 1 and mark in _DOTS and after == match.end():
        return _full_stop(block, match.start(), following, first)
    return True


def _goes_on_after_dash(block: _Block, match: re.Match[str], following: int, quoted: int | None) -> bool:
    """Whether a dash after the mark leads to who said it, not to a new sentence."""
    text = block.text
    if text[following : following + 2].strip() != text[following]:
        return False
    if quoted is not None or text[block.start] in _DASHES:
        return True
    token = _token(text, block.start, match.start())
    return len(token) < _SHORT and match[0] == "."


def _is_reported(block: _Block, quoted: int, following: int) -> bool:
    """Whether what follows a quotation that ends in its own full stop reports it."""
    text = block.text
    if following - 1 >= block.start and text[following - 1].isspace():
        reach = re.split(r"[.!?…؟۔।。:\"“«„]", text[following : min(block.end, following + _REACH)], maxsplit=1)[0]
        words = _WORD.findall(reach)
        if not words or not _opens_sentence(block, quoted):
            return False
        if any(word[0].isupper() for word in words[:1]):
            return _is_clause(words, text, following)
        return any(word in SAYING for word in words[:8])
    reach = re.split("[。！？「“『]", text[following : min(block.end, following + _REACH)], maxsplit=1)[0]
    if reach.startswith(("と", "って", "など", "との", "라고", "고 ", "的", "等")):
        return True
    return _opens_sentence(block, quoted) and any(word in reach for word in SAYING_WIDE)


def _is_clause(words: list[str], text: str, following: int) -> bool:
    """Whether the words are a name and a verb of saying, and little else: “We won!” Mr Zelensky said."""
    for count, word in enumerate(words[:6]):
        if word in SAYING and count:
            rest = words[count + 1 :]
            ends = text[following : following + _REACH].find(word) + len(word)
            return not rest or text[following + ends] in ".,;" or rest[0] in {"in", "on", "at", "to", "during"}
    return False


def _opens_sentence(block: _Block, quoted: int) -> bool:
    return block.first_word > quoted


def _glued(block: _Block, match: re.Match[str], following: int, first: str) -> bool:
    """Whether a mark without a space after it ends a sentence: “they fled.The army”."""
    text = block.text
    token = _token(text, block.start, match.start())
    if not first.isalpha() or len(token) < 2 or any(sign in token for sign in "./@_=&?#"):
        return False
    word = _WORD.match(text, following)
    if match.end() < following:
        return word is None or first.isupper()
    if word is None or len(word[0]) < 2 or _HOST.match(text, following):
        return False
    if first.isupper():
        return token[-1].islower() and len(token) > 2 and not word[0].isupper()
    return not first.islower() and len(word[0]) > 2 and len(token) > 2 and text[match.start() - 1].isalpha()


def _full_stop(block: _Block, at: int, following: int, first: str) -> bool:
    """Whether the single full stop at ``at`` ends a sentence, by the word before and after it."""
    text = block.text
    token = _token(text, block.start, at)
    known = _known(block, token, at, following, first)
    if known is not None:
        return known
    if len(token.rpartition(".")[2]) > _SHORT or not token[-1:].isalpha():
        return True
    return _proposes(block, at, following)


def _token(text: str, start: int, at: int) -> str:
    """Return the word that ends at ``at``, without the marks and hyphens before it."""
    words = text[max(start, at - 30) : at].rsplit(None, 1)
    return words[-1].lstrip("\"'“”„«»‹›‘’‚¿¡([{*_—–-") if words and not text[at - 1].isspace() else ""


def _known(block: _Block, token: str, at: int, following: int, first: str) -> bool | None:
    """Return what our own tables say of a full stop after ``token``; None if nothing."""
    text = block.text
    if token.isdigit() or _ORDINAL.match(token):
        return _after_number(block, token, at, following, first)
    if len(token) == 1 or (len(token) > 1 and token[-2] in ".-" and token[-1].isalpha() and token[-1].isupper()):
        if token.isalpha() or len(token) > 1:
            return _after_initial(block, token, at, following)
    words = abbreviations(block.language)
    folded = token.casefold()
    short = folded.rpartition("-")[2] or folded
    if folded in words.title or short in words.title:
        return False
    if first.isdigit() and (folded in words.number or folded in words.maybe):
        return False
    if folded in words.end:
        return _begins(block, following) if block.language == "de" else True
    if folded in words.maybe or _DOTTED.match(token):
        return _begins(block, following)
    return None


def _after_number(block: _Block, token: str, at: int, following: int, first: str) -> bool | None:
    """An ordinal in German or Turkish, a list item's number, or a year that ends a sentence."""
    if block.first_word >= at - len(token):
        return False
    if block.language in ORDINALS and _ORDINAL.match(token) and first.isalpha():
        return _begins(block, following)
    return True if token.isdigit() else None


def _after_initial(block: _Block, token: str, at: int, following: int) -> bool | None:
    """A single letter is an initial, in any script, unless a usual first word follows."""
    if token[-1].isupper() or not (token[-1].islower() or token[-1].isupper()):
        return _begins(block, following) and not _is_name(block, at, following)
    words = abbreviations(block.language)
    if token in words.maybe:
        return _begins(block, following)
    return False if len(token) == 1 else None


def _is_name(block: _Block, at: int, following: int) -> bool:
    """Whether the letters on both sides are initials: “В. О. Зеленський”, “J. A. Smith”."""
    word = _WORD.match(block.text, following)
    return word is not None and len(word[0]) == 1 and block.text[word.end() : word.end() + 1] == "."


def _begins(block: _Block, following: int) -> bool:
    """Whether the word at ``following`` usually begins a sentence."""
    lead = _LEAD.match(block.text, following, block.end)
    word = _WORD.match(block.text, lead.end() if lead else following, block.end)
    if word is None or block.text[word.end() : word.end() + 1] == ".":
        return False
    return word[0] in starters(block.language)


def _proposes(block: _Block, at: int, following: int) -> bool:
    """Whether sentencex ends a sentence between ``at`` and ``following``; yes where it failed."""
    if not block.asked:
        block.proposed = proposals(block.text, block.start, block.end, block.language)
        block.asked = True
    if block.proposed is None:
        return True
    near = bisect_left(block.proposed, at + 1)
    return near < len(block.proposed) and block.proposed[near] <= following
