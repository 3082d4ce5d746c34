"""What a sentence shows: judgements, and how they were settled, in; one mark out. Pure functions over plain data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class State(StrEnum):
    """What a sentence shows for somebody."""

    VERIFIED = "verified"
    #: verified, and no evidence recorded: counts as unsupported, never as verified
    HOLLOW = "hollow"
    UNVERIFIED = "unverified"
    OPINION = "opinion"
    #: people disagree, and nobody has settled it
    SPLIT = "split"
    #: judged: there is nothing to assess
    NOTHING = "nothing"
    #: settled: none of the tags fits
    NONE = "none"
    #: not judged yet
    OPEN = "open"


#: the small sign that tells a state beside the underline, never colour alone
GLYPHS = {
    State.VERIFIED: "✓",
    State.HOLLOW: "✓",
    State.UNVERIFIED: "?",
    State.OPINION: "❝",
    State.SPLIT: "≠",
    State.NOTHING: "–",
    State.NONE: "∅",
    State.OPEN: "◦",
}


class Judgement(NamedTuple):
    """One person's judgement of one sentence; ``tag`` is empty where only a note, flag or evidence stands."""

    author: int
    tag: str
    flags: tuple[str, ...] = ()
    has_note: bool = False
    has_evidence: bool = False
    version: str = ""
    #: the sentence has changed since, and its author has not looked at it again
    look_again: bool = False

    @property
    def state(self) -> State:
        """What this judgement alone makes of the sentence."""
        return agreed(self.tag, supported=self.has_evidence) if self.tag else State.OPEN


class Sign(NamedTuple):
    """What a session's people put beside the tags of a sentence.

    That it is key, who is checking it now, and how much they talk about it.
    """

    key: bool = False
    #: the membership that has taken it; 0: nobody
    holder: int = 0
    name: str = ""
    #: how many discussions of it go on
    talks: int = 0


NO_SIGN = Sign()


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a session settled a sentence; ``outcome`` is a tag, or "none" where none of them fits."""

    outcome: str
    #: whether the settler, or somebody who says verified, has recorded evidence
    supported: bool = False
    #: tag -> how many people say so in that session; no mapping can be hashed
    votes: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    by_rule: bool = False
    by: str = ""
    reason: str = ""

    @property
    def state(self) -> State:
        """What it makes of the sentence."""
        return agreed(self.outcome, supported=self.supported)

    @property
    def minority(self) -> int:
        """How many people's tags differ from the settled one."""
        return sum(self.votes.values()) - self.votes.get(self.outcome, 0)


class Mark(NamedTuple):
    """What a sentence shows: its state, and what stands beside the tag."""

    state: State = State.OPEN
    flags: tuple[str, ...] = ()
    has_note: bool = False
    has_evidence: bool = False
    #: how many people of those shown judged it
    judged: int = 0
    #: how many others judged it (shown where only one person's tags are)
    others: int = 0
    #: the viewer's own judgement
    own: Judgement | None = None
    sign: Sign = NO_SIGN
    #: how the sentence was settled, where its state says so
    settled: Settlement | None = None
    #: whether the sentence has changed since one of those shown judged it
    look_again: bool = False

    @property
    def version(self) -> str:
        """The version of the viewer's own annotation; empty where there is none."""
        return self.own.version if self.own else ""


def agreed(tag: str, *, supported: bool) -> State:
    """Return what a sentence shows on whose tag all agree; ``supported``: one of them has recorded evidence."""
    return State.HOLLOW if tag == State.VERIFIED and not supported else State(tag)


def state_of(judgements: Sequence[Judgement], *, needed: int = 1) -> State:
    """Return what all who judged agree on, ``SPLIT`` where they do not, ``OPEN`` where nobody judged.

    Agreed "verified" is hollow where none of those who say so has recorded evidence, and where fewer than
    ``needed`` people say so.
    """
    tagged = [judgement for judgement in judgements if judgement.tag]
    tags = {judgement.tag for judgement in tagged}
    if len(tags) > 1:
        return State.SPLIT
    states = {judgement.state for judgement in tagged}
    if State.VERIFIED in states:
        return agreed(State.VERIFIED, supported=len(tagged) >= needed)
    return states.pop() if states else State.OPEN


def mark_of(
    judgements: Iterable[Judgement],
    *,
    viewer: int | None,
    whose: int | None,
    sign: Sign = NO_SIGN,
    needed: int = 1,
    settled: Settlement | None = None,
) -> Mark:
    """Return the mark that a sentence shows.

    ``judgements`` are those that may be seen, ``viewer`` the membership that looks, ``whose`` the one whose tags
    are asked for, or None for the team's. ``needed`` is how many people have to say "verified" for the team's to be.
    ``settled`` is how it was settled, where that counts: not where somebody else's tags are asked for.
    """
    seen = list(judgements)
    shown = seen if whose is None else [judgement for judgement in seen if judgement.author == whose]
    judged = sum(1 for judgement in shown if judgement.tag)
    return Mark(
        state=settled.state if settled else state_of(shown, needed=needed if whose is None else 1),
        flags=tuple(dict.fromkeys(flag for judgement in shown for flag in judgement.flags)),
        has_note=any(judgement.has_note for judgement in shown),
        has_evidence=any(judgement.has_evidence for judgement in shown),
        judged=judged,
        others=sum(1 for judgement in seen if judgement.tag) - judged,
        own=next((judgement for judgement in seen if judgement.author == viewer), None),
        sign=sign,
        settled=settled,
        look_again=any(judgement.look_again for judgement in shown),
    )
