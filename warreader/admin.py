"""The administrators' pages: users, teams and memberships are edited; everything with a history is only read.

What an unrevealed blind session hides is hidden here as well, from everybody: every list starts from
``visible_to(OPERATOR)``. So is all work on an article that the administrator has to judge in one.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet, URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from warreader.actions.errors import Refused
from warreader.actions.teams import add_member, change_role, open_team
from warreader.models import (
    OPERATOR,
    Adjudication,
    Annotation,
    AnnotationSession,
    Article,
    Capture,
    Comment,
    Event,
    Evidence,
    Membership,
    Revision,
    Role,
    Sentence,
    Team,
    User,
)
from warreader.models.base import withheld_articles_of


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Accounts, with how their people like their pages."""

    fieldsets = (*(UserAdmin.fieldsets or ()), (_("Pages"), {"fields": ("theme", "single_keys")}))


class NeverDeleted(admin.ModelAdmin):
    """Rows that the history names, so that they stay."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


@admin.register(Team)
class TeamAdmin(NeverDeleted):
    """Teams."""

    list_display = ("name", "created_at")
    search_fields = ("name",)
    #: the owners', and in the history
    readonly_fields = ("forbids_fetching", "licence")

    def save_model(self, request: HttpRequest, obj: Team, form: Any, change: bool) -> None:
        """Save the team; a new one gets all that it needs to work."""
        super().save_model(request, obj, form, change)
        if not change:
            open_team(obj)


@admin.register(Membership)
class MembershipAdmin(NeverDeleted):
    """Who is in which team; whoever leaves keeps their row, with the time."""

    list_display = ("name", "team", "role", "joined_at", "left_at")
    list_filter = ("team", "role")
    search_fields = ("name", "user__username")
    list_select_related = ("team",)

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        """Keep a member in their team: all they did is that team's. Leaving is theirs and the owners' to do."""
        return ("team", "user", "left_at") if obj else ("left_at",)

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        """Take the person in, or change their role and name, as the history wants it."""
        if not change:
            if obj.user is None:
                super().save_model(request, obj, form, change)
            else:
                obj.pk = add_member(team=obj.team, user=obj.user, role=Role(obj.role)).pk
            return
        try:
            change_role(member=obj, role=Role(obj.role))
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        Membership.objects.filter(pk=obj.pk).update(name=obj.name)


class ReadOnly(NeverDeleted):
    """Rows of the history, and what only actions may change: here to be looked at."""

    list_per_page = 50
    # The default of Django 6, said early; forms are made for rows that are only shown, too.
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    show_full_result_count = False
    #: of rows that tell of people's work: the way to the article that it is on
    article_path = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the rows that no unrevealed blind session hides, be it one that the administrator judges in."""
        rows: QuerySet = self.model._default_manager.visible_to(OPERATOR)
        if not self.article_path:
            return rows
        return rows.exclude(**{f"{self.article_path}__in": withheld_articles_of(request.user)})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


@admin.register(Article)
class ArticleAdmin(ReadOnly):
    """Articles."""

    list_display = ("title", "team", "source", "published", "created_at")
    list_filter = ("team",)
    list_select_related = ("team",)
    search_fields = ("title",)


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    """Texts of articles."""

    list_display = ("article", "number", "digest", "segmenter", "created_at")
    list_select_related = ("article",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the revisions; a list has no use for their texts."""
        return super().get_queryset(request).defer("text", "capture__content")


@admin.register(Capture)
class CaptureAdmin(ReadOnly):
    """How reports came in; their bytes are not shown."""

    list_display = ("sha256", "team", "importer", "received_at", "received_by")
    list_select_related = ("team", "received_by")
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the captures without their bytes."""
        return super().get_queryset(request).defer("content")


@admin.register(Sentence)
class SentenceAdmin(ReadOnly):
    """Sentences."""

    list_display = ("revision_id", "ordinal", "kind", "start", "end")
    raw_id_fields = ("revision",)


@admin.register(AnnotationSession)
class SessionAdmin(ReadOnly):
    """Annotation sessions."""

    list_display = ("name", "team", "mode", "phase", "revealed_at")
    list_filter = ("team", "mode", "phase")
    list_select_related = ("team",)


@admin.register(Annotation)
class AnnotationAdmin(ReadOnly):
    """Judgements."""

    article_path = "sentence__revision__article"
    list_display = ("id", "team", "author", "tag", "round", "updated_at")
    list_filter = ("team", "tag")
    list_select_related = ("team", "author")


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly):
    """Evidence."""

    article_path = "sentence__revision__article"
    list_display = ("id", "team", "author", "citation", "url", "updated_at")
    list_filter = ("team",)
    list_select_related = ("team", "author")


@admin.register(Adjudication)
class AdjudicationAdmin(ReadOnly):
    """Settled tags."""

    article_path = "sentence__revision__article"
    list_display = ("id", "team", "session", "outcome", "settled_by", "updated_at")
    list_filter = ("team", "outcome")
    list_select_related = ("team", "session", "settled_by")


@admin.register(Comment)
class CommentAdmin(ReadOnly):
    """What people say about sentences."""

    article_path = "sentence__revision__article"
    list_display = ("id", "team", "session", "author", "created_at")
    list_filter = ("team",)
    list_select_related = ("team", "session", "author")


@admin.register(Event)
class EventAdmin(ReadOnly):
    """The history."""

    article_path = "article"
    list_display = ("team", "number", "kind", "actor", "created_at")
    list_filter = ("team", "kind")
    list_select_related = ("team", "actor")
    ordering = ("-team", "-number")
