"""Settled articles for the tests of what is published, with words in them that may not get out unasked."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.factories import Desk, hold_session, judge, make_article, make_desk, place_of, settle_one
from tests.remembered import Remembered
from warreader.actions.adjudication import settle_by_rule
from warreader.actions.evidence import Source, record_evidence
from warreader.actions.publishing import Release, digest_of, prepare, publish
from warreader.actions.sessions import close
from warreader.exports.released import Choices
from warreader.models import AnnotationSession, Article, Publication
from warreader.places import Place
from warreader.queries.ballots import Rule

ANSWERS = {"prisoners": "", "private": "canary-consent", "graphic": ""}
#: what each choice lets out
ASKED = {
    "names": {"Canary Editor"},
    "votes": {"; judged: 1 verified, 1 opinion", "said otherwise"},
    "evidence": {"Canary bulletin", "https://canary.invalid/source"},
    "reasons": {"canary-reason"},
    "notes": {"canary-released"},
}
#: what no choice lets out alone; the annotator's name goes with names and evidence, or names and notes
NEVER = {"canary-secret", "canary-beside", "canary-wanted", "canary-room", "canary-open", "canary-consent", "loaded"}
NEVER |= {"Canary Annotator"}


@dataclass
class World:
    """A team with a settled article."""

    desk: Desk
    article: Article
    session: AnnotationSession

    @property
    def place(self) -> Place:
        """The article in the reading room, as the editor sees it."""
        return place_of(self.desk.editor, self.article)

    def release(self, place: Place | None = None, **chosen: Any) -> Release:
        """What the editor has looked at and wants to let out."""
        indexed = chosen.pop("indexed", False)
        answers = chosen.pop("answers", ANSWERS)
        choices, here = Choices(**chosen), place or self.place
        return Release(choices, indexed, answers, digest_of(prepare(here, choices), here.team.licence))

    def publish(self, **chosen: Any) -> Publication:
        """Publish it."""
        return publish(place=self.place, release=self.release(**chosen), action=uuid4())


def make_published(desk: Desk) -> Article:
    """An article of one sentence that is settled and published."""
    article = make_article(desk.owner, "It was settled.")
    session = hold_session(desk.owner, desk.owner, articles=[article], mode="open")
    settle_one(place_of(desk.editor, article, session), 1, "opinion")
    close(member=desk.owner, session=session, action=uuid4())
    World(desk, article, session).publish()
    return article


def make_world() -> World:
    """A closed session: settled by hand against a minority, by rule, as none of these; one sentence is left open."""
    desk = make_desk()
    for member, name in ((desk.editor, "Canary Editor"), (desk.annotator, "Canary Annotator")):
        member.name = name
        member.save()
    article = make_article(desk.owner, "First.", "Second.", "Third.", "Fourth.", title="A settled report")
    session = hold_session(desk.owner, desk.annotator, desk.owner, articles=[article], mode="open")
    mine, theirs = (place_of(member, article, session) for member in (desk.annotator, desk.owner))
    judge(mine, 1, "verified", note="canary-released", note_exported=True, flags={"loaded": True})
    judge(theirs, 1, "opinion", note="canary-secret")
    for place in (mine, theirs):
        judge(place, 2, "opinion")
    judge(mine, 3, "opinion")
    judge(mine, 4, "verified", note="canary-open", note_exported=True)
    judge(place_of(desk.annotator, article), 4, "opinion", note="canary-room", note_exported=True)
    source = Source(citation="Canary bulletin", url="https://canary.invalid/source", note="canary-beside")
    record_evidence(place=mine, ordinal=1, source=source, action=uuid4())
    settler = place_of(desk.editor, article, session)
    settle_one(settler, 1, "verified", "canary-reason")
    settle_one(settler, 3, "none")
    settle_one(settler, 4, "wanted", "canary-wanted")
    settle_by_rule(member=desk.editor, session=session, rule=Rule(2, 100), action=uuid4())
    close(member=desk.owner, session=session, action=uuid4())
    return World(desk, article, session)


remembered_publications = Remembered(make_world)
