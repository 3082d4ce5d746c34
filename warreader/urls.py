"""URLs: nouns. A change of state is a noun of its own, too."""

from allauth.account import views as auth
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from warreader.views import (
    accounts,
    adjudication,
    agreement,
    annotations,
    announcements,
    articles,
    assignments,
    bookmarklets,
    changes,
    classes,
    discussion,
    evidence,
    exports,
    home,
    invitations,
    kinds,
    live,
    members,
    notices,
    origins,
    sentences,
    sessions,
    settled,
    teams,
    terms,
    texts,
    undo,
    verdicts,
    work,
)

team = "teams/<uuid:team>/"
sentence = "sentences/<int:ordinal>/"
adjudicated = "sessions/<uuid:session>/adjudication/"
comment = f"{sentence}comments/<uuid:comment>/"
part = "sessions/<uuid:session>/articles/<uuid:article>/"
#: which text of the article; the addresses without it are the first one's, and pages at them show the present one
revision = "revisions/<int:revision>/"
#: an article and all that belongs to it: in the reading room, and in every session that it is part of
of_article = [
    path("", articles.show, name="article"),
    path("origin/", origins.show, name="origin"),
    path("original/", origins.original, name="original"),
    path("next/", sentences.following, name="next"),
    path("changes/", changes.index, name="changes"),
    path("live/", live.stream, name="live"),
    path("tags/", annotations.tags, name="tags"),
    path("flags/", annotations.flags, name="flags"),
    path("another-look/", annotations.another_look, name="another-look"),
    path("kinds/", kinds.correct, name="kinds"),
    path("undo/", undo.undo_last, name="undo"),
    path("exports/", exports.index, name="exports"),
    path(sentence, sentences.show, name="sentence"),
    path(f"{sentence}history/", sentences.history, name="history"),
    path(f"{sentence}note/", annotations.note, name="note"),
    path(f"{sentence}evidence/", evidence.index, name="evidence"),
    path(f"{sentence}evidence/<uuid:evidence>/", evidence.edit, name="evidence-edit"),
    path(f"{sentence}evidence/<uuid:evidence>/removal/", evidence.remove, name="evidence-removal"),
    path(f"{sentence}comments/", discussion.index, name="comments"),
    path(comment, discussion.edit, name="comment"),
    path(f"{comment}removal/", discussion.remove, name="comment-removal"),
    path(f"{comment}replies/", discussion.replies, name="comment-replies"),
    path(f"{comment}resolution/", discussion.resolution, name="comment-resolution"),
    path(f"{comment}reopening/", discussion.reopening, name="comment-reopening"),
]
#: and what it has only in a session
of_part = [
    path(f"{sentence}taking/", work.taking, name="taking"),
    path(f"{sentence}leaving/", work.leaving, name="leaving"),
    path(f"{sentence}key/", work.key, name="key"),
]

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
    path("notices/", notices.index, name="notices"),
    path("notices/reading/", notices.read_all, name="notices-reading"),
    path("notices/<uuid:notice>/reading/", notices.read, name="notice-reading"),
    path("teams/", teams.index, name="teams"),
    path(team, teams.show, name="team"),
    path(f"{team}name/", teams.rename, name="team-name"),
    path(f"{team}fetching/", teams.fetching, name="team-fetching"),
    path(f"{team}ownership/", teams.ownership, name="team-ownership"),
    path(f"{team}departure/", teams.departure, name="team-departure"),
    path(f"{team}members/<uuid:member>/role/", members.role, name="member-role"),
    path(f"{team}members/<uuid:member>/removal/", members.removal, name="member-removal"),
    path(f"{team}invitations/", invitations.index, name="invitations"),
    path(f"{team}invitations/<uuid:invitation>/revocation/", invitations.revocation, name="invitation-revocation"),
    path(f"{team}articles/", articles.index, name="library"),
    path(f"{team}articles/new/", articles.new, name="article-new"),
    path(f"{team}articles/preview/", articles.preview, name="article-preview"),
    path(f"{team}arrivals/page/", bookmarklets.receive, name="arrivals-page"),
    path(f"{team}bookmarklet/", bookmarklets.show, name="bookmarklet"),
    path(f"{team}sessions/", sessions.index, name="sessions"),
    path(f"{team}sessions/new/", sessions.new, name="session-new"),
    path("sessions/<uuid:session>/", sessions.show, name="session-show"),
    path("sessions/<uuid:session>/agreement/", agreement.show, name="session-agreement"),
    path("sessions/<uuid:session>/terms/", terms.terms, name="session-terms"),
    path("sessions/<uuid:session>/discussion/", terms.discussion, name="session-discussion"),
    path("sessions/<uuid:session>/deletion/", terms.deletion, name="session-deletion"),
    path("sessions/<uuid:session>/assignments/", assignments.index, name="session-assignments"),
    path("sessions/<uuid:session>/spread/", assignments.spread, name="session-spread"),
    path("sessions/<uuid:session>/articles/", assignments.articles, name="session-articles"),
    path("sessions/<uuid:session>/articles/<uuid:article>/removal/", assignments.removal, name="session-removal"),
    path("sessions/<uuid:session>/key/", classes.show, name="session-key"),
    path("sessions/<uuid:session>/key/file/", classes.file, name="session-key-file"),
    path("sessions/<uuid:session>/articles/<uuid:article>/key/", classes.name, name="article-key"),
    path("sessions/<uuid:session>/work-list/", work.index, name="session-work"),
    path(adjudicated, adjudication.index, name="adjudication"),
    path(f"{adjudicated}rule/", adjudication.rule, name="adjudication-rule"),
    path(f"{adjudicated}reversal/", adjudication.reversal, name="adjudication-reversal"),
    path(f"{adjudicated}<uuid:article>/<int:ordinal>/", adjudication.item, name="adjudication-item"),
    path("sessions/<uuid:session>/settled/", settled.show, name="session-settled"),
    path("articles/<uuid:article>/verdict/", verdicts.verdict, name="verdict"),
    path("articles/<uuid:article>/texts/", texts.index, name="texts"),
    path("articles/<uuid:article>/texts/<int:number>/difference/", texts.difference, name="difference"),
    path("sessions/<uuid:session>/reveal/", sessions.make_revealed, name="session-reveal"),
    path("sessions/<uuid:session>/announcement/", announcements.index, name="session-announcement"),
    path("sessions/<uuid:session>/closing/", sessions.make_closed, name="session-closing"),
    path("sessions/<uuid:session>/extension/", sessions.extension, name="session-extension"),
    path("sessions/<uuid:session>/articles/<uuid:article>/completion/", sessions.completion, name="completion"),
    path("sessions/<uuid:session>/articles/<uuid:article>/resumption/", sessions.resumption, name="resumption"),
    path("articles/<uuid:article>/", include(of_article)),
    path(f"articles/<uuid:article>/{revision}", include((of_article, "revision"))),
    path(part, include(([*of_article, *of_part], "session"))),
    path(f"{part}{revision}", include(([*of_article, *of_part], "session-revision"))),
    path("admin/", admin.site.urls),
]
