"""The demo team."""

import hashlib
from collections import Counter

import pytest
from django.conf import settings
from django.contrib.auth import authenticate

from tests.factories import place_of
from tests.remembered import Remembered
from warreader.actions.demo import ALPHABET, make_demo, new_password
from warreader.marks import Judgement, State, state_of
from warreader.models import (
    Annotation,
    AnnotationSession,
    Article,
    Capture,
    Comment,
    Evidence,
    Membership,
    Mode,
    Phase,
    Role,
    Team,
)
from warreader.queries.figures import agreement_page

SEEDS = settings.ROOT / "seeds"

demo = Remembered(lambda: make_demo(seeds=SEEDS))

pytestmark = pytest.mark.django_db


def states(article: Article) -> Counter[State]:
    """How many sentences of the article show each state to the team."""
    member = Membership.objects.get(role=Role.OWNER)
    counts: Counter[State] = Counter()
    for sentence in place_of(member, article).sentences():
        rows = Annotation.objects.filter(sentence=sentence).with_support()
        judged = [Judgement(row.author_id, row.tag, has_evidence=row.has_evidence) for row in rows]
        counts[state_of(judged)] += 1
    return counts


def test_there_is_an_account_of_each_role_that_can_sign_in():
    accounts = demo()
    assert {account.role for account in accounts} == set(Role)
    for account in accounts:
        user = authenticate(username=account.username, password=account.password)
        assert user is not None
        assert Membership.objects.get(user=user).role == account.role
        assert (user.is_staff, user.is_superuser) == (False, False)


def test_every_seed_is_an_article_with_what_its_file_says_about_it():
    demo()
    sources = dict(Article.objects.order_by("pk").values_list("title", "source"))
    assert len(sources) == len(list(SEEDS.glob("*.txt"))) == 5
    assert sorted(sources.values()) == ["", "", "", "BeyondNews", "Daily Star"]
    assert set(Article.objects.values_list("published", flat=True)) == {None}


def test_every_seed_comes_from_its_file():
    demo()
    files = {f"seeds/{path.name}": path.read_bytes() for path in SEEDS.glob("*.txt")}
    captures = Capture.objects.all()
    assert {capture.filename: bytes(capture.content) for capture in captures} == files
    assert {capture.sha256 for capture in captures} == {
        hashlib.sha256(content).hexdigest() for content in files.values()
    }
    assert {(capture.importer, capture.charset, *capture.repairs) for capture in captures} == {("plain", "utf-8")}


def test_the_first_page_shows_every_state_and_leaves_most_to_do():
    demo()
    shown = sum((states(article) for article in Article.objects.all()), Counter())
    for state in (State.VERIFIED, State.HOLLOW, State.UNVERIFIED, State.OPINION, State.SPLIT):
        assert shown[state] >= 1, state
    assert shown[State.OPEN] > shown.total() / 2
    assert Annotation.objects.exclude(note="").count() == 1


def test_its_one_piece_of_evidence_says_that_it_is_a_demo():
    demo()
    assert Evidence.objects.get().citation == "Demo entry: replace with a real source"


def test_it_has_an_open_session_that_goes_on_and_a_revealed_one_in_which_people_agree_differ_and_discuss():
    demo()
    blind, going_on = AnnotationSession.objects.made().order_by("pk")
    assert (blind.mode, blind.phase) == (Mode.BLIND, Phase.DISCUSSING)
    assert (going_on.mode, going_on.phase) == (Mode.OPEN, Phase.ANNOTATING)
    seen = agreement_page(Membership.objects.get(role=Role.VIEWER), blind)
    (heat,) = seen.rounds[0].heat.values()
    assert sum(value == 0 for value in heat) >= 5
    assert sum(bool(value) for value in heat) >= 5
    assert Comment.objects.get().session == blind


def test_a_seed_that_cannot_be_loaded_leaves_nothing_behind(tmp_path):
    (tmp_path / "000_other.txt").write_text("Nothing that the demo's judgements are about.")
    with pytest.raises(ValueError, match="substring not found"):
        make_demo(seeds=tmp_path)
    assert not Team.objects.exists()


def test_passwords_are_long_and_readable_and_never_the_same():
    passwords = {new_password() for _ in range(100)}
    assert len(passwords) == 100
    for password in passwords:
        assert len(password) == 14
        assert set(password) <= {*ALPHABET, "-"}
