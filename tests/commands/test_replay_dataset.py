"""``replay_dataset``: published tables, opened, agreed upon and settled here."""

import csv
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.exports.conftest import written
from tests.exports.readers import read_csv
from tests.factories import make_user, place_of, user_of
from warreader.actions.adjudication import settle_by_rule
from warreader.agreement import alpha
from warreader.exports import Options
from warreader.models import (
    Adjudication,
    Annotation,
    AnnotationSession,
    Article,
    Event,
    EventKind,
    Membership,
    Round,
    Sentence,
    Team,
)
from warreader.queries.agreement import measure
from warreader.queries.ballots import Rule

LABELS = "checked=verified,claim=unverified,view=opinion,n/a="
ROWS = [
    ("doc 1", "It burned. 🔥", "1", "checked"),
    ("doc 1", "It burned. 🔥", "2", "checked"),
    ("doc 1", "How sad!", "1", "view"),
    ("doc 1", "How sad!", "2", "claim"),
    ("doc 2", "They  fled.", "1", "claim"),
    ("doc 2", "They fled.", "3", "claim"),
    ("doc 2", "They fled.", "2", "n/a"),
    ("doc 2", "They fled.", "1", "view"),
    ("doc 2", "Nobody judged this.", "1", ""),
]
COLUMNS = "sentence=text,article=doc,annotator=who,label=said"


@pytest.fixture
def table(tmp_path):
    return table_in(tmp_path, ["doc", "text", "who", "said"], ROWS)


def table_in(folder, names, rows, name="study.csv"):
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *rows])
    return path


def replay(path, desk, *more, columns=COLUMNS, labels=LABELS, where=None) -> str:
    out = StringIO()
    to = where or ["--team", str(desk.team.pk), "--as", user_of(desk.editor).username]
    call_command(
        "replay_dataset",
        str(path),
        *to,
        "--columns",
        columns,
        "--labels",
        labels,
        *more,
        stdout=out,
        stderr=StringIO(),
    )
    return out.getvalue()


def test_a_table_becomes_articles_and_a_session_with_places_for_its_people(table, desk):
    told = replay(table, desk)
    assert "9 rows: 6 judgements of 4 sentences by 3 people. Left out, without a sentence" in told
    assert ": 2. Said twice by one person" in told
    assert "2 new articles, 3 new people, 6 new judgements, 0 there already" in told
    session = AnnotationSession.objects.get(standing=False)
    assert (session.name, session.mode, session.phase, session.concealed) == ("study", "blind", "discussing", False)
    said = Annotation.objects.filter(session=session).values_list("author__name", "sentence__ordinal", "tag")
    assert set(said.filter(sentence__revision__article__title="doc 2")) == {
        ("Annotator 1", 1, "unverified"),
        ("Annotator 3", 1, "unverified"),
    }
    people = Membership.objects.filter(team=desk.team, user=None)
    assert {one.name for one in people} == {"Annotator 1", "Annotator 2", "Annotator 3"}
    assert all(one.left_at for one in people)
    article = Article.objects.get(title="doc 1")
    assert article.revision.text == "It burned. 🔥\n\nHow sad!"
    assert [one.text for one in read_words(article)] == ["It burned. 🔥", "How sad!"]
    assert Event.objects.filter(kind=EventKind.ANNOTATION_CHANGED, actor__in=people).count() == 6


def read_words(article):
    rows = Sentence.objects.filter(revision=article.revision).order_by("ordinal")
    for row in rows:
        row.text = article.revision.text[row.start : row.end]
    return rows


def test_run_again_it_says_that_all_is_there_and_half_done_it_goes_on(table, desk):
    replay(table, desk)
    Annotation.objects.filter(sentence__revision__article__title="doc 2").delete()
    assert "0 new articles, 0 new people, 2 new judgements, 4 there already" in replay(table, desk)
    rows, events = Annotation.objects.count(), Event.objects.count()
    assert "All of it is in “Desk” already: 6 judgements." in replay(table, desk)
    assert (Annotation.objects.count(), Event.objects.count()) == (rows, events)
    assert AnnotationSession.objects.filter(standing=False).count() == 1


def test_what_was_replayed_is_compared_settled_and_exported_as_any_other_work(table, desk, client_of):
    replay(table, desk)
    session = AnnotationSession.objects.get(standing=False)
    pages = [reverse(name, args=[session.public_id]) for name in ("session-agreement", "adjudication")]
    assert "Annotator 3" in client_of(desk.editor).get(pages[0]).content.decode()
    assert client_of(desk.editor).get(pages[1]).status_code == 200
    texts = Article.objects.filter(title__startswith="doc").order_by("title").values_list("revision", flat=True)
    assert list(measure(session, texts, Round.INDEPENDENT).heat.values()) == [(0.0, 1.0), (0.0, None)]
    settle_by_rule(member=desk.editor, session=session, rule=Rule(2, 100), action=uuid4())
    assert set(Adjudication.objects.values_list("outcome", flat=True)) == {"verified", "unverified"}
    place = place_of(desk.editor, Article.objects.get(title="doc 1"), session)
    assert sorted(read_csv(written(place, "csv", Options(names=True))).tags)[:4] == [
        (1, "verified"),
        (1, "verified"),
        (2, "opinion"),
        (2, "unverified"),
    ]


