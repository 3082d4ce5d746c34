"""Whether a line ends in the credit of a news agency, as captions do."""

import re
from typing import Final

LONGEST: Final = 300
"""Code points of a line that may be a credited caption."""
_REACH: Final = 60

_WIRES: Final = r"""(?:afp|ap|reuters|epa(?:-efe)?|dpa|efe|ansa|pap|lusa|tass|getty(?:\simages)?|imago|apa|ntb|keystone
    |ukrinform|unian|уніан|укрінформ|укринформ|тасс|ріа|риа\sновости|рейтер|رويترز|أ\.?\s?ف\.?\s?ب|الفرنسية|الأناضول
    |أسوشيتد\sبرس|غيتي|新华社|新華社|新华|路透社?|法新社?|美联社|中新社|共同|時事|ロイター|연합뉴스|로이터|뉴시스|रॉयटर्स
    |एएफपी|पीटीआई)"""
_CREDITED = re.compile(
    rf"""(?<![.!?。।])\s?[(（【]{_WIRES}[)）】]\.?\Z
    |[(（【][^()（）【】]{{2,40}}\s?[/,=＝|–-]\s?{_WIRES}[)）】]\.?\Z
    |[^\s/][^/.]{{2,40}}?\s?[/／|＝]\s?{_WIRES}(?:\s\w+)?\Z
    |(?:\A|\s)[/／]\s?{_WIRES}\s?[^.]{{0,12}}\Z""",
    re.VERBOSE,
)


def is_credited(line: str) -> bool:
    """Whether a folded line ends in an agency's credit: “(Reuters)”, “Jane Doe / AFP”, “新华社/路透”."""
    if len(line) > LONGEST or not (line[-1] in ")）】" or "/" in line or "／" in line or "|" in line):
        return False
    return _CREDITED.search(line, max(0, len(line) - _REACH)) is not None
