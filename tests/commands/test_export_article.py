"""``manage.py export_article``."""

import hashlib
import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from tests.exports.readers import told
from tests.factories import PASSWORD, judge, make_desk, place_of, user_of
from warreader.actions.teams import add_member
from warreader.exports import FORMATS
from warreader.guidelines import CODEBOOK
from warreader.models import AnnotationSession, Event, EventKind, Role, User


@pytest.fixture
def run(capfdbinary):
    """Run the command; gives what it wrote to standard output."""

    def run(*arguments) -> bytes:
        call_command("export_article", *map(str, arguments))
        return capfdbinary.readouterr().out

    return run


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_goes_to_standard_output(article, run, name):
    assert article.revision.digest in told(run(article.pk, "--format", name))


def test_an_article_is_named_by_its_number_or_its_public_id(article, run):
    found = {json.loads(run(name, "-f", "json"))["article"]["id"] for name in (article.pk, article.public_id)}
    assert found == {str(article.public_id)}


def test_discussion_history_and_what_is_settled_alone_are_asked_for_by_name(article, run):
    file = json.loads(run(article.pk, "-f", "json", "--whose", "settled", "--discussion", "--history"))
    assert [step["kind"] for step in file["history"]] == ["article added"]
    assert (file["options"]["whose"], file["sentences"][0]["threads"]) == ("settled", [])
    with pytest.raises(CommandError, match="The discussion is in no file of this kind"):
        run(article.pk, "-f", "cas", "--discussion")


def test_a_file_takes_the_place_of_what_was_there_and_keeps_its_mode(article, tmp_path, run):
    path = tmp_path / "out.md"
    path.write_text("old")
    path.chmod(0o640)
    assert run(article.pk, "-f", "md", "-o", path) == b""
    assert "Unverified does not mean false." in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_beside_a_table_for_research_goes_its_data_sheet(desk, article, tmp_path, capfd):
    judge(place_of(desk.annotator, article), 1, "opinion", note="canary-note", note_exported=True)
    table, sheet = tmp_path / "table.jsonl", tmp_path / "table.jsonl.datasheet.md"
    ask = ("export_article", str(article.pk), "-f", "jsonl", "-o", str(table))
    call_command(*ask)
    words = sheet.read_text()
    for known in (
        f"jsonl, SHA-256 {hashlib.sha256(table.read_bytes()).hexdigest()}",
        f"That of the session, SHA-256 {hashlib.sha256(f'{CODEBOOK}{chr(10)}'.encode()).hexdigest()}",
        "1 report, 5 sentences", "1 person: annotator 1", "Unverified does not mean false",
    ):  # fmt: skip
        assert known in words, known
    assert "canary-note" not in words
    assert desk.annotator.name not in words
    assert capfd.readouterr().err == f"Its data sheet: {sheet}\n"
    call_command(*ask, "--as", user_of(desk.annotator).username)
    assert capfd.readouterr().err == f"Its data sheet: {sheet}, in place of what was there\n"
    call_command("export_article", str(article.pk), "-f", "jsonl")
    call_command("export_article", str(article.pk), "-f", "csv", "-o", str(tmp_path / "table.csv"))
    assert capfd.readouterr().err == ""
    assert sorted(one.name for one in tmp_path.iterdir()) == ["table.csv", table.name, sheet.name]


