"""A few lines for a chat: what is in them, and what is not."""

from uuid import uuid4

import pytest

from tests.exports.conftest import MOMENT, Case, in_session, written
from tests.factories import hold_session, judge, make_article, place_of, settle_one
from warreader.actions.work import mark_key
from warreader.exports import FORMATS, Options, read
from warreader.models import AnnotationSession

TEXTS = [
    "First it stood.",
    "Second, it burned.",
    "Третє كان \u202e.",
    "x" * 400,
    *(f"Rest {number}." for number in range(12)),
]


@pytest.fixture
def settled(desk):
    """An open session: a key sentence, one contradicted, many unverified, one settled."""
    desk.editor.name = "Eddy"
    desk.editor.save()
    article = make_article(desk.owner, *TEXTS, title="Report")
    article.url = "https://example.org/report"
    article.save()
    session = hold_session(desk.owner, desk.annotator, articles=[article], mode="open")
    place = place_of(desk.annotator, article, session)
    judge(place, 1, "opinion")
    judge(place, 2, "verified", flags={"contradicted": True})
    for ordinal in range(3, len(TEXTS) + 1):
        judge(place, ordinal, "unverified")
    mark_key(place=place, ordinal=1, key=True, action=uuid4())
    settle_one(place_of(desk.editor, article, session), 3, "unverified", "canary-reason")
    return place


def test_it_says_what_is_key_contradicted_and_unverified_and_who_settled_it(settled):
    lines = written(settled, "txt", Options(names=True, notes=True)).decode().split("\n")
    assert lines[0] == "Report"
    assert lines[2] == "https://example.org/report"
    assert lines[4] == (
        "16 sentences: 1 verified without evidence, 14 unverified, 1 opinion. Unverified does not mean false."
    )
    assert lines[6:8] == ["Key sentences (1)", "1. “First it stood.” — ❝ opinion"]
    assert lines[9:11] == [
        "Contradicted (1)",
        "2. “Second, it burned.” — ✓ verified without evidence, contradicted",
    ]
    assert lines[12] == "Unverified (14)"
    assert lines[13] == (
        "3. \u2068“Третє كان \u202e.”\u2069 — ? unverified, settled by Eddy; reason: “canary-reason”"
    )
    assert lines[14].startswith(f"4. “{'x' * 139}…” — ? unverified")
    assert lines[23] == "… and 4 more"
    assert lines[25].startswith("Tags shown: the team’s (")
    assert settled.revision.digest in lines[26]
    quiet = written(settled, "txt").decode()
    assert "Eddy" not in quiet
    assert "canary-reason" not in quiet


def test_key_sentences_are_the_sessions_and_show_before_no_reveal(settled, desk):
    def keys(place, **options):
        return [one.ordinal for one in read(place, Options(**options), exported=MOMENT).sentences if one.key]

    assert keys(settled) == keys(settled, whose="mine") == [1]
    assert keys(settled, whose=str(desk.annotator.public_id)) == [1]
    assert keys(settled, whose=str(desk.owner.public_id)) == []
    assert "“First it stood.” — ◦ not settled" in written(settled, "txt", Options(whose="settled")).decode()
    assert keys(place_of(desk.owner, settled.article)) == []
    assert keys(settled, filter="state=unverified") == []
    AnnotationSession.objects.filter(pk=settled.session.pk).update(mode="blind", revealed_at=None)
    hidden = AnnotationSession.objects.get(pk=settled.session.pk)
    assert keys(in_session(settled, hidden)) == []


def test_a_quote_cannot_turn_the_line(case: Case):
    for line in written(case.place, "txt", case.options).decode().split("\n"):
        assert line == line.strip()
        assert line.count("\u2068") == line.count("\u2069")


def test_a_quote_does_not_end_or_outlast_its_isolate(desk):
    place = place_of(desk.annotator, make_article(desk.editor, "out \u2069\u202e of it", "\u2067 and on", title="T"))
    for ordinal in (1, 2):
        judge(place, ordinal, "unverified")
    text = b"".join(FORMATS["txt"].write(read(place, Options()))).decode()
    assert "1. \u2068“out \u202e of it”\u2069 — " in text
    assert "2. “ and on” — " in text


def test_it_stays_short(desk):
    texts = [f"Sentence {number} " + "of many words " * 40 for number in range(60)]
    place = place_of(desk.annotator, make_article(desk.editor, *texts))
    for ordinal in range(1, 61):
        judge(place, ordinal, "unverified")
    assert len(b"".join(FORMATS["txt"].write(read(place, Options())))) < 4_000
