"""Every form comes back as the work that it was written from, into a team that has the report."""

import json
from uuid import uuid4

import pytest

from tests.factories import draft, hold_session, judge, make_article, make_desk, place_of, settle_one, support
from tests.readback.conftest import brought_in, file_of, forget
from warreader.actions.articles import Details, add_article
from warreader.actions.returning import Became, Noun
from warreader.exports import FORMATS
from warreader.models import Adjudication, Annotation, Evidence, Membership

TEXTS = ("It burned. 🔥", "They fled.", "They fled.", '\'=1+1, "he" said', "Nobody came back from there.")
FORMS = [name for name in ("json", "jsonld", "html", "csv", "doccano", "labelstudio") if name in FORMATS]


@pytest.fixture
def world(desk):
    """A report with the work of two people, as files, and a team that has the same report and nothing else."""
    article = make_article(desk.editor, *TEXTS)
    mine, theirs = place_of(desk.annotator, article), place_of(desk.owner, article)
    judge(mine, 1, "verified", flags={"loaded": True}, note="Seen, by me.", note_exported=True)
    support(mine, 1)
    judge(mine, 3, "opinion")
    judge(theirs, 3, "unverified", flags={"searched": True, "quoted": True})
    judge(mine, 4, None, flags={"said": True})
    judge(theirs, 5, "nothing")
    support(theirs, 2)
    files = {name: file_of(article, name) for name in FORMS}
    forget(desk.team)
    other = make_desk("Others")
    there = add_article(member=other.editor, draft=draft(*TEXTS), details=Details(title="Same"), action=uuid4())
    return other, there, files


def said(article):
    rows = Annotation.objects.filter(sentence__revision__article=article)
    return sorted((row.sentence.ordinal, row.author.name, row.tag, tuple(row.flags), row.note) for row in rows)


@pytest.mark.parametrize("name", FORMS)
def test_what_a_file_says_is_there_then_and_no_more_the_second_time(world, name):
    other, there, files = world
    dry = brought_in(other.editor, files[name], dry_run=True)
    assert said(there) == []
    assert not Membership.objects.filter(team=other.team, user=None).exists()

    told = brought_in(other.editor, files[name])

    assert told == dry
    assert [(line.became, line.words) for line in told.of(Became.MATCHED)] == [(Became.MATCHED, "Same")]
    assert told.added == {Noun.JUDGEMENTS: 5, Noun.EVIDENCE: 2}, told
    names = {row.name for row in Membership.objects.filter(team=other.team, user=None)}
    assert len(names) == 2
    mine = next(name for _ordinal, name, _tag, _flags, note in said(there) if note)
    theirs = (names - {mine}).pop()
    assert said(there) == sorted(
        [
            (1, mine, "verified", ("loaded",), "Seen, by me."),
            (3, mine, "opinion", (), ""),
            (3, theirs, "unverified", ("quoted", "searched"), ""),
            (4, mine, "", ("said",), ""),
            (5, theirs, "nothing", (), ""),
        ]
    )
    assert {row.sentence.ordinal for row in Evidence.objects.filter(team=other.team)} == {1, 2}
    again = brought_in(other.editor, files[name])
    assert not again.changes
    assert again.there == {Noun.JUDGEMENTS: 5, Noun.EVIDENCE: 2}


def test_the_same_annotations_come_out_as_came_in_as_json_ld(world):
    other, there, files = world
    brought_in(other.editor, files["jsonld"])

    def items(content):
        found = json.loads(content)["first"]["items"]
        return [{name: value for name, value in one.items() if name != "target"} for one in found]

    assert items(file_of(there, "jsonld")) == items(files["jsonld"])


@pytest.mark.parametrize("name", [name for name in FORMS if name != "csv"])
def test_what_a_session_settled_comes_back_into_a_session_of_its_name(desk, article, name):
    session = hold_session(desk.editor, desk.annotator, articles=[article], mode="open", name="Spring")
    judge(place_of(desk.annotator, article, session), 1, "opinion")
    settle_one(place_of(desk.editor, article, session), 1, "opinion", reason="Clearly.")
    content = file_of(article, name, session.public_id)
    text = article.revision.text
    forget(desk.team)
    other = make_desk("Others")
    make_article(other.editor, *text.split("\n\n"))

    told = brought_in(other.editor, content)

    assert told.added == {Noun.JUDGEMENTS: 1, Noun.EVIDENCE: 0, Noun.SETTLED: 1}, told
    row = Adjudication.objects.get(team=other.team)
    assert (row.session.name, row.outcome, row.reason, row.settled_by.user) == ("Spring", "opinion", "Clearly.", None)
    assert not brought_in(other.editor, content).changes