def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(article, tmp_path, run):
    with pytest.raises(CommandError, match=r"Cannot write .*missing"):
        run(article.pk, "-f", "md", "-o", tmp_path / "missing" / "out.md")
    with pytest.raises(CommandError, match="Cannot write"):
        run(article.pk, "-f", "md", "-o", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["999999", "0", "nonsense", "9" * 40, "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_article_is_an_error(article, run, name):
    with pytest.raises(CommandError, match="There is no article"):
        run(name, "-f", "md")


@pytest.mark.parametrize(
    "query", ["state=opinon", "stat=opinion", "state=opinion&kind=bdy", "state=opinion&whose=mine"]
)
def test_a_filter_that_would_be_read_as_less_is_an_error(article, run, query):
    with pytest.raises(CommandError, match="filter"):
        run(article.pk, "-f", "md", "--filter", query)


def test_a_filter_is_taken_as_it_stands_in_an_address(article, annotator, run):
    query = f"state=opinion&state=open&kind=body&q=+tank&hide=1&whose={annotator.public_id}"
    assert run(article.pk, "-f", "md", "--whose", annotator.public_id, "--filter", query)


def test_an_unknown_format_is_an_error(article, run):
    with pytest.raises(CommandError, match="invalid choice"):
        run(article.pk, "-f", "nonsense")


def test_an_unknown_account_is_an_error(article, run):
    with pytest.raises(CommandError, match="no active account “nobody”"):
        run(article.pk, "-f", "md", "--as", "nobody")


def test_an_outsider_learns_nothing(article, outsider, run):
    with pytest.raises(CommandError, match="There is no article"):
        run(article.pk, "-f", "md", "--as", outsider.username)


def test_a_closed_account_exports_nothing(annotator, article, run):
    User.objects.filter(pk=annotator.user_id).update(is_active=False)
    with pytest.raises(CommandError, match="no active account"):
        run(article.pk, "-f", "md", "--as", user_of(annotator).username)


@pytest.mark.parametrize("whose", ["mine", "nobody"])
def test_the_operator_cannot_ask_for_tags_of_nobody(article, run, whose):
    with pytest.raises(CommandError, match="Nobody in this team"):
        run(article.pk, "-f", "md", "--whose", whose)


def test_a_members_export_is_recorded_and_the_operators_is_not(annotator, article, run):
    run(article.pk, "-f", "md")
    assert not Event.objects.filter(kind=EventKind.EXPORT_ISSUED).exists()
    run(article.pk, "-f", "md", "--as", user_of(annotator).username)
    assert Event.objects.get(kind=EventKind.EXPORT_ISSUED).actor == annotator


def test_the_options_reach_the_file(desk, article, run):
    judge(place_of(desk.annotator, article), 1, "opinion", note="marked", note_exported=True)
    judge(place_of(desk.owner, article), 2, "verified")
    ours = json.loads(
        run(article.pk, "-f", "json", "--filter", "state=opinion", "--names", "--notes", "--no-evidence")
    )
    assert ours["options"] == {
        "whose": "team",
        "names": True,
        "notes": True,
        "evidence": False,
        "discussion": False,
        "history": False,
        "filter": "state=opinion",
    }
    assert [person["name"] for person in ours["people"]] == [desk.annotator.name]
    theirs = json.loads(run(article.pk, "-f", "json", "--whose", desk.owner.public_id))
    assert [len(one["annotations"]) for one in theirs["sentences"]] == [0, 1, 0, 0, 0]
    assert run(article.pk, "-f", "csv", "--bom").startswith(b"\xef\xbb\xbf")


def test_the_operator_sees_every_team_and_no_unrevealed_work(desk, article, run):
    session = AnnotationSession.objects.create(team=desk.team, name="Blind", mode="blind")
    mine = place_of(desk.annotator, article)
    judge(replace(mine, session=session), 1, "verified", note="canary", note_exported=True)
    judge(mine, 2, "opinion")
    held = json.loads(run(article.pk, "-f", "json", "--notes"))
    assert [len(one["annotations"]) for one in held["sentences"]] == [0, 1, 0, 0, 0]


def test_a_member_who_was_erased_does_not_stand_in_for_the_operator(desk, article, run):
    desk.owner.user = desk.viewer.user = None
    desk.owner.save()
    desk.viewer.save()
    assert run(article.pk, "-f", "md")
    assert not Event.objects.filter(kind=EventKind.EXPORT_ISSUED).exists()


def test_an_account_of_two_teams_exports_from_either(article, run):
    other = make_desk("Others")
    user = User.objects.create_user("both", password=PASSWORD)
    for team in (article.team, other.team):
        add_member(team=team, user=user, role=Role.VIEWER)
    assert run(article.pk, "-f", "md", "--as", "both")
