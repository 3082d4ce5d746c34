"""Signs by which a single line shows that it is a caption or a piece of the site, not the report."""

import re
from typing import Final

from .credited import is_credited
from .dates import is_date
from .phrases import FOOT, FOOT_LEADS, FURNITURE, LEADS, WIDGETS
from .pictures import CREDITS, PICTURE
from .vocabulary import Vocabulary

SHORT: Final = 160
LONG: Final = 400
"""Code points of a line that may be a lead or a credit, and of one that may be a caption at all."""

_LABELS: Final = FURNITURE | FOOT | WIDGETS
_EDGES: Final = " \t_=~.:：|·-–—►▶>»«<!…*#•→←[](){}\"'0123456789"
_URL = re.compile(
    r"(?:(?:https?://|www\.)\S+|[\w.-]+\.(?:com|org|net|ua|ru|info)(?:/\S*)?|\S+@\S+\.\w+|[@#]\S+(?:[\s,]+[@#]\S+)*)\Z"
)
_DIGIT = re.compile(r"\d")
_SIGN = re.compile(r"[@#:>›»|/]|\w\.\w")
"""What every link holds."""
_CRUMB = re.compile(r"[>›»|/]\s")
"""What every row of section names holds."""
_SIGNED: Final = frozenset("BVPDOAВО")
"""The first letters of bylines."""
_CREDIT_HEADS: Final = frozenset(credit[:2] for credit in CREDITS)
_CREDIT = re.compile(r"([^:：/|©=,\d]{1,28}?)\s*(?:[:：/|©=]|[,،]\s)")
_SHORT_CREDIT = re.compile(r"(?:фото|світлина|foto|fot\.)(?: [^\s.!?,:]+){1,3}\Z")
_AROUND = re.compile(r"[(（\[【].*[)）\]】]\.?\Z", re.DOTALL)
_OPEN_AGAIN = re.compile(r"[)）\]】][^)）\]】]*[(（\[【]")
_BYLINE = re.compile(r"(?:by|von|par|por|di|da|od|door|af|av|від|от)\s+\S", re.IGNORECASE)
_CRUMBS = re.compile(r"[^>›»|/.]{1,30}(?:\s[>›»|/]\s[^>›»|/.]{1,40}){2,}\Z")
_DATE = re.compile(
    r"""(?:(?:updated|published|posted|on|оновлено|опубліковано|обновлено|опубликовано|publié|le|stand|am|el|fecha)?[\s:,]*)
    (?:(?:\w+,?\s+)?(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}(?:st|nd|rd|th|\.)?\s(?:de\s)?\w{3,12}\.?,?\s(?:de\s)?\d{4}
    |[^\W\d_]{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}|\d{4}年\d{1,2}月\d{1,2}日|\d+\s(?:hours?|minutes?|mins?|days?)\sago|\d+\smin(?:ute)?s?\sread)
    )[\s,|·•\-–—]*(?:\w{0,8}\s?\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?\s?\(?\w{0,5}\)?)?(?:р|г|року|года)?\.?
    (?:\s+(?:来源|來源|作者|编辑|編輯|记者|記者|出典|source|via|by)\b.*|\s*(?:来源|來源)[：:].*)?\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\(?(?:additional )?(?:reporting|writing|editing|compiled|edited|translated) by [^.]{3,}[.)]*", re.IGNORECASE
)
_SIDES = re.compile(
    r"\b[A-Z]\w+,? (?:\((?:left|right|cent(?:er|re)|top|bottom|[LRC])\)|(?:second )?(?:left|right|cent(?:er|re)),)"
)
_SIDE_ENDS: Final = ("(", "t,", "er,", "re,")
"""One of which ends every one of them, or begins it."""
_SCREENSHOTS: Final = tuple(
    phrase.strip()
    for phrase in """скриншот | скріншот | screenshot | capture d'écran | captura de pantalla | ekran görüntüsü
    | צילום מסך | لقطة شاشة | zrzut ekranu | архивное фото | архівне фото | ілюстративне фото""".split("|")
)
_TOLD = re.compile(r"\b(?:told|said|reported|according to|to)\b[^.(]{0,30}\Z")
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)[\s©]*(?:\(c\)\s*)?(?:19|20)\d\d\b")
_WIRES = re.compile(
    r"[(（【](?:\w{1,7}\s)?(?:afp|ap|reuters|dpa|efe|ansa|pap|lusa|aa|tass|тасс|interfax|ukrinform|рейтер|رويترز|新华社|新華社"
    r"|共同|時事|路透社|연합뉴스)(?:\s?[/,;&]\s?\w+)*[)）】]\.?\Z"
)
_AMENDED = re.compile(
    r"this (?:story|article|report|post|piece) (?:was|has been|is) "
    r"(?:amended|corrected|updated|edited|first|originally|part)\b"
    r"|.*\bcontributed (?:to this (?:report|story|article)|reporting)\b"
)
_NOTICE = re.compile(r"\(?(?:this (?:story|article|report|post|piece)|editor'?s'? note|correction|note to)\b")


def trimmed(line: str) -> str:
    """Return a folded line without the marks and figures at its edges."""
    return line.strip(_EDGES)


def is_foot(line: str, bare: str) -> bool:
    """Whether a folded line begins the foot of the page, unmistakably; ``bare`` is it trimmed."""
    return bare in FOOT and len(line) < SHORT


def is_widget(line: str, bare: str) -> bool:
    """Whether a folded line stands above a list of links to other stories; ``bare`` is it trimmed."""
    return bare in WIDGETS and len(line) < SHORT


def is_late_foot(line: str) -> bool:
    """Whether a folded line begins the foot, given that it stands late in the text."""
    return len(line) < SHORT and _starts(line, FOOT_LEADS)


def is_boilerplate(line: str, bare: str, text: str) -> bool:
    """Whether a block is the site's or a republisher's; ``line`` is ``text`` folded, ``bare`` trimmed too."""
    if not line or len(line) > LONG:
        return False
    if not bare or bare in _LABELS or (text[0] == "[" and _is_link(line, text)):
        return True
    if _is_notice(line):
        return True
    if len(line) > SHORT:
        return False
    if _starts(line.lstrip("【（"), LEADS) and not _is_sentence(line):
        return True
    if _DIGIT.search(line) and (_DATE.match(line) or is_date(line)):
        return True
    if (" " not in line or line[0] in "@#") and _SIGN.search(text) and _URL.match(line):
        return True
    if _CRUMB.search(text) and _CRUMBS.match(text):
        return True
    if text[0] in _SIGNED and _is_byline(text):
        return True
    return " by " in line and _REPORTING.fullmatch(line) is not None


def _is_notice(line: str) -> bool:
    """Whether a folded line says who made, changed or owns the report, long as it may be."""
    if line[0] in "([（【" and (_REPORTING.match(line) or _NOTICE.match(line) or _WIRES.match(line)):
        return True
    if line[0] in "©(c" and _COPYRIGHT.match(line):
        return True
    return (line.startswith("this ") or "contributed" in line) and _AMENDED.match(line) is not None


def _is_sentence(line: str) -> bool:
    """Whether a line that begins like a plug is a long sentence of its own instead."""
    return line.endswith(".") and line.count(" ") > 13


def _is_link(line: str, text: str) -> bool:
    """Whether a block that begins with a square bracket ends with it: a link to another story."""
    return text[-1] == "]" and "][" not in text and not _has(line, PICTURE)


def _is_byline(text: str) -> bool:
    """“By Jane Doe”, “By Jane Doe and John Roe, Kyiv”: capitals all the way and no full stop."""
    if text[-1] in ".!?:" or len(text) > 90 or _BYLINE.match(text) is None:
        return False
    words = [word for word in re.split(r"[\s,|/–—-]+", text)[1:] if word]
    small = frozenset("and und et y e i і та и for of in the de von van der di al el".split())
    names = [word for word in words if word.casefold() not in small]
    return (
        bool(names)
        and len(names) >= 2
        and all(word[0].isupper() or not word[0].isalpha() for word in names)
        and len(words) <= 10
        and words[0] not in {"The", "A"}
    )


def is_caption(line: str, text: str, sentences: int, words: Vocabulary) -> bool:
    """Whether a block describes a picture or credits it; ``line`` is ``text`` folded."""
    if not line or len(line) > LONG:
        return False
    if text[0] in "(（[【" and _AROUND.match(text) and not _OPEN_AGAIN.search(text):
        return (
            _has(line, PICTURE)
            or _has(line, words.agencies)
            or not text.rstrip(")）]】").endswith((".", "!", "?", "。"))
        )
    if _is_credit(line) or (
        line[0] in "pa©"
        and len(line) < SHORT
        and line.startswith(("photo by ", "photos by ", "ap photo", "photo courtesy", "© "))
    ):
        return True
    if sentences > 3:
        return False
    if (words.agencies and _has(line[-70:], words.agencies) and not _is_told(line)) or is_credited(line):
        return True
    if sentences != 1:
        return False
    if len(text) < SHORT * 1.5 and _has(text, _SIDE_ENDS) and _SIDES.search(text):
        return True
    return bool(words.scenes) and any(word in line and pattern.search(line) for word, pattern in words.scenes)


def _is_credit(line: str) -> bool:
    if len(line) < 60 and line.startswith(_SCREENSHOTS) and line[-1] not in ".!?":
        return True
    if len(line) < 40 and line[0] in "фсf" and _SHORT_CREDIT.match(line):
        return True
    if line[:2] not in _CREDIT_HEADS and line[0] not in _CREDIT_HEADS and line[0] != ".":
        return False
    match = _CREDIT.match(line)
    return (
        match is not None and match[1].strip(" .") in CREDITS and (len(line) < SHORT or line[match.end() - 1] != ",")
    )


def _is_told(line: str) -> bool:
    """Whether a line that names a picture agency last does so in a sentence: he “told Getty Images”."""
    return not line.endswith(")") and _TOLD.search(line.rstrip(".!")) is not None


def _starts(line: str, phrases: dict[str, tuple[str, ...]]) -> bool:
    return line.startswith(phrases.get(line[:2], ()))


def _has(line: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - called for every line; any() takes twice as long
        if word in line:
            return True
    return False
