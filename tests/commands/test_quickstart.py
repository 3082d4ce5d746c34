"""``manage.py quickstart``."""

import shutil
import socket
from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from tests.factories import make_user
from warreader.management.commands.quickstart import collect_static
from warreader.models import Annotation, Article, Event, Membership, Team, User

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _static_files() -> Iterator[None]:
    """Take away what was collected: every test client after that would look at all of it."""
    yield
    shutil.rmtree(settings.STATIC_ROOT)
    settings.STATIC_ROOT.mkdir()


def quickstart() -> str:
    """Prepare without serving; return what is printed."""
    out = StringIO()
    call_command("quickstart", "--no-serve", stdout=out)
    return out.getvalue()


def test_the_passwords_that_it_prints_let_everybody_in():
    rows = [line.split() for line in quickstart().splitlines() if line.startswith("  ")][1:]
    assert len(rows) == 5
    for username, password, role in rows:
        user = authenticate(username=username, password=password)
        assert user is not None
        assert Membership.objects.get(user=user).get_role_display() == role


def test_running_it_again_changes_nothing():
    def state() -> list:
        return [
            list(model.objects.order_by("pk").values_list()) for model in (User, Team, Article, Annotation, Event)
        ]

    quickstart()
    before = state()
    assert quickstart() == "There are accounts already: nothing was changed.\n"
    assert state() == before


def test_a_database_that_has_accounts_gets_no_demo():
    make_user("somebody")
    quickstart()
    assert not Team.objects.exists()
    assert User.objects.count() == 1


def test_a_port_in_use_is_an_error_before_anything_is_made():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port}.*--port"):
            call_command("quickstart", "--port", str(port))
    assert not User.objects.exists()


def test_static_files_are_collected_once():
    collect_static()
    stylesheets = list((settings.STATIC_ROOT / "css").glob("*.css"))
    assert stylesheets
    stylesheets[0].unlink()
    collect_static()
    assert not stylesheets[0].exists()
    (settings.STATIC_ROOT / "collected").write_text("as they were before an update")
    collect_static()
    assert stylesheets[0].exists()
