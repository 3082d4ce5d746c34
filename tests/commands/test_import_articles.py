"""``manage.py import_articles``."""

import csv
import hashlib
import io
import json
import os
import signal
import sys
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError

from tests.factories import make_article, make_desk, user_of
from warreader import importers
from warreader.actions import bulk
from warreader.management import importing
from warreader.models import Article, Capture, Event, User


@pytest.fixture
def reading_here(monkeypatch):
    """Read in this process: the other ones have tests of their own, and take a second to start."""
    monkeypatch.setattr(
        importing, "read_safely", lambda received, language="", workers=1: importers.read(received, language=language)
    )


@pytest.fixture
def run(editor, reading_here, capsys):
    """Run the command as the editor; gives its exit code and what it wrote."""

    def run(*paths, **options):
        options = {"team": editor.team.name, "username": user_of(editor).username} | options
        code: str | int | None = 0
        try:
            call_command("import_articles", *map(str, paths), **options)
        except SystemExit as ended:
            code = ended.code
        written = capsys.readouterr()
        return code, written.err + written.out

    return run


def jsonl(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def report(number: int) -> str:
    return f"Report {number} of the day.\n\nThe column moved at dawn. Nobody saw where it went."


def test_a_folder_is_brought_in_with_where_each_report_came_from(run, editor, tmp_path):
    (tmp_path / "a.txt").write_text(report(1))
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.txt").write_bytes(content := report(2).encode("utf-16"))
    code, written = run(tmp_path, source="Wire")
    assert (code, written[:9]) == (0, "2 stored,")
    one, two = Article.objects.order_by("pk")
    assert (one.title, two.title) == ("Report 1 of the day.", "Report 2 of the day.")
    assert (one.source, one.added_by) == ("Wire", editor)
    capture = two.revision.capture
    assert (capture.filename, capture.importer) == (f"{tmp_path.name}/b/c.txt", "plain")
    assert (bytes(capture.content), capture.sha256) == (content, hashlib.sha256(content).hexdigest())
    assert (capture.charset, capture.received_by) == ("utf-16-le", editor)
    assert Event.objects.filter(kind="article added").count() == 2


def test_a_row_says_what_it_knows_and_its_line_is_kept(run, tmp_path):
    row = {"text": report(1), "title": "T" * 600, "url": "https://example.org/a", "source": "S", "author": ["A", "B"]}
    path = jsonl(tmp_path / "r.jsonl", row | {"published": "2024-11-30", "language": "en-GB", "extra": 1})
    code, written = run(path, source="Wire")
    assert (code, "Columns left out: extra." in written) == (0, True)
    article = Article.objects.get()
    assert (article.title, article.url) == ("T" * 500, "https://example.org/a")
    assert (article.source, article.author, str(article.published)) == ("S", "A, B", "2024-11-30")
    assert article.revision.language == "en"
    capture = article.revision.capture
    assert (bytes(capture.content), capture.importer) == (path.read_bytes(), "jsonl")
    assert (capture.filename, capture.media_type, capture.url) == ("r.jsonl:1", "application/jsonl", "")
    assert "sentencex" in capture.software


def test_run_again_it_passes_over_what_is_there_and_goes_on(run, tmp_path):
    path = jsonl(tmp_path / "r.jsonl", *({"text": report(number)} for number in range(5)))
    assert "3 stored" in run(path, limit=3)[1]
    code, written = run(path)
    assert (code, "2 stored, 3 already there" in written) == (0, True)
    code, written = run(path)
    assert (code, "5 already there" in written, Article.objects.count()) == (0, True, 5)


def test_what_is_there_is_not_read_again(run, tmp_path, monkeypatch):
    path = jsonl(tmp_path / "r.jsonl", {"text": report(1)})
    run(path)
    monkeypatch.setattr(importing, "read_safely", None)
    assert run(path)[0] == 0


@pytest.mark.parametrize("place", ["r.jsonl", "report.csv"])
def test_the_report_never_takes_the_place_of_what_is_read(run, editor, tmp_path, place):
    path = jsonl(tmp_path / "r.jsonl", {"text": report(1)})
    before = path.read_bytes()
    with pytest.raises(CommandError, match="among what is to be read"):
        run(path if place == "r.jsonl" else tmp_path, report=str(tmp_path / place))
    assert (path.read_bytes(), [*tmp_path.iterdir()]) == (before, [path])


def test_the_report_says_what_was_not_stored_and_why(run, editor, tmp_path):
    there = make_article(editor, "The same.")
    rows = [
        {"text": "The same."},
        {"text": "New."},
        {"text": "New.", "id": "=x"},
        {"text": "Dated.", "published": "soon"},
    ]
    path = jsonl(tmp_path / "=r.jsonl", *rows)
    path.write_text(path.read_text() + "{broken\n")
    code, written = run(path, report=str(tmp_path / "report.csv"))
    new, dated = (Article.objects.get(title=title) for title in ("New.", "Dated."))
    with (tmp_path / "report.csv").open(newline="") as file:
        header, *lines = csv.reader(file)
    assert (code, header) == (1, ["where", "state", "why", "article"])
    assert sorted(lines) == [
        [
            f"{path}:1",
            "already there",
            f"Your team has this very text already: “{there.title}”.",
            str(there.public_id),
        ],
        [f"{path}:3 (=x)", "already there", "Your team has this very text already: “New.”.", str(new.public_id)],
        [f"{path}:4", "stored", "“soon” is no date.", str(dated.public_id)],
        [f"{path}:5", "skipped", "It is no JSON: Expecting property name enclosed in double quotes.", ""],
    ]
    assert f"{path}:5: It is no JSON" in written


def test_what_looks_like_a_formula_does_not_stand_in_the_report_as_one(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "=1+1.txt").write_text("")
    run("=1+1.txt", report="report.csv")
    assert "'=1+1.txt,skipped,This file is empty." in (tmp_path / "report.csv").read_text()


def test_files_of_an_archive_share_it_as_their_container(run, tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(3):
            archive.writestr(f"in/{number}.txt", report(number))
    path = tmp_path / "pile.zip"
    path.write_bytes(buffer.getvalue())
    assert run(path, limit=2)[0] == run(path)[0] == 0
    container = Capture.objects.get(container=None)
    assert (bytes(container.content), container.filename) == (buffer.getvalue(), "pile.zip")
    inside = Capture.objects.filter(container=container).order_by("pk")
    assert [capture.filename for capture in inside] == ["in/0.txt", "in/1.txt", "in/2.txt"]


def test_a_dry_run_says_what_would_be_and_stores_nothing(run, editor, tmp_path):
    make_article(editor, "The same.")
    rows = [{"text": text} for text in ("The same.", "New.", "New.", " ")]
    code, written = run(jsonl(tmp_path / "r.jsonl", *rows), dry_run=True)
    assert (code, Article.objects.count(), Capture.objects.count()) == (1, 1, 1)
    assert "Nothing was stored: this is what would be.\n1 stored, 1 skipped, 2 already there" in written


def test_more_than_a_batch_is_stored_in_the_order_in_which_it_came(run, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 4)
    monkeypatch.setattr(importing, "WINDOW", 3)
    rows = [{"text": f"Report {number}."} for number in range(11)]
    assert run(jsonl(tmp_path / "r.jsonl", *rows))[0] == 0
    assert list(Article.objects.order_by("pk").values_list("title", flat=True)) == [row["text"] for row in rows]
    assert len(set(Event.objects.filter(kind="article added").values_list("action", flat=True))) == 3


def test_what_the_database_does_not_take_keeps_nothing_else_out(run, tmp_path, monkeypatch):
    def add_articles(*, member, entries, action):
        if any(entry.details.title == "Report 1." for entry in entries):
            raise DataError("no")
        return bulk.add_articles(member=member, entries=entries, action=action)

    monkeypatch.setattr(importing, "add_articles", add_articles)
    code, written = run(jsonl(tmp_path / "r.jsonl", *({"text": f"Report {number}."} for number in range(3))))
    assert (code, Article.objects.count()) == (1, 2)
    assert "r.jsonl:2: The database does not take it: no" in written


def test_reports_come_by_standard_input(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "Tanks."}\nnonsense\n')))
    code, written = run("-", quiet=True)
    assert (code, written) == (1, "standard input:2: It is no JSON: Expecting value.\n")
    assert Article.objects.get().revision.capture.filename == ""


def test_columns_are_named_by_what_they_are(run, tmp_path):
    (tmp_path / "a.csv").write_text("kop;lichaam\nKop;Het lichaam van het bericht.\n")
    assert run(tmp_path / "a.csv", column=["text=lichaam", "title=kop"])[0] == 0
    assert Article.objects.get().title == "Kop"


def test_a_charset_is_taken_where_none_can_be_told(run, tmp_path):
    (tmp_path / "a.txt").write_bytes("Танки увійшли в місто.".encode("cp1251"))
    assert run(tmp_path / "a.txt", encoding="windows-1251")[0] == 0
    assert Article.objects.get().revision.text == "Танки увійшли в місто."


URL = "https://example.org/a"
CHANGED = report(1).replace("at dawn", "at noon")


def test_a_changed_text_of_a_known_address_is_a_later_text_of_its_report(run, tmp_path):
    run(jsonl(tmp_path / "r.jsonl", {"text": report(1), "url": URL, "source": "S"}))
    changed = {"text": CHANGED, "url": f"http://www.example.org/a/?utm_source=x#{'f' * 5}", "title": "Changed"}
    code, written = run(jsonl(tmp_path / "r.jsonl", changed))
    assert (code, "1 revised" in written) == (0, True)
    article = Article.objects.get()
    assert (article.title, article.source, article.revision.number) == ("Changed", "S", 2)
    assert article.revision.text == CHANGED
    assert bytes(article.revision.capture.content) == (tmp_path / "r.jsonl").read_bytes()
    assert "1 already there" in run(tmp_path / "r.jsonl")[1]


def test_a_later_text_in_the_same_batch_comes_after_the_earlier(run, tmp_path):
    rows = [{"text": text, "url": URL} for text in (report(1), CHANGED, report(1))]
    code, written = run(jsonl(tmp_path / "r.jsonl", *rows, {"text": report(2)}))
    assert (code, Article.objects.count()) == (0, 2)
    assert "2 stored, 1 revised, 1 already there" in written


def test_a_changed_text_can_be_passed_over(run, tmp_path):
    run(jsonl(tmp_path / "r.jsonl", {"text": report(1), "url": URL}))
    path = jsonl(tmp_path / "r.jsonl", {"text": CHANGED, "url": URL})
    code, written = run(path, on_changed="skip", report=str(tmp_path / "report.csv"))
    assert (code, "1 left as it was" in written, Article.objects.get().revision.number) == (0, True, 1)
    assert "Another text of it is there: “Report 1 of the day.”." in (tmp_path / "report.csv").read_text()


def test_another_report_at_the_same_address_is_one_of_its_own(run, tmp_path):
    run(jsonl(tmp_path / "r.jsonl", {"text": report(1), "url": URL}))
    run(jsonl(tmp_path / "r.jsonl", {"text": "Bread costs more. Nobody in the town knows why.", "url": URL}))
    assert list(Article.objects.values_list("revision__number", flat=True)) == [1, 1]


def test_a_dry_run_tells_later_texts_and_stores_none(run, tmp_path):
    run(jsonl(tmp_path / "r.jsonl", {"text": report(1), "url": URL}))
    code, written = run(jsonl(tmp_path / "r.jsonl", {"text": CHANGED, "url": URL}), dry_run=True)
    assert (code, "1 revised" in written, Article.objects.get().revision.number) == (0, True, 1)


def test_a_later_text_out_of_an_archive_keeps_it_as_its_container(run, tmp_path):
    run(jsonl(tmp_path / "r.jsonl", {"text": report(1), "url": URL}))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.jsonl", json.dumps({"text": CHANGED, "url": URL}))
    assert run(tmp_path / "a.zip")[0] == 0
    assert Article.objects.get().revision.capture.container.filename == "a.zip"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"team": "Nobody"}, "There is no team “Nobody”."),
        ({"team": "9" * 30}, "There is no team"),
        ({"username": "nobody"}, "“nobody” is not an active account. Reports can be added by: "),
        ({"username": "outsider"}, "“outsider” is not in the team “Desk”. Reports can be added by: "),
        ({"encoding": "base64"}, "“base64” is no charset that is known."),
        ({"language": "Dutch!"}, "“Dutch!” is no code of a language"),
        ({"column": ["body"]}, "--column body: say text=body"),
        ({"column": ["txt=body"]}, "--column txt=body: say text=body"),
        ({"workers": 0}, "--workers is a number from 1 to 32."),
        ({"limit": -1}, "--limit is not negative."),
        ({"report": "/nowhere/a.csv"}, "Cannot write /nowhere/a.csv: No such file or directory."),
    ],
)
def test_a_wrong_call_says_why_and_ends_with_2(run, outsider, tmp_path, options, why):
    with pytest.raises(CommandError) as caught:
        run(tmp_path, **options)
    assert (str(caught.value)[: len(why)], caught.value.returncode) == (why, 2)