def test_a_column_for_each_annotator_and_no_article_makes_articles_of_fifty(tmp_path, desk):
    rows = [(f"Sentence {number}.", "yes", "no" if number % 2 else "") for number in range(1, 61)]
    path = table_in(tmp_path, ["s", "Ann", "Bob"], rows)
    told = replay(
        path, desk, "--phase", "closed", columns="sentence=s,label=Ann,label=Bob", labels="yes=verified,no=opinion"
    )
    assert "60 rows: 90 judgements of 60 sentences by 2 people. Left out, without a" in told
    titles = Article.objects.filter(added_by=desk.editor).order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["study 1–50", "study 51–60"]
    assert AnnotationSession.objects.get(standing=False).phase == "closed"


def test_a_new_team_is_made_and_not_a_second_of_its_name(table, desk):
    owner = make_user("reader")
    where = ["--new-team", "A study", "--as", owner.username]
    assert "In “A study”" in replay(table, desk, where=where)
    team = Team.objects.get(name="A study")
    with pytest.raises(CommandError, match=f"to go on there, say --team {team.pk}"):
        replay(table, desk, where=where)
    assert Article.objects.filter(team=team).count() == 2


def test_a_dry_run_stores_nothing(table, desk):
    assert replay(table, desk, "--dry-run").endswith("Nothing was stored.\n")
    assert not AnnotationSession.objects.filter(standing=False).exists()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"labels": "checked=verified"}, r"Say what these labels mean: claim \(3\), view \(2\), n/a \(1\)"),
        ({"labels": "checked=true"}, "tags are verified, unverified, opinion, nothing"),
        ({"columns": "sentence=words,label=said"}, "It has no column words. It has: doc, text, who, said."),
        ({"columns": "sentence=text"}, "at least which are sentence and label. It has: doc, text, who, said."),
        ({"columns": "sentence=text,label=said,label=doc,annotator=who"}, "several columns for label, and annotator"),
        ({"columns": "text"}, "say it as NAME=VALUE"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_stored(table, desk, given, why):
    with pytest.raises(CommandError, match=why):
        replay(table, desk, **given)
    assert not Article.objects.filter(title="doc 1").exists()


def test_a_table_in_any_dress_agrees_as_its_own_rows_do(tmp_path, desk):
    labels = dict(pair.split("=") for pair in LABELS.split(","))
    rows = [(f"Sentence {n}.", *(list(labels)[n * k % 4] if n % k else "" for k in (2, 3, 5))) for n in range(1, 31)]
    text = "\n".join(";".join(row) for row in [("text", "a", "b", "c"), *rows])
    (tmp_path / "wide.csv").write_text(text, encoding="utf-8-sig")
    replay(tmp_path / "wide.csv", desk, columns="sentence=text,label=a,label=b,label=c")
    session = AnnotationSession.objects.get(standing=False)
    revisions = session.articles.values_list("revision", flat=True)
    raw = {words: {who: labels[one] for who, one in enumerate(said) if labels.get(one)} for words, *said in rows}
    assert measure(session, revisions, Round.INDEPENDENT).figures[0].alpha == alpha(raw)


def test_articles_of_the_same_words_stay_apart_by_their_names(tmp_path, desk):
    rows = [("1", "Yes.", "A", "checked"), ("2", "Yes.", "A", "view"), ("3", "Yes.", "A", "view")]
    path = table_in(tmp_path, ["doc", "text", "who", "said"], rows)
    replay(path, desk)
    said = Annotation.objects.order_by("pk").values_list("sentence__revision__text", "sentence__ordinal", "tag")
    assert list(said) == [("Yes.", 1, "verified"), ("2\n\nYes.", 2, "opinion"), ("3\n\nYes.", 2, "opinion")]
    assert "already: 3 judgements" in replay(path, desk)


def test_only_those_may_who_may_bring_work_in(table, desk):
    with pytest.raises(CommandError, match="may not bring annotations into"):
        replay(table, desk, where=["--team", str(desk.team.pk), "--as", user_of(desk.annotator).username])


def test_a_file_that_is_no_table_is_refused(tmp_path, desk):
    path = tmp_path / "study.csv"
    path.write_bytes(b"text\xff")
    with pytest.raises(CommandError, match="is no table in utf-8"):
        replay(path, desk)
    with pytest.raises(CommandError, match="Cannot read"):
        replay(tmp_path / "nothing.csv", desk)
