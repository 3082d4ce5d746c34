"""Bytes become text: the charset is told, and what an earlier wrong reading has left is put right.

Only before offsets exist, and never silently: each change is a line in English for whoever brought the text.
"""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import charset_normalizer
import ftfy

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: charsets of the web, as browsers know them; no other name is believed, since some codecs of Python are none
CHARSETS: Final = frozenset(
    "big5hkscs cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 cp932 cp949 euc_jp gb18030 "
    "iso2022_jp iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 iso8859-2 iso8859-3 iso8859-4 iso8859-5 "
    "iso8859-6 iso8859-7 iso8859-8 koi8-r koi8-u mac-cyrillic mac-roman utf-16 utf-16-be utf-16-le utf-8".split()
)
#: names that mean another charset than they say: pages in the second are declared as the first
_MEANT: Final = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-11": "cp874",
    "iso8859-9": "cp1254",
    "koi8-r": "koi8-u",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
#: what is guessed from: enough, and quick
_SAMPLE: Final = 100_000
#: how Japanese in seven bits begins
_ESCAPE: Final = b"\x1b$"
_SAMPLE_READ: Final = 5_000
#: what is guessed: rare ones only look like others
_GUESSED: Final = sorted(CHARSETS - {f"iso8859-{part}" for part in (3, 4, 10, 13, 14, 15, 16)} - {"cp1258"})
#: how much worse than the best a guess may be
_NEAR: Final = 0.1
#: what stands between letters in some words
_WITHIN: Final = frozenset("'’ʼ-‐–—.·/&:@_,0123456789\u200c\u200d\u00ad")
#: of the bytes beyond ASCII, how many may be no UTF-8 in a text that is UTF-8 all the same
_STRAY: Final = 0.1
#: how many examples of one kind of change are told
_EXAMPLES: Final = 3

_PARAMETER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_MOJIBAKE = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the charset that it was read by, and what was changed or does not fit."""

    text: str
    charset: str
    repairs: tuple[str, ...] = ()


def declared_charset(media_type: str) -> str:
    """Return the charset that a media type names; empty where it names none that is known."""
    match = _PARAMETER.search(media_type)
    return known(match[1]) if match else ""


def known(name: str) -> str:
    """Return the codec of a charset's name, as browsers understand it; empty where there is none."""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    codec = _MEANT.get(codec, codec)
    return codec if codec in CHARSETS else ""


def decode(content: bytes, *, declared: str = "") -> Decoded:
    """Read bytes by their mark, else as declared, else as UTF-8, else by a guess; never fails.

    ``declared`` is a codec's name as ``known`` gives it.
    """
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return _forced(content[len(mark) :], charset)
    wide = _unmarked_utf16(content)
    if wide:
        return Decoded(content.decode(wide), wide, _told(declared, wide))
    if _ESCAPE in content and (strict := _strictly(content, "iso2022_jp")) is not None:
        return Decoded(strict, "iso2022_jp", _told(declared, "iso2022_jp"))
    strict = _strictly(content, "utf-8")
    if strict is not None:
        return Decoded(strict, "utf-8", _other(declared, "utf-8", content.isascii()))
    if declared and declared != "utf-8":
        strict = _strictly(content, declared)
        if strict is not None:
            return Decoded(strict, declared)
    if _is_mostly_utf8(content):
        forced = _forced(content, "utf-8")
        return Decoded(forced.text, "utf-8", (*_other(declared, "utf-8"), *forced.repairs))
    return _guessed(content, declared)


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without mojibake and NUL, and what was changed in it."""
    repairs = []
    if "\0" in text:
        repairs.append(f"NUL characters dropped ({_times(text.count(chr(0)))})")
        text = text.replace("\0", "")
    if text.isascii():
        return text, tuple(repairs)
    changes: Counter[tuple[str, str]] = Counter()
    lines = [_repaired(line, changes) for line in text.split("\n")]
    if changes:
        repairs.append(f"mojibake: {_examples(changes)} ({_times(changes.total())})")
    return "\n".join(lines), tuple(repairs)


def _strictly(content: bytes, charset: str) -> str | None:
    try:
        return content.decode(charset)
    except (UnicodeError, ValueError):
        return None


def _forced(content: bytes, charset: str) -> Decoded:
    """Read by a charset at any price: what is none of it becomes U+FFFD."""
    strict = _strictly(content, charset)
    if strict is not None:
        return Decoded(strict, charset)
    text = content.decode(charset, "replace")
    count = text.count("\ufffd")
    name = charset.upper() if charset.startswith("utf") else charset
    return Decoded(text, charset, (f"bytes that are no {name} replaced by \ufffd ({_times(count)})",))


def _unmarked_utf16(content: bytes) -> str:
    """Return the charset of UTF-16 without a mark, which spaces and line ends give away; empty where it is none."""
    head = content[: _SAMPLE & ~1]
    if len(content) % 2 or len(head) < 4 or b"\0" not in head:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) * 10 > max(even, odd):
        return ""
    charset = "utf-16-be" if even > odd else "utf-16-le"
    most = max(even, odd) * 20 >= len(head) // 2
    return charset if most and _strictly(content, charset) is not None else ""


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether nearly all that is beyond ASCII is well-formed UTF-8."""
    beyond = len(content) - len(content.decode("ascii", "ignore"))
    stray = content.decode("utf-8", "replace").count("\ufffd")
    return stray <= max(1, beyond * _STRAY) and stray * 2 < beyond


