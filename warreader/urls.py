"""URLs: nouns. A change of state is a noun of its own, too."""

from allauth.account import views as auth
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from warreader.views import (
    accounts,
    annotations,
    articles,
    changes,
    evidence,
    exports,
    home,
    invitations,
    kinds,
    members,
    sentences,
    teams,
    undo,
)

team = "teams/<uuid:team>/"
article = "articles/<uuid:article>/"
sentence = f"{article}sentences/<int:ordinal>/"

# Administrators come in where everybody does: under the same limits, with their second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("help/", home.guide, name="help"),
    # names of our own for what allauth has at the same addresses
    path("accounts/login/", auth.login, name="login"),
    path("accounts/logout/", auth.logout, name="logout"),
    path("accounts/password/change/", auth.password_change, name="password_change"),
    path("accounts/preferences/", accounts.preferences, name="preferences"),
    path("accounts/theme/", accounts.theme, name="theme"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/3rdparty/", include("allauth.socialaccount.urls")),
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("invitations/<str:token>/", invitations.show, name="invitation"),
    path("teams/", teams.index, name="teams"),
    path(team, teams.show, name="team"),
    path(f"{team}name/", teams.rename, name="team-name"),
    path(f"{team}ownership/", teams.ownership, name="team-ownership"),
    path(f"{team}departure/", teams.departure, name="team-departure"),
    path(f"{team}members/<uuid:member>/role/", members.role, name="member-role"),
    path(f"{team}members/<uuid:member>/removal/", members.removal, name="member-removal"),
    path(f"{team}invitations/", invitations.index, name="invitations"),
    path(f"{team}invitations/<uuid:invitation>/revocation/", invitations.revocation, name="invitation-revocation"),
    path("teams/<uuid:team>/articles/", articles.index, name="library"),
    path("teams/<uuid:team>/articles/new/", articles.new, name="article-new"),
    path("teams/<uuid:team>/articles/preview/", articles.preview, name="article-preview"),
    path(article, articles.show, name="article"),
    path(f"{article}original/", articles.original, name="original"),
    path(f"{article}next/", sentences.following, name="next"),
    path(f"{article}changes/", changes.index, name="changes"),
    path(f"{article}tags/", annotations.tags, name="tags"),
    path(f"{article}flags/", annotations.flags, name="flags"),
    path(f"{article}kinds/", kinds.correct, name="kinds"),
    path(f"{article}undo/", undo.undo_last, name="undo"),
    path(f"{article}exports/", exports.index, name="exports"),
    path(sentence, sentences.show, name="sentence"),
    path(f"{sentence}history/", sentences.history, name="history"),
    path(f"{sentence}note/", annotations.note, name="note"),
    path(f"{sentence}evidence/", evidence.index, name="evidence"),
    path(f"{sentence}evidence/<uuid:evidence>/", evidence.edit, name="evidence-edit"),
    path(f"{sentence}evidence/<uuid:evidence>/removal/", evidence.remove, name="evidence-removal"),
    path("admin/", admin.site.urls),
]
