"""What was not asked for is nowhere in a file: its bytes are searched, as they are and unescaped."""

import html
import json
import re
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

import pytest

from tests.exports.conftest import EVERYTHING, in_session, written
from tests.exports.readers import SUMMARIES, told
from tests.factories import Desk, judge, make_article, make_desk, place_of
from tests.remembered import Remembered
from warreader.actions.discussion import begin_thread, change_comment, delete_comment, reply
from warreader.actions.evidence import Source, record_evidence
from warreader.exports import FORMATS, Part
from warreader.models import OPERATOR, Annotation, AnnotationSession, Comment, Event, Evidence, Membership
from warreader.places import Place

pytestmark = pytest.mark.thorough

ALL = EVERYTHING
NAMES = ("Canary Annotator", "Canary Owner")
SPOKEN = "canary-said-editor asks @canary owner and @Canary Annotator"
EVIDENCE = ("canary-url", "canary-citation", "canary-quotation", "1999-12-31", "31 Dec 1999")


@dataclass
class Scene:
    """Two people's work on one article, with a canary in every field."""

    mine: Place
    theirs: Place

    def of(self, member: Membership) -> set[str]:
        """Everything that tells of a person's work: their ids, their texts."""
        rows = [one for model in (Annotation, Evidence, Comment) for one in model.objects.filter(author=member)]
        return {str(row.public_id) for row in rows} | {str(member.public_id)}


def make_scene() -> tuple[Desk, Scene]:
    desk = make_desk()
    for member, called in zip((desk.annotator, desk.owner, desk.editor), [*NAMES, "Canary Editor"], strict=True):
        member.name = called
        member.save()
    mine = place_of(desk.annotator, make_article(desk.editor, "First.", "Second.", "Third."))
    return desk, talk(work(Scene(mine, place_of(desk.owner, mine.article))), place_of(desk.editor, mine.article))


remembered = Remembered(make_scene)


@pytest.fixture
def made(db) -> tuple[Desk, Scene]:
    return remembered()


@pytest.fixture
def desk(made) -> Desk:
    return made[0]


@pytest.fixture
def scene(made) -> Scene:
    return made[1]


def work(scene: Scene) -> Scene:
    judge(scene.mine, 1, "verified", note="canary-marked-mine", note_exported=True)
    judge(scene.mine, 2, "opinion", note="canary-private-mine")
    judge(scene.theirs, 1, "verified", note="canary-marked-theirs", note_exported=True)
    judge(scene.theirs, 3, "unverified", flags={"searched": True}, note="canary-private-theirs")
    for place, who in ((scene.mine, "mine"), (scene.theirs, "theirs")):
        source = Source(
            url=f"https://example.org/canary-url-{who}",
            citation=f"canary-citation-{who}",
            quotation=f"canary-quotation-{who}",
            seen_on=date(1999, 12, 31),
            note=f"canary-beside-{who}",
        )
        record_evidence(place=place, ordinal=1, source=source, action=uuid4())
    return scene


def talk(scene: Scene, editor: Place) -> Scene:
    """Words said, changed and deleted; a note that was taken back; names that are mentioned."""
    thread = begin_thread(place=scene.mine, ordinal=1, text="canary-said-mine", action=uuid4())
    comments = {}
    for place, words in ((scene.theirs, "canary-before-theirs"), (editor, "canary-deleted"), (editor, SPOKEN)):
        comments[words] = reply(place=place, thread=thread, text=words, action=uuid4())
    changed, deleted, _named = comments.values()
    base, words = changed.version.hex, "canary-said-theirs"
    change_comment(place=scene.theirs, comment=changed, text=words, base=base, action=uuid4())
    delete_comment(place=editor, comment=deleted, base=deleted.version.hex, action=uuid4())
    for note in ("canary-old-note", "canary-marked-mine"):
        row = Annotation.objects.get(author=scene.mine.author, sentence__ordinal=1)
        judge(scene.mine, 1, None, base=row.version.hex[:8], note=note, note_exported=True)
    return scene


def found(content: bytes, canaries) -> set[str]:
    """Return the canaries that are in a file, however they are escaped or packed there."""
    text = told(content)
    unescaped = re.sub(r"\\(.)", r"\1", html.unescape(text))
    seen = text + unescaped + json.dumps(unescaped, ensure_ascii=True)
    return {canary for canary in canaries if canary in seen}


