"""Texts made up and edited as publishers edit theirs, with what became of every sentence."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from random import Random

from tests.text.support import HERE, SEEDS, read
from warreader.text import Kind, Sentence, clean, sentences
from warreader.text.anchoring import Link
from warreader.text.words import plain, words

#: patterns, and what may stand in them, per language; alike enough to be taken for one another
PATTERNS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], str]] = {
    "en": (
        " ",
        (
            "Russian forces shelled {place} {number} times on {day}, {who} said.",
            "At least {number} people were killed and {number} wounded in {place} overnight, according to {who}.",
            "{who} reported that {number} drones had been shot down over {place} by the morning of {day}.",
            "There was no immediate way to verify the claim about {place}.",
            "“We will not leave {place},” {who} told reporters on {day}.",
            "Residents of {place} have been without power since {day}, when a strike hit the last of {number} plants.",
            "The assault on {place}, now in week {number}, has been described by {who} as senseless.",
        ),
        ("Kherson", "Sumy", "Kharkiv", "Nikopol", "Odesa", "Pokrovsk", "the village of Rozdolne", "Chasiv Yar"),
        ("Monday", "Tuesday", "Wednesday", "Feb. 24", "the eve of the holiday"),
        "the governor|the General Staff|Mayor Ivan Koval|an aid worker|the ministry in Moscow",
    ),
    "uk": (
        " ",
        (
            "Російські війська {number} разів обстріляли {place} у {day}, заявив {who}.",
            "Щонайменше {number} людей загинули та {number} поранені: {place} під ударом, повідомив {who}.",
            "За словами, які передав {who}, над {place} збито {number} безпілотників у {day}.",
            "Незалежно перевірити повідомлення про {place} наразі неможливо.",
        ),
        ("Херсон", "Суми", "Харків", "Нікополь", "Одеса", "Покровськ"),
        ("понеділок", "вівторок", "середу", "переддень свята"),
        "губернатор|Генштаб|мер Іван Коваль|речник міністерства",
    ),
    "ar": (
        " ",
        (
            "قصفت القوات الروسية {place} {number} مرات يوم {day}، حسبما قال {who}.",
            "قتل ما لا يقل عن {number} أشخاص وأصيب {number} في {place} خلال الليل، وفقا لما أعلنه {who}.",
            "لم يتسن التحقق بشكل مستقل من الأنباء الواردة من {place}.",
        ),
        ("خيرسون", "سومي", "خاركيف", "أوديسا", "بوكروفسك"),
        ("الاثنين", "الثلاثاء", "الأربعاء"),
        "الحاكم|رئيس البلدية إيفان كوفال|متحدث باسم الوزارة",
    ),
    "zh": (
        "",
        (
            "{who}{day}表示，俄军当天对{place}进行了{number}次炮击。",
            "据{who}通报，{place}一夜之间至少{number}人死亡、{number}人受伤，救援工作仍在继续。",
            "目前无法独立核实有关{place}的消息。",
        ),
        ("赫尔松", "苏梅", "哈尔科夫", "敖德萨", "波克罗夫斯克"),
        ("周一", "周二", "周三晚间"),
        "州长|总参谋部|市长科瓦利|国防部发言人",
    ),
    "hi": (
        " ",
        (
            "रूसी सेना ने {day} को {place} पर {number} बार गोलाबारी की, {who} ने कहा।",
            "{who} के अनुसार {place} में रात भर में कम से कम {number} लोग मारे गए और {number} घायल हुए।",
            "{place} से आई ख़बर की स्वतंत्र पुष्टि तुरंत नहीं हो सकी।",
        ),
        ("ख़ेरसॉन", "सूमी", "ख़ारकीव", "ओडेसा"),
        ("सोमवार", "मंगलवार", "बुधवार"),
        "राज्यपाल|महापौर इवान कोवाल|मंत्रालय के प्रवक्ता",
    ),
}
REFRAINS = ("(Photo: archive)", "The claim could not be verified.", "Read also:", "***", "(Фото з архіву)")


@dataclass
class Line:
    """A sentence of a text in the making; ``ids`` are those of the first text that it continues."""

    text: str
    ids: tuple[int, ...] = ()
    #: whether it has its own words as they were
    same: bool = True


@dataclass
class Page:
    """A text in the making: paragraphs of lines, and what stands between two sentences."""

    paragraphs: list[list[Line]]
    gap: str = " "
    fresh: Callable[[], str] = field(default=lambda: "A new one.")

    def lines(self) -> list[Line]:
        return [line for paragraph in self.paragraphs for line in paragraph]

    def made(self) -> tuple[str, list[Sentence]]:
        """The text and its sentences."""
        pieces: list[str] = []
        spans: list[Sentence] = []
        at = 0
        for number, paragraph in enumerate(paragraph for paragraph in self.paragraphs if paragraph):
            for place, line in enumerate(paragraph):
                before = self.gap if place else "\n\n" if number else ""
                at += len(before)
                spans.append(Sentence(at, at + len(line.text), Kind.BODY, number))
                at += len(line.text)
                pieces += [before, line.text]
        return "".join(pieces), spans

    def copy(self) -> "Page":
        paragraphs = [[Line(line.text, line.ids, line.same) for line in part] for part in self.paragraphs]
        return Page(paragraphs, self.gap, self.fresh)


@cache
def vocabulary(language: str) -> tuple[str, ...]:
    """Words and characters of a language, out of the pages and cases of these tests."""
    texts = [read(path) for folder in ("pages", "cases") for path in sorted((HERE / folder).glob(f"{language}*.txt"))]
    found = sorted({word for text in texts for word in words(text) if len(word) > 1 or language == "zh"})
    return tuple(word for word in found if word.isalpha() or language == "hi")


def prose(random: Random, language: str) -> str:
    """A sentence like no other; it means nothing."""
    found = random.choices(vocabulary(language), k=random.randint(6, 22))
    made = PATTERNS[language][0].join(found)
    return made[0].upper() + made[1:] + ("。" if language == "zh" else "।" if language == "hi" else ".")


def sentence_of(random: Random, language: str, prosaic: float = 0.6) -> str:
    """A sentence of prose, or one of the set phrases that reports are full of."""
    if random.random() < prosaic:
        return prose(random, language)
    _, patterns, places, days, who = PATTERNS[language]
    pattern = random.choice(patterns)
    while "{number}" in pattern:
        pattern = pattern.replace("{number}", str(random.randint(2, 400)), 1)
    names = {"place": random.choice(places), "day": random.choice(days), "who": random.choice(who.split("|"))}
    made = pattern.format(**names)
    return made[0].upper() + made[1:]


def generated(random: Random, sizes: int, language: str | None = None) -> Page:
    """A made-up report of about so many sentences, a few of which stand in it several times."""
    chosen = language or random.choice(list(PATTERNS))
    numbers = count()
    paragraphs: list[list[Line]] = []
    left = sizes
    while left > 0:
        length = min(left, random.randint(1, 5))
        texts = [
            random.choice(REFRAINS) if random.random() < 0.06 else sentence_of(random, chosen) for _ in range(length)
        ]
        paragraphs.append([Line(text, (next(numbers),)) for text in texts])
        left -= length
    return Page(paragraphs, PATTERNS[chosen][0], lambda: sentence_of(random, chosen))


def seeded(random: Random) -> Page:
    """One of the seeds, into which sentences of the others are put."""
    texts = [clean(read(path)) for path in SEEDS]
    own = random.randrange(len(texts))
    others = [text[span.start : span.end] for text in texts for span in sentences(text) if text is not texts[own]]
    paragraphs: dict[int, list[Line]] = {}
    for number, span in enumerate(sentences(texts[own])):
        paragraphs.setdefault(span.paragraph, []).append(Line(texts[own][span.start : span.end], (number,)))
    return Page(list(paragraphs.values()), " ", lambda: random.choice(others))


def typo(random: Random, text: str) -> str:
    at = random.randrange(len(text))
    letter = random.choice(text) if text.strip() else "x"
    changed = random.choice(
        [text[:at] + text[at + 1 :], text[:at] + letter + text[at:], text[:at] + letter + text[at + 1 :]]
    )
    return changed.strip() or text


def word_change(random: Random, text: str) -> str:
    parts = text.split(" ")
    if len(parts) < 4:
        return typo(random, text)
    at = random.randrange(len(parts))
    extra = random.choice(["reportedly", "late", "нібито", "около", "some", "2", "1,200"])
    parts[at : at + random.choice([0, 1])] = [extra]
    return " ".join(parts)


def figure_change(random: Random, text: str) -> str:
    digits = [at for at, letter in enumerate(text) if letter.isdigit()]
    if not digits:
        return word_change(random, text)
    at = random.choice(digits)
    return text[:at] + random.choice("123456789") + text[at + 1 :]


def _line(random: Random, page: Page) -> tuple[list[Line], int] | None:
    paragraphs = [paragraph for paragraph in page.paragraphs if paragraph]
    if not paragraphs:
        return None
    paragraph = random.choice(paragraphs)
    return paragraph, random.randrange(len(paragraph))


def change_words(random: Random, page: Page) -> None:
    found = _line(random, page)
    if found:
        paragraph, at = found
        line = paragraph[at]
        for _ in range(random.randint(1, 3 if len(line.text) > 60 else 1)):
            line.text = random.choice([typo, typo, word_change, figure_change])(random, line.text)


def delete(random: Random, page: Page) -> None:
    found = _line(random, page)
    if found:
        del found[0][found[1]]


def insert(random: Random, page: Page) -> None:
    found = _line(random, page)
    if found:
        found[0].insert(found[1] + random.randint(0, 1), Line(page.fresh()))


def move_paragraph(random: Random, page: Page) -> None:
    page.paragraphs.insert(
        random.randrange(len(page.paragraphs)), page.paragraphs.pop(random.randrange(len(page.paragraphs)))
    )


def part(random: Random, page: Page) -> None:
    """Make two sentences of one."""
    found = _line(random, page)
    if not found:
        return
    paragraph, at = found
    line = paragraph[at]
    spaces = [place for place, letter in enumerate(line.text) if letter == " " and 15 < place < len(line.text) - 15]
    if spaces and len(line.ids) == 1:
        cut = random.choice(spaces)
        paragraph[at : at + 1] = [
            Line(line.text[:cut].strip() + ".", line.ids),
            Line(line.text[cut:].strip().capitalize(), line.ids),
        ]


def unite(random: Random, page: Page) -> None:
    """Make one sentence of two."""
    found = _line(random, page)
    if not found or found[1] + 1 >= len(found[0]):
        return
    paragraph, at = found
    one, other = paragraph[at : at + 2]
    if one.ids != other.ids:
        text = one.text.rstrip(".।。") + ", " + other.text[:1].lower() + other.text[1:]
        paragraph[at : at + 2] = [Line(text, one.ids + other.ids)]


EDITS = (change_words, change_words, change_words, delete, insert, move_paragraph)
ALL_EDITS = (*EDITS, part, unite)


def edited(random: Random, page: Page, times: int, edits: tuple[Callable[[Random, Page], None], ...] = EDITS) -> Page:
    """A copy of a page after so many edits."""
    later = page.copy()
    for _ in range(times):
        random.choice(edits)(random, later)
    return later


@dataclass
class Score:
    """What an alignment made of the sentences of an earlier text."""

    unique: int = 0
    carried: int = 0
    repeated: int = 0
    repeated_carried: int = 0
    gone: int = 0
    #: carried to the same words in another place
    elsewhere: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.carried / self.unique if self.unique else 1.0

    def add_links(self, earlier: Page, later: Page, links: Iterable[Link]) -> None:
        """Compare what was found with what was done."""
        found: dict[int, set[int]] = {}
        for link in links:
            found.setdefault(link.earlier, set()).add(link.later)
        self.add(earlier, later, found)

    def add(self, earlier: Page, later: Page, found: dict[int, set[int]]) -> None:
        """Compare the later sentences found for each earlier one with what was done."""
        before, after = earlier.lines(), later.lines()
        texts = Counter(plain(line.text) for line in before)
        for number, line in enumerate(before):
            true = {at for at, other in enumerate(after) if number in other.ids}
            said = found.get(number, set())
            alone = texts[plain(line.text)] == 1
            for at in sorted(said - true):
                same = plain(line.text) == plain(after[at].text)
                # what was taken out and has come in again word for word is the same sentence
                if not same:
                    self.wrong.append((line.text, after[at].text))
                elif not alone or true:
                    self.elsewhere += 1
            if not true:
                self.gone += 1
            elif not alone:
                self.repeated += 1
                self.repeated_carried += said == true
            else:
                self.unique += 1
                self.carried += bool(said) and said <= true
                if not said:
                    self.missed.append(line.text)
