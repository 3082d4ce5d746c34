"""The demo team's sessions: an open one that goes on, and a blind one, revealed, whose people disagree."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from warreader.models import AnnotationSession, Article, Membership, Mode
from warreader.places import Place

from .annotations import Change, Target, annotate
from .discussion import begin_thread
from .sessions import Terms, finish, make_session, reveal

TAGS = {"v": "verified", "u": "unverified", "o": "opinion", "x": "nothing"}


@dataclass(frozen=True, slots=True)
class DemoRound:
    """A demo session; each judgement is a phrase of the sentence and a letter per person, "-" for none."""

    terms: Terms
    #: the beginnings of the seeds' file names
    seeds: tuple[str, ...]
    people: tuple[str, ...]
    judgements: Mapping[str, tuple[tuple[str, str], ...]]
    #: who has finished
    finished: tuple[str, ...] = ()
    #: who begins a thread in the end, in the first article: phrase, text
    threads: Mapping[str, tuple[str, str]] = field(default_factory=dict)


ROUNDS = (
    DemoRound(
        Terms("Blind round: one report, three people", Mode.BLIND),
        ("002",),
        ("annotator", "annotator2", "owner"),
        {
            "002": (
                ("Furious Russian soldier runs over", "uuo"),
                ("is believed to have deliberately", "uuu"),
                ("According to an as-yet unverified", "uuu"),
                ("does not specify the exact type", "vuv"),
                ("choosing a convenient moment", "uuu"),
                ("has already been awarded the Order", "uvu"),
                ("remains unconfirmed at present", "uvu"),
                ("being loaded onto a truck", "uuv"),
                ("Medvedev groggily responds", "vuo"),
                ("told to keep his body amour on", "uu-"),
                ("no reports on what happened", "uvx"),
                ("very low morale", "uoo"),
                ("several Russian POWs have told", "uuu"),
                ("exhausted its “offensive potential”", "uou"),
                ("precise scale of Russian losses", "uuu"),
            ),
        },
        finished=("annotator", "annotator2"),
        threads={
            "annotator2": (
                "remains unconfirmed at present",
                "Demo comment: that it is unconfirmed is what the sentence says. Would a recorded search verify it?",
            )
        },
    ),
    DemoRound(
        Terms("Open round: two reports together", Mode.OPEN),
        ("001", "003"),
        ("annotator", "annotator2"),
        {
            "001": (
                ("Jubilant crowds of local residents", "u-"),
                ("heroic Ukrainian resistance", "oo"),
                ("Its narrowest point at Kherson", "-u"),
                ("managed to withdraw all of its", "uu"),
            ),
            "003": (("appear to be at the edge of collapse", "-o"),),
        },
    ),
)


def hold_rounds(members: Mapping[str, Membership], articles: Mapping[str, Article]) -> None:
    """Make the demo sessions of members by user name, and articles by the beginning of their file names.

    Those whose articles are not all there are left out.
    """
    for one in ROUNDS:
        if articles.keys() >= {*one.seeds}:
            _hold(one, members, articles)


def _hold(one: DemoRound, members: Mapping[str, Membership], articles: Mapping[str, Article]) -> None:
    editor = members["editor"]
    session = make_session(
        member=editor,
        terms=one.terms,
        articles=[articles[seed] for seed in one.seeds],
        people=[members[name] for name in one.people],
        action=uuid4(),
    )
    for turn, name in enumerate(one.people):
        for seed, judged in one.judgements.items():
            place = _place(members[name], articles[seed], session)
            _judge(place, [(phrase, letters[turn]) for phrase, letters in judged])
            if name in one.finished:
                finish(place=place, action=uuid4())
    if session.mode == Mode.BLIND:
        reveal(member=editor, session=session, action=uuid4())
    for name, (phrase, text) in one.threads.items():
        place = _place(members[name], articles[one.seeds[0]], session)
        begin_thread(place=place, ordinal=_ordinals(place, [phrase])[0], text=text, action=uuid4())


def _place(member: Membership, article: Article, session: AnnotationSession) -> Place:
    return Place.find(member.viewer, article.public_id, session.public_id)


def _judge(place: Place, judged: list[tuple[str, str]]) -> None:
    """Judge the sentences in which the phrases stand, those of one tag in one action."""
    by_tag: dict[str, list[str]] = defaultdict(list)
    for phrase, letter in judged:
        if letter in TAGS:
            by_tag[TAGS[letter]].append(phrase)
    for tag, phrases in by_tag.items():
        targets = [Target(ordinal) for ordinal in _ordinals(place, phrases)]
        annotate(place=place, targets=targets, change=Change(tag=tag), action=uuid4())


def _ordinals(place: Place, phrases: list[str]) -> list[int]:
    text, spans = place.revision.text, list(place.sentences().values_list("start", "end", "ordinal"))
    starts = [text.index(phrase) for phrase in phrases]
    return [ordinal for at in starts for start, end, ordinal in spans if start <= at < end]
