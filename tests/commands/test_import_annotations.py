"""``manage.py import_annotations``."""

import pytest
from django.core.management import CommandError, call_command

from tests.factories import Desk, hold_session, judge, make_article, make_desk, user_of
from tests.readback.conftest import file_of, forget
from warreader.models import Annotation, Team


@pytest.fixture
def file(place, tmp_path):
    judge(place, 1, "opinion")
    path = tmp_path / "work.json"
    path.write_bytes(file_of(place.article))
    return path


def run(capsys, file, member, *options: str) -> str:
    call_command("import_annotations", str(file), "--as", user_of(member).username, *options)
    return capsys.readouterr().out


def test_a_dry_run_says_what_the_run_then_does(desk: Desk, file, capsys):
    forget(desk.team)
    other = make_desk("Others")

    dry = run(capsys, file, other.editor, "--team", "Others", "--dry-run")
    assert not Annotation.objects.filter(team=other.team).exists()
    wet = run(capsys, file, other.editor, "--team", "Others")

    assert dry == f"Nothing was stored: this is what would be.\n{wet}"
    assert "judgements: 1 new, 0 there already" in wet
    assert Annotation.objects.get(team=other.team).author.user is None
    assert "judgements: 0 new, 1 there already" in run(capsys, file, other.editor, "--team", "Others")


def test_a_new_team_is_named_as_in_the_file_unless_another_name_is_given(desk: Desk, file, capsys):
    run(capsys, file, desk.editor, "--new-team", "--dry-run")
    assert Team.objects.count() == 1
    run(capsys, file, desk.editor, "--new-team", "Mine")
    assert Team.objects.get(name="Mine").memberships.get(user=desk.editor.user).role == desk.owner.role
    assert Annotation.objects.filter(team__name="Mine").count() == 1


def test_whoever_may_not_is_told_so(desk: Desk, file, tmp_path, capsys):
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[" * 100_000)
    for path, member, words in (
        (file, desk.annotator, "their role is annotator"),
        (tmp_path / "none", desk.editor, "Cannot read"),
        (wrong, desk.editor, "nested too deeply"),
    ):
        with pytest.raises(CommandError, match=words):
            run(capsys, path, member, "--team", "Desk")


def test_work_of_no_session_goes_where_it_is_told_to(desk: Desk, article, tmp_path, capsys):
    hold_session(desk.editor, desk.annotator, articles=[article], mode="open", name="Spring")
    hold_session(desk.editor, desk.annotator, articles=[article], name="Blind")
    path = tmp_path / "tags.csv"
    path.write_text(f"title,sentence,annotator,tag,settled,settled_by\n{article.title},1,Ann,opinion,opinion,Bo\n")
    out = run(capsys, path, desk.owner, "--team", "Desk", "--session", "Spring")
    assert "settled tags: 1 new" in out
    assert Annotation.objects.get().session.name == "Spring"
    with pytest.raises(CommandError, match="no session “Autumn”"):
        run(capsys, path, desk.owner, "--team", "Desk", "--session", "Autumn")
    with pytest.raises(SystemExit):
        run(capsys, path, desk.owner, "--team", "Desk", "--session", "Blind")
    assert "is blind and not revealed" in capsys.readouterr().out
    assert Annotation.objects.count() == 1


def test_another_tools_labels_are_explained_and_go_into_a_session_of_their_own(desk: Desk, tmp_path, capsys):
    make_article(desk.editor, "Smoke rose.", title="Smoke")
    path = tmp_path / "ours.jsonl"
    path.write_text('{"text": "Smoke rose.", "label": ["FACT", "hot"], "title": "Smoke"}\n')
    with pytest.raises(CommandError, match=r"mean: FACT \(1\), hot \(1\) \(--labels"):
        run(capsys, path, desk.editor, "--team", "Desk")
    given = ("--team", "Desk", "--labels", "fact=verified,hot=", "--new-session")
    dry = run(capsys, path, desk.editor, *given, "--dry-run")
    assert f"Nothing was stored: this is what would be.\n{run(capsys, path, desk.editor, *given)}" == dry
    row = Annotation.objects.get()
    assert (row.tag, row.session.name, row.session.phase) == ("verified", "ours", "discussing")
    assert "0 new, 1 there already" in run(capsys, path, desk.editor, *given)
