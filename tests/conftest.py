"""What tests share."""

import gc
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
from django.test import Client

from warreader.models import Article, Membership, Team, User
from warreader.places import Place

from . import migrated
from .factories import Desk, make_article, make_desk, make_member, make_user, place_of, user_of
from .remembered import Remembered
from .talking import REMEMBERED as TALKING
from .talking import World
from .told import tell_of_pages_only

remembered_desk = Remembered(make_desk)

# Time is measured in benchmarks: a busy machine is no failure.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """Leave what is imported by now out of every later look for garbage: those took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _pages_only(django_test_environment: None) -> None:
    tell_of_pages_only()


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """Whether the test database is there already, migrated."""
    return migrated.begin_with(migrated.kept(request.config))


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_keepdb: bool, django_db_blocker: Any
) -> None:
    """Keep the test database for the next time, if it had to be migrated: that takes three seconds."""
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            migrated.keep(migrated.kept(request.config))


@pytest.fixture
def desk(db: None) -> Desk:
    """A team with its reading room and event counter, and a member of every role."""
    return remembered_desk()


@pytest.fixture
def team(desk: Desk) -> Team:
    return desk.team


@pytest.fixture
def annotator(desk: Desk) -> Membership:
    return desk.annotator


@pytest.fixture
def editor(desk: Desk) -> Membership:
    return desk.editor


@pytest.fixture
def mate(desk: Desk) -> Membership:
    """A second annotator."""
    return make_member(desk.team)


@pytest.fixture
def outsider(db: None) -> User:
    """Somebody with an account, and in no team."""
    return make_user("outsider")


@pytest.fixture
def article(desk: Desk) -> Article:
    """An article of five sentences, added by the editor."""
    return make_article(desk.editor)


@pytest.fixture
def place(annotator: Membership, article: Article) -> Place:
    """The article in the reading room, as the annotator sees it."""
    return place_of(annotator, article)


@pytest.fixture
def discussed(db: None) -> World:
    """A session with work, talk and settled tags."""
    return TALKING()


@pytest.fixture
def client_of() -> Callable[[Membership | User], Client]:
    """Give a client that is signed in as a member, or as an account."""

    def sign_in(somebody: Membership | User) -> Client:
        client = Client()
        client.force_login(somebody if isinstance(somebody, User) else user_of(somebody))
        return client

    return sign_in