def _guessed(content: bytes, declared: str) -> Decoded:
    """Read as the charset in which the text makes the most sense."""
    guess = _likeliest(_sample(content))
    strict = _strictly(content, guess) if guess else None
    if strict is not None:
        return Decoded(strict, guess, _told(declared, guess))
    forced = _forced(content, guess or declared or "cp1252")
    return Decoded(forced.text, forced.charset, (*_other(declared, forced.charset), *forced.repairs))


def _likeliest(sample: bytes) -> str:
    """Return the codec that makes the most sense; empty where none makes any.

    Of those that are nearly as good as the best, the one in which the fewest words have a sign inside them: Polish in
    windows-1250 looks well in windows-1252 but for its "³".
    """
    matches = list(charset_normalizer.from_bytes(sample, cp_isolation=_GUESSED))
    near = [one for one in matches if one.chaos <= matches[0].chaos + _NEAR]
    best = min(near, key=lambda one: _signs_inside(str(one)[:_SAMPLE_READ]), default=None)
    return known(best.encoding) if best else ""


def _signs_inside(text: str) -> int:
    """Return how often something that is no part of a word stands between two letters."""
    return sum(
        before.isalpha()
        and after.isalpha()
        and not (sign.isalpha() or sign in _WITHIN or unicodedata.combining(sign))
        for before, sign, after in zip(text, text[1:], text[2:], strict=False)
        if not sign.isspace()
    )


def _sample(content: bytes) -> bytes:
    """Return the beginning, up to the end of a line or word where there is one."""
    if len(content) <= _SAMPLE:
        return content
    end = max(content.rfind(b"\n", 0, _SAMPLE), content.rfind(b" ", _SAMPLE // 2, _SAMPLE))
    return content[: end if end > 0 else _SAMPLE]


def _other(declared: str, charset: str, same: bool = False) -> tuple[str, ...]:
    """Return what to say of a charset that is not the declared one; ``same`` where the text is so in both."""
    if same or not declared or declared == charset:
        return ()
    return (f"declared {_web(declared)}, read as {_web(charset)}",)


def _told(declared: str, charset: str) -> tuple[str, ...]:
    """Return what to say of a charset that was guessed."""
    if declared == charset:
        return ()
    return _other(declared, charset) or (f"no charset given, read as {_web(charset)}",)


def _web(charset: str) -> str:
    """Return a codec's name as pages write it."""
    return re.sub(r"^cp(?=125\d$|874$)", "windows-", charset)


def _repaired(line: str, changes: Counter[tuple[str, str]]) -> str:
    if line.isascii():
        return line
    fixed = ftfy.fix_encoding(line, _MOJIBAKE)
    if fixed != line:
        changes.update(_differences(line, fixed))
    return fixed


def _differences(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield what became what: the words that differ, without the letters that they share at both ends."""
    olds, news = before.split(" "), after.split(" ")
    if len(olds) != len(news):
        olds, news = [before], [after]
    for old, new in zip(olds, news, strict=True):
        if old != new:
            start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
            most = min(len(old), len(new)) - start
            end = next((i for i in range(most) if old[-1 - i] != new[-1 - i]), most)
            yield old[start : len(old) - end][:20], new[start : len(new) - end][:20]


def _examples(changes: Counter[tuple[str, str]]) -> str:
    return ", ".join(f"{old} → {new}" for (old, new), _ in changes.most_common(_EXAMPLES))


def _times(count: int) -> str:
    return f"{count} time{'s' * (count != 1)}"
