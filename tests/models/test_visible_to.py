"""Who sees which rows: every model, for everybody there is."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils import timezone

from tests.factories import (
    Desk,
    hold_session,
    invite,
    judge,
    make_article,
    make_desk,
    make_member,
    make_user,
    place_of,
    settle_and_comment,
    support,
    user_of,
)
from tests.remembered import Remembered
from warreader import models
from warreader.actions.teams import add_member, create_team
from warreader.models import OPERATOR, Role, Tag
from warreader.models.base import TeamQuerySet, memberships_of, withheld_articles_of
from warreader.places import Place

TEAM_MODELS = [
    models.Adjudication,
    models.Annotation,
    models.AnnotationSession,
    models.Arrival,
    models.Article,
    models.Assignment,
    models.Capture,
    models.Comment,
    models.Edition,
    models.Event,
    models.Evidence,
    models.Invitation,
    models.LostPlace,
    models.Membership,
    models.NearDuplicate,
    models.Publication,
    models.Revision,
    models.Sentence,
    models.SessionArticle,
    models.Succession,
    models.Team,
    models.WorkItem,
]
#: reached only through the row that they belong to, or not shown to anybody; notices are one person's each
WITHOUT = {models.User, models.EventCounter, models.EventText, models.KeptBundle, models.Notice, models.Shingle}

#: the roles that see a model's rows, where not all do
SEEN_FROM = {models.Arrival: Role.EDITOR, models.Invitation: Role.EDITOR}

every_model = pytest.mark.parametrize("model", TEAM_MODELS, ids=lambda model: model.__name__)


def some_of_everything() -> tuple[Desk, Place]:
    desk = make_desk()
    place = place_of(desk.annotator, make_article(desk.editor))
    hold_session(desk.editor, desk.annotator, articles=[place.article], mode="open")
    judge(place, 1, Tag.VERIFIED, note="seen")
    support(place, 1)
    invite(desk.owner)
    settle_and_comment(place)
    continued(place, make_article(desk.editor, "Another text."))
    return desk, place


def continued(place: Place, other: models.Article) -> None:
    """Store rows of how texts go on, as if one article's were the later text of the other's."""
    team, here = place.team, place.sentences()[0]
    later = models.Revision.objects.get(article=other)
    there = models.Sentence.objects.filter(revision=later)[0]
    models.Arrival.objects.create(team=team, member=place.author, batch=uuid4(), action=uuid4())
    models.Succession.objects.create(team=team, earlier=here, later=there, fit="changed")
    models.LostPlace.objects.create(
        team=team, session=place.session, sentence=here, author=place.author, revision=later
    )
    published = models.Publication.objects.create(
        team=team,
        article=place.article,
        session=place.session,
        published_by=place.author,
        published_at=timezone.now(),
    )
    models.Edition.objects.create(
        team=team, publication=published, number=1, made_by=place.author, made_at=timezone.now()
    )
    models.NearDuplicate.objects.create(team=team, one=place.revision, other=later, resemblance=0.5, containment=0.5)


remembered_work = Remembered(some_of_everything)


@pytest.fixture(autouse=True)
def work(db) -> tuple[Desk, Place]:
    return remembered_work()


@pytest.fixture
def desk(work) -> Desk:
    return work[0]


@pytest.fixture
def place(work) -> Place:
    return work[1]


@pytest.fixture
def article(place) -> models.Article:
    return place.article


def ids(rows) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def test_every_model_is_in_this_test():
    defined = {value for value in vars(models).values() if isinstance(value, type) and issubclass(value, Model)}
    assert defined == {*TEAM_MODELS, *WITHOUT}


@every_model
def test_nobody_who_has_not_signed_in_sees_anything(model):
    assert not model.objects.visible_to(AnonymousUser()).exists()


@every_model
def test_an_outsider_sees_nothing(model, outsider):
    assert not model.objects.visible_to(outsider).exists()


@every_model
def test_a_member_of_another_team_sees_only_that_teams_rows(model):
    other = make_desk("Other")
    make_article(other.editor)
    visible = model.objects.visible_to(user_of(other.viewer))
    path = "pk" if model is models.Team else "team_id"
    assert set(visible.values_list(path, flat=True)) <= {other.team.pk}


@every_model
@pytest.mark.parametrize("role", list(Role))
def test_a_member_of_any_role_sees_all_of_the_team_that_is_for_it(model, desk, role):
    seen = ids(model.objects.visible_to(user_of(desk.members[role])))
    assert seen == (ids(model.objects.all()) if role >= SEEN_FROM.get(model, Role.VIEWER) else set())
    assert model.objects.exists()


@every_model
def test_who_left_the_team_sees_nothing(model, annotator):
    annotator.left_at = timezone.now()
    annotator.save()
    assert not model.objects.visible_to(user_of(annotator)).exists()


@every_model
def test_a_row_is_seen_once_by_somebody_in_two_teams(model, annotator):
    add_member(team=create_team(name="Second"), user=user_of(annotator), role=Role.OWNER)
    visible = model.objects.visible_to(user_of(annotator))
    assert visible.count() == len(ids(visible))


@every_model
def test_the_operator_of_a_command_sees_every_team(model):
    assert ids(model.objects.visible_to(OPERATOR)) == ids(model.objects.all()) != set()


@pytest.mark.parametrize(
    "model",
    [models.Article, models.NearDuplicate, models.Revision, models.Sentence, models.Succession],
    ids=lambda model: model.__name__,
)
def test_a_deleted_article_is_nobodys_to_see(model, annotator):
    models.Article.objects.update(deleted_at=timezone.now())
    assert not model.objects.visible_to(user_of(annotator)).exists()


class TestBlindSession:
    """Work in a blind session is its author's alone until the reveal."""

    MODELS: tuple[Any, ...] = (models.Annotation, models.Evidence, models.Event)

    @pytest.fixture
    def session(self, place, team):
        """Move all the work there is into a blind session."""
        session = models.AnnotationSession.objects.create(team=team, name="Blind", mode="blind")
        models.Annotation.objects.update(session=session)
        models.Evidence.objects.update(session=session)
        # The history refuses changes; a test may go around it.
        work = models.Event.objects.exclude(session=None).exclude(kind=models.EventKind.SESSION_MADE)
        work.update(session=session)
        return session

    def hidden(self, viewer) -> list[bool]:
        rows = [model.objects.visible_to(viewer).filter(session__mode="blind") for model in self.MODELS]
        return [not visible.exists() for visible in rows]

    def test_others_do_not_see_it_whatever_their_role(self, session, desk):
        for role in (Role.VIEWER, Role.EDITOR, Role.OWNER):
            assert self.hidden(user_of(desk.members[role])) == [True, True, True]
        assert self.hidden(user_of(make_member(desk.team))) == [True, True, True]

    def test_the_author_sees_it(self, session, annotator):
        assert self.hidden(user_of(annotator)) == [False, False, False]

    def test_the_operator_and_superusers_do_not_see_it(self, session):
        assert self.hidden(OPERATOR) == [True, True, True]
        assert self.hidden(make_user("root", is_superuser=True)) == [True, True, True]

    def test_after_the_reveal_the_team_sees_it(self, session, desk):
        session.revealed_at = timezone.now()
        session.save()
        assert self.hidden(user_of(desk.viewer)) == [False, False, False]
        assert self.hidden(OPERATOR) == [False, False, False]

    def test_work_in_the_reading_room_stays_in_sight(self, session, desk, article):
        judge(place_of(desk.annotator, article), 2, Tag.OPINION)
        visible = models.Annotation.objects.visible_to(user_of(desk.viewer))
        assert [row.sentence.ordinal for row in visible] == [2]


