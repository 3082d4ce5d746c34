"""Articles of every kind that an export has to carry, with work on them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tests.exports.readers import SUMMARIES
from tests.factories import Desk, judge, make_article, make_desk, place_of, support
from tests.remembered import Remembered
from warreader.actions.annotations import Change, Target, annotate
from warreader.actions.discussion import begin_thread, reply, resolve_thread
from warreader.exports import FORMATS, Options, read
from warreader.models import AnnotationSession, Tag
from warreader.places import Place

#: all that a file can be asked for
EVERYTHING = Options(names=True, notes=True, discussion=True, history=True)
MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

SCRIPTS = [
    "«Ми тримаємося», — сказав речник.",
    "سيطر الجيش على المدينة يوم الجمعة.",
    "הצבא כבש את העיר ביום שישי.",
    "軍は金曜日に都市を占領した。",
    "กองทัพยึดเมืองได้เมื่อวันศุกร์",
    "Der Präsident sagte: „Nein“ — naïve œuvre, e\u0301 and é.",
    "🇺🇦🔥👩‍👩‍👧 Emoji 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \U00020000 end.",
]
HOSTILE = [
    "<script>alert('canary')</script> & <b>bold</b>",
    "]]> --> </script><script>alert(1)</script><!-- <style>",
    '" onmouseover="alert(1)" x=\' {{ 7|add:7 }} {% now "Y" %} </span></p></article>',
    "</style></title></textarea><img src=https://canary.invalid/x.png onerror=alert(1)>",
    "javascript:alert(1) [link](javascript:alert(1)) ![x](https://canary.invalid/x.png)",
    "# heading *bold* _em_ `code` | a | b | ~~x~~ [^1]: note $x$ \\ end",
    "\u2028 line and \u2029 paragraph separators \x0b\x1f\x85 controls",
]
FORMULAS = [
    '=HYPERLINK("https://canary.invalid","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    " =1+1",
    '"=1+1',
    "'=1+1",
    "＝1+1",
    "%0A=1",
    "|calc",
    'plain, with; separators\tand "quotes"',
]


@dataclass(frozen=True)
class Case:
    """An article with work on it, as somebody sees it."""

    place: Place
    options: Options
    texts: tuple[str, ...]
    #: what a file of it holds: (ordinal, tag)
    tags: tuple[tuple[int, str], ...]


def case_of(desk: Desk, texts: list[str], options: Options = Options(notes=True)) -> Case:  # noqa: B008 (frozen)
    place = place_of(desk.annotator, make_article(desk.editor, *texts, title=texts[0]))
    tags = []
    for ordinal, text in enumerate(texts, 1):
        tag = list(Tag.values)[ordinal % 4]
        judge(place, ordinal, tag, note=text, note_exported=True)
        tags.append((ordinal, tag))
        if tag == Tag.VERIFIED:
            support(place, ordinal, citation=text)
    return Case(place, options, tuple(texts), tuple(tags))


def scripts(desk: Desk) -> Case:
    return case_of(desk, SCRIPTS)


def hostile(desk: Desk) -> Case:
    return case_of(desk, HOSTILE)


def formulas(desk: Desk) -> Case:
    return case_of(desk, FORMULAS)


def one(desk: Desk) -> Case:
    return case_of(desk, ["One sentence."])


def unjudged(desk: Desk) -> Case:
    texts = ("Nobody judged this.", "Nor this.")
    return Case(place_of(desk.viewer, make_article(desk.editor, *texts)), Options(), texts, ())


def long(desk: Desk) -> Case:
    texts = tuple(f"Sentence {number} of many." for number in range(1, 1_501))
    place = place_of(desk.annotator, make_article(desk.editor, *texts))
    targets = [Target(ordinal) for ordinal in range(1, 1_501)]
    annotate(place=place, targets=targets, change=Change(tag=Tag.UNVERIFIED), action=uuid4())
    return Case(place, Options(), texts, tuple((ordinal, "unverified") for ordinal in range(1, 1_501)))


def talk(desk: Desk) -> Case:
    """Whatever people may say to each other, about what they judged."""
    case = case_of(desk, ["Said of this.", "And of that."], Options(discussion=True, history=True))
    for text in (*SCRIPTS, *HOSTILE, *FORMULAS):
        begin_thread(place=case.place, ordinal=2, text=text.strip(), action=uuid4())
    thread = begin_thread(place=case.place, ordinal=1, text="Is it so?", action=uuid4())
    reply(place=place_of(desk.owner, case.place.article), thread=thread, text="It is.", action=uuid4())
    resolve_thread(place=case.place, thread=thread, action=uuid4())
    return case


def blind(desk: Desk) -> Case:
    """A blind session before its reveal: the viewer and a team-mate have judged, each another sentence."""
    texts = ("Mine.", "Theirs.")
    mine = place_of(desk.annotator, make_article(desk.editor, *texts))
    theirs = place_of(desk.owner, mine.article)
    session = AnnotationSession.objects.create(team=desk.team, name="Blind", mode="blind")
    mine, theirs = in_session(mine, session), in_session(theirs, session)
    judge(mine, 1, Tag.OPINION)
    judge(theirs, 2, Tag.VERIFIED, note="canary", note_exported=True)
    support(theirs, 2, citation="canary")
    return Case(mine, Options(notes=True), texts, ((1, "opinion"),))


CASES: dict[str, Callable[[Desk], Case]] = {
    function.__name__: function for function in (scripts, hostile, formulas, one, unjudged, talk, blind)
}


def remembered(function: Callable[[Desk], Case]) -> Remembered[Case]:
    return Remembered(lambda: function(make_desk()))


REMEMBERED = {name: remembered(function) for name, function in CASES.items()}


def in_session(place: Place, session: AnnotationSession) -> Place:
    return replace(place, session=session)


def written(place: Place, name: str, options: Options | None = None, exported: datetime = MOMENT) -> bytes:
    """Return a file."""
    return b"".join(FORMATS[name].pieces(read(place, options or Options(), exported=exported)))


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest, db: None) -> Case:
    return REMEMBERED[request.param]()


@pytest.fixture(params=[name for name in FORMATS if name not in SUMMARIES])
def full(request: pytest.FixtureRequest) -> str:
    """The name of each format that holds everything that is asked for."""
    return request.param


@pytest.fixture(params=list(FORMATS))
def name(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each format's name."""
    return request.param