def test_canaries_are_found_where_they_are_asked_for(scene, full):
    content = written(scene.mine, full, ALL)
    asked = {*NAMES, "canary-marked-mine", "canary-marked-theirs", "canary-beside-mine", *EVIDENCE[:3]}
    if Part.DISCUSSION in FORMATS[full].holds:
        asked |= {"canary-said-mine", "canary-said-theirs", "canary-said-editor"}
    assert found(content, asked) == asked


@pytest.mark.parametrize(
    ("options", "canaries"),
    [
        (replace(ALL, names=False), [*NAMES, "canary owner"]),
        (replace(ALL, notes=False), ["canary-marked", "canary-private", "canary-beside"]),
        (ALL, ["canary-private-mine", "canary-private-theirs"]),
        (replace(ALL, evidence=False), [*EVIDENCE, "canary-beside", "verified without evidence"]),
        (replace(ALL, whose="mine"), ["-theirs", "Canary Owner"]),
        (replace(ALL, discussion=False), ["canary-said"]),
        (ALL, ["canary-before", "canary-deleted", "canary-old"]),
        (replace(ALL, whose="settled"), ["canary", *NAMES]),
    ],
    ids=["names", "notes", "notes not marked", "evidence", "others", "discussion", "taken back", "not settled"],
)
def test_what_was_not_asked_for_is_not_in_the_bytes(scene, name, options, canaries):
    assert found(written(scene.mine, name, options), canaries) == set()


def test_ids_of_steps_and_remarks_are_not_in_the_bytes_unless_asked_for(scene, name):
    steps, remarks = ({str(one.public_id) for one in model.objects.all()} for model in (Event, Comment))
    assert found(written(scene.mine, name, replace(ALL, history=False)), steps) == set()
    talk = {str(one.public_id) for one in Event.objects.filter(data__has_key="comment")}
    assert found(written(scene.mine, name, replace(ALL, discussion=False)), remarks | talk) == set()


def test_only_one_persons_work_is_in_a_file_of_theirs(scene, name):
    owner, annotator = scene.theirs.author, scene.mine.author
    content = written(scene.mine, name, replace(ALL, whose=str(owner.public_id)))
    assert found(content, {*scene.of(annotator), "-mine", "Canary Annotator"}) == set()
    held = {"Canary Owner"} | (set() if name in SUMMARIES else {"canary-marked-theirs"})
    assert found(content, {"canary-marked-theirs", "Canary Owner"}) == held


def test_of_the_sentences_that_the_filter_leaves_out_a_file_holds_the_words_alone(scene, name):
    content = written(scene.mine, name, replace(ALL, filter="state=unverified"))
    held = {str(Annotation.objects.get(tag="unverified").public_id), str(scene.theirs.author.public_id)}
    assert found(content, (scene.of(scene.mine.author) | scene.of(scene.theirs.author)) - held) == set()
    assert found(content, ["canary", *NAMES[:1]]) == set()


def test_whether_a_verified_sentence_has_evidence_does_not_show_where_evidence_was_not_asked_for(scene, name):
    judge(scene.mine, 3, "verified")
    options = replace(ALL, evidence=False, notes=False, whose="mine")
    with_evidence = written(scene.mine, name, options)
    assert Evidence.objects.count() == 2
    Evidence.objects.all().delete()
    assert written(scene.mine, name, options) == with_evidence


def test_an_unexported_note_alone_leaves_no_trace(scene, name):
    options = replace(ALL, names=False)
    before = written(scene.mine, name, options)
    judge(scene.mine, 3, None, note="canary-alone")
    assert written(scene.mine, name, options) == before


@pytest.mark.parametrize("reader", ["annotator", "operator"])
def test_before_the_reveal_others_work_is_not_in_the_bytes(scene, desk, name, reader):
    session = AnnotationSession.objects.create(team=desk.team, name="Blind", mode="blind")
    blind = Scene(in_session(scene.mine, session), in_session(scene.theirs, session))
    quiet = replace(blind.mine, viewer=OPERATOR, session=session, member=None) if reader == "operator" else blind.mine
    if reader == "annotator":
        judge(quiet, 2, "opinion")
    before = written(quiet, name, ALL)
    judge(blind.theirs, 1, "verified", note="canary", note_exported=True)
    record_evidence(place=blind.theirs, ordinal=2, source=Source(citation="canary"), action=uuid4())
    assert written(quiet, name, ALL) == before
