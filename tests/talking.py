"""A session with work, talk and settled tags, for files that hold all of it."""

from dataclasses import dataclass
from uuid import uuid4

from tests.factories import Desk, hold_session, judge, make_article, make_desk, place_of, settle_one, support
from tests.remembered import Remembered
from warreader.actions.articles import correct_kinds
from warreader.actions.discussion import begin_thread, change_comment, delete_comment, reply, resolve_thread
from warreader.actions.evidence import remove_evidence
from warreader.models import Comment, Kind
from warreader.places import Place


@dataclass(frozen=True)
class World:
    """An open session with work, talk and settled tags, as its people see it."""

    desk: Desk
    annotator: Place
    editor: Place
    viewer: Place


def build() -> World:
    desk = make_desk()
    for member, name in ((desk.annotator, "Ada Byron"), (desk.editor, "Ed Canary"), (desk.owner, "Olha")):
        member.name = name
        member.save()
    article = make_article(desk.owner, "First.", "Second.", "Third.")
    session = hold_session(desk.owner, desk.annotator, desk.editor, articles=[article], mode="open")
    ada, ed = (place_of(one, article, session) for one in (desk.annotator, desk.editor))
    judge(ada, 1, "verified", flags={"loaded": True}, note="a private note")
    support(ada, 1, "A bulletin")
    judge(ed, 1, "opinion")
    judge(ada, 2, "unverified")
    remove_evidence(place=ada, evidence=support(ada, 2, "Taken back"), base=_base(ada), action=uuid4())
    thread = said(ada, 1, "Is it so, @ed canary?")
    answer = reply(place=ed, thread=thread, text="It is, @Ada Byron.", action=uuid4())
    wrong = reply(place=ed, thread=thread, text="words that were taken back", action=uuid4())
    change_comment(place=ed, comment=answer, text="It is not, @Ada Byron.", base=answer.version.hex, action=uuid4())
    delete_comment(place=ed, comment=wrong, base=wrong.version.hex, action=uuid4())
    resolve_thread(place=ed, thread=thread, action=uuid4())
    said(ed, 2, "Who looks?")
    settle_one(ed, 1, "verified", "the bulletin")
    correct_kinds(place=ed, ordinals=[3], kind=Kind.CAPTION, action=uuid4())
    return World(desk, ada, ed, place_of(desk.viewer, article, session))


def _base(place: Place) -> str:
    return place.sentences().get(ordinal=2).evidence.get().version.hex


def said(place: Place, ordinal: int, text: str) -> Comment:
    return begin_thread(place=place, ordinal=ordinal, text=text, action=uuid4())


REMEMBERED = Remembered(build)