def test_a_path_with_nothing_at_it_ends_with_2(run, tmp_path):
    with pytest.raises(CommandError, match=r"There is nothing at .*missing") as caught:
        run(tmp_path / "missing")
    assert caught.value.returncode == 2


def test_only_an_editor_brings_reports_in_and_others_learn_who_does(run, desk, tmp_path):
    with pytest.raises(CommandError) as caught:
        run(tmp_path, username=user_of(desk.annotator).username)
    assert "their role is annotator" in str(caught.value)
    assert user_of(desk.editor).username in str(caught.value)
    User.objects.filter(pk=desk.editor.user_id).update(is_active=False)
    with pytest.raises(CommandError, match="is not an active account"):
        run(tmp_path)


def test_a_team_is_named_by_its_number_or_its_id_and_by_its_name_where_that_is_one(run, editor, tmp_path):
    for name in (editor.team.pk, editor.team.public_id):
        assert run(tmp_path, team=str(name))[0] == 0
    make_desk(editor.team.name)
    with pytest.raises(CommandError, match="There are several teams"):
        run(tmp_path)


def test_ctrl_c_says_what_was_stored_and_the_next_run_goes_on(run, tmp_path, monkeypatch):
    path = jsonl(tmp_path / "r.jsonl", *({"text": f"Report {number}."} for number in range(9)))
    monkeypatch.setattr(importing, "BATCH", 3)

    def add_articles(**kwargs):
        if Article.objects.exists():
            os.kill(os.getpid(), signal.SIGINT)
        return bulk.add_articles(**kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(importing, "add_articles", add_articles)
        code, written = run(path)
    assert (code, Article.objects.count()) == (130, 6)
    assert "Stopped. What was stored is in the library; run it again to go on.\n6 stored" in written
    assert "3 stored, 6 already there" in run(path)[1]


def test_of_very_many_that_cannot_be_read_the_first_are_told(run, tmp_path):
    (tmp_path / "r.jsonl").write_text("nonsense\n" * 123)
    written = run(tmp_path / "r.jsonl")[1]
    assert written.count("It is no JSON") == 100
    assert "And 23 more: --report FILE has them all.\n123 skipped" in written


@pytest.mark.thorough
def test_the_processes_that_read_give_the_same_and_are_several(editor, capsys, tmp_path):
    body = "".join(f"<p>{report(number)} Shells fell on the town for two hours.</p>" for number in range(4))
    (tmp_path / "a.html").write_text(f"<title>A page</title><nav>Home</nav><article><h1>A page</h1>{body}</article>")
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04 no document")
    jsonl(tmp_path / "c.jsonl", *({"text": report(number)} for number in range(30)))
    with pytest.raises(SystemExit) as ended:
        call_command("import_articles", str(tmp_path), team="Desk", username=user_of(editor).username, workers=3)
    assert (ended.value.code, Article.objects.count()) == (1, 31)
    assert "31 stored, 1 skipped" in capsys.readouterr().out
    assert Article.objects.get(title="A page").revision.capture.importer == "html"


def test_nobody_at_a_terminal_is_told_now_and_then(run, tmp_path, monkeypatch):
    monkeypatch.setattr("warreader.management.progress.SELDOM", 0)
    written = run(jsonl(tmp_path / "r.jsonl", {"text": "One."}, {"text": "Two."}))[1]
    assert [line.partition(",")[0] for line in written.splitlines()] == ["1 stored", "2 stored", "2 stored"]
