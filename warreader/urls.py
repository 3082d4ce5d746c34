"""URLs: nouns. A change of state is a noun of its own, too."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from warreader.forms.accounts import PasswordForm, SignInForm
from warreader.views import (
    accounts,
    agreement,
    annotations,
    articles,
    changes,
    evidence,
    exports,
    home,
    kinds,
    sentences,
    sessions,
    undo,
)

sentence = "sentences/<int:ordinal>/"
#: an article and all that belongs to it: in the reading room, and in every session that it is part of
of_article = [
    path("", articles.show, name="article"),
    path("original/", articles.original, name="original"),
    path("next/", sentences.following, name="next"),
    path("changes/", changes.index, name="changes"),
    path("tags/", annotations.tags, name="tags"),
    path("flags/", annotations.flags, name="flags"),
    path("kinds/", kinds.correct, name="kinds"),
    path("undo/", undo.undo_last, name="undo"),
    path("exports/", exports.index, name="exports"),
    path(sentence, sentences.show, name="sentence"),
    path(f"{sentence}history/", sentences.history, name="history"),
    path(f"{sentence}note/", annotations.note, name="note"),
    path(f"{sentence}evidence/", evidence.index, name="evidence"),
    path(f"{sentence}evidence/<uuid:evidence>/", evidence.edit, name="evidence-edit"),
    path(f"{sentence}evidence/<uuid:evidence>/removal/", evidence.remove, name="evidence-removal"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("help/", home.guide, name="help"),
    path("accounts/login/", auth.LoginView.as_view(authentication_form=SignInForm), name="login"),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    path(
        "accounts/password/",
        auth.PasswordChangeView.as_view(form_class=PasswordForm, success_url="/accounts/preferences/"),
        name="password_change",
    ),
    path("accounts/preferences/", accounts.preferences, name="preferences"),
    path("accounts/theme/", accounts.theme, name="theme"),
    path("teams/<uuid:team>/articles/", articles.index, name="library"),
    path("teams/<uuid:team>/articles/new/", articles.new, name="article-new"),
    path("teams/<uuid:team>/articles/preview/", articles.preview, name="article-preview"),
    path("teams/<uuid:team>/sessions/", sessions.index, name="sessions"),
    path("teams/<uuid:team>/sessions/new/", sessions.new, name="session-new"),
    path("sessions/<uuid:session>/", sessions.show, name="session-show"),
    path("sessions/<uuid:session>/agreement/", agreement.show, name="session-agreement"),
    path("sessions/<uuid:session>/reveal/", sessions.make_revealed, name="session-reveal"),
    path("sessions/<uuid:session>/closing/", sessions.make_closed, name="session-closing"),
    path("sessions/<uuid:session>/extension/", sessions.extension, name="session-extension"),
    path("sessions/<uuid:session>/articles/<uuid:article>/completion/", sessions.completion, name="completion"),
    path("sessions/<uuid:session>/articles/<uuid:article>/resumption/", sessions.resumption, name="resumption"),
    path("articles/<uuid:article>/", include(of_article)),
    path("sessions/<uuid:session>/articles/<uuid:article>/", include((of_article, "session"))),
    path("admin/", admin.site.urls),
]
