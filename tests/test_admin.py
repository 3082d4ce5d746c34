"""The administrators' pages."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    hold_session,
    judge,
    make_article,
    make_member,
    make_user,
    place_of,
    settle_and_comment,
    support,
    user_of,
)
from warreader import models
from warreader.actions.teams import add_member
from warreader.models import AnnotationSession, Membership, Role, Tag, Team, User

READ_ONLY = [
    models.Adjudication,
    models.Annotation,
    models.AnnotationSession,
    models.Article,
    models.Capture,
    models.Comment,
    models.Event,
    models.Evidence,
    models.Revision,
    models.Sentence,
]


@pytest.fixture
def root(db) -> Client:
    client = Client()
    client.force_login(make_user("root", is_superuser=True))
    return client


@pytest.fixture
def work(place) -> None:
    judge(place, 1, Tag.VERIFIED, note="CANARY")
    support(place, 1, "CANARY")
    settle_and_comment(place, "CANARY")


def url(model, page: str, *args) -> str:
    return reverse(f"admin:warreader_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model.__name__)
def test_what_has_a_history_can_be_looked_at_and_nothing_else(root, work, model):
    row = model.objects.first()
    assert root.get(url(model, "changelist")).status_code == 200
    assert root.get(url(model, "change", row.pk)).status_code == 200
    assert root.get(url(model, "add")).status_code == 403
    assert root.post(url(model, "add"), {}).status_code == 403
    assert root.post(url(model, "change", row.pk), {}).status_code == 403
    assert root.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    actions = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    root.post(url(model, "changelist"), actions)
    assert model.objects.filter(pk=row.pk).exists()


def test_every_model_with_a_history_is_read_only():
    registered = {model for model in admin.site._registry if model.__module__.startswith("warreader.")}
    assert registered == {*READ_ONLY, Team, Membership, User}


@pytest.mark.parametrize(
    "model", [models.Annotation, models.Evidence, models.Event], ids=lambda model: model.__name__
)
def test_blind_work_before_the_reveal_is_hidden_even_from_superusers(root, work, team, model):
    session = AnnotationSession.objects.create(team=team, name="Blind", mode="blind")
    for table in (models.Annotation, models.Evidence, models.Event):
        table.objects.exclude(session=None).update(session=session)
    row = model.objects.filter(session=session).first()

    def seen() -> tuple[bool, int]:
        listed = root.get(url(model, "changelist")).content.decode()
        return f"/{row.pk}/change/" in listed, root.get(url(model, "change", row.pk)).status_code

    assert seen() == (False, 302)
    session.revealed_at = timezone.now()
    session.save()
    assert seen() == (True, 200)


def test_whoever_judges_an_article_blind_sees_no_work_on_it_here_either(work, team, article):
    user = make_user("judge", is_superuser=True)
    member = add_member(team=team, user=user, role=Role.ANNOTATOR)
    client = Client()
    client.force_login(user)
    hidden: list[Any] = [models.Adjudication, models.Annotation, models.Comment, models.Evidence, models.Event]
    rows = [model.objects.exclude(sentence=None).first() for model in hidden]

    def seen() -> list[int]:
        return [client.get(url(type(row), "change", row.pk)).status_code for row in rows]

    assert seen() == [200] * 5
    hold_session(team.memberships.get(role=Role.OWNER), member, articles=[article])
    assert seen() == [302] * 5


def test_the_last_owner_keeps_their_role_here_too(root, desk):
    values = {"name": "Renamed", "role": Role.VIEWER.value}
    page = root.post(url(Membership, "change", desk.owner.pk), values, follow=True).content.decode()
    changed = Membership.objects.get(pk=desk.owner.pk)
    assert (changed.name, changed.role) == ("Renamed", Role.OWNER)
    assert "only owner" in page


def test_what_is_done_to_members_here_is_in_the_history(root, desk):
    root.post(url(Membership, "change", desk.viewer.pk), {"name": "Renamed", "role": Role.EDITOR.value})
    event = models.Event.objects.latest("number")
    assert (event.kind, event.actor, event.data["operator"]) == ("role changed", desk.viewer, True)


def test_a_team_made_here_can_work(root):
    assert root.post(url(Team, "add"), {"name": "New desk"}).status_code == 302
    team = Team.objects.get(name="New desk")
    editor = make_member(team, Role.EDITOR)
    judge(place_of(editor, make_article(editor)), 1, Tag.OPINION)


def test_a_team_renamed_here_stays_one_team(root, team):
    assert root.post(url(Team, "change", team.pk), {"name": "Renamed"}).status_code == 302
    assert list(Team.objects.values_list("name", flat=True)) == ["Renamed"]
    assert team.sessions.count() == 1


def test_a_person_can_be_taken_into_a_team(root, team):
    user = make_user("newcomer")
    values = {"team": team.pk, "user": user.pk, "name": "Newcomer", "role": Role.ANNOTATOR}
    assert root.post(url(Membership, "add"), values).status_code == 302
    assert Membership.objects.get(user=user).role == Role.ANNOTATOR


def test_a_member_stays_in_their_team(root, annotator):
    other = Team.objects.create(name="Other")
    values = {"team": other.pk, "user": annotator.user.pk, "name": "Renamed", "role": Role.EDITOR}
    assert root.post(url(Membership, "change", annotator.pk), values).status_code == 302
    changed = Membership.objects.get(pk=annotator.pk)
    assert (changed.team, changed.name, changed.role) == (annotator.team, "Renamed", Role.EDITOR)


@pytest.mark.parametrize("model", [Team, Membership], ids=lambda model: model.__name__)
def test_teams_and_members_are_never_deleted(root, annotator, model):
    row = model.objects.first()
    assert root.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_an_account_can_be_made_and_changed(root):
    values = {"username": "olha", "usable_password": "true", "password1": "kf3m-tq8x", "password2": "kf3m-tq8x"}
    assert root.post(url(User, "add"), values).status_code == 302
    page = root.get(url(User, "change", User.objects.get(username="olha").pk)).content.decode()
    assert 'name="theme"' in page


def test_nobody_but_staff_comes_in(desk, client_of):
    client = client_of(desk.owner)
    assert client.get(reverse("admin:index")).status_code == 302
    assert not user_of(desk.owner).is_staff


def test_lists_take_as_many_queries_for_three_rows_as_for_one(root, desk, django_assert_num_queries):
    place = place_of(desk.annotator, make_article(desk.editor))
    for ordinal in (1, 2, 3):
        judge(place, ordinal, Tag.OPINION)
        if ordinal in {1, 3}:
            # session, user, counts and team filter of the frame, and one for the rows
            with django_assert_num_queries(5):
                root.get(url(models.Annotation, "changelist"))