def test_every_queryset_of_a_team_can_be_asked_who_sees_it():
    for model in TEAM_MODELS:
        assert isinstance(model._default_manager.all(), TeamQuerySet), model


def test_a_notice_is_seen_by_the_member_it_is_for_and_by_nobody_else(desk):
    models.Notice.objects.all().delete()
    notice = models.Notice.objects.create(
        team=desk.team, member=desk.annotator, kind=models.NoticeKind.ASSIGNED, created_at=timezone.now()
    )
    for viewer in (AnonymousUser(), OPERATOR, user_of(desk.owner), make_user()):
        assert not models.Notice.objects.visible_to(viewer).exists()
    assert list(models.Notice.objects.visible_to(user_of(desk.annotator))) == [notice]
    desk.annotator.left_at = timezone.now()
    desk.annotator.save()
    assert not models.Notice.objects.visible_to(user_of(desk.annotator)).exists()


def test_settled_tags_are_nobodys_own_where_an_article_is_withheld(desk, place):
    hold_session(desk.editor, desk.annotator, articles=[place.article])
    models.Adjudication.objects.update(settled_by=desk.annotator)
    assert not models.Adjudication.objects.visible_to(user_of(desk.annotator)).exists()
    assert models.Adjudication.objects.visible_to(user_of(desk.viewer)).exists()


def test_what_a_query_is_made_of_is_never_remembered_with_what_it_found(desk, article):
    first = withheld_articles_of(desk.annotator.user)
    assert not first.exists()
    assert list(first) == []
    hold_session(desk.editor, desk.annotator, articles=[article])
    assert [row["part__article"] for row in withheld_articles_of(desk.annotator.user)] == [article.pk]
    assert not withheld_articles_of(desk.editor.user).exists()
    assert list(memberships_of(desk.editor.user)) == [desk.editor]


def test_whose_rows_are_asked_for_has_to_have_signed_in():
    for rows in (withheld_articles_of, memberships_of):
        with pytest.raises(TypeError, match="not signed in"):
            rows(AnonymousUser())
