"""Lines that say when a report was published, in any language: a date and little else."""

import re
from typing import Final

LONGEST: Final = 90
"""Code points of such a line."""
MOST_UNKNOWN: Final = 2
"""Words that may stand beside a date and a time: a weekday, a place, the site's name."""

_DAY = re.compile(
    r"""\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})(?!\d)|\d{4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,2}(?!\d)
    |\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]
    |\d{1,2}(?:st|nd|rd|th|er|º|ª)?\.?\s(?:de\s|d')?[^\W\d_]\S{2,13}\s(?:de\s|del\s)?\d{4}(?!\d)
    |[^\W\d_]\S{2,11}\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}(?!\d)""",
    re.VERBOSE,
)
_MAYBE = re.compile(r"\d\d\d\d|\d\s?[./-]\s?\d")
"""What every day holds: looked for first, since most lines have none."""
_CLOCK = re.compile(r"(?<!\d)\d{1,2}\s?(?:[:.h時时点시]|uhr)\s?\d{2}(?!\d)|(?<!\d)\d{1,2}\s?(?:[ap]\.?m\b|uhr\b)")
_WORD = re.compile(r"[^\W\d_][^\s\d,.:;|·()/–—-]*")
_KNOWN: Final = frozenset(
    """updated published posted modified created first last on at by am pm et est edt ct cst pt pst gmt utc bst cet cest
    eet eest msk ist kst jst local time date min mins minute minutes hour hours day days year years ago read
    опубліковано оновлено створено публікація дата час год о р року хв опубликовано обновлено создано в г года мин назад
    publié publiée modifié mis à jour le la heure heures il y a ans temps de lecture stand aktualisiert veröffentlicht
    vom am um uhr vor stunden tagen jahren zuletzt publicado publicada actualizado actualizada el las a hora horas h
    hace años fecha atualizado em há anos às min pubblicato aggiornato il alle ore publicat actualizat la ora data
    opublikowano aktualizacja publikacji dodano godz r temu yayınlanma güncelleme güncellenme tarihi saat tarih giriş
    نشر تم النشر آخر تحديث تاريخ في الساعة بتوقيت غرينتش مكة م ه منذ פורסם עודכן תאריך שעה בשעה 发布 更新 时间 来源 公開
    更新日時 配信 分 時 입력 수정 등록 प्रकाशित अपडेट अपडेटेड δημοσίευση ενημέρωση ώρα انتشار ساعت""".split()
)


def is_date(line: str) -> bool:
    """Whether a folded line gives a day, perhaps a time, and next to nothing else.

    Beside a day alone only words of publishing may stand; beside a day and a time, or an upright
    stroke, a few more.
    """
    if len(line) > LONGEST or _MAYBE.search(line) is None:
        return False
    rest, days = _DAY.subn(" ", line)
    if not days:
        return False
    rest, times = _CLOCK.subn(" ", rest)
    unknown = sum(word not in _KNOWN for word in _WORD.findall(rest))
    return unknown == 0 or ((times > 0 or "|" in line) and unknown <= MOST_UNKNOWN)
