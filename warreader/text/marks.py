"""Characters that end, close, open or carry on a sentence, in any script."""

import re
from typing import Final

DOTS: Final = ".．․﹒"
"""Full stops that also mark abbreviations."""

FIRM: Final = "。｡।॥።፧།။៕៖"
"""Full stops that do nothing else: no space is needed after them."""

WIDE: Final = "。！？｡．"
SOFT: Final = "!?…‼⁇⁈⁉؟۔։"
TERMINALS: Final = frozenset(DOTS + WIDE + FIRM + SOFT)

CLOSERS: Final = frozenset("\"'”’»›)]}」』》〉）】〕*_")
DASHES: Final = frozenset("—–―‒-")
BRACKETS: Final = frozenset("([（【〔")

GOES_ON: Final = frozenset(",;:，；：、،؛|/+=&%~^)]}」』》）】")
"""What no sentence begins with: after it, the sentence before goes on."""

LEAD = re.compile(r"[\s\"'“”„«»‹›‘’‚¿¡(\[{「『《〈（【*_•\-–—―‒#@>\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*")
"""What may stand before a sentence's first letter."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def first_of(text: str, at: int, end: int) -> int:
    """Return the offset of the first letter, figure or other sign that is no lead, from ``at``."""
    if at < end and text[at].isalnum():
        return at
    lead = LEAD.match(text, at, end)
    return lead.end() if lead else at
