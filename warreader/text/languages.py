"""Which language a text is in, and which way it runs."""

import re
import unicodedata
from collections import Counter
from typing import Final

SAMPLE: Final = 20_000
"""Code points looked at; more changes no answer and costs time."""

_LETTERS = re.compile(r"[^\W\d_]")
_ENOUGH = 12
_ENOUGH_WIDE = 4
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_SCRIPTS: Final[tuple[tuple[str, str], ...]] = (
    ("ja", "\u3040-\u30ff"),
    ("zh", "\u3400-\u9fff"),
    ("ko", "\uac00-\ud7af"),
    ("uk", "ґєіїҐЄІЇ"),
    ("ru", "\u0400-\u04ff"),
    ("fa", "پچژگکی"),
    ("ar", "\u0600-\u06ff"),
    ("he", "\u0590-\u05ff"),
    ("hi", "\u0900-\u097f"),
    ("el", "\u0370-\u03ff"),
    ("hy", "\u0530-\u058f"),
    ("ka", "\u10a0-\u10ff"),
    ("th", "\u0e00-\u0e7f"),
)
_SCRIPT_LETTERS = re.compile("|".join(f"([{letters}])" for _, letters in _SCRIPTS))
_RARE = {"ja": 0.05, "uk": 0.02, "fa": 0.04}
"""Share of the script's letters from which a language's own letters decide."""
_WITHIN = {"ja": ("zh",), "uk": ("ru",), "fa": ("ar",)}


def language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language ``text`` is most likely in, or None.

    None means that there are too few letters to say. Looks at the first ``SAMPLE`` code points;
    the same text always gets the same answer. Source: py3langid's own model.
    """
    sample = text[:SAMPLE]
    letters = len(_LETTERS.findall(sample))
    if letters < (_ENOUGH_WIDE if _WIDE.search(sample) else _ENOUGH):
        return None
    import py3langid  # noqa: PLC0415 - its model takes a while to load, and is loaded once

    code, _ = py3langid.classify(sample.encode("utf-8", "replace").decode("utf-8"))
    return str(code)


def script_language(text: str) -> str:
    """Return the likeliest language of ``text`` by its script alone; "en" for Latin or none.

    For texts too short for `language`, and as its check: always answers.
    """
    found = Counter(_SCRIPTS[(match.lastindex or 1) - 1][0] for match in _SCRIPT_LETTERS.finditer(text[:SAMPLE]))
    for own, (wider,) in _WITHIN.items():
        if found[own] > _RARE[own] * (found[own] + found[wider]):
            return own
        found[wider] += found.pop(own, 0)
    code, count = max(found.items(), key=lambda item: item[1], default=("en", 0))
    latin = len(re.findall("[A-Za-z]", text[:SAMPLE]))
    return code if count * (2 if code in {"zh", "ko"} else 1) > latin else "en"


def direction(text: str) -> str:
    """Return "rtl" or "ltr" by the first strong character of ``text``; "ltr" if it has none.

    Source: Unicode Bidirectional Algorithm, rules P2 and P3, without its isolates.
    """
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"
